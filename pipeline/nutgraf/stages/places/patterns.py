"""Forms that tell a place, or that what looks like one is none."""

from __future__ import annotations

import re

COMMA = re.compile(r",\s{1,3}(?=[A-Z])")
POSTAL = re.compile(
    r"(?P<code>[A-Z]{2,3}|Qld|Vic|Tas)(?=,?\s{1,3}(?:\d{4,5}\b|[A-Z]\d[A-Z]\b)|[- ]based\b)"
    r"|(?P<state>NSW|QLD|Qld|VIC|TAS|ACT)\b(?![-\w])"
)
LONGEST_POSTAL = 3
CITY = re.compile(r"(?:[A-ZÀ-ÖØ-Þ][\w’'.-]*\s(?:(?:de|la|del|of|the|du|sur|upon|le|y|and)\s){0,2}){0,4}[A-ZÀ-ÖØ-Þ][\w’'.-]*$")
WORD_START = re.compile(r"(?<![^\s])[A-ZÀ-ÖØ-Þ]|(?<=[a-z]{2})[A-Z]")
LONGEST_CITY = 48

PARTY = re.compile(r"(?:^|[\s(,/–—-])(?:R|D|I|DFL|ID|L)(?:\.?\s?[-–—‑]|\.?,)\s?$")
PARTY_TAG = re.compile(r"[-–—‑]([A-Z][A-Za-z]{1,13}\.?)(?=[),\s])")
COUNTY_WORD = re.compile(r" (?:County|Parish)\b")
COUNTY = re.compile(r"(?<!\w)[A-Z][\w.]*(?:\s[A-Z][\w.]*)?\s(?:County|Parish)$")
LONGEST_COUNTY = 40
COUNTIES = re.compile(
    r"((?:[A-Z][\w.]{1,20}(?:\s[A-Z][\w.]{1,20})?,\s){0,8})([A-Z][\w.]{1,20}(?:\s[A-Z][\w.]{1,20})?),?\sand\s"
    r"([A-Z][\w.]{1,20}(?:\s[A-Z][\w.]{1,20})?)\s[Cc]ounties\b"
)
COUNTIES_OF = re.compile(r"\b[Cc]ounties\sof\s((?:[A-Z][\w.]{1,20}(?:\s[A-Z][\w.]{1,20})?(?:,\sand\s|,\s|\sand\s|\b)){2,12})")
COUNTIES_WORD = re.compile(r"[Cc]ounties\b")
COUNTY_PART = re.compile(r"[A-Z][\w.]{1,20}(?:\s[A-Z][\w.]{1,20})?(?=,|\sand\s|\s[Cc]ounties|\W|$)")
LONGEST_LIST = 200
IN = re.compile(
    r"(?:\b(?:in|at|from|to|near|of|serving|across|throughout|around|outside|inside|between|into|toward|towards|within|through|beyond|leaving|"
    r"entered|visit|visited|visiting|north|south|east|west|northern|southern|eastern|western|central|downtown|upstate|rural|"
    r"In|At|From|To|Near|Across|Throughout|Around|Outside|Within)\s(?:the\s|[a-z]{4,8}ern\s|central\s|downtown\s|nearby\s|rural\s)?)$"
)
NOUN_BEHIND = re.compile(
    r"[ -](?!(?:to|in|on|has|had|have|was|is|were|are|and|or|of|for|by|with|at|from|will|would|that|which|as|said|says)\b)[a-z]"
)
COURT_DISTRICT = re.compile(r"\bDistrict of (?!Columbia)")
NEXT_CAPITAL = re.compile(r"\s[A-Z][a-z]+")
LEFT_WORD = re.compile(r"(?<!\S)[A-Z][a-z’'-]+\s$")
LEFT_CAPITAL = re.compile(r"[A-Z][a-z’'-]+\s$")
ANNOUNCED = re.compile(
    r"(?:\b(?:in|In|near|Near|throughout)|(?:city|town|village|people|residents|Mayor|neighborhoods|neighbourhoods|suburbs|outskirts|streets)\sof)\s$"
)
NAME = re.compile(r"[A-ZÀ-ÖØ-Þ][\w’'-]{2,30}(?![\w’'-])(?:\s(?:de\s|del\s|la\s)?[A-ZÀ-ÖØ-Þ][\w’'-]{1,30}(?![\w’'-])){0,3}")
ANNOUNCERS = frozenset({"in ", "In ", "ar ", "of ", "ut "})
LARGE = 50_000
"""Population from which on a city is taken on a preposition's word; smaller ones are often words ("in Reading", "in Hope")."""
GENERIC = re.compile(
    r"\b(?:County|Counties|Parish|Borough|Township|River|Creek|Lake|Bay|Sea|Ocean|Gulf|Strait|Canal|Falls|Island|Islands|Isle|"
    r"Peninsula|Valley|Mountain|Mountains|Mount|Hills|Basin|Desert|Coast|Beach|Province|District|Region|Village|Heights|Shire|"
    r"Delta|Cove|Harbor|Harbour|Springs|City|Metropolitan Area|Park)$"
)
DIRECTION_BEFORE = re.compile(
    r"\b(?:North|South|East|West|Central|Northern|Southern|Eastern|Western|(?:North|South)(?:east|west)(?:ern)?) $"
)
DIRECTION = re.compile(
    r"(?:(?:[Nn]orth|[Ss]outh|[Ee]ast|[Ww]est)(?:ern)?|(?:[Nn]orth|[Ss]outh)(?:east|west)(?:ern)?|[Cc]entral|[Dd]owntown|[Gg]reater|[Uu]pstate|"
    r"[Mm]etropolitan|[Mm]etro|[Rr]ural|mid)[ -](?=[A-Z])"
)
DOTTED = re.compile(r"\b[A-Z](?:\.[A-Z])+$")
INTRODUCED = re.compile(
    r",\s(?:a|an|the)\s(?:[\w-]+\s){0,3}(?:village|hamlet|town|city|suburb|community|municipality|township|settlement|neighborhood|"
    r"neighbourhood|district|port|parish|borough)\s(?:[\w-]+\s){0,4}?(?:in|of|near|outside|on)\s"
)
INTRODUCTION = re.compile(r"(?P<name>[A-ZÀ-ÖØ-Þ][\w’'-]+(?:\s[A-ZÀ-ÖØ-Þ][\w’'-]+){0,3})(?=" + INTRODUCED.pattern + "[A-Z])")
ARTICLE_BEHIND = re.compile(
    r",\s(?:a|an|the)\s(?=(?:[\w-]+\s){0,3}(?:village|hamlet|town|city|suburb|community|municipality|township|settlement|neighbou?rhood|district|port|parish|borough)\s)"
)
EDGES = " \t\n.,;:()[]\"“”'’‘-–—/|*•"
DEMONYM = re.compile(r"(?:ian|ese|ean|can|ish|ern|ans|ians)$")
TITLED = re.compile(
    r"\s(?=[A-Z])(?i:Senators?|Sens?\.|Rep(?:s\.?|resentatives?|\.)?|Congress\w*|Attorneys?|Marshals?|Ambassador|President|House|Senate|"
    r"(?:District|Circuit|Magistrate)\s(?:Judge\w*|Courts?))\b"
)
LISTED = re.compile(r"(?:,\s(?:and\s|or\s)?|\s(?:and|or|&)\s)(?=[A-Z])")
LIST_END = re.compile(r"\s?[,.;:)]|\s(?:and|or|&)\s|\s[a-z]|\n|$")
HYPHENED = re.compile(r"[-–/](?=[A-Z])")

