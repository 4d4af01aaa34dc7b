"""Who publishes a release: the evidence of letterhead, opening sentence, boilerplate, contacts and headline, weighed."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache

from nutgraf.frame.dateline import CITIES, REGIONS
from nutgraf.frame.evidence import issuer_evidence
from nutgraf.frame.front import Front
from nutgraf.frame.pieces import Piece, squeezed
from nutgraf.language import alternation
from nutgraf.records import Contact

_FORMAL = re.compile(r"\b(?:Inc|Ltd|Limited|LLC|PLC|plc|Corp|Corporation|Company|Co|AG|SE|GmbH|S\.A|LLP|LP)\b\.?")
_NOT_ORG = re.compile(
    r"(?:The|This|These|A|An|In|On|At|For|As|With|After|When|If|It|We|He|She|They|You|Our|Your|I|Today|Tonight"
    r"|Yesterday|New|Two|Three|More|Many|Most|Following|Former|"
    r"Researchers?|Scientists?|President|Senator|Senators|Sen\.|Sens\.|Congress|Professor|Dr\.|Mr\.|Mrs\.|Ms\."
    r"|Are|Is|Do|What|How|Why|While|Since|During|By|From|To|Get|Join|Every|All|"
    r"Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|January|February|March|April|May|June|July|August"
    r"|September|October|November|December|Author|Us|Company|Meet|Celebrate|"
    r"Just|Despite|Whether|There|That|Here|Now|Last|Next|Experts?|Officials?|Senate|House|Founded|Introducing"
    r"|Imagine|Statement|Release|News)$"
)
_NAME = re.compile(r"[A-Z][\w&’'-]+(?:[ ](?:&[ ])?[A-Z][\w&’'-]*){0,6}")
_SUFFIX = re.compile(r",? (?:Inc\.|Ltd\.?|Limited|LLC|PLC|Corp\.|Corporation)|[’']s Office\b")
_OFFICER = re.compile(
    r" (?:CEO|President|Founder|Co-Founder|Director|Chairman|Chair|CFO|COO|CTO"
    r"|[a-z]\S*(?: [a-z]\S*)* officer|director|spokes\w+|president|press officer)\b"
)
_PROSECUTOR = re.compile(r"^(.*\b(?:District|State[’']s) Attorney) (?!Office)[A-Z].*$")
_NAME_BEFORE_DASH = re.compile(r"[A-Z][\w’' ]{6,80}$")
_TOLD = frozenset({"agency", "source", "issued", "contact", "named contact", "about", "politician", "lead politician"})
"""Evidence that points at a name by its place, so that a single common-looking word will do."""
_OFTEN = 6
_BODY = 6000
"""Characters of running text in which names are counted."""
_LETTERHEAD = re.compile(
    r"^(?:[Nn]ews|NEWS) (?:[Ff]rom|FROM) (?:the )?| (?:Press|News|Media) Releases?$| (?:Newsroom|Media|Press Office)$"
)
"""What pages set around a publisher's name."""
_KIND = re.compile(rf"\b(?:{alternation('organization_words')})(?!\w)")
_NO_ISSUER = re.compile(
    r"\b(?:Program|Programme|Act|Bill|Awards?|Project|Initiative|Week|Day|Month|Summit|Conference|Report|Study"
    r"|Plan|Rule|Amendment|Strategy|Season|Series|Edition|Tour)$"
)
_DISTRICT = re.compile(r"(?:Eastern|Western|Northern|Southern|Middle|Central) District")
_LEAST = 2.0
"""Below this there is no more than one weak hint: better no issuer than a wrong one."""
_WEIGHTS = {
    "agency": 6.0, "source": 6.0, "issued": 6.0, "politician": 6.0, "ticker": 5.0, "byline": 5.0, "office": 4.0,
    "lead politician": 4.0, "claim": 3.5, "named contact": 3.5, "about": 3.0, "letterhead": 2.5, "announced": 2.5, "site": 2.5,
    "headline start": 2.5, "contact": 2.0, "led by": 2.0, "university": 0.9, "domain": 1.5, "headline": 1.5, "subject": 1.2,
    "according": 1.2,
}  # fmt: skip
"""How far each kind of evidence can be trusted, judged on releases whose issuer was known; all are added up."""


