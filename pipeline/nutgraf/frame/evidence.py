"""Evidence for the issuer: every place in a release that names who publishes it, with the kind of place."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from nutgraf.frame.front import Front
from nutgraf.frame.headline import is_institution
from nutgraf.frame.pieces import Piece
from nutgraf.frame.tail import about_name
from nutgraf.records import Contact

_WORD = r"(?:[A-Z0-9À-Þ][\w’'.&+/®™-]*|&)"
_ORG = (
    rf"(?P<org>{_WORD}(?:[ ](?:{_WORD}|(?:of|and|for|the|de|in|on|at|&|–|-)[ ](?={_WORD})(?:the[ ])?{_WORD})"
    r"|,[ ](?:Inc|Ltd|LLC|Limited|Corp|LLP|PLC|L\.P|S\.A|Incorporated)\b\.?){0,9})"
)
_TICKER = r"(?:[ ]?[(“\"][^()\n]{1,160}[)”\"])"
_CLAIM = re.compile(
    rf"""
    (?:The[ ]|At[ ])? {_ORG}
    (?P<ticker> {_TICKER}{{0,4}} )
    (?P<apposition> [ ]?[,–—-][ ](?:an?|the|one|which|whose|who|part|in|along|together|whom|formerly|Australia|Utah
      |[a-z])[^.!?\n]{{3,420}}?[,–—-] )?
    [ ]{{0,2}} (?P<verb> (?:today|proudly|recently|officially|has|have|is|are|also|formally|this[ ]week
      |on[ ][A-Z]\w+[ ]\d{{1,2}},?|will|,)[ ]){{0,3}}
    (?P<act> announc\w+ | launch\w* | unveil\w* | introduc\w+ | releas\w+ | report\w* | (?:pleased|proud|excited
      |delighted|thrilled|honored|honoured)\b | said\b | says\b
       | host\w* | present\w* | call\w*\b | welcom\w+ | publish\w+ | complet\w+ | sign\w+ | appoint\w+ | celebrat\w+
         | award\w* | receiv\w+ | open\w* | offer\w* | expand\w*
       | urg\w+ | condemn\w* | applaud\w* | commend\w* | declar\w+ | enter\w* | clos\w+ | provid\w+ | partner\w*
         | renew\w* | labelled | respond\w* | takes? | brings? | continu\w+ )?
    """,
    re.VERBOSE,
)
_TITLE = (
    r"(?:(?:U\.?S\.?|United States|State|Assistant)[ ])?(?:Senators?|Sens?\.|SENATORS?|SENS?\.|Congress(?:man|woman"
    r"|men|women)|Representatives?|Reps?\.|REPS?\.|Rep)"
)
_PERSON = r"(?:[A-ZÀ-Þ][\w’'-]*[a-zà-ÿ]\w*|[A-Z]\.)(?:[ ](?:[A-ZÀ-Þ][\w’'-]*[a-zà-ÿ]\w*|[A-Z]\.|de|la|van|von|Mc[A-Z]\w+)){1,3}"
_POLITICIAN = re.compile(rf"\b(?P<title>{_TITLE})[ ]+(?P<name>{_PERSON}|[A-Z][a-z’']+(?:[A-Z][a-z]+)?)")
_NEXT_POLITICIAN = re.compile(
    rf"(?:[ ]?\([RDI][^)]{{1,12}}\)|,[ ][RDI]-[A-Z][a-z]*\.?,?)?,?[ ](?:and"
    rf"|&)?[ ]?(?:{_TITLE}[ ])?(?P<name>{_PERSON})(?=[ ]?\([RDI]|,[ ][RDI]-)"
)
_HEAD_OF_STATE = re.compile(
    rf"(?:The[ ])?(?:President|Prime Minister|Premier|Governor|Mayor|Minister(?: for [A-Z][\w ]{{2,40}}?)?)[ ](?P<name>{_PERSON})"
)
_HEADLINE_SURNAME = re.compile(
    r"(?P<title>(?:U\.?S\.? )?(?:SENS?\.|SENATORS?|Sens?\.|Senators?|Reps?\.|REPS?\.|Congress(?:man"
    r"|woman)\w{0,3}|CONGRESS(?:MAN|WOMAN))\s+)?(?P<first>[A-Z][\w’'-]+)(?:[’']S\b|[’']s\b)?(?=[\s,:])"
)
_OFFICE = re.compile(
    r"\b(?P<org>(?:[A-Z][\w.]+[ ]){1,3}County[ ](?:Criminal[ ])?(?:District[ ]Attorney|State[’']s[ ]Attorney"
    r"|Prosecutor|Sheriff|Attorney)(?:[’']s[ ]Office|[ ]Office)?"
    r"|(?:[A-Z][a-z]+[ ]){1,3}(?:District|State[’']s)[ ]Attorney[’']s[ ]Office|(?:Brooklyn|Manhattan|Bronx"
    r"|Queens|Philadelphia)[ ]District[ ]Attorney(?:[’']s[ ]Office)?"
    r"|(?:U\.S\.[ ])?(?:Justice[ ]Department(?!s?[’']?s?[ ][A-Z])|Department[ ]of[ ]Justice)(?=[^.]{0,80}announced))\b"
)
_PROSECUTORS = ("Assistant Attorney General", "U.S. Attorney")
_ANNOUNCED = re.compile(
    rf"\b(?:the[ ]|The[ ])?{_ORG}[ ](?:{_TICKER}[ ])?(?:today[ ])?(?:announced|said|reported)\b(?:[ ](?:today"
    rf"|yesterday|that|Monday|Tuesday|Wednesday|Thursday|Friday))?"
)
_ISSUED_BY = re.compile(
    r"\b(?:[Ss]tatement[ ])?(?:[Ii]ssued|ISSUED)[ ](?:by"
    r"|BY)(?:[ ]the)?[ ](?P<org>[A-Z][^\d|.\n]{2,70}?)(?=[ ](?:on|Press Office)\b|[ ]{2}|[|.\n\d]|$)"
)
_SOURCE = re.compile(r"(?:SOURCE|Source):?[ ](?P<org>[A-Z][^\n]{2,80})$")
_ACCORDING = re.compile(rf"\baccording[ ]to[ ](?:the[ ]|an?[ ])?{_ORG}")
_UNIVERSITY = re.compile(
    r"\b(?:the[ ])?(?P<org>University[ ](?:of|College)[ ](?:[A-Z][a-z]+(?:[ ][A-Z][a-z]+)?)"
    r"|(?:[A-Z][a-z]+[ ]){1,2}University|UCL|LSE|MIT)\b"
)
_LETTERHEAD_NAME = re.compile(r"\bSENATOR (?:THE )?(?:HON\.? )?(?P<name>(?:[A-Z][A-Z'’-]+ ?){2,3})(?=[A-Z][a-z]|$|[,–-])")
_OFFICE_LINE = re.compile(
    r"(?:THE |THE HON\.? )?(?:MINISTER|PARLIAMENTARY SECRETARY|ATTORNEY[- ]GENERAL|TREASURER|PREMIER"
    r"|SHADOW MINISTER|SENATOR|MEMBER FOR|DEPUTY PRIME MINISTER)\b",
    re.IGNORECASE,
)
_PERSON_LINE = re.compile(
    r"(?:(?:THE )?(?:HON\.?|SENATOR|DR|MR"
    r"|MS) ){0,3}(?P<name>[A-Z][\w'’-]+(?: [A-Z]\.)?(?: [A-Z][\w'’-]+){1,2})(?:,? (?:MP|MHR|AM|AO))*$",
    re.IGNORECASE,
)
_LED = re.compile(r"\b(?P<org>[A-Z][\w&]+(?: [A-Z][\w&]+){0,3})[- ]led (?:study|research|team|project)")
_HOME_PAGE = re.compile(r"\[ ?(?P<org>[A-Z][^\[\]]{3,60}?) home ?page")
_GIVEN_NAMES = re.compile(r"(?!Sen|Rep|Mr|Ms|Mrs|The|Both|And)(?:[A-Z][a-z]+ ){1,2}(?:[A-Z]\. )?(?:\([A-Z][a-z]+\) )?$")
_LEAD = 900
"""The opening sentence, with its apposition, ends within this many characters."""
_OPENING = 2500
"""A department of justice names its attorneys and says that it announces within its first paragraphs."""


def issuer_evidence(
    front: Front, pieces: list[Piece], flat: str, headline: str, contacts: Sequence[Contact]
) -> Iterator[tuple[str, str]]:
    """Yield the kind of each piece of evidence and the name it gives, as printed."""
    lead = _lead(front, pieces, flat)
    for dateline in front.datelines:
        if dateline.agency:
            yield "agency", dateline.agency
    yield from _politicians(front, pieces, flat, headline, lead)
    yield from _signed(pieces)
    yield from _claims(lead)
    yield from _offices(front, pieces, flat)
    for contact in contacts:
        if contact.organization:
            named = contact.organization.split()[0] in lead.split()
            yield "named contact" if named else "contact", contact.organization
    yield from _letterhead(front, pieces)


def _lead(front: Front, pieces: list[Piece], flat: str) -> str:
    """Return the first paragraph, without its dateline."""
    for piece in pieces[front.body : front.body + 3]:
        if piece.kind == "body" and len(piece.text) > 40:
            start = max([d.end for d in front.datelines if piece.start <= d.start < piece.end] or [piece.start])
            return flat[start : min(piece.end, start + _LEAD)].lstrip(" -–—:")
    return ""


def _signed(pieces: list[Piece]) -> Iterator[tuple[str, str]]:
    """Yield who signs as source or issuer, whom the boilerplate is about, and whose home page is linked."""
    for piece in pieces:
        if piece.kind == "end" and (match := _SOURCE.match(piece.text)):
            yield "source", match["org"]
        elif piece.kind == "about" and (name := about_name(piece.text)):
            yield "about", name
        if piece.kind not in ("chrome", "headline") and ("ssued" in piece.text or "ISSUED" in piece.text):
            issued = _ISSUED_BY.search(piece.text[:400])
            if issued:
                yield "issued", issued["org"]
        if piece.text[:1] == "[" and (match := _HOME_PAGE.search(piece.text[:200])):
            yield "letterhead", match["org"]


def _offices(front: Front, pieces: list[Piece], flat: str) -> Iterator[tuple[str, str]]:
    """Yield prosecutors' offices, and the university a research release names most often."""
    for piece in pieces[: front.body + 3]:
        if piece.kind != "chrome" and any(word in piece.text for word in ("Attorney", "County", "Justice")):
            for match in _OFFICE.finditer(piece.text[:_LEAD]):
                yield "office", match["org"]
    opening = flat[:_OPENING]
    if "announced" in opening and any(office in opening for office in _PROSECUTORS):
        yield "office", "Department of Justice" if "Department of Justice" in flat else "Justice Department"
    paragraphs = [piece.text[:800] for piece in pieces[front.body :][:8] if "University" in piece.text]
    universities = Counter(match["org"] for text in paragraphs for match in _UNIVERSITY.finditer(text))
    for name, _ in universities.most_common(1):
        yield "university", name


