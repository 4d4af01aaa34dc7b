"""Milliseconds of the dates and figures stages for 10 kB of text, in texts of 10 kB, 100 kB and 1 MB: a line that stays flat.

    python tests/benchmarks/linear.py [--rounds 3]

Release-like text has a release's share of dates and figures in sentences of ordinary length; dense text is nothing but mentions,
or sentences as full of them as sentences can be; one-line text has no sentence end at all. Processor time, best of the rounds;
reading layout and sentences is not counted.
"""

from __future__ import annotations

import argparse
import sys
import time
from datetime import date

from spacy.tokens import Doc
from spacy.vocab import Vocab

from nutgraf import Release
from nutgraf.language import split_sentences
from nutgraf.records import Extraction
from nutgraf.stage import Reading
from nutgraf.stages.dates import Dates
from nutgraf.stages.figures import Figures

SIZES = (10_000, 100_000, 1_000_000)
RELEASE = (
    "The county said on Tuesday that it will open 12 new clinics by the end of next year, at a cost of $3.4 million. "
    "Visits rose 8 percent in the third quarter of 2023, and more than 250 nurses were hired in the last two years. "
    "“Nobody should have to drive forty miles to see a doctor,” said the commissioner, who has served since May 5, 2019.\n"
    "The first clinics will serve families who live outside the towns and have long asked for a doctor of their own. "
    "A second report is expected to say how they did, what it took to staff them, and whether others should follow.\n"
)
TEXTS = {
    "release-like": RELEASE,
    "release-like, one line": RELEASE.replace(". ", " and ").replace(".\n", " and ").replace("\n", " "),
    "a figure every 20 characters": "from 5 to 6 percent of ",
    "a date every 20 characters": "it closed on Monday, ",
    "Q3 Q3 ...": "Q3 ",
    "$5 $5 ...": "$5 ",
    "May 5, 2020, ...": "May 5, 2020, ",
    "one two three ...": "one two three ",
    "1/2/3/4/...": "1/2/3/4/",
}


def seconds(text: str, rounds: int = 3) -> float:
    """Return the least processor time both stages take for a text."""
    release = Release.from_text(text, published=date(2024, 5, 15))
    found = Extraction(release=release)
    sentences, doc = split_sentences(text, ()), Doc(Vocab())
    best = float("inf")
    for _ in range(rounds):
        start = time.process_time()
        dated = found.with_found("dates", Dates()(Reading(release, text, sentences, doc, (), "US", found)))
        dated.with_found("figures", Figures()(Reading(release, text, sentences, doc, (), "US", dated)))
        best = min(best, time.process_time() - start)
    return best


def repeated(piece: str, size: int) -> str:
    """Return a text of so many characters that repeats a piece."""
    return (piece * (size // len(piece) + 1))[:size]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    seconds(repeated(RELEASE, SIZES[0]))  # lexicons are read once a process
    sys.stdout.write(f"{'ms per 10 kB, in a text of':32}" + "".join(f"{size // 1000:>8,} kB" for size in SIZES) + "\n")
    for name, piece in TEXTS.items():
        costs = (1000 * seconds(repeated(piece, size), options.rounds) * SIZES[0] / size for size in SIZES)
        sys.stdout.write(f"{name:32}" + "".join(f"{cost:>11.1f}" for cost in costs) + "\n")


if __name__ == "__main__":
    main()
