"""Which place a name means: the text's own word first, then what the release is about, then how large a place is."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from nutgraf.gazetteer import Gazetteer, Place, fold
from nutgraf.stage import Reading
from nutgraf.stages.places.context import FAMED, HINT, Context
from nutgraf.stages.places.pairs import Mention, inside
from nutgraf.stages.places.patterns import CITY_BEFORE, DIVISION_BEHIND, INTRODUCED, LIST_GLUE, OPENING, PART_OF, VERB_BEHIND
from nutgraf.stages.places.readings import STATES_FIRST, common, contains, form_kind, possible, same_spot, unknown

_AREAS = frozenset({"country", "state", "county"})
_NAMED_DIVISIONS = frozenset({"US", "CA", "AU", "GB", "IE"})
"""Countries whose divisions English texts name without saying where they are."""
_FULL_FORMS = ("island", "islands", "county", "city", "province", "valley", "river", "township")
_LONGEST_INTRODUCTION = 60
_ALONE = 10.0
"""Lead of a reading without rivals."""

_KINDS = frozenset({"state", "city"})
_SHORT = 3
"""Letters of a postal abbreviation, at most."""
NAMED_KIND, LISTED = 4.0, 2.0
"""What "Washington state", and a list of states with Washington in it, count against the city, in powers of ten."""
_ROUNDS = 2
"""How often settled names are read again; more changes nothing."""

_MOST_NAMED = 4
"""How often a place in the names of organizations counts."""
_UNSHAKEN = 6.0
"""Lead that nothing the rest of a release says has been seen to undo."""

SURE_MARGIN = 2.0
"""A reading a hundred times as likely as the next one is evidence for the rest of the release."""
LEAST_MARGIN = 0.05
"""Readings nearer to one another than this stay undecided."""
LARGE, SMALL = 100_000, 15_000
"""Cities known without an introduction, and towns so small that a model's word is not enough for them."""


def resolve(
    reading: Reading, mentions: list[Mention], gazetteer: Gazetteer, evidence: Sequence[tuple[Place, ...]]
) -> dict[str, Place | None]:
    """Return the place of every name of the release by its key, None where it stays open; one name has one reading.

    `evidence` are the readings of areas the release names otherwise. Names that only the model takes for places, and that
    fit nothing else in the release, are left out.
    """
    return _Resolver(reading, mentions, gazetteer, evidence).resolve()


