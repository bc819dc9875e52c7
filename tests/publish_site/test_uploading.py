"""A site in a real object store: sent in order, sent once, whole for its readers whenever it is killed."""

import datetime as dt
import json
import os
import posixpath
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from lxml import html
from pydantic import SecretStr
from typer.testing import CliRunner

from desk.cli import publish
from publish_site import headers, uploading
from publish_site.deploying import NotDeployed
from publish_site.inventory import NotWhole
from publish_site.object_store import ObjectStore
from tests.publish_site import stores
from tests.publish_site.stores import ROOT, Place, nothing

pytestmark = pytest.mark.thorough  # each waits for an object store, a server of its own
buckets, served, between, place = stores.buckets, stores.served, stores.between, stores.place


@pytest.fixture(scope="module")
def sites(built: tuple[Any, Path], tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The site of the first issue, and that of both."""
    folder = tmp_path_factory.mktemp("sites")
    built[0].build("2026/01", folder / "old")
    shutil.copytree(built[1], folder / "new")
    return folder / "old", folder / "new"


def contents(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def reached(found: dict[str, bytes]) -> set[str]:
    """Every file that a reader comes to from the front page; KeyError where a link leads nowhere."""
    seen, waiting = set[str](), ["index.html"]
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        content = found[path]
        if path.endswith(".html"):
            for link in html.fromstring(content).xpath("//@href | //@src"):
                target = link.partition("#")[0]
                if target and ":" not in target:
                    waiting.append(posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(target))))
    return seen


def test_a_site_is_sent_once_and_then_what_changed(place: Place, sites: tuple[Path, Path]):
    old, new = sites
    first = place.deploy(old)
    assert place.contents() == contents(old)
    assert first.written == len(contents(old))
    assert place.deploy(old).written == 0
    assert place.between.sent() == []
    assert len(place.between.asked) <= 4  # not a file is asked for
    second = place.deploy(new)
    before, after = contents(old), contents(new)
    assert place.contents() == after
    changed = {path for path in after if before.get(path) != after[path]}
    assert second.written == len(place.between.sent()) - 1 <= len(changed) + 20  # the mark, and lists as they were
    assert changed <= set(place.between.sent())
    assert second.issue == "2026/02"
    assert (second.left, second.manifest) == (0, uploading.deploying.opened(new).digest)


def test_new_pages_go_first_and_the_manifest_last(place: Place, sites: tuple[Path, Path]):
    old, new = sites
    place.deploy(old)
    place.deploy(new)
    sent, before = place.between.sent(), contents(old)
    assert sent[0] == uploading.MARK
    fresh = [place for place, path in enumerate(sent) if place and path not in before]
    others = [place for place, path in enumerate(sent) if place and path in before]
    assert len(fresh) > 10
    assert max(fresh) < min(others) or {sent[p] for p in fresh if p > min(others)} <= {p for p in sent if "lists/" in p}
    at = sent.index
    assert at("tm/2026/000001/2/index.html") < at("tm/2026/000001/index.html") < at("index.html") < at("SHA256SUMS")
    assert sent[-1] == "manifest.json"
    assert ("DELETE", uploading.MARK) in place.between.asked


@pytest.mark.parametrize("in_parts", [False, True])
def test_each_file_has_its_type_and_its_time(
    place: Place, sites: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, in_parts: bool
):
    if in_parts:
        monkeypatch.setattr(uploading, "LARGE", 1000)
    place.deploy(sites[0])
    assert any(method == "POST" for method, _ in place.between.asked) is in_parts
    assert place.contents() == contents(sites[0])
    picture = next(path for path in contents(sites[0]) if path.endswith(".webp"))
    store = place.store()
    said = {}
    for path in (picture, "index.html", "tm/2026/000001/index.html", "tm/2026/000001/1/data.json", "manifest.json"):
        found = uploading_get(store, path)
        said[path] = (found["Content-Type"].replace(";c", "; c"), found["Cache-Control"])
    assert said == {
        picture: ("image/webp", headers.FOREVER),
        "index.html": ("text/html; charset=utf-8", headers.ASK),
        "tm/2026/000001/index.html": ("text/html; charset=utf-8", headers.SHORT),
        "tm/2026/000001/1/data.json": ("application/json", headers.A_DAY),
        "manifest.json": ("application/json", headers.ASK),
    }


def uploading_get(store: ObjectStore, path: str) -> dict[str, str]:
    import obstore

    return dict(obstore.get(store._store, path).attributes)


CHILD = """
import sys
from pathlib import Path
from publish_site import uploading
from publish_site.object_store import ObjectStore
from publish_site.store_settings import StoreSettings
from tests.publish_site.stores import ROOT, Between, Place, between, buckets, house, nothing, place, served
uploading.KEPT = 1
uploading.deploy(Path(sys.argv[1]), ObjectStore(sys.argv[2], StoreSettings()), check=False, tell=lambda *_: None)
"""
MOMENTS = ["8", "tm/2026/000001/index.html", "lists/", "index.html", "manifest.json"]


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_deployment_killed_at_any_moment_leaves_a_whole_site_and_the_next_one_finishes(
    place: Place, sites: tuple[Path, Path], tmp_path: Path, moment: str
):
    new = tmp_path / "new"
    shutil.copytree(sites[1], new)
    shutil.copytree(sites[0], place.tester.buckets / place.bucket / "gazette")
    secrets = {"AWS_ACCESS_KEY_ID": place.tester.KEY, "AWS_SECRET_ACCESS_KEY": place.tester.SECRET}
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(new), place.to],
        env=os.environ | secrets | {"AWS_ENDPOINT_URL": place.between.address, "PYTHONPATH": str(ROOT)},
    )

    def kill(method: str, path: str) -> str:
        now = path.startswith(moment) if not moment.isdecimal() else len(place.between.sent()) > int(moment)
        if method == "PUT" and now and child.poll() is None:
            child.send_signal(signal.SIGKILL)
            child.wait()
            return "cut"
        return ""

    place.between.meddle = kill
    assert child.wait(60) == -signal.SIGKILL
    time.sleep(0.2)  # what was on its way arrives
    sent = set(place.between.sent())
    place.between.meddle = lambda _method, _path: ""
    found, before, after = place.contents(), contents(sites[0]), contents(new)
    assert reached(found) >= reached(before)
    assert all(found[path] in {before[path], after[path]} for path in before)
    if moment == "manifest.json":
        assert found["index.html"] == after["index.html"]
    else:
        assert found["index.html"] == before["index.html"]
        assert {path: found[path] for path in reached(before) if path.startswith("issues/2026/0")} == {
            path: before[path] for path in reached(before) if path.startswith("issues/2026/0")
        }
    if moment.isdecimal():  # nothing but new files so far: readers find the old issue, byte for byte
        assert {path: found[path] for path in before} == before
    again = place.deploy(new)
    assert place.contents() == after
    assert again.issue == "2026/02"
    assert len(sent & set(place.between.sent())) <= uploading.AT_ONCE * 2 + 1  # what was under way, and the mark


def test_a_store_that_fails_for_a_moment_is_asked_again(place: Place, sites: tuple[Path, Path]):
    counted = {"left": 6}

    def fail(method: str, path: str) -> str:
        counted["left"] -= 1
        if method != "DELETE" and counted["left"] >= 0:
            return "cut" if counted["left"] % 2 else "refuse"
        return ""

    place.between.meddle = fail
    place.deploy(sites[0])
    assert counted["left"] < -50
    assert place.contents() == contents(sites[0])


def test_what_is_wrong_there_is_found_and_mended_when_asked(place: Place, sites: tuple[Path, Path]):
    new = sites[1]
    place.deploy(new)
    store = place.store()
    store.put("tm/2026/000001/1/data.json", b"{}", content_type="application/json", cache_control="no-cache")
    store.put("lists/0.sha256", b"", content_type="text/plain", cache_control="no-cache")
    store.delete("verify/index.html")
    assert place.deploy(new).written == 0
    found = place.deploy(new, check=True)
    assert (found.checked, found.repaired) == (len(contents(new)), 3)
    assert place.contents() == contents(new)
    assert {"tm/2026/000001/1/data.json", "lists/0.sha256", "verify/index.html"} <= set(place.between.sent())


def test_an_older_site_and_one_that_is_not_whole_are_refused(place: Place, sites: tuple[Path, Path], tmp_path: Path):
    old, new = sites
    broken = tmp_path / "broken"
    shutil.copytree(new, broken)
    (broken / "tm/2026/000001/2/data.json").write_text("{}")
    with pytest.raises(NotWhole, match=r"tm/2026/000001/2/data\.json: is not what the manifest says"):
        place.deploy(broken)
    (broken / "lists/0.sha256").write_text("")
    with pytest.raises(NotWhole, match=r"lists/0\.sha256"):
        place.deploy(broken)
    assert place.contents() == {}
    with pytest.raises(NotWhole, match=r"manifest\.json: is missing"):
        place.deploy(tmp_path)
    place.deploy(new)
    with pytest.raises(NotDeployed, match=r"holds issue 2026/02 already.*build 2026/02 first"):
        place.deploy(old)
    assert place.contents() == contents(new)


def test_one_broken_off_by_another_is_finished_first(place: Place, sites: tuple[Path, Path]):
    place.deploy(sites[0])
    mark = {"id": "another", "issue": "2026/02", "manifest": "0" * 64, "rewrites": ""}
    store = place.store()
    store.put(uploading.MARK, json.dumps(mark).encode(), content_type="application/json", cache_control="no-store")
    with pytest.raises(NotDeployed, match=r"2026/02 .* broken off.*finish that one first"):
        place.deploy(sites[0])
    # Of another site with that issue: nobody knows how far it came, so all that changes is sent.
    store.put("owners/index.html", b"half", content_type="text/html", cache_control="no-cache")
    place.deploy(sites[1])
    assert place.contents() == contents(sites[1])


def test_what_stands_in_the_way_is_said_with_its_remedy_and_without_secrets(place: Place, sites: tuple[Path, Path]):
    def refused(store: Callable[[], ObjectStore]) -> str:
        with pytest.raises(NotDeployed) as caught:
            uploading.deploy(sites[0], store(), check=False, tell=nothing)
        assert place.tester.SECRET not in str(caught.value)
        return str(caught.value)

    assert "no bucket nowhere" in refused(lambda: place.store("s3://nowhere/x"))
    assert "does not accept the credentials (SignatureDoesNotMatch)" in refused(
        lambda: place.store(secret_access_key="wrong")
    )
    assert "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY" in refused(lambda: place.store(access_key_id=None))
    assert "say s3://bucket" in refused(lambda: place.store("s3:///x"))
    closed = {"endpoint_url": "http://127.0.0.1:9"}
    soon = dt.timedelta(seconds=1)
    unreachable = refused(lambda: ObjectStore(place.to, place.settings(**closed), patience=soon))
    assert "http://127.0.0.1:9 cannot be reached" in unreachable
    assert isinstance(place.settings().secret_access_key, SecretStr)
    assert place.tester.SECRET not in repr(place.settings())


def test_the_command_takes_its_credentials_from_the_environment_and_prints_what_it_did(
    place: Place, sites: tuple[Path, Path]
):
    given = {
        "AWS_ACCESS_KEY_ID": place.tester.KEY,
        "AWS_SECRET_ACCESS_KEY": place.tester.SECRET,
        "AWS_ENDPOINT_URL": place.between.address,
    }
    said = ["deploy", str(sites[0]), "--to", place.to, "--json"]
    done = CliRunner().invoke(publish.app, said, env=given)
    assert done.exit_code == 0, done.exception
    assert json.loads(done.stdout)["written"] == len(contents(sites[0]))
    assert place.contents() == contents(sites[0])
    assert place.tester.SECRET not in done.output
    refused = CliRunner().invoke(publish.app, said, env=given | {"AWS_SECRET_ACCESS_KEY": ""})
    assert "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY" in str(refused.exception)
