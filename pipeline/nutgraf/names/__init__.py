"""Names: a model's spans in, spans that agree throughout a release out."""

from __future__ import annotations

from nutgraf.names.component import COMPONENT, full_name, named, repair_names
from nutgraf.names.tagger import TAGGER, Tagger
from nutgraf.names.words import ISSUER, TEXT

__all__ = ["COMPONENT", "ISSUER", "TAGGER", "TEXT", "Tagger", "full_name", "named", "repair_names"]
