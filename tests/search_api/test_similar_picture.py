"""Pictures in `POST /similar`, on the real engine: by a file, by a number, with words, of designs, and refusals."""

import base64
import os
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing
from http.client import HTTPConnection
from random import Random
from typing import Any

import httpx
import pytest
from opensearchpy import OpenSearch

from mappings.document import DossierDocument, Look
from mappings.record import Kind
from offices.sample.drawing.logo import draw, plan
from search_api import asked_picture, guards
from search_api.app import create
from search_api.combined import ORDER
from search_api.looking import Looking
from search_api.settings import SearchSettings
from similarity.catalogue import BadStrategy
from similarity.logos import keys
from similarity.logos.look import fields
from similarity.logos.refusals import LARGEST_BYTES
from similarity.logos.vocabulary import in_use
from tests.search_api.conftest import STRATEGIES, TOKEN, Office, dossier, serving
from tests.similarity.logos.redrawing import REDRAWN, opened, png

MOTIFS = ["fish", "bird", "sun", "owl", "star", "drop", "leaf", "tree"]
LOGOS = [draw(plan(Random(n), "", "latin", [motif])).png for n, motif in enumerate(MOTIFS)]
SHOES = ({"scheme": "nice", "number": "25", "status": "active", "text": "Shoes"},)
TEA = ({"scheme": "nice", "number": "30", "status": "active", "text": "Tea"},)


def look(content: bytes) -> Look:
    return Look.model_validate(fields(keys.of(content), in_use()))


def pictured() -> list[DossierDocument]:
    """TM/0 to TM/7 with a logo each, odd ones for shoes, even ones for tea; TM/8 has words alone."""
    return [
        *(
            dossier(
                f"TM/{n}",
                f"Brand {chr(65 + n)}ston",
                goods=SHOES if n % 2 else TEA,
                classes=("25",) if n % 2 else ("30",),
                vienna=("03", "03.07") if n < 4 else ("05", "05.03"),
                look=look(content),
            )
            for n, content in enumerate(LOGOS)
        ),
        dossier("TM/8", "Harbour Light", classes=("25",), vienna=("03",)),
        dossier("TM/9", "Harbor Lite", logo={"digest": "ab" * 32}, look={"unseen": "The file is damaged."}),
        dossier("DS/1", "Lamp", kind=Kind.DESIGN, locarno=("26", "26-05"), look=look(LOGOS[2])),
        dossier("DS/2", "Chair", kind=Kind.DESIGN, locarno=("06", "06-01"), look=look(LOGOS[3])),
        dossier("DS/3", "Cake", kind=Kind.DESIGN, locarno=("03", "03-07"), look=look(LOGOS[2])),
    ]


@pytest.fixture(scope="module")
def pictures_office(engine_client: OpenSearch) -> Iterator[Office]:
    made = Office(engine_client, f"t{uuid.uuid4().hex[:10]}")
    try:
        made.make()
        made.write("public", pictured())
        made.write("dossiers", pictured())
        for public in (True, False):
            made.complete(7, public=public)
        yield made
    finally:
        made.remove()


@pytest.fixture(scope="module")
def pictures(pictures_office: Office, settings_of: Callable[..., SearchSettings]) -> Iterator[httpx.Client]:
    with serving(create(settings_of(pictures_office.deployment, staff_token=TOKEN, looked_at=1))) as client:
        yield client


def encoded(content: bytes) -> str:
    return base64.b64encode(content).decode()


