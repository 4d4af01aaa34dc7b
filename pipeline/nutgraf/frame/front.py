"""What stands above the body: status, date line, contacts, letterhead, headline, subheadline, dateline."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from nutgraf.frame.chrome import page_title
from nutgraf.frame.contacts import is_contact_line, opens_contact
from nutgraf.frame.dateline import Dateline, read_dateline
from nutgraf.frame.headline import (
    CHANNEL,
    headline_goes_on,
    headline_score,
    is_institution,
    is_letterhead,
    is_noise,
    is_prose,
    repeated_title,
    run_in_headline,
    trailing_day,
)
from nutgraf.frame.pieces import Piece, folded
from nutgraf.frame.publication import STATUS, read_date_line
from nutgraf.language import lexicon
from nutgraf.timex import AbsoluteDate, absolute_dates

_LABELS = lexicon("release_labels")
_LABEL_PREFIX = re.compile(
    r"(?:(?:joint|public|official)[ ])?(?:media|press|news)[ ](?:release|statement|advisory|alert"
    r"|notice)s?[ ]?(?:no\.?[ ]?\d+)?[ ]?[:–—|-][ ]{0,3}|(?:title|headline|subject)[ ]?:[ ]{0,3}",
    re.IGNORECASE,
)
_WIRE_PREFIX = re.compile(r"\w{0,20}(?:News|Wire|Breaks|Stocks?|Alert)\w{0,20}[ ][–—-][ ](?=[A-Z])")
_BYLINE = re.compile(r"(?:By|BY|Written by|Story by|From:)[ ]+[A-Z][\w.'’-]+(?:[ ][\w.,'’&-]+){0,8}$")
_REFERENCE = re.compile(r"(?=.*\d)[A-Z]{0,12}[ /_.:-]{0,2}(?:No\.?[ ]?)?[\dA-Z/_.-]{1,20}(?:[ ]?/?[ ]?\d{2,4})?$")
_MARKS = " \t-–—_=*~.|:•#>"
_FRONT_PIECES = 60
"""Lines of letterhead, menus and contacts above a release; the longest seen had 50."""
_DOUBTFUL, _HOPELESS = 1.5, -1.5
"""Scores below which a headline is looked for in the first paragraph, and below which a line is no headline."""


@dataclass(slots=True)
class Front:
    """What the front matter of a release says; spans are offsets into the flat text."""

    headline: tuple[int, int] | None = None
    datelines: list[Dateline] = field(default_factory=list)
    dates: list[AbsoluteDate] = field(default_factory=list)
    letterhead: list[Piece] = field(default_factory=list)
    title: str | None = None
    site: str | None = None
    body: int = 0


def read_front(pieces: list[Piece], flat: str, headings: frozenset[int], headline: str | None, *, day_first: bool) -> Front:
    """Give the pieces above the body their kinds, and return what they say."""
    reader = _Reader(pieces, flat, headings, folded(headline) if headline else None, day_first=day_first)
    reader.read()
    return reader.front


_CONTACT_WORDS = 8
"""Name, title and office of a person take no more words on a line."""


def _is_contact(piece: Piece) -> bool:
    """Whether a line below a contact belongs to it: headlines with a number in them look like addresses."""
    return is_contact_line(piece.text) and (piece.words <= _CONTACT_WORDS or bool(CHANNEL.search(piece.text)))


class _Reader:
    """One pass over the pieces above the body."""

    def __init__(self, pieces: list[Piece], flat: str, headings: frozenset[int], wanted: str | None, *, day_first: bool) -> None:
        self.pieces, self.flat, self.headings, self.wanted, self.day_first = pieces, flat, headings, wanted, day_first
        self.front = Front()
        self.candidates: list[int] = []
        self.explicit: int | None = None

    def read(self) -> None:
        index = 0
        while index < min(len(self.pieces), _FRONT_PIECES + sum(piece.kind == "chrome" for piece in self.pieces[:120])):
            piece = self.pieces[index]
            if not piece.kind and self._is_body(piece, index):
                break
            if not self.pieces[index].kind:
                self._label(piece, index)
            index += 1
        self.front.body = index
        self._read_page_title()
        self._choose_headline()
        if self.front.headline is None and index < len(self.pieces):
            self._split_run_in(index)
        self._read_body_opening()

    def _is_body(self, piece: Piece, index: int) -> bool:
        """Whether the release's running text starts with this piece."""
        if piece.start in self.headings or self._is_wanted(piece.text):
            return False
        dateline = read_dateline(self.flat, piece.start, piece.end, day_first=self.day_first)
        if dateline:
            self._add_dateline(dateline)
            if piece.end - dateline.end > 3:
                return True
            piece.kind = "dateline"
            return False
        if STATUS.match(piece.text) or _LABEL_PREFIX.match(piece.text) or self._opens_with_candidate(piece, index):
            return False
        if not is_prose(piece) or opens_contact(piece.text):
            return False
        return bool(self.candidates) or trailing_day(piece.text, day_first=self.day_first) is None

    def _add_dateline(self, dateline: Dateline) -> None:
        self.front.datelines.append(dateline)
        if dateline.date:
            self.front.dates.append(dateline.date)

    def _opens_with_candidate(self, piece: Piece, index: int) -> bool:
        """Cut off a line that a scraper printed again, glued to the first paragraph."""
        for i in self.candidates:
            text = self.pieces[i].text
            if 20 < len(text) < len(piece.text) - 40 and piece.text.startswith(text):
                offset = len(text) + len(piece.text[len(text) :]) - len(piece.text[len(text) :].lstrip())
                self.pieces[index] = Piece(piece.start, piece.start + len(text), text, "subheadline")
                self.pieces.insert(index + 1, Piece(piece.start + offset, piece.end, piece.text[offset:]))
                return True
        return False

    def _is_wanted(self, text: str) -> bool:
        return self.wanted is not None and len(self.wanted) > 8 and folded(text[:400]).startswith(self.wanted[:60])

    def _label(self, piece: Piece, index: int) -> None:
        """Give a piece above the body its kind, or make it a candidate for the headline."""
        text = piece.text
        if not text.strip(_MARKS):
            piece.kind = "end" if not text.strip("# ") else "chrome"
        elif piece.start in self.headings or self._is_wanted(text):
            self._propose(piece, index, explicit=True)
        elif status := STATUS.match(text):
            self._label_status(piece, index, status)
        elif text.strip(_MARKS).casefold() in _LABELS:
            piece.kind = "status"
        elif date := read_date_line(text, day_first=self.day_first):
            piece.kind = "dateline"
            self._add_date(piece, date)
        elif not self._cut_date(piece, index) and not self._cut_label(piece, index):
            self._label_words(piece, index)

    def _label_words(self, piece: Piece, index: int) -> None:
        if opens_contact(piece.text) or (index and self.pieces[index - 1].kind == "contact" and _is_contact(piece)):
            piece.kind = "contact"
        elif _BYLINE.match(piece.text):
            piece.kind = "body"
        else:
            self._propose(piece, index, explicit=False)

    def _cut_label(self, piece: Piece, index: int) -> bool:
        prefix = _LABEL_PREFIX.match(piece.text)
        if prefix is None or prefix.end() == len(piece.text):
            return False
        self._cut(piece, index, prefix.end())
        return True

    def _cut_date(self, piece: Piece, index: int) -> bool:
        """Take the day off a line on which the contact or the headline follows: `May 3, 2021 Contact: Ann Lee`."""
        date = next(absolute_dates(piece.text[:50], day_first=self.day_first), None)
        if date is None or date.start or not date.day or not date.year:
            return False
        rest = piece.text[date.end :].lstrip(" |–—-")
        contact = opens_contact(rest)
        if not contact and len(rest.split()) < 4:
            return False
        self._add_date(piece, date)
        self.pieces[index] = Piece(piece.start, piece.start + date.end, piece.text[: date.end], "dateline")
        self.pieces.insert(index + 1, Piece(piece.end - len(rest), piece.end, rest, "contact" if contact else ""))
        return True

    def _add_date(self, piece: Piece, date: AbsoluteDate) -> None:
        self.front.dates.append(AbsoluteDate(piece.start + date.start, piece.start + date.end, date.year, date.month, date.day))

    def _label_status(self, piece: Piece, index: int, status: re.Match[str]) -> None:
        """Keep a status line; cut off a headline that follows on it: `For Immediate Release: Acme opens …`."""
        rest = piece.text[status.end() :].lstrip(_MARKS)
        start = len(piece.text) - len(rest)
        piece.kind = "status"
        if not status["immediate"]:
            return
        if len(rest.split()) >= 4 and not read_date_line(rest, day_first=self.day_first) and not opens_contact(rest):
            self._cut(piece, index, start)
            return
        for date in absolute_dates(rest, day_first=self.day_first):
            if date.day:
                self._add_date(Piece(piece.start + start, piece.end, rest), date)

    def _cut(self, piece: Piece, index: int, offset: int) -> None:
        """Cut a label off a piece; what follows is the headline unless it is a day."""
        label, rest = piece.text[:offset].rstrip(), Piece(piece.start + offset, piece.end, piece.text[offset:])
        self.pieces[index] = Piece(piece.start, piece.start + len(label), label, "status")
        self.pieces.insert(index + 1, rest)
        if self.explicit is None and rest.words >= 3 and not read_date_line(rest.text, day_first=self.day_first):
            self._propose(rest, index + 1, explicit=True)
            rest.kind = "headline"

    def _propose(self, piece: Piece, index: int, *, explicit: bool) -> None:
        if _REFERENCE.match(piece.text) or len(piece.text) > 400:
            return
        if explicit and self.explicit is None:
            self.explicit = index
        elif is_contact_line(piece.text) and CHANNEL.search(piece.text):
            self.front.letterhead.append(piece)
            return
        self.candidates.append(index)

    def _read_page_title(self) -> None:
        """Take the release's title from the page's, `Title | Site`; the release may print it again below."""
        first = self.pieces[0] if self.pieces else None
        title = page_title(first.text, self.pieces[1:_FRONT_PIECES]) if first and self.explicit is None else None
        if first is None or title is None:
            return
        self.front.title = folded(title)
        self.front.site = first.text[len(title) :].strip(_MARKS + "»")
        self._find_broken_title()
        printed = any(folded(self.pieces[i].text) == self.front.title for i in self.candidates if i)
        if self.explicit is None and not printed:
            self.front.headline = (first.start, first.start + len(title))

    def _find_broken_title(self) -> None:
        """Find the page's title where the release prints it on two or three lines."""
        for index in filter(None, self.candidates):
            for size in (2, 3):
                lines = self.pieces[index : index + size]
                if folded("".join(line.text for line in lines)) == self.front.title:
                    self.explicit, self.front.headline = index, (lines[0].start, lines[-1].end)
                    for line in lines:
                        line.kind = "headline"
                    return

    def _choose_headline(self) -> None:
        if self.explicit is not None:
            self._set_headline(self.explicit)
        elif self.front.headline is not None:
            self._set_headline(0)
        elif self.candidates:
            scores = []
            rank = 0
            for index in self.candidates:
                scores.append((self._score(index, rank), -rank, index))
                rank += not is_letterhead(self.pieces[index].text)
            score, _, chosen = max(scores)
            if score < _DOUBTFUL and self._split_run_in(self.front.body):
                return
            if score >= _HOPELESS:
                self._set_headline(chosen)
            else:
                self.front.letterhead += [self.pieces[i] for i in self.candidates]

    def _score(self, index: int, rank: int) -> float:
        text = self.pieces[index].text
        above_date = index + 1 < len(self.pieces) and self.pieces[index + 1].kind == "dateline"
        repeated = folded(text) == self.front.title or repeated_title(self.pieces[: self.front.body], index)
        return headline_score(text, rank, repeated=repeated, above_date=above_date)

    def _set_headline(self, index: int) -> None:
        piece = self.pieces[index]
        start, end = self.front.headline or (piece.start, piece.end)
        last = index
        while self.front.headline is None and self._goes_on(index, last):
            last += 1
            self.pieces[last].kind = "headline"
            end = self.pieces[last].end
        piece.kind = "headline"
        trailing = trailing_day(self.flat[start:end], day_first=self.day_first) if start not in self.headings else None
        if trailing is not None:
            self._add_date(Piece(start, end, ""), trailing[1])
            end = start + trailing[0]
        prefix = _LABEL_PREFIX.match(self.flat, start, end) or _WIRE_PREFIX.match(self.flat, start, end)
        self.front.headline = (prefix.end() if prefix else start, end)
        self._label_rest(index, last)

    def _goes_on(self, first: int, last: int) -> bool:
        if last + 1 >= self.front.body or last + 1 >= len(self.pieces):
            return False
        below = self.pieces[last + 1]
        if below.kind or read_date_line(below.text, day_first=self.day_first):
            return False
        if self.pieces[first].start in self.headings:
            return below.start not in self.headings and self.flat.count("\n", self.pieces[last].end, below.start) == 1
        return headline_goes_on(self.pieces, first, last, self.flat)

    def _label_rest(self, index: int, last: int) -> None:
        """Label the other candidates: letterhead above the headline, subheadline below it, copies of it."""
        same = folded(self.flat[slice(*self.front.headline)]) if self.front.headline else ""
        for i, piece in enumerate(self.pieces[: self.front.body]):
            text = folded(piece.text) if not piece.kind else ""
            if piece.kind or index <= i <= last:
                continue
            if text == same:
                piece.kind = "headline"
            elif i > last:
                below = (
                    i <= last + 3
                    and piece.words >= 3
                    and not (i == last + 1 and is_institution(piece) and not self._capitals(last))
                )
                piece.kind = "subheadline" if below else "body"
            elif (piece.text.endswith(("…", "...")) and same.startswith(text)) or (self.front.title and text.startswith(same)):
                piece.kind = "chrome"
            else:
                piece.kind = "body"
                self.front.letterhead += [] if is_noise(piece.text) else [piece]
        if self.front.title and index and folded(self.pieces[0].text).startswith(same):
            self.pieces[0].kind = "chrome"

    def _capitals(self, index: int) -> bool:
        return self.pieces[index].text.isupper()

    def _split_run_in(self, index: int) -> bool:
        """Cut a headline off the first paragraph when it was printed on the same line."""
        piece = self.pieces[index] if index < len(self.pieces) else None
        if piece is None or read_dateline(self.flat, piece.start, piece.end, day_first=self.day_first):
            return False
        cut = run_in_headline(piece.text)
        if not cut:
            return False
        rest = piece.text[cut:].lstrip()
        head = Piece(piece.start, piece.start + cut, piece.text[:cut], "headline")
        self.pieces[index : index + 1] = [head, Piece(piece.end - len(rest), piece.end, rest)]
        self.front.headline = (head.start, head.end)
        self.front.body = index + 1
        for above in self.pieces[:index]:
            if not above.kind:
                above.kind = "body"
                self.front.letterhead.append(above)
        return True

    def _read_body_opening(self) -> None:
        """Read what the first paragraphs open with: the dateline, or the date set off by spaces."""
        for piece in self.pieces[self.front.body : self.front.body + 2]:
            if piece.kind or any(piece.start <= dateline.start < piece.end for dateline in self.front.datelines):
                continue
            dateline = read_dateline(self.flat, piece.start, piece.end, day_first=self.day_first)
            if dateline and not self.front.datelines:
                self._add_dateline(dateline)
                continue
            date = next(absolute_dates(piece.text[:60], day_first=self.day_first), None)
            if date and date.start == 0 and date.year and date.day and piece.text[date.end : date.end + 2] == "  ":
                self.front.datelines.append(Dateline(piece.start, piece.start + date.end, None, date, None))
                self._add_date(piece, date)
