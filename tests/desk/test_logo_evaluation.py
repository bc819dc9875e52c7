"""Evaluation of logos: the same answers on one shard and on five, and a report that says what was missed."""

import csv
import json
from pathlib import Path
from random import Random

import pytest
from opensearchpy import OpenSearch
from PIL import Image

from desk.evaluation.logo_scratch import logo_scratch
from desk.settings import OFFICES
from mappings.indices import Layout
from mappings.record import Kind
from offices.sample.drawing.logo import draw, plan
from search_api.errors import IndexNotReady
from search_api.logos import NothingDrawn, similar_logos
from similarity.logos import catalogue, keys, look
from tests.similarity.logos.redrawing import REDRAWN, opened, png

COUNT = 24


@pytest.fixture(scope="module")
def pictures() -> list[bytes]:
    return [draw(plan(Random(n), "KOVA" if n % 2 else "", "latin", ["fish", "bird", "sun"])).png for n in range(COUNT)]


@pytest.fixture(scope="module")
def strategy():
    return catalogue.load_folder(OFFICES / "demo" / "strategies" / "logos").get("logo")


@pytest.mark.thorough
def test_one_shard_and_five_give_the_same_answers(engine_client: OpenSearch, pictures: list[bytes], strategy):
    looks = [keys.of(content) for content in pictures]
    asked = [keys.asked(png(REDRAWN["inverted"](opened(content)))) for content in pictures[:8]]
    items = [f"item {n}" for n in range(COUNT)]
    answers = []
    for shards in (1, 5):
        with logo_scratch(engine_client, items, looks, Layout(shards=shards), lambda *_: None) as place:
            answers.append([similar_logos(place.index, strategy, one, as_of=place.as_of).hits for one in asked])
            hits = answers[-1][0]
            alone = similar_logos(place.index, strategy, asked[0], leave_out=hits[0].id, as_of=place.as_of).hits
            assert [one.id for one in alone] == [one.id for one in hits[1:]]
            with pytest.raises(NothingDrawn):
                similar_logos(place.index, strategy, look.nothing(), as_of=place.as_of)
    assert answers[0] == answers[1]
    for number, hits in enumerate(answers[0]):
        first = hits[0]
        assert first.title == f"item {number}"
        assert {one.comparison for one in first.evidence} >= {"outline"}
        assert "{" not in " ".join(one.sentence for one in first.evidence)


def test_looks_of_another_vocabulary_are_no_empty_answer(engine_client: OpenSearch, pictures: list[bytes], strategy):
    looks = [keys.of(content) for content in pictures[:4]]
    with logo_scratch(engine_client, ["a", "b", "c", "d"], looks, Layout(), lambda *_: None) as place:
        alias, first = place.index.names([Kind.TRADEMARK])[0], next(iter(place.items))
        changed = {"doc": {"look": {"vocabulary": "another"}}}
        engine_client.update(index=alias, id=first, body=changed, params={"refresh": "true"})
        with pytest.raises(IndexNotReady, match="vocabulary of logos has changed"):
            similar_logos(place.index, strategy, keys.asked(pictures[0]), as_of=place.as_of)


def test_an_evaluation_says_what_was_found_and_shows_what_was_missed(blazon, pictures: list[bytes], tmp_path: Path):
    gallery, queries = tmp_path / "gallery.csv", tmp_path / "queries.csv"
    with gallery.open("w", newline="") as lines:
        writer = csv.writer(lines)
        writer.writerow(("item", "brand", "file"))
        for number, content in enumerate(pictures):
            (tmp_path / f"{number}.png").write_bytes(content)
            writer.writerow((f"i{number}", f"b{number // 2}", f"{number}.png"))
    with queries.open("w", newline="") as lines:
        writer = csv.writer(lines)
        writer.writerow(("query", "task", "kind", "transform", "brand", "target", "file"))
        for number in range(6):
            file = f"q{number}.png"
            (tmp_path / file).write_bytes(png(REDRAWN["padded"](opened(pictures[number]))))
            writer.writerow((f"q{number}", "transform", "symbol", "padded", f"b{number // 2}", f"i{number}", file))
        writer.writerow(("i0", "cross", "symbol", "", "b0", "", "0.png"))
    run, page = tmp_path / "run.csv", tmp_path / "misses.html"
    asked = ("evaluate", "logos", "--gallery", str(gallery), "--queries", str(queries))
    report = json.loads(blazon(*asked, "--run", str(run), "--html", str(page), "--json").stdout)
    assert report["n"] == 7
    assert report["recall"]["transform=padded"]["1"] == 1
    assert set(report["recall"]) == {"all", "task=cross", "task=transform", "kind=symbol", "transform=padded"}
    assert report["kept"] == {"10": 1, "50": 1, "100": 1}
    assert report["nar"]["task=transform"] == 0
    assert report["exact"] == report["recall"]
    assert {"p50_ms", "p95_ms", "reference_p50_ms", "ratio"} == set(report["latency"])
    with run.open() as lines:
        hits = list(csv.DictReader(lines))
    assert [one["item"] for one in hits if one["rank"] == "1"][:6] == [f"i{n}" for n in range(6)]
    assert "i0" not in {one["item"] for one in hits if one["query"] == "i0"}  # itself is left out
    assert "<h1>logo.v1</h1>" in page.read_text()


def test_a_gallery_that_cannot_be_read_names_the_file_and_what_to_do(blazon, tmp_path: Path):
    gallery = tmp_path / "gallery.csv"
    gallery.write_text("item,brand,file\na,b,none.png\n")
    queries = tmp_path / "queries.csv"
    queries.write_text("query,brand,target,file\nq,b,a,bad.png\n")
    (tmp_path / "bad.png").write_bytes(b"no picture")
    asked = ("evaluate", "logos", "--gallery", str(gallery), "--queries", str(queries))
    assert "none.png: cannot be read" in blazon(*asked, status=1).stderr
    for name in ("none.png", "bad.png"):
        Image.new("RGB", (30, 30), "white").save(tmp_path / name)
    assert "nothing is drawn in any of the 1 pictures of the gallery" in blazon(*asked, status=1).stderr
    (tmp_path / "none.png").write_bytes(png(Image.linear_gradient("L").convert("RGB")))
    assert "nothing is drawn in any of the 1 pictures that are asked for" in blazon(*asked, status=1).stderr
    gallery.write_text("item,brand\na,b\n")
    assert "no column `file`" in blazon(*asked, status=1).stderr
