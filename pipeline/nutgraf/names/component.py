"""The spaCy component that repairs a model's names by what the whole release says."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc, Span

from nutgraf.names.aliases import aliases, expanded_terms
from nutgraf.names.canonical import full_names
from nutgraf.names.cues import branches, led_organizations, organization_cues, product_cues
from nutgraf.names.patterns import fixed_forms
from nutgraf.names.repeats import found_again
from nutgraf.names.spans import tidy
from nutgraf.names.structures import addresses, hints, with_hints
from nutgraf.names.votes import Ballot, count, cut_headings
from nutgraf.names.wholes import whole_names
from nutgraf.names.words import GPE, ORG, PERSON, Mention, Words, read_mentions, read_words

COMPONENT = "nutgraf_names"
"""Name under which spaCy knows the component."""

_SPANS = "nutgraf_spans"
FULL_NAMES = "nutgraf_full_names"
"""Key of `doc.user_data`: start of an entity in characters -> fullest form of its name."""


@Language.component(COMPONENT)
def repair_names(doc: Doc) -> Doc:
    """Replace the names in `doc.ents` by PERSON, ORG, GPE and MISC spans that agree throughout the doc."""
    words = read_words(doc)
    if not len(words):
        doc.set_ents([])
        return doc
    mentions, ballot = settled(words, read_mentions(words))
    tokens = words.tokens
    spans = [Span(doc, tokens[m.start], tokens[m.end - 1] + 1, label=m.label) for m in mentions]
    doc.set_ents(spans)
    doc.user_data[_SPANS] = {label: tuple(span for span in spans if span.label_ == label) for label in (PERSON, ORG, GPE)}
    doc.user_data[FULL_NAMES] = full_names(words, mentions, ballot.leaders)
    return doc


def named(doc: Doc, label: str) -> tuple[Span, ...]:
    """Return a doc's people (PERSON), organizations (ORG) or places (GPE) in text order; `doc.ents` would make its spans anew."""
    spans: dict[str, tuple[Span, ...]] = doc.user_data.get(_SPANS, {})
    return spans.get(label, ())


def full_name(span: Span) -> str:
    """Return the fullest form in which the text gives the name of an entity."""
    names: dict[int, str] = span.doc.user_data.get(FULL_NAMES, {})
    return names.get(span.start_char) or " ".join(span.text.split())


def settled(words: Words, mentions: list[Mention]) -> tuple[list[Mention], Ballot]:
    """Return a doc's names with their edges, labels and repetitions put right, and how they were decided."""
    blocked = addresses(words)
    mentions = tidy(words, mentions)
    done = {(m.start, m.end, m.label) for m in mentions}
    mentions = [m for m in mentions if blocked.isdisjoint(range(m.start, m.end))]
    marked = [
        *hints(words, mentions),
        *led_organizations(words, mentions),
        *branches(words, mentions),
        *expanded_terms(words),
        *fixed_forms(words, mentions),
        *whole_names(words, mentions),
    ]
    mentions = with_hints(mentions, marked)
    cut_headings(words, mentions)
    known = {(m.start, m.end) for m in mentions}
    marked = [hint for hint in marked if (hint.start, hint.end) in known]
    ballot = count(
        words, mentions, aliases(words, mentions), [*marked, *organization_cues(words, mentions), *product_cues(words, mentions)]
    )
    found = found_again(words, mentions, ballot.labels)
    kept = [m for m in found if not _common_word(words, m)]
    return tidy(words, kept, done), ballot


def _common_word(words: Words, mention: Mention) -> bool:
    """Whether a one-word name is a word of the language that a heading or a sentence start capitalised."""
    if mention.end - mention.start > 1 or mention.label not in {PERSON, ORG}:
        return False
    text = words.texts[mention.start]
    return not text.isupper() and text.lower() in words.lowered
