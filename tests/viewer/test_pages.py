"""Every page: shown, escaped, locked down, linked to others that are there."""

from __future__ import annotations

import time
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlencode

import pytest
from starlette.testclient import TestClient

from nutgraf.dataset import part_path
from nutgraf.errors import DatasetError
from nutgraf.markup import COLORS
from nutgraf.records import source_id
from nutgraf.search import update_index
from nutgraf.search.store import index_path
from nutgraf.viewer import create_app, library
from viewer.samples import EVIL, ORGANIZATION, PLACE, SPEAKER, plain, water_board, write, write_sample

HARBOR = source_id("harbor.txt")
PAGES = [
    "/",
    "/?q=wall",
    f"/?{urlencode({'q': EVIL, 'speaker': EVIL})}",
    "/overview",
    f"/release/{HARBOR}",
    f"/speaker?{urlencode({'name': SPEAKER})}",
    f"/organization?{urlencode({'name': ORGANIZATION})}",
    f"/speaker?{urlencode({'name': SPEAKER, 'show': 'named'})}",
    f"/organization?{urlencode({'name': ORGANIZATION, 'show': 'quoted'})}",
    f"/organization?{urlencode({'name': ORGANIZATION, 'show': 'named'})}",
    f"/place?{urlencode({'name': f'{PLACE}, GB'})}",
    "/quotes",
    f"/quotes?{urlencode({'q': 'held', 'speaker': 'ann', 'near': 'Bath, GB', 'within': '30'})}",
    "/speakers",
    f"/organizations?{urlencode({'name': EVIL})}",
    "/places",
    "/errors",
    "/errors?error=corrupt",
]


class Elements(HTMLParser):
    """Reads the elements of a page, its visible text, and the addresses in it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember an element."""
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        """Remember text."""
        self.text += data

    @property
    def addresses(self) -> list[str]:
        """Return what the page links to, loads or sends to."""
        return [
            value
            for _, attributes in self.elements
            for name, value in attributes.items()
            if name in ("href", "src", "action") and value
        ]


@pytest.mark.parametrize("address", [*PAGES, "/release/no", "/speaker?name=<b>", "/?since=<script>", "/speaker"])
def test_nothing_from_a_release_becomes_markup(client: TestClient, address: str) -> None:
    page = Elements(client.get(address).text)
    assert {tag for tag, _ in page.elements}.isdisjoint({"script", "img", "iframe", "style", "object", "b"})
    for _, attributes in page.elements:
        assert not [name for name in attributes if name.startswith("on") or name == "style"]
    for one in page.addresses:
        assert one.startswith(("/", "#", "https://", "mailto:")), one
        assert not one.startswith("//")


