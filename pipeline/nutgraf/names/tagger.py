"""The accurate names model: a transformer encoder read by ONNX Runtime, as a spaCy component."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib.resources.abc import Traversable
from typing import Any

import numpy as np
import onnxruntime
from spacy.tokens import Doc, Span
from spacy.util import minibatch

from nutgraf.names.windows import Window, WordPieces, decode, inputs, spans

TAGGER = "nutgraf_tagger"
"""Name under which spaCy knows the component."""


class Tagger:
    """Labels the names of docs with the model in a folder: `model.onnx` and `tokenizer.json`."""

    def __init__(self, folder: Traversable) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1  # a worker process has one core
        options.log_severity_level = 3
        self.word_pieces = WordPieces.read(folder / "tokenizer.json")
        self._session = onnxruntime.InferenceSession(
            (folder / "model.onnx").read_bytes(), options, providers=["CPUExecutionProvider"]
        )

    def __call__(self, doc: Doc) -> Doc:
        """Label one doc."""
        return next(self.pipe([doc], batch_size=1))

    def pipe(self, docs: Iterable[Doc], *, batch_size: int) -> Iterator[Doc]:
        """Label docs in batches, in order."""
        for batch in minibatch(docs, batch_size):  # type: ignore[no-untyped-call]
            windows = [self.word_pieces.windows(doc) for doc in batch]
            tags = iter(self._tags([window for of_doc in windows for window in of_doc]))
            for doc, of_doc in zip(batch, windows, strict=True):
                names = (name for window in of_doc for name in spans(window, next(tags)))
                doc.set_ents([Span(doc, start, end, label=label) for start, end, label in names])
                yield doc

    def scores(self, window: Window) -> np.ndarray[Any, Any]:
        """Return the log probability of every tag for every piece of a window, (pieces, tags)."""
        scores: np.ndarray[Any, Any] = self._session.run(None, inputs(window))[0][0]
        return scores

    def _tags(self, windows: list[Window]) -> list[list[int]]:
        # One at a time: the model's integers are scaled by all that it reads at once, and a name must not depend on that.
        return decode(windows, [self.scores(window) for window in windows]) if windows else []
