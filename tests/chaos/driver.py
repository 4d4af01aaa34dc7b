"""The `nutgraf` command with shards so small that a few releases make many."""

from __future__ import annotations

from nutgraf import cli, plan

if __name__ == "__main__":
    plan.SHARD_DOCUMENTS = 8
    cli.run()
