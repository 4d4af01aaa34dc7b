"""Web addresses, e-mail addresses, phone numbers and social handles in a text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import phonenumbers


@dataclass(frozen=True, slots=True)
class ChannelMention:
    """An address as it stands in a text.

    `value` is normalised (phones to E.164 where possible); `printed` is a phone number as it stands, without extension.
    """

    start: int
    end: int
    kind: str
    value: str
    printed: str = ""

    @property
    def e164(self) -> str | None:
        """The phone number in E.164, None for other channels and for numbers no country's plan has room for."""
        return self.value if self.kind == "phone" and self.value.startswith("+") else None


_URL = re.compile(r"(?:https?://|www\.(?=[\w-]{1,63}\.))[^\s<>\"“”|]{2,1000}")
_DOMAIN_END = re.compile(
    r"\.(?:(?:com|org|net|gov|edu|mil|int|info|biz)(?:\.[a-z]{2})?|(?:co|ac|nhs)\.uk|(?:govt|co|ac)\.nz|COM|ORG|NET|GOV|EDU"
    r"|(?:io|ai|tv|fm|ly|me|co|eu|us|ca|au|de|fr|ie|nl|ch|news|app|dev|tech|online|shop|store|xyz|club|health|foundation)(?=/\w))"
    r"(?![\w@-]|\.\w)(?:[/?#][^\s<>\"“”|]{0,1000})?"
)
_DOMAIN_START = re.compile(r"(?<![\w@./-])[A-Za-z0-9](?:[A-Za-z0-9-]{0,62}\.){0,4}[A-Za-z0-9-]{0,62}$")
_URL_GLUED = re.compile(r"(?<=[^/=?&])https?://|(?<=\.(?:com|org|net|gov|edu))(?:[A-Z(]|\d{3}[-.]\d{3})")
_URL_TAIL = re.compile(r"[.,;:!?'’*\]}…&]+$")
_EMAIL_LOCAL = re.compile(r"[A-Za-z0-9._%+'’-]+$")
_EMAIL_HOST = re.compile(r"[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){0,5}\.[A-Za-z]{2,24}(?![A-Za-z])")
_HOST_GLUED = re.compile(r"(?<=\.com|\.org|\.net|\.gov|\.edu)(?:[A-Z]|https?|www)|(?<=[a-z])\.[A-Z][a-z]")
_EMAIL_AT = re.compile(r"[ ]?[\[({](?:at|AT)[\])}][ ]?")
_LOCAL_PHONE = re.compile(
    r"^\+?[\d().\-]{7,}(?=[A-Za-z])|^(?:Office|Phone|Email|E-mail|Mobile|Tel|Cell|Media|Website|Here|Us)(?=[A-Z])"
)
_LOCAL_WORD = re.compile(r"[A-Z][a-z]{5,40}")
_LOCAL_NAME = re.compile(r"([A-Z][a-z]{2,})(?=[A-Z])")
_NAME_BEFORE = re.compile(r"[A-Z][\w.'’-]*[ ]$")
_HANDLE = re.compile(r"@(?<![\w@./]@)[A-Za-z_]\w{1,29}\b(?!\.\w)")

