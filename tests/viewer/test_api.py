"""The JSON API answers what its description says."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from nutgraf.records import FACT_TABLES, source_id
from nutgraf.viewer import create_app
from nutgraf.viewer.query import Query
from viewer.samples import SPEAKER, harbor, write

HARBOR = source_id("harbor.txt")


def references(value: Any) -> set[str]:
    if isinstance(value, dict):
        return {value["$ref"]} if "$ref" in value else set().union(*map(references, value.values()))
    return set().union(*map(references, value)) if isinstance(value, list) else set()


def test_the_description_covers_every_route_and_parameter(client: TestClient) -> None:
    described = client.get("/api/openapi.json").json()
    routes = {route.path for route in client.app.routes if route.path.startswith("/api/")}  # type: ignore[attr-defined]
    assert set(described["paths"]) == routes - {"/api/openapi.json"}
    parameters = {one["name"] for one in described["paths"]["/api/releases"]["get"]["parameters"]}
    assert parameters == {field.name for field in fields(Query)} - {"documents"}
    quoted = {one["name"] for one in described["paths"]["/api/quotes"]["get"]["parameters"]}
    assert quoted == parameters
    assert references(described) <= {f"#/components/schemas/{name}" for name in described["components"]["schemas"]}


def test_a_release_has_every_layer(client: TestClient) -> None:
    found = client.get(f"/api/releases/{HARBOR}").json()
    assert set(found) == {"release", *FACT_TABLES}
    assert found["quotes"][0]["speaker"] == SPEAKER
    assert found["dates"][0]["earliest"] == "2024-06-09"
    row = client.get("/api/openapi.json").json()["components"]["schemas"]["releases"]["properties"]
    assert set(found["release"]) == set(row)


def test_rows_of_a_table(client: TestClient) -> None:
    found = client.get("/api/tables/figures", params={"unit": "USD"}).json()
    assert (found["total"], found["rows"][0]["value"]) == (1, 3.4e6)
    assert client.get("/api/tables/errors", params={"error": "corrupt"}).json()["total"] == 1
    assert "cannot be asked for colour" in client.get("/api/tables/figures?colour=red").json()["error"]


def test_names_and_pages(client: TestClient) -> None:
    names = client.get("/api/names/speakers", params={"name": "o’hara"}).json()["names"]
    assert names == [{"name": SPEAKER, "releases": 1, "mentions": 1}]
    assert client.get("/api/releases?page=2").json()["releases"][0]["release_id"] not in {
        one["release_id"] for one in client.get("/api/releases").json()["releases"]
    }


def test_quotes_are_found(client: TestClient) -> None:
    found = client.get("/api/quotes?q=hundred").json()
    assert (found["total"], found["quotes"][0]["speaker"]) == (1, SPEAKER)
    assert found["quotes"][0]["release_id"] == HARBOR
    assert "for a hundred years" in found["quotes"][0]["snippet"]
    row = client.get("/api/openapi.json").json()["paths"]["/api/quotes"]["get"]["responses"]["200"]
    hit = row["content"]["application/json"]["schema"]["properties"]["quotes"]["items"]["properties"]
    assert set(found["quotes"][0]) == set(hit)


def test_tables_are_read_in_pages(client: TestClient, out: Path) -> None:
    rows = [replace(one, start=number) for number in range(250) for one in harbor()["figures"]]
    write(out, "00003", {"figures": rows})
    client = TestClient(create_app(out), base_url="http://localhost")
    starts = [row["start"] for page in (1, 2, 3, 4) for row in client.get(f"/api/tables/figures?page={page}").json()["rows"]]
    assert len(starts) == 251
    assert starts[1:] == list(range(250))
    assert client.get("/api/tables/figures?unit=USD&page=3").json()["total"] == 251


def test_snippets_are_plain_text(client: TestClient) -> None:
    found = client.get("/api/releases?q=water").json()["releases"][0]
    assert "<mark" not in found["snippet"]
    assert "water" in found["snippet"]
    json.dumps(found)