def asked(client: httpx.Client, picture: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    answer = client.post("/similar", json={**({"picture": picture} if picture else {}), **more})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def numbers(answer: dict[str, Any]) -> list[str]:
    return [hit["number"] for hit in answer["hits"]]


def redrawn(content: bytes) -> str:
    return encoded(png(REDRAWN["inverted"](opened(content))))


def test_a_picture_finds_the_same_sign_drawn_otherwise_and_says_why(pictures: httpx.Client):
    for number in (0, 5):
        answer = asked(pictures, {"content": redrawn(LOGOS[number])})
        first = answer["hits"][0]
        assert first["number"] == f"TM/{number}"
        assert {one["comparison"] for one in first["evidence"]} >= {"outline", "details"}
        assert all(one["sentence"] for one in first["evidence"])
        assert (answer["strategy"], answer["as_of"]["sequence"], answer["goods"]) == ("logo.v1", 7, None)
        assert answer["unseen"] == 1


def test_lines_of_base64_are_read_and_the_staff_may_ask(pictures: httpx.Client):
    lines = base64.encodebytes(LOGOS[1]).decode()
    body = {"picture": {"content": lines}}
    answer = pictures.post("/staff/similar", json=body, headers={"Authorization": f"Bearer {TOKEN}"}).json()
    assert numbers(answer)[0] == "TM/1"
    assert answer["hits"][0]["values"]["copy"] == 64


def test_a_part_of_a_picture_is_asked_for_alone(pictures: httpx.Client):
    left, right = (opened(LOGOS[n]).resize((300, 300)) for n in (2, 6))
    both = left.crop((0, 0, 600, 300))
    both.paste(right, (300, 0))
    content = encoded(png(both))
    for cut, first in (([0, 0, 500, 1000], "TM/2"), ([500, 0, 1000, 1000], "TM/6")):
        assert numbers(asked(pictures, {"content": content, "cut": cut}))[0] == first


def test_a_file_of_the_register_is_asked_by_its_number_and_is_no_hit(pictures: httpx.Client):
    answer = asked(pictures, {"number": "TM/3"})
    assert "TM/3" not in numbers(answer)
    assert answer["notes"] == [asked_picture.NOT_TURNED]
    assert numbers(asked(pictures, {"number": "TM/3"}, kind="ds"))[0] == "DS/2"
    assert numbers(asked(pictures, {"number": "XB/ds/DS/1"}))[0] == "TM/2"
    both = asked(pictures, {"number": "TM/3"}, words="Brand Dston")
    assert "TM/3" not in numbers(both)
    assert both["picture"]["notes"] == [asked_picture.NOT_TURNED]


def test_a_picture_search_is_narrowed_and_designs_are_compared_by_their_views(pictures: httpx.Client):
    content = {"content": encoded(LOGOS[2])}
    assert numbers(asked(pictures, content, kind="ds"))[0] == "DS/1"
    chair = {"content": encoded(LOGOS[3])}
    assert numbers(asked(pictures, chair, kind="ds", locarno=["6-1"])) == ["DS/2"]
    assert numbers(asked(pictures, chair, kind="ds", locarno=["26"])) == []
    assert numbers(asked(pictures, content, classes=["30"]))[0] == "TM/2"
    assert "TM/2" not in numbers(asked(pictures, content, classes=["25"]))
    assert "TM/2" not in numbers(asked(pictures, content, vienna=["5.3"]))
    first = asked(pictures, content, vienna=["03.07"])["hits"][0]
    assert (first["number"], first["codes"]) == ("TM/2", ["03.07"])


def test_what_both_files_are_classified_by_is_told_and_narrows_nothing(pictures: httpx.Client):
    of_fish = {hit["number"]: hit for hit in asked(pictures, {"number": "TM/2"})["hits"]}
    told = [hit["codes"] for hit in of_fish.values()]
    assert ["03.07"] in told
    hit = asked(pictures, {"content": encoded(LOGOS[2])}, kind="ds", locarno=["26-05"])["hits"][0]
    said = {one["comparison"]: one["sentence"] for one in hit["evidence"]}
    assert (hit["values"]["locarno"], said["products"]) == (2, "The products are of the same Locarno subclass: 26-05.")
    of_mark = asked(pictures, {"number": "TM/2"}, kind="ds")["hits"]
    assert {"DS/3"} < {hit["number"] for hit in of_mark}  # in Locarno class 03, the mark in Vienna division 03
    assert all(hit["codes"] == [] and hit["values"]["locarno"] == 0 for hit in of_mark)
    of_class = asked(pictures, {"content": encoded(LOGOS[2])}, kind="ds", locarno=["26"])["hits"][0]
    assert (of_class["values"]["locarno"], of_class["codes"]) == (1, ["26"])


def test_words_alone_are_narrowed_by_vienna_codes(pictures: httpx.Client):
    assert numbers(asked(pictures, words="Harbour Light")) == ["TM/8", "TM/9"]
    assert numbers(asked(pictures, words="Harbour Light", vienna=["3"])) == ["TM/8"]


def test_each_hit_in_a_picture_says_how_its_goods_are_related(pictures: httpx.Client):
    content, goods = {"content": encoded(LOGOS[2])}, [{"class": "25", "text": "shoes"}]
    answer = asked(pictures, content, goods=goods)
    degrees = {hit["number"]: hit["relation"]["degree"] for hit in answer["hits"]}
    assert degrees["TM/2"] == "dissimilar"
    assert {degree for number, degree in degrees.items() if int(number[-1]) % 2} == {"identical"}
    assert answer["goods"]["compared"] == len(degrees)
    near = asked(pictures, content, goods=goods, least_degree="identical")
    assert {int(number[-1]) % 2 for number in numbers(near)} == {1}
    assert near["goods"]["left_out"] == answer["goods"]["compared"] - len(near["hits"])


def test_words_and_a_picture_are_two_columns_in_the_language_asked_for(pictures: httpx.Client):
    answer = asked(pictures, {"content": redrawn(LOGOS[4])}, words="Brand Aston", language="fr")
    assert answer["order"] == ORDER
    by_number = {hit["number"]: hit for hit in answer["hits"]}
    assert (by_number["TM/0"]["words_place"], by_number["TM/4"]["picture_place"]) == (1, 1)
    assert answer["words"]["language"] == "fr"
    alone = asked(pictures, words="Brand Aston", language="fr")["hits"][0]
    assert by_number["TM/0"]["words"] == alone
    assert "fr" in {one["language"] for one in alone["evidence"]}
    assert (answer["words"]["hits"], answer["picture"]["hits"]) == ([], [])


@pytest.mark.parametrize(
    ("body", "pointer", "said"),
    [
        ({"vienna": ["03"]}, "/words", "nothing to compare"),
        ({"picture": {}}, "/picture", "no picture, or two"),
        ({"picture": {"number": "TM/1", "content": "AAAA"}}, "/picture", "no picture, or two"),
        ({"picture": {"number": "TM/1", "cut": [0, 0, 9, 9]}}, "/picture/cut", "compared whole"),
        ({"picture": {"content": "AAAA", "cut": [9, 0, 9, 9]}}, "/picture/cut", "no size"),
        ({"picture": {"content": "AAAA", "cut": [0, 0, 1001, 9]}}, "/picture/cut/2", "cut, item 3: it is above 1000"),
        ({"picture": {"content": "AAAA", "cut": [0, 0, 9]}}, "/picture/cut/3", "cut, item 4: it is missing"),
        ({"picture": {"content": "data:image/png;base64,AAAA"}}, "/picture/content", "no base64"),
        ({"picture": {"content": "é"}}, "/picture/content", "no base64"),
        ({"picture": {"number": "TM/1"}, "kind": "pt"}, "/kind", "patents"),
        ({"words": "x", "kind": "ds"}, "/kind", "by their views alone"),
        ({"words": "x", "picture": {"number": "TM/1"}, "kind": "ds"}, "/kind", "by their views alone"),
        ({"picture": {"number": "TM/1"}, "kind": "ds", "classes": ["9"]}, "/classes", "designs have none"),
        ({"picture": {"number": "TM/1"}, "locarno": ["26"]}, "/locarno", "no Locarno"),
        ({"words": "x", "logo_strategy": "logo"}, "/logo_strategy", "no picture"),
        ({"picture": {"number": "TM/1"}, "version": 1}, "/version", "no words"),
        ({"picture": {"number": "TM/1"}, "logo_strategy": "lego"}, "/logo_strategy", "did you mean 'logo'"),
        ({"picture": {"number": "TM/1"}, "vienna": ["3.x"]}, "/vienna/0", "no Vienna code"),
    ],
    ids=lambda value: str(value)[:60],
)
def test_a_request_that_cannot_be_used_says_where_and_what_to_do(
    pictures: httpx.Client, body: dict[str, Any], pointer: str, said: str
):
    answer = pictures.post("/similar", json=body)
    assert answer.status_code == 422, answer.text
    (error,) = answer.json()["errors"]
    assert error["pointer"] == pointer
    assert said in error["detail"]
    assert error["remedy"]


@pytest.mark.parametrize(
    ("picture", "status", "slug", "said"),
    [
        ({"content": encoded(b"no picture")}, 422, "picture-refused", "PNG"),
        ({"content": ""}, 422, "picture-refused", "empty"),
        ({"content": encoded(LOGOS[0]), "cut": [0, 0, 1, 1]}, 422, "picture-refused", "less than 8 pixels"),
        ({"content": encoded(bytes(LARGEST_BYTES + 1))}, 422, "picture-refused", "at most 16 MiB"),
        ({"number": "TM/8"}, 422, "no-picture", "it has no picture"),
        ({"number": "TM/9"}, 422, "no-picture", "The file is damaged."),
        ({"number": "TM/99"}, 404, "dossier-not-found", "TM/99"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_a_picture_that_cannot_be_compared_is_a_named_problem(
    pictures: httpx.Client, picture: dict[str, Any], status: int, slug: str, said: str
):
    answer = pictures.post("/similar", json={"picture": picture})
    assert (answer.status_code, answer.json()["type"]) == (status, f"urn:blazon:problem:{slug}"), answer.text
    assert said in answer.json()["detail"] + answer.json()["remedy"]


def test_a_picture_of_one_colour_is_told(pictures: httpx.Client):
    white = {"content": encoded(png(opened(LOGOS[0]).point(lambda _: 255)))}
    assert pictures.post("/similar", json={"picture": white}).json()["type"] == "urn:blazon:problem:nothing-drawn"


def test_only_a_similarity_search_takes_large_bodies(pictures: httpx.Client, monkeypatch: pytest.MonkeyPatch):
    large = "x" * guards.LARGEST_BODY
    for path, status in (("/compare", 413), ("/staff/compare", 413), ("/similar", 422), ("/staff/similar", 422)):
        answer = pictures.post(path, json={"words": large}, headers={"Authorization": f"Bearer {TOKEN}"})
        assert answer.status_code == status, path
    monkeypatch.setattr(guards, "LARGEST_PICTURE", guards.LARGEST_BODY)
    assert pictures.post("/similar", json={"words": large}).status_code == 413
    monkeypatch.undo()
    monkeypatch.setattr(guards, "PICTURES", 0)
    answer = pictures.post("/similar", json={"words": large})
    assert (answer.status_code, answer.json()["type"]) == (503, "urn:blazon:problem:too-many-pictures")


def test_a_large_body_that_stalls_is_given_up_and_stops_nobody_else(
    pictures: httpx.Client, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(guards, "SECONDS", 0.2)
    monkeypatch.setattr(guards, "PICTURES", 1)
    stalled = HTTPConnection(pictures.base_url.host, pictures.base_url.port or 0, timeout=20)
    with closing(stalled):
        stalled.putrequest("POST", "/similar")
        stalled.putheader("Content-Type", "application/json")
        stalled.putheader("Content-Length", str(guards.LARGEST_BODY + 1))
        stalled.endheaders(b'{"words":')
        answer = stalled.getresponse()
        assert (answer.status, answer.getheader("connection")) == (408, "close")
        assert b"urn:blazon:problem:body-late" in answer.read()
    content = encoded(LOGOS[0] + bytes(guards.LARGEST_BODY))  # what stands behind the picture is not read
    assert numbers(asked(pictures, {"content": content}))[0] == "TM/0"


def test_the_processes_end_with_the_server(pictures_office: Office, settings_of: Callable[..., SearchSettings]):
    app = create(settings_of(pictures_office.deployment))
    assert isinstance(app.state.looking, Looking)
    body = {"picture": {"content": encoded(LOGOS[0])}}
    with serving(app) as client:
        assert client.post("/similar", json=body).status_code == 200
        pids = [seat._child.pid for seat in app.state.looking._workers._seats if seat._child]
        assert pids
        for pid in pids:
            os.kill(pid, 0)  # it is there
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
    app.state.looking.close()  # again, without harm


def test_an_office_without_strategies_for_logos_says_so(
    pictures_office: Office, settings_of: Callable[..., SearchSettings], tmp_path: Any
):
    for file in STRATEGIES.glob("*.yaml"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    with serving(create(settings_of(pictures_office.deployment, strategies=tmp_path))) as client:
        answer = client.post("/similar", json={"picture": {"number": "TM/1"}})
        assert (answer.status_code, answer.json()["type"]) == (422, "urn:blazon:problem:no-picture-search")
        assert client.get("/strategies").json()["logos"] == []
        assert client.post("/similar", json={"words": "Harbour Light"}).status_code == 200


def test_a_name_stands_for_one_strategy(settings_of: Callable[..., SearchSettings], tmp_path: Any):
    text = (STRATEGIES / "logos" / "logo.v1.yaml").read_text()
    (tmp_path / "logo.v1.yaml").write_text(text)
    (tmp_path / "verbal.v1.yaml").write_text(text.replace("name: logo", "name: verbal"))
    with pytest.raises(BadStrategy, match="logos/verbal: a strategy for words has this name"):
        create(settings_of("t0", logo_strategies=tmp_path))


def test_strategies_for_logos_are_listed_beside_the_others(pictures: httpx.Client):
    listed = pictures.get("/strategies").json()
    assert {one["name"] for one in listed["strategies"]} >= {"verbal"}
    (logo,) = listed["logos"]
    assert (logo["name"], logo["version"], logo["default"]) == ("logo", 1, True)
    assert {one["unit"] for one in logo["comparisons"]} >= {"of 64", "percent"}
    assert all(level["sentence"] for one in logo["comparisons"] for level in one["levels"])
    assert pictures.get("/strategies/logo/1").json()["strategy"] == logo
    absent = pictures.get("/strategies/logo/2")
    assert absent.status_code == 404
    assert {"logo.v1", "verbal.v2"} <= set(absent.json()["strategies"])
