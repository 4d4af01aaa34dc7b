"""Calls in the imperative: `Visit …`, `For more information, contact …`, `Please …`, `Let us …`."""

from __future__ import annotations

import re
from collections.abc import Callable

from nutgraf.language import lexicon
from nutgraf.stages.calls_to_action.ask import REACH, Ask, utterance_end
from nutgraf.stages.calls_to_action.verbs import KIND_OF, SOFT, VERB_PHRASE, Kind, kind_at, purpose_kind, verb_at

_BELOW = 120
"""An address announced by a colon stands on the next lines, within this many characters."""

_SOON = 25
"""An address right behind the verb stands within this many characters."""

HasChannel = Callable[[int, int], bool]

LEAD = re.compile(r"[\s\"“”‘’'(\[*•·▪■●➢✓►–—>-]{0,12}(?:(?:Then|Also|And|Or|OR|So|Now|Today|Just|o)\s{1,4})?(?=\w)")
_POLITE = r"(?:do\s+not|don[’']t)\s+hesitate\s+to\s+|feel\s+free\s+to\s+|(?:be|make)\s+sure\s+to\s+|remember\s+to\s+"
_OPENER = re.compile(
    rf"(?P<please>(?:Please|PLEASE|Kindly)\s+(?:also\s+)?(?:{_POLITE})?)?(?P<verb>{VERB_PHRASE})(?P<tail>\s+\S+)?"
    r"|(?P<let>Let\s+us|Let[’']s)\s+(?P<let_verb>[a-z]+)"
    r"|(?P<prefix>For|FOR|To|TO|If|In|On)\s"
    r"|(?P<negative>(?:(?:Please\s+)?(?:Don[’']t|Do\s+not)|Please(?!\s+(?:note|be\s+advised|be\s+aware|find|keep\s+in\s+mind|remember|"
    r"visit\s+our\s+website$|stand\s+by|wait|enable|try\s+again)))\s+(?:also\s+|do\s+not\s+|don[’']t\s+|\w+ly\s+)?(?P<other>[a-z]+))"
    r"|(?P<vocative>[A-Z][\w-]+(?:\s[\w&-]+){0,4}):\s+(?=(?:please\s+)?(?P<told>[a-z]+)\s)"
)
_FIRST_WORD = re.compile(rf"(?P<lead>{LEAD.pattern})(?P<word>[A-Za-z][\w’'-]*)")
_FIRST_WORDS = frozenset(
    {phrase.split()[0] for phrase in KIND_OF}
    | {"please", "kindly", "let", "let's", "let’s", "do", "don't", "don’t", "for", "to", "if", "in", "on"}
)