def read_issuer(
    front: Front, pieces: list[Piece], flat: str, headline: str | None, contacts: Sequence[Contact], domains: Sequence[str]
) -> str | None:
    """Return the organization or politician that publishes the release, as fully as the text names it."""
    scores: defaultdict[str, float] = defaultdict(float)
    for kind, printed in issuer_evidence(front, pieces, flat, headline or "", contacts):
        name = _trimmed(printed)
        allowed = _acceptable(name) or (kind == "letterhead" and name.count(" ") >= 2)
        if allowed and (" " in name or kind in _TOLD or _is_proper(name, flat)):
            scores[name] += _WEIGHTS[kind]
    for name, count in _frequent(pieces):
        if _acceptable(name) and _is_telling(name, count, scores, headline or ""):
            scores[name] += min(count, _OFTEN) / 2
    if not scores:
        return None
    total = {name: _total(name, scores, headline or "", domains) for name in scores}
    best = max(total, key=lambda name: (total[name], scores[name], bool(_FORMAL.search(name)), -len(name)))
    return _fullest(best, scores, flat) if total[best] >= _LEAST else None


def _is_telling(name: str, count: int, scores: dict[str, float], headline: str) -> bool:
    """Whether a name that is merely frequent can be the issuer: not an acronym nobody points at."""
    if len(name) < 3 or (name.isupper() and name not in scores and count < _OFTEN):
        return False
    return " " in name or name in scores or name in headline


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


def _trimmed(name: str) -> str:
    """Cut a printed name down to the organization: no possessive, no person behind an office, no article."""
    name = squeezed(name).split(" (")[0]
    if not name.endswith("Inc."):
        name = re.sub(r"[’']s?$", "", name.strip(' ,.:;–—-*"“”()'))
    name = _OFFICER.split(_PROSECUTOR.sub(r"\1", name), maxsplit=1)[0]
    words = name.split()
    while words and words[0].rstrip(",") in ("The", "the", "At", "For"):
        words = words[1:]
    half = len(words) // 2
    if half and [word.casefold() for word in words[:half]] == [word.casefold() for word in words[half:]]:
        words = words[half:]  # a letterhead twice: in capitals and as a name
    return _LETTERHEAD.sub("", " ".join(words))


def _acceptable(name: str) -> bool:
    """Whether a string can be an issuer's name at all: no place, address, court district or opening word."""
    words = name.split()
    if not words or len(words) > 12 or len(name) < 2 or not name[0].isalnum() or not any(map(str.isalpha, name)):
        return False
    if name in REGIONS or name.upper() in CITIES or _DISTRICT.match(name) or _NOT_ORG.match(words[0].rstrip(",")):
        return False
    return not any(sign in f" {name} " for sign in ("www.", "http", "@", " Senator ", "-year-old"))


def _total(name: str, scores: dict[str, float], headline: str, domains: Sequence[str]) -> float:
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


def _fullest(best: str, scores: dict[str, float], flat: str) -> str:
    """Prefer a form with the legal suffix, or the office's full name, among the names for the same issuer."""
    key = _key(best)
    same = [name for name in scores if _key(name) == key]
    name = (
        max(same, key=lambda name: (not name.isupper() or " " not in name, bool(_FORMAL.search(name)), scores[name], len(name)))
        if same
        else best
    )
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
    """Return the name an acronym stands behind, after a dash or in brackets with its capitals for letters."""
    for dash in ("-", "–"):
        at = flat.find(f" {dash} {acronym}")
        if at > 0 and (name := _NAME_BEFORE_DASH.search(flat, max(0, at - 90), at)):
            return name.group()
    at = flat.find(f"({acronym})")
    words = flat[max(0, at - 120) : max(0, at)].split()
    for start in range(len(words) - 1, -1, -1):
        if "".join(word[0] for word in words[start:] if word[0].isupper()) == acronym:
            return " ".join(words[start:])
    return None
