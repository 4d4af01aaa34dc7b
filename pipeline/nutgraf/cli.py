"""The `nutgraf` command; each command calls one public function."""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from nutgraf import __version__
from nutgraf.errors import NutgrafError
from nutgraf.language import DEFAULT_MODEL
from nutgraf.logs import configure_logging

if TYPE_CHECKING:
    from nutgraf.archive import Report
    from nutgraf.search import Sort

SOME_FAILED = 3
"""Exit code when the run finished and some documents are in `errors`."""

app = typer.Typer(
    help="Turn an archive of raw press releases into tables.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Json = Annotated[bool, typer.Option("--json", help="Print JSON for another program to read.")]
Model = Annotated[str, typer.Option(help="accurate, fast, or any spaCy package or path with a named-entity recogniser.")]
Language = Annotated[str, typer.Option(help="en keeps other languages out; any lets them through.")]
TextColumn = Annotated[str | None, typer.Option(help="Column that holds the text in tables.")]


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"nutgraf {__version__}")
        raise typer.Exit


@app.callback()
def main(
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Log what is going on.")] = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Turn an archive of raw press releases into tables."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # small products: more threads cost more than they bring
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    configure_logging(logging.INFO if verbose else logging.ERROR)


@contextmanager
def _one_line_errors() -> Iterator[None]:
    try:
        yield
    except NutgrafError as error:
        typer.echo(f"nutgraf: {error}", err=True)
        raise typer.Exit(1) from None
    except KeyboardInterrupt:
        typer.echo("nutgraf: interrupted; run the same command again to go on", err=True)
        raise typer.Exit(130) from None


@app.command()
def extract(
    archive: Annotated[str, typer.Argument(help="Folder, file or fsspec URL of releases.")],
    out: Annotated[Path, typer.Option(help="Folder the dataset is written to.")],
    workers: Annotated[int, typer.Option(min=0, help="Processes; 0 runs in this one, without limits.")] = 1,
    model: Model = DEFAULT_MODEL,
    language: Language = "en",
    text_column: TextColumn = None,
    engine: Annotated[str, typer.Option(help="local, or dask.")] = "local",
    scheduler: Annotated[str | None, typer.Option(help="Dask scheduler, e.g. tcp://host:8786.")] = None,
    time_limit: Annotated[float, typer.Option(min=0.1, help="Processor seconds one step of a document may take.")] = 60.0,
    memory_limit: Annotated[int, typer.Option(min=50, help="Megabytes a document may take in a worker.")] = 2000,
    batch_size: Annotated[int, typer.Option(min=1, help="Releases labelled at once.")] = 32,
    retry_errors: Annotated[bool, typer.Option("--retry-errors", help="Run again what may not fail again.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and write nothing.")] = False,
    log_json: Annotated[bool, typer.Option("--log-json", help="One line of JSON for each error and for progress.")] = False,
    json_: Json = False,
) -> None:
    """Extract every release of an archive into Parquet tables; run again to go on or to update."""
    from nutgraf.archive import extract_archive  # noqa: PLC0415  # Arrow takes a while to import; --help must not
    from nutgraf.guard import Limits  # noqa: PLC0415
    from nutgraf.progress import log_failure, show_progress  # noqa: PLC0415

    with _one_line_errors(), show_progress(quiet=json_ and not log_json, as_json=log_json) as on_progress:
        report = extract_archive(
            archive,
            out,
            workers=workers,
            model=model,
            language=language,
            text_column=text_column,
            engine=engine,
            scheduler=scheduler,
            limits=Limits(time_limit, memory_limit),
            retry_errors=retry_errors,
            dry_run=dry_run,
            batch_size=batch_size,
            on_progress=on_progress,
            on_failure=log_failure if log_json else None,
        )
    described = foreseen(report) if dry_run else summary(report, out)
    typer.echo(json.dumps({**asdict(report), "reconciles": report.reconciles}) if json_ else described)
    if not dry_run and report.errors + report.unchanged_errors:
        raise typer.Exit(SOME_FAILED)


def foreseen(report: Report) -> str:
    """Describe what a run would do."""
    to_do = sum(report.reasons.values())
    lines = [f"{report.sources:,} sources: would extract {to_do:,}, {report.unchanged:,} unchanged; nothing was written"]
    lines += [f"  {reason:28}{count:>10,}" for reason, count in report.reasons.items()]
    if report.removed:
        lines.append(f"  {'removed':28}{report.removed:>10,}")
    return "\n".join(lines)


def summary(report: Report, out: Path) -> str:
    """Describe a run in a few lines."""
    rate = f", {report.releases / report.seconds:,.0f} releases/s" if report.seconds and report.releases else ""
    parts = f"{report.releases:,} releases + {report.errors:,} errors + {report.unchanged:,} unchanged"
    lines = [f"{report.sources:,} sources = {parts}  ({report.seconds:,.1f} s{rate})"]
    if not report.reconciles:
        lines.append("COUNTS DO NOT RECONCILE: please report this")
    lines += [f"  again, {reason:21}{count:>10,}" for reason, count in report.reasons.items() if reason != "new"]
    for name, count in (
        ("duplicates", report.duplicates),
        ("removed", report.removed),
        ("metadata sidecars left out", report.sidecars),
    ):
        if count:
            lines.append(f"  {name:28}{count:>10,}")
    if report.releases:
        lines += [
            f"  {name.replace('_', ' '):28}{count:>10,}"
            for name, count in report.rows.items()
            if name not in ("releases", "errors")
        ]
    lines += [f"  error {code:22}{count:>10,}" for code, count in sorted(report.error_counts.items())]
    lines.append(
        f"tables in {out}/<table>/*.parquet" + (f"; reasons in {out}/errors" if report.errors + report.unchanged_errors else "")
    )
    return "\n".join(lines)


@app.command()
def status(out: Annotated[Path, typer.Argument(help="A dataset.")], json_: Json = False) -> None:
    """Tell what a dataset holds, what failed and why, and what is out of date."""
    from nutgraf.status import dataset_status, describe  # noqa: PLC0415  # as in extract

    with _one_line_errors():
        found = dataset_status(out)
    typer.echo(json.dumps(asdict(found)) if json_ else describe(found, out))


@app.command()
def compact(out: Annotated[Path, typer.Argument(help="A dataset.")], json_: Json = False) -> None:
    """Merge the small parts of a dataset into few large ones; its rows stay the same."""
    from nutgraf.compaction import compact as merge  # noqa: PLC0415  # as in extract

    with _one_line_errors():
        done = merge(out)
    typer.echo(json.dumps(asdict(done)) if json_ else f"{done.before:,} shards are now {done.after:,}")


@app.command()
def show(
    file: Annotated[str, typer.Argument(help="A release in any format read, - for text on standard input.")],
    html: Annotated[Path | None, typer.Option(help="Write an HTML page instead of printing.")] = None,
    model: Model = DEFAULT_MODEL,
    language: Language = "any",
    json_: Json = False,
) -> None:
    """Show a release with everything found in it highlighted."""
    from nutgraf.show import extraction_to_json, page, print_extraction, read_file  # noqa: PLC0415  # as in extract

    with _one_line_errors():
        found = read_file(file, model=model, language=language)
        if html:
            html.write_text(page(found), "utf-8", "replace")
        elif json_:
            typer.echo("\n".join(extraction_to_json(extraction) for extraction in found))
        else:
            for extraction in found:
                print_extraction(extraction)


@app.command()
def evaluate(
    gold: Annotated[Path, typer.Argument(help="Folder of releases with gold annotations (NAME.json beside NAME.txt).")],
    out: Annotated[Path | None, typer.Option(help="Score this dataset instead of extracting the folder now.")] = None,
    errors: Annotated[
        list[str] | None, typer.Option(help="Print the errors of a layer, e.g. dates.value; may be repeated.")
    ] = None,
    model: Model = DEFAULT_MODEL,
    json_: Json = False,
) -> None:
    """Score extraction against gold annotations."""
    from nutgraf.evaluation import evaluate_folder, format_scores  # noqa: PLC0415  # as in extract

    with _one_line_errors():
        result = evaluate_folder(gold, out, model=model)
    typer.echo(json.dumps(result.scores) if json_ else format_scores(result))
    for layer in errors or ():
        for error in result.errors.get(layer, ()):
            typer.echo(" | ".join((layer, *map(str, error))))


@app.command()
def serve(
    out: Annotated[Path, typer.Argument(help="Dataset that `nutgraf extract` wrote.")],
    host: Annotated[str, typer.Option(help="Address to listen on; the default is reached from this machine only.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port; 0 takes a free one.")] = 8000,
) -> None:
    """Show a dataset as web pages, read-only, until interrupted."""
    with _one_line_errors():
        try:
            from nutgraf.viewer import serve as serve_pages  # noqa: PLC0415  # an extra, and not light
        except ModuleNotFoundError as error:
            missing = (error.name or "").partition(".")[0]
            raise NutgrafError(f"serve needs {missing}: pip install 'nutgraf[serve]'") from None
        serve_pages(out, host=host, port=port, on_ready=lambda address: typer.echo(f"{out} at {address} (Ctrl-C ends)"))


@app.command()
def index(out: Annotated[Path, typer.Argument(help="Folder of a dataset.")], json_: Json = False) -> None:
    """Make a dataset searchable, or bring its search index up to date; only what changed is indexed again."""
    from nutgraf.progress import show_count  # noqa: PLC0415  # as in extract
    from nutgraf.search import update_index  # noqa: PLC0415

    with _one_line_errors(), show_count("indexing", quiet=json_) as on_progress:
        report = update_index(out, on_progress=on_progress)
    if json_:
        typer.echo(json.dumps(asdict(report)))
    else:
        done = f"{report.releases:,} releases and {report.quotes:,} quotes indexed, {report.removed:,} removed"
        typer.echo(f"{done}  ({report.shards:,} changed shards, {report.seconds:,.1f} s)")


@app.command()
def search(
    out: Annotated[Path, typer.Argument(help="Folder of an indexed dataset.")],
    query: Annotated[
        str, typer.Argument(help='Words, "phrases", begin*, OR, -without, headline:word, NEAR(a b, 5); nothing finds all.')
    ] = "",
    quotes: Annotated[bool, typer.Option("--quotes", help="Find quotes instead of releases.")] = False,
    speaker: Annotated[list[str] | None, typer.Option(help="Who is quoted; =NAME for the whole name. May be repeated.")] = None,
    speaker_organization: Annotated[list[str] | None, typer.Option(help="Whom somebody quoted speaks for.")] = None,
    person: Annotated[list[str] | None, typer.Option(help="Anybody named.")] = None,
    organization: Annotated[list[str] | None, typer.Option(help="Organization or acronym.")] = None,
    place: Annotated[list[str] | None, typer.Option(help="Name of a place.")] = None,
    country: Annotated[list[str] | None, typer.Option(help="ISO 3166-1 code or name of a country.")] = None,
    near: Annotated[str | None, typer.Option(help="LATITUDE,LONGITUDE or a place's name, such as 'Reno, NV'.")] = None,
    within: Annotated[float, typer.Option(help="Kilometres around --near.")] = 50.0,
    since: Annotated[str | None, typer.Option(help="First day, month or year: 2024-03-15, 2024-03, 2024.")] = None,
    until: Annotated[str | None, typer.Option(help="Last day, month or year.")] = None,
    figure: Annotated[list[str] | None, typer.Option(help="Unit (USD, %, mile) or kind of unit (money, percent).")] = None,
    at_least: Annotated[float | None, typer.Option(help="Lower bound of a figure.")] = None,
    at_most: Annotated[float | None, typer.Option(help="Upper bound of a figure.")] = None,
    call: Annotated[list[str] | None, typer.Option(help="Kind of call to action: attend, donate, apply, ….")] = None,
    status: Annotated[list[str] | None, typer.Option(help="immediate or embargoed.")] = None,
    issuer: Annotated[list[str] | None, typer.Option(help="Who publishes the release.")] = None,
    language: Annotated[list[str] | None, typer.Option(help="ISO 639-1 code.")] = None,
    sort: Annotated[str, typer.Option(help="relevance, newest or oldest.")] = "relevance",
    limit: Annotated[int, typer.Option(help="Hits to show.")] = 10,
    offset: Annotated[int, typer.Option(help="Hits to skip.")] = 0,
    facet: Annotated[list[str] | None, typer.Option(help="Count hits by speaker, organization, place, ….")] = None,
    json_: Json = False,
) -> None:
    """Search an indexed dataset."""
    from nutgraf.search import Filters, Index, results_to_json  # noqa: PLC0415  # as in extract
    from nutgraf.search.terminal import print_results  # noqa: PLC0415

    filters = Filters(
        speaker=speaker or (), speaker_organization=speaker_organization or (), person=person or (),
        organization=organization or (), place=place or (), country=country or (), near=near,
        within_km=within, since=since, until=until, figure=figure or (), at_least=at_least, at_most=at_most, call=call or (),
        status=status or (), issuer=issuer or (), language=language or (),
    )  # fmt: skip
    with _one_line_errors():
        opened = Index(out)
        found = opened.search(
            query,
            filters=filters,
            limit=limit,
            offset=offset,
            sort=cast("Sort", sort),
            documents="quotes" if quotes else "releases",
            facets=facet or (),
        )
        if lag := opened.lag():
            typer.echo(f"nutgraf: {lag:,} shards changed since the index was made: run nutgraf index {out}", err=True)
    if json_:
        typer.echo(results_to_json(found))
    else:
        print_results(found, offset)


@app.command()
def export(
    out: Annotated[Path, typer.Argument(help="Folder of a dataset.")],
    to: Annotated[str, typer.Option(help="opensearch, elasticsearch, jsonl, sqlite or delta.")],
    into: Annotated[Path | None, typer.Option(help="File (jsonl, sqlite) or folder to write.")] = None,
    url: Annotated[
        str | None, typer.Option(envvar="NUTGRAF_SEARCH_URL", help="Server to send to, instead of writing bulk requests.")
    ] = None,
    index_name: Annotated[str, typer.Option("--index", help="Name of the index on the server.")] = "press-releases",
    json_: Json = False,
) -> None:
    """Write a dataset for another program, or send it to a search server."""
    from nutgraf.export import export_dataset  # noqa: PLC0415  # as in extract

    with _one_line_errors():
        report = export_dataset(out, to, into=into, url=None if into else url, index=index_name)
    if json_:
        typer.echo(json.dumps(asdict(report)))
    else:
        typer.echo(f"{report.sent:,} releases {f'written to {into}' if into else f'sent to {index_name}'}")
        for reason in report.reasons:
            typer.echo(f"refused {reason}", err=True)
    if report.refused:
        raise typer.Exit(SOME_FAILED)


@app.command()
def schema(json_: Json = False) -> None:
    """Print the data dictionary: every table and column."""
    from nutgraf.schema import SCHEMAS, data_dictionary, schema_to_json  # noqa: PLC0415  # as in extract

    typer.echo(json.dumps({name: schema_to_json(table) for name, table in SCHEMAS.items()}) if json_ else data_dictionary())


def run() -> None:
    """Run the command, closing quietly when the reader of a pipe has gone."""
    try:
        app()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)


if __name__ == "__main__":
    run()
