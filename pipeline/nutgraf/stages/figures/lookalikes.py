"""What looks like a figure and is none: calendar time, addresses, phone numbers, labels, references, names."""

from __future__ import annotations

import re
from functools import cache

from nutgraf.language import lexicon
from nutgraf.stages.figures.words import word_class

_MONTH = (
    r"(?:[Jj]an(?:uary)?|[Ff]eb(?:ruary)?|[Mm]ar(?:ch)?|[Aa]pr(?:il)?|May|[Jj]une?|[Jj]uly?|[Aa]ug(?:ust)?|[Ss]ept?(?:ember)?|"
    r"[Oo]ct(?:ober)?|[Nn]ov(?:ember)?|[Dd]ec(?:ember)?|JAN(?:UARY)?|FEB(?:RUARY)?|MAR(?:CH)?|APR(?:IL)?|MAY|JUNE?|JULY?|"
    r"AUG(?:UST)?|SEPT?(?:EMBER)?|OCT(?:OBER)?|NOV(?:EMBER)?|DEC(?:EMBER)?)\b\.?"
)
_STREET = (
    r"(?:Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Drive|Dr|Lane|Ln|Way|Court|Ct|Place|Pl|Square|Sq|Terrace|"
    r"Parkway|Pkwy|Highway|"
    r"Hwy|Plaza|Circle|Crescent|Broadway|Trail|Pike|Turnpike|Row|Walk|Quay|Embankment|Esplanade|Parade|Loop)\b"
)
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_CLOCK = r"\d{1,2}(?:[:.]\d\d)?"