_MAIN = re.compile(
    rf"(?P<comma>,[”\"]?\s+|\s)(?P<please>(?:please|Please|kindly)\s+(?:{_POLITE})?)?(?:(?P<who>(?!they|this|that|these|those|which|there)(?:interested\s)?[a-z]{{3,14}})\s+(?:can|may|should)\s+)?(?:simply\s+|just\s+|always\s+|also\s+|immediately\s+)?(?P<verb>{VERB_PHRASE})"
)
_NOT_MAIN = re.compile(
    r"(?:\b(?:to|and|or|can|will|may|should|would|could|must|we|they|you|I|who|not|of|the|a|an|our|your|by|on|in|this|for|media|press|conference|or\s+to)|[–—-])$",
    re.IGNORECASE,
)
_INFORMATION = re.compile(
    r"(?:For|FOR)\s+(?:any\s+|all\s+|general\s+|the\s+)?(?:more|further|additional|full|other|complete|press|media|tickets?|interviews?|questions?|details?|information|info|inquir|enquir|reservations?|"
    r"sales|a\s|an\s|directions|registration|assistance|help)",
    re.IGNORECASE,
)
_NOT_PREFIX = re.compile(
    r"(?:For\s+(?:example|instance|years|decades|centuries|the\s+first|too\s+long)|To\s+(?:date|be\s+sure|this|that|the|me|us|my|our|its|all)|In\s+(?!an?\s+emergency))\b"
)
_DISCURSIVE = lexicon("calls_discursive")
_NOISE = re.compile(
    r"\s*(?:address(?:es)?\b|e-?mail\b|website\b|phone\b|person\b|contact|numbers?\b|details\b|information\b|info\b|inform|version\b|"
    r"release\b|print\b|original|(?:of|is|was|are|were|has|have|had|will|would)\b|:|all\s*$|now\s*$|more\s*(?:[>»…]|$)|"
    r"(?:the\s+)?(?:Figures?|Tables?|Exhibit|Notes?|Appendix|Section|Item|page|source|original|full\s+(?:article|story|post))\b|"
    r"us\s+here\s*$|our\s+(?:website|blog)\s*$|for\s+photo|to\s+(?:enlarge|watch\s+video|share|tweet|top|content|main|action)|"
    r"here\s+to\s+(?:subscribe|share|unsubscribe|print|return|go\s+back)|"
    r"[^.:!?\n]{3,40}(?<!here)(?<!site)(?<!page)(?<!media):\s+"
    r"(?!https?:|www|\S{1,60}\.(?:com|org|net|gov|edu|io)|\S{1,60}@|\S{0,9}\d)(?=[A-Z]))",
    re.IGNORECASE,
)
"""What follows a verb that is a noun, a label, a link to the source or a button."""
_OBJECT = re.compile(
    r"\s+(?:the|a|an|our|your|their|his|her|my|its|this|these|those|us|me|him|them|more|it|any|all|both|up|out|in|on|at|for|from|by|via|to|through|with|here|now|today|online|free|early|before|about|"
    r"directly|only|what|how|why|toll|[A-Z\d@“\"(+]|\[|[\w-]+\.[a-z]{2,12}(?=[\s/.,;)]|$)|www|https?)",
)
_LINKED = re.compile(
    r"\b(?:here|HERE|website|web\s?site|web\s?page|page|link|links|below|online|site|portal|box\s+office|social\s+media|socials|Facebook|Instagram|Twitter|LinkedIn|YouTube|TikTok)\b|\.(?:com|org|net|gov|edu)\b|(?<=[a-z])HERE\b"
)
_SMALL = frozenset(["of", "the", "and", "for", "to", "in", "a", "on", "with", "at", "by", "our", "your"])
_LABEL = re.compile(r"\b[Cc]ontacts?:\s$|\bCONTACTS?:\s$")
_LABEL_REACH = 12
_ON_A_DAY = re.compile(
    r"On\s(?=[^!?\n]{0,40}?(?:day\b|\d))[^!?\n]{3,120}?,\s(?:please\s)?(?P<verb>join|come|visit|stop\s+by|step\s+into|experience|enjoy|"
    r"celebrate|meet|bring|head\s+to)\s(?=us\b|the\b|our\b|a\b|an\b|your\b|to\b|and\b|with\b|in\b|out\b|[A-Z])"
)
_NUMBERED = re.compile(
    r"(?:(?<![A-Z][a-z]{2}\.\s)(?<![a-z]\s)(?<!ept\.\s)\b\d{1,2}[.)]|\b[Ss]tep\s+(?:\d+|[A-Z][a-z]+)\s?[:.)–-])\s*$"
)
_LEGAL = re.compile(
    r"\b(?:forward-looking|risk\s+factors|SEC\s+filings|undue\s+reliance|10-K|10-Q|filed\s+with\s+the\s+S|www\.sec\.gov|non-GAAP)\b",
    re.IGNORECASE,
)
_CONTACTED = re.compile(
    r"\s+(?:us|our|your|the|their|me|him|her|them|\S+@\S+)\b|[^\n]{2,120}?\s(?:at|on|by|via|through|for|to|with|or|about)\s"
)
_REASON = re.compile(r"\b(?:for\s+(?:more|further|details|information|additional|a\s+free)|today\b|to\s+(?!the\b|a\b)[a-z]+)")
_TO_REPORT = re.compile(r"\bto\s+report\b")
_EVENT_CUE = re.compile(r"\b(?:at|for|in|with|from)\s+(?:the\s+|our\s+|this\s+)?(?:\w+\s+)?(?:[A-Z]|free\s|community\s|event)")
_INFORMANT = re.compile(
    r"(?:have|has|with|had)\s+(?:any\s+)?(?:[\w-]+\s+){0,2}(?:information|tips?|knowledge)|witness|seen|saw|recogni[sz]e|know\s+(?:who|where|anything)|victim",
    re.IGNORECASE,
)


