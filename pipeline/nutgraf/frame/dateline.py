"""The dateline: where a paragraph says from which place, on which day and through which wire it comes."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nutgraf.language import alternation, lexicon
from nutgraf.timex import AbsoluteDate, absolute_dates

_REACH = 240
"""No dateline is longer, however many cities and wires it names."""
_DATE_REACH = 160
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Dateline:
    """A dateline's offsets, and what it names; `agency` is the name between slashes that is no wire."""

    start: int
    end: int
    place: str | None
    date: AbsoluteDate | None
    agency: str | None


def coded(name: str) -> dict[str, str]:
    """Read a lexicon of `name = CODE` entries."""
    return dict(entry.rsplit(" = ", 1) for entry in lexicon(name))


REGIONS = coded("dateline_regions")
CITIES_AS_PRINTED = sorted(
    {form for name in coded("dateline_cities") for form in (name, name.upper())}, key=lambda form: (-len(form), form)
)
CITIES = {name.upper(): code for name, code in coded("dateline_cities").items()}
REGION = "|".join(
    re.escape(form) for name in sorted(REGIONS, key=len, reverse=True) for form in dict.fromkeys((name, name.upper()))
)
_CAPITALS = r"[A-ZÀ-Þ]{2}[A-ZÀ-Þ'’.]*(?:-[A-ZÀ-Þ]{2,})?(?![a-zà-ÿ])"
_WORD = r"[A-ZÀ-Þ][A-Za-zÀ-ÿ'’]*\.?(?:-(?:[a-z]{1,4}-)?[A-ZÀ-Þ][a-zà-ÿ'’]+)?"
_LINK = r"(?:of|de|del|la|los|upon|on|am|y|the|OF|DE|LA|THE)[ ]"
_CITY = (
    rf"(?:{_CAPITALS}(?:[ ](?:{_LINK})?{_CAPITALS}){{0,4}}(?![ ]?\w)|{_CAPITALS}(?:[ ]{_CAPITALS}){{0,4}}(?=[ ]{{2}}"
    rf"|[ ][\d/(])|{_WORD}(?:[ ](?:{_LINK})?{_WORD}){{0,3}})"
)
_PLACE = re.compile(
    rf"""
    (?P<city>{_CITY})
    (?P<region> (?: [ ]?,[ ]{{0,2}}(?:{REGION})(?![A-Za-z]) ){{1,2}} )?
    (?P<more> [ ]?,[ ]{_CITY} (?: ,[ ](?:{REGION})(?![A-Za-z]) )? )?
    (?P<second> [ ]?(?:and|AND|&|;|/(?=[^/\n]{{0,60}}(?:,|--|–|—)))[ ]?(?!PR[ ]){_CITY}(?:,[ ]?(?:{REGION})(?![A-Za-z]))? )?
    """,
    re.VERBOSE,
)
_NO_PLACE = re.compile(
    r"\b(?:Release|Statement|Press|Media|News|Posted|Published|Updated|Date|Dated|Issued|Embargo\w*|Immediate"
    r"|Background|Note|Update|By|From|"
    r"Contact|Who|What|When|Where|Why|How|Advisory|Alert|Summary|Title|Today|Tonight|Yesterday|The|This|In|On|At"
    r"|For|To|Attention|Re|"
    r"Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|January|February|March|April|May|June|July|August"
    r"|September|October|"
    r"November|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Mon|Tues?|Wed|Thu(?:rs)?|Fri|Sat|Sun|I|We"
    r"|He|She|It|They|Q|A|Bill|Senate|"
    r"President|Minister|Dear|Key|Highlights|Photo|Video|Watch|Read|Correction|Reminder|Notice|Speakers?"
    r"|Location|Time|Event|Ltd|Inc|LLC|Corp|Company)\b",
    re.IGNORECASE,
)
_WIRE = re.compile(rf"(?:{alternation('newswires')})(?:[ ]?(?:via|/)[ ]?[A-Z][\w ]{{1,30}})?", re.IGNORECASE)
_WIRE_WORD = re.compile(r"wire\b|press ?release|presswire|newsfile|-- ?/", re.IGNORECASE)
_ITEM = re.compile(
    r"""
    (?P<space> [ ]+ )
    | (?P<paired> /[ ]?(?P<slashed>[^/\n]{2,50}?)[ ]?/(?!\w) | \((?P<bracketed>[^()\n]{2,50})\)
      | (?<!\w)--(?P<dashed>[A-Z][\w .]{1,30})-- )
    | (?P<dash> (?:[-–—−‒]|‐)(?:[ ]?[-–—−])? | :(?=[ ]) )
    | (?P<mark> [,|;/(•·@)] )
    | (?P<clock> \d{1,2}[:.]\d\d(?:[ ]?[ap]\.?m\.?)? | (?:US|America|Europe|Asia|Australia|Pacific|Africa)/\w{2,20}
      | (?:Eastern|Central|Mountain|Pacific)(?:[ ](?:Standard|Daylight))?(?:[ ]Time)?\b | (?:[ECMP][SD]?T|GMT|UTC|BST
      |AE[SD]T)\b | (?-i:at|on)(?=[ ]) )
    | (?P<weekday> (?:Mon|Tues?|Wednes|Wed|Thurs?|Fri|Satur|Sat|Sun)(?:day)?\b\.?,? )
    """,
    re.VERBOSE | re.IGNORECASE,
)


