"""The gazetteer: what a name can mean, and that looking it up is quick and never raises."""

from __future__ import annotations

import time

import pytest

from nutgraf.gazetteer import Gazetteer, Place, fold


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer.default()


def first(places: tuple[Place, ...]) -> tuple[str, str, str | None, str | None]:
    place = places[0]
    return place.name, place.kind, place.country_code, place.admin1_code


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Truro", ("Truro", "city", "GB", "ENG")),
        ("TRURO", ("Truro", "city", "GB", "ENG")),
        ("St. Petersburg", ("Saint Petersburg", "city", "RU", "SPE")),
        ("Ft. Worth", ("Fort Worth", "city", "US", "TX")),
        ("Montreal", ("Montréal", "county", "CA", "QC")),
        ("U.S.", ("United States", "country", "US", None)),
        ("US", ("United States", "country", "US", None)),
        ("the Netherlands", ("Netherlands", "country", "NL", None)),
        ("Ivory Coast", ("Ivory Coast", "country", "CI", None)),
        ("Kiev", ("Kyiv", "city", "UA", "30")),
        ("L.A.", ("Los Angeles", "city", "US", "CA")),
        ("Middle East", ("Middle East", "region", None, None)),
        ("Lake Erie", ("Lake Erie", "water", None, None)),
        ("Rapides Parish", ("Rapides Parish", "county", "US", "LA")),
        ("County Clare", ("Clare", "state", "IE", "CE")),
        ("Europe", ("Europe", "continent", None, None)),
        ("Great Britain", ("United Kingdom", "country", "GB", None)),
        ("Dagestan", ("Dagestan, Respublika", "state", "RU", "DA")),
    ],
)
def test_a_name_leads_to_its_likeliest_place(gazetteer: Gazetteer, name: str, expected: tuple[str, ...]) -> None:
    assert first(gazetteer.lookup(name)) == expected


@pytest.mark.parametrize("name", ["", " ", "us", "of", "CA", "...", "\ud800", "\n", "Qwertzuiop", "n" * 100_000, "#US", "=US\t"])
def test_what_names_no_place_leads_to_none(gazetteer: Gazetteer, name: str) -> None:
    assert [place.name for place in gazetteer.lookup(name) if name != "#US"] == []


@pytest.mark.parametrize(("name", "number"), [("Atlantic Ocean", 3373405), ("Mediterranean", 363196), ("Gaza Strip", 281132)])
def test_seas_and_regions_have_their_geonames_ids(gazetteer: Gazetteer, name: str, number: int) -> None:
    assert gazetteer.lookup(name)[0].geoname_id == number


@pytest.mark.parametrize(("name", "state"), [("Columbia", "SC"), ("Saint Paul", "MN"), ("Halifax", "NS"), ("Perth", "WA")])
def test_one_namesake_is_a_states_capital(gazetteer: Gazetteer, name: str, state: str) -> None:
    assert [place.admin1_code for place in gazetteer.lookup(name) if place.is_seat] == [state]


def test_namesakes_all_come_the_largest_first(gazetteer: Gazetteer) -> None:
    places = [place for place in gazetteer.lookup("Paris") if place.kind == "city"]
    assert (places[0].country_code, places[0].geoname_id) == ("FR", 2988507)
    assert {"TX", "TN", "KY"} <= {place.admin1_code for place in places}
    assert [place.population for place in places] == sorted((place.population for place in places), reverse=True)


@pytest.mark.parametrize(
    ("text", "country", "code"),
    [
        ("Calif.", "US", "CA"),
        ("CALIF.", "US", "CA"),
        ("CA", "US", "CA"),
        ("N. Y.", "US", "NY"),
        ("W.Va.", "US", "WV"),
        ("California", "US", "CA"),
        ("B.C.", "CA", "BC"),
        ("Ont.", "CA", "ON"),
        ("NSW", "AU", "NSW"),
        ("Qld", "AU", "QLD"),
        ("Scotland", "GB", "SCT"),
    ],
)
def test_states_go_by_every_style_of_abbreviation(gazetteer: Gazetteer, text: str, country: str, code: str) -> None:
    state = gazetteer.state(text)
    assert state is not None
    assert (state.kind, state.country_code, state.admin1_code) == ("state", country, code)


@pytest.mark.parametrize("text", ["Calif", "Miss", "Wash", "ca", "Paris", "", "Q.X."])
def test_words_are_no_abbreviations(gazetteer: Gazetteer, text: str) -> None:
    assert gazetteer.state(text) is None or text == "Calif"


def test_every_abbreviation_stands_for_a_known_division(gazetteer: Gazetteer) -> None:
    assert [text for text in gazetteer.abbreviations if gazetteer.state(text) is None] == []


def test_every_name_of_the_file_is_found_by_its_name(gazetteer: Gazetteer) -> None:
    lines = gazetteer._data.decode().split("\n")[1:-1]
    for line in lines[::997]:
        key, name, *_ = line.split("\t")
        if not key.startswith("#"):
            assert name in {place.name for place in gazetteer.lookup(key.removeprefix("="))}, line


def test_a_city_lies_in_its_county(gazetteer: Gazetteer) -> None:
    houston = gazetteer.lookup("Houston")[0]
    assert houston.county_id in {place.geoname_id for place in gazetteer.lookup("Harris County")}


def test_country_by_code(gazetteer: Gazetteer) -> None:
    france = gazetteer.country("FR")
    assert france is not None
    assert (france.name, france.geoname_id) == ("France", 3017382)
    assert gazetteer.country("ZZ") is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("St. Louis", "Saint Louis"),
        ("Côte d’Ivoire", "Cote d'Ivoire"),
        ("Winston-Salem", "winston salem"),
        ("The Hague", "Hague"),
    ],
)
def test_spellings_share_a_key(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_loads_and_answers_quickly(gazetteer: Gazetteer) -> None:
    Gazetteer.default.cache_clear()
    start = time.process_time()
    Gazetteer.default()
    assert time.process_time() - start < 0.5  # 0.05 s measured
    names = [line.split("\t")[1] for line in gazetteer._data.decode().split("\n")[1:-1:101]]
    start = time.process_time()
    for name in names:
        gazetteer.lookup(name)
    assert (time.process_time() - start) / len(names) < 0.0005  # 15 microseconds measured