def _letterhead(front: Front, pieces: list[Piece]) -> Iterator[tuple[str, str]]:
    """Yield who signs above the headline, and the institution some sites print under it."""
    office = False
    if front.site:
        yield "site", front.site
    for piece in front.letterhead:
        if office and (person := _PERSON_LINE.match(piece.text)):
            yield "politician", person["name"].title()
        office = bool(_OFFICE_LINE.match(piece.text))
        if named := _LETTERHEAD_NAME.search(piece.text):
            yield "politician", named["name"].title()
        organization = re.split(r"\s{2,}|ABN|\d|[|,]| [-–] ", piece.text, maxsplit=1)[0]
        if len(organization) > 4:
            yield "letterhead", organization
    below = False
    for piece in pieces[: front.body]:
        if below and piece.kind in ("body", "subheadline") and is_institution(piece):
            yield "byline", piece.text
        elif below and piece.kind in ("body", "subheadline") and " - " in piece.text and piece.words <= 8:
            yield "letterhead", piece.text.split(" - ")[0]
        below = below or piece.kind == "headline"


def _claims(lead: str) -> Iterator[tuple[str, str]]:
    claim = _CLAIM.match(lead)
    if claim:
        kind = "ticker" if re.search(r":[ ]?[A-Z]", claim["ticker"] or "") else "claim" if claim["act"] else "subject"
        yield kind, claim["org"]
    for match in _ANNOUNCED.finditer(lead) if "announced" in lead or " said" in lead or "reported" in lead else ():
        yield "announced", match["org"]
    for match in _ACCORDING.finditer(lead) if "according to" in lead else ():
        yield "according", match["org"]
    for match in _LED.finditer(lead) if "led " in lead else ():
        yield "led by", match["org"]


