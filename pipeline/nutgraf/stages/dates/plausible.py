"""Whether what looks like a date is one: `May` the verb, `2,000` people, `Sunday Times` and the like are not."""

from __future__ import annotations

import re
from collections.abc import Callable

from nutgraf.language import lexicon
from nutgraf.timex.grammar import token_pattern
from nutgraf.timex.joins import has_day
from nutgraf.timex.lexer import Tokens
from nutgraf.timex.model import Timex

_PREPOSITION = token_pattern(
    r"(?:<in|since|by|until|through|of|from|to|between|during|before|after|for|over|early|late|mid|later|"
    r"earlier|approx|at|on|ended>|<than>)[ -](?:<the> |<a> )?$"
)
_MONTH_PREPOSITION = token_pattern(
    r"(?:<in|since|by|until|through|of|from|to|between|during|before|after|early|late|mid|ended|every|"
    r"each|this|last|next|until|for>)[ -]$"
)
_STRONG_PREPOSITION = token_pattern(r"<in|since|until|during|early|late|mid|through|before|after|of|by|and|every|each>[ -]$")
_NAMED_PREPOSITION = token_pattern(r"<in|since|until|during|early|late|mid|through|last|this|next>[ -]$")
_SEASON_PREPOSITION = token_pattern(
    r"(?:<in|during|by|since|until|of|for|through|over|early|late|mid|next|both>)[ -](?:<the> )?(?:<early|late>[ -])?$"
)
_AND = token_pattern(r"(?:<MONTH>\.?|<SEASON>)(?: <and|or> |, )$")
_AND_MONTH = token_pattern(r"(?: <and|or|to|through> | ?- ?|, )<MONTH>")
_NAME_AFTER = token_pattern(r" X")
_NAME_BEFORE = token_pattern(r"X $")
_JOINED_BEFORE = token_pattern(r"(?:<DIGITS>|<LETTER>)-$|[./:#,_@&=+'%]$|<LETTER>$|\$ ?$")
_DASH_BEFORE = token_pattern(r"(?:<early|late|mid|DIGITS>|x)-$")
_JOINED_AFTER = token_pattern(r"(?:[-/.:,]?<DIGITS>|<LETTER>|[@&=_#%]|:<LETTER>)")
_BILL = re.compile(r"(?<![\w.])(?:[HSA]\.? ?(?:R|B|J|Con)?|[A-Z]{1,3})\. ?(?:Res\. ?)?$")
_LAWS = frozenset(("act", "acts", "code", "rules", "ordinance"))
_SOME_DAY = frozenset(
    ("for", "in", "within", "after", "only", "just", "than", "about", "every", "least", "a", "the", "over", "at", "and")
)
_VAGUE_BEFORE = token_pattern(
    r"<for|over|after|within|in|during|than|both|last>(?: <the|approx|early>)? $|<of> $|<units> <and|or> $"
)
_LETTER_BEFORE = token_pattern(r"<LETTER> $")
_OF = token_pattern(r" <of|before|after|later|ago|earlier|since>")
_OF_PLAIN = token_pattern(r" <of>")
_ONE_BEFORE = token_pattern(r"<for|in|within|over|than|approx|after|every|once|through|per|during|last>(?: <the>)? $|- ?$")
_ONE_BEFORE_WORDS = frozenset(
    ("just", "barely", "another", "as", "takes", "take", "took", "lasts", "lasted", "spent", "spend", "only", "hardly")
)
_LONG_UNITS = frozenset(("years", "decades", "centuries"))
_THE = token_pattern(r"<the> $")
_FULL = token_pattern(r"<full>")
_ENDED = token_pattern(r" <ended>| X? ?x? ?<ended>")
_DAY_ALONE_BEFORE = token_pattern(r"<on|from|until|to|by|and|through> (?:<the> )?$")
_DAY_ALONE_AFTER = token_pattern(r"$|[.,;:)\n]| (?:<at|of|to|from|and|in|for|through|until|by|between>)(?! <month>)")
_LETTER_AFTER = token_pattern(r"-<LETTER>")
_CLOCK_BEFORE = token_pattern(
    r"<at|from|until|by|before|after|approx|to|between|since>(?: <approx>)? $|[(@|] ?$|<DAY|y4|WEEKDAY>[,.]? $"
)
_CLOCK_AFTER = token_pattern(r" ?(?:<zone>|<units>|\()")