_SEPARATOR = r"[ .\-–‑/]{0,2}"
_PHONE = re.compile(
    rf"""
    (?: (?<![\w$£€%#=&]) (?<!\d[.,:/\-–]) | (?<=[a-z]) (?=[+(]|\d\d\d[.-]\d\d\d[.-]) ) (?:
        (?P<plus> \(?\+{_SEPARATOR}\d (?: {_SEPARATOR}(?:\(\d{{1,5}}\){_SEPARATOR})? \d ){{6,14}} )
      | (?P<south> \(?0[2378]\)?[ -]{{0,2}}\d{{4}}[ -]?\d{{4}} | \(?04\d\d\)?[ -]{{0,2}}\d{{3}}[ -]{{0,2}}\d{{3}} )
      | (?P<nanp> (?:1[ .\-–]{{1,2}})? (?:\([2-9]\d\d\)[ ./\-–]{{0,3}}
        | [2-9]\d\d[ .\-–‑/]{{1,2}}) [2-9]\d\d[ .\-–‑]{{1,2}}\d{{4}} )
      | (?P<vanity> (?:1[ .-])?8(?:00|33|44|55|66|77|88)[ .-](?=[\d-]{{0,7}}[A-Z])[A-Z\d]{{2,9}}(?:-[A-Z\d]{{2,8}}){{0,2}} )
      | (?P<zero> \(?0\d{{0,4}} (?:\)[ ]?|[ .\-–/]{{0,2}}) (?:\d{{1,5}}[ .\-–/]{{0,2}}){{1,5}}\d )
      | (?P<service> 1[38]00[ -]?\d{{3}}[ -]?\d{{3}} | 13[ ]\d\d[ ]\d\d )
      | (?P<bare> 1?[2-9]\d{{2}}[2-9]\d{{6}} )
    ) (?![\d%]|[-/]\d|[.,:]\d)
    (?P<extension> [ ]?,?[ ]?(?:ext(?:ension)?\.?|x)[ ]?\d{{1,6}}\b )?
    """,
    re.VERBOSE,
)
_DIGIT_RUN = re.compile(r"[+(\d][\d().+/ \-–‑]{5,80}\d|8(?:00|33|44|55|66|77|88)[ .-][A-Z\d]")
"""Where a phone number can stand: most text holds no such run and is passed over quickly."""
_PHONE_CUE = re.compile(
    r"(?:phone|tele?|call|contact|mobile|cell|fax|text|tollfree|office|line|direct|at|on|[TPMF])[\s:.#)\-]*$", re.IGNORECASE
)
_NORTH_AMERICA = frozenset({"US", "CA", "PR"})
_SERVICE_NUMBERS = frozenset({"AU", "GB", "NZ"})
_CUE_REACH = 14
"""A cue such as `toll free:` stands within this many characters before the number."""


def find_channels(text: str, country: str | None) -> tuple[ChannelMention, ...]:
    """Find every address in text order; `country` (ISO 3166-1 alpha-2) reads national phone numbers."""
    taken: list[tuple[int, int]] = []
    found: list[ChannelMention] = []
    for channel in _without_overlap([*_emails(text), *_urls(text)]):
        found.append(channel)
        taken.append((channel.start, channel.end))
    found += _outside(taken, _phones(text, country))
    return tuple(sorted(found, key=lambda channel: channel.start))


def phone_value(digits: str, country: str | None) -> str:
    """Return a number in E.164 when it is possible in the country, else as printed."""
    plain = re.sub(r"^\+?[ ]?(\d{1,3})[ ]?\(0\)", r"+\1", digits.strip().lstrip("("))
    plain = re.sub(r"^00(?=[ ]?[1-9])", "+", plain)
    try:
        number = phonenumbers.parse(plain, country)
    except phonenumbers.NumberParseException:
        return " ".join(digits.split())
    if not phonenumbers.is_possible_number(number):
        return " ".join(digits.split())
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def _without_overlap(channels: list[ChannelMention]) -> Iterator[ChannelMention]:
    end = -1
    for channel in sorted(channels, key=lambda channel: (channel.start, -channel.end)):
        if channel.start >= end:
            yield channel
            end = channel.end


def _outside(taken: list[tuple[int, int]], channels: Iterator[ChannelMention]) -> Iterator[ChannelMention]:
    """Yield the channels (in text order) that touch no taken span (in text order)."""
    index = 0
    for channel in channels:
        while index < len(taken) and taken[index][1] <= channel.start:
            index += 1
        if index == len(taken) or channel.end <= taken[index][0]:
            yield channel


def _urls(text: str) -> Iterator[ChannelMention]:
    spans = [match.span() for match in _URL.finditer(text)] if "://" in text or "www." in text else []
    for match in _DOMAIN_END.finditer(text):
        if host := _DOMAIN_START.search(text, max(0, match.start() - 80), match.start()):
            spans += [(host.start(), match.end())]
    for start, stop in sorted(spans):
        glued = _URL_GLUED.search(text, start + 4, stop)
        url = _trim_url(text[start : glued.start() if glued else stop])
        if text[start + len(url) : start + len(url) + 1] != "@":
            yield ChannelMention(start, start + len(url), "url", url)