def _politicians(front: Front, pieces: list[Piece], flat: str, headline: str, lead: str) -> Iterator[tuple[str, str]]:
    """Yield the politician whose office speaks: the one the headline names first, else the first of the lead."""
    names = []
    for match in _POLITICIAN.finditer(lead):
        names.append(match["name"])
        names += [more["name"] for more in _NEXT_POLITICIAN.finditer(lead, match.end(), min(len(lead), match.end() + 160))]
    letterhead = " ".join(piece.text for piece in front.letterhead)
    for match in _POLITICIAN.finditer(letterhead.title() if letterhead.isupper() else letterhead):
        yield "politician", match["name"]
    for piece in pieces[front.body : front.body + 3]:
        if head := _HEAD_OF_STATE.match(piece.text):
            yield "lead politician", head["name"]
            break
    titled = _HEADLINE_SURNAME.match(headline)
    surname = titled["first"].rstrip("'’") if titled else ""
    matching = [name for name in names if name.split()[-1].casefold().removesuffix("'s") == surname.casefold()]
    if matching or (titled and titled["title"]):
        yield "politician", max(matching, key=len) if matching else _full_name(surname, flat)
    elif names and lead.find(names[0]) < 160:
        yield "lead politician", names[0]


def _full_name(surname: str, flat: str) -> str:
    """Return the first full name with this surname in the text, else the surname."""
    plain = surname.capitalize() if surname.isupper() else surname
    at = flat.find(plain)
    while at >= 0:
        if given := _GIVEN_NAMES.search(flat, max(0, at - 40), at):
            return given.group() + plain
        at = flat.find(plain, at + 1)
    return plain
