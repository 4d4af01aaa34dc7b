"""What stands around a numeral and gives it a size and a unit: scale words, currencies, percent signs, units."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from nutgraf.language import lexicon
from nutgraf.stages.figures.numerals import SCALES
from nutgraf.stages.figures.units import TIMES, Unit, by_time, cells, per_time, rows, spelled, units

_SIGNS = "$€£¥₹₩₽₺฿₿₦₱₫₴₡₾₭₪₸元＄￥"
_TOKEN = re.compile(
    rf"(?P<gap>(?: {{1,2}}|-|‑| - | "
    rf"?[\[({{<])?)(?P<word>[^\W\d_]+(?:[²³]|(?<=[cmkn]m|ft|.m)[23](?!\w)|\.[A-Za-z]\b|/[A-Za-z]{{1,2}}\b)?|"
    rf"%|[°º](?: ?[CF]\b)?|℃|℉|[{_SIGNS}](?!\ ?\d|[A-Z]{{2}}))"
)
_SIGN_BEFORE = re.compile(rf"(?:(?<![^\W_])(U\.S\.?|u\.s\.?|[A-Za-z]{{1,4}}) ?)?([{_SIGNS}])(?: ?\(| )?\Z")
_CODE_BEFORE = re.compile(r"(?<![^\W_])(M?[A-Za-z]{1,4}\.?)(?: ?\(| )?\Z")

_SCALE_FORMS = {
    **SCALES,
    "bn": 1e9,
    "mn": 1e6,
    "mln": 1e6,
    "bln": 1e9,
    "tn": 1e12,
    "trn": 1e12,
    "cr": 1e7,
    "mm": 1e6,
    "lakhs": 1e5,
    "crores": 1e7,
}
_SCALE_LETTERS = {"M": 1e6, "MM": 1e6, "B": 1e9, "K": 1e3, "k": 1e3}
_MONEY_LETTERS = {**_SCALE_LETTERS, "m": 1e6, "b": 1e9, "T": 1e12, "t": 1e12, "mil": 1e6, "Mil": 1e6}
_PERCENT_FORMS = {
    "%": "%",
    "percent": "%",
    "per cent": "%",
    "pct": "%",
    "percentage": "%",
    "percentage points": "pp",
    "percentage point": "pp",
    "percent points": "pp",
    "% points": "pp",
    "pp": "pp",
}
_INCH_SIGNS = frozenset(("thick", "wide", "long", "tall", "deep", "high", "diameter", "in"))
_INCHES = re.compile(
    r" ?[\"”″](?=[ -](?:thick|wide|long|tall|deep|high|round|diameter|diagonal|screen|display|monitor|tv|television|pipe|by)\b"
    r"| ?[x×] ?\d)|″",
    re.IGNORECASE,
)
_FEET_BEFORE = re.compile(r"\b(?:ft|feet|foot)\.?,? \d{1,2} ?\Z")
_AMBIGUOUS = frozenset("ANJTVWLlmgt")
"""Unit symbols of one letter that are also initials and labels; they count when they touch the number."""
_OFTEN_SPACED = frozenset("gmtWVL")


_PREFIXES = ("Rs", "Rs.", "RM", "RMB", "SFr", "NKr", "SKr", "FCFA", "Rp", "PKRs", "SLR", "DM", "KSh")
_DOLLARS = frozenset(("USD", "AUD", "CAD", "NZD", "SGD", "HKD"))
_WRITTEN_TOGETHER = frozenset(("USD", "EUR", "GBP", "AUD", "CAD", "NZD", "SGD", "HKD", "CHF", "INR", "JPY", "CNY"))
"""Codes that stand before a number without a space; other letters there are part of a name ("COP21")."""


class _Word(NamedTuple):
    start: int
    end: int
    gap: str
    form: str


@cache
def _signs() -> dict[str, str]:
    """Return currency codes by sign, lower-case letters in front of it."""
    signs: dict[str, str] = {}
    for code, written, _, _ in rows("figure_currencies"):
        signs.update({cell.replace(".", "").lower(): code for cell in cells(written)})
    return signs


@cache
def _money_words() -> dict[str, tuple[str, float]]:
    """Return code and share of a currency's unit by the words and codes that follow a number."""
    words: dict[str, tuple[str, float]] = {code.lower(): (code, 1.0) for code in lexicon("figure_currency_codes")}
    for code, signs, names, hundredths in rows("figure_currencies"):
        words.update(dict.fromkeys(cells(names), (code, 1.0)))
        words.update(dict.fromkeys(cells(hundredths), (code, 0.01)))
        words.update({sign: (code, 1.0) for sign in cells(signs) if not sign.isascii() or sign in ("$", "RMB")})
    return words


