"""organizations: the names labelled as such, each with its full form, kind and acronym."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache

from spacy.tokens import Span

from nutgraf.language import lexicon
from nutgraf.names import full_name, named
from nutgraf.records import OrganizationMention
from nutgraf.stage import Reading

_ACRONYM = re.compile(r"[A-Z][A-Z&]{1,7}[A-Z]?s?")
_KEY_WORD = re.compile(r"[^\W_]+")
_SILENT = re.compile(r"[.'’/\u0300-\u036f]")
"""Marks inside a word that forms of a name differ in: U.S., S.p.A., O’Hara, é."""
_WORD = re.compile(r"\w[\w&.’'-]*")
_DEPARTMENTS = frozenset(
    {
        ("agriculture",),
        ("commerce",),
        ("defense",),
        ("education",),
        ("energy",),
        ("homeland", "security"),
        ("interior",),
        ("justice",),
        ("labor",),
        ("state",),
        ("transportation",),
        ("treasury",),
    }
)
"""What `Department of` and `the … Department` are one office with; `Fire Department` is not among them."""
_PUBLIC = frozenset({"court", "government", "legislature", "military"})
"""Kinds whose `U.S.` releases leave out at will; U.S. Steel keeps its own."""
_LEGAL_FORM = re.compile(
    r"(?:,?\s(?:Inc|Incorporated|LLC|L\.L\.C|LLP|Ltd|Limited|Corp|Corporation|PLC|plc|GmbH|AG|S\.A|N\.V|B\.V|Pty|Co)\.?)+$"
)


class Organizations:
    """Reports organizations."""

    name = "organizations"
    requires: tuple[str, ...] = ("people",)

    def __call__(self, reading: Reading) -> Iterator[OrganizationMention]:
        mentions = [(entity, full_name(entity)) for entity in named(reading.doc, "ORG")]
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
                key=key(name),
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


@lru_cache(maxsize=50_000)
def key(name: str) -> str:
    """Return the form of an organization's name that agrees across releases.

    Case, accents, marks, `The`, legal forms and the `U.S.` of public bodies are left out: `The U.S. Department of Justice` and
    `Justice Department` are `department of justice`, `Acme Foods, Inc.` is `acme foods`. Two bodies of one name share a key.
    """
    plain = unicodedata.normalize("NFKD", name.casefold().replace("&", " and "))
    words = _KEY_WORD.findall(_SILENT.sub("", plain))
    if len(words) > 1 and words[0] == "the":
        del words[0]
    while len(words) > 1 and (words[-1] in _legal_forms() or words[-1] == "and" or (words[-1] == "company" and len(words) > 2)):
        del words[-1]
    if kind(name) in _PUBLIC:
        words = words[_nation(words) :]
        if words[-1] == "department" and tuple(words[:-1]) in _DEPARTMENTS:
            words = ["department", "of", *words[:-1]]
    return " ".join(words) or name.casefold()


def _nation(words: list[str]) -> int:
    """Return how many words at the start say `United States`, if others follow."""
    said = 2 if words[:2] == ["united", "states"] else int(words[:1] == ["us"])
    return said if len(words) > said else 0


@cache
def _legal_forms() -> frozenset[str]:
    return frozenset(_SILENT.sub("", form.casefold()) for form in lexicon("names_company_suffixes"))


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
