"""The country a release is from: what "$", 3/4/2024 and a number without a prefix mean in it."""

from __future__ import annotations

import re
from collections import Counter

import phonenumbers

from nutgraf.frame.dateline import CITIES, REGIONS, Dateline

_STRONG, _FAIR, _WEAK = 6, 3, 1
_DOMAINS = {
    "au": "AU", "uk": "GB", "nz": "NZ", "ca": "CA", "ie": "IE", "lk": "LK", "in": "IN", "sg": "SG", "za": "ZA", "nr": "NR", "hk": "HK",
    "my": "MY", "ph": "PH", "jp": "JP", "de": "DE", "fr": "FR", "ch": "CH", "ng": "NG", "ke": "KE", "pk": "PK", "gov": "US", "mil": "US",
}  # fmt: skip
_PREFIX = re.compile(r"\+[ ]?(1(?=[ (.-]?\(?[2-9]\d\d)|[2-9]\d{1,2})(?=[ (.\-\d])")
_DOMAIN = re.compile(
    r"\.(?:(?:com|gov|org|edu|net|asn|id)\.au|(?:co|ac|gov|org|nhs|police)\.uk|(?:co|govt|org|ac)\.nz|gov(?:\.\w\w)?|mil"
    r"|(?:co|gov|org|ac)\.(?:za|in|lk|ke|jp)|(?:com|gov|org)\.(?:lk|sg|hk|my|ph|ng|pk)|gc\.ca|(?:ca|ie|nz|lk|nr)(?=[/ ,;)]))\b(?!\.\w)"
)
_BRACKETED = re.compile(
    r"\((?:(?P<AU>0[2378]\)?[ ]\d{4}[ ]?\d{4})|(?P<US>[RDI]-[A-Z][A-Za-z.]{1,8}\)|(?:NASDAQ|Nasdaq|NYSE|OTC\w*):|[2-9]\d\d\)[ ]?\d{3}[.-]\d{4}))"
)
_ADDRESS = re.compile(
    r"(?P<AU>(?:NSW|ACT|VIC|Vic|QLD|Qld|SA|WA|TAS|NT)[ ,]{1,2}\d{4}\b|ABN[ ]\d\d)"
    r"|(?P<US>(?:A[LKZR]|C[AOT]|D[CE]|FL|GA|HI|I[DLNA]|K[SY]|LA|M[EDAINSOT]|N[EVHJMYCD]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[TA]|W[AVIY])[ ,]{1,2}\d{5}\b"
    r"|U\.S\.[ ](?:Senat|Rep|Attorney|Department|House|Congress|District)|(?:Sens?|Reps?)\.[ ][A-Z]|District[ ]Attorney|State[’']s[ ]Attorney)"
    r"|(?P<CA>[ABCEGHJ-NPRSTVXY]\d[A-Z][ ]?\d[A-Z]\d\b)"
    r"|(?P<GB>[A-Z]{1,2}\d[A-Z\d]?[ ]\d[A-Z]{2}\b)"
    r"|(?P<name>Australian?|Canberra|Sydney|Britain|British|London|England|Sri[ ]Lankan?|New[ ]Zealand|Canadian?|Ottawa|Nauruan?|Indian?|American?"
    r"|Justice[ ]Department)\b"
)
_NATIONAL = re.compile(r"0(?:(?P<AU>4\d\d[ ]?\d{3}[ ]?\d{3}|[2378][ ]\d{4}[ ]\d{4})|(?P<GB>(?:20|1\d{2,3}|11\d)\)?[ ]\d{3,4}[ ]\d{3,4}))\b")
_NORTH_AMERICAN = re.compile(r"[2-9]\d\d[./-][2-9]\d\d[.-]\d{4}(?!\d)")
_NAMES = {
    "Austral": "AU", "Canberra": "AU", "Sydney": "AU", "Brit": "GB", "London": "GB", "England": "GB", "Sri": "LK", "New": "NZ",
    "Canad": "CA", "Ottawa": "CA", "Nauru": "NR", "India": "IN", "Americ": "US", "Justice": "US",
}  # fmt: skip
_REACH = 20_000
"""Characters of the text that are looked at: a release is mostly shorter."""
_ENOUGH = 3
"""One telling sign, or three names of the country."""


def country_votes(text: str) -> Counter[str]:
    """Weigh what addresses, domains, phone numbers and names in a text say about the country it is from."""
    text = text[:_REACH]
    votes: Counter[str] = Counter()
    for match in _PREFIX.finditer(text):
        votes[str(phonenumbers.region_code_for_country_code(int(match[1])))] += _FAIR
    for match in _DOMAIN.finditer(text):
        votes[_DOMAINS.get(match.group().rsplit(".", 1)[-1], "ZZ")] += _FAIR
    for pattern in (_BRACKETED, _NATIONAL, _ADDRESS):
        for match in pattern.finditer(text):
            if match.start() and text[match.start() - 1].isalnum():
                continue
            kind = str(match.lastgroup)
            if kind == "name":
                votes[next(code for name, code in _NAMES.items() if match.group().startswith(name))] += _WEAK
            else:
                votes[kind] += _FAIR
    votes["US"] += _FAIR * len(_NORTH_AMERICAN.findall(text))
    for unknown in ("ZZ", "001"):
        del votes[unknown]
    return votes


def choose_country(votes: Counter[str], dateline: Dateline | None) -> str | None:
    """Return the ISO 3166-1 code of the country a release is from, None when nothing tells."""
    code = place_country(dateline.place) if dateline else None
    total = votes + Counter({code: _STRONG}) if code else votes
    best = total.most_common(1)
    return best[0][0] if best and best[0][1] >= _ENOUGH else None


def place_country(place: str | None) -> str | None:
    """Return the country of a dateline's place."""
    if not place:
        return None
    city, _, region = place.partition(",")
    for name in (region.rsplit(",", 1)[-1].strip(), city.strip()):
        code = _REGION_CODES.get(name) or _REGION_CODES.get(name.upper()) or CITIES.get(name.upper())
        if code and code != "ZZ":
            return code
    return None


_REGION_CODES = {**{name.upper(): code for name, code in REGIONS.items()}, **REGIONS}
