"""A dataset for other programs: what is written can be read back, what is sent arrives, also when the server stumbles."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pyarrow.dataset as ds
import pytest

from handmade import at, figure, made, said, write_dataset
from nutgraf import DatasetError, extract_archive
from nutgraf.export import bulk, export_dataset, index_body
from nutgraf.export.mapping import NAMES, PROSE, as_document
from nutgraf.records import FACT_TABLES, TABLES
from nutgraf.schema import SCHEMAS

ROOT = Path(__file__).parents[1]
NUTGRAF = Path(sys.executable).with_name("nutgraf")


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a dataset of the project's own releases."""
    folder = tmp_path_factory.mktemp("corpus") / "out"
    extract_archive(ROOT / "corpus" / "releases", folder)
    return folder


@pytest.fixture
def small(tmp_path: Path) -> Path:
    places = [at("Reno", latitude=39.53, longitude=-119.81), at("Atlantis")]
    releases = [
        made(f"{n}.txt", f"Dam {n}", "Water at last.", places=places, quotes=[said("“Water.”", "Ann")], day="2024-03-01")
        for n in range(5)
    ]
    return write_dataset(tmp_path / "small", {"00000": releases[:3], "00001": releases[3:]})


def counts(out: Path) -> dict[str, int]:
    return {name: ds.dataset(out / name, format="parquet").count_rows() for name in TABLES}


def test_json_lines_hold_every_release_with_its_facts(out: Path, tmp_path: Path) -> None:
    report = export_dataset(out, "jsonl", into=tmp_path / "all.jsonl")
    releases = [json.loads(line) for line in (tmp_path / "all.jsonl").read_text("utf-8").splitlines()]
    expected = counts(out)
    assert report.sent == len(releases) == expected["releases"] > 30
    for name in FACT_TABLES:
        assert sum(len(release[name]) for release in releases) == expected[name]
        assert all(release["text"][fact["start"] : fact["end"]] == fact["text"] for release in releases for fact in release[name])
    assert set(releases[0]) == {*SCHEMAS["releases"].names, *FACT_TABLES}
    dated = [release["release_date"] for release in releases if release["release_date"]]
    assert all(len(day) == 10 for day in dated)


def test_sqlite_holds_every_row_joins_and_can_be_searched(out: Path, tmp_path: Path) -> None:
    path = tmp_path / "releases.db"
    for _ in range(2):  # the second time it is replaced
        export_dataset(out, "sqlite", into=path)
    with sqlite3.connect(path) as connection:
        for name, count in counts(out).items():
            assert connection.execute(f"SELECT count(*) FROM {name}").fetchone() == (count,)  # noqa: S608
        columns = [row[1] for row in connection.execute("PRAGMA table_info (quotes)")]
        assert columns == SCHEMAS["quotes"].names
        lost = "SELECT count(*) FROM quotes LEFT JOIN releases USING (release_id) WHERE releases.source IS NULL"
        assert connection.execute(lost).fetchone() == (0,)
        found = "SELECT count(*) FROM releases_fts WHERE releases_fts MATCH 'headline : freshwater'"
        assert connection.execute(found).fetchone() == (1,)
        assert connection.execute("SELECT count(*) FROM quotes_fts WHERE quotes_fts MATCH 'speaker : telford'").fetchone() > (0,)
        assert json.loads(connection.execute("SELECT sections FROM releases").fetchone()[0])[0].keys() == {"kind", "start", "end"}
    connection.close()


def test_delta_tables_are_the_tables(out: Path, tmp_path: Path) -> None:
    deltalake = pytest.importorskip("deltalake")
    for _ in range(2):
        assert export_dataset(out, "delta", into=tmp_path / "delta").sent == counts(out)["releases"]
    assert {name: deltalake.DeltaTable(tmp_path / "delta" / name).count() for name in TABLES} == counts(out)
    assert deltalake.DeltaTable(tmp_path / "delta" / "quotes").version() == 1


