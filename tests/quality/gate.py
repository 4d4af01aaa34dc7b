"""The quality gate: floors for every measure on the corpus, pinned to a digest of texts and gold.

`python tests/quality/gate.py` compares the figures with the floors; with `--update` it raises floors to today's figures and
pins new and changed gold; with `--update --allow-regression MEASURE` it also lowers the floor of one measure, on purpose.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from pathlib import Path

from nutgraf.evaluation import evaluate_folder

CORPUS = Path(__file__).parents[2] / "corpus" / "releases"
FLOORS = Path(__file__).with_name("floors.json")

NOISE = 0.0005
"""Figures are rounded to three places; extraction itself is deterministic."""


def digest(corpus: Path = CORPUS) -> str:
    """Digest the names and bytes of every text and gold file."""
    total = hashlib.sha256()
    for path in sorted(corpus.iterdir()):
        total.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def figures(corpus: Path = CORPUS) -> dict[str, float]:
    """Return the one figure that counts of every measure: F1 or accuracy."""
    scores = evaluate_folder(corpus).scores
    return {measure: value for measure, entry in scores.items() if (value := entry.get("f1", entry.get("acc"))) is not None}


def regressions(now: dict[str, float], floors: dict[str, float]) -> list[str]:
    """Say what fell below its floor or is not measured any more."""
    return [
        f"{measure}: {now.get(measure, 'not measured')}, floor {floor}"
        for measure, floor in floors.items()
        if now.get(measure, -1.0) < floor - NOISE
    ]


def updated(now: dict[str, float], floors: dict[str, float], allowed: list[str]) -> dict[str, float]:
    """Return floors that only rise, except where a fall is allowed by name; raise SystemExit otherwise."""
    fallen = [line for line in regressions(now, floors) if line.partition(":")[0] not in allowed]
    if fallen:
        raise SystemExit("figures fell; not lowering floors without --allow-regression MEASURE:\n" + "\n".join(fallen))
    return dict(sorted(now.items()))


def main() -> int:
    """Run the gate."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--update", action="store_true")
    parser.add_argument("--allow-regression", action="append", default=[], metavar="MEASURE")
    options = parser.parse_args()
    stored = json.loads(FLOORS.read_text()) if FLOORS.exists() else {"digest": "", "floors": {}}
    now = figures()
    if options.update:
        floors = updated(now, stored["floors"], options.allow_regression)
        FLOORS.write_text(json.dumps({"digest": digest(), "floors": floors}, indent=1) + "\n")
        return 0
    problems = regressions(now, stored["floors"])
    if stored["digest"] != digest():
        problems.append("texts or gold changed: look at the figures, then run with --update")
    sys.stdout.write("\n".join(problems or [f"{len(now)} measures at or above their floors"]) + "\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
