"""The country a release is from: what "$", 3/4/2024 and a number without a prefix mean in it."""

from __future__ import annotations

import re
from collections import Counter

import phonenumbers

from nutgraf.frame.dateline import CITIES, REGIONS, Dateline

_STRONG, _FAIR, _WEAK = 6, 3, 1
_DOMAINS = {
    "au": "AU", "uk": "GB", "nz": "NZ", "ca": "CA", "ie": "IE", "lk": "LK", "in": "IN", "sg": "SG", "za": "ZA", "nr": "NR",
    "hk": "HK", "my": "MY", "ph": "PH", "jp": "JP", "ng": "NG", "ke": "KE", "pk": "PK", "gov": "US", "mil": "US",
}  # fmt: skip
_DOMAIN = re.compile(
    r"\.(?:(?:com|gov|org|edu|net|asn|id)\.au|(?:co|ac|gov|org|nhs|police)\.uk|(?:co|govt|org|ac)\.nz|gov(?:\.\w\w)?|mil"
    r"|(?:co|gov|org|ac)\.(?:za|in|lk|ke|jp)|(?:com|gov|org)\.(?:lk|sg|hk|my|ph|ng|pk)|gc\.ca|(?:ca|ie|nz|lk"
    r"|nr)(?=[/ ,;)]))\b(?!\.\w)"
)
_NUMBER = re.compile(r"[+(]?\d[\d()./ -]{3,}[A-Z]{0,2}|\d[A-Z]")
"""Where a phone number or a postcode can stand."""
_PREFIX = re.compile(r"\+[ ]?(1(?=[ (.-]?\(?[2-9]\d\d)|[2-9]\d{1,2})[ (.\-\d]")
_PHONES = {
    "AU": re.compile(r"\(?0[2378]\)?[ ]\d{4}[ ]?\d{4}|04\d\d[ ]?\d{3}[ ]?\d{3}"),
    "GB": re.compile(r"\(?0(?:20|1\d{2,3}|11\d)\)?[ ]\d{3,4}[ ]\d{3,4}"),
    "US": re.compile(r"\([2-9]\d\d\)[ ]?\d{3}[. -]\d{4}|[2-9]\d\d[./-][2-9]\d\d[.-]\d{4}(?!\d)"),
}
_POSTCODES = {
    "AU": re.compile(r"\b(?:NSW|ACT|VIC|Vic|QLD|Qld|SA|WA|TAS|Tas|NT)[ ,]{1,2}\d{4}\b|\bABN[ ]\d\d"),
    "US": re.compile(
        r"\b(?:A[LKZR]|C[AOT]|D[CE]|FL|GA|HI|I[DLNA]|K[SY]|LA|M[EDAINSOT]|N[EVHJMYCD]|O[HKR]|PA|RI|S[CD]|T[NX]"
        r"|UT|V[TA]|W[AVIY])[ ,]{1,2}\d{5}\b"
    ),
    "CA": re.compile(r"\b[ABCEGHJ-NPRSTVXY]\d[A-Z][ ]?\d[A-Z]\d\b"),
    "GB": re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?[ ]\d[A-Z]{2}\b"),
}
_CAPITAL = re.compile(r"[A-Z]")
_SIGNS = {
    "US": ("(R-", "(D-", "(I-", "(NASDAQ:", "(Nasdaq:", "(NYSE:", "(OTC", "U.S. Senat", "U.S. Rep", "U.S. Attorney",
           "U.S. Department", "Sen. ", "Sens. ", "Rep. ", "Reps. ", "District Attorney", "State’s Attorney", "State's Attorney"),
}  # fmt: skip
_NAMES = {
    "Austral": "AU", "Canberra": "AU", "Sydney": "AU", "Brit": "GB", "London": "GB", "England": "GB", "Sri Lanka": "LK",
    "New Zealand": "NZ", "Canad": "CA", "Ottawa": "CA", "Nauru": "NR", "India": "IN", "Americ": "US", "Justice Department": "US",
}  # fmt: skip
_REACH = 20_000
"""Characters of the text that are looked at: a release is mostly shorter."""
_ENOUGH = 3
"""One telling sign, or three names of the country."""


def country_votes(text: str) -> Counter[str]:
    """Weigh what addresses, domains, phone numbers and names in a text say about the country it is from."""
    text = text[:_REACH]
    votes: Counter[str] = Counter()
    for match in _DOMAIN.finditer(text):
        votes[_DOMAINS.get(match.group().rsplit(".", 1)[-1], "ZZ")] += _FAIR
    for code, signs in _SIGNS.items():
        votes[code] += _FAIR * sum(text.count(sign) for sign in signs)
    for name, code in _NAMES.items():
        votes[code] += _WEAK * text.count(name)
    for match in _NUMBER.finditer(text):
        if len(match.group()) > 4 or match.group()[-1].isalpha():
            votes.update(_number_votes(text, match.start()))
    for unknown in ("ZZ", "001"):
        del votes[unknown]
    return votes


def _number_votes(text: str, start: int) -> Counter[str]:
    """Tell the country from a phone number's shape or a postcode."""
    if prefix := _PREFIX.match(text, start):
        return Counter({str(phonenumbers.region_code_for_country_code(int(prefix[1]))): _FAIR})
    codes = [code for code, pattern in _PHONES.items() if pattern.match(text, start)]
    around = text[max(0, start - 6) : start + 10]
    if not codes and _CAPITAL.search(around):
        codes = [code for code, pattern in _POSTCODES.items() if pattern.search(around)]
    return Counter(dict.fromkeys(codes, _FAIR))


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
