"""A dataset in, a local web page and a JSON API out; read-only. Needs the extra `nutgraf[serve]`."""

from __future__ import annotations

from nutgraf.viewer.app import create_app, serve

__all__ = ["create_app", "serve"]