_GLUED = re.compile(
    r"(?P<city>[A-Z]{4,}(?: [A-Z]{3,})?)(?=[A-Z][a-z]+ )|(?P<capital>(?:Washington|WASHINGTON)[ ]{1,3}D\.?C\.?)[ ]{2,}(?=[A-Z])"
)
"""`WASHINGTONThe`: a dash lost in conversion left nothing between the place and the sentence."""


_MARK = re.compile(r"[-–—−:/(\d]|[A-Z]{3}  |[A-Z]{4}[a-z]|D\.?C\.?  ")
"""No dateline is without one of these."""


class _Scan:
    """A reading of a paragraph's opening, item by item."""

    def __init__(self, text: str, *, day_first: bool) -> None:
        self.text = text
        dated = text[:_DATE_REACH]
        self.dates = {date.start: date for date in absolute_dates(dated, day_first=day_first)} if _DIGIT.search(dated) else {}
        self.position = 0
        self.place: re.Match[str] | None = None
        self.place_end = 0
        self.date: AbsoluteDate | None = None
        self.agency: str | None = None
        self.wire = self.dash = self.bracket = False
        self.dashed: tuple[int, AbsoluteDate | None] | None = None
        self.before_place: tuple[int, bool] | None = None
        self.run()
        if self.before_place and self.before_place[1] and not self.dash and self.position < len(text):
            # The dash stood before the name: it is the first words of the sentence, not a place.
            self.place, (self.position, self.dash) = None, self.before_place
        elif self.dashed and not self.dash and not self.wire and not self.bracket and self.position < len(text):
            # What came after the dash belongs to the sentence: `RIVERSIDE – On Thursday, May 2, a man …`.
            (self.position, self.date), self.dash = self.dashed, True

    def run(self) -> None:
        """Take items while they can belong to a dateline; `dash` tells whether the last one was a dash."""
        while self.position < len(self.text):
            if not (self._take_date() or self._take_item() or self._take_place()):
                return

    def _take_date(self) -> bool:
        date = self.dates.get(self.position)
        if date is None or self.date is not None or date.day is None:
            return False
        self.date, self.position, self.dash = date, date.end, False
        return True

    def _take_item(self) -> bool:
        named = (self.place or self.date) and self.text[self.position].isupper()
        wire = _WIRE.match(self.text, self.position) if named else None
        if wire and not self.text[wire.end() : wire.end() + 1].isalnum():
            self.wire, self.dash, self.position = True, False, wire.end()
            return True
        item = _ITEM.match(self.text, self.position)
        if item is None or (item["space"] and self._wide_gap(item)):
            return False
        if item["paired"]:
            name = (item["slashed"] or item["bracketed"] or item["dashed"]).strip()
            if not self._is_wire(name):
                if not (
                    item["slashed"]
                    and (self.place or self.date)
                    and not any(item.start() <= at < item.end() for at in self.dates)
                ):
                    return self._open_bracket(item)
                self.agency = name
            self.wire = True
            self.dash = bool(item["dashed"])
        elif item["dash"]:
            self.dash = True
            if self.place is not None:
                self.dashed = item.end(), self.date
        elif not item["space"]:
            self.bracket = self.bracket or item.group() == "("
            self.dash = False
        self.position = item.end()
        return True

    def _open_bracket(self, item: re.Match[str]) -> bool:
        """Take the opening mark alone, when what it opens can be a place or a date."""
        inside = self.position + 1
        while self.text.startswith(" ", inside):
            inside += 1
        known = inside in self.dates or (self.place is None and _PLACE.match(self.text, inside, item.end()))
        if not known:
            return False
        self.bracket, self.position = True, inside
        return True

    @staticmethod
    def _is_wire(name: str) -> bool:
        return bool(_WIRE.fullmatch(name) or _WIRE_WORD.search(name))

    def _wide_gap(self, item: re.Match[str]) -> bool:
        """Whether two spaces stand where a dash was lost in conversion: `WASHINGTON  The`."""
        lost = (
            self.place is not None
            and not self.dash
            and len(item.group()) > 1
            and self.text[item.end() : item.end() + 1].isupper()
        )
        known = self.place is not None and self.place["city"].isupper() and self.place["city"] in CITIES
        if lost and known and self.date is None:
            self.dash, self.position = True, item.end()
        return lost and self.dash

    def _take_place(self) -> bool:
        if self.place is not None or (self.position and self.text[self.position - 1].isalnum()):
            return False
        limit = min([start for start in self.dates if start > self.position] or [len(self.text)])
        place = _PLACE.match(self.text, self.position, limit)
        if place is None or _NO_PLACE.search(place["city"]) or self._is_wire(place["city"]):
            return False
        self.before_place = self.position, self.dash
        end = place.start("more") if place["more"] and self._is_wire(place["more"].strip(" ,")) else place.end()
        self.place, self.place_end, self.position, self.dash = place, end, end, False
        return True


