"""Names of places and what is known of them, looked up in one compact file; offline, loaded once a process."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

import zstandard

from nutgraf.errors import ModelError

FILE = "gazetteer.tsv.zst"

_PAGE = 4096
"""Bytes between two entries of the index kept in memory; a page is searched with one `bytes.find`."""

_SHORT = 3
"""Names of so few letters are words as well ("us", "of", "or"): they are looked up with their case."""

_SAME = {"saint": "st", "sainte": "ste", "mount": "mt", "fort": "ft", "&": "and"}
_FOLDED = str.maketrans(
    {
        "-": " ",
        "\u2010": " ",
        "\u2011": " ",
        "–": " ",
        "/": " ",
        ".": "",
        "'": "",
        "’": "",
        "‘": "",
        "ʻ": "",
        "`": "",
        ",": "",
        "&": " and ",
    }
)


@dataclass(frozen=True, slots=True)
class Place:
    """An entry of the gazetteer.

    `kind` is country, state, county, city, region, continent, water, mountain or neighbourhood; `country_code` is ISO 3166-1
    alpha-2 and None for what several countries share; `admin1_code` is the ISO 3166-2 suffix of the first-level division
    (the two letters of a state in the United States), or the GeoNames code where ISO has none; `county_id` is the GeoNames
    id of the second-level division. `is_usual` is False when the name asked for is not one English texts use for the place;
    `is_seat` is True for the capital of a state of the United States, Canada or Australia.
    """

    name: str
    kind: str
    country_code: str | None
    admin1_code: str | None
    county_id: int | None
    population: int
    latitude: float | None
    longitude: float | None
    geoname_id: int | None
    is_usual: bool = True
    is_seat: bool = False


@lru_cache(maxsize=1 << 14)
def fold(name: str) -> str:
    """Return the key of a name: casefolded, without accents and punctuation, "Saint", "Mount" and "Fort" shortened."""
    plain = name if name.isascii() else "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    words = plain.translate(_FOLDED).casefold().split()
    if len(words) > 1 and words[0] == "the":
        del words[0]
    return " ".join(_SAME.get(word, word) for word in words)


def keys(name: str) -> tuple[str, ...]:
    """Return the keys a name is looked up under, best first: short names keep their case."""
    folded = fold(name)
    if len(folded) > _SHORT:
        return (folded,)
    bare = name.replace(".", "").replace(" ", "")
    capitalised = bare.capitalize() if bare.isupper() and len(bare) == _SHORT else bare  # "ULM", but "EU" is no Eu
    return tuple(dict.fromkeys(("=" + name, "=" + bare, "=" + capitalised))) if bare else ()


class Gazetteer:
    """Places by name.

    >>> from nutgraf.gazetteer import Gazetteer
    >>> [(place.name, place.admin1_code) for place in Gazetteer.default().lookup("Saint Paul")][:1]
    [('Saint Paul', 'MN')]
    """

    def __init__(self, data: bytes, abbreviations: dict[str, str]) -> None:
        """Take the lines of the file, sorted by key, and abbreviations with the ISO 3166-2 codes they stand for."""
        self._data = data
        self.abbreviations = abbreviations
        self._pages: list[int] = []
        self._first: list[bytes] = []
        for offset in range(0, len(data), _PAGE):
            start = data.find(b"\n", offset) if offset else 0
            if start < 0 or start + 1 >= len(data):
                break
            self._pages.append(start)
            self._first.append(data[start + 1 : data.index(b"\t", start)])
        self._lookup = lru_cache(maxsize=1 << 16)(self._read)

    @classmethod
    @cache
    def default(cls) -> Gazetteer:
        """Return the gazetteer in `models/gazetteer`; raises ModelError when it is missing."""
        folder = files("nutgraf.models").joinpath("gazetteer")
        try:
            data = zstandard.ZstdDecompressor().decompress(folder.joinpath(FILE).read_bytes())
            lines = folder.joinpath("abbreviations.tsv").read_text("utf-8").splitlines()
        except FileNotFoundError:
            raise ModelError("no gazetteer in nutgraf.models") from None
        abbreviations = dict(line.split("\t", 1) for line in lines if line and not line.startswith("#"))
        # Datelines set in capitals: "PLEASANTON, CALIF."
        capitals = {name.upper(): code for name, code in abbreviations.items() if len(name) > _SHORT and not name.isupper()}
        return cls(data, capitals | abbreviations)

    def lookup(self, name: str) -> tuple[Place, ...]:
        """Return the places of a name, the likeliest first: main names before others, then by population.

        Case, accents and punctuation do not count, save in names of up to three letters ("US" is no "us"). Postal codes
        such as "CA" are not names; `state` knows them.
        """
        return self._lookup(name)

    def state(self, text: str) -> Place | None:
        """Return the state, province or nation that a name or an abbreviation ("Calif.", "CA", "NSW", "B.C.") stands for."""
        code = self.abbreviations.get(text)
        if code is None:
            return next((place for place in self.lookup(text) if place.kind == "state"), None)
        return next(iter(self._lookup("#" + code)), None)

    def country(self, code: str) -> Place | None:
        """Return a country by its ISO 3166-1 code."""
        return next(iter(self._lookup("#" + code)), None)

    def _read(self, name: str) -> tuple[Place, ...]:
        for key in (name,) if name.startswith("#") else keys(name):
            if found := self._lines(key.encode("utf-8", "replace")):
                return tuple(_place(line) for line in found)
        return ()

    def _lines(self, key: bytes) -> list[bytes]:
        """Return the lines of a key, which stand together, without it."""
        page = max(bisect_right(self._first, key) - 1, 0)
        # A key's lines may start on the page before the one that starts with the key.
        while page and self._first[page] == key:
            page -= 1
        mark = b"\n" + key + b"\t"
        limit = self._pages[page + 2] if page + 2 < len(self._pages) else len(self._data)
        position = self._data.find(mark, self._pages[page], limit + len(mark))
        found = []
        while position >= 0 and self._data.startswith(mark, position):
            end = self._data.index(b"\n", position + 1)
            found.append(self._data[position + len(mark) : end])
            position = end
        return found


def _place(line: bytes) -> Place:
    name, kind, country, admin1, county, population, latitude, longitude, number, flag = line.decode("utf-8").split("\t")
    return Place(
        name,
        kind,
        country or None,
        admin1 or None,
        int(county) if county else None,
        int(population or 0),
        float(latitude) if latitude else None,
        float(longitude) if longitude else None,
        int(number) if number else None,
        flag != "o",
        flag == "c",
    )
