"""Goods and services in `POST /similar`, on the real engine: relations, classes, least degree, recently dead."""

import datetime as dt
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from opensearchpy import OpenSearch, Transport

from mappings.document import DossierDocument
from mappings.record import StatusGroup
from search_api import relations
from search_api.app import create
from search_api.applied import LONGEST_GOODS
from search_api.settings import SearchSettings
from similarity.goods import BadGoods
from tests.search_api.conftest import TOKEN, Office, dossier, serving

GOODS = Path(__file__).resolve().parents[2] / "offices" / "demo" / "goods"
ENDED = StatusGroup.ENDED


def mark(number: int, title: str, goods: dict[str, str | tuple[str, str]], **more: Any) -> DossierDocument:
    """`goods`: class → text, or text and status of the class."""
    entries = []
    for nice, said in goods.items():
        text, status = (said, "active") if isinstance(said, str) else said
        entries.append({"scheme": "nice", "number": nice, "status": status, **({"text": text} if text else {})})
    return dossier(f"TM/{number}", title, classes=tuple(goods), goods=tuple(entries), **more)


def marks() -> list[DossierDocument]:
    national = ({"scheme": "us", "number": "25", "status": "active", "text": "shoes"},)
    return [
        mark(1, "Morning Tide", {"25": "Footwear"}),
        mark(2, "Morning Tide", {"18": "Handbags; wallets", "30": "Coffee"}),
        mark(3, "Morning Tide", {"30": "Coffee; tea"}),
        mark(4, "Morning Tide", {"25": ("Shoes", "refused"), "30": "Tea"}),
        mark(5, "Morning Tide", {"25": ("Shoes", "withdrawn"), "30": ("Tea", "expired")}),
        mark(6, "Morning Tide", {}),
        mark(7, "Morning Tide", {"25": ""}),
        dossier("TM/8", "Morning Tide", goods=national),
        mark(20, "Evening Star", {"25": "Hats"}, status_group=ENDED, status_date=dt.date(2019, 5, 1)),
        mark(21, "Evening Star", {"25": "Hats"}, status_group=ENDED, status_date=dt.date(2019, 5, 2)),
        mark(22, "Evening Star", {"25": "Hats"}, status_group=ENDED, expiry_date=dt.date(2018, 1, 1)),
        mark(23, "Evening Star", {"25": "Hats"}, status_group=ENDED, expiry_date=dt.date(2028, 1, 1)),
        mark(24, "Evening Star", {"25": "Hats"}, status_group=ENDED),
        mark(25, "Evening Star", {"25": "Hats"}, status_date=dt.date(2001, 1, 1), expiry_date=dt.date(2011, 1, 1)),
        mark(26, "Evening Star", {"25": "Hats"}, status_group=StatusGroup.PENDING, status_date=dt.date(2001, 1, 1)),
        mark(27, "Evening Star", {"25": "Hats"}, status_group=ENDED, status_date=dt.date(2019, 5, 1),
             expiry_date=dt.date(2028, 1, 1)),
        mark(30, "Second Wave", {"9": "Batteries"}, filing_date=dt.date(2020, 6, 1), priority_date=dt.date(2020, 1, 1)),
        mark(31, "Second Wave", {"9": "Batteries"}, filing_date=dt.date(2020, 1, 1), priority_date=dt.date(2020, 1, 1)),
        mark(32, "Second Wave", {"9": "Batteries"}),
    ]  # fmt: skip


@pytest.fixture(scope="module")
def goods_office(engine_client: OpenSearch) -> Iterator[Office]:
    made = Office(engine_client, f"t{uuid.uuid4().hex[:10]}")
    try:
        made.make()
        made.write("public", marks())
        made.write("dossiers", marks())
        for public in (True, False):
            made.complete(7, public=public)
        yield made
    finally:
        made.remove()


@pytest.fixture(scope="module")
def goods_api(goods_office: Office, settings_of: Callable[..., SearchSettings]) -> Iterator[httpx.Client]:
    with serving(create(settings_of(goods_office.deployment, goods=GOODS, staff_token=TOKEN))) as client:
        yield client


def asked(client: httpx.Client, words: str = "Morning Tide", **more: Any) -> dict[str, Any]:
    answer = client.post("/similar", json={"words": words, **more})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def numbers(answer: dict[str, Any]) -> list[int]:
    return sorted(int(hit["number"].removeprefix("TM/")) for hit in answer["hits"])