def read_dateline(text: str, start: int, end: int, *, day_first: bool = False) -> Dateline | None:
    """Read the dateline a piece of text opens with, None when it opens with none."""
    opening = text[start : min(end, start + _REACH)]
    if not opening[:1].isupper() and opening[:1] not in "(-–—/" and not opening[:1].isdigit():
        return None
    if not _MARK.search(opening):
        return None
    glued = _GLUED.match(opening)
    if glued and glued["capital"]:
        return Dateline(start, start + glued.end("capital"), " ".join(glued["capital"].split()), None, None)
    if glued and glued["city"] in CITIES:
        return Dateline(start, start + glued.end(), glued["city"], None, None)
    scan = _Scan(opening, day_first=day_first)
    whole = start + scan.position >= end
    if not _plausible(scan, opening, whole=whole):
        return None
    used = opening[: scan.position].rstrip()
    place = None
    if scan.place is not None:
        place = " ".join(opening[scan.place.start() : scan.place_end].split()).rstrip(",")
    return Dateline(start, start + len(used), place, _shifted(scan.date, start), scan.agency)


def _shifted(date: AbsoluteDate | None, by: int) -> AbsoluteDate | None:
    if date is None:
        return None
    return AbsoluteDate(date.start + by, date.end + by, date.year, date.month, date.day, date.hour, date.minute)


def _plausible(scan: _Scan, opening: str, *, whole: bool) -> bool:
    if scan.place is None:
        return scan.wire or (scan.date is not None and scan.date.start == 0 and scan.dash and not whole)
    city = scan.place["city"]
    known = scan.place["region"] is not None or city.upper() in CITIES
    capitals = city.isupper() and len(city) > 3
    if scan.wire:
        return scan.date is not None or known or capitals
    if scan.date is not None:
        short = (scan.date.year is not None or (scan.bracket and scan.dash)) and len(city.split()) <= 3
        return (scan.dash or whole or scan.bracket) and (known or capitals or short)
    if not scan.dash or whole:
        return False
    colon = opening[: scan.position].rstrip().endswith(":")
    return (known and not (colon and not capitals)) or (
        capitals and not colon and len(city.split()) <= 3 and not opening[:60].isupper()
    )