@cache
def _owners() -> dict[tuple[str, str], str]:
    return {(country, sign): code for country, sign, code in rows("figure_currency_countries")}


def _local(country: str | None, form: str, owner: str) -> str:
    """Return what a shared sign or name means in the country of the release."""
    return _owners().get((country or "", form if form.startswith("Rs") else form.removesuffix("s")), owner)


@cache
def _codes_before() -> frozenset[str]:
    codes = lexicon("figure_currency_codes")
    return frozenset([*codes, *_PREFIXES, *("M" + code for code in codes), "usd", "eur", "gbp", "aud", "cad", "rmb"])


def currency_before(text: str, start: int, country: str | None) -> tuple[int, str] | None:
    """Return where a currency sign or code in front of a number starts, and its ISO 4217 code."""
    floor = max(0, start - 9)
    near = text[floor:start].rstrip(" (")
    if not near or not (near[-1] in _SIGNS or near.rpartition(" ")[2].lstrip('(“"~<>') in _codes_before()):
        return None
    match = _SIGN_BEFORE.search(text, floor, start)
    if match:
        letters, sign = match.groups()
        if letters and len(letters) == 1 and letters not in "Cc" and text[match.end(1)] == " ":
            letters = None
        sign = {"＄": "$", "￥": "¥"}.get(sign, sign)
        code = letters and _signs().get(letters.replace(".", "").lower() + sign)
        code = code or (letters if letters in lexicon("figure_currency_codes") else None)
        if letters and code:
            return match.start(1), code
        return match.start(2), _local(country, sign, _signs().get(sign, "USD"))
    match = _CODE_BEFORE.search(text, floor, start)
    if match:
        form = match.group(1)
        codes = (
            form,
            form.upper() if form in ("usd", "eur", "gbp", "aud", "cad", "rmb") else "",
            form[1:] if form[0] == "M" else "",
        )
        for code in codes:
            if code in lexicon("figure_currency_codes") and (match.end() > match.end(1) or code in _WRITTEN_TOGETHER):
                return match.start(), code
        prefix = form.upper() if form == "rmb" else form
        if prefix in _PREFIXES:
            return match.start(), _local(country, prefix, _signs()[prefix.lower().rstrip(".")])
    return None


def unit_after(text: str, end: int, currency: str | None, country: str | None) -> Unit:
    """Read scale and unit from `end` on; `currency` is the code found in front of the number."""
    words = _words(text, end)
    scale, used = _scale(words, currency)
    rest = words[used:]
    end = words[used - 1].end if used else end
    if not words and not currency and (inches := _INCHES.match(text, end)):
        return Unit("inch", "length", 1.0, inches.end())
    if not rest:
        return Unit(currency, "money" if currency else None, scale, end)
    forms = _phrases(rest)
    for form, last in forms:
        if form in _PERCENT_FORMS and not currency:
            return Unit(_PERCENT_FORMS[form], "percent", scale, last)
    money = _money(rest, forms, currency, country)
    if money:
        code, share, last = money
        more, count = _scale([word for word in words if word.start >= last], code)
        last = [word for word in words if word.start >= last][count - 1].end if count and scale == 1 else last
        return Unit(code, "money", scale * share * (more if count and scale == 1 else 1), last)
    if currency:
        return Unit(currency, "money", scale, end)
    return _measure(text, rest, forms, scale, end, country)


@cache
def _leading() -> frozenset[str]:
    """Return the words behind which a unit may go on: "square", "million", "US", "pounds" (of …)."""
    known = [*units(), *_money_words(), *_PERCENT_FORMS]
    inner = (word for form in known for word in form.split(" ")[:-1])
    letters = (letter.lower() for letter in (*_MONEY_LETTERS, *_AMBIGUOUS))
    return frozenset([*inner, *letters, *_SCALE_FORMS, *_money_words(), "pound", "pounds", "in"])


