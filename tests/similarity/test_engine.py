"""The real engine answers clauses as `similarity.matching` does, and the search is whole or an error."""

import datetime as dt
import random

import pytest
from opensearchpy import OpenSearch

from mappings.document import AsOf
from mappings.engine import EngineSettings, connect
from mappings.indices import Layout, definition
from mappings.number import DossierKey
from mappings.record import Kind, StatusGroup
from search_api.errors import EngineUnreachable, IndexNotReady
from search_api.index import Index, PublicIndex, StaffIndex
from search_api.memory import Memory
from search_api.similar import NothingAsked, SimilarAnswer, TooLong, similar
from similarity import keys
from similarity.catalogue import Catalogue
from similarity.clauses import levels, query
from similarity.heard import packed
from similarity.matching import fields, weight
from similarity.reading import reading
from similarity.scoring import Candidate, score
from similarity.strategy import Strategy

AS_OF = AsOf(sequence=7, at=dt.datetime(2026, 11, 23, tzinfo=dt.UTC), gaps=("XB.tm.TM%2F2026%2F000009",))
ASKED = ["Unkle Bens", "CAT", "ICE SHINE", "21 Club", "Q", "КОЛА", "TEA OF HOUSE", "SEYCOS", "LUTEXAL GOLD"]


def names() -> list[tuple[str, ...]]:
    """200 marks, some with a second text, some without words: seeds with letters and words changed."""
    draw = random.Random(11)
    seeds = ["Uncle Ben's", "CAT", "ISHINE", '"21" CLUB', "Q", "KOLA", "HOUSE OF TEA", "SEIKO", "LUTEX", "TORNADO"]
    marks: list[tuple[str, ...]] = [(), ("!!",), *[(seed,) for seed in seeds]]
    while len(marks) < 200:
        letters = list(draw.choice(seeds))
        for _ in range(draw.randint(1, 3)):
            place = draw.randrange(len(letters))
            letters[place] = draw.choice(["", letters[place] + draw.choice("AEKSX"), draw.choice("AEIKSX "), " "])
        text = "".join(letters) + draw.choice(["", "", "", " GOLD", " Shop"])
        marks.append((text, draw.choice(seeds)) if draw.random() < 0.1 else (text,))
    return marks


def document(number: int, texts: tuple[str, ...], **more: object) -> dict[str, object]:
    name = f"TM/2026/{number:06}"
    return {
        "id": DossierKey("XB", Kind.TRADEMARK, name).id,
        "tie": DossierKey("XB", Kind.TRADEMARK, name).tie,
        "office": "XB",
        "kind": "tm",
        "number": name,
        "numbers": [name],
        "version": 1,
        "sequence": 1,
        "recorded_at": "2026-01-01T00:00:00Z",
        "content_hash": "0" * 64,
        "deleted": False,
        "ignored_in_similarity": False,
        "status_group": "registered",
        "priority_date": f"20{number % 20:02}-01-01",
        "classes": ["9", "25"] if number % 2 else ["30"],
        "title": texts[0] if texts else None,
        "words": [keys.read(text).model_dump() for text in texts],
        **more,
    }


def fill(client: OpenSearch, reader: Index, documents: list[dict[str, object]], shards: int = 1) -> Index:
    """The documents as the index that the reader reads."""
    name = reader.names([Kind.TRADEMARK])[0]
    client.indices.create(index=name, body=definition(Kind.TRADEMARK, "dossiers", Layout(shards=shards)))
    lines: list[dict[str, object]] = []
    for one in documents:
        lines += [{"index": {"_index": name, "_id": one["id"]}}, one]
    assert not client.bulk(body=lines, params={"refresh": "true"})["errors"]
    return reader


def ask(index: Index, strategy: Strategy, words: str, **more: object) -> SimilarAnswer:
    return similar(index, strategy, words, as_of=AS_OF, **more)