SHOES = [{"class": "025", "text": " shoes; clothing "}]


def test_each_hit_says_how_its_goods_are_related(goods_api: httpx.Client):
    answer = asked(goods_api, goods=SHOES)
    related = {hit["number"]: hit["relation"] for hit in answer["hits"]}
    assert {number: (one["degree"], one["found"]) for number, one in related.items()} == {
        "TM/1": ("identical", "pair table"),
        "TM/2": ("average", "pair table"),
        "TM/3": ("dissimilar", "nothing"),
        "TM/4": ("dissimilar", "nothing"),  # its shoes are refused
        "TM/5": ("dissimilar", "no living class"),
        "TM/6": (None, "no goods stated"),
        "TM/7": ("average", "classes"),  # the whole class
        "TM/8": (None, "no goods stated"),  # of a national scheme
    }
    assert related["TM/1"] == {
        "degree": "identical",
        "found": "pair table",
        "asked": "shoes",
        "asked_class": "25",
        "candidate": "Footwear",
        "candidate_class": "25",
        "reason": "SHOES in class 25 and FOOTWEAR in class 25: identical; footwear contains shoes.",
    }
    said = answer["goods"]
    assert said["asked"] == [{"number": "25", "text": "shoes; clothing"}]
    assert said["tables"].startswith("recalled, general practice")
    assert (said["classes"], said["added"], said["compared"], said["left_out"], said["notes"]) == ([], [], 8, 0, [])


def test_a_class_may_be_asked_for_alone(goods_api: httpx.Client):
    hit = next(hit for hit in asked(goods_api, goods=[{"class": "30"}])["hits"] if hit["number"] == "TM/3")
    assert hit["relation"]["degree"] == "average"
    assert "The goods of class 30 are not stated".lower() in hit["relation"]["reason"].lower()


def test_without_goods_nothing_is_said_or_fetched_of_them(goods_api: httpx.Client, monkeypatch: pytest.MonkeyPatch):
    seen: list[str] = []
    sent = Transport.perform_request
    monkeypatch.setattr(
        Transport,
        "perform_request",
        lambda self, method, url, **more: seen.append(url) or sent(self, method, url, **more),
    )
    answer = asked(goods_api)
    assert answer["goods"] is None
    assert {hit["relation"] for hit in answer["hits"]} == {None}
    without = len(seen)
    asked(goods_api, goods=SHOES)
    assert len(seen) - without == without + 1  # one request more


def test_hits_of_a_lesser_relation_are_left_out_and_counted(goods_api: httpx.Client):
    average = asked(goods_api, goods=SHOES, least_degree="average")
    assert numbers(average) == [1, 2, 6, 7, 8]  # what the register does not know is never left out
    assert (average["goods"]["compared"], average["goods"]["left_out"], average["accepted"]) == (8, 3, 8)
    assert average["goods"]["least_degree"] == "average"
    identical = asked(goods_api, goods=SHOES, least_degree="identical")
    assert numbers(identical) == [1, 6, 8]
    assert identical["goods"]["left_out"] == 5


