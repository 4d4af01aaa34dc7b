"""The accurate names model: a transformer encoder read by ONNX Runtime, as a spaCy component."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import minibatch

from nutgraf.names.windows import Window, WordPieces, arrays, decode, spans

TAGGER = "nutgraf_tagger"
"""Name under which spaCy knows the component."""

_BATCH = 8
"""Windows the model reads at once; more spill the processor's cache."""


class Tagger:
    """Labels the names of docs with the model in a folder: `model.onnx` and `tokenizer.json`.

    Raises ImportError where ONNX Runtime or tokenizers is not installed.
    """

    def __init__(self, folder: Path) -> None:
        import onnxruntime  # noqa: PLC0415 - only the accurate model needs it

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
            windows = [(doc, window) for doc in batch for window in self.word_pieces.windows(doc)]
            windows.sort(key=lambda item: len(item[1].pieces))  # little padding
            names: dict[int, list[Span]] = {id(doc): [] for doc in batch}
            for group in minibatch(windows, _BATCH):  # type: ignore[no-untyped-call]
                for (doc, window), tags in zip(group, self._tags([window for _, window in group]), strict=True):
                    names[id(doc)] += [Span(doc, start, end, label=label) for start, end, label in spans(window, tags)]
            for doc in batch:
                doc.set_ents(names[id(doc)])
                yield doc

    def _tags(self, windows: list[Window]) -> list[list[int]]:
        pieces, shapes, mask = arrays(windows)
        scores: Any = self._session.run(None, {"pieces": pieces, "shapes": shapes, "mask": mask})[0]
        return decode(windows, np.asarray(scores, dtype="float32"))


@Language.factory(TAGGER)
def _tagger(nlp: Language, name: str, folder: str) -> Tagger:  # noqa: ARG001 - spaCy's signature
    return Tagger(Path(folder))