@pytest.mark.thorough
def test_the_engine_finds_and_weighs_what_the_evaluation_says(
    engine_client: OpenSearch, office_code: str, catalogue: Catalogue
):
    marks = names()
    documents = [document(n, texts) for n, texts in enumerate(marks)]
    held = {
        str(one["id"]): fields(keys.read(text) for text in texts) for one, texts in zip(documents, marks, strict=True)
    }
    one = fill(engine_client, StaffIndex(engine_client, office_code, 20), documents)
    five = fill(engine_client, PublicIndex(engine_client, office_code, 20), documents[::-1], shards=5)
    for strategy in catalogue.all():
        for words in ASKED:
            asked = reading(words)
            body = query(strategy, asked, size=1_000)
            expected = {
                key: points for key, terms in held.items() if (points := weight(body["query"], terms)) is not None
            }
            order = sorted(expected, key=lambda key: (-expected[key], key))
            for index in (one, five):
                answer = index.search(body, [Kind.TRADEMARK])["hits"]
                assert [hit["_id"] for hit in answer["hits"]] == order
                assert {hit["_id"]: hit["_score"] for hit in answer["hits"]} == pytest.approx(expected, rel=1e-6)
                named = {name for hit in answer["hits"] for name in hit.get("matched_queries", ())}
                assert named <= {one.name for one in levels(strategy, asked)}
            # Nothing that a level accepts is missing, and one shard answers as five.
            everything = [Candidate(str(d["id"]), texts) for d, texts in zip(documents, marks, strict=True)]
            accepted = {hit.id for hit in score(strategy, asked, everything)[0]}
            assert accepted <= set(expected)
            answers = [ask(index, strategy, words, limit=1_000) for index in (one, five)]
            assert answers[0].hits == answers[1].hits
            if not answers[0].cut and strategy.order is None:
                assert {hit.id for hit in answers[0].hits} == accepted


@pytest.fixture
def index(engine_client: OpenSearch, office_code: str) -> Index:
    documents = [
        document(1, ("Uncle Ben's",), priority_date="2010-05-01", owners=["Ben Ltd"]),
        document(2, ("UNKEL BENZ",), priority_date="2020-05-01", classes=["9"], status_group="pending"),
        document(3, ("Uncle Bens",), ignored_in_similarity=True),
        document(4, ("Tea House", "UNCLE BENS"), priority_date=None),
        {**document(5, ("UNCLE BENS",)), "deleted": True},
        document(6, ()),
    ]
    return fill(engine_client, StaffIndex(engine_client, office_code, 20), documents)


def numbers(answer: SimilarAnswer) -> list[str]:
    return [hit.number[-1] for hit in answer.hits]


def test_uncle_bens_is_found_first_and_the_answer_says_why(index: Index, verbal: Strategy):
    answer = ask(index, verbal, "Unkle\tBens")
    assert numbers(answer) == ["1", "4", "2"]
    hit = answer.hits[0]
    assert (hit.title, hit.owners, hit.office, hit.kind) == ("Uncle Ben's", ("Ben Ltd",), "XB", Kind.TRADEMARK)
    assert hit.evidence[1].sentence == "UNKLE BENS and UNCLE BENS differ in one letter"
    assert hit.evidence[1].candidate_spans == ((0, 2), (3, 11))
    assert answer.hits[1].evidence[0].text == "UNCLE BENS"
    assert answer.asked.tokens == ("UNKLE", "BENS")
    assert answer.asked.codes["metaphone"] == "UNKLBNS"
    assert answer.asked.notes == ("1 control character was read as spaces: U+0009",)
    assert (answer.strategy.name, answer.strategy.version) == ("verbal", 1)
    assert (answer.candidates, answer.accepted, answer.cut) == (3, 3, False)
    assert answer.as_of.gaps == AS_OF.gaps


def test_filters_keep_what_they_name(index: Index, verbal: Strategy):
    assert numbers(ask(index, verbal, "UNCLE BENS", classes=["9"])) == ["1", "2"]
    assert numbers(ask(index, verbal, "UNCLE BENS", status_groups=[StatusGroup.PENDING])) == ["2"]
    assert numbers(ask(index, verbal, "UNCLE BENS", include_ignored=True)) == ["1", "3", "4", "2"]
    # Earlier rights: the one without a date is shown rather than lost.
    assert numbers(ask(index, verbal, "UNCLE BENS", before=dt.date(2010, 5, 2))) == ["1", "4"]
    assert numbers(ask(index, verbal, "UNCLE BENS", before=dt.date(2010, 5, 1))) == ["4"]


