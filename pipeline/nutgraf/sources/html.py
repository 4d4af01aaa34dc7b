"""The release in a web page: trafilatura says where it is, the page's own blocks say what it is.

trafilatura alone drops status and date lines, contact lists and block quotes; here its paragraphs only vote for the
part of the page that holds the release, and everything visible in that part is kept, except navigation and the like.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from nutgraf.sources.encodings import decode_text
from nutgraf.sources.page_blocks import Block, read_blocks
from nutgraf.sources.page_metadata import published_day, titles

_DECLARED = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]{2,30})", re.IGNORECASE)
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")
_MAX_EVENTS, _MAX_DEPTH = 40_000, 150
"""Elements entered and left, and their nesting: pages of releases have 500 to 3,000 elements, 15 to 40 deep."""
_SHARE = 0.85
"""The release is the smallest element with this share of the votes: the rest is teasers that look like prose."""
_MIN_SHARE_OF_PROSE = 0.5
"""Below this trafilatura picked a part of the page that is not the release."""
_CONTACT = re.compile(
    r"[\w.+-]{1,40}@[\w-]{1,40}\.\w|https?://|\bwww\.|\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}|\+\d[\d ()-]{6}"
    r"|\bcontacts?\b|\bpress office|\bmedia (?:relations|inquiries|enquiries)"
    r"|^(?:# ?# ?#|-? ?30 ?-|\*{3,5}|ENDS?|about\b.{0,60}|notes? to editors?:?)$",
    re.IGNORECASE,
)
_FRAME = re.compile(
    r"\b(?:immediate release|embargo|press release|news release|media release|contact|(?:19|20)\d\d)\b", re.IGNORECASE
)
_ELSEWHERE = re.compile(
    r"(?:read|see|view|more|back|all|next|prev|previous|older|newer|share|print|e-?mail this|top|home|return|"
    r"tweet|subscribe|sign up|unsubscribe|follow|skip|go|log in|privacy|terms)\b",
    re.IGNORECASE,
)
_LINES_ABOVE = 8
"""Status, date, issuer, contact: more lines above a headline are the site's."""
_MAX_LINE = 300


@dataclass(frozen=True, slots=True)
class Page:
    """What a web page says: the release's text, its headline and day."""

    text: str
    headline: str | None
    published: date | None


class TooDeepError(ValueError):
    """Elements are nested so deep that the parser gave up: what comes after that place is lost."""


def read_html(data: bytes) -> Page:
    """Return the release of a web page; the text is empty when the page shows none. Raises TooDeepError."""
    declared = _DECLARED.search(data[:4096])
    markup, _ = decode_text(data, declared.group(1).decode("ascii", "replace") if declared else None)
    root = _parse(markup)
    if root is None:
        return Page("", None, None)
    published, (names, shown) = published_day(root), titles(root)
    voted = _trafilatura_lines(root) if _is_ordinary(root) else set()
    blocks = read_blocks(root)
    heading = _headline(blocks, [*names, shown] if shown else names, voted)
    release = _release(blocks, voted, heading)
    named = [name for name in names or [shown or ""] if name]
    headline = heading.text if heading else next(iter(named), None)
    if not heading and not names and _key(headline or "") not in {_key(block.text) for block in release}:
        headline = None  # a window's title alone is the site's as often as the release's
    return Page(_joined(release), headline, published)


def fragment_text(markup: str) -> str:
    """Return all visible text of markup that holds nothing but a release: a mail's body, a column. Raises TooDeepError."""
    root = _parse(markup)
    return "" if root is None else _joined(read_blocks(root))


