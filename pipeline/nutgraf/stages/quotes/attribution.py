"""Who said a segment: the attributions around it weighed against each other."""

from __future__ import annotations

from nutgraf.stages.quotes.context import Attribution, Context
from nutgraf.stages.quotes.leading import read_introduction, read_lead
from nutgraf.stages.quotes.trailing import read_line_below, read_trail


def attribute(context: Context, index: int) -> Attribution | None:
    """Return who said a segment, None when its own surroundings do not tell."""
    trail = read_trail(context, index) if context.segments[index].closed else None
    lead = read_lead(context, index)
    if lead and trail:
        return _stronger(context, index, lead, trail)
    return trail or lead or read_introduction(context, index) or read_line_below(context, index)


def _stronger(context: Context, index: int, lead: Attribution, trail: Attribution) -> Attribution:
    segment = context.segments[index]
    before = context.text[max(0, segment.start - 4) : segment.start].rstrip()[-1:]
    ends_in_comma = context.text[segment.end - 2 : segment.end - 1] == ","
    if lead.strength == "direct" and (before == ":" or not ends_in_comma):
        return lead
    return trail if trail.strength == "direct" or lead.strength == "mixed" else lead
