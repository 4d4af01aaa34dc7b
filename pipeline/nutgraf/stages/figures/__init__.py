"""Quantities in a text: value, unit, comparator and what is counted."""

from __future__ import annotations

from nutgraf.stages.figures.stage import Figures

__all__ = ["Figures"]