_FROM_DIGIT = re.compile(
    rf"""
      {_DAY}(?:\ ?[-–/&]\ ?{_DAY}|\ (?:and|to)\ {_DAY})?(?:\ of)?[ -]{_MONTH}(?:,?[ -]\d{{2,4}}\b)?
    | {_CLOCK}(?:\ ?[AaPp]\.?[Mm]\b\.?)?\ ?(?:-|–|—|to|and|until)\ ?{_CLOCK}\ ?[AaPp]\.?[Mm]\b\.?
    | {_CLOCK}\ ?[AaPp]\.?[Mm]\b\.?(?:\ ?(?:-|–|to)\ ?{_CLOCK})?
    | \d{{1,2}}:\d\d(?::\d\d)?(?:\.\d+)?(?![\d,])
    | \d{{1,2}}(?:\ |-)?o['’]clock
    | \d{{1,2}}\ (?:[Nn]oon|NOON|[Mm]idnight|MIDNIGHT)\b
    | \d{{4}}\ ?(?:hours|hrs|GMT|UTC|EST|EDT)\b
    | \d{{1,4}}(?P<sep>[/.-])\d{{1,2}}(?P=sep)\d{{2,4}}\b
    | \d+(?:\.\d+){{2,5}}\b
    | (?:1[-. ])?\(?\d{{3}}\)?[-. •]\d{{3}}[-. •]\d{{4}}\b | \d{{3}}[-.]\d{{4}}\b
    | (?:1[38]00|0\d{{1,4}})[ -]{{1,2}}\d{{2,4}}[ -]{{0,2}}\d{{3,4}}(?:[ -]\d{{2,4}})?\b | 13\ \d\d\ \d\d\b
    | (?:1[-.])?\d{{3}}[-.](?:\d{{3}}[-.])?[A-Z]{{3,7}}\b
    | \d{{2,5}}\)\ ?\d[\d -]{{4,12}}\d
    | \d{{1,6}}(?:[A-Z]|\ ?[-–]\ ?\d{{1,4}})?,?\ (?:[NSEW]{{1,2}}\.?\ )?
      (?:(?:[A-Z][\w'’.]{{0,20}}|\d{{1,3}}(?:st|nd|rd|th))\ ){{1,3}}{_STREET}
    | \d{{1,5}}\ (?:U\.?S\.?C|C\.?F\.?R|U\.S\.\ \d|F\.\ ?[23]d|S\.\ ?Ct|Fed\.?\ Reg)\b
    | \d{{1,3}}\.?[(]?(?:[a-z]|k|ii|iii|iv)[)](?:[(]\d+[)])*
    | \d{{2}}(?:\ \d{{3}}){{3}}\b
    | \d{{1,5}}\ (?:Avenida|Calle|Rue|Via|Rua|Carrera|Av\.)\b
    | \d{{1,5}}(?:-\d{{1,8}}){{2,6}}\b
    | \d{{1,2}}[ :-]{{1,2}}[Cc][VvRr]\b[ -]?\d*
    | \d{{1,5}}(?:-\d{{1,8}}){{2,6}}\b
    | \d{{1,2}}[ :-]{{1,2}}[Cc][VvRr]\b[ -]?\d*
    | \d{{5}}-\d{{4}}\b
    """,
    re.VERBOSE,
)
_MONTHS = word_class("month")
_DAYS_AFTER_MONTH = re.compile(
    rf"{_DAY}(?:(?: ?(?:-|–|—|&|/) ?| (?:to|and|or|through|until) |, (?:and )?){_DAY}(?![\d,.]\d|\w| ?%| "
    rf"percent))*(?:,? (?:1[6-9]|20)\d\d\b)?"
)
_PHONE_TAIL = re.compile(r"[\d ().•–-]{0,24}\d")
_MONTH_BEFORE = re.compile(rf"(?<!\w)(?:{_MONTH}|(?:on|by|until|since|before|of|from|through) may) ?(?:the )?\Z")
_PHONE_LABELS = frozenset(
    (
        "tel",
        "phone",
        "fax",
        "telephone",
        "mobile",
        "cell",
        "ext",
        "extension",
        "ph",
        "isbn",
        "issn",
        "abn",
        "acn",
        "ein",
        "cusip",
        "isin",
        "dial",
        "text",
        "call",
        "p",
        "f",
        "t",
        "m",
        "o",
        "c",
        "direct",
        "office",
        "media",
    )
)
_BILL_BEFORE = re.compile(
    r"(?<![^\W_])(?:H\.? ?R|S|H|HB|SB|AB|LB|HF|SF|LD|P\.? ?L|Pub\. ?L|Public Law|(?:[HS]\.? ?(?:J|Con)?\.? "
    r"?)Res)\.? (?:No\. ?)?\Z|(?<!\w)[HS]\.(?:R\.)?\Z"
)
_STATE_BEFORE = re.compile(r"(?:\b[A-Z]{2,3}\.?|\b[A-Z][a-z]+(?: [A-Z][a-z]+)?),? \Z")
_TICKER_BEFORE = re.compile(r"[A-Z]{2,6}: ?\Z")
_LIST_BEFORE = re.compile(r"(?:^|\n|[;:•*,] (?:and |or )?)[ (]*\Z")
_LIST_AFTER = re.compile(r"\d{1,3}[.)](?:\s|$)|\d{1,2} ?\)")
_ENUMERATOR = re.compile(r"\(\d{1,2}\)(?! ?(?:million|billion|percent|%))")
_DOMAIN = re.compile(r"\.(?:com|org|net|gov|edu|info|html?|co|io|au|uk)\b")
_LONGEST_CHUNK = 120
"""Characters looked at on each side of digits for an address; longer ones hold more than digits anyway."""


def lookalike_end(text: str, start: int, end: int) -> int:
    """Return where the look-alike that holds the digits at `start` ends, or 0 when they may be a figure."""
    match = _FROM_DIGIT.match(text, start)
    if match:
        return match.end()
    word = word_before(text, start)
    before = text[max(0, start - 24) : start]
    return _dated_or_dialled(text, start, end, word, before) or (
        end if _referred(text, start, end, word, before) else _in_address(text, start, end)
    )


def _dated_or_dialled(text: str, start: int, end: int, word: str, before: str) -> int:
    """Return the end of the days behind a month or of the phone number behind a plus or a label, or 0."""
    bare = word.rstrip(".:").lower()
    if bare in _MONTHS and text[start - 1] in " .-" and _MONTH_BEFORE.search(before):
        days = _DAYS_AFTER_MONTH.match(text, start)
        return days.end() if days else end
    if text[start - 1 : start] == "+" or bare in _PHONE_LABELS:
        tail = _PHONE_TAIL.match(text, start)
        return tail.end() if tail and sum(1 for char in tail.group() if char.isdigit()) > 5 else 0
    return 0


