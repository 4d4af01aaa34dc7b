"""The stages, in the order they run."""

from __future__ import annotations

from nutgraf.stage import Stage
from nutgraf.stages.calls_to_action import CallsToAction
from nutgraf.stages.dates import Dates
from nutgraf.stages.figures import Figures
from nutgraf.stages.organizations import Organizations
from nutgraf.stages.people import People
from nutgraf.stages.places import Places
from nutgraf.stages.quotes import Quotes

STAGES: tuple[Stage, ...] = (Dates(), Figures(), People(), Organizations(), Places(), Quotes(), CallsToAction())
