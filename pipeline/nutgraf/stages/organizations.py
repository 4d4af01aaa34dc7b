"""organizations: the names labelled as such, each with its full form, kind and acronym."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from spacy.tokens import Span

from nutgraf.language import lexicon
from nutgraf.names import full_name
from nutgraf.records import OrganizationMention
from nutgraf.stage import Reading

_ACRONYM = re.compile(r"[A-Z][A-Z&]{1,7}[A-Z]?s?")
_WORD = re.compile(r"\w[\w&.’'-]*")
_LEGAL_FORM = re.compile(
    r"(?:,?\s(?:Inc|Incorporated|LLC|L\.L\.C|LLP|Ltd|Limited|Corp|Corporation|PLC|plc|GmbH|AG|S\.A|N\.V|B\.V|Pty|Co)\.?)+$"
)


class Organizations:
    """Reports organizations."""

    name = "organizations"
    requires: tuple[str, ...] = ("people",)

    def __call__(self, reading: Reading) -> Iterator[OrganizationMention]:
        mentions = [(entity, full_name(entity)) for entity in reading.doc.ents if entity.label_ == "ORG"]
        mentions = [item for item in mentions if not _inside_channel(reading, item[0])]
        acronyms = _acronyms(mentions)
        issuer = _plain(reading.release.issuer or "")
        for entity, name in mentions:
            yield reading.fact(
                OrganizationMention,
                entity.start_char,
                entity.end_char,
                "names",
                name=name,
                kind=kind(name),
                acronym=acronyms.get(name),
                is_issuer=bool(issuer) and issuer in {_plain(name), _plain(entity.text), (acronyms.get(name) or "").casefold()},
            )


def _inside_channel(reading: Reading, entity: Span) -> bool:
    return any(channel.start <= entity.start_char and entity.end_char <= channel.end for channel in reading.channels)


def _acronyms(mentions: list[tuple[Span, str]]) -> dict[str, str]:
    """Return the short form in capitals that the text uses for a name."""
    return {name: entity.text for entity, name in reversed(mentions) if name != entity.text and _ACRONYM.fullmatch(entity.text)}


def _plain(name: str) -> str:
    name = _LEGAL_FORM.sub("", name).casefold()
    return " ".join(name.removeprefix("the ").split())


@cache
def _kinds() -> dict[str, str]:
    return dict(entry.split("\t", 1) for entry in lexicon("organization_kinds"))


@cache
def _phrases() -> re.Pattern[str]:
    phrases = sorted((words for words in _kinds() if " " in words), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, phrases))})\b")


def kind(name: str) -> str | None:
    """Return the kind of an organization by the words of its name, None when they do not tell."""
    kinds = _kinds()
    phrase = _phrases().search(name)
    if phrase:
        return kinds[phrase.group()]
    words = _WORD.findall(name)
    if words[:1] == ["House"] and (
        len(words) == 1 or {"Committee", "Subcommittee", "Representatives", "Commons"}.intersection(words)
    ):
        return "legislature"
    head = next((words[i] for i in range(len(words) - 1) if words[i + 1] in {"of", "for", "on"} and words[i] in kinds), None)
    if head:
        return kinds[head]
    return next((kinds[word] for word in reversed(words) if word in kinds), None)