def _parse(markup: str) -> Any:
    from lxml import etree, html  # type: ignore[import-untyped]  # noqa: PLC0415 - only web pages need it

    markup = _XML_DECLARATION.sub("", markup).replace("\0", "")
    parser = html.HTMLParser(remove_comments=True, remove_pis=True, encoding="utf-8", huge_tree=True)
    try:
        root = html.document_fromstring(markup.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return None
    if any(error.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for error in parser.error_log.filter_from_fatals()):
        raise TooDeepError
    return root


def _joined(blocks: Iterable[Block]) -> str:
    """Put a blank line between blocks, a line end between the items of a list."""
    parts: list[str] = []
    above: Block | None = None
    for block in blocks:
        if above is not None:
            parts.append("\n" if block.list is not None and block.list is above.list else "\n\n")
        parts.append(block.text)
        above = block
    return "".join(parts)


def _is_ordinary(root: Any) -> bool:
    """Whether trafilatura can be trusted to finish: its time grows with the square of depth and number of elements."""
    from lxml import etree  # noqa: PLC0415 - only web pages need it

    depth = 0
    for number, (event, _) in enumerate(etree.iterwalk(root, events=("start", "end"))):
        depth += 1 if event == "start" else -1
        if number > _MAX_EVENTS or depth > _MAX_DEPTH:
            return False
    return True


def _trafilatura_lines(root: Any) -> set[str]:
    """Return keys of the lines trafilatura takes for the main text."""
    from copy import deepcopy  # noqa: PLC0415

    from trafilatura import extract  # noqa: PLC0415 - only web pages need it

    try:
        found = extract(deepcopy(root), favor_recall=True, include_comments=False, include_tables=True, fast=True)
    except (RecursionError, ValueError, TypeError, AttributeError, LookupError):
        return set()  # markup it cannot cope with; prose votes then
    return {_key(line) for line in (found or "").split("\n") if line.strip()}


_NOT_WORD = re.compile(r"\W+")


def _key(text: str) -> str:
    """Return the first letters of a line, by which two readings of it agree."""
    return _NOT_WORD.sub("", text[:120])[:40]


def _release(blocks: Sequence[Block], voted: set[str], headline: Block | None) -> list[Block]:
    """Return the blocks of the release, in order."""
    votes = [block for block in blocks if len(block.text) > 20 and _key(block.text.split("\n")[0]) in voted]
    content = _container(votes)
    inside = _inside(blocks, content)
    prose = [block for block in blocks if block.is_prose and not block.chrome]
    if _size(block for block in inside if block.is_prose) < _MIN_SHARE_OF_PROSE * _size(prose):
        votes = prose
        content = _container(votes)
        inside = _inside(blocks, content)
    if not inside:
        return [block for block in blocks if not block.chrome] or list(blocks)
    trusted = _trusted(blocks, votes)
    voters = set(votes)
    kept = [block for block in inside if block in voters or trusted.issuperset(block.chrome)]
    if not kept:
        return []
    plain = [block for block in blocks if block in voters or trusted.issuperset(block.chrome)]
    return _with_surroundings(plain, {*kept, *voters}, content, headline)


def _size(blocks: Iterable[Block]) -> int:
    return sum(len(block.text) for block in blocks)


def _container(votes: Iterable[Block]) -> Any:
    """Return the innermost element with most of the characters of the blocks."""
    weights: Counter[Any] = Counter()
    total = 0
    for block in votes:
        total += len(block.text)
        for element in (block.element, *block.element.iterancestors()):
            weights[element] += len(block.text)
    fit = [element for element, weight in weights.items() if weight >= _SHARE * total]
    return max(fit, key=_depth, default=None)


def _depth(element: Any) -> int:
    return sum(1 for _ in element.iterancestors())


def _inside(blocks: Sequence[Block], element: Any) -> list[Block]:
    if element is None:
        return []
    members = set(element.iter())
    return [block for block in blocks if block.element in members]


def _trusted(blocks: Iterable[Block], votes: Iterable[Block]) -> set[Any]:
    """Return elements that look like navigation by their name but hold the release by most of their text."""
    whole: Counter[Any] = Counter()
    voted: Counter[Any] = Counter()
    for counter, counted in ((whole, blocks), (voted, votes)):
        for block in counted:
            for element in block.chrome:
                counter[element] += len(block.text)
    return {element for element, size in voted.items() if size * 2 > whole[element]}


def _with_surroundings(blocks: Sequence[Block], chosen: set[Block], content: Any, headline: Block | None) -> list[Block]:
    """Add what stands around the body in the same article: headline, status and date lines, contacts."""
    scope = _common(content, headline.element) if headline else content
    around = set(_inside(blocks, scope))
    whole_page = scope.tag in {"body", "main", "html", "form"}
    last = max(index for index, block in enumerate(blocks) if block in chosen)
    head = blocks.index(headline) if headline in blocks else min(index for index, block in enumerate(blocks) if block in chosen)
    for index, block in enumerate(blocks):
        if block not in around or block.is_link:
            continue
        if index < head:
            wanted = head - index <= _LINES_ABOVE and (not whole_page or bool(_FRAME.search(block.text)))
        else:
            wanted = index < last or (not whole_page and (block.is_prose or bool(_CONTACT.search(block.text))))
        if wanted:
            chosen.add(block)
    return _trimmed([block for block in blocks if block in chosen or block is headline])


def _trimmed(blocks: list[Block]) -> list[Block]:
    """Cut links to elsewhere off both ends; attachments and addresses of contacts are links too, and stay."""
    first = next((index for index, block in enumerate(blocks) if block.is_heading or not block.is_link), 0)
    last = len(blocks)
    while last > first + 1 and blocks[last - 1].is_link and _ELSEWHERE.match(blocks[last - 1].text):
        last -= 1
    return blocks[first:last]


def _common(one: Any, other: Any) -> Any:
    above = {one, *one.iterancestors()}
    return next(element for element in (other, *other.iterancestors()) if element in above)


def _headline(blocks: Sequence[Block], names: Sequence[str], voted: set[str]) -> Block | None:
    """Return the heading the page names itself after, else its one first-level heading, else the last one above the text."""
    headings = [block for block in blocks if block.is_heading]
    for name in names:
        key = _key(name)
        for block in headings:
            if key and _key(block.text) == key:
                return block
    usable = [block for block in headings if not block.chrome and not block.is_link]
    top = [block for block in usable if block.element.tag == "h1"]
    if len(top) == 1:
        return top[0]
    first = next((index for index, block in enumerate(blocks) if block.is_prose and _key(block.text) in voted), 0)
    near = [block for block in blocks[max(0, first - _LINES_ABOVE) : first] if block in usable]
    return near[-1] if near else None