def first_word(text: str, start: int, end: int) -> int | None:
    """Return where the first word stands when it may open an imperative."""
    word = _FIRST_WORD.match(text, start, end)
    if not word:
        return None
    if word["word"].lower() in _FIRST_WORDS or text.find(": ", word.end("word"), min(end, word.end("word") + 30)) >= 0:
        return word.start("word")
    return None


def imperative(text: str, start: int, end: int, has_channel: HasChannel, *, inside: bool = False) -> Ask | None:
    """Read a sentence, or what follows a break `inside` one, as an imperative to the reader; None when it is none."""
    first = first_word(text, start, end)
    if first is None:
        return None
    opened = _OPENER.match(text, first, end)
    if not opened or _LEGAL.search(text, start, min(end, start + REACH)):
        return None
    if opened["prefix"]:
        return _after_prefix(text, first, end, has_channel)
    if opened["let"] or opened["other"]:
        return _unlisted(text, first, end, opened)
    if opened["vocative"]:
        return _told(text, first, end, opened, has_channel)
    mid_sentence = text[first].islower() and not inside and not text[max(0, first - 3) : first].strip(" \n")
    labelled = _LABEL.search(text, max(0, first - _LABEL_REACH), first)
    return None if mid_sentence or labelled else _plain(text, first, end, opened, has_channel)


def _unlisted(text: str, first: int, end: int, opened: re.Match[str]) -> Ask | None:
    """Read `Let us …`, `Please …` and, in quotation marks, `Don't …`, whatever the verb."""
    stop = utterance_end(text, first, end)
    if opened["let"]:
        verb = opened["let_verb"]
        return None if verb in _DISCURSIVE else Ask(first, stop, "advocacy", verb, "public", opened.start("let_verb"), "let_us")
    quoted = text[first - 1 : first] in ("“", '"')
    if _numbered(text, first) or not (quoted or opened["negative"].startswith("P")):
        return None
    return Ask(first, stop, "other", opened["other"], "reader", opened.start("other"), "please")


def _plain(text: str, first: int, end: int, opened: re.Match[str], has_channel: HasChannel) -> Ask | None:
    verb, after = " ".join(opened["verb"].lower().split()), opened.end("verb")
    channel = has_channel(first, end + _BELOW if text[end - 1] == ":" else end)
    if _NOISE.match(text, after, end) or (_numbered(text, first) and not channel):
        return None
    stop = utterance_end(text, first, end)
    linked = channel or bool(_LINKED.search(text, after, min(stop, after + REACH)))
    if stop <= after or (not opened["please"] and not linked and not _stands_alone(text, first, after, stop, soft=verb in SOFT)):
        return None
    kind = kind_at(text, opened.start("verb"), end)
    if kind == "contact" and not opened["please"] and not _reachable(text, verb, after, end, linked=linked):
        return None
    if kind == "contact" and channel and _TO_REPORT.search(text, after, stop):
        kind = "report"
    return Ask(first, stop, kind, verb, "reader", opened.start("verb"), "imperative")


def _stands_alone(text: str, first: int, after: int, stop: int, *, soft: bool) -> bool:
    """Whether an imperative that names no address is a call all the same, and no heading or slogan."""
    if not _OBJECT.match(text, after, stop) or (soft and not _invites(text, after, stop)):
        return False
    return text[stop - 1] in '.!”"' or not _heading(text[first:stop])


def _reachable(text: str, verb: str, after: int, end: int, *, linked: bool) -> bool:
    """Whether a call to get in touch says how, and is no line of a contact block."""
    if verb in ("contact", "e-mail", "email") and not _CONTACTED.match(text, after, end):
        return False
    return (
        linked
        or bool(_REASON.search(text, after, end))
        or verb not in ("call", "contact", "email", "e-mail", "write", "text", "phone")
    )