def _words(text: str, position: int) -> list[_Word]:
    """Return up to five words, signs and symbols that follow closely, as far as they can be parts of one unit."""
    words: list[_Word] = []
    while len(words) < 5:
        match = _TOKEN.match(text, position)
        if not match:
            break
        words.append(_Word(match.start("word"), match.end(), match["gap"], match["word"]))
        position = match.end()
        if words[-1].form.lower() not in _leading():
            break
    return words


def _scale(words: list[_Word], currency: str | None) -> tuple[float, int]:
    """Return the product of the scale words in front and how many there are."""
    scale, used = 1.0, 0
    for word in words[:2]:
        letters = (_MONEY_LETTERS if currency else _SCALE_LETTERS) if not word.gap or (currency and word.gap == " ") else {}
        lowered = word.form.lower()
        size = letters.get(word.form) or (_SCALE_FORMS.get(lowered) if lowered != "mm" or currency else None)
        if not size or (used and lowered not in SCALES):
            break
        scale, used = scale * size, used + 1
    return scale, used


def _phrases(words: list[_Word]) -> list[tuple[str, int]]:
    """Return the phrases the words begin, longest first, in lower case, with their ends."""
    joined = [" ".join(word.form.lower() for word in words[:count]) for count in range(1, min(4, len(words)) + 1)]
    return [(phrase, words[count].end) for count, phrase in reversed(list(enumerate(joined)))]


def _money(
    words: list[_Word], forms: list[tuple[str, int]], currency: str | None, country: str | None
) -> tuple[str, float, int] | None:
    known = _money_words()
    first = words[0].form
    if first[0] == "M" and first[1:] in lexicon("figure_currency_codes"):
        return first[1:], 1e6, words[0].end
    for form, last in forms:
        if form not in known or (
            len(form) == 3
            and form.upper() in lexicon("figure_currency_codes")
            and not words[0].form.isupper()
            and form not in ("usd", "rmb")
        ):
            continue
        code, share = known[form]
        if currency and len(form) == 3 and form.upper() == code and code[:2] != currency[:2] and currency not in _DOLLARS:
            return None
        code = _local(country, form, code)
        if currency and (share != 1 or form in ("dollar", "dollars", "$", "cent", "cents")):
            code = currency
        return code, share, last
    return None


def _measure(text: str, words: list[_Word], forms: list[tuple[str, int]], scale: float, end: int, country: str | None) -> Unit:
    first = words[0]
    known = units()
    symbol, time = known.get("=" + first.form), ""
    if not symbol and "/" in first.form:
        base, _, time = first.form.partition("/")
        symbol = (known.get("=" + base) or known.get(base)) if time in TIMES else None
    if symbol and time:
        return per_time(Unit(spelled(symbol[0], base, country), symbol[1], scale, first.end), TIMES[time])
    if symbol and _is_symbol(text, first, words):
        return by_time(text, Unit(spelled(symbol[0], first.form, country), symbol[1], scale, first.end))
    for form, last in forms:
        if form in known:
            name, kind = known[form]
            if name == "pound" and form.startswith("pound") and _is_sterling(words, scale, country):
                return Unit("GBP", "money", scale, last)
            return by_time(text, Unit(spelled(name, form, country), kind, scale, last))
    return Unit(None, None, scale, end)


def _is_symbol(text: str, word: _Word, words: list[_Word]) -> bool:
    if text.startswith(("-", "–"), word.end) and word.gap == " ":
        return False
    if word.form == "in":
        feet = _FEET_BEFORE.search(text, max(0, word.start - 12), word.start)
        return bool(feet) or (len(words) > 1 and words[1].form in _INCH_SIGNS and words[1].gap == " ")
    if word.form in _AMBIGUOUS:
        return not word.gap or (word.form in _OFTEN_SPACED and word.gap != "-" and (len(words) == 1 or words[1].gap != "-"))
    return True


def _is_sterling(words: list[_Word], scale: float, country: str | None) -> bool:
    of = len(words) > 1 and words[1].form == "of"
    return not of and (country == "GB" or (scale >= 1e6 and words[0].form == "pounds"))
