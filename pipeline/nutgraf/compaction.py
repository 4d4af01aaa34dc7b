"""Many small shards of a dataset merged into few large ones, as row groups a reader likes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from nutgraf.dataset import Shard, check_dataset, commit_parts, merge_parts, open_for_writing, read_manifest, remove_strays
from nutgraf.plan import duplicates, fingerprint
from nutgraf.records import TABLES

COMPACT_DOCUMENTS = 8_192
"""Documents of a compacted shard: some 120,000 rows in the largest table, the row group readers like best."""


@dataclass(frozen=True, slots=True)
class Compacted:
    """How many shards there were, and are."""

    before: int
    after: int


def compact(out: Path) -> Compacted:
    """Merge the small shards of a dataset; its rows stay the same, and nothing has to run again.

    A later change to a document of a large shard runs that one again, divided into small ones. A killed compaction leaves
    the dataset as it was, or merged. Raises DatasetError when there is none or it cannot be written.
    """
    check_dataset(out)
    with open_for_writing(out) as run:
        shards = read_manifest(out)
        remove_strays(out, shards)
        number = 1 + max((int(shard.name) for shard in shards), default=-1)
        before = len(shards)
        duplicate_of = duplicates(shards)
        current = [shard for shard in shards if shard.fingerprint == fingerprint(shard, shard.made_with, duplicate_of)]
        for group in _groups(current):
            merged = _merged(f"{number:05d}", group)
            merged = replace(merged, fingerprint=fingerprint(merged, merged.made_with, duplicate_of))
            writers = {table: partial(merge_parts, out, table, merged.replaces) for table in TABLES}
            commit_parts(out, merged, writers, run)
            shards = [shard for shard in shards if shard.name not in merged.replaces] + [merged]
            remove_strays(out, shards)
            number += 1
    return Compacted(before, len(shards))


def _groups(shards: Sequence[Shard]) -> Iterator[list[Shard]]:
    """Yield the shards to be merged: consecutive ones of one making that are large together."""
    group: list[Shard] = []
    for shard in shards:
        if shard.size > COMPACT_DOCUMENTS // 2:
            continue
        if group and (shard.made_with != group[0].made_with or sum(one.size for one in group) + shard.size > COMPACT_DOCUMENTS):
            if len(group) > 1:
                yield group
            group = []
        group.append(shard)
    if len(group) > 1:
        yield group


def _merged(name: str, group: Sequence[Shard]) -> Shard:
    rows: Counter[str] = Counter()
    errors: Counter[str] = Counter()
    for shard in group:
        rows.update(shard.rows or {})
        errors.update(shard.errors)
    counts: Mapping[str, Any] = {table: rows[table] for table in TABLES}
    portions = tuple(portion for shard in group for portion in shard.portions)
    replaces = tuple(shard.name for shard in group)
    return Shard(name, portions, "", counts, group[0].made_with, dict(errors), replaces)
