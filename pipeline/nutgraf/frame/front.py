"""What stands above the body: status, date line, contacts, letterhead, headline, subheadline, dateline."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from nutgraf.frame.chrome import is_chrome_line, page_title
from nutgraf.frame.contacts import opens_contact, is_contact_line
from nutgraf.frame.dateline import CITIES_AS_PRINTED, Dateline, read_dateline
from nutgraf.frame.pieces import Piece, folded
from nutgraf.frame.publication import STATUS, read_date_line
from nutgraf.language import lexicon
from nutgraf.timex import AbsoluteDate, absolute_dates

_LABELS = lexicon("release_labels")
_LABEL_PREFIX = re.compile(
    r"(?:(?:joint|public|official)[ ])?(?:media|press|news)[ ](?:release|statement|advisory|alert|notice)s?[ ]?(?:no\.?[ ]?\d+)?[ ]?[:–—|-][ ]{0,3}|(?:title|headline|subject)[ ]?:[ ]{0,3}",
    re.IGNORECASE,
)
_WIRE_PREFIX = re.compile(r"\w{0,20}(?:News|Wire|Breaks|Stocks?|Alert)\w{0,20}[ ][–—-][ ](?=[A-Z])")
_BYLINE = re.compile(r"(?:By|BY|Written by|Story by|From:)[ ]+[A-Z][\w.'’-]+(?:[ ][\w.,'’&-]+){0,8}$")
_REFERENCE = re.compile(r"(?=.*\d)[A-Z]{0,12}[ /_.:-]{0,2}(?:No\.?[ ]?)?[\dA-Z/_.-]{1,20}(?:[ ]?/?[ ]?\d{2,4})?$")
_SENTENCE = re.compile(r"(?:[a-z]{3}|[)\]\"”’])[.!?][\"”’]?[ ]+[\"“‘]?[A-Z]")
_CAPITAL_LEAD = re.compile(
    r"(?=(?:\W*[A-Z0-9][A-Z0-9'’&$%.,-]*\W+){3})[^a-z]{12,200}?[A-Z!?.,'’)\d](?=[ ]+[\"“‘]?[A-Z][a-z]|[ ]+[\"“‘][A-Z]|[ ]+A[ ][a-z])"
)
_RUN_IN_DATELINE = re.compile(
    rf"(?P<title>[^.\n]{{20,220}}?[\w!?’”\")]) (?:{'|'.join(map(re.escape, CITIES_AS_PRINTED))})(?:, [A-Z.]{{2,5}})?\s?(?:--|–|—|- )"
)
_VERB = re.compile(
    r"\b(?:to|for|is|are|was|will|has|have|be|not|can|calls?|says?|urges?|welcomes?|announces?|launch(?:es|ed)?|opens?|wins?|gets?|seeks?|"
    r"applauds?|introduces?|releases?|sentenced|charged|named|receives?|reports?|joins?|names?|leads?|comments?|condemns?|supports?|on|in|with|of|over|after|as|against)\b",
    re.IGNORECASE,
)
_LETTERHEAD = re.compile(
    r"\b(?:Department|Minister|Ministry|Office|Association|Limited|Ltd|Inc|Council|Federation|Institute|Party|Senator|Member for|MP|Commission|"
    r"University|Society|Centre|Center|Embassy|Committee|Government|Bureau|Agency|Division|P\.?O\.? Box|ABN|Parliament House|Tel|Phone|Fax|Street|Avenue)\b",
    re.IGNORECASE,
)
_CHANNEL = re.compile(r"@|www\.|https?://|\d{3}[-. /)]{1,2}\d{3,4}")
_MARKS = " \t-–—_=*~.|:•#>"
_FRONT_PIECES = 60
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


def is_prose(piece: Piece) -> bool:
    """Whether a piece is running text: headings, lists of names and address lines are not."""
    text = piece.text
    words = text.split()
    if len(words) >= 45 or (len(text) > 120 and _SENTENCE.search(text)):
        return True
    lower = sum(word[0].islower() for word in words)
    ended = text.rstrip('"”’ ').endswith((".", ":")) or (text.endswith(("!", "?")) and len(words) >= 25)
    if text[:1] in '"“' and text.endswith(('"', "”")):
        return ended and len(words) >= 7
    return ended and len(words) >= 7 and lower * 5 >= len(words) * 2


def _is_noise(words: list[str]) -> bool:
    """Whether a line was misread by a scanner: single letters and marks."""
    return sum(len(word.strip(".,")) == 1 or "~" in word for word in words) * 5 >= 2 * len(words)


def _is_title(text: str) -> bool:
    """Whether words set off at the start of a paragraph are capitalised as in a headline."""
    words = [word for word in text.split() if len(word) > 3]
    if not 2 <= len(words) <= 20 or text[-1] in ".,;:" or "," in text:
        return False
    return sum(word[0].isupper() for word in words) * 2 >= len(words) and text.split()[-1][0].isupper()


class _Reader:
    """One pass over the pieces above the body."""

    def __init__(self, pieces: list[Piece], flat: str, headings: frozenset[int], wanted: str | None, *, day_first: bool) -> None:
        self.pieces, self.flat, self.headings, self.wanted, self.day_first = pieces, flat, headings, wanted, day_first
        self.front = Front()
        self.candidates: list[tuple[int, int]] = []
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
            self.front.datelines.append(dateline)
            if dateline.date:
                self.front.dates.append(dateline.date)
            if piece.end - dateline.end > 3:
                return True
            piece.kind = "dateline"
            return False
        if STATUS.match(piece.text) or _LABEL_PREFIX.match(piece.text):
            return False
        if self._opens_with_candidate(piece, index):
            return False
        return (
            is_prose(piece) and not opens_contact(piece.text) and not (not self.candidates and self._trailing(piece) is not None)
        )

    def _opens_with_candidate(self, piece: Piece, index: int) -> bool:
        """Cut off a line that a scraper printed again, glued to the first paragraph."""
        for i, _ in self.candidates:
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
        text = piece.text
        if not text.strip(_MARKS):
            piece.kind = "chrome" if not text.strip("# ") == "" else "end"
            return
        if piece.start in self.headings or self._is_wanted(text):
            self._propose(piece, index, explicit=True)
            return
        status = STATUS.match(text)
        if status:
            self._label_status(piece, index, status)
            return
        if text.strip(_MARKS).casefold() in _LABELS:
            piece.kind = "status"
            return
        date = read_date_line(text, day_first=self.day_first)
        if date:
            piece.kind = "dateline"
            self._add_date(piece, date)
            return
        if self._cut_date(piece, index):
            return
        prefix = _LABEL_PREFIX.match(text)
        if prefix and prefix.end() < len(text):
            self._cut(piece, index, prefix.end(), "status")
            return
        if opens_contact(text) or (index and self.pieces[index - 1].kind == "contact" and is_contact_line(text)):
            piece.kind = "contact"
        elif _BYLINE.match(text):
            piece.kind = "body"
        else:
            self._propose(piece, index, explicit=False)

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
        if (
            status["immediate"]
            and len(rest.split()) >= 4
            and not read_date_line(rest, day_first=self.day_first)
            and not opens_contact(rest)
        ):
            piece.kind = ""
            self._cut(piece, index, start, "status")
        else:
            for date in absolute_dates(rest, day_first=self.day_first):
                if date.day and status["immediate"]:
                    self.front.dates.append(
                        AbsoluteDate(piece.start + start, piece.start + start, date.year, date.month, date.day)
                    )

    def _cut(self, piece: Piece, index: int, offset: int, kind: str) -> None:
        rest = Piece(piece.start + offset, piece.end, piece.text[offset:])
        self.pieces[index] = Piece(
            piece.start, piece.start + len(piece.text[:offset].rstrip()), piece.text[:offset].rstrip(), kind
        )
        self.pieces.insert(index + 1, rest)
        if not read_date_line(rest.text, day_first=self.day_first) and len(rest.text.split()) >= 3 and self.explicit is None:
            self._propose(rest, index + 1, explicit=True)
            rest.kind = "headline"

    def _propose(self, piece: Piece, index: int, *, explicit: bool) -> None:
        if _REFERENCE.match(piece.text) or len(piece.text) > 400:
            return
        if explicit and self.explicit is None:
            self.explicit = index
        elif is_contact_line(piece.text) and _CHANNEL.search(piece.text):
            self.front.letterhead.append(piece)
            return
        self.candidates.append((index, len(self.candidates)))

    def _read_page_title(self) -> None:
        first = self.pieces[0] if self.pieces else None
        if first is None or self.explicit is not None:
            return
        title = page_title(first.text, self.pieces[1:_FRONT_PIECES])
        if title:
            self.front.title = folded(title)
            self.front.site = first.text[len(title) :].strip(_MARKS + "»")
            self._find_broken_title()
            if self.explicit is not None:
                return
            if not any(folded(self.pieces[i].text) == self.front.title for i, _ in self.candidates if i):
                self.front.headline = (first.start, first.start + len(title))

    def _find_broken_title(self) -> None:
        """Find the page's title where the release prints it on two or three lines."""
        for index, _ in self.candidates:
            for size in (2, 3):
                lines = self.pieces[index : index + size]
                if index and folded("".join(line.text for line in lines)) == self.front.title:
                    self.explicit, self.front.headline = index, (lines[0].start, lines[-1].end)
                    for line in lines:
                        line.kind = "headline"
                    return

    def _choose_headline(self) -> None:
        if not self.candidates and self.front.headline is None:
            return
        if self.front.headline is not None and self.explicit is None:
            chosen = 0
        elif self.explicit is not None:
            chosen = self.explicit
        else:
            chosen, rank = max(self.candidates, key=lambda item: (self._score(*item), -item[1]))
            score = self._score(chosen, rank)
            if score < _DOUBTFUL and self._split_run_in(self.front.body):
                return
            if score < _HOPELESS:
                self.front.letterhead += [self.pieces[i] for i, _ in self.candidates]
                return
        self._set_headline(chosen)

    def _score(self, index: int, rank: int) -> float:
        """How much a line looks like the headline and not like a letterhead, a subheadline or a menu."""
        text = self.pieces[index].text
        words = text.split()
        same = folded(text)
        real = sum(len(word.strip(",.:;'’\"“”()")) > 2 for word in words)
        score = min(real, 8) / 4 - rank * 0.8
        lower = any(word[0].islower() and len(word) > 4 for word in words)
        score += (
            1.5 * bool(_VERB.search(text))
            + lower
            - (2.5 if len(words) <= 8 and not lower else 1.0) * bool(_LETTERHEAD.search(text))
        )
        score += 2 * (index + 1 < len(self.pieces) and self.pieces[index + 1].kind == "dateline")
        repeated = self._repeated(index, same)
        score += 4 * (same == self.front.title or (len(words) > 3 and repeated)) - 3 * _is_noise(words)
        score -= (real <= 2 and not repeated) + 3 * is_chrome_line(text) + 2 * bool(_CHANNEL.search(text))
        score -= 3 * (text.endswith(("...", "…")) or (text.isupper() and len(words) == 1))
        score -= 1.5 * text.endswith(".") + (2 if text[:1] in '"“–—-*•' else 0)
        return score

    def _repeated(self, index: int, same: str) -> bool:
        above = enumerate(self.pieces[: self.front.body])
        return any(i != index and piece.kind in ("", "chrome") and folded(piece.text) == same for i, piece in above)

    def _set_headline(self, index: int) -> None:
        piece = self.pieces[index]
        start, end = self.front.headline or (piece.start, piece.end)
        last = index
        while self.front.headline is None and last + 1 < len(self.pieces) and self._goes_on(last, index):
            last += 1
            self.pieces[last].kind = "headline"
            end = self.pieces[last].end
        piece.kind = "headline"
        trailing = self._trailing(Piece(start, end, self.flat[start:end]))
        if trailing is not None:
            end = trailing
        prefix = _LABEL_PREFIX.match(self.flat, start, end) or _WIRE_PREFIX.match(self.flat, start, end)
        self.front.headline = (prefix.end() if prefix else start, end)
        self._label_rest(index, last)

    def _goes_on(self, last: int, first: int) -> bool:
        """Whether the headline goes on in the next piece."""
        above, below = self.pieces[last], self.pieces[last + 1]
        if below.kind or last + 1 >= self.front.body or read_date_line(below.text, day_first=self.day_first):
            return False
        gap = self.flat.count("\n", above.end, below.start)
        if self.pieces[first].start in self.headings:
            return gap == 1 and below.start not in self.headings
        following = self.pieces[last + 2] if last + 2 < len(self.pieces) else None
        wider = following is None or self.flat.count("\n", below.end, following.start) > gap
        if above.text.endswith((",", "-", "–", "—", "&", " and", " of", " the", " to", " for", " in", " with")):
            return gap <= 2
        before = self.pieces[first - 1] if first else None
        if gap == 1 and wider and before is not None and self.flat.count("\n", before.end, self.pieces[first].start) > 1:
            # Two lines between empty ones are one title broken for its looks.
            return len(above.text) <= 100 and len(below.text) <= 100 and last == first
        if above.text.isupper() and below.text.isupper():
            return gap <= 2 and wider and len(above.text) > 25
        return (
            gap <= 2 and wider and 50 <= len(above.text) <= 100 and len(below.text) <= 60 and below.text[:1].isalpha() and gap > 1
        )

    def _trailing(self, piece: Piece) -> int | None:
        """Return where the headline of a piece ends when a byline or the date follows on the same line."""
        if len(piece.text) > 300 or piece.start in self.headings:
            return None
        for date in absolute_dates(piece.text, day_first=self.day_first):
            before = piece.text[: date.start].rstrip(" |-–—,")
            if date.year and date.day and date.end >= len(piece.text.rstrip(" .-–|")) and len(before.split()) >= 3:
                if re.search(r"\b(?:on|for|in|of|to|until|by|from|since|before|after|through|and|the)$", before, re.IGNORECASE):
                    return None
                self._add_date(piece, date)
                byline = re.search(r"\s+By\s+[A-Z]", before)
                return piece.start + (byline.start() if byline else len(before))
        return None

    def _label_rest(self, index: int, last: int) -> None:
        """Label the other candidates: letterhead above the headline, subheadline below it, copies of it."""
        same = folded(self.flat[slice(*self.front.headline)]) if self.front.headline else ""
        above = True
        for i, piece in enumerate(self.pieces[: self.front.body]):
            if index <= i <= last:
                above = False
            elif not piece.kind and folded(piece.text) == same:
                piece.kind = "headline"
            elif not piece.kind and above:
                cut_off = piece.text.endswith(("…", "...")) and same.startswith(folded(piece.text))
                piece.kind = "chrome" if cut_off or (self.front.title and folded(piece.text).startswith(same)) else "body"
                if piece.kind == "body" and not _is_noise(piece.text.split()):
                    self.front.letterhead.append(piece)
            elif not piece.kind:
                piece.kind = "subheadline" if i <= last + 3 and len(piece.text.split()) >= 3 else "body"
        if self.front.title and index and folded(self.pieces[0].text).startswith(same):
            self.pieces[0].kind = "chrome"

    def _split_run_in(self, index: int) -> bool:
        """Find a headline that the paragraph below it swallowed: capitals, or two spaces, set it off."""
        if index >= len(self.pieces):
            return False
        piece = self.pieces[index]
        if read_dateline(self.flat, piece.start, piece.end, day_first=self.day_first):
            return False
        capitals = _CAPITAL_LEAD.match(piece.text)
        opened = _RUN_IN_DATELINE.match(piece.text)
        if opened:
            cut = opened.end("title")
        elif capitals:
            cut = capitals.end()
        else:
            gap = re.search(r"[ ]{2,}(?=[\"“]?[A-Z])", piece.text[:180])
            cut = gap.start() if gap else 0
            if (
                not cut
                or len(piece.text) - cut < 80
                or not _is_title(piece.text[:cut])
                or next(absolute_dates(piece.text[:cut]), None)
            ):
                return False
        head = Piece(piece.start, piece.start + cut, piece.text[:cut], "headline")
        rest = piece.text[cut:].lstrip()
        self.pieces[index : index + 1] = [head, Piece(piece.end - len(rest), piece.end, rest)]
        self.front.headline = (head.start, head.end)
        self.front.body = index + 1
        for above in self.pieces[:index]:
            if not above.kind:
                above.kind = "body"
                self.front.letterhead.append(above)
        return True

    def _read_body_opening(self) -> None:
        """Read what the first paragraphs open with: a second dateline, or the date set off by spaces."""
        for piece in self.pieces[self.front.body : self.front.body + 2]:
            if piece.kind or any(piece.start <= dateline.start < piece.end for dateline in self.front.datelines):
                continue
            dateline = read_dateline(self.flat, piece.start, piece.end, day_first=self.day_first)
            if dateline and not self.front.datelines:
                self.front.datelines.append(dateline)
                if dateline.date:
                    self.front.dates.append(dateline.date)
                continue
            date = next(absolute_dates(piece.text[:60], day_first=self.day_first), None)
            if date and date.start == 0 and date.year and date.day and piece.text[date.end : date.end + 2] == "  ":
                self.front.datelines.append(Dateline(piece.start, piece.start + date.end, None, date, None))
                self._add_date(piece, date)