def _referred(text: str, start: int, end: int, word: str, before: str) -> bool:
    """Whether the digits number a bill, a listed stock, a postal area, a list item or a note."""
    legal = word[-1:].isupper() or word[-1:] in (".", ":") or word.lower() in ("res", "law")
    if legal and (_BILL_BEFORE.search(before) or _TICKER_BEFORE.search(before)):
        return True
    if _zip(text, start, end, before) or (_LIST_AFTER.match(text, start) and _LIST_BEFORE.search(before)):
        return True
    opened = text[start - 1 : start]
    if end - start < 3 and text[end : end + 2] == ") " and "(" not in text[max(0, start - 80) : start]:
        return True
    return bool(opened == "(" and _ENUMERATOR.match(text, start - 1)) or (opened == "[" and text[end : end + 1] == "]")


def word_before(text: str, start: int) -> str:
    """Return the word in front of a number, its marks included, empty when a line or the text begins there."""
    return text[max(0, start - 16) : start].rstrip(" (").rpartition(" ")[2].rpartition("\n")[2]


def _zip(text: str, start: int, end: int, before: str) -> bool:
    """Five digits behind a state, four behind an Australian one, with no noun after them."""
    if end - start not in (4, 5) or not text[start:end].isdigit() or not _STATE_BEFORE.search(before):
        return False
    if end - start == 4:
        return bool(re.search(r"\b(?:NSW|VIC|Vic|QLD|Qld|SA|WA|TAS|Tas|ACT|NT)\.?,? \Z", before))
    return not re.match(r" (?!(?:and|for|was|has|with|from|will)\b)[a-z]{3}", text[end : end + 6])


def _in_address(text: str, start: int, end: int) -> int:
    """Return the end of the web address, e-mail address or tag around the digits, or 0."""
    if text[start - 1 : start] in ("", " ", "$", "(", "\n") and text[end : end + 1] in ("", " ", ",", "\n", "%", ")"):
        return 0
    left = (
        max(text.rfind(" ", max(0, start - _LONGEST_CHUNK), start), text.rfind("\n", max(0, start - _LONGEST_CHUNK), start)) + 1
    )
    left = left or max(0, start - _LONGEST_CHUNK)
    stops = [
        stop for stop in (text.find(" ", end, end + _LONGEST_CHUNK), text.find("\n", end, end + _LONGEST_CHUNK)) if stop >= 0
    ]
    right = min(stops) if stops else min(len(text), end + _LONGEST_CHUNK)
    chunk = text[left:right]
    marked = "@" in chunk or "://" in chunk or chunk.startswith(("www.", "#")) or chunk.count("/") > 1
    return right if marked or ("." in chunk and _DOMAIN.search(chunk)) else 0


@cache
def identifiers() -> frozenset[str]:
    """Return the words that turn the number behind them into a label."""
    return lexicon("figure_identifiers")


_TIME_UNIT = (
    r"(?:seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|nights?|weeks?|weekends?|months?|years?|yrs?|decades?|century|centuries|"
    r"semesters?|fortnights?|fiscal|quarters|generations?)\b(?!['’-]?(?:watt|old))"
)
_BETWEEN = (
    r"(?:more|additional|full|consecutive|straight|business|working|calendar|successive|long|short|whole|further|extra|solid|"
    r"school|trading|academic|financial|half|and|a|an|of|the|prison|credit|plus|sunny|or|to|rainy|light)"
)
_DURATION = re.compile(
    rf"\+?(?:[ -]{{1,3}}|\ ?-\ ?)(?:{_BETWEEN}[ -]){{0,3}}{_TIME_UNIT}|(?:h|hr|hrs|min|mins|sec|ms|s|y|yr|yrs)\b", re.IGNORECASE
)
_RANGE_TO_DURATION = re.compile(rf" ?(?:-|–|to|or|and)-? ?(?:\d+(?:\.\d+)?|[a-z]+)[ -]{_TIME_UNIT}", re.IGNORECASE)
_COUNTED_AFTER = re.compile(
    r" (?:(?!and |or |to |the |of |for |in |is |was |are |were |by )[a-z-]+ )?(?:people|jobs|homes|workers|"
    r"students|employees|members|participants|attendees|children|families|households|"
    r"residents|patients|visitors|guests|volunteers|companies|businesses|units|square|acres|miles|feet|tons|"
    r"tonnes|megawatts|points|"
    r"customers|users|women|men|veterans|officers|troops|votes|copies|pages|words|calories|locations|stores|"
    r"sites|schools|seats|cases|deaths|"
    r"vehicles|cars|trees|meals|tickets|applications|applicants|teachers|nurses|doctors|farmers|delegates|"
    r"clients|items|products|pounds|meters|metres|kilometers|kilometres)\b"
)


