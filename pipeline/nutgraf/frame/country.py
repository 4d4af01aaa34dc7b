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
_SIGNS = re.compile(
    r"""
    (?P<prefix> \+[ ]?(?:1(?=[\s(.-]?\(?[2-9]\d\d)|[2-9]\d{1,2}) (?=[\s(.\-\d]) )
    | \.(?P<domain> (?:com|gov|org|edu|net|asn|id)\.au | (?:co|ac|gov|org|nhs|police)\.uk | (?:co|govt|org|ac)\.nz | gov(?:\.\w\w)? | mil
        | (?:co|gov|org|ac)\.(?:za|in|lk|ke|jp) | (?:com|gov|org)\.(?:lk|sg|hk|my|ph|ng|pk) | gc\.ca | (?<=\w\.)(?:ca|ie|nz|lk|nr) ) \b(?!\.\w)
    | (?P<AU> \b(?:NSW|ACT|VIC|Vic|QLD|Qld|SA|WA|TAS|NT)[ ,]{1,2}\d{4}\b | \(0[2378]\)[ ]?\d{4}[ ]?\d{4} | \b04\d\d[ ]?\d{3}[ ]?\d{3}\b | \b0[2378][ ]\d{4}[ ]\d{4}\b | \bABN[ ]\d\d )
    | (?P<GB> \b[A-Z]{1,2}\d[A-Z\d]?[ ]\d[A-Z]{2}\b | \(?\b0(?:20|1\d{2,3}|11\d)\)?[ ]\d{3,4}[ ]\d{3,4}\b )
    | (?P<CA> \b[ABCEGHJ-NPRSTVXY]\d[A-Z][ ]?\d[A-Z]\d\b )
    | (?P<US> \b(?:A[LKZR]|C[AOT]|D[CE]|FL|GA|HI|I[DLNA]|K[SY]|LA|M[EDAINSOT]|N[EVHJMYCD]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[TA]|W[AVIY])[ ,]{1,2}\d{5}\b
        | \([RDI]-[A-Z][A-Za-z.]{1,8}\) | \bU\.S\.[ ](?:Senat|Rep|Attorney|Department|House|Congress|District) | \bDistrict[ ]Attorney
        | \b(?:Sen|Sens|Rep|Reps)\.[ ][A-Z] | \bState[’']s[ ]Attorney | \((?:NASDAQ|Nasdaq|NYSE|OTC\w*):
        | (?<!\d)\(?[2-9]\d\d[)./ -]{1,2}[2-9]\d\d[. -]\d{4}(?!\d) )
    | (?P<country> \b(?:Australian?|Canberra|Sydney|Britain|British|Sri[ ]Lankan?|New[ ]Zealand|Canadian?|Ottawa|Nauruan?|Indian?|American?|Justice[ ]Department) \b )
    """,
    re.VERBOSE,
)
_NAMES = {
    "Austral": "AU", "Canberra": "AU", "Sydney": "AU", "Brit": "GB", "Sri": "LK", "New": "NZ", "Canad": "CA", "Ottawa": "CA",
    "Nauru": "NR", "India": "IN", "Americ": "US", "Justice": "US",
}  # fmt: skip
_REACH = 20_000
"""Characters of the text that are looked at: a release is mostly shorter."""
_ENOUGH = 3
"""One telling sign, or three names of the country."""


def read_country(text: str, dateline: Dateline | None) -> str | None:
    """Return the ISO 3166-1 code of the country the release is from, None when the text does not tell."""
    votes: Counter[str] = Counter()
    for match in _SIGNS.finditer(text[:_REACH]):
        kind = str(match.lastgroup)
        if kind == "prefix":
            code = phonenumbers.region_code_for_country_code(int(re.sub(r"\D", "", match.group())))
            votes[code] += _FAIR * (code not in ("ZZ", "001"))
        elif kind == "domain":
            votes[_DOMAINS.get(match.group().rsplit(".", 1)[-1], "ZZ")] += _FAIR
        elif kind == "country":
            votes[next(code for name, code in _NAMES.items() if match.group().startswith(name))] += _WEAK
        else:
            votes[kind] += _FAIR
    if dateline and (code := place_country(dateline.place)):
        votes[code] += _STRONG
    del votes["ZZ"]
    best = votes.most_common(1)
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
