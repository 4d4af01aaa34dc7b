"""The grammar of calendar expressions, as one regex over the classes of a text's tokens.

In a rule `<month|day>` is one token of these classes, `{DATE}` a part defined in `_PARTS`, everything else a regex over
punctuation and spaces as they stand. Rules are tried in order at each token; the name says how a match is read.
"""

from __future__ import annotations

import re

from nutgraf.timex.lexer import class_characters

_ALIASES = {
    "DAY": "n1|n10|n13|n25|z1",
    "MNUM": "n1|n10|z1",
    "YY": "z0|z1|n10|n13|n25|n32|n60",
    "HOUR": "n0|n1|n10|n13|z0|z1",
    "MINUTE": "z0|z1|n10|n13|n25|n32",
    "DIGITS": "n0|n1|n10|n13|n25|n32|n60|z0|z1|y4|big",
    "COUNT": "n1|n10|n13|n25|n32|n60|z1|big|y4",
    "MONTH": "month|namemonth|maymonth|monthabbr",
    "WEEKDAY": "weekday|dayabbr",
    "UNIT": "unit|year|quarter|weekend|night",
    "SEASON": "season|spring|fall",
    "LETTER": "x|X",
    "STARTER": "DAY|YY|COUNT|n0|MONTH|maylower|WEEKDAY|weekdays|noon|midnight|fiscal|fy|q|h|ordinal|last|this|next|following|"
    "recent|SEASON|decadeword|number|vague|scale|a|ad|aged|age|same|that|UNIT|units|today|every|each|per|full|half|edge|matter|frequency",
}

_PARTS = {
    "WD": r"(?:(?:<this|next|last> )?(?:<weekday>|<dayabbr>\.?)(?:,| ?-)? ?\(?(?:the )?)",
    "M": r"(?:<monthabbr>\.?|<month|namemonth|maymonth>(?:\.(?= <DAY>))?)",
    "D": r"(?:<DAY>(?:<th>)?)",
    "YEAR": r"(?:<y4>(?![%°]|[,.]?<DIGITS>))",
    "TAIL": r"(?: ?,? ?(?:<of> )?<y4>(?![%°]|[,.]?<DIGITS>)|, '<YY>(?!<s>))",
    "RELYEAR": r"(?: (?:<of> )?<last|this|next> <year>)",
    "TO": r"(?: ?- ?| ?/ ?| (?:<to>|<through>|<until>) )",
    "AM": r"(?:<meridiem>|<a|p>\. ?<m>\.?)(?!<LETTER>)",
    "NOON": r"(?:<noon|midnight>)",
    "ZONE": r"(?: ?[(,/]? ?(?:<zone>(?: ?/ ?<zone>)?|<zonename>(?: <zonetime>){1,2})\)?)",
    "HM": r"(?:<HOUR>(?:[:.]<MINUTE>(?:[:.]<MINUTE>)?)?)",
    "N": r"(?:<COUNT>(?:\.<DIGITS>)?(?: ?½| <n1>/<n1>)?|<number>(?:[ -]<number>)?(?: <scale>)?(?:[ -]<and>[ -]<a>[ -]<half>)?)",
    "VAGUE": r"(?:<vague>(?: <of>)?(?: <scale>)?|<scale>)",
    "MORE": r"(?:<consecutive|full|more>[ -])",
    "AGO": r"(?: <ago>| <later|earlier>| <from> <now>)",
    "FISCAL": r"(?:<fiscal>(?:[ -]<year>)?)",
    "FY": r"(?:<fy> ?-?'?)",
    "FREL": r"(?:<last|this|next> )",
}

_CLOCK = (
    r"(?:{HM} ?{AM}|<HOUR>[:.]<MINUTE> ?<noon>|(?:<n10> ){NOON}|{NOON}(?!-<LETTER>)|"
    r"(?<![:.])<HOUR>:<MINUTE>(?::<MINUTE>(?:\.<DIGITS>)?)?(?!:?<DIGITS>))"
)

