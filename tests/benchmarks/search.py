"""How fast the search index of a dataset is built and read: python tests/benchmarks/search.py OUT [REPEATS].

Builds the index anew in a copy of OUT, then times kinds of query whose words are drawn from the dataset, each time others.
"""

from __future__ import annotations

import random
import re
import shutil
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from statistics import quantiles
from typing import Any

from nutgraf import open_dataset
from nutgraf.search import FACETS, Filters, Index, update_index
from nutgraf.search.store import index_path

SEED = 20240
WORD = re.compile(r"[a-z]{4,}")


class Kinds:
    """Draws the arguments of a search, by kind of query."""

    def __init__(self, out: Path) -> None:
        data = open_dataset(out)
        self.random = random.Random(SEED)  # noqa: S311
        texts = [text.lower() for text in data.releases["text"].sample(min(1000, len(data.releases)), random_state=SEED)]
        self.phrases = [match[0] for text in texts for match in re.finditer(r"[a-z]{4,} [a-z]{4,}", text)]
        words = Counter(word for text in texts for word in WORD.findall(text))
        self.common = [word for word, _ in words.most_common(200)]
        self.words = [word for word, count in words.items() if count > 2]
        self.speakers = data.quotes["speaker"].dropna().tolist()
        self.organizations = data.organizations["name"].tolist()
        self.months = data.releases["release_date"].dropna().astype(str).str[:7].tolist()

    def draw(self, kind: str) -> dict[str, Any]:
        pick = self.random.choice
        match kind:
            case "word":
                return {"query": pick(self.words)}
            case "common word":
                return {"query": pick(self.common)}
            case "three words":
                return {"query": " ".join(self.random.sample(self.words, 3))}
            case "phrase":
                return {"query": f'"{pick(self.phrases)}"'}
            case "prefix":
                return {"query": pick(self.words)[:4] + "*"}
            case "boolean":
                return {"query": f"({pick(self.words)} OR {pick(self.common)}) -{pick(self.words)}"}
            case "headline field":
                return {"query": f"headline:{pick(self.words)}"}
            case "quotes of a speaker":
                return {"documents": "quotes", "filters": Filters(speaker="=" + pick(self.speakers))}
            case "word, organization, month":
                filters = Filters(organization=pick(self.organizations), since=pick(self.months))
                return {"query": pick(self.common), "filters": filters}
            case "money near a place":
                return {
                    "filters": Filters(
                        near=f"{self.random.uniform(30, 45)},{-self.random.uniform(75, 120)}",
                        within_km=100,
                        figure="USD",
                        at_least=1e6,
                    )
                }
            case "common word, all facets":
                return {"query": pick(self.common), "facets": FACETS}
        return {"facets": FACETS}


KINDS = (
    "word", "common word", "three words", "phrase", "prefix", "boolean", "headline field", "quotes of a speaker",
    "word, organization, month", "money near a place", "common word, all facets", "everything, all facets",
)  # fmt: skip


def main(out: Path, repeats: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "out"
        shutil.copytree(out, copy)
        index_path(copy).unlink(missing_ok=True)
        cpu = time.process_time()
        report = update_index(copy)
        cpu = time.process_time() - cpu
        size = index_path(copy).stat().st_size / 1e6
        print(
            f"build: {report.releases:,} releases, {report.quotes:,} quotes, {report.seconds:.1f} s, {cpu:.1f} CPU-s, "
            f"{report.releases / report.seconds:,.0f} releases/s, {size:.0f} MB"
        )
        kinds, index = Kinds(copy), Index(copy)
        print(f"{'query':28}{'p50 ms':>9}{'p99 ms':>9}{'CPU p50':>9}{'CPU p99':>9}{'median hits':>13}")
        for kind in KINDS:
            times, busy, totals = [], [], []
            for _ in range(repeats):
                arguments = kinds.draw(kind)
                started, cpu = time.perf_counter(), time.process_time()
                totals.append(index.search(**arguments).total)
                times.append((time.perf_counter() - started) * 1000)
                busy.append((time.process_time() - cpu) * 1000)
            columns = (quantiles(values, n=100)[place] for values in (times, busy) for place in (49, 98))
            print(f"{kind:28}", *(f"{value:9.1f}" for value in columns), f"{sorted(totals)[repeats // 2]:13,}", sep="")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 200)