class _Resolver:
    """Settles the names of one release, the surest first; each one settled counts for the next."""

    def __init__(
        self, reading: Reading, mentions: list[Mention], gazetteer: Gazetteer, evidence: Sequence[tuple[Place, ...]]
    ) -> None:
        self.reading = reading
        self.gazetteer = gazetteer
        self.groups: dict[str, list[Mention]] = defaultdict(list)
        self.context = Context()
        self.places: dict[str, Place | None] = {}
        self.sure: set[str] = set()
        if reading.country:
            self.context.add_country(reading.country)
        self.evidence = evidence
        for mention in mentions:
            if mention.fixed:
                self.context.add(mention.fixed, HINT if mention.fixed.kind in {"country", "state"} else 1.0)
            else:
                self.groups[fold(mention.text)].append(mention)
        self.named = Counter(fold(places[0].name) for places in evidence if places)
        for key, places in {fold(places[0].name): places for places in evidence if places}.items():
            if len(places) == 1:
                self.context.add(places[0], HINT)
            elif key not in self.groups:
                self.context.expect("#" + key, places, HINT)

    def resolve(self) -> dict[str, Place | None]:
        candidates: dict[str, list[Place]] = {}
        for key, group in self.groups.items():
            found = self._stated(group)
            if found:
                self._set(key, found)
                # "The City of Duluth" speaks for Duluth where the text says which one that is.
                self.context.add(found, HINT * min(self.named[key], _MOST_NAMED))
            else:
                candidates[key] = self._readings(group[0])
                self.context.expect(key, candidates[key])
        self._hint(candidates)
        self.context.link([*candidates.values(), *self.evidence])
        opened = dict(candidates)
        self._settle(candidates, SURE_MARGIN)
        self._settle(candidates, LEAST_MARGIN)
        self._reconsider({key: found for key, found in opened.items() if self.places.get(key)})
        for key, open_ones in candidates.items():
            self._leave(key, open_ones)
        return self.places

    def _hint(self, candidates: dict[str, list[Place]]) -> None:
        """Note what the words around the names that a state shares with a city say: "Oregon and Washington"."""
        shared = {key for key, found in candidates.items() if {p.kind for p in found if p.country_code in STATES_FIRST} >= _KINDS}
        if not shared:
            return
        text = self.reading.text
        self._hint_kinds(shared)
        for one in (mention for group in self.groups.values() for mention in group):
            if one.within and one.within.kind == "state" and (key := fold(one.within.name)) in shared:
                self.context.hints[key, "state"] = max(LISTED, self.context.hints.get((key, "state"), 0.0))
            other = one.following
            if other and LIST_GLUE.fullmatch(text[one.end : other.start]):
                for mine, its in ((one, other), (other, one)):
                    key, place = fold(mine.text), its.fixed or self._only(fold(its.text), candidates)
                    if key in shared and place and place.kind in _KINDS and place.country_code in STATES_FIRST:
                        self.context.hints[key, place.kind] = self.context.hints.get((key, place.kind), 0.0) + LISTED

    def _hint_kinds(self, shared: set[str]) -> None:
        """Note which kind the words beside a name tell: "Washington state", "the city of New York"."""
        text = self.reading.text
        for key in shared:
            for mention in self.groups[key]:
                if DIVISION_BEHIND.match(text, mention.end):
                    self.context.hints[key, "state"] = NAMED_KIND
                if CITY_BEFORE.search(text[max(0, mention.start - 16) : mention.start]):
                    self.context.hints[key, "city"] = NAMED_KIND

    def _only(self, key: str, candidates: dict[str, list[Place]]) -> Place | None:
        """Return the likeliest place of a name; none of a name that is as famous for another kind of place."""
        found = candidates.get(key)
        if not found:
            return self.places.get(key)
        return None if key in FAMED else found[0]

    def _reconsider(self, settled: dict[str, list[Place]]) -> None:
        """Read again, knowing the rest, the names that were settled when less was known."""
        for _ in range(_ROUNDS):
            changed = False
            for key, found in settled.items():
                place = self.places[key]
                if place is None or key in self.sure:
                    continue
                self.context.remove(place)
                best, lead = self._best(key, found)
                if best != place and lead >= LEAST_MARGIN and self._is_supported(key, best):
                    self.places[key], changed = best, True
                self.context.add(self.places[key] or place)
            if not changed:
                return

    def _readings(self, mention: Mention) -> list[Place]:
        """Return what a name can mean in this release."""
        found = possible(mention, self.gazetteer)
        if mention.text.isupper() and len(found) == 1 and found[0].kind == "state" and len(mention.text) <= _SHORT:
            # "SA" is South Australia in Australia only.
            home = found[0].country_code == (self.reading.country or "US")
            return found if home or "." in mention.text else []
        return found

    def _set(self, key: str, place: Place) -> None:
        self.places[key] = place
        self.context.settle(key)
        self.context.add(place)

    def _stated(self, group: list[Mention]) -> Place | None:
        """Return the place the text itself says: inside the area behind a comma, or behind the words that introduce it."""
        votes: Counter[Place] = Counter()
        for mention in group:
            introduced = self._introducing(mention)
            areas = [mention.within] if mention.within else self._areas_behind(mention)
            for area in areas:
                inner = [p for p in possible(mention, self.gazetteer) if inside(p, area) and p.geoname_id != area.geoname_id]
                if inner:
                    votes[inner[0]] += 1 if area.kind == "country" else 2
                    break
            else:
                if mention.within:
                    votes[unknown(mention.text, mention.within, "city")] += 1 if mention.within.kind == "country" else 2
                elif areas and (introduced or areas[0].kind == "city" or self._is_in_region(mention, areas[0])):
                    votes[unknown(mention.text, areas[0], "city")] += 1
        return votes.most_common(1)[0][0] if votes else None

    def _is_in_region(self, mention: Mention, area: Place) -> bool:
        """Whether a comma puts a town into a region of a state: "Rockingham, Northamptonshire"."""
        following = mention.following
        return area.kind == "region" and following is not None and _is_part(self.reading.text, mention, following)

    def _introducing(self, mention: Mention) -> bool:
        """Whether the words "a hamlet in" follow, and a place."""
        following = mention.following
        return following is not None and bool(INTRODUCED.fullmatch(self.reading.text, mention.end, following.start))

    def _areas_behind(self, mention: Mention) -> list[Place]:
        """Return the areas the next mention can mean when the text puts this one inside it: "Truro, Cornwall"."""
        following = mention.following
        if following is None or following.start - mention.end > _LONGEST_INTRODUCTION or following.text == mention.text:
            return []
        if any(place.kind in {"country", "state"} for place in self.gazetteer.lookup(mention.text)):
            return []  # "Kansas, Oklahoma and Texas" is a list, for all that Oklahoma has a Kansas
        if self.reading.text[mention.end : following.start] == ", " or self._introducing(mention):
            candidates = [following.fixed] if following.fixed else possible(following, self.gazetteer)
            areas = [place for place in candidates if place.kind in _AREAS or (place.kind == "region" and place.admin1_code)]
            return [] if self._is_opening(mention, following) else areas
        if PART_OF.fullmatch(self.reading.text, mention.end, following.start):
            return [following.fixed] if following.fixed else possible(following, self.gazetteer)[:1]
        return []

    def _is_opening(self, mention: Mention, following: Mention) -> bool:
        """Whether a comma ends what a sentence opens with: "Beyond Arden, Liverpool have other schools"."""
        text = self.reading.text
        start = self.reading.sentence_at(mention.start)[0]
        return bool(OPENING.fullmatch(text, start, mention.start) and VERB_BEHIND.match(text, following.end))

    def _settle(self, candidates: dict[str, list[Place]], margin: float) -> None:
        """Decide the names whose best reading leads by a margin and has something to be said for it."""
        ranked = [(key, *self._best(key, found)) for key, found in candidates.items() if found]
        known = len(self.places)
        # Small towns come last: they need what the others tell.
        for key, best, lead in sorted(ranked, key=lambda item: (_is_small(item[1]), -item[2], item[0])):
            if len(self.places) > known:
                best, lead = self._best(key, candidates[key])  # noqa: PLW2901  what was settled meanwhile counts
            if lead >= margin and self._is_supported(key, best):
                if not self._is_doubtful(key, best):
                    self._set(key, best)
                    if lead >= _UNSHAKEN:
                        self.sure.add(key)
                del candidates[key]

    def _best(self, key: str, candidates: list[Place]) -> tuple[Place, float]:
        """Return the best reading and how far it leads the next one that is another place."""
        if len(candidates) == 1:
            return candidates[0], _ALONE
        scored = [(self.context.score(key, place), -rank, place) for rank, place in enumerate(candidates)]
        scored.sort(key=lambda item: item[:2], reverse=True)
        score, _, first = scored[0]
        best = first
        named = self.context.hints.get((key, "state"))
        if first.kind in {"county", "state"} and first.country_code not in STATES_FIRST and not named:
            # A town and the district around it: the bare name is the town's.
            best = next((other for _, _, other in scored if other.kind == "city" and contains(first, other)), first)
        for other_score, _, other in scored[1:]:
            if not same_spot(first, other) and not contains(first, other):
                return best, score - other_score
        return best, _ALONE

    def _is_supported(self, key: str, place: Place) -> bool:
        """Whether a town is large enough to be meant without a word, or the release has to do with where it is."""
        if not _is_small(place) or self.context.supports(key, place):
            return True
        country, state = self.context.home()
        if country is None:
            return True
        return place.country_code == country and (state is None or place.admin1_code == state)

    def _is_doubtful(self, key: str, place: Place) -> bool:
        """Whether only the model says that this is a place at all, and a small one that fits nothing else."""
        if any(mention.located for mention in self.groups[key]) or self.context.supports(key, place):
            return False
        if place.kind == "city":
            return place.population < SMALL
        is_division = place.kind in {"state", "county"} and place.country_code not in _NAMED_DIVISIONS
        return is_division and not self.context.share(place.country_code)

    def _leave(self, key: str, candidates: list[Place]) -> None:
        """Say of an open name what can be said: the area that introduces it, what its readings share, the release's home."""
        group = self.groups[key]
        country, state = self.context.home()
        place = self._introduced(group)
        if place and candidates and not any(candidate.country_code == place.country_code for candidate in candidates):
            place = None
        place = place or self._short_form(key)
        shared = common(group[0], candidates)
        if place is None and shared and not (state and shared.country_code == country and shared.admin1_code != state):
            place = shared
        located = any(mention.located for mention in group) or form_kind(group[0].text)
        fits = not candidates or any(candidate.country_code == country for candidate in candidates)
        if place is None and country and fits and (located or candidates):
            name = " ".join(group[0].text.split())
            if any(candidate.population >= LARGE and candidate.admin1_code != state for candidate in candidates):
                state = None  # Charleston, of which Virginia has none, is no hamlet there
            place = Place(name, form_kind(name) or "", country, state, None, 0, None, None, None)
        if place or located or any(candidate.population >= SMALL for candidate in candidates):
            self.places[key] = place

    def _short_form(self, key: str) -> Place | None:
        """Return the place whose full name the release uses as well: "Manus" beside "Manus Island"."""
        return next((place for word in _FULL_FORMS if (place := self.places.get(f"{key} {word}"))), None)

    def _introduced(self, group: list[Mention]) -> Place | None:
        """Return a place inside the one that follows: "a hamlet in Cornwall", "Bay Ridge, Brooklyn,"."""
        text = self.reading.text
        for mention in group:
            following = mention.following
            if following and (self._introducing(mention) or _is_part(text, mention, following)):
                area = following.fixed or self.places.get(fold(following.text))
                if area:
                    return unknown(mention.text, area, "city" if self._introducing(mention) else None)
        return None


def _is_part(text: str, mention: Mention, following: Mention) -> bool:
    """Whether a comma puts a name into the next one, rather than beside it in a list."""
    if text[mention.end : following.start] != ", ":
        return False
    after = following.following
    return after is None or not LIST_GLUE.fullmatch(text, following.end, after.start)


def _is_small(place: Place) -> bool:
    """Whether a place is a town that needs an introduction."""
    return place.kind == "city" and place.population < LARGE