def test_as_many_are_looked_through_as_are_needed(goods_api: httpx.Client, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(relations, "AT_ONCE", 2)
    answer = asked(goods_api, goods=SHOES, least_degree="average", limit=3)
    assert len(answer["hits"]) == 3
    assert answer["goods"]["compared"] == 3 + answer["goods"]["left_out"] < 8
    whole = asked(goods_api, goods=SHOES, least_degree="average")
    assert [hit["id"] for hit in answer["hits"]] == [hit["id"] for hit in whole["hits"]][:3]


def test_related_classes_are_searched_and_named(goods_api: httpx.Client):
    assert numbers(asked(goods_api, classes=["25"])) == [1, 4, 5, 7]
    answer = asked(goods_api, classes=["25"], related_classes=True)
    assert numbers(answer) == [1, 2, 4, 5, 7]
    assert answer["goods"]["classes"][0] == "25"
    added = {one["number"]: one for one in answer["goods"]["added"]}
    assert set(answer["goods"]["classes"]) == {"25", *added}
    assert (added["18"]["asked"], added["18"]["degree"]) == ("25", "average")
    assert added["18"]["reason"].endswith(".")
    of_goods = asked(goods_api, goods=SHOES, related_classes=True)
    assert of_goods["goods"]["classes"] == answer["goods"]["classes"]
    widest = asked(goods_api, goods=SHOES, related_classes=True, least_degree="low")
    assert set(widest["goods"]["classes"]) > set(answer["goods"]["classes"])


def test_an_office_without_tables_compares_words_and_says_so(
    goods_office: Office, settings_of: Callable[..., SearchSettings]
):
    with serving(create(settings_of(goods_office.deployment))) as client:
        answer = asked(client, goods=[{"class": "18", "text": "leather wallets"}], classes=["18"], related_classes=True)
    assert [(hit["relation"]["degree"], hit["relation"]["found"]) for hit in answer["hits"]] == [("high", "text")]
    assert answer["goods"]["tables"] is None
    assert answer["goods"]["notes"] == [relations.NO_TABLES, relations.NO_CLASSES]
    assert (answer["goods"]["classes"], answer["goods"]["added"]) == (["18"], [])


@pytest.mark.parametrize(
    ("day", "found"),
    [
        (None, [20, 21, 22, 23, 24, 25, 26, 27]),
        ("2019-05-01", [20, 21, 23, 24, 25, 26, 27]),  # on that very day is not before it
        ("2019-05-02", [21, 23, 24, 25, 26]),
        ("2030-01-01", [24, 25, 26]),  # nobody knows when; in force, whatever its dates; pending
    ],
)
def test_marks_that_ended_long_ago_are_left_out(goods_api: httpx.Client, day: str | None, found: list[int]):
    assert numbers(asked(goods_api, "Evening Star", dead_since=day)) == found


@pytest.mark.parametrize(
    ("day", "found"),
    [("2020-01-01", [32]), ("2020-01-02", [30, 31, 32])],  # of the same day is no earlier right
)
def test_an_earlier_right_is_one_with_an_earlier_priority(goods_api: httpx.Client, day: str, found: list[int]):
    assert numbers(asked(goods_api, "Second Wave", before=day)) == found


def test_the_staff_may_ask_too(goods_api: httpx.Client):
    body = {"words": "Morning Tide", "goods": SHOES}
    answer = goods_api.post("/staff/similar", json=body, headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.json()["goods"]["compared"] == 8


@pytest.mark.parametrize(
    ("body", "pointer", "said"),
    [
        ({"goods": [{"class": "46"}]}, "/goods/0/class", "there is no class '46'"),
        ({"goods": [{"class": "25"}, {"class": "A"}]}, "/goods/1/class", "there is no class 'A'"),
        ({"goods": [{"class": "9" * 5_000}]}, "/goods/0/class", "40 characters"),
        ({"goods": [{"text": "shoes"}]}, "/goods/0/class", "item 1, class: it is missing"),
        ({"goods": [{"class": "25", "text": "a\u0007"}]}, "/goods/0/text", "control character"),
        ({"goods": [{"class": "25", "text": "x" * (LONGEST_GOODS + 1)}]}, "/goods/0/text", "10000 characters"),
        ({"goods": [{"class": "25", "text": "; ?!"}]}, "/goods/0", "no goods can be read from"),
        ({"goods": [{"class": "25", "term": "x"}]}, "/goods/0/term", "no such parameter"),
        ({"goods": [{"class": "25"}] * 46}, "/goods", "more than 45 values"),
        ({"goods": "shoes"}, "/goods", "it is no list but a text"),
        ({"least_degree": "average"}, "/least_degree", "no goods to relate"),
        ({"goods": [{"class": "25"}], "least_degree": "medium"}, "/least_degree", "no such value"),
        ({"related_classes": True}, "/related_classes", "no classes to relate"),
        ({"dead_since": "long ago"}, "/dead_since", "it is no day"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_goods_that_cannot_be_used_say_where_and_what_to_do(
    goods_api: httpx.Client, body: dict[str, Any], pointer: str, said: str
):
    answer = goods_api.post("/similar", json={"words": "x", **body})
    assert answer.status_code == 422, answer.text
    (error,) = answer.json()["errors"]
    assert error["pointer"] == pointer
    assert said in error["detail"]
    assert error["remedy"]


def test_a_mistake_in_a_table_is_told_when_the_service_starts(
    tmp_path: Path, settings_of: Callable[..., SearchSettings]
):
    for file in GOODS.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    with (tmp_path / "groups.csv").open("a") as file:
        file.write("sheos,52,FOOT\n")
    lines = (tmp_path / "groups.csv").read_text().count("\n")
    with pytest.raises(BadGoods, match=rf"groups\.csv:{lines}: no Nice class '52'; write a number from 1 to 45"):
        create(settings_of("t0", goods=tmp_path))
