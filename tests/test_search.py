"""What a search finds: the query language, filters, facets, snippets, copies; in Python, as a frame and on the command line."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from handmade import at, call, figure, made, organization, said, write_dataset
from nutgraf import DatasetError, NutgrafError, QueryError, open_dataset
from nutgraf.records import Extraction
from nutgraf.search import FACETS, Filters, Index, NameCount, marked, update_index
from nutgraf.search.query import to_fts5
from nutgraf.search.store import RELEASE_FIELDS

NUTGRAF = Path(sys.executable).with_name("nutgraf")

RELEASES = [
    made(
        "dam.txt",
        "Water rights settled at Salmon Dam",
        "The state and the tribes agreed on water rights. AT&T lines stay. Café owners cheered.",
        day="2024-03-15",
        issuer="Basin Water Office",
        status="immediate",
        language="en",
        about="The office keeps records of moorings.",
        quotes=[
            said(
                "“The river is ours again,” she said.",
                "Maria Lindqvist",
                speaker_title="chair",
                speaker_organization="Basin Council",
            ),
            said("“A fair deal,” he said.", "John Warren"),
        ],
        organizations=[
            organization("Environmental Protection Agency", "EPA"),
            organization("Basin Council"),
            organization("Basin Council"),
        ],
        places=[
            at("Reno", kind="city", country_code="US", admin1_code="NV", geoname_id=5511077, latitude=39.53, longitude=-119.81),
            at("Nevada", kind="state", country_code="US", admin1_code="NV", latitude=39.25, longitude=-116.75),
        ],
        figures=[figure(2_500_000.0, "USD", unit_kind="money"), figure(12.0, "%", unit_kind="percent")],
        calls_to_action=[call("attend")],
    ),
    made(
        "fair.txt",
        "Harbour fair returns",
        "The rights of way stay closed; there is water for everyone. The covid-19 rules are gone.",
        day="2024-12-31",
        issuer="City of Leith",
        status="embargoed",
        language="en",
        quotes=[said("“Bring your own water,” said Ann O’Brien.", "Ann O’Brien")],
        organizations=[organization("City of Leith")],
        places=[at("Leith", kind="city", country_code="GB", admin1_code="SCT", latitude=55.98, longitude=-3.17)],
        figures=[figure(300.0, None, unit_kind="count"), figure(5.0, "mile", unit_kind="length", high=8.0)],
        calls_to_action=[call("buy"), call("attend")],
    ),
    made("undated.txt", "Notice", "Nothing happens. Moorings moor the moored.", language="es"),
    made("copies/dam-again.txt", "Water rights settled at Salmon Dam", "The state and the tribes agreed on water rights."),
]
COPY = RELEASES[3].with_found("quotes", ()).release


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    releases = [*RELEASES[:3], Extraction(release=replace(COPY, duplicate_of=RELEASES[0].release.release_id))]
    folder = write_dataset(tmp_path_factory.mktemp("search") / "out", {"00000": releases})
    update_index(folder)
    return folder


@pytest.fixture(scope="module")
def index(out: Path) -> Index:
    return Index(out)


def sources(index: Index, query: str = "", **arguments: Any) -> list[str]:
    return [hit.source.removesuffix(".txt") for hit in index.search(query, **arguments).hits]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("water", ["dam", "fair"]),
        ("WATER Rights", ["dam", "fair"]),
        ('"water rights"', ["dam"]),
        ("“water rights”", ["dam"]),
        ("mooring", []),
        ("mooring*", ["undated", "dam"]),  # a body counts for more than boilerplate
        ('"the moor"*', ["undated"]),
        ("tribes OR harbour", ["fair", "dam"]),
        ("water -tribes", ["fair"]),
        ("water NOT tribes", ["fair"]),
        ("water AND NOT tribes", ["fair"]),
        ("(tribes OR harbour) -fair", ["dam"]),
        ("water -(tribes OR harbour)", []),
        ("headline:water", ["dam"]),
        ("HEADLINE:water", ["dam"]),
        ('headline:"harbour fair" water', ["fair"]),
        ("headline:(salmon OR fair)", ["fair", "dam"]),
        ("about:moorings", ["dam"]),
        ("body:moorings", ["undated"]),
        ("NEAR(state rights, 8)", ["dam"]),
        ("NEAR(state rights, 2)", []),
        ("NEAR(state righ*)", ["dam"]),
        ("AT&T", ["dam"]),
        ("covid-19", ["fair"]),
        ("cafe", ["dam"]),
        ("CAFÉ", ["dam"]),
        ("and", ["dam"]),
        ("water & rights !", ["dam", "fair"]),
        ("http://nowhere.example/water", []),
        ("12:30", []),
        ("water\x00rights\ud800", ["dam", "fair"]),
        ("", ["fair", "dam", "undated"]),
        ("   ", ["fair", "dam", "undated"]),
    ],
)
def test_queries(query: str, found: list[str], index: Index) -> None:
    result = index.search(query)
    assert [hit.source.removesuffix(".txt") for hit in result.hits] == found
    assert result.total == len(found)


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ('"water rights', "a quotation mark is not closed"),
        ("(water", "a parenthesis is not closed"),
        ("water)", "closed that was never opened"),
        ("()", "nothing stands between parentheses"),
        ("AND water", "AND needs words on both sides"),
        ("water OR", "OR needs words on both sides"),
        ("OR", "OR needs words on both sides"),
        ("water AND OR rights", "AND needs words on both sides"),
        ("NOT", "NOT needs words"),
        ("-water", "only what to leave out"),
        ("NOT water", "only what to leave out"),
        ("title:water", "no field 'title'; there are headline, subheadline, body, about"),
        ("quote:water", "no field 'quote'"),
        ("NEAR(water)", "NEAR. . needs at least two words"),
        ("NEAR(water, 5", "NEAR. is not closed"),
        ("&!", "holds no word"),
        ('""', "holds no word"),
        ("(" * 60 + "a" + ")" * 60, "too many parentheses"),
        ("a " * 1500, "longer than"),
    ],
)
def test_a_bad_query_says_what_is_wrong_on_one_line(query: str, message: str, index: Index) -> None:
    with pytest.raises(QueryError, match=message) as caught:
        index.search(query)
    assert "\n" not in str(caught.value)


def test_no_query_ever_gets_another_error(index: Index) -> None:
    pieces = [
        '"',
        "(",
        ")",
        "a",
        "water",
        "*",
        "-",
        "NOT ",
        "AND ",
        "OR ",
        "NEAR(",
        ",3",
        "headline:",
        "body:",
        ":",
        " ",
        "^",
        "{",
        "}",
        "+",
        "'",
        "é",
        "//",
        "\\",
        "“",
    ]
    draw = random.Random(5)  # noqa: S311
    understood = 0
    for _ in range(4000):
        query = "".join(draw.choices(pieces, k=draw.randint(1, 9)))
        try:
            index.search(query, limit=1)
        except QueryError:
            continue
        understood += 1
    assert understood > 500


def test_a_long_query_is_read_in_linear_time() -> None:
    assert to_fts5("a " * 999, RELEASE_FIELDS).count('"a"') == 999
    with pytest.raises(QueryError):
        to_fts5('"' * 1999, RELEASE_FIELDS)


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"speaker": "Lindqvist"}, ["dam"]),
        ({"speaker": "maria lindqvist"}, ["dam"]),
        ({"speaker": "lind"}, []),
        ({"speaker": "=Lindqvist"}, []),
        ({"speaker": "=MARIA LINDQVIST"}, ["dam"]),
        ({"speaker": "O'Brien"}, ["fair"]),
        ({"speaker": ["Warren", "O’Brien"]}, ["fair", "dam"]),
        ({"speaker": "Warren", "organization": "Leith"}, []),
        ({"organization": "environmental protection"}, ["dam"]),
        ({"organization": "EPA"}, ["dam"]),
        ({"organization": "=Environmental Protection Agency"}, ["dam"]),
        ({"organization": "protection council"}, []),
        ({"place": "Reno"}, ["dam"]),
        ({"place": "=Reno, NV"}, ["dam"]),
        ({"place": "5511077"}, ["dam"]),
        ({"country": "gb"}, ["fair"]),
        ({"country": "UK"}, ["fair"]),
        ({"country": "United States"}, ["dam"]),
        ({"country": ["GB", "US"]}, ["fair", "dam"]),
        ({"near": "39.5, -119.8", "within_km": 10}, ["dam"]),
        ({"near": "Sparks, NV", "within_km": 30}, ["dam"]),
        ({"near": "Edinburgh"}, ["fair"]),
        ({"near": "39.25,-116.75", "within_km": 100}, []),  # the middle of Nevada is nowhere
        ({"near": "40.5,-119.81", "within_km": 107}, []),
        ({"near": "40.5,-119.81", "within_km": 109}, ["dam"]),
        ({"since": "2024"}, ["fair", "dam"]),
        ({"since": "2024-03-15"}, ["fair", "dam"]),
        ({"since": "2024-03-16"}, ["fair"]),
        ({"until": "2024"}, ["fair", "dam"]),
        ({"until": "2024-03"}, ["dam"]),
        ({"until": "2024-03-14"}, []),
        ({"figure": "USD"}, ["dam"]),
        ({"figure": "usd", "at_least": 2e6}, ["dam"]),
        ({"figure": "USD", "at_least": 3e6}, []),
        ({"figure": "USD", "at_most": 12}, []),  # 12 % is no money
        ({"figure": "money", "at_most": 3e6}, ["dam"]),
        ({"figure": "mile", "at_least": 7, "at_most": 10}, ["fair"]),  # five to eight miles
        ({"figure": "mile", "at_least": 9}, []),
        ({"at_least": 300, "at_most": 300}, ["fair"]),
        ({"call": "attend"}, ["fair", "dam"]),
        ({"call": "buy"}, ["fair"]),
        ({"status": "embargoed"}, ["fair"]),
        ({"issuer": "water office"}, ["dam"]),
        ({"language": "es"}, ["undated"]),
    ],
)
def test_filters(filters: dict[str, Any], found: list[str], index: Index) -> None:
    assert sources(index, filters=Filters(**filters)) == found
    assert set(sources(index, "water OR nothing", filters=Filters(**filters))) == set(found)


@pytest.mark.parametrize(
    ("filters", "message"),
    [
        ({"since": "March"}, "since: 'March' is no day"),
        ({"until": "2024-3"}, "until: '2024-3' is no day"),
        ({"near": "Nowhereville, XX"}, "near: no place 'Nowhereville, XX' is known"),
        ({"near": "95,10"}, "no point on Earth"),
        ({"near": "10,10", "within_km": 0}, "above 0"),
        ({"country": "Atlantis"}, "country: 'Atlantis'"),
        ({"call": "dance"}, "call: 'dance' is not one of advocacy, attend"),
        ({"status": "secret"}, "status: 'secret' is not one of immediate, embargoed"),
        ({"speaker": "?!"}, "speaker: '\\?!' is no name"),
        ({"at_least": float("nan")}, "not a number"),
    ],
)
def test_a_bad_filter_says_what_is_wrong(filters: dict[str, Any], message: str, index: Index) -> None:
    with pytest.raises(QueryError, match=message):
        index.search(filters=Filters(**filters))


@pytest.mark.parametrize(
    "arguments", [{"sort": "best"}, {"documents": "people"}, {"limit": -1}, {"offset": -1}, {"facets": ["mood"]}]
)
def test_a_bad_argument_says_what_is_wrong(arguments: dict[str, Any], index: Index) -> None:
    with pytest.raises(QueryError):
        index.search(**arguments)


def test_headlines_count_for_more_and_scores_fall(index: Index) -> None:
    hits = index.search("water").hits
    assert [hit.source for hit in hits] == ["dam.txt", "fair.txt"]
    assert hits[0].score > hits[1].score > 0


def test_pages_and_orders(index: Index) -> None:
    assert sources(index, sort="newest") == ["fair", "dam", "undated"]
    assert sources(index, sort="oldest") == ["dam", "fair", "undated"]
    assert sources(index, "water", sort="oldest") == ["dam", "fair"]
    assert sources(index, limit=1, offset=1) == ["dam"]
    assert index.search(limit=0).total == 3


def test_what_was_found_is_marked_in_headline_and_snippet(index: Index) -> None:
    hit = index.search('"water rights" AT&T').hits[0]
    assert marked(hit.headline or "", hit.headline_spans) == "<mark>Water rights</mark> settled at Salmon Dam"
    assert "agreed on <mark>water rights</mark>. <mark>AT&amp;T</mark> lines" in marked(hit.snippet, hit.snippet_spans)


def test_a_snippet_of_the_boilerplate_is_shown_when_the_words_stand_only_there(index: Index) -> None:
    hit = index.search("records").hits[0]
    assert marked(hit.snippet, hit.snippet_spans, "[", "]") == "The office keeps [records] of moorings."


def test_marked_escapes_what_is_outside_and_inside() -> None:
    assert marked("<b> & <i>", [(6, 9)]) == "&lt;b&gt; &amp; <mark>&lt;i&gt;</mark>"


def test_copies_are_folded_into_their_original(index: Index) -> None:
    hits = index.search("tribes").hits
    assert [(hit.source, hit.copies) for hit in hits] == [("dam.txt", ("copies/dam-again.txt",))]


def test_quotes_are_documents_with_their_speakers(index: Index) -> None:
    result = index.search("water", documents="quotes")
    assert [(hit.speaker, hit.source) for hit in result.hits] == [("Ann O’Brien", "fair.txt")]
    hit = index.search('speaker:chair "river is ours"', documents="quotes").hits[0]
    assert (hit.speaker, hit.speaker_title, hit.speaker_organization) == ("Maria Lindqvist", "chair", "Basin Council")
    assert hit.headline == "Water rights settled at Salmon Dam"
    assert marked(hit.snippet, hit.snippet_spans) == "“The <mark>river is ours</mark> again,” she said."


def test_the_speaker_filter_of_quotes_is_who_said_it(index: Index) -> None:
    result = index.search(documents="quotes", filters=Filters(speaker="Warren"))
    assert [hit.quote for hit in result.hits] == ["“A fair deal,” he said."]
    assert index.search(documents="quotes", filters=Filters(organization="EPA")).total == 2


def test_facets_count_hits(index: Index) -> None:
    facets = index.search(facets=FACETS).facets
    assert facets["call"] == (("attend", 2), ("buy", 1))
    assert facets["organization"] == (("Basin Council", 1), ("City of Leith", 1), ("Environmental Protection Agency", 1))
    assert facets["place"] == (("Leith, GB", 1), ("Nevada", 1), ("Reno, NV", 1))
    assert facets["month"] == (("2024-03", 1), ("2024-12", 1))
    assert facets["year"] == (("2024", 2),)
    assert facets["language"] == (("en", 2), ("es", 1))
    assert index.search("tribes", facets=["country", "status"]).facets == {"country": (("US", 1),), "status": (("immediate", 1),)}
    assert index.search(facets=["speaker"], facet_size=1).facets == {"speaker": (("Ann O’Brien", 1),)}
    assert index.search("nowhere", facets=["speaker"]).facets == {"speaker": ()}


def test_facets_of_quotes_count_quotes(index: Index) -> None:
    facets = index.search(documents="quotes", facets=["speaker", "country"]).facets
    assert facets == {
        "speaker": (("Ann O’Brien", 1), ("John Warren", 1), ("Maria Lindqvist", 1)),
        "country": (("US", 2), ("GB", 1)),
    }


def test_every_value_of_a_facet_finds_as_many_as_it_counts(index: Index) -> None:
    facets = index.search(
        facets=("speaker", "organization", "place", "issuer", "country", "call", "status", "language"), facet_size=99
    ).facets
    for facet, values in facets.items():
        for value, count in values:
            exact = "=" + value if facet in {"speaker", "organization", "place", "issuer"} else value
            assert index.search(filters=Filters(**{facet: exact})).total == count


def test_a_dataset_searches_itself_into_a_frame(out: Path) -> None:
    data = open_dataset(out)
    frame = data.search("water", since="2024-12")
    assert list(frame["source"]) == ["fair.txt"]
    assert str(frame.dtypes["release_date"]) == "date32[day][pyarrow]"
    assert "speaker" not in frame.columns
    assert len(frame.merge(data.releases[["release_id", "text"]])) == 1
    assert list(data.search(documents="quotes", speaker="Warren")["quote"]) == ["“A fair deal,” he said."]
    assert len(data.search("nowhere")) == 0


def nutgraf(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([NUTGRAF, *arguments], capture_output=True, text=True, timeout=120, check=False)


def test_the_command_finds_as_json(out: Path) -> None:
    done = nutgraf(
        "search", out, '"water rights"', "--speaker", "Lindqvist", "--since", "2024-01", "--facet", "country", "--json"
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert (found["total"], found["facets"]) == (1, {"country": [["US", 1]]})
    assert found["hits"][0]["headline_spans"] == [[0, 12]]


def test_the_command_prints_hits_and_quotes(out: Path) -> None:
    done = nutgraf("search", out, "water", "--limit", "1", "--facet", "status")
    assert done.stdout.splitlines()[0] == "1. Water rights settled at Salmon Dam"
    assert "1-1 of 2 found" in done.stdout
    assert "status embargoed 1, immediate 1" in done.stdout
    assert "Maria Lindqvist, chair, Basin Council" in nutgraf("search", out, "river", "--quotes").stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("search", "{out}", '"water'), "a quotation mark is not closed"),
        (("search", "{out}", "--since", "soon"), "since: 'soon' is no day"),
        (("search", "{out}/nothing", "water"), "has no search index: run nutgraf index"),
        (("index", "{out}/nothing"), "holds no dataset"),
    ],
)
def test_errors_of_the_commands_are_one_line(arguments: tuple[str, ...], message: str, out: Path) -> None:
    done = nutgraf(*(argument.format(out=out) for argument in arguments))
    assert done.returncode == 1
    assert done.stderr.startswith("nutgraf: ")
    assert done.stderr.count("\n") == 1
    assert message in done.stderr


def test_the_index_command_builds_then_says_what_changed_and_search_says_when_it_lags(tmp_path: Path) -> None:
    folder = write_dataset(tmp_path / "out", {"00000": RELEASES[:2]})
    assert nutgraf("index", folder).stdout.startswith("2 releases and 3 quotes indexed, 0 removed  (1 changed shards")
    write_dataset(folder, {"00000": RELEASES[:1]})
    assert "1 shards changed since the index was made" in nutgraf("search", folder, "water").stderr
    report = json.loads(nutgraf("index", folder, "--json").stdout)
    assert (report["releases"], report["unchanged"], report["removed"]) == (0, 1, 1)


def test_search_errors_are_nutgraf_errors() -> None:
    assert issubclass(QueryError, NutgrafError)
    assert issubclass(DatasetError, NutgrafError)


def test_names_of_one_organization_are_one_thing(tmp_path: Path) -> None:
    def release(number: int, *names: str, issuer: str | None = None) -> Extraction:
        mentions = [replace(organization(name), key="acme") for name in names]
        quotes = [said("“Yes.”", "Ann Lee", speaker_title="head", speaker_organization=names[0])]
        return made(f"{number}.txt", f"Notice {number}", "Body.", organizations=mentions, quotes=quotes, issuer=issuer)

    releases = [release(1, "Acme", "Acme", "Acme Inc."), release(2, "Acme"), release(3, "ACME Corp.", issuer="Acme Corp.")]
    out = write_dataset(tmp_path / "out", {"00000": releases})
    update_index(out)
    index = Index(out)
    assert index.search(facets=("organization",)).facets["organization"] == (("Acme", 3),)
    assert index.names("organization") == (1, [NameCount("Acme", 3, 5)])
    assert index.names("organization", "corp") == index.names("organization")
    assert index.names("organization", "bolt") == (0, [])
    assert [one.name for one in index.variants("organization", "acme corp")] == ["Acme", "ACME Corp."]
    assert index.search(filters=Filters(organization="=ACME Corp.")).total == 3
    assert index.search(filters=Filters(organization="acme inc")).total == 1, "words are those of the release"
    assert index.search(filters=Filters(issuer="=Acme")).total == 1, "the issuer by a name it has elsewhere"
    assert index.search(documents="quotes", filters=Filters(speaker_organization="=Acme")).total == 3
    assert index.roles("ann lee") == [("head", "Acme", 2), ("head", "ACME Corp.", 1)]