def is_plausible(tokens: Tokens, timex: Timex) -> bool:
    """Whether the words around an expression let it be one; looks at a few tokens on each side."""
    check = _CHECKS.get(timex.rule)
    return check is None or check(tokens, timex)


def stands_alone(tokens: Tokens, timex: Timex) -> bool:
    """Whether an expression nothing was joined to still is one: `10:30` needs a sign, `Sat` needs a date or time."""
    if timex.kind in {"clock", "range"} and timex.rule in {"clock", "clock_range"} and timex.part == "bare":
        before, after = _before(tokens, timex), tokens.classes
        zone = any(word.isalpha() and word.isupper() for word in tokens.words[timex.i : timex.j])
        return zone or bool(before(_CLOCK_BEFORE)) or bool(_CLOCK_AFTER.match(after, timex.j))
    if timex.rule == "weekday" and has_day(timex) and timex.hour is None:
        return len(tokens.words[timex.i]) > 5
    return True


def _before(tokens: Tokens, timex: Timex) -> Callable[..., object]:
    return lambda pattern: pattern.search(tokens.classes, max(0, timex.i - 8), timex.i)


def _words(tokens: Tokens, timex: Timex) -> tuple[str, str]:
    """Return the nearest words before and after, lower-case."""
    before = next((word for word in reversed(tokens.words[max(0, timex.i - 4) : timex.i]) if word[0].isalnum()), "")
    after = next((word for word in tokens.words[timex.j : timex.j + 3] if word[0].isalnum()), "")
    return before.lower(), after.lower()


def _year(tokens: Tokens, timex: Timex) -> bool:
    """Accept years that stand by themselves; old ones only behind a preposition."""
    year, search = timex.year or (timex.first.year if timex.first else None) or 0, _before(tokens, timex)
    dashed = search(_DASH_BEFORE)
    if (search(_JOINED_BEFORE) and not dashed) or (dashed and _LETTER_AFTER.match(tokens.classes, timex.j)):
        return False
    if _JOINED_AFTER.match(tokens.classes, timex.j):
        return False
    if _is_reference(tokens, timex) or _is_count(tokens, timex, year):
        return False
    if 1900 <= year < 2100:
        return True
    return 1500 <= year < 2100 and bool(search(_PREPOSITION)) and tokens.classes[timex.j : timex.j + 2] not in {" x", " X"}


def _is_reference(tokens: Tokens, timex: Timex) -> bool:
    """Whether four digits number a bill, a room, a house in a street, or date a law."""
    start, before = tokens.starts[timex.i], _words(tokens, timex)[0]
    if before in lexicon("words_before_numbers") or _BILL.search(tokens.text, max(0, start - 12), start):
        return True
    if before == "of" and tokens.words[max(0, timex.i - 4)].lower() in _LAWS:
        return True
    if tokens.classes[timex.j : timex.j + 2] != " X" or _before(tokens, timex)(_STRONG_PREPOSITION):
        return False
    return any(word.lower() in lexicon("street_types") for word in tokens.words[timex.j : timex.j + 8])


def _is_count(tokens: Tokens, timex: Timex, year: int) -> bool:
    """Whether four digits count what follows: known nouns, and any plural behind a round number."""
    before, after = _words(tokens, timex)
    if after in lexicon("counted_nouns"):
        return True
    plural = after.endswith("s") and tokens.classes[timex.j : timex.j + 2] == " x"
    return plural and year % 100 == 0 and before != "the" and not _before(tokens, timex)(_PREPOSITION)