def test_the_limit_and_a_cut_list_are_said(engine_client: OpenSearch, office_code: str, verbal: Strategy):
    few = verbal.model_copy(update={"candidates": verbal.candidates.model_copy(update={"size": 10})})
    documents = [document(n, (f"UNCLE BEN{'S' * (n % 3)}",)) for n in range(30)]
    index = fill(engine_client, PublicIndex(engine_client, office_code, 20), documents)
    answer = ask(index, few, "UNCLE BENS", limit=3)
    assert (answer.candidates, answer.cut, len(answer.hits)) == (10, True, 3)
    assert ask(index, verbal, "UNCLE BENS", limit=3).cut is False


def test_nothing_similar_is_an_empty_answer(index: Index, verbal: Strategy):
    answer = ask(index, verbal, "QQQQQQQ")
    assert (answer.hits, answer.accepted) == ((), 0)


def test_an_index_that_is_not_there_is_an_error(engine_client: OpenSearch, office_code: str, catalogue: Catalogue):
    for strategy in catalogue.all():
        with pytest.raises(IndexNotReady):
            similar(StaffIndex(engine_client, office_code), strategy, "CAT", as_of=AS_OF)


def test_an_engine_that_is_not_there_is_an_error(catalogue: Catalogue):
    client = connect(EngineSettings(url="http://127.0.0.1:9", timeout=1))
    for strategy in catalogue.all():
        with pytest.raises(EngineUnreachable):
            similar(StaffIndex(client, "none", 1), strategy, "CAT", as_of=AS_OF)
    client.close()


@pytest.mark.parametrize("words", ["", "?!", "\u202e", "😀"])
def test_asking_for_nothing_is_an_error(index: Index, verbal: Strategy, words: str):
    with pytest.raises(NothingAsked) as problem:
        ask(index, verbal, words)
    assert problem.value.status == 422


@pytest.mark.parametrize("words", ["A" * 512, "AB " * 170, "".join(map(chr, range(0x4E00, 0x4E00 + 512)))])
def test_the_longest_words_are_answered(index: Index, catalogue: Catalogue, words: str):
    for strategy in catalogue.all():
        ask(index, strategy, words)
    with pytest.raises(TooLong):
        ask(index, strategy, words + "AAA")


def test_what_is_remembered_changes_no_answer_and_is_never_what_was_there_before(
    engine_client: OpenSearch, office_code: str, catalogue: Catalogue
):
    documents = [document(n, texts) for n, texts in enumerate(names())]
    index = fill(engine_client, StaffIndex(engine_client, office_code, 20), documents)
    strategy = catalogue.get("verbal")

    def forgetful() -> SimilarAnswer:
        return ask(StaffIndex(engine_client, office_code, 20, Memory(0)), strategy, "Unkle Bens")

    first = ask(index, strategy, "Unkle Bens")
    assert 0 < len(index.memory) <= len(documents)
    assert ask(index, strategy, "Unkle Bens").hits == first.hits == forgetful().hits
    assert index.remember(Kind.TRADEMARK) == len(documents)

    best = first.hits[0]
    changed = next(one for one in documents if one["id"] == best.id) | {"words": [keys.read("TORNADO").model_dump()]}
    engine_client.index(index=index.names([Kind.TRADEMARK])[0], id=best.id, body=changed, params={"refresh": "true"})
    after = ask(index, strategy, "Unkle Bens")
    assert best.id not in {hit.id for hit in after.hits}
    assert after.hits == forgetful().hits


@pytest.mark.parametrize("others", [["COW/kaw/kow"], ["COW/kaw/kow", "Unkle Bens"]])
def test_marks_heard_in_other_languages_are_an_error_not_a_shorter_answer(
    engine_client: OpenSearch, office_code: str, catalogue: Catalogue, others: list[str]
):
    heard = [packed([one]) if "/" in one else keys.read(one).heard for one in others]
    words = [keys.read("Unkle Bens").model_dump() | {"heard": one} for one in heard]
    documents = [document(number, ()) | {"words": [one]} for number, one in enumerate(words)]
    index = fill(engine_client, StaffIndex(engine_client, office_code, 20), documents)
    with pytest.raises(IndexNotReady, match="languages"):
        ask(index, catalogue.get("verbal"), "Unkle Bens")