def properties(mapping: dict[str, Any], path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    for name, field in mapping["properties"].items():
        yield path + name, field
        if "properties" in field:
            yield from properties(field, f"{path}{name}.")


def test_the_mapping_has_a_field_for_every_column() -> None:
    fields = dict(properties(index_body()["mappings"]))
    columns = [
        ("" if table == "releases" else f"{table}.") + name
        for table in ("releases", *FACT_TABLES)
        for name in SCHEMAS[table].names
    ]
    wanted = {column for column in columns if not column.endswith(".release_id")}
    assert wanted <= fields.keys()
    assert {name for name in fields.keys() - wanted if name.count(".") == 0} == set(FACT_TABLES)
    assert fields["release_date"] == {"type": "date"}
    assert fields["quotes"]["type"] == fields["quotes.segments"]["type"] == fields["contacts"]["type"] == "nested"
    assert fields["quotes.text"] == {"type": "text"}
    assert fields["quotes.speaker"]["fields"] == {"text": {"type": "text"}}
    assert (fields["figures.value"], fields["warnings"]["type"]) == ({"type": "double"}, "keyword")
    assert {name.rpartition(".")[2] for name in fields} >= PROSE | NAMES


def test_a_document_leaves_out_what_is_null_and_has_a_point_for_a_place() -> None:
    document = as_document(
        {
            "headline": None,
            "warnings": [],
            "word_count": 0,
            "places": [{"name": "X", "latitude": 1.0, "longitude": 2.0, "kind": None}],
        }
    )
    assert document == {
        "word_count": 0,
        "places": [{"name": "X", "latitude": 1.0, "longitude": 2.0, "location": {"lat": 1.0, "lon": 2.0}}],
    }


def test_bulk_files_are_a_mapping_and_two_lines_a_release(out: Path, tmp_path: Path) -> None:
    (tmp_path / "bulk").mkdir()
    (tmp_path / "bulk" / "bulk-00099.ndjson").write_text("of an earlier export")
    export_dataset(out, "opensearch", into=tmp_path / "bulk", index="news")
    *parts, mapping = sorted((tmp_path / "bulk").iterdir())
    assert mapping.name == "mapping.json"
    assert [part.name for part in parts] == [f"bulk-{number:05d}.ndjson" for number in range(len(parts))]
    assert json.loads((tmp_path / "bulk" / "mapping.json").read_text()) == index_body()
    lines = [json.loads(line) for part in parts for line in part.read_text("utf-8").splitlines()]
    assert len(lines) == 2 * counts(out)["releases"]
    for action, document in zip(lines[::2], lines[1::2], strict=True):
        assert action == {"index": {"_index": "news", "_id": document["release_id"]}}


def test_a_number_that_json_cannot_write_becomes_null(tmp_path: Path) -> None:
    out = write_dataset(
        tmp_path / "out", {"00000": [made("a.txt", "A", "B", figures=[figure(float("inf")), figure(float("nan")), figure(2.0)])]}
    )
    export_dataset(out, "jsonl", into=tmp_path / "a.jsonl")
    assert [found["value"] for found in json.loads((tmp_path / "a.jsonl").read_text())["figures"]] == [None, None, 2.0]


class Server:
    """Stands between a client and the emulator: speaks Elasticsearch's media types and answers some requests itself."""

    def __init__(self, target: str) -> None:
        self.target = target
        self.planned: list[Callable[[bytes], tuple[int, dict[str, Any]] | None]] = []
        self.bulk_requests = 0
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self) -> None:
                status, body = outer.handle(self)
                self.send_response(status)
                self.send_header("X-Elastic-Product", "Elasticsearch")
                vendor = "vnd.elasticsearch" in (self.headers.get("Accept") or "")
                self.send_header(
                    "Content-Type", f"application/{'vnd.elasticsearch+json;compatible-with=8' if vendor else 'json'}"
                )
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(b"" if self.command == "HEAD" else body)

            do_GET = do_PUT = do_POST = do_HEAD = answer  # noqa: N815

            def log_message(self, *_: Any) -> None:
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.http.server_port}"
        self.http.daemon_threads = True
        threading.Thread(target=self.http.serve_forever, daemon=True).start()

    def handle(self, request: BaseHTTPRequestHandler) -> tuple[int, bytes]:
        """Answer as planned, else as the emulator does."""
        import gzip  # noqa: PLC0415

        body = request.rfile.read(int(request.headers.get("Content-Length") or 0))
        if request.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        is_bulk = request.path.split("?")[0].endswith("_bulk")
        self.bulk_requests += is_bulk
        if is_bulk and self.planned and (planned := self.planned.pop(0)(body)):
            return planned[0], json.dumps(planned[1]).encode()
        media = "application/x-ndjson" if is_bulk else "application/json"
        forwarded = urllib.request.Request(  # noqa: S310
            self.target + request.path, data=body or None, method=request.command, headers={"Content-Type": media}
        )
        try:
            with urllib.request.urlopen(forwarded) as response:  # noqa: S310
                return response.status, response.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()


@pytest.fixture
def server() -> Iterator[Server]:
    with pytest.importorskip("osmem_server").OsmemServer.start() as emulator:
        between = Server(emulator.url)
        yield between
        between.http.shutdown()
        between.http.block_on_close = False
        between.http.server_close()


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    waited: list[float] = []
    monkeypatch.setattr(bulk.time, "sleep", waited.append)
    return waited