@pytest.mark.parametrize("address", PAGES)
def test_every_page_is_shown_and_may_load_nothing_from_elsewhere(client: TestClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 200
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "script-src" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert len([tag for tag, _ in Elements(answer.text).elements if tag == "h1"]) == 1


def test_every_link_leads_to_a_page(client: TestClient) -> None:
    seen, waiting = set(), ["/"]
    while waiting:
        address = waiting.pop()
        answer = client.get(address)
        assert answer.status_code == 200, address
        if "text/html" not in answer.headers["content-type"]:
            continue
        page = Elements(answer.text)
        ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
        assert len(ids) == len(set(ids)), f"two elements of one id on {address}"
        for one in page.addresses:
            if one.startswith("#"):
                assert one[1:] in ids, f"{one} on {address}"
            elif one.startswith("/") and one not in seen and len(seen) < 400:
                seen.add(one)
                waiting.append(one)
    assert {f"/release/{HARBOR}", "/overview", "/api/openapi.json"} <= seen


def test_every_field_of_a_form_has_a_label(client: TestClient) -> None:
    page = Elements(client.get("/").text)
    labelled = {attributes.get("for") for tag, attributes in page.elements if tag == "label"}
    opened: list[str] = []
    for tag, attributes in page.elements:
        opened.append(tag)
        if tag in ("input", "select"):
            assert attributes.get("id") in labelled or opened[-2] == "label", attributes


def test_a_release_shows_its_text_layers_quotes_and_tables(client: TestClient) -> None:
    html = client.get(f"/release/{HARBOR}").text
    page = Elements(html)
    assert "“It held,” said Ann" in page.text
    for layer in COLORS:
        assert ("mark", layer) in [(tag, attributes.get("class")) for tag, attributes in page.elements]
        assert f"#layer-{layer}:not(:checked)" in client.get("/static/style.css").text
    assert '<span class="dim"> said Ann' in html, "who says it is set apart from what is said"
    assert "3,400,000" in html
    assert "at least up" in " ".join(page.text.split())
    assert '<a href="https://quay.example/?a=1&amp;b=2" rel="noopener noreferrer nofollow">' in html
    assert '<a href="mailto:q@quay.example">' in html
    assert '<span class="chrome">Share this' in html


def test_everything_a_speaker_said(client: TestClient) -> None:
    page = Elements(client.get(f"/speaker?{urlencode({'name': SPEAKER})}").text)
    assert "1 quote in 1 release" in page.text
    assert "for a hundred years" in page.text
    assert f"/organization?{urlencode({'name': ORGANIZATION})}" in page.addresses


def test_the_quotes_of_an_organization_and_its_names(client: TestClient, out: Path) -> None:
    write(out, "00002", water_board())
    update_index(out)
    client = TestClient(create_app(out), base_url="http://localhost")
    page = Elements(client.get("/organization?name=The+WATER+BOARD").text)
    assert "also Water Board of Wells (1)" in page.text
    assert "Published 31 releases" in " ".join(page.text.split())
    assert "page 1 of 2" in page.text
    assert len([one for one in page.addresses if one.startswith("/release/")]) == 20
    quoted = Elements(client.get("/organization?name=Water+Board+of+Wells&show=quoted").text)
    assert "We test the mains" in quoted.text
    named = Elements(client.get("/organization?name=Water+Board&show=named").text)
    assert "Water Board of Wells" in named.text
    facets = client.get("/api/releases").json()["facets"]
    assert ["Water Board of Wells", 1] in facets["organization"], "the name it has in texts"
    assert ["Water Board", 31] in facets["issuer"], "its commonest name"


def test_quotes_are_found_with_their_speakers(client: TestClient) -> None:
    page = client.get("/quotes?q=held").text
    assert '“It <mark class="hit">held</mark>,” said' in page
    assert f"/speaker?{urlencode({'name': SPEAKER})}".replace("&", "&amp;") in page
    assert '<a href="/?q=held">Releases</a>' in page
    assert '<a href="/quotes?q=held" aria-current="page">Quotes</a>' in page


def total(client: TestClient, address: str) -> int:
    found = client.get(f"/api/releases{address}")
    assert found.status_code == 200, found.text
    number: int = found.json()["total"]
    return number


SEARCHES = [
    ("", 31),
    ("?q=water", 30),
    ("?q=%22water+board%22", 30),
    ("?q=%22board+water%22", 0),
    ("?q=hundred+wall", 1),
    ("?q=mark", 0),
    ("?q=boar", 0),
    ("?issuer=%3DWater+Board", 30),
    ("?issuer=board", 30),
    ("?since=2024", 1),
    ("?until=2020", 8),
    ("?since=2021-03&until=2021-08", 3),
    ("?status=embargoed", 1),
    ("?figure=USD&at_least=3,000,000", 1),
    ("?figure=money&at_least=4e6", 0),
    ("?at_most=10", 0),
    ("?call=attend", 1),
    ("?country=GB", 1),
    (f"?{urlencode({'speaker': '=' + SPEAKER})}", 1),
    ("?speaker=O’Hara&q=water", 0),
    ("?person=o'hara", 1),
    ("?speaker_organization=pratt", 1),
    ("?near=51.5,-2.4&within=30", 1),
    ("?near=51.5,-2.4&within=5", 0),
    ("?near=51.5,-2.4", 1),
    ("?within=5", 31),
]


@pytest.fixture(scope="module", params=["private index", "own index"])
def searched(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    folder = tmp_path_factory.mktemp("searched") / "out"
    write_sample(folder)
    if request.param == "own index":
        update_index(folder)
    app = create_app(folder)
    assert index_path(folder).exists() == (request.param == "own index"), "looking at a dataset writes nothing into it"
    return TestClient(app, base_url="http://localhost")


@pytest.mark.parametrize(("address", "expected"), SEARCHES)
def test_a_search_finds_the_same_with_and_without_an_index(searched: TestClient, address: str, expected: int) -> None:
    assert total(searched, address) == expected


def test_results_are_sorted(client: TestClient) -> None:
    days = [one["release_date"] for one in client.get("/api/releases?q=water&sort=oldest").json()["releases"]]
    assert days == sorted(days)
    days = [one["release_date"] for one in client.get("/api/releases?q=water&sort=newest").json()["releases"]]
    assert days == sorted(days, reverse=True)
    assert days[0] != days[-1]


def test_what_was_found_is_marked_and_narrowed(client: TestClient) -> None:
    page = client.get("/?q=water").text
    assert '<mark class="hit">water</mark> board met. Watermark' in page
    assert "page 1 of 2" in page
    assert "/?q=water&amp;issuer=%3DWater+Board" in page
    assert client.get("/?q=water&page=2").text.count('class="headline"') == 10


@pytest.mark.parametrize(
    "address",
    [
        "/?since=May",
        "/?since=2024-13",
        "/?until=2023-02-30",
        "/?at_least=much",
        "/?at_most=nan",
        "/?page=0",
        "/?page=²",
        "/?sort=best",
        "/?since=2024&until=2023",
        "/?near=Nowhereatall",
        "/?near=91,0",
        "/?near=1,1&within=0",
        "/?within=far",
        "/?q=(water",
        "/?call=dance",
    ],
)
def test_a_query_that_means_nothing_is_told_so(client: TestClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text
    assert client.get(f"/api/releases{address[1:]}").json()["error"]


@pytest.mark.parametrize(
    "address", ["/nothing", "/release/0", "/place?name=Nowhere", "/static/../pages.py", "/api/tables/releases", "/api/names/x"]
)
def test_what_is_not_there_is_not_found(client: TestClient, address: str) -> None:
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_nothing_can_be_written(client: TestClient, method: str) -> None:
    assert getattr(client, method)("/").status_code == 405


def test_another_site_cannot_reach_it_by_a_name_of_its_own(out: Path) -> None:
    assert TestClient(create_app(out), base_url="http://attacker.example:8000").get("/").status_code == 400
    assert TestClient(create_app(out), base_url="http://localhost:8000").get("/").status_code == 200


def test_a_later_run_is_seen(client: TestClient, out: Path) -> None:
    assert total(client, "") == 31
    write(out, "00002", {"releases": [plain(99)]})
    give_up = time.monotonic() + 30
    while total(client, "?q=%22number+99%22") != 1:
        assert time.monotonic() < give_up
        time.sleep(0.05)
    assert client.get(f"/release/{source_id('notice-099.txt')}").status_code == 200


def test_an_index_of_the_dataset_that_lags_says_so(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(library, "CHECK_SECONDS", 0.0)
    update_index(out)
    client = TestClient(create_app(out), base_url="http://localhost")
    write(out, "00002", {"releases": [plain(99)]})
    assert "1 shard behind the dataset: run nutgraf index." in client.get("/").text
    assert client.get(f"/release/{source_id('notice-099.txt')}").status_code == 200, "rows are read from the dataset"
    update_index(out)
    assert "behind" not in client.get("/").text
    assert total(client, "?q=%22number+99%22") == 1


def test_a_release_whose_part_is_being_replaced_is_one_line(client: TestClient, out: Path) -> None:
    part_path(out, "releases", "00001").unlink()
    answer = client.get(f"/release/{source_id('notice-001.txt')}")
    assert answer.status_code == 500
    assert "ask again in a moment" in answer.text


def test_a_folder_without_a_dataset_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="holds no dataset"):
        create_app(tmp_path)


def test_an_empty_dataset_has_all_pages(tmp_path: Path) -> None:
    write(tmp_path / "empty", "00000", {})
    client = TestClient(create_app(tmp_path / "empty"), base_url="http://localhost")
    for address in ("/", "/quotes", "/overview", "/speakers", "/organizations", "/places", "/errors"):
        assert client.get(address).status_code == 200