_RULES = [
    ("iso", r"<y4>(?:-<MNUM>-|/<MNUM>/|\.<MNUM>\.)<DAY>(?![-/.]?<DIGITS>)"),
    (
        "numeric",
        (
            r"<DAY>(?:/<DAY>/(?:<y4>|<YY>)|-<DAY>-(?:<y4>|<YY>)|\.<DAY>\.<y4>| [-/] ?<DAY> [-/] ?(?:<y4>|"
            r"<YY>))(?![-/%]|[.,:]?<DIGITS>)"
        ),
    ),
    ("isomonth", r"<y4>-<MNUM>(?![-/.]?<DIGITS>| ?<LETTER>)"),
    ("day_month_range", r"{WD}?{D}{TO}{WD}?(?:<the> )?{D}(?: <of>)?,? {M}{TAIL}?"),
    ("day_month_pair", r"{WD}?{D} <and> {WD}?(?:<the> )?{D}(?: <of>)? {M}{TAIL}?"),
    ("month_day_range", r"{WD}?{M} (?:<the> )?{D}{TO}(?:{WD}|<the> )?{D}(?![:.]<MINUTE>| ?{AM}|[-/]<DIGITS>){TAIL}?"),
    ("month_day_pair", r"{WD}?{M} {D} <and> {WD}?{D}(?:{TAIL}|(?= <at|in|of|from|on|to|until|by>|[.,;:)]|\n|$|[ ]?-))"),
    (
        "day_month",
        (
            r"{WD}?{D}(?: <unit>)?(?:,| <of>)?[ -]?(?:{M}(?:{TAIL}|-<y4>|-<YY>|{RELYEAR})?(?! <DAY>(?:,|<th>|"
            r" ?-))|<maylower>{TAIL})"
        ),
    ),
    (
        "month_day",
        (
            r"{WD}?(?:{M}(?: |-|,  ?)?(?:<the> )?{D}(?!<LETTER>|[:.,]<DIGITS>| ?{AM}| <of> {M})(?:{TAIL}|[-/]<y4>|"
            r"{RELYEAR})?|<maylower> {D}{TAIL})"
        ),
    ),
    ("month_year", r"(?:{M}(?:,? ?(?:<of> )?|[-/]){YEAR}|{M} '<YY>|{M}{RELYEAR}|<maylower> <y4>(?=[.,;:)]|$))"),
    ("clock_range", r"{HM} ?(?:- ?|<to|until|and> ){CLOCK}{ZONE}?"),
    ("clock", r"{CLOCK}(?: ?<zonetime>)?{ZONE}?"),
    (
        "fiscal_part",
        (
            r"(?:{FISCAL} {YEAR} <ordinal> <quarter>|(?:<ordinal>|"
            r"<n1><th>)[ -]{FISCAL}? ?<quarter>(?: <of>)? (?:{FISCAL} ?{YEAR}|{FY}(?:<y4>|<YY>))|"
            r"<q> ?-?<n1>(?: <of>)?[ ,-]*(?:{FISCAL} ?{YEAR}|{FY}(?:<y4>|<YY>)))"
        ),
    ),
    (
        "quarter",
        (
            r"(?:(?:<last|this|next> )?{YEAR} (?:<ordinal>[ -]<quarter>|<q><n1>)|(?:<fiscal> )?(?:<ordinal>|"
            r"<n1><th>)[ -](?:<fiscal> )?<quarter>(?:(?:,|,? <of>|,? <in>)?(?: <the>)? {YEAR}|"
            r" <of> (?:<the> )?{FREL}?<year>)?|<q> ?-? ?<n1>(?! ?<DIGITS>-)(?:(?: <of>| <in>|,)? ?{YEAR}|"
            r" ?'<YY>)?|<n1><q>(?: ?'?(?:<y4>|<YY>))?)"
        ),
    ),
    ("quarters", r"<ordinal> <and> <ordinal> <units>(?:(?: <of>| <in>)?(?: <the>)? {YEAR})?"),
    (
        "half",
        (
            r"(?:(?:<ordinal>) <half> <of> (?:<the> )?(?:{YEAR}|{FREL}?{FISCAL}(?: {YEAR})?|{FREL}?<year>|"
            r"<the> <year>)|{YEAR} <ordinal> <half>|<h><n1> ?'?(?:{YEAR}|<YY>)|<n1><h> ?'?(?:{YEAR}|<YY>))"
        ),
    ),
    (
        "fiscal_year",
        (
            r"(?:{FISCAL} (?:{YEAR}(?:[-/](?:<y4>|<YY>))?|<YY>)|{FY}(?:<y4>(?:[-/](?:<y4>|<YY>))?|"
            r"<YY>(?:[-/]<YY>)?)|<last|this|next> {FISCAL}|{YEAR} {FISCAL})"
        ),
    ),
    ("season_year", r"<SEASON>(?:,| <of>)? ?(?:{YEAR}|'<YY>)"),
    ("year_pair", r"{YEAR}(?<=<y4>)(?: ?- ?| ?/ ?)(?:<YY>|<y4>)(?![-/:%]|[.,]?<DIGITS>)"),
    ("decade", r"(?:<y4>'?<s>|'<YY>'?<s>|<YY>'?<s>|<decadeword>)(?!<LETTER>)"),
    ("century", r"(?:<ordinal>|<number>-<ordinal>|<DAY><th>)[ -]<unit>(?: <era>)?"),
    ("era_year", r"(?:<DIGITS> <era>|<ad> <DIGITS>)"),
    (
        "age",
        (
            r"(?:<aged|age> {N}(?:{TO}{N})?(?: <units>)?|{N}(?:(?: ?- ?(?:<to>[ -])?| <to|and|"
            r"or> ){N})?[ -](?:<UNIT|units>)(?:[ -]<and>[ -]{N}[ -]<units>)?[ -](?:<old>|<of> <age>|<or> <older>|"
            r"<and> <older>))"
        ),
    ),
    (
        "shift_ago",
        r"(?:(?:{N}|(?:<a> )?{VAGUE}|<a>|<a> <half>)[ -]?{MORE}?)?(?:<UNIT|units>)(?: <or> x(?= )| <and> <a> <half>)?{AGO}",
    ),
    (
        "relative_units",
        (
            r"(?:<ordinal> )?(?:<last|next|following|recent> (?:{MORE})?(?:(?:{N}|{VAGUE})(?:{TO}{N}|"
            r" <or> {N})?[ -]{MORE}?)?<units>|<last|next|following> (?:{N}|"
            r"{VAGUE})[ -](?:<UNIT>))(?: <and> <units>)?(?! <ago>)"
        ),
    ),
    (
        "duration",
        (
            r"(?:(?:{N}|{VAGUE}|<n1>-<and>-<n1>)(?: ?- ?(?:<to|or>[ -])?{N}| (?:<to|"
            r"or> ){N})?[ -]{1,2}{MORE}?(?:<UNIT|units>)(?: <and> <a> <half>)?|<a> <UNIT> <and> <a> <half>)(?! <old>)"
        ),
    ),
    (
        "same",
        (
            r"(?:<same|that> (?:<same> )?(?:<UNIT>|<SEASON>|<weekday>|<month>)|<following> (?:<UNIT>|<weekday>|"
            r"<MONTH>|<SEASON>))(?: <of> {YEAR}| <in> {YEAR})?"
        ),
    ),
    ("year_earlier", r"(?:<year>-<earlier|ago>|<last>-<year>)(?:[ -](?:<quarter>|<period>))?"),
    ("last_part", r"<last> (?:<night>|<daypart>)"),
    ("this_daypart", r"<this> <daypart>"),
    ("next_day", r"(?<=<the> )<next> <unit|daypart|night>(?! <old>)"),
    (
        "relative",
        (
            r"(?:<last|this|next> (?:{FISCAL}|(?:<UNIT>)(?! <old>)|(?:<SEASON>)|<weekday>(?: <daypart|night>)?|"
            r"{M}(?! ?<DAY>)|<ordinal> <quarter>))(?:'<s> <ordinal> <quarter>)?"
        ),
    ),
    ("today", r"<today>(?: <daypart|night>)?(?: \(<DAY>(?:<th>)?\))?"),
    (
        "set",
        (
            r"(?:<every|each>(?: <and> <every>)?(?: <other>| <ordinal>| {N})? (?:<UNIT|units>|"
            r"<weekday>(?: <daypart|night>)?|{M}|<SEASON>|<daypart|dayparts>)|<per> (?:<unit|year|quarter>))"
        ),
    ),
    ("rate", r"(?:(?<=<COUNT> )|(?<=<scale> )|(?<=<once> )|(?<=<units> ))<a> (?:<UNIT>)(?! <later|ago|earlier|from>)"),
    ("full_year", r"(?:<full>[ -]<year>(?:(?: <of>)? {YEAR})?|{YEAR} <full>[ -]<year>|<year>[ -]<edge>|<year>'<s> <edge>)"),
    (
        "part_of_this",
        r"(?:<edge> <of> <the> (?:<year|unit|quarter>)|<ordinal> (?:<vague> )?<units> <of> (?:<the|this|last|next> )+<year>)",
    ),
    ("the_weekend", r"<weekend>"),
    (
        "a_unit",
        (
            r"(?:<half> <a> |<a> (?:<full|consecutive> )?(?:<half>[ -])?|<full> |<half>-)(?:<UNIT>)"
            r"(?! <old>|-<LETTER|old|earlier|ago|consecutive>)"
        ),
    ),
    ("long_unit", r"<UNIT|units>-<consecutive>"),
    (
        "spoken_year",
        (
            r"(?:<number> <number>(?:[ -]<number>)?|<number> <scale>(?=[.,;:) ]))(?!-<LETTER|old>| ?<UNIT|units|"
            r"scale|COUNT>|-?<year>)"
        ),
    ),
    ("matter", r"<matter> <of> <units>"),
    ("weekdays", r"<weekdays>(?: (?:<and|through|to>|-) <weekdays>)?(?: <dayparts>)?"),
    ("frequency", r"<frequency>"),
    ("weekday", r"(?:<weekday>|<dayabbr>\.?)(?: <daypart|night>)?"),
    ("recent_quarter", r"<recent> <quarter|period>"),
    ("the_quarter", r"<quarter>"),
    ("season", r"<SEASON>"),
    ("month", r"{M}"),
    ("units", r"<units>"),
    ("year", r"{YEAR}"),
    ("ordinal_day", r"<DAY><th>(?:{TO}(?:<the> )?<DAY><th>)?"),
]


def _expand(rule: str) -> str:
    """Turn a rule into a regex over class characters."""
    while "{" in re.sub(r"\{\d", "", rule):
        rule = re.sub(r"\{([A-Z]+)\}", lambda part: _CLOCK if part[1] == "CLOCK" else _PARTS[part[1]], rule)
    return re.sub(r"<([A-Za-z0-9|]+)>", _token, rule)


def _token(match: re.Match[str]) -> str:
    characters = class_characters()
    names = match[1]
    while any(name in _ALIASES for name in names.split("|")):
        names = "|".join(_ALIASES.get(name, name) for name in names.split("|"))
    return "[" + "".join(sorted({re.escape(characters[name]) for name in names.split("|")})) + "]"


def _compile() -> re.Pattern[str]:
    first = _expand(r"(?=<STARTER>|')(?<![$#])")
    return re.compile(first + "(?:" + "|".join(f"(?P<{name}>{_expand(rule)})" for name, rule in _RULES) + ")")


GRAMMAR = _compile()
"""All rules; `match.lastgroup` is the rule that matched."""


def token_pattern(rule: str) -> re.Pattern[str]:
    """Compile a rule of one's own, in the notation of the grammar, to be matched on `Tokens.classes`."""
    return re.compile(_expand(rule))
