"""From criteria to the engine's query. Pure.

No text of a person is ever parsed as a query language: words go into `match` queries, codes into terms. Every clause
has a constant score, so that the same search has the same order on every copy of the index and on every page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from search_api.criteria import RANGES, Criteria, SearchQuery, Sort
from search_api.index import Body
from search_api.text import plain_number
from similarity import keys

if TYPE_CHECKING:
    from search_api.cursor import Values

# How a result was found by `words`: name → score, and what it says. The best one counts.
FOUND_BY: dict[str, tuple[float, str]] = {
    "number": (100, "the words are a number of the dossier"),
    "identical": (100, "the same words, whatever the case, the accents and the punctuation"),
    "joined": (80, "the same letters, whatever the spaces"),
    "words": (60, "all the words as they are written"),
    "latin": (50, "all the words as they are spelled in Latin letters"),
    "beginning": (40, "all the words, of the last one the beginning"),
    "entry": (30, "all the words, in a field of the register"),
    "abstract": (20, "all the words, in the abstract"),
}
SHORTEST_BEGINNING = 2  # letters of a last word that is taken as a beginning
FACETS: dict[str, str] = {  # parameter → field of the index
    "kind": "kind",
    "status": "status_group",
    "class": "classes",
    "office": "office",
    "country": "countries",
}
ENTRY = "entry"  # the facet of exact values in fields of a declared register: of those asked for alone
FACET_VALUES = 300  # more than there are offices, countries or classes: the counts are exact
SUMMARY = (  # of a dossier, what a hit shows
    *("id", "office", "kind", "number", "registration_number", "version", "title", "status", "status_text"),
    *("status_group", "filing_date", "priority_date", "registration_date", "expiry_date", "publication_date"),
    *("owners", "representatives", "countries", "classes", "logo", "pictures"),
)
TOMBSTONE: Body = {"term": {"deleted": True}}


def search(asked: SearchQuery, *, public: bool, size: int, after: Values | None = None) -> Body:
    """The whole request of one page. `size` results; facets only when asked for and on no later page than the first.

    Each facet counts under all criteria but its own, so that it also shows what else could be chosen.
    """
    narrowing = {name: _terms(field, values) for name, field in FACETS.items() if (values := _values(asked, name))}
    body: Body = {
        "query": {
            "bool": {
                "filter": _filters(asked, public=public),
                "must": [words(asked.words)] if asked.words else [],
                "must_not": [TOMBSTONE],
            }
        },
        "sort": order(asked.order()),
        "size": size,
        "track_total_hits": True,
        "track_scores": True,
        "_source": list(SUMMARY),
    }
    if narrowing:
        body["post_filter"] = {"bool": {"filter": list(narrowing.values())}}
    if after is not None:
        body["search_after"] = list(after)
    if asked.facets and after is None:
        body["aggs"] = _facets(narrowing, entries=any(kind.declared for kind in asked.kind))
    return body


def by_number(number: str, *, office: str | None, kind: str | None, public: bool, size: int) -> Body:
    """Every dossier, tombstones too, that has this number among its numbers."""
    # A tombstone keeps its application number alone.
    filters = [_any([_number(number), {"term": {"number": number}}])]
    filters += [{"term": {"office": office}}] if office else []
    filters += [{"term": {"kind": kind}}] if kind else []
    return {
        "query": {"bool": {"filter": [*filters, *([_published()] if public else [])]}},
        "sort": [{"office": "asc"}, {"kind": "asc"}, {"id": "asc"}],
        "size": size,
        "track_total_hits": True,
    }


def order(sort: Sort) -> list[Body]:
    """The total order: what is asked for, then the id."""
    if sort is Sort.RELEVANCE:
        return [{"_score": "desc"}, _by_date("filing_date", "desc"), {"id": "asc"}]
    if sort is Sort.NUMBER:
        return [{"number": "asc"}, {"id": "asc"}]
    return [_by_date(sort.removeprefix("-"), "desc" if sort.startswith("-") else "asc"), {"id": "asc"}]


def shape(sort: Sort) -> str:
    """The kind of sort values, as `search_api.cursor.SHAPES` calls it."""
    return {Sort.RELEVANCE: "_score", Sort.NUMBER: "number"}.get(sort, "date")


def words(text: str) -> Body:
    """Words of a mark or a title: the best of `FOUND_BY` that holds, by name."""
    read = keys.read(text)
    clauses: dict[str, list[Body]] = {
        "number": [_number(text)],
        "words": [_match("title", text), _match("words.text", text)],
        "entry": [_match("entry_words", text)],
        "abstract": [_match("abstract", text)],
    }
    if read.normal:
        clauses["identical"] = [{"term": {"words.normal": read.normal}}]
        clauses["joined"] = [{"term": {"words.joined": read.joined}}]
        tokens = dict.fromkeys(read.tokens)
        clauses["latin"] = [{"bool": {"filter": [{"term": {"words.tokens": token}} for token in tokens]}}]
    if len(text.rsplit(maxsplit=1)[-1]) >= SHORTEST_BEGINNING:
        clauses["beginning"] = [_beginning("title", text), _beginning("words.text", text)]
    return {
        "dis_max": {
            "queries": [
                {"constant_score": {"filter": _any(clauses[name]), "boost": score, "_name": name}}
                for name, (score, _) in FOUND_BY.items()
                if name in clauses
            ]
        }
    }


def _filters(asked: Criteria, *, public: bool) -> list[Body]:
    filters = [_published()] if public else []
    names = {"owners": asked.owner, "representatives": asked.representative, "creators": asked.creator}
    filters += [_any([_match(field, text), _beginning(field, text)]) for field, text in names.items() if text]
    filters += [_number(asked.number)] if asked.number else []
    filters += [_goods(asked)] if asked.goods else []
    exact = {"status": asked.status_code, "vienna": asked.vienna, "locarno": asked.locarno, "ipc": asked.ipc}
    filters += [{"term": {"entry_values": value}} for value in asked.entry]
    filters += [_terms(field, values) for field, values in exact.items() if values]
    for name, field in RANGES.items():
        start, end = asked.range(name)
        bounds = {"gte": start, "lte": end}
        if given := {bound: day.isoformat() for bound, day in bounds.items() if day}:
            filters.append({"range": {field: given}})
    return filters


def _published() -> Body:
    # As `search_api.index.Index.document` does for a single one.
    return _any([{"term": {"published": True}}, TOMBSTONE])


def _number(text: str) -> Body:
    forms = dict.fromkeys(form for form in (text, plain_number(text)) if form)
    return {"terms": {"numbers": list(forms)}}


def _goods(asked: Criteria) -> Body:
    within: list[Body] = [_match("goods.text", asked.goods or "")]
    within += [_terms("goods.number", asked.class_)] if asked.class_ else []
    return {"nested": {"path": "goods", "ignore_unmapped": True, "query": {"bool": {"filter": within}}}}


def _match(field: str, text: str) -> Body:
    return {"match": {field: {"query": text, "operator": "and"}}}


def _beginning(field: str, text: str) -> Body:
    return {"match_bool_prefix": {field: {"query": text, "operator": "and"}}}


def _terms(field: str, values: tuple[str, ...]) -> Body:
    return {"terms": {field: [str(value) for value in values]}}


def _any(queries: list[Body]) -> Body:
    return queries[0] if len(queries) == 1 else {"bool": {"should": queries, "minimum_should_match": 1}}


def _by_date(field: str, way: str) -> Body:
    return {field: {"order": way, "missing": "_last"}}


def _values(asked: Criteria, name: str) -> tuple[str, ...]:
    return tuple(getattr(asked, "class_" if name == "class" else name))


def _facets(narrowing: dict[str, Body], *, entries: bool) -> Body:
    counts: Body = {
        name: {"terms": {"field": field, "size": FACET_VALUES, "order": [{"_count": "desc"}, {"_key": "asc"}]}}
        for name, field in (FACETS | ({ENTRY: "entry_values"} if entries else {})).items()
    }
    counts["year"] = {
        "date_histogram": {
            "field": "filing_date",
            "calendar_interval": "year",
            "format": "yyyy",
            "min_doc_count": 1,
            "order": {"_key": "desc"},
        }
    }
    return {
        name: {
            "filter": {"bool": {"filter": [clause for other, clause in narrowing.items() if other != name]}},
            "aggs": {"values": count},
        }
        for name, count in counts.items()
    }
