"""Who publishes a release: evidence from letterhead, opening sentence, boilerplate, contacts and headline, weighed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache

from nutgraf.frame.dateline import CITIES, REGIONS
from nutgraf.frame.front import Front
from nutgraf.frame.pieces import Piece, squeezed
from nutgraf.frame.tail import about_name
from nutgraf.language import alternation
from nutgraf.records import Contact

_TOKEN = r"(?:[A-Z0-9À-Þ][\w’'.&+/®™-]*|&)"
_ORG = (
    rf"(?P<org>{_TOKEN}(?:[ ](?:{_TOKEN}|(?:of|and|for|the|de|in|on|at|&|–|-)[ ](?={_TOKEN})(?:the[ ])?{_TOKEN})"
    r"|,[ ](?:Inc|Ltd|LLC|Limited|Corp|LLP|PLC|L\.P|S\.A|Incorporated)\b\.?){0,9})"
)
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
_TITLE = r"(?:(?:U\.?S\.?|United States|State|Assistant)[ ])?(?:Senators?|Sens?\.|SENATORS?|SENS?\.|Congress(?:man|woman|men|women)|Representatives?|Reps?\.|REPS?\.|Rep)"
_PERSON = r"(?:[A-ZÀ-Þ][\w’'-]*[a-zà-ÿ]\w*|[A-Z]\.)(?:[ ](?:[A-ZÀ-Þ][\w’'-]*[a-zà-ÿ]\w*|[A-Z]\.|de|la|van|von|Mc[A-Z]\w+)){1,3}"
_POLITICIAN = re.compile(rf"\b(?P<title>{_TITLE})[ ]+(?P<name>{_PERSON}|[A-Z][a-z’']+(?:[A-Z][a-z]+)?)")
_NEXT_POLITICIAN = re.compile(
    rf"(?:[ ]?\([RDI][^)]{{1,12}}\)|,[ ][RDI]-[A-Z][a-z]*\.?,?)?,?[ ](?:and|&)?[ ]?(?:{_TITLE}[ ])?(?P<name>{_PERSON})(?=[ ]?\([RDI]|,[ ][RDI]-)"
)
_HEAD_OF_STATE = re.compile(
    rf"(?:The[ ])?(?:President|Prime Minister|Premier|Governor|Mayor|Minister(?: for [A-Z][\w ]{{2,40}}?)?)[ ](?P<name>{_PERSON})"
)
_HEADLINE_SURNAME = re.compile(
    r"(?P<title>(?:U\.?S\.? )?(?:SENS?\.|SENATORS?|Sens?\.|Senators?|Reps?\.|REPS?\.|Congress(?:man|woman)\w{0,3}|CONGRESS(?:MAN|WOMAN))\s+)?(?P<first>[A-Z][\w’'-]+)(?:[’']S\b|[’']s\b)?(?=[\s,:])"
)
_OFFICE = re.compile(
    r"\b(?P<org>(?:[A-Z][\w.]+[ ]){1,3}County[ ](?:Criminal[ ])?(?:District[ ]Attorney|State[’']s[ ]Attorney|Prosecutor|Sheriff|Attorney)(?:[’']s[ ]Office|[ ]Office)?"
    r"|(?:[A-Z][a-z]+[ ]){1,3}(?:District|State[’']s)[ ]Attorney[’']s[ ]Office|(?:Brooklyn|Manhattan|Bronx|Queens|Philadelphia)[ ]District[ ]Attorney(?:[’']s[ ]Office)?"
    r"|(?:U\.S\.[ ])?(?:Justice[ ]Department(?!s?[’']?s?[ ][A-Z])|Department[ ]of[ ]Justice)(?=[^.]{0,80}announced))\b"
)
_PROSECUTORS = ("Assistant Attorney General", "U.S. Attorney")
_ANNOUNCED = re.compile(
    rf"\b(?:the[ ]|The[ ])?{_ORG}[ ](?:{_TICKER}[ ])?(?:today[ ])?(?:announced|said|reported)\b(?:[ ](?:today|yesterday|that|Monday|Tuesday|Wednesday|Thursday|Friday))?"
)
_ISSUED_BY = re.compile(
    r"\b(?:[Ss]tatement[ ])?(?:[Ii]ssued|ISSUED)[ ](?:by|BY)(?:[ ]the)?[ ](?P<org>[A-Z][^\d|.\n]{2,70}?)(?=[ ](?:on|Press Office|Pauline)\b|[ ]{2}|[|.\n\d]|$)"
)
_SOURCE = re.compile(r"(?:SOURCE|Source):?[ ](?P<org>[A-Z][^\n]{2,80})$")
_ACCORDING = re.compile(rf"\baccording[ ]to[ ](?:the[ ]|an?[ ])?{_ORG}")
_UNIVERSITY = re.compile(
    r"\b(?:the[ ])?(?P<org>University[ ](?:of|College)[ ](?:[A-Z][a-z]+(?:[ ][A-Z][a-z]+)?)|(?:[A-Z][a-z]+[ ]){1,2}University|UCL|LSE|MIT)\b"
)
_FORMAL = re.compile(r"\b(?:Inc|Ltd|Limited|LLC|PLC|plc|Corp|Corporation|Company|Co|AG|SE|GmbH|S\.A|LLP|LP)\b\.?")
_NOT_ORG = re.compile(
    r"(?:The|This|These|A|An|In|On|At|For|As|With|After|When|If|It|We|He|She|They|You|Our|Your|I|Today|Tonight|Yesterday|New|Two|Three|More|Many|Most|Following|Former|"
    r"Researchers?|Scientists?|President|Senator|Senators|Sen\.|Sens\.|Congress|Professor|Dr\.|Mr\.|Mrs\.|Ms\.|Are|Is|Do|What|How|Why|While|Since|During|By|From|To|Get|Join|Every|All|"
    r"Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|January|February|March|April|May|June|July|August|September|October|November|December|Author|Us|Company|Meet|Celebrate|"
    r"Just|Despite|Whether|There|That|Here|Now|Last|Next|Experts?|Officials?|Senate|House|Founded|Introducing|Imagine|Statement|Release|News)$"
)
_NAME = re.compile(r"[A-Z][\w&’'-]+(?:[ ][A-Z][\w&’'-]*){0,6}")
_BYLINE = re.compile(
    r"[A-Z][A-Z0-9&’'. -]{2,60}$|(?:University|Institute|College|Universität)\b.{3,60}$|.{3,60}\b(?:University|Institute|College)$"
)
_LETTERHEAD_NAME = re.compile(r"\bSENATOR (?:THE )?(?:HON\.? )?(?P<name>(?:[A-Z][A-Z'’-]+ ?){2,3})(?=[A-Z][a-z]|$|[,–-])")
_OFFICE_LINE = re.compile(
    r"(?:THE |THE HON\.? )?(?:MINISTER|PARLIAMENTARY SECRETARY|ATTORNEY[- ]GENERAL|TREASURER|PREMIER|SHADOW MINISTER|SENATOR|MEMBER FOR|DEPUTY PRIME MINISTER)\b",
    re.IGNORECASE,
)
_PERSON_LINE = re.compile(
    r"(?:(?:THE )?(?:HON\.?|SENATOR|DR|MR|MS) ){0,3}(?P<name>[A-Z][\w'’-]+(?: [A-Z]\.)?(?: [A-Z][\w'’-]+){1,2})(?:,? (?:MP|MHR|AM|AO))*$",
    re.IGNORECASE,
)
_LED = re.compile(r"\b(?P<org>[A-Z][\w&]+(?: [A-Z][\w&]+){0,3})[- ]led (?:study|research|team|project)")
_HOME_PAGE = re.compile(r"\[ ?(?P<org>[A-Z][^\[\]]{3,60}?) home ?page")
_LEAD = 900
"""The opening sentence, with its apposition, ends within this many characters."""
_TOLD = frozenset({"agency", "source", "issued", "contact", "named contact", "about", "politician", "lead politician"})
"""Evidence that points at a name by its place, so that a single common-looking word will do."""
_OFTEN = 6
_BODY = 6000
"""Characters of running text in which names are counted."""
_KIND = re.compile(rf"\b(?:{alternation('organization_words')})(?!\w)")
_NO_ISSUER = re.compile(
    r"\b(?:Program|Programme|Act|Bill|Awards?|Project|Initiative|Week|Day|Month|Summit|Conference|Report|Study|Plan|Rule|Amendment|Strategy|Season|Series|Edition|Tour)$"
)
_DISTRICT = re.compile(r"(?:Eastern|Western|Northern|Southern|Middle|Central) District")
_LEAST = 2.0
"""Below this there is no more than one weak hint: better no issuer than a wrong one."""
_WEIGHTS = {"agency": 6.0, "source": 6.0, "issued": 6.0, "ticker": 5.0, "claim": 3.5, "subject": 1.2, "about": 3.0, "contact": 2.0, "letterhead": 2.5,
            "byline": 5.0, "site": 2.5, "frequent": 1.0, "office": 4.0, "announced": 2.5, "according": 1.2, "university": 1.5, "politician": 6.0, "lead politician": 4.0, "domain": 1.5, "headline": 1.5, "headline start": 2.5, "named contact": 3.5}  # fmt: skip


def read_issuer(
    front: Front, pieces: list[Piece], flat: str, headline: str | None, contacts: Sequence[Contact], domains: Sequence[str]
) -> str | None:
    """Return the organization or politician that publishes the release, as fully as the text names it."""
    lead = _lead(front, pieces, flat)
    scores: Counter[str] = Counter()
    for kind, printed in _evidence(front, pieces, flat, lead, headline or "", contacts):
        name = _trimmed(printed)
        if (_acceptable(name) or (kind == "letterhead" and name.count(" ") >= 2)) and (
            " " in name or kind in _TOLD or _is_proper(name, flat)
        ):
            scores[name] += _WEIGHTS[kind]
    for name, count in _frequent(pieces):
        named = name in scores or name in (headline or "")
        if (
            _acceptable(name)
            and len(name) > 2
            and (named or " " in name)
            and not (name.isupper() and name not in scores and count < _OFTEN)
        ):
            scores[name] += _WEIGHTS["frequent"] * min(count, _OFTEN) / 2
    if not scores:
        return None
    total = {name: _total(name, scores, headline or "", domains) for name in scores}
    best = max(total, key=lambda name: (total[name], scores[name], bool(_FORMAL.search(name)), -len(name)))
    return _fullest(best, scores, flat) if total[best] >= _LEAST else None


def _is_proper(word: str, flat: str) -> bool:
    """Whether a single word is a name: it has capitals or digits inside, or stands capitalised in mid-sentence."""
    if not word[1:].islower():
        return True
    at = flat.find(word)
    while at >= 0:
        if flat[at - 2 : at - 1].islower() and flat[at - 1] == " " and not flat[at + len(word) : at + len(word) + 1].isalnum():
            return True
        at = flat.find(word, at + 1)
    return False


def _frequent(pieces: list[Piece]) -> Iterator[tuple[str, int]]:
    """Yield the names of two words and more, or with capitals inside, that stand more than twice in the running text."""
    counts: Counter[str] = Counter()
    seen = 0
    for piece in pieces:
        if piece.kind in ("body", "about", "notes", "contact") and seen < _BODY:
            seen += len(piece.text)
            counts.update(_NAME.findall(piece.text))
    for name, count in counts.most_common(12):
        plain = name.removesuffix("’s").removesuffix("'s")
        if count > 2 and (" " in plain or not plain[1:].islower()):
            yield plain, count


def _lead(front: Front, pieces: list[Piece], flat: str) -> str:
    """Return the first paragraph, without its dateline."""
    for piece in pieces[front.body : front.body + 3]:
        if piece.kind == "body" and len(piece.text) > 40:
            start = max([d.end for d in front.datelines if piece.start <= d.start < piece.end] or [piece.start])
            return flat[start : min(piece.end, start + _LEAD)].lstrip(" -–—:")
    return ""


def _evidence(
    front: Front, pieces: list[Piece], flat: str, lead: str, headline: str, contacts: Sequence[Contact]
) -> Iterator[tuple[str, str]]:
    for dateline in front.datelines:
        if dateline.agency:
            yield "agency", dateline.agency
    yield from _politicians(front, pieces, flat, headline, lead)
    for piece in pieces:
        if piece.kind == "end" and (match := _SOURCE.match(piece.text)):
            yield "source", match["org"]
        elif piece.kind == "about" and (name := about_name(piece.text)):
            yield "about", name
        if (
            piece.kind not in ("chrome", "headline")
            and ("ssued" in piece.text or "ISSUED" in piece.text)
            and (issued := _ISSUED_BY.search(piece.text[:400]))
        ):
            yield "issued", issued["org"]
    yield from _claims(lead)
    opening = [piece.text[:_LEAD] for piece in pieces[: front.body + 3] if piece.kind != "chrome"]
    for match in (
        match
        for text in opening
        if "Attorney" in text or "County" in text or "Justice" in text
        for match in _OFFICE.finditer(text)
    ):
        yield "office", match["org"]
    opening_text = flat[:2500]
    if "announced" in opening_text and any(office in opening_text for office in _PROSECUTORS):
        yield "office", "Department of Justice" if 0 <= flat.find("Department of Justice") else "Justice Department"
    paragraphs = [piece.text[:800] for piece in pieces[front.body :][:8] if "University" in piece.text]
    universities = Counter(match["org"] for text in paragraphs for match in _UNIVERSITY.finditer(text))
    for name, _ in universities.most_common(1):
        yield "university", name
    for contact in contacts:
        if contact.organization:
            named = contact.organization.split()[0] in lead.split()
            yield "named contact" if named else "contact", contact.organization
    yield from _letterhead(front, pieces)
    for piece in pieces:
        if piece.text[:1] == "[" and (match := _HOME_PAGE.search(piece.text[:200])):
            yield "letterhead", match["org"]


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
        if below and piece.kind in ("body", "subheadline") and _BYLINE.match(piece.text) and piece.words <= 8:
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
        yield "university", match["org"]


def _politicians(front: Front, pieces: list[Piece], flat: str, headline: str, lead: str) -> Iterator[tuple[str, str]]:
    """Yield the politician whose office speaks: the one the headline names first, else the first of the lead."""
    names = []
    for match in _POLITICIAN.finditer(lead):
        names.append(match["name"])
        names += [more["name"] for more in _NEXT_POLITICIAN.finditer(lead, match.end(), min(len(lead), match.end() + 160))]
    letterhead = " ".join(piece.text for piece in front.letterhead)
    for match in _POLITICIAN.finditer(letterhead.title() if letterhead.isupper() else letterhead):
        yield "politician", match["name"]
    surnames = _HEADLINE_SURNAME.match(headline)
    heads = [head["name"] for piece in pieces[front.body : front.body + 3] if (head := _HEAD_OF_STATE.match(piece.text))]
    if heads:
        yield "lead politician", heads[0]
    if surnames:
        first = surnames["first"].rstrip("'’").casefold()
        matching = [name for name in names if name.split()[-1].casefold().removesuffix("'s") == first]
        if matching or surnames["title"]:
            yield "politician", max(matching, key=len) if matching else _full_name(surnames["first"].rstrip("'’"), flat)
            return
    if names and lead.find(names[0]) < 160:
        yield "lead politician", names[0]


def _full_name(surname: str, flat: str) -> str:
    """Return the first full name with this surname in the text, else the surname."""
    plain = surname.capitalize() if surname.isupper() else surname
    match = re.compile(
        rf"(?!Sen|Rep|Mr|Ms|Mrs|The|Both|And)(?P<name>(?:[A-Z][a-z]+ ){{1,2}}(?:[A-Z]\. )?(?:\([A-Z][a-z]+\) )?{re.escape(plain)})\b",
        re.IGNORECASE if surname.isupper() else 0,
    ).search(flat, len(surname) + 20)
    return (
        match["name"]
        if match and match["name"][0].isupper() and not match["name"].isupper() and " of " not in match["name"]
        else plain
    )


def _trimmed(name: str) -> str:
    name = re.sub(r"[’']s?$", "", squeezed(name).strip(' ,.:;–—-*"“”()')) if not name.endswith("Inc.") else squeezed(name)
    name = re.sub(r"^(.*\b(?:District|State[’']s) Attorney) (?!Office)[A-Z].*$", r"\1", name)
    name = re.split(
        r" (?:CEO|President|Founder|Co-Founder|Director|Chairman|Chair|CFO|COO|CTO|[a-z]\S*(?: [a-z]\S*)* officer|director|spokes\w+|president|press officer)\b",
        name,
    )[0]
    words = name.split()
    while words and words[0].rstrip(",") in ("The", "the", "At", "For"):
        words = words[1:]
    return " ".join(words)


def _acceptable(name: str) -> bool:
    words = name.split()
    if (
        name in REGIONS
        or name.upper() in CITIES
        or _DISTRICT.match(name)
        or "www." in name
        or "@" in name
        or " Senator " in f" {name} "
        or "-year-old" in name
        or "http" in name
    ):
        return False
    return (
        bool(words)
        and len(name) > 1
        and not _NOT_ORG.match(words[0].rstrip(","))
        and name[0].isalnum()
        and len(words) <= 12
        and any(c.isalpha() for c in name)
    )


def _total(name: str, scores: Counter[str], headline: str, domains: Sequence[str]) -> float:
    key = _key(name)
    total = sum(weight * (1.0 if _key(other) == key else 0.9) for other, weight in scores.items() if _same(key, _key(other)))
    title = _key(headline)
    if key and key in title:
        total += _WEIGHTS["headline start"] if title.startswith(f"{key} ") else _WEIGHTS["headline"]
    total += bool(_KIND.search(name)) - 2 * bool(_NO_ISSUER.search(name))
    joined, first = key.replace(" ", ""), key.split(" ")[0]
    if any(
        len(joined) > 2 and (joined in domain or (len(domain) > 3 and domain in joined) or (len(first) > 4 and first in domain))
        for domain in domains
    ):
        total += _WEIGHTS["domain"]
    return total


@lru_cache(maxsize=1024)
def _key(name: str) -> str:
    """Return what two forms of one name share: no case, no marks, no legal suffix."""
    plain = re.sub(r"[^\w ]", "", _FORMAL.sub("", name.casefold().replace("-", " ")))
    return re.sub(r"\b(?:inc|ltd|limited|llc|plc|corp|corporation|co|ag|gmbh|the)\b", "", plain).strip()


def _same(one: str, other: str) -> bool:
    return one == other or bool(one and other and (f" {one} " in f" {other} " or f" {other} " in f" {one} "))


def _fullest(best: str, scores: Counter[str], flat: str) -> str:
    """Prefer a form with the legal suffix, or the office's full name, among the names for the same issuer."""
    key = _key(best)
    same = [name for name in scores if _key(name) == key]
    name = max(same, key=lambda name: (bool(_FORMAL.search(name)), scores[name], len(name))) if same else best
    formal = [other for other in scores if _FORMAL.search(other) and _key(other).startswith(f"{key} ") and scores[other] >= 3]
    if formal and not _FORMAL.search(name):
        return max(formal, key=lambda other: scores[other])
    if name.isupper() and " " not in name:
        name = _spelled_out(name, flat) or name
    at = flat.find(name)
    while at >= 0 and not _FORMAL.search(name):
        if suffix := _SUFFIX.match(flat, at + len(name)):
            return name + suffix.group()
        at = flat.find(name, at + len(name))
    return name


def _spelled_out(acronym: str, flat: str) -> str | None:
    """Return the name an acronym stands behind in brackets, when its capitals are the acronym's letters."""
    dashed = re.search(rf"(?P<name>[A-Z][\w’' ]{{6,80}}) [-–] {re.escape(acronym)}\b", flat)
    if dashed:
        return dashed["name"]
    at = flat.find(f"({acronym})")
    words = flat[max(0, at - 120) : max(0, at)].split()
    for start in range(len(words) - 1, -1, -1):
        capitals = "".join(word[0] for word in words[start:] if word[0].isupper())
        if capitals == acronym:
            return " ".join(words[start:])
    return None


_SUFFIX = re.compile(r",? (?:Inc\.|Ltd\.?|Limited|LLC|PLC|Corp\.|Corporation)|[’']s Office\b")
