"""How much the strategies find of pairs that offices and courts held similar. `pytest -s` prints the tables.

A finding of similarity rests on goods and market as well: a pair here means "must be shown to the examiner", nothing
more. The figures asserted are those measured; a lower one is a regression, a higher one is to be written down here.
"""

import csv
import gzip
import random
import sys
from pathlib import Path

import pytest
from opensearchpy import OpenSearch

from mappings.indices import Layout, definition
from mappings.names import alias
from mappings.record import Kind
from similarity import keys
from similarity.catalogue import Catalogue
from similarity.clauses import query
from similarity.matching import fields, weight
from similarity.reading import reading
from similarity.scoring import Candidate, Scored, score
from similarity.strategy import Strategy
from tests.thorough import cases

# TMEP and TTAB citations, EU decisions, spelling families of offices' help pages.
PAIRS = [
    ("X-SEED", "XCEED"),
    ("ICE SHINE", "ISHINE"),
    ("SEYCOS", "SEIKO"),
    ("CAYNA", "CANA"),
    ("COMMCASH", "COMMUNICASH"),
    ('"21" CLUB', "21 CLUB"),
    ("CONFIRMCELLS", "CONFIRM"),
    ("COLLEGIAN OF CALIFORNIA", "COLLEGIENNE"),
    ("MILTRON", "MILLTRONICS"),
    ("LUTEXAL", "LUTEX"),
    ("ODA", "RODA"),
    ("BLOC", "BLOCK"),
    ("PHLEX", "FLEX"),
    ("TEE MARQEE", "T.MARKEY"),
    ("KAT", "CAT"),
    ("CATHERINE", "CAT"),
]
GALLERY = 4_000
SYLLABLES = (
    "ba ca co da de el fi ga go ha in ka ki la le li lo ma mi mo na ne no or pa ra ri ro sa se si ta ti to va vi xa zo"
)
ENDINGS = ["", "", "", "x", "s", "n", "ex", "ium", "line", " PLUS", " CLUB", " HOUSE"]


def gallery() -> list[str]:
    """Made-up names, and the earlier mark of every pair."""
    draw = random.Random(4)
    made: set[str] = set()
    while len(made) < GALLERY:
        name = "".join(draw.choices(SYLLABLES.split(), k=draw.randint(1, 4))) + draw.choice(ENDINGS)
        made.add(name.upper())
    return sorted(made | {earlier for _, earlier in PAIRS})


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def rank_of(found: list[Scored], wanted: str) -> tuple[int, Scored | None]:
    return next(((place, hit) for place, hit in enumerate(found, 1) if hit.id == wanted), (0, None))


def proposed(strategy: Strategy, asked: str, indexed: dict[str, dict[str, frozenset[str | int]]]) -> list[Candidate]:
    """The strategy's candidates, by the Python reading of its query (test_engine.py holds that to the engine)."""
    body = query(strategy, reading(asked))["query"]
    weighed = sorted((-found, name) for name, terms in indexed.items() if (found := weight(body, terms)) is not None)
    return [Candidate(name, (name,)) for _, name in weighed[: strategy.candidates.size]]


@pytest.mark.parametrize(
    ("name", "found", "first_ten"),
    cases(
        [
            ("verbal.v1", 16, 16),
            ("broad", 16, 16),
            ("spelling", 11, 11),
            ("sounds-alike.v1", 14, 14),
            ("identical", 1, 1),
        ],
        ("spelling", 11, 11),
        ("identical", 1, 1),
    ),
)
def test_pairs_that_offices_held_similar_are_found(catalogue: Catalogue, name: str, found: int, first_ten: int):
    strategy = catalogue.get(name)
    indexed = {one: fields([keys.read(one)]) for one in gallery()}
    ranks = []
    say(f"\n{strategy.label} on {len(indexed):,} names")
    for asked, earlier in PAIRS:
        place, hit = rank_of(score(strategy, reading(asked), proposed(strategy, asked, indexed))[0], earlier)
        ranks.append(place)
        why = ", ".join(f"{one.comparison}.{one.level}" for one in hit.evidence) if hit else "not found"
        say(f"  {asked:24} {earlier:14} {place:4}  {why}")
    totals = sum(rank > 0 for rank in ranks), sum(0 < rank <= 10 for rank in ranks)
    say(f"  found {totals[0]} of {len(PAIRS)}, in the first ten {totals[1]}")
    assert totals == (found, first_ten)


@pytest.mark.thorough
def test_confusing_pairs_are_found_in_a_large_gallery(
    engine_client: OpenSearch, office_code: str, shared_data: Path, verbal: Strategy
):
    """For several sizes of the candidate list: how many of 87 pairs are proposed, accepted, and how high they come.

    The share of closeness in the rank and two lesser levels were chosen on these very pairs: the figures flatter.
    """
    with (shared_data / "names" / "pairs.csv").open(encoding="utf-8") as lines:
        pairs = [(row["later"], row["earlier"]) for row in csv.DictReader(lines) if row["label"] == "1"]
    with gzip.open(shared_data / "names" / "gallery.csv.gz", "rt", encoding="utf-8") as lines:
        names = sorted({row["name"] for row in csv.DictReader(lines)})[::25]
    index = alias(office_code, Kind.TRADEMARK, "dossiers") + "-names"
    engine_client.indices.create(index=index, body=definition(Kind.TRADEMARK, "dossiers", Layout(refresh="-1")))
    everything = sorted({*names, *(earlier for _, earlier in pairs)})
    for start in range(0, len(everything), 2_000):
        lines_of_bulk: list[dict[str, object]] = []
        for name in everything[start : start + 2_000]:
            document = {
                "id": name,
                "office": "XB",
                "kind": "tm",
                "number": "1",
                "words": [keys.read(name).model_dump()],
            }
            lines_of_bulk += [{"index": {"_index": index}}, document]
        assert not engine_client.bulk(body=lines_of_bulk)["errors"]
    engine_client.indices.refresh(index=index)
    figures = {}
    for size in (100, 250, 1_000):
        ranks, known = [], 0
        for later, earlier in pairs:
            body = query(verbal, reading(later), size=size)
            hits = [hit["_source"]["id"] for hit in engine_client.search(index=index, body=body)["hits"]["hits"]]
            known += earlier in hits
            candidates = [Candidate(hit, (hit,)) for hit in hits if hit != later]
            ranks.append(rank_of(score(verbal, reading(later), candidates)[0], earlier)[0])
        within = {limit: sum(0 < rank <= limit for rank in ranks) for limit in (1, 10, 50, 100)}
        accepted = sum(rank > 0 for rank in ranks)
        figures[size] = known, accepted, within[10]
        say(f"{len(everything):,} names, {size} candidates: {known} proposed, {accepted} accepted, {within}")
    assert figures == {100: (79, 76, 69), 250: (80, 76, 69), 1_000: (81, 76, 69)}