def _month(tokens: Tokens, timex: Timex) -> bool:
    """Accept `January` always, `April`, `May` and `Dec` only where no name or verb can stand."""
    word, search, classes = tokens.words[timex.i], _before(tokens, timex), tokens.classes
    lower = word.lower()
    if search(_JOINED_BEFORE) and classes[timex.i - 1] != "-":
        return False
    in_place = bool(search(_MONTH_PREPOSITION) or search(_AND) or _AND_MONTH.match(classes, timex.j))
    named = bool(_NAME_AFTER.match(classes, timex.j) and word[1:].islower())
    if lower in {"may", "march"} or (len(lower) <= 4 and lower not in {"june", "july"}):
        return in_place and not named
    if lower in {"april", "june", "august"}:
        return (in_place or not search(_NAME_BEFORE)) and (not named or bool(search(_NAMED_PREPOSITION)))
    return True


def _season(tokens: Tokens, timex: Timex) -> bool:
    search = _before(tokens, timex)
    if not (search(_SEASON_PREPOSITION) or search(_AND)) or _NAME_AFTER.match(tokens.classes, timex.j):
        return False
    return tokens.words[timex.i].lower() not in {"spring", "fall"} or not _OF_PLAIN.match(tokens.classes, timex.j)


def _weekday(tokens: Tokens, timex: Timex) -> bool:
    before, after = _words(tokens, timex)
    return after not in lexicon("weekday_names") and before not in {"black", "cyber", "ruby", "bowl", "super", "bloody"}


def _units(tokens: Tokens, timex: Timex) -> bool:
    """`For years`, `months before`, `years of`; not `office hours`, `the early years`."""
    search, classes = _before(tokens, timex), tokens.classes
    word = tokens.words[timex.i].lower()
    if word not in {"years", "months", "weeks", "days", "decades", "centuries", "hours", "minutes"}:
        return False
    if search(_VAGUE_BEFORE):
        return True
    before = _words(tokens, timex)[0]
    if word == "days" and search(_LETTER_BEFORE):
        return False
    return (
        bool(_OF.match(classes, timex.j))
        and word not in {"hours", "minutes"}
        and (before not in {"the", "these", "those", "all", "business", "our"} or (before == "our" and word in _LONG_UNITS))
    )


def _one_unit(tokens: Tokens, timex: Timex) -> bool:
    """`For a year`, `within a week`, `a full week`, `a decade of`; not `a day of action`."""
    words = [word.lower() for word in tokens.words[timex.i : timex.j]]
    if words[-1] in {"quarter", "night", "minute"} and "half" not in words:
        return False
    if not {"half", "full", "additional", "extra"}.isdisjoint(words):
        return True
    if _words(tokens, timex)[0] in _ONE_BEFORE_WORDS:
        return True
    return bool(_before(tokens, timex)(_ONE_BEFORE)) or (
        words[-1] in {"decade", "century"} and bool(_OF.match(tokens.classes, timex.j))
    )


def _the_weekend(tokens: Tokens, timex: Timex) -> bool:
    return bool(_before(tokens, timex)(_THE))


def _decade(tokens: Tokens, timex: Timex) -> bool:
    """`In the 90s`, not `in her 30s`."""
    return _words(tokens, timex)[0] not in {"his", "her", "their", "my", "your", "our", "low", "high", "upper"} and _numeric(
        tokens, timex
    )


