"""Full-text search over a dataset: one SQLite file inside it, kept up to date shard by shard.

    from nutgraf.search import FACETS, Filters, Index, marked, update_index

    update_index("out/")                                  # OUT/_search.sqlite; does only what changed
    index = Index("out/")                                 # read-only; safe to share between threads; sees updates as they come
    results = index.search(
        '"water rights" -lawsuit headline:river*',        # "" finds everything
        filters=Filters(speaker="Lindqvist", since="2024-01"),
        limit=20, offset=0, sort="relevance", documents="releases", facets=FACETS, facet_size=10,
    )
    results.total                                         # all that match
    results.hits[0].headline, marked(results.hits[0].snippet, results.hits[0].snippet_spans)
    results.facets["speaker"]                             # (("Maria Lindqvist", 12), …), commonest first
    index.search("flood", documents="quotes")             # a hit is a quote with its speaker
    index.names("organization", "water")                  # how many there are, and the commonest
    index.lag()                                           # how many shards the index is behind the dataset

QueryError (bad query or filter; one line for a person) and DatasetError (no index yet, or one of another version) are
NutgrafErrors.
"""

from nutgraf.errors import QueryError
from nutgraf.search.build import IndexReport, update_index
from nutgraf.search.documents import place_label
from nutgraf.search.reader import Index
from nutgraf.search.results import FACETS, Documents, Filters, Hit, NameCount, Results, Sort, marked, results_to_json

__all__ = [
    "FACETS",
    "Documents",
    "Filters",
    "Hit",
    "Index",
    "IndexReport",
    "NameCount",
    "QueryError",
    "Results",
    "Sort",
    "marked",
    "place_label",
    "results_to_json",
    "update_index",
]
