"""What the markup of a web page states: its title and the day it was published."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from nutgraf.sources.columns import as_day

_PUBLISHED_META = (
    "article:published_time", "og:published_time", "og:article:published_time", "datepublished", "dc.date.issued",
    "dcterms.issued", "dc.date.created", "dcterms.created", "dc.date", "dcterms.date", "dc:date", "dcterms:issued",
    "publish-date", "publish_date", "publishdate", "publication_date", "pubdate", "pub_date", "parsely-pub-date",
    "sailthru.date", "article.published", "citation_publication_date", "release_date", "date",
)  # fmt: skip
"""Names under which pages state their day, most reliable first; days of change are not among them."""
_ARTICLE_TYPE = re.compile(r"article|posting|report|release", re.IGNORECASE)
_SITE_EDGE = re.compile(r"\s+(?:[|–—•»·]|::|-|//)\s+")


def published_day(root: Any) -> date | None:
    """Return the day a page's metadata says it was published."""
    stated = dict(_stated(root))
    for name in _PUBLISHED_META:
        day = as_day(stated.get(name))
        if day:
            return day
    linked = next((day for entry in linked_data(root) if (day := as_day(entry.get("datePublished")))), None)
    return linked or _time_element(root)


def titles(root: Any) -> tuple[list[str], str | None]:
    """Return what the page's metadata calls it, most reliable first, and its window title, the site's name cut off both."""
    stated = dict(_stated(root))
    headlines = [entry.get("headline") for entry in linked_data(root)]
    found = [stated.get("og:title"), *headlines, stated.get("twitter:title"), stated.get("dc.title")]
    site = " ".join((stated.get("og:site_name") or "").split()).casefold()
    names = [_without_site(" ".join(title.split()), site) for title in found if isinstance(title, str)]
    shown = max(_SITE_EDGE.split(" ".join((root.findtext(".//title") or "").split())), key=len)
    return [name for name in names if name and name.casefold() != site], shown or None


def _stated(root: Any) -> Iterator[tuple[str, str]]:
    """Yield names and values of meta elements and of RDFa and microdata, last first: in a dict the first one wins."""
    entries = []
    for element in root.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or ""
        entries.append((name.lower(), element.get("content") or ""))
    for element in root.xpath(".//*[@property or @itemprop][@content or @datetime][not(self::meta)]"):
        name = element.get("property") or element.get("itemprop") or ""
        entries.append(
            (
                name.lower().rpartition(":")[2] if "schema" in name else name.lower(),
                element.get("content") or element.get("datetime") or "",
            )
        )
    yield from reversed([(name, value) for name, value in entries if name and value])


def linked_data(root: Any) -> list[dict[str, Any]]:
    """Return the JSON-LD objects of a page that describe an article."""
    found = []
    for script in root.xpath(".//script[@type='application/ld+json']"):
        try:
            value = json.loads(script.text or "null", strict=False)
        except (ValueError, RecursionError):
            continue
        for entry in _objects(value):
            kinds = entry.get("@type")
            if any(_ARTICLE_TYPE.search(str(kind)) for kind in (kinds if isinstance(kinds, list) else [kinds])):
                found.append(entry)
    return found


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    """Yield the objects of a JSON-LD value: itself, a list's, a graph's."""
    if isinstance(value, list):
        for inner in value:
            if isinstance(inner, dict):
                yield inner
    elif isinstance(value, dict):
        yield value
        yield from _objects(value.get("@graph"))


def _time_element(root: Any) -> date | None:
    """Return the day of the first time element of the article, if all agree or it is marked as the publication."""
    times = (
        root.xpath(".//article//time[@datetime]") or root.xpath(".//main//time[@datetime]") or root.xpath(".//time[@datetime]")
    )
    marked = [
        time for time in times if "pubdate" in time.attrib or re.search(r"publish|entry-date|posted", time.get("class") or "")
    ]
    days = {day for time in (marked[:1] or times) if (day := as_day(time.get("datetime")))}
    return days.pop() if len(days) == 1 else None


def _without_site(title: str, site: str) -> str:
    parts = _SITE_EDGE.split(title)
    if site and len(parts) > 1 and parts[-1].casefold() == site:
        return title[: title.casefold().rindex(site)].rstrip(" |–—•»·:-/")
    return title