LIST_GLUE = re.compile(r",?\s(?:and|or|&)\s|,\s|/")
DIVISION_BEHIND = re.compile(r"\s(?:state|province|governorate|oblast|prefecture|region|border|legislature)\b")
CITY_BEFORE = re.compile(r"\b(?:city|town|village|port|downtown)\s(?:of\s)?$")
DIVISION_TAIL = re.compile(r"\s(?:State|Province|Governorate|Prefecture|Oblast|Region|Republic)$")
BARE_NOUN = re.compile(
    r"(?:Valley|Gulf|Delta|Bay|Coast|Island|Islands|Peninsula|River|Lake|Port|Harbor|Harbour|Strip|Basin|Sound|Village|Hills|Heights)$"
)
HYPHEN_LEFT = re.compile(r"(?<![\w-])[A-Z][\w.]{1,20}(?:\s[A-Z][a-z]{1,20})?$")
PART_OF = re.compile(r"\s(?:neighbou?rhood|section|suburb)\s(?:of|in)\s")
OPENING = re.compile(r"[\s“\"'‘]*(?:Across|Around|Beyond|Inside|Outside|Besides|After|Before|Near|In|At|From|For|To)\s(?:the\s)?")
VERB_BEHIND = re.compile(r"\s(?:has|have|had|is|are|was|were|will|would|can|may|must|also|[a-z]+(?:ed|es))\b")
