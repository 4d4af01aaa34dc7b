"""The measures of each layer, as the annotation guidelines define them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from nutgraf.evaluation.gold import Gold
from nutgraf.evaluation.matching import Item, Matching, Page, Scoreboard, Span, match, normalized, overlap, same_name, trimmed

_PIECE = re.compile(r"[^\n](?:.|\n(?!\s*\n))*")
"""A stretch of a quote without a blank line in it: quotes are compared a paragraph at a time."""

_MARKED = ("direct", "mixed")


def score_release(gold: Gold, found: dict[str, list[Item]], release: Item, board: Scoreboard) -> None:
    """Add one release to the scoreboard."""
    page = Page(gold.name, gold.text, gold.chrome, board)
    for layer in ("dates", "places", "organizations", "people", "figures"):
        _score_spans(layer, gold, found.get(layer, []), page)
    _score_quotes(gold, found.get("quotes", []), page)
    _score_calls(gold, found.get("calls_to_action", []), page)
    _score_frame(gold, release, board)


def _score_spans(layer: str, gold: Gold, found: list[Item], page: Page) -> None:
    wanted = gold.layers[layer]
    for item in (*wanted, *found):
        item["trimmed"] = trimmed(gold.text, item["start"], item["end"])
    optional = [item for item in wanted if item.get("optional")]
    if layer in ("places", "organizations", "people"):
        page.count(f"{layer}.span", match(wanted, found, _exact), optional)
    matching = match(wanted, found, _lenient)
    page.count(f"{layer}.overlap", matching, optional)
    required = [(one, other) for one, other in matching.pairs if not one.get("optional")]
    if layer == "dates":
        _score_dates(matching, optional, page)
    elif layer == "places":
        _score_places(required, page.board)
    elif layer == "figures":
        page.count("figures.value", matching, optional, _same_figure)
        _score_figures(required, page.board)
    else:
        _score_names(layer, wanted, found, page)


def _exact(gold: Item, found: Item) -> float:
    return 2.0 if gold["trimmed"] == found["trimmed"] else 0.0


def _lenient(gold: Item, found: Item) -> float:
    one, other = gold["trimmed"], found["trimmed"]
    return _exact(gold, found) or overlap(one, other) / max(one[1] - one[0], other[1] - other[0], 1)


def _score_dates(matching: Matching, optional: Sequence[Item], page: Page) -> None:
    def calendar(item: Item) -> bool:
        return item.get("type") in ("DATE", "TIME")

    def same(gold: Item, found: Item) -> bool:
        return gold.get("value") is None or str(gold["value"]) == str(found.get("value"))

    page.count("dates.value", matching.only(calendar, calendar), optional, same)
    page.count("durations.value", matching.only(_not(calendar), _not(calendar)), optional, same)


def _not(test: Callable[[Item], bool]) -> Callable[[Item], bool]:
    return lambda item: not test(item)


def _score_places(pairs: Sequence[tuple[Item, Item]], board: Scoreboard) -> None:
    for gold, found in pairs:
        if gold.get("country"):
            board.hit("places.country", gold["country"] == found.get("country_code"))
            if gold["country"] == "US" and gold.get("admin1"):
                board.hit("places.us_state", gold["admin1"] == found.get("admin1_code"))


def _score_names(layer: str, wanted: list[Item], found: list[Item], page: Page) -> None:
    optional = {normalized(item["name"]) for item in wanted if item.get("optional")}
    gold = {normalized(item["name"]) for item in wanted if not item.get("optional")}
    names = {normalized(item.get("name")) for item in found}
    measure = f"{layer}.canonical"
    tally, errors = page.board.tallies[measure], page.board.errors[measure]
    tally.right += len(gold & names)
    tally.missed += len(gold - names)
    tally.wrong += len(names - gold - optional)
    errors += [(page.name, "MISS", name, None) for name in sorted(gold - names)]
    errors += [(page.name, "SPURIOUS", name, None) for name in sorted(names - gold - optional)]


def _same_figure(gold: Item, found: Item) -> bool:
    if not isinstance(gold["value"], int | float) or not isinstance(found.get("value"), int | float):
        return False
    near = abs(gold["value"] - found["value"]) <= 1e-6 * max(1, abs(gold["value"]))
    return near and normalized(gold.get("unit")).rstrip("s") == normalized(found.get("unit")).rstrip("s")


def _score_figures(pairs: Sequence[tuple[Item, Item]], board: Scoreboard) -> None:
    for gold, found in pairs:
        if not gold.get("item"):
            continue
        board.hit("figures.item", _stems(gold["item"]) & _stems(found.get("item")))
        wanted, got = gold.get("comparator", "eq"), found.get("comparator")
        if wanted != "eq":
            board.hit("figures.comparator", wanted == got or {wanted, got} in ({"gt", "ge"}, {"lt", "le"}))


def _stems(text: object) -> set[str]:
    return {word.rstrip("s") for word in normalized(text).split()}


def _segments(quote: Item) -> list[Span]:
    return [(one["start"], one["end"]) if isinstance(one, dict) else tuple(one) for one in quote.get("segments") or ()] or [
        (quote["start"], quote["end"])
    ]


def _score_quotes(gold: Gold, found: list[Item], page: Page) -> None:
    wanted = gold.layers["quotes"]
    optional = [quote for quote in wanted if quote.get("optional")]
    pieces = match(_pieces(wanted, gold.text), _pieces(found, gold.text), _same_piece)
    page.count("quotes.pieces", pieces, optional)
    page.count("quotes.pieces+speaker", pieces, optional, _same_speaker)
    for quote in (*wanted, *found):
        quote["characters"] = {i for start, end in _segments(quote) for i in range(start, end)}
    for measure, kinds, threshold in (("quotes.direct", _MARKED, 0.8), ("quotes.indirect", ("indirect",), 0.5)):
        matching = match(
            [quote for quote in wanted if quote["kind"] in kinds],
            [quote for quote in found if quote.get("kind") in kinds],
            _shared_characters(threshold),
        )
        page.count(measure, matching, optional)
        page.count(f"{measure}+speaker", matching, optional, _same_speaker)
        if kinds == _MARKED:
            _score_speakers(matching.pairs, page.board)


def _pieces(quotes: Sequence[Item], text: str) -> list[Item]:
    pieces = []
    for quote in quotes:
        if quote.get("kind") not in _MARKED:
            continue
        for start, end in _segments(quote):
            for piece in _PIECE.finditer(text[start:end]):
                if len(re.sub(r"\W", "", piece.group())) > 1:
                    span = (start + piece.start(), start + piece.end())
                    pieces.append(
                        {
                            "start": span[0],
                            "end": span[1],
                            "trimmed": trimmed(text, *span),
                            "speaker": quote.get("speaker"),
                            "optional": quote.get("optional"),
                        }
                    )
    return pieces


def _same_piece(gold: Item, found: Item) -> float:
    one, other = gold["trimmed"], found["trimmed"]
    score = overlap(one, other) / max(1, max(one[1], other[1]) - min(one[0], other[0]))
    return score if score >= 0.8 else 0.0


def _same_speaker(gold: Item, found: Item) -> bool:
    return same_name(gold.get("speaker"), found.get("speaker"))


def _shared_characters(threshold: float) -> Callable[[Item, Item], float]:
    def score(gold: Item, found: Item) -> float:
        one, other = gold["characters"], found["characters"]
        share = len(one & other) / max(1, len(one | other))
        return share if share >= threshold else 0.0

    return score


def _score_speakers(pairs: Sequence[tuple[Item, Item]], board: Scoreboard) -> None:
    for gold, found in pairs:
        for key, column in (("title", "speaker_title"), ("org", "speaker_organization")):
            wanted = gold.get(f"speaker_{key}")
            if wanted and not gold.get("optional"):
                board.hit(f"quotes.speaker_{key}", set(normalized(wanted).split()) & set(normalized(found.get(column)).split()))


def _score_calls(gold: Gold, found: list[Item], page: Page) -> None:
    wanted = gold.layers["calls_to_action"]

    def score(one: Item, other: Item) -> float:
        spans = (one["start"], one["end"]), (other["start"], other["end"])
        share = overlap(*spans) / (max(one["end"], other["end"]) - min(one["start"], other["start"]))
        return share if share >= 0.4 else 0.0

    matching = match(wanted, found, score)
    page.count("calls_to_action", matching, [call for call in wanted if call.get("optional")])
    for one, other in matching.pairs:
        if one.get("optional"):
            continue
        page.board.hit("cta.kind", one["kind"] == other.get("kind"))
        values = {_bare(channel["value"]) for channel in other.get("channels") or ()}
        for channel in one.get("channels") or ():
            wanted_value = _bare(channel)
            page.board.hit("cta.channel", any(wanted_value in value or value in wanted_value for value in values))


def _bare(channel: object) -> str:
    return re.sub(r"\W", "", str(channel).lower())


def _score_frame(gold: Gold, release: Item, board: Scoreboard) -> None:
    for column in ("headline", "status", "dateline_place", "issuer", "release_date"):
        wanted, got = gold.release.get(column), release.get(column)
        if column in ("headline", "status"):
            right = normalized(wanted) == normalized(got)
        elif column == "release_date":
            right = got is None if wanted is None else str(wanted) == str(got)
        else:
            right = same_name(wanted, got)
        board.hit(f"release.{column}", right)
        if not right:
            board.errors[f"release.{column}"].append((gold.name, "WRONG", wanted, None if got is None else str(got)))
    wanted_keys, keys = _contact_keys(gold.release.get("contacts")), _contact_keys(release.get("contacts"))
    tally = board.tallies["release.contacts"]
    tally.right += len(wanted_keys & keys)
    tally.missed += len(wanted_keys - keys)
    tally.wrong += len(keys - wanted_keys)
    board.errors["release.contacts"] += [(gold.name, "MISS", key) for key in sorted(wanted_keys - keys)]
    board.errors["release.contacts"] += [(gold.name, "SPURIOUS", key) for key in sorted(keys - wanted_keys)]


def _contact_keys(contacts: Sequence[Item] | None) -> set[str]:
    """Return what contacts are compared by: the last ten digits of phones, and e-mail addresses."""
    phones = {re.sub(r"\D", "", contact["phone"])[-10:] for contact in contacts or () if contact.get("phone")}
    return phones | {contact["email"].lower() for contact in contacts or () if contact.get("email")}
