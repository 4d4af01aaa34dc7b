"""What a dataset holds: what is done, what failed and why, what is out of date."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nutgraf.archive import files_of
from nutgraf.dataset import Portion, Shard, is_locked, read_manifest
from nutgraf.errors import DatasetError, SourceError
from nutgraf.plan import MENDABLE, Options, changed_part, provenance


@dataclass(slots=True)
class Status:
    """State of a dataset; `stale` counts documents by what of their making changed since, `files` what the archive changed."""

    shards: int
    releases: int
    errors: int
    error_counts: dict[str, int]
    mendable: int
    running: bool
    archive: str | None
    last_run: str | None
    stale: dict[str, int] = field(default_factory=dict)
    files: dict[str, int] = field(default_factory=dict)
    problem: str | None = None


def dataset_status(out: Path) -> Status:
    """Tell the state of a dataset from its manifest and a walk of its archive; raises DatasetError when there is none."""
    shards = read_manifest(out)
    report = _last_report(out)
    running = is_locked(out)
    if not shards and not running:
        raise DatasetError(f"{out} holds no dataset: no entries in {out / '_manifest'}")
    counts: Counter[str] = Counter()
    for shard in shards:
        counts.update(shard.errors)
    status = Status(
        shards=len(shards),
        releases=sum((shard.rows or {}).get("releases", 0) for shard in shards),
        errors=counts.total(),
        error_counts=dict(counts.most_common()),
        mendable=sum(counts[code] for code in MENDABLE),
        running=running,
        archive=report.get("archive"),
        last_run=report.get("begun"),
    )
    if "options" in report:
        status.stale = _stale(shards, Options(**report["options"]))
    if status.archive:
        try:
            status.files = _changed_files(status.archive, out, shards)
        except SourceError as error:
            status.problem = str(error)
    return status


def _last_report(out: Path) -> dict[str, Any]:
    try:
        content: dict[str, Any] = json.loads((out / "_report.json").read_text("ascii"))
    except (OSError, ValueError):
        return {}
    return content


def _stale(shards: Sequence[Shard], options: Options) -> dict[str, int]:
    made_with = provenance(options)
    stale: Counter[str] = Counter()
    for shard in shards:
        part = changed_part(made_with, shard.made_with)
        if part:
            stale[part] += shard.size
    return dict(stale)


def _changed_files(archive: str, out: Path, shards: Sequence[Shard]) -> dict[str, int]:
    known: dict[str, list[Portion]] = defaultdict(list)
    for shard in shards:
        for portion in shard.portions:
            known[portion.file].append(portion)
    counts = {"unchanged": 0, "changed": 0, "new": 0, "deleted": 0}
    for file in files_of(archive, out):
        if file.is_sidecar:
            continue
        portions = known.pop(file.source, None)
        if portions is None:
            counts["new"] += 1
        else:
            same = all((portion.size, portion.mtime_ns) == (file.size, file.mtime_ns) for portion in portions)
            counts["unchanged" if same else "changed"] += 1
    counts["deleted"] = len(known)
    return counts


def describe(status: Status, out: Path) -> str:
    """Put a status in a few lines for a person."""
    lines = [f"{out}: {status.releases:,} releases + {status.errors:,} errors in {status.shards:,} shards"]
    if status.running:
        lines.append("  a run is writing to it now")
    lines += [f"  error {code:22}{count:>10,}" for code, count in status.error_counts.items()]
    if status.mendable:
        lines.append(f"  {status.mendable:,} of them may not come again: nutgraf extract --retry-errors")
    lines += [f"  stale: {part:21}{count:>10,}  documents made with another" for part, count in status.stale.items()]
    if status.archive:
        files = ", ".join(f"{count:,} {what}" for what, count in status.files.items()) or status.problem
        lines.append(f"  archive {status.archive}: {files}")
    lines.append(f"  last whole run began {status.last_run}" if status.last_run else "  no run of it has ended")
    return "\n".join(lines)
