"""Who publishes a release: evidence from letterhead, opening sentence, boilerplate, contacts and headline, weighed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from nutgraf.frame.front import Front
from nutgraf.frame.pieces import Piece, squeezed
from nutgraf.frame.tail import about_name
from nutgraf.language import lexicon
from nutgraf.records import Contact

_TOKEN = r"(?:[A-Z0-9À-Þ][\w’'.&+/®™-]*|&)"
_ORG = rf"(?P<org>{_TOKEN}(?:,?[ ](?:{_TOKEN}|(?:of|and|for|the|de|in|on|at|&|–|-)[ ](?={_TOKEN})(?:the[ ])?{_TOKEN})){{0,9}})"
_TICKER = r"(?:[ ]?[(“\"][^()\n]{1,160}[)”\"])"
_CLAIM = re.compile(
    rf"""
    (?:The[ ]|At[ ])? {_ORG}
    (?P<ticker> {_TICKER}{{0,4}} )
    (?P<apposition> [ ]?[,–—-][ ](?:an?|the|one|which|whose|who|part|in|along|together|whom|formerly|Australia|Utah|[a-z])[^.!?\n]{{3,420}}?[,–—-] )?
    [ ]{{0,2}} (?P<verb> (?:today|proudly|recently|officially|has|have|is|are|also|formally|this[ ]week|on[ ][A-Z]\w+[ ]\d{{1,2}},?|will|,)[ ]){{0,3}}
    (?P<act> announc\w+ | launch\w* | unveil\w* | introduc\w+ | releas\w+ | report\w* | (?:pleased|proud|excited|delighted|thrilled|honored|honoured)\b | said\b | says\b
       | host\w* | present\w* | call\w*\b | welcom\w+ | publish\w+ | complet\w+ | sign\w+ | appoint\w+ | celebrat\w+ | award\w* | receiv\w+ | open\w* | offer\w* | expand\w*
       | urg\w+ | condemn\w* | applaud\w* | commend\w* | declar\w+ | enter\w* | clos\w+ | provid\w+ | partner\w* | renew\w* | labelled | respond\w* | takes? | brings? | continu\w+ )?
    """,
    re.VERBOSE,
)
_TITLE = r"(?:(?:U\.?S\.?|State|Assistant)[ ])?(?:Senators?|Sens?\.|SENATORS?|SENS?\.|Congress(?:man|woman|men|women)|Representatives?|Reps?\.|REPS?\.|Rep)"
_PERSON = r"(?:[A-ZÀ-Þ][\w’'-]*[a-zà-ÿ]\w*|[A-Z]\.)(?:[ ](?:[A-ZÀ-Þ][\w’'-]*[a-zà-ÿ]\w*|[A-Z]\.|de|la|van|von|Mc[A-Z]\w+)){1,3}"
_POLITICIAN = re.compile(rf"\b(?P<title>{_TITLE})[ ]+(?P<name>{_PERSON}|[A-Z][a-z’']+(?:[A-Z][a-z]+)?)")
_NEXT_POLITICIAN = re.compile(rf"(?:[ ]?\([RDI][^)]{{1,12}}\)|,[ ][RDI]-[A-Z][a-z]*\.?,?)?,?[ ](?:and|&)?[ ]?(?:{_TITLE}[ ])?(?P<name>{_PERSON})(?=[ ]?\([RDI]|,[ ][RDI]-)")
_HEAD_OF_STATE = re.compile(rf"(?:The[ ])?(?:President|Prime Minister|Premier|Governor|Mayor|Minister(?: for [A-Z][\w ]{{2,40}}?)?)[ ](?P<name>{_PERSON})")
_HEADLINE_SURNAME = re.compile(r"(?:(?:U\.?S\.? )?(?:SENS?\.|SENATORS?|Sens?\.|Senators?|Reps?\.|REPS?\.|Congress\w+)\s+)?(?P<first>[A-Z][\w’'-]+)(?:[’']S\b|[’']s\b)?(?=[\s,:])")
_OFFICE = re.compile(
    r"\b(?P<org>(?:[A-Z][\w.]+[ ]){1,3}County[ ](?:Criminal[ ])?(?:District[ ]Attorney|State[’']s[ ]Attorney|Prosecutor|Sheriff|Attorney)(?:[’']s[ ]Office|[ ]Office)?"
    r"|(?:[A-Z][a-z]+[ ])?(?:District|State[’']s)[ ]Attorney[’']s[ ]Office|(?:Brooklyn|Manhattan|Bronx|Queens|Philadelphia)[ ]District[ ]Attorney(?:[’']s[ ]Office)?"
    r"|(?:U\.S\.[ ])?(?:Justice[ ]Department|Department[ ]of[ ](?:Justice|Homeland[ ]Security|State|Labor|Energy|Defense|Education|Transportation|Agriculture|the[ ]Treasury|the[ ]Interior|Commerce)))\b"
)
_ANNOUNCED = re.compile(rf"\b(?:the[ ]|The[ ])?{_ORG}[ ](?:{_TICKER}[ ])?(?:today[ ])?(?:announced|said|reported)\b(?:[ ](?:today|yesterday|that|Monday|Tuesday|Wednesday|Thursday|Friday))?")
_ISSUED_BY = re.compile(r"\b(?:[Ss]tatement[ ])?(?:[Ii]ssued|ISSUED)[ ](?:by|BY)(?:[ ]the)?[ ](?P<org>[A-Z][^\d|.\n]{2,70}?)(?=[ ](?:on|Press Office|Pauline)\b|[ ]{2}|[|.\n\d]|$)")
_SOURCE = re.compile(r"(?:SOURCE|Source):?[ ](?P<org>[A-Z][^\n]{2,80})$")
_ACCORDING = re.compile(rf"\baccording[ ]to[ ](?:the[ ]|an?[ ])?{_ORG}")
_UNIVERSITY = re.compile(r"\b(?:the[ ])?(?P<org>University[ ](?:of|College)[ ](?:[A-Z][a-z]+(?:[ ][A-Z][a-z]+)?)|(?:[A-Z][a-z]+[ ]){1,2}University|UCL|LSE|MIT)\b")
_FORMAL = re.compile(r"\b(?:Inc|Ltd|Limited|LLC|PLC|plc|Corp|Corporation|Company|Co|AG|SE|GmbH|S\.A|LLP|LP)\b\.?")
_NOT_ORG = re.compile(
    r"(?:The|This|These|A|An|In|On|At|For|As|With|After|When|If|It|We|He|She|They|You|Our|Your|I|Today|Tonight|Yesterday|New|Two|Three|More|Many|Most|Following|Former|"
    r"Researchers?|Scientists?|President|Senator|Senators|Sen\.|Sens\.|Congress|Professor|Dr\.|Mr\.|Mrs\.|Ms\.|Are|Is|Do|What|How|Why|While|Since|During|By|From|To|Get|Join|Every|All|"
    r"Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|January|February|March|April|May|June|July|August|September|October|November|December|Author|Us|Company|Meet|Celebrate|"
    r"Just|Despite|Whether|There|That|Here|Now|Last|Next|Experts?|Officials?|Founded|Introducing|Imagine|Statement|Release|News)$"
)
_LEAD = 900
"""The opening sentence, with its apposition, ends within this many characters."""
_WEIGHTS = {"agency": 6.0, "source": 6.0, "issued": 6.0, "ticker": 5.0, "claim": 3.5, "subject": 1.2, "about": 3.0, "contact": 2.0, "letterhead": 2.5,
            "office": 4.0, "announced": 2.5, "according": 1.2, "university": 1.5, "politician": 6.0, "lead politician": 4.0, "domain": 1.5, "headline": 1.5}  # fmt: skip


def read_issuer(front: Front, pieces: list[Piece], flat: str, headline: str | None, contacts: Sequence[Contact], domains: Sequence[str]) -> str | None:
    """Return the organization or politician that publishes the release, as fully as the text names it."""
    lead = _lead(front, pieces, flat)
    scores: Counter[str] = Counter()
    for kind, name in _evidence(front, pieces, lead, headline or "", contacts):
        name = _trimmed(name)
        if _acceptable(name):
            scores[name] += _WEIGHTS[kind]
    if not scores:
        return None
    total = {name: _total(name, scores, headline or "", domains) for name in scores}
    best = max(total, key=lambda name: (total[name], bool(_FORMAL.search(name)), -len(name)))
    return _fullest(best, scores, flat)


def _lead(front: Front, pieces: list[Piece], flat: str) -> str:
    """Return the first paragraph, without its dateline."""
    for piece in pieces[front.body : front.body + 3]:
        if piece.kind == "body" and len(piece.text) > 40:
            start = max([d.end for d in front.datelines if piece.start <= d.start < piece.end] or [piece.start])
            return flat[start : min(piece.end, start + _LEAD)].lstrip(" -–—:")
    return ""


def _evidence(front: Front, pieces: list[Piece], lead: str, headline: str, contacts: Sequence[Contact]) -> Iterator[tuple[str, str]]:
    for dateline in front.datelines:
        if dateline.agency:
            yield "agency", dateline.agency
    yield from _politicians(front, headline, lead)
    for piece in pieces:
        if piece.kind == "end" and (match := _SOURCE.match(piece.text)):
            yield "source", match["org"]
        elif piece.kind == "about" and (name := about_name(piece.text)):
            yield "about", name
        if piece.kind in ("body", "notes", "dateline", "contact") and (issued := _ISSUED_BY.search(piece.text[:400])):
            yield "issued", issued["org"]
    yield from _claims(lead)
    for contact in contacts:
        if contact.organization:
            yield "contact", contact.organization
    for piece in front.letterhead:
        yield "letterhead", re.split(r"\s{2,}|ABN|\d|[-–|,]", piece.text, maxsplit=1)[0]


def _claims(lead: str) -> Iterator[tuple[str, str]]:
    claim = _CLAIM.match(lead)
    if claim:
        kind = "ticker" if re.search(r":[ ]?[A-Z]", claim["ticker"] or "") else "claim" if claim["act"] else "subject"
        yield kind, claim["org"]
    for match in _OFFICE.finditer(lead):
        yield "office", match["org"]
    for match in _ANNOUNCED.finditer(lead):
        yield "announced", match["org"]
    for match in _ACCORDING.finditer(lead):
        yield "according", match["org"]
    for match in _UNIVERSITY.finditer(lead):
        yield "university", match["org"]


def _politicians(front: Front, headline: str, lead: str) -> Iterator[tuple[str, str]]:
    """Yield the politician whose office speaks: the one the headline names first, else the first of the lead."""
    names = []
    for match in _POLITICIAN.finditer(lead):
        names.append(match["name"])
        names += [more["name"] for more in _NEXT_POLITICIAN.finditer(lead, match.end(), min(len(lead), match.end() + 160))]
    letterhead = " ".join(piece.text for piece in front.letterhead)
    for match in _POLITICIAN.finditer(letterhead.title() if letterhead.isupper() else letterhead):
        yield "politician", match["name"]
    surnames = _HEADLINE_SURNAME.match(headline)
    if surnames:
        first = surnames["first"].casefold()
        matching = [name for name in names if name.split()[-1].casefold().removesuffix("'s") == first]
        if matching:
            yield "politician", max(matching, key=len)
            return
    if names and lead.find(names[0]) < 160:
        yield "lead politician", names[0]
    head = _HEAD_OF_STATE.match(lead)
    if head:
        yield "lead politician", head["name"]


def _trimmed(name: str) -> str:
    name = re.sub(r"[’']s?$", "", squeezed(name).strip(" ,.:;–—-*\"“”()")) if not name.endswith("Inc.") else squeezed(name)
    words = name.split()
    while words and words[0].rstrip(",") in ("The", "the", "At", "For"):
        words = words[1:]
    return " ".join(words)


def _acceptable(name: str) -> bool:
    words = name.split()
    return bool(words) and len(name) > 1 and not _NOT_ORG.match(words[0].rstrip(",")) and name[0].isalnum() and len(words) <= 12 and any(c.isalpha() for c in name)


def _total(name: str, scores: Counter[str], headline: str, domains: Sequence[str]) -> float:
    key = _key(name)
    total = sum(weight * (1.0 if _key(other) == key else 0.9) for other, weight in scores.items() if _same(key, _key(other)))
    if headline and key and key in _key(headline):
        total += _WEIGHTS["headline"]
    joined = key.replace(" ", "")
    if any(len(joined) > 2 and (joined in domain or (len(domain) > 3 and domain in joined)) for domain in domains):
        total += _WEIGHTS["domain"]
    return total


def _key(name: str) -> str:
    plain = re.sub(r"[^\w ]", "", _FORMAL.sub("", name.casefold().replace("-", " ")))
    return re.sub(r"\b(?:inc|ltd|limited|llc|plc|corp|corporation|co|ag|gmbh|the)\b", "", plain).strip()


def _same(one: str, other: str) -> bool:
    return one == other or bool(one and other and (f" {one} " in f" {other} " or f" {other} " in f" {one} "))


def _fullest(best: str, scores: Counter[str], flat: str) -> str:
    """Prefer a form with the legal suffix, or the office's full name, among the names for the same issuer."""
    key = _key(best)
    same = [name for name in scores if _key(name) == key]
    name = max(same, key=lambda name: (bool(_FORMAL.search(name)), scores[name], len(name))) if same else best
    suffix = re.search(re.escape(name) + r"(?P<rest>,? (?:Inc\.|Ltd\.?|Limited|LLC|PLC|Corp\.|Corporation)|[’']s Office\b)", flat)
    return name + suffix["rest"] if suffix and not _FORMAL.search(name) else name


ORGANIZATION_WORDS = lexicon("organization_words")