def is_duration(text: str, end: int, form: str) -> bool:
    """Whether the number that ends here counts seconds, days, years: a duration belongs to the dates."""
    if _DURATION.match(text, end):
        return True
    return form != "part" and bool(_RANGE_TO_DURATION.match(text, end))


def is_year(text: str, start: int, end: int, value: float, bounded: bool) -> bool:
    """Whether four plain digits are a year; `bounded` says that a comparator stands in front."""
    if end - start != 4 or not text[start:end].isdigit() or not 1500 <= value < 2100:
        return False
    if _COUNTED_AFTER.match(text, end):
        return False
    if value < 1900 or bounded:
        return bool(
            re.search(
                r"\b(?:in|since|of|from|until|before|after|by|circa|to|year|early|late|[A-Z][a-z]+,?) \Z|[(–-]\Z",
                text[max(0, start - 14) : start],
            )
        ) and not (bounded and re.match(r" [a-z]{4,}s\b", text[end : end + 20]))
    return True


def is_label(text: str, start: int, end: int, form: str) -> bool:
    """Whether the word in front makes the number a label ("Section 5", "Phase Two", "page 3 of")."""
    word = word_before(text, start).rstrip(":").lstrip('(“"‘')
    if word in ("#", "§", "§§"):
        return True
    if not word or not word[0].isalpha():
        return False
    if word.lower() not in identifiers() and word.lower().rstrip(".") not in identifiers():
        return False
    if word[0].isupper() or word.endswith(".") or word == "top":
        return True
    return (form == "digits" and not re.match(r" [a-z]{3,}", text[end : end + 4])) or bool(
        re.match(r" (?:of|and|to|in|for|is|on)\b", text[end : end + 5])
    )


_CAPITALISED_BEFORE = re.compile(r"(?<![\w’'])([A-Z][\w&.’'-]*) \Z")
_FREE_BEFORE = word_class("free before")


def is_in_name(text: str, start: int, end: int, form: str, sentence: tuple[int, int]) -> bool:
    """Whether a small bare number belongs to a name ("Boeing 737", "the Big Four"); headings in title case are let through."""
    word = text[start:end]
    if form == "digits":
        if end - start > 4 or "," in word:
            return False
        match = _CAPITALISED_BEFORE.search(text, max(0, start - 24), start)
        if not match or match.group(1) in _FREE_BEFORE or match.group(1).endswith(("'s", "’s", "s’", "s'")):
            return False
        noun = re.match(r"(?: ?[-–] ?\d+)? ([a-z]{3,})", text[end : end + 32])
        if noun and (
            match.start(1) <= sentence[0] + 1 or noun.group(1).endswith("s") or noun.group(1) in lexicon("figure_plurals")
        ):
            return False
    elif (
        not word[0].isupper()
        or " " in word
        or start <= sentence[0] + 2
        or word.isupper()
        or text[start - 1] != " "
        or text[start - 2] in ":.—–-•*|"
    ):
        return False
    return not _in_title_case(text, sentence)


def _in_title_case(text: str, sentence: tuple[int, int]) -> bool:
    words = re.findall(r"(?<![\w’'])[A-Za-z]{4,}", text[sentence[0] : min(sentence[1], sentence[0] + 400)])
    return sum(1 for word in words if word[0].isupper()) * 5 >= len(words) * 4
