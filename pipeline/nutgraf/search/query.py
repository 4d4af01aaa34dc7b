"""The query language: what a person types in, an FTS5 expression out.

    water rights              both words, in any order
    "water rights"            the phrase
    river*                    words that start so
    water OR river, water NOT court, water -court, (a OR b) c
    headline:flood            in one field; also headline:"spring flood", headline:(flood OR storm)
    NEAR(water rights, 5)     at most five words between them

Words are quoted before they reach FTS5, so that `AT&T`, `covid-19` and `O'Brien` mean themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from nutgraf.errors import QueryError

LONGEST = 2000
"""Characters of a query: beyond it nobody typed it, and FTS5 limits the depth of its expressions."""

DEEPEST = 40
"""Parentheses in each other; FTS5 refuses expressions over 256 levels."""

_TOKEN = re.compile(
    r"\s*(?:(?P<near>NEAR\()|(?P<open>\()|(?P<close>\))"
    r"|(?P<field>[A-Za-z_]+):(?=[\w\"“(])"
    r"|(?P<minus>-)(?=[\w\"“(])"
    r'|["“”](?P<phrase>[^"“”]*)["“”](?P<begins>\*?)'
    r'|(?P<stray>["“”])'
    r"|(?P<word>[^\s()\"“”]+))"
)
_OPERATORS = frozenset(("AND", "OR", "NOT"))
_DISTANCE = re.compile(r"^(?P<words>.*?)(?:,\s*(?P<distance>\d{1,4})\s*)?$", re.DOTALL)


class Token(NamedTuple):
    """A piece of a query; `begins` marks a prefix."""

    kind: str
    text: str
    position: int
    begins: bool = False


def to_fts5(query: str, fields: Sequence[str]) -> str:
    """Turn a query into an FTS5 expression; empty when the query is. Raises QueryError, saying what is wrong where."""
    query = re.sub(r"[\x00-\x1f\x7f\ud800-\udfff]", " ", query)
    if not query.strip():
        return ""
    if len(query) > LONGEST:
        raise QueryError(f"the query is longer than {LONGEST:,} characters")
    return _Parser(list(_tokens(query)), fields).parse()


def _tokens(query: str) -> Iterator[Token]:
    position = 0
    while match := _TOKEN.match(query, position):
        start, position = match.start(match.lastgroup or 0), match.end()
        kind = match.lastgroup or ""
        match kind:
            case "phrase" | "begins":
                yield Token("phrase", match["phrase"], start, match["begins"] == "*")
            case "stray":
                raise QueryError(f"a quotation mark is not closed: {query[start : start + 20]}")
            case "near":
                end = query.find(")", position)
                if end < 0:
                    raise QueryError("NEAR( is not closed")
                yield Token("near", query[position:end], start)
                position = end + 1
            case "field" if query.startswith("//", position):  # a web address
                address = re.compile(r"\S+").match(query, start)
                assert address
                yield Token("word", address[0], start)
                position = address.end()
            case "word" if match["word"] in _OPERATORS:
                yield Token(match["word"], match["word"], start)
            case "word" if match["word"].endswith("*"):
                yield Token("word", match["word"].rstrip("*"), start, begins=True)
            case _:
                yield Token(kind, match[kind], start)


class _Parser:
    """A recursive descent over the tokens: OR binds loosest, then AND (written or not), then NOT and `-`."""

    def __init__(self, tokens: list[Token], fields: Sequence[str]) -> None:
        self.tokens = tokens
        self.fields = fields
        self.next = 0
        self.depth = 0

    def parse(self) -> str:
        expression = self.either()
        if self.peek() == "close":
            raise QueryError("a parenthesis is closed that was never opened")
        if not expression:
            raise QueryError("the query holds no word to search for")
        return expression

    def peek(self) -> str:
        return self.tokens[self.next].kind if self.next < len(self.tokens) else "end"

    def take(self) -> Token:
        self.next += 1
        return self.tokens[self.next - 1]

    def either(self) -> str:
        """Read alternatives."""
        parts = [self.all()]
        while self.peek() == "OR":
            self.take()
            parts.append(self.all(after="OR"))
        return _joined(parts, "OR")

    def all(self, after: str = "") -> str:
        """Read words that must be there, and words that must not."""
        wanted: list[str] = []
        unwanted: list[str] = []
        count = 0
        while (kind := self.peek()) not in ("end", "close", "OR"):
            negative = False
            if kind == "AND":
                if not count:
                    raise QueryError("AND needs words on both sides")
                self.take()
                after = "AND"
                kind = self.peek()
            if kind in ("NOT", "minus"):
                after = self.take().text
                negative = True
            (unwanted if negative else wanted).append(self.one(after))
            after = ""
            count += 1
        if after or not count:
            raise QueryError(
                f"{after or 'OR'} needs words on both sides"
                if (after or self.peek() == "OR")
                else "nothing stands between parentheses"
            )
        wanted, unwanted = [part for part in wanted if part], [part for part in unwanted if part]
        if unwanted and not wanted:
            raise QueryError("the query says only what to leave out: add a word to find")
        return f"({_joined(wanted, 'AND')} NOT {_joined(unwanted, 'OR')})" if unwanted else _joined(wanted, "AND")

    def one(self, after: str) -> str:
        """Read a word, a phrase, a group or one of them in a field."""
        if self.peek() in ("end", "close", "OR", "AND", "NOT", "minus"):
            raise QueryError(f"{after} needs words on both sides" if after != "-" else "- needs a word behind it")
        token = self.take()
        match token.kind:
            case "open":
                return self.group()
            case "field":
                return self.in_field(token.text)
            case "near":
                return _near(token.text)
            case _:
                return _phrase(token.text, begins=token.begins)

    def group(self) -> str:
        self.depth += 1
        if self.depth > DEEPEST:
            raise QueryError("too many parentheses in each other")
        expression = self.either()
        if self.peek() != "close":
            raise QueryError("a parenthesis is not closed")
        self.take()
        self.depth -= 1
        return expression

    def in_field(self, name: str) -> str:
        if name.lower() not in self.fields:
            raise QueryError(f"no field {name!r}; there are {', '.join(self.fields)} (quote the words if you mean them)")
        expression = self.one(f"{name}:")
        return f"({name.lower()} : {expression})" if expression else ""


def _joined(parts: Sequence[str], operator: str) -> str:
    parts = [part for part in parts if part]
    return parts[0] if len(parts) == 1 else f"({f' {operator} '.join(parts)})" if parts else ""


def _phrase(text: str, *, begins: bool = False) -> str:
    """Quote words for FTS5; empty when there is no letter or digit, which FTS5 would not index either."""
    if not any(char.isalnum() for char in text):
        return ""
    return '"' + text.replace('"', " ") + '"' + ("*" if begins else "")


def _near(text: str) -> str:
    match = _DISTANCE.match(text)
    assert match
    words = [
        _phrase(quoted or word.rstrip("*"), begins=word.endswith("*"))
        for quoted, word in re.findall(r'"([^"]*)"|(\S+)', match["words"])
    ]
    words = [word for word in words if word]
    if len(words) < 2:
        raise QueryError("NEAR( ) needs at least two words, as in NEAR(water rights, 5)")
    return f"NEAR({' '.join(words)}, {match['distance'] or 10})"