def _heading(line: str) -> bool:
    """Whether every word is capitalised, as in a title or a button."""
    return all(not word[0].islower() or word in _SMALL for word in line[:REACH].split())


def _invites(text: str, start: int, end: int) -> bool:
    return text[end - 1] == "!" and bool(_EVENT_CUE.search(text, start, end))


def _told(text: str, first: int, end: int, opened: re.Match[str], has_channel: HasChannel) -> Ask | None:
    """Read `Retailers: e-mail …`."""
    start = opened.end()
    start += 7 if text.startswith("please ", start) else 0
    verb = verb_at(text, start, end)
    if not verb or not has_channel(start, end) or opened["vocative"].lower().endswith(("contact", "contacts", verb)):
        return None
    return Ask(first, end, kind_at(text, start, end), verb, opened["vocative"], start, "vocative")


def _after_prefix(text: str, first: int, end: int, has_channel: HasChannel) -> Ask | None:
    """Read `For more information, visit …`, `To donate, call …`, `If you have seen him, please call …`."""
    if _NOT_PREFIX.match(text, first, end):
        return None
    if text[first : first + 3] == "On ":
        return _on_a_day(text, first, end)
    word = text[first : first + 3].lower()
    information = bool(_INFORMATION.match(text, first, end))
    fallback = None
    for match in _MAIN.finditer(text, first, min(end, first + REACH)):
        verb_start = match.start("verb")
        if (_NOISE.match(text, match.end(), end) and not _announces(text, match.end(), end, has_channel)) or (
            not match["please"] and _NOT_MAIN.search(text, max(first, match.start() - 12), match.start())
        ):
            continue
        if match["please"] or (match["comma"].startswith(",") and match["verb"][0].islower()):
            if fallback is None or not has_channel(fallback.start("verb"), match.start()):
                fallback = match
            break
        if (
            fallback is None
            and (information or word == "to ")
            and verb_start > first + 6
            and verb_at(text, verb_start, end) not in SOFT
        ):
            fallback = match
    if fallback is None:
        return None
    return _prefixed(text, first, end, fallback, has_channel, information)


def _on_a_day(text: str, first: int, end: int) -> Ask | None:
    """Read `On Saturday, June 5, join us for …`."""
    invited = _ON_A_DAY.match(text, first, end)
    if not invited:
        return None
    verb = invited.start("verb")
    return Ask(first, utterance_end(text, first, end), "attend", " ".join(invited["verb"].split()), "reader", verb, "purpose")


def _announces(text: str, start: int, end: int, has_channel: HasChannel) -> bool:
    """Whether a colon and an address follow (`visit: www…`)."""
    return text.startswith(":", start) and has_channel(start, min(end, start + _SOON))


def _prefixed(text: str, first: int, end: int, match: re.Match[str], has_channel: HasChannel, information: bool) -> Ask | None:
    verb_start = match.start("verb")
    verb = verb_at(text, verb_start, end) or match["verb"].lower()
    if (
        not _OBJECT.match(text, match.end(), end)
        and text[match.end() : match.end() + 1] not in (":", "")
        and not has_channel(match.end(), min(end, match.end() + _SOON))
    ):
        return None
    evidence = (
        match["please"]
        or has_channel(verb_start, end + _BELOW)
        or _LINKED.search(text, match.end(), min(end, match.end() + REACH))
    )
    if not evidence and verb in SOFT and not information:
        return None
    kind: Kind = kind_at(text, verb_start, end)
    word = text[first : first + 3].lower()
    if word == "to ":
        kind = purpose_kind(text, first + 3, end) or kind
    elif word.startswith("if") and kind == "contact" and _INFORMANT.search(text, first, verb_start):
        kind = "report"
    who = match["who"] if match["who"] not in (None, "you") else "reader"
    return Ask(first, utterance_end(text, first, end), kind, verb, who, verb_start, "purpose")


def _numbered(text: str, start: int) -> bool:
    """Whether a sentence is a step of a numbered list."""
    return bool(_NUMBERED.search(text, max(0, start - 12), start))