def ask(url: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
    request = urllib.request.Request(url + path, data=json.dumps(body).encode(), headers={"Content-Type": "application/json"})  # noqa: S310
    with urllib.request.urlopen(request) as response:  # noqa: S310
        answer: dict[str, Any] = json.loads(response.read())
    return answer


def check_server(kind: str, url: str, out: Path, index: str) -> None:
    """Send a dataset twice and look for it."""
    expected = counts(out)
    for _ in range(2):  # ids are the releases': sending again updates
        report = export_dataset(out, kind, url=url, index=index)
        assert (report.sent, report.refused, report.reasons) == (expected["releases"], 0, [])
    ask(url, f"/{index}/_refresh", {})
    assert ask(url, f"/{index}/_count", {"query": {"match_all": {}}})["count"] == expected["releases"]
    said_by = {"nested": {"path": "quotes", "query": {"term": {"quotes.speaker": "Marcus Telford"}}}}
    near = {
        "nested": {
            "path": "places",
            "query": {"geo_distance": {"distance": "50km", "places.location": {"lat": 41.26, "lon": -95.94}}},
        }
    }
    for query in (
        said_by,
        near,
        {"match": {"headline": "pharmacy"}},
        {"bool": {"filter": [said_by, {"range": {"release_date": {"gte": "2026-01-01"}}}]}},
    ):
        hits = ask(url, f"/{index}/_search", {"query": query})["hits"]["hits"]
        assert any("Omaha Pharmacy" in hit["_source"]["headline"] for hit in hits), query


@pytest.mark.parametrize("kind", ["opensearch", "elasticsearch"])
def test_a_dataset_is_sent_and_found(kind: str, server: Server, out: Path) -> None:
    check_server(kind, server.url, out, "releases")


@pytest.mark.parametrize("kind", ["opensearch", "elasticsearch"])
@pytest.mark.skipif(
    "not __import__('os').environ.get('NUTGRAF_TEST_SERVER')",
    reason="set NUTGRAF_TEST_SERVER=opensearch=URL or elasticsearch=URL",
)
def test_a_users_server(kind: str, out: Path) -> None:
    """Send to a real server: NUTGRAF_TEST_SERVER=opensearch=http://localhost:9200; the index nutgraf-test stays there."""
    name, _, url = os.environ["NUTGRAF_TEST_SERVER"].partition("=")
    if name != kind:
        pytest.skip(f"the server is {name}")
    check_server(kind, url, out, "nutgraf-test")


def busy(status: int) -> Callable[[bytes], tuple[int, dict[str, Any]]]:
    return lambda _: (status, {"error": {"type": "busy", "reason": "later"}, "status": status})


def partly(body: bytes) -> tuple[int, dict[str, Any]]:
    """Refuse every other document for a time and one for good."""
    ids = [json.loads(line)["index"]["_id"] for line in body.decode().splitlines()[::2]]
    answers: list[dict[str, Any]] = [
        {"_id": one, "status": 201 if number % 2 else 429, "error": {"type": "queue", "reason": "full"}}
        for number, one in enumerate(ids)
    ]
    answers[-1] |= {"status": 400, "error": {"type": "mapping", "reason": "no such field", "caused_by": {"reason": "x"}}}
    return 200, {"errors": True, "items": [{"index": answer} for answer in answers]}


@pytest.mark.parametrize("kind", ["opensearch", "elasticsearch"])
def test_a_server_that_is_busy_gets_it_again(kind: str, server: Server, small: Path, waits: list[float]) -> None:
    server.planned = [busy(503), busy(429)]
    report = export_dataset(small, kind, url=server.url)
    assert (report.sent, report.refused) == (5, 0)
    assert waits == [1.0, 2.0]


@pytest.mark.parametrize("kind", ["opensearch", "elasticsearch"])
def test_documents_the_server_had_no_time_for_go_again_and_refused_ones_are_told(
    kind: str, server: Server, small: Path, waits: list[float]
) -> None:
    server.planned = [partly]
    report = export_dataset(small, kind, url=server.url)
    assert (report.sent, report.refused) == (4, 1)  # the ones sent again were taken
    assert report.reasons[0].endswith(": mapping: no such field x")
    assert (waits, server.bulk_requests) == ([1.0], 2)


@pytest.mark.parametrize("kind", ["opensearch", "elasticsearch"])
def test_a_server_that_stays_away_is_told(kind: str, server: Server, small: Path, waits: list[float]) -> None:
    server.planned = [busy(503)] * 99
    with pytest.raises(DatasetError, match=r"gave up after 0 documents: .* cannot be reached: 503"):
        export_dataset(small, kind, url=server.url)
    assert waits == list(bulk.WAITS)
    with pytest.raises(DatasetError, match=f"{kind} ") as caught:
        export_dataset(small, kind, url="http://user:secret@127.0.0.1:1")
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("kind", ["opensearch", "elasticsearch"])
def test_a_request_the_server_refuses_for_good_is_not_sent_again(
    kind: str, server: Server, small: Path, waits: list[float]
) -> None:
    server.planned = [busy(403)]
    with pytest.raises(DatasetError, match="refuses a bulk request: 403"):
        export_dataset(small, kind, url=server.url)
    assert not waits


def test_requests_stay_small(server: Server, small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "CHUNK_DOCUMENTS", 2)
    assert export_dataset(small, "opensearch", url=server.url).sent == 5
    assert server.bulk_requests == 3
    monkeypatch.setattr(bulk, "CHUNK_BYTES", 10)
    export_dataset(small, "opensearch", url=server.url)
    assert server.bulk_requests == 8


TYPES = """import {{ API }} from '@opensearch-project/opensearch';
import {{ estypes }} from '@elastic/elasticsearch';
export const body: API.Indices_Create_RequestBody = {body};
export const bulk: API.Bulk_RequestBody = {bulk};
export const bodyThere: Omit<estypes.IndicesCreateRequest, 'index'> = {body};
export const bulkThere: estypes.BulkRequest['operations'] = {bulk};
"""


@pytest.mark.skipif(
    "not __import__('os').environ.get('NUTGRAF_TEST_NPM')", reason="set NUTGRAF_TEST_NPM=folder with the clients and typescript"
)
def test_the_clients_own_types_accept_mapping_and_bulk_requests(out: Path, tmp_path: Path) -> None:
    """Run the TypeScript compiler in NUTGRAF_TEST_NPM.

    The folder is made with npm install @opensearch-project/opensearch @elastic/elasticsearch typescript@5 @types/node.
    """
    export_dataset(out, "opensearch", into=tmp_path)
    operations = f"[{','.join((tmp_path / 'bulk-00000.ndjson').read_text('utf-8').splitlines())}]"
    folder = Path(os.environ["NUTGRAF_TEST_NPM"])
    command = [
        "node_modules/.bin/tsc",
        "--noEmit",
        "--strict",
        "--skipLibCheck",
        "--target",
        "es2022",
        "--module",
        "nodenext",
        "nutgraf.ts",
    ]
    checked = []
    for text in (json.dumps(index_body()), json.dumps(index_body()).replace("geo_point", "geo_pint")):
        (folder / "nutgraf.ts").write_text(TYPES.format(body=text, bulk=operations), "utf-8")
        checked.append(subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False))
    assert checked[0].returncode == 0, checked[0].stdout
    assert '"geo_pint"' in checked[1].stdout  # the check can fail


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--to", "paper", "--into", "{tmp}/x"), "'paper': it is not one of opensearch, elasticsearch, jsonl, sqlite, delta"),
        (("--to", "jsonl"), "needs where to write it"),
        (("--to", "opensearch"), "or an URL to send it to"),
        (("--to", "jsonl", "--url", "http://127.0.0.1:1"), "needs where to write it"),
        (("--to", "jsonl", "--into", "{tmp}/none/x.jsonl"), "cannot write"),
        (("--to", "sqlite", "--into", "{tmp}/none/x.db"), "cannot write"),
        (("--to", "opensearch", "--url", "http://127.0.0.1:1"), "opensearch refuses the index press-releases"),
    ],
)
def test_errors_of_the_command_are_one_line(arguments: tuple[str, ...], message: str, small: Path, tmp_path: Path) -> None:
    command = [NUTGRAF, "export", small, *(argument.format(tmp=tmp_path) for argument in arguments)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("nutgraf: ")
    assert done.stderr.count("\n") == 1
    assert message in done.stderr


def test_the_command_says_what_it_wrote(small: Path, tmp_path: Path) -> None:
    command = [NUTGRAF, "export", small, "--to", "jsonl", "--into", tmp_path / "x.jsonl"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.stdout == f"5 releases written to {tmp_path / 'x.jsonl'}\n"


def test_a_dataset_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="holds no dataset"):
        export_dataset(tmp_path / "nothing", "jsonl", into=tmp_path / "x")
    assert not (tmp_path / "nothing").exists()


def test_a_missing_client_is_told(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from nutgraf import ModelError  # noqa: PLC0415

    for module, arguments in (("opensearchpy", ("opensearch",)), ("elasticsearch", ("elasticsearch",))):
        monkeypatch.setitem(sys.modules, module, None)
        with pytest.raises(ModelError, match=rf"pip install 'nutgraf\[{arguments[0]}\]'"):
            export_dataset(small, arguments[0], url="http://127.0.0.1:1")
    monkeypatch.setitem(sys.modules, "deltalake", None)
    with pytest.raises(ModelError, match=r"pip install 'nutgraf\[delta\]'"):
        export_dataset(small, "delta", into=small.parent / "delta")


def test_exports_of_a_read_only_dataset_need_no_lock(small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copy = shutil.copytree(small, tmp_path / "copy")
    (copy / "_lock").unlink()
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert export_dataset(copy, "jsonl", into=tmp_path / "x.jsonl").sent == 5
    assert not (copy / "_lock").exists()
