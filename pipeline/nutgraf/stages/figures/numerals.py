"""Numerals: stretches of text that write a number in digits or words, and the number they write."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

_ONES = dict(zip(("one", "two", "three", "four", "five", "six", "seven", "eight", "nine"), range(1, 10), strict=True))
_TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_SMALL = {
    "zero": 0,
    **_ONES,
    **dict(zip(_TEENS.split(), range(10, 20), strict=True)),
    **dict(zip(_TENS.split(), range(20, 100, 10), strict=True)),
}
SCALES = {
    "dozen": 12.0,
    "hundred": 1e2,
    "thousand": 1e3,
    "lakh": 1e5,
    "million": 1e6,
    "crore": 1e7,
    "billion": 1e9,
    "trillion": 1e12,
}
"""Words that multiply the number before them."""

_PARTS = {
    "half": 2,
    "quarter": 4,
    "third": 3,
    "fourth": 4,
    "fifth": 5,
    "sixth": 6,
    "seventh": 7,
    "eighth": 8,
    "ninth": 9,
    "tenth": 10,
}
_VULGAR = dict(
    zip(
        "½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞",
        (0.5, 1 / 3, 2 / 3, 0.25, 0.75, 0.2, 0.4, 0.6, 0.8, 1 / 6, 5 / 6, 0.125, 0.375, 0.625, 0.875),
        strict=True,
    )
)

_SCALE = "|".join(SCALES)
_ONE = "|".join(_ONES)
_WORD = "|".join(sorted([*_SMALL, *SCALES], key=len, reverse=True))
_BEGIN = (
    r"a(?:\ [fhqt]|-[hqt])|bil|cro|doz|e(?:ig|le)|f(?:i[fv]|o[ru])|h(?:al|un)|lak|m(?:an|il)|nin|one|qua|s(?:ev|ix)"
    r"|t(?:en|h[ior]|ri|w[eo])|zer"
)
"""What every number in words begins with: most words of a text are ruled out by their first letter."""
_MANY = "dozens|hundreds|thousands|lakhs|millions|crores|billions|trillions"

_WORDS = re.compile(
    rf"""[^\w'’](?={_BEGIN})(?:
        (?P<ratio>(?:{_ONE})\ (?:in|out\ of)\ (?:every\ )?(?:\d{{1,3}}(?:,\d{{3}})*|(?:(?:a|one)\ )?(?:{_WORD})))
      | (?P<mixed>(?:{_ONE})\ and\ (?:a|one)[ -](?:half|quarter)(?:[ -](?:{_SCALE}))?)
      | (?P<portion>(?:(?:a|one|three)[ -])?(?:half|quarters?)(?:\ of)?(?:[ -]an?)?[ -](?:{_SCALE}))
      | (?P<part>(?:(?:{_ONE}|a)[ -])(?:half|(?:third|quarter|fourth|fifth|sixth|seventh|eighth|ninth|tenth)s?)|half)
      | (?P<vague>(?:tens\ of\ )?(?:{_MANY})(?:\ (?:of|and|upon)\ (?:{_MANY}))*)
      | (?P<few>(?:several|a\ few|many)\ (?:{_SCALE})(?:\ (?:{_SCALE}))?)
      | (?P<run>(?:{_WORD})(?:(?:-|\ {{1,3}}(?:and\ {{1,3}})?|\ -\ )(?:{_WORD})(?![\w'’]))*)
    )(?![\w'’]) | [^\w'’](?P<fold>{_WORD})(?=fold\b)""",
    re.VERBOSE,
)
_DIGIT = re.compile(f"[0-9{''.join(_VULGAR)}]")
_DIGITS = re.compile(
    rf"""(?:
        (?P<ratio>\d{{1,3}}\ (?:in|out\ of)\ (?:every\ )?\d{{1,3}}(?:,\d{{3}})*(?![\w,.:/-]))
      | (?P<grouped>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?(?!\d)
      | \d{{1,2}}(?:,\d{{2}})+,\d{{3}}(?:\.\d+)?(?!\d))
      | (?P<spaced>\d{{1,3}}(?:,?\ 000)+(?!\d))
      | (?P<mixed>(?:\d{{1,4}}[ -])?\d{{1,2}}[/⁄]\d{{1,2}}(?![\d/])|\d{{0,4}}\ ?[{"".join(_VULGAR)}])
      | (?P<plain>\d+(?:\.\d+)?)
    )""",
    re.VERBOSE,
)
_LETTERS = re.compile("[a-z]+")
_RATIO = re.compile(r"(.+?) (?:in|out of) (?:every )?(?:a |one )?(.+)")


class Numeral(NamedTuple):
    """A number as written: where, how (`digits`, `words`, `vague`, `part`, `ratio`), and its value."""

    start: int
    end: int
    value: float
    form: str


def find_numerals(text: str, lowered: str) -> list[Numeral]:
    """Return the numerals of a text in order; `lowered` is the text in lower case, same length."""
    found = [numeral for match in _WORDS.finditer(" " + lowered) for numeral in _read_words(match)]
    taken = {position for numeral in found if numeral.form == "ratio" for position in range(numeral.start, numeral.end)}
    end = 0
    for first in _DIGIT.finditer(text):
        if first.start() >= end and first.start() not in taken:
            match = _DIGITS.match(text, first.start())
            if match:
                end = match.end()
                found.append(_read_digits(match))
    found.sort()
    return found


def _read_digits(match: re.Match[str]) -> Numeral:
    kind, written = match.lastgroup, match.group()
    if kind == "ratio":
        return Numeral(match.start(), match.end(), _ratio(written), "ratio")
    if kind == "mixed":
        return Numeral(match.start(), match.end(), _rounded(_mixed(written)), "part" if written[0] in _VULGAR else "digits")
    return Numeral(match.start(), match.end(), float(re.sub("[, ]", "", written)), "digits")


def _mixed(written: str) -> float:
    if written[-1] in _VULGAR:
        return float(written[:-1].strip() or 0) + _VULGAR[written[-1]]
    whole, _, fraction = written.replace("-", " ").rpartition(" ")
    top, _, bottom = fraction.replace("⁄", "/").partition("/")
    return float(whole or 0) + float(top) / max(1.0, float(bottom))


def _read_words(match: re.Match[str]) -> list[Numeral]:
    kind = match.lastgroup or ""
    written, start, end = match.group()[1:], match.start(), match.end() - 1  # a space stands in front of the text
    if kind not in _WRITTEN:
        return _split_run(written, start)
    read, form = _WRITTEN[kind]
    return [Numeral(start, end, read(written), form)]


def _and_a_half(written: str) -> float:
    words = re.split("[ -]", written)
    return (_ONES[words[0]] + (0.25 if "quarter" in words else 0.5)) * SCALES.get(words[-1], 1)


def _portion(written: str) -> float:
    share = (3 if written.startswith("three") else 1) / (2 if "half" in written else 4)
    return share * SCALES[re.split("[ -]", written)[-1]]


def _few(written: str) -> float:
    value = 1.0
    for word in written.removeprefix("a ").split()[1:]:
        value *= SCALES[word]
    return value


def _rounded(value: float) -> float:
    """Return thirds and their like with three decimals, as people write them; what decimals write exactly stays."""
    return round(value, 3) if value * 1e4 % 1 else value


def _part(written: str) -> float:
    top, _, bottom = written.replace("-", " ").rpartition(" ")
    return _rounded(_ONES.get(top, 1) / _PARTS[bottom if bottom in _PARTS else bottom.removesuffix("s")])


def _ratio(written: str) -> float:
    match = _RATIO.fullmatch(written)
    top, bottom = (_number(side) for side in match.groups()) if match else (0.0, 1.0)
    return _rounded(top / bottom) if bottom else 0.0


def _number(written: str) -> float:
    digits = written.replace(",", "")
    return float(digits) if digits.isdigit() else float(_SMALL.get(written, 0) or SCALES.get(written, 0))


def _vague(written: str) -> float:
    """Read `tens of thousands` as 10,000, `thousands and thousands` as 1,000."""
    value = 10.0 if written.startswith("tens of ") else 1.0
    for joint, word in re.findall(r"(?:(of|and|upon) )?(\w+s)\b(?! of tens)", written.removeprefix("tens of ")):
        value = SCALES[word.removesuffix("s")] * (1 if joint in ("and", "upon") else value)
    return value


_WRITTEN: dict[str, tuple[Callable[[str], float], str]] = {
    "ratio": (_ratio, "ratio"),
    "mixed": (_and_a_half, "words"),
    "portion": (_portion, "words"),
    "part": (_part, "part"),
    "vague": (_vague, "vague"),
    "few": (_few, "vague"),
}
"""How each way of writing a number that is no plain run of words is read, and its form."""


class _Sum:
    """A run of number words read from left to right."""

    def __init__(self, word: str) -> None:
        self.whole = 0.0
        self.last = self.group = float(SCALES.get(word) or _SMALL[word])

    def add(self, word: str, *, joined: bool) -> bool:
        """Take the next word if English lets it follow; `joined` says that "and" stands between."""
        value = float(SCALES.get(word) or _SMALL[word])
        fits = self._multiply(value) if word in SCALES else self._follow(value, joined=joined)
        if fits:
            self.last = value
        return fits

    def _follow(self, value: float, *, joined: bool) -> bool:
        fits = value > 0 and (value < 100 <= self.last or (not joined and value < 10 and 20 <= self.last < 100))
        self.group += value if fits else 0.0
        return fits

    def _multiply(self, scale: float) -> bool:
        if scale <= 100:
            if not 0 < self.group < 100:
                return False
            self.group *= scale
        elif self.group:
            self.whole, self.group = self.whole + self.group * scale, 0.0
        else:
            self.whole *= scale
        return True

    @property
    def value(self) -> float:
        """The number read so far."""
        return self.whole + self.group


def _split_run(written: str, start: int) -> list[Numeral]:
    """Cut a run of number words where one number ends and the next begins ("five, six" has no run; "two fifty" has)."""
    numerals: list[Numeral] = []
    total: _Sum | None = None
    begin, end, joined = start, start, False
    for match in _LETTERS.finditer(written):
        word = match.group()
        if word == "and":
            joined = True
            continue
        if total is None or not total.add(word, joined=joined):
            if total is not None:
                numerals.append(Numeral(begin, end, total.value, "words"))
            total, begin = _Sum(word), start + match.start()
        end, joined = start + match.end(), False
    return [*numerals, Numeral(begin, end, total.value, "words")] if total else numerals
