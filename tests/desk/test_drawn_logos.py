"""Measurements on drawn logos: recall, growth, sameness and Vienna categories, from one gallery that is drawn once."""

import json
from pathlib import Path

import numpy as np
import orjson
import pytest

from desk.evaluation import drawn_logos
from desk.evaluation.drawn_logos import DrawnLogos
from desk.evaluation.mixed_looks import Source, mixed
from mappings.document import Look
from similarity.logos import look
from similarity.logos.look import rows_of
from similarity.logos.vocabulary import in_use, unpacked

DRAWN = 100


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("drawn")


@pytest.fixture(scope="module")
def sources(home: Path) -> list[Source]:
    with DrawnLogos(home) as logos:
        logos.prepare(6, lambda *_: None)
        return [Source.of(found) for found in logos.of(6) if found]


def test_what_was_drawn_is_not_drawn_again(home: Path, sources, monkeypatch: pytest.MonkeyPatch):
    with DrawnLogos(home) as logos:
        monkeypatch.setattr(logos.looks, "_made", lambda missing: iter([1 / 0] if missing else ()))
        logos.prepare(6, lambda *_: None)
        assert len(list(logos.of(6))) == 6
        assert logos.names([3]) == [f"{drawn_logos.drawing()}-{drawn_logos.SEED}-3"]


def test_mixed_looks_lie_between_two_and_depend_on_their_number_alone(sources):
    found = [orjson.loads(one) for one in mixed(sources, 6, 20, 1)]
    views = [one["views"] for one in found]
    assert views[4:9] == [orjson.loads(one)["views"] for one in mixed(sources, 10, 15, 1)]
    assert views != [orjson.loads(one)["views"] for one in mixed(sources, 6, 20, 2)]
    for one in found:
        Look.model_validate(one)
        rows = rows_of(one["views"])
        nearest = max(float((unpacked(rows["outline"]) @ unpacked(each.rows["outline"]).T).max()) for each in sources)
        assert 0.4 < nearest < 0.99
        whole = look.Look(rows, look.points_of(one.get("points", "")), np.zeros((0, 256), np.int8))
        assert look.fields(whole, in_use())["hashes"] == one["hashes"]
        assert look.fields(whole, in_use())["outline"] == pytest.approx(one["outline"], abs=2e-4)


@pytest.mark.thorough
def test_the_commands_measure_drawn_logos(blazon, home: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("BLAZON_HOME", str(home))
    grown = json.loads(
        blazon(
            "bench", "logos", "--marks", "120", "--marks", "240", "--drawn", "100", "--questions", "3", "--json"
        ).stdout
    )
    assert [one["logos"] for one in grown["sizes"]] == [120, 240]
    assert set(grown["growth"]) == {"logos", "p50", "p95", "engine_p50", "reference_p50"}
    assert grown["growth"]["logos"] == 2
    recalled = json.loads(blazon("recall", "--logos", "--made-up", "100", "--sample", "4", "--json").stdout)
    assert (recalled["strategy"], recalled["kind"], recalled["sample"], recalled["answered"]) == ("logo.v1", "tm", 4, 4)
    assert recalled["register"] == DRAWN
    assert recalled["kept"]["10"] == 1
    assert set(recalled["latency"]) == {"p50_ms", "p95_ms"}
    assert recalled["certificate"] is None
    same = json.loads(blazon("strategies", "same", "--logos", "100", "--sample", "4", "--json").stdout)
    assert [one["identical"] for one in same["compared"]] == [4] * 4
    told = json.loads(blazon("evaluate", "vienna", "--marks", "100", "--sample", "10", "--json").stdout)
    assert (told["n"], told["gallery"], told["all"]["marks"]) == (10, DRAWN, 10)
    assert 0 <= told["figures"]["precision_at_1"] <= 1
    assert {"nearest", "least_share", "here", "there"} < set(told["tuned"])


def test_pictures_have_no_certificate(blazon):
    assert "no certificate" in blazon("recall", "--logos", "--store", status=2).stderr
    assert "give either" in blazon("strategies", "same", "--logos", "10", "--gallery", "none.csv", status=2).stderr