def _trim_url(url: str) -> str:
    while True:
        trimmed = _URL_TAIL.sub("", url)
        if trimmed.endswith(")") and trimmed.count("(") < trimmed.count(")"):
            trimmed = trimmed[:-1]
        if trimmed == url:
            return url
        url = trimmed


def _emails(text: str) -> Iterator[ChannelMention]:
    for start, end in _at_signs(text):
        window = text[max(0, start - 64) : start]
        local, printed = _EMAIL_LOCAL.search(window), _EMAIL_HOST.match(text, end)
        if not local or not printed:
            handle = None if local else _HANDLE.match(text, start)
            if handle:
                yield ChannelMention(start, handle.end(), "social", handle.group())
            continue
        host = printed.group()
        if glued := _HOST_GLUED.search(host):
            host = host[: glued.start()]
        name = _unglued(local.group(), host, window[: local.start()]).lstrip(".'’-%+")
        if name and "." in host:
            yield ChannelMention(start - len(name), end + len(host), "email", f"{name}@{host}".lower())


def _at_signs(text: str) -> Iterator[tuple[int, int]]:
    """Yield where an at sign stands, spelled out in brackets or not."""
    at = text.find("@")
    while at >= 0:
        yield at, at + 1
        at = text.find("@", at + 1)
    if "at]" in text or "at)" in text or "AT]" in text or "AT)" in text:
        for match in _EMAIL_AT.finditer(text):
            yield match.span()


def _unglued(local: str, host: str, before: str) -> str:
    """Cut off what a scraper glued to the address: a phone number, a label, the surname before it."""
    while cut := _LOCAL_PHONE.match(local):
        local = local[cut.end() :]
    word = _LOCAL_WORD.match(local)
    if word and _NAME_BEFORE.search(before):
        for size in range(len(word.group()) - 2, 3, -1):
            if local[:size].lower() in host.lower():
                return local[size:]
    hump = _LOCAL_NAME.match(local)
    if hump and _NAME_BEFORE.search(before):
        rest = local[hump.end() :]
        if hump.group(1).lower() in (rest + host).lower() or before.rsplit(maxsplit=1)[-1].lower()[:3] == rest.lower()[:3]:
            return rest
    return local


def _phones(text: str, country: str | None) -> Iterator[ChannelMention]:
    end = 0
    for run in _DIGIT_RUN.finditer(text):
        for match in _PHONE.finditer(text, max(end, run.start() - 2), min(len(text), run.end() + 16)):
            if match.start() >= run.end():
                break
            end = match.end()
            kind = next(name for name, printed in match.groupdict().items() if printed)
            value = _phone(kind, match[kind], country, text[max(0, match.start() - _CUE_REACH) : match.start()])
            if value:
                yield ChannelMention(match.start(), match.end(), "phone", value, " ".join(match[kind].split()))


def _phone(kind: str, printed: str, country: str | None, before: str) -> str | None:
    """Return the number's value, None when it is no phone number."""
    digits = re.sub(r"\D", "", printed)
    if kind == "nanp":
        return "+" + digits if len(digits) == 11 else "+1" + digits
    if kind == "bare":
        return _bare_phone(digits, country, before)
    unlikely = kind == "service" and country not in _SERVICE_NUMBERS and not _PHONE_CUE.search(before)
    if unlikely or (kind == "zero" and not 9 <= len(digits) <= 13):
        return None
    if kind == "vanity":
        return phone_value(re.sub(r"\W", "", printed).removeprefix("1")[:10], "US")
    # A number with a trunk zero cannot be North American, whatever the release is.
    return phone_value(printed, None if kind in ("zero", "south") and country in _NORTH_AMERICA else country)


def _bare_phone(digits: str, country: str | None, before: str) -> str | None:
    """Ten digits in a row: a phone number when a cue says so, or when the area code is in use and it stands alone."""
    if country is not None and country not in _NORTH_AMERICA:
        return None
    number = phonenumbers.parse("+1" + digits[-10:])
    if _PHONE_CUE.search(before) or (not before.rstrip().endswith(("#", ".", ":", "=")) and phonenumbers.is_valid_number(number)):
        return "+1" + digits[-10:]
    return None