def _duration(tokens: Tokens, timex: Timex) -> bool:
    """Reject fractions (`three quarters of`) and parts of a longer figure."""
    search, last = _before(tokens, timex), tokens.words[timex.j - 1].lower()
    if search(_JOINED_BEFORE) or tokens.words[timex.j - 1] == "HR":
        return False
    first = tokens.words[timex.i]
    if first.lower() == "many" and _words(tokens, timex)[0] in {"as", "how"}:
        return False
    if len(first) == 4 and first.isdigit() and 1900 <= int(first) < 2100 and last not in {"hours", "days", "minutes"}:
        return False
    if first.lower() == "one" and last == "day" and tokens.words[timex.i + 1] == " ":
        return _words(tokens, timex)[0] in _SOME_DAY or bool(_OF.match(tokens.classes, timex.j))
    parts = last.startswith("quarter") and first.lower() in {"a", "one", "two", "three", "1", "2", "3"}
    return not (parts and _OF_PLAIN.match(tokens.classes, timex.j))


def _spoken_year(tokens: Tokens, timex: Timex) -> bool:
    return timex.year != 2000 or _words(tokens, timex)[0] == "year"


def _part_of_this(tokens: Tokens, timex: Timex) -> bool:
    """Reject the idiom `at the end of the day`."""
    return tokens.words[timex.j - 1].lower() != "day" or _words(tokens, timex)[0] in {"by", "before", "until"}


def _set(tokens: Tokens, timex: Timex) -> bool:
    """`Per hour` is a rate of speed or pay."""
    return not (tokens.words[timex.i].lower() == "per" and tokens.words[timex.j - 1].lower() in {"hour", "hr", "minute", "night"})


def _quarter(tokens: Tokens, timex: Timex) -> bool:
    return bool(_ENDED.match(tokens.classes, timex.j)) or (
        bool(_before(tokens, timex)(_THE))
        and not _OF_PLAIN.match(tokens.classes, timex.j)
        and tokens.classes[timex.j : timex.j + 1] != "-"
    )


def _ordinal_day(tokens: Tokens, timex: Timex) -> bool:
    return bool(_before(tokens, timex)(_DAY_ALONE_BEFORE) and _DAY_ALONE_AFTER.match(tokens.classes, timex.j))


def _frequency(tokens: Tokens, timex: Timex) -> bool:
    """`Daily News` is a paper, `daily` is a recurrence."""
    word = tokens.words[timex.i]
    if word[0].islower() or word.lower() not in {"daily", "weekly", "hourly", "nightly", "monthly", "quarterly"}:
        return True
    return word.lower() == "quarterly" or not (_NAME_AFTER.match(tokens.classes, timex.j) or _before(tokens, timex)(_NAME_BEFORE))


def _clock(tokens: Tokens, timex: Timex) -> bool:
    word = tokens.words[timex.i]
    if word in {"Noon", "Midnight"} and _NAME_AFTER.match(tokens.classes, timex.j):
        return False
    return not _before(tokens, timex)(_JOINED_BEFORE) or word.isalpha()


def _relative(tokens: Tokens, timex: Timex) -> bool:
    words = [word.lower() for word in tokens.words[timex.i : timex.j]]
    return words[-1] not in {"minute", "hour", "hr", "night"} and (words[0], words[-1]) not in {
        ("this", "day"),
        ("present", "day"),
        ("current", "day"),
    }


def _numeric(tokens: Tokens, timex: Timex) -> bool:
    return not _before(tokens, timex)(_JOINED_BEFORE)


_CHECKS: dict[str, Callable[[Tokens, Timex], bool]] = {
    "year": _year,
    "year_pair": _year,
    "month": _month,
    "season": _season,
    "weekday": _weekday,
    "weekdays": _weekday,
    "units": _units,
    "a_unit": _one_unit,
    "the_weekend": _the_weekend,
    "decade": _decade,
    "duration": _duration,
    "set": _set,
    "part_of_this": _part_of_this,
    "spoken_year": _spoken_year,
    "the_quarter": _quarter,
    "ordinal_day": _ordinal_day,
    "frequency": _frequency,
    "clock": _clock,
    "clock_range": _clock,
    "relative": _relative,
    "next_day": _relative,
    "numeric": _numeric,
    "iso": _numeric,
    "isomonth": _numeric,
}
