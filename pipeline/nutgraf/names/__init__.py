"""Names: a model's spans in, spans that agree throughout a release out."""

from __future__ import annotations

from nutgraf.names.component import full_name, repair_names

__all__ = ["full_name", "repair_names"]
