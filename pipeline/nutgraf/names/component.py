"""The spaCy component that repairs a model's names by what the whole release says."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from nutgraf.names import structures, votes
from nutgraf.names.spans import extend, split_joined, trim
from nutgraf.names.words import Mention, Words, read_mentions, read_words


@Language.component("nutgraf_names")
def repair_names(doc: Doc) -> Doc:
    """Replace the names in `doc.ents` by PERSON, ORG, GPE and MISC spans that agree throughout the doc."""
    words = read_words(doc)
    mentions = [part for mention in read_mentions(words) for part in split_joined(words, mention)]
    mentions = settled(words, mentions)
    doc.set_ents(_spans(words, mentions))
    return doc


def settled(words: Words, mentions: list[Mention]) -> list[Mention]:
    """Return a doc's names with their edges, labels and repetitions put right."""
    blocked = structures.addresses(words)
    kept = [mention for mention in mentions if trim(words, mention) and not blocked.intersection(range(mention.start, mention.end))]
    for mention in kept:
        extend(words, mention)
    kept = structures.merge(kept, structures.organizations(words))
    return votes.settle(words, kept, structures.short_forms(words, kept))


def _spans(words: Words, mentions: list[Mention]) -> list[Span]:
    doc, tokens = words.doc, words.tokens
    return filter_spans([Span(doc, tokens[m.start], tokens[m.end - 1] + 1, label=m.label) for m in mentions])
