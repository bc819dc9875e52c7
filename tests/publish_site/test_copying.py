"""A site put into another folder: whole or not at all, what is there already not again, nothing taken away."""

import datetime as dt
import multiprocessing
import os
import shutil
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from desk.cli import publish
from publish_site import copying, writer
from publish_site.deploying import Deployed, NotDeployed, check_due
from publish_site.inventory import NotWhole
from publish_site.verify import verify
from tests.thorough import cases


def contents(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def nothing(step: str, done: int, of: int) -> None:
    """Tells nobody."""


def deploy(folder: Path, to: Path, *, check: bool = False) -> Deployed:
    return copying.deploy(folder, to, check=check, tell=nothing)


@pytest.fixture(scope="module")
def sites(built: tuple[Any, Path], tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The site of the first issue, and that of both."""
    folder = tmp_path_factory.mktemp("sites")
    built[0].build("2026/01", folder / "old")
    return folder / "old", built[1]


def test_a_folder_becomes_the_site_and_only_what_changed_is_written(sites: tuple[Path, Path], tmp_path: Path):
    old, new = sites
    to = tmp_path / "www"
    first = deploy(old, to)
    assert contents(to) == contents(old)
    assert first.written == len(contents(old))
    assert deploy(old, to).written == 0
    kept = (to / "tm/2026/000002/index.html").stat().st_ino
    second = deploy(new, to)
    assert contents(to) == contents(new)
    assert verify(to).problems == ()
    assert second.written == sum(contents(old).get(path) != content for path, content in contents(new).items())
    assert (to / "tm/2026/000002/index.html").stat().st_ino == kept


def test_what_the_site_lacks_stays_also_where_it_came_another_way(sites: tuple[Path, Path], tmp_path: Path):
    old, new = sites
    gone, to = tmp_path / "gone", tmp_path / "www"
    shutil.copytree(old, to)  # by another tool: nothing is known of what stands there
    shutil.copytree(new, gone)
    # As after a redaction by order: a page of the former site that the new one does not name.
    shard = next(p for p in (gone / "lists").iterdir() if "  verify/index.html\n" in p.read_text())
    withdraw(gone, shard.relative_to(gone).as_posix(), "verify/index.html")
    done = deploy(gone, to)
    assert (done.left, done.left_names) == (1, ("verify/index.html",))
    assert (to / "verify/index.html").read_bytes() == (old / "verify/index.html").read_bytes()
    assert contents(to) == contents(gone) | {"verify/index.html": (old / "verify/index.html").read_bytes()}


def withdraw(site: Path, listed: str, path: str) -> None:
    """Takes a file out of a site and out of its lists."""
    import hashlib

    from mappings.digest import canonical
    from publish_site import manifest

    (site / path).unlink()
    told = manifest.told((site / listed).read_bytes())
    del told[path]
    (site / listed).write_bytes(manifest.sums(told.items()))
    held = manifest.SiteManifest.model_validate_json((site / "manifest.json").read_bytes()).model_dump(mode="json")
    for one in held["lists"]:
        if one["path"] == listed:
            one["sha256"] = hashlib.sha256((site / listed).read_bytes()).hexdigest()
    (site / "manifest.json").write_bytes(canonical(held))
    named = {one["path"]: one["sha256"] for one in held["lists"]}
    named["manifest.json"] = hashlib.sha256((site / "manifest.json").read_bytes()).hexdigest()
    (site / "SHA256SUMS").write_bytes(manifest.sums(named.items()))


def killed(folder: Path, to: Path, left: int, *, swap: bool) -> None:
    """Deploys and is killed before a write, or before the folders change places."""
    name = "_swap" if swap else "write"
    owner: Any = writer if swap else writer.Folder
    real = getattr(owner, name)

    def dying(*given: Any, **more: Any) -> Any:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*given, **more)

    setattr(owner, name, dying)
    deploy(folder, to)
    os._exit(0)


@pytest.mark.parametrize(("left", "swap"), cases([(3, False), (30, False), (1, True)], (1, True)))
def test_a_deployment_killed_leaves_the_folder_as_it_was(
    sites: tuple[Path, Path], tmp_path: Path, left: int, swap: bool
):
    old, new = sites
    to = tmp_path / "www"
    deploy(old, to)
    child = multiprocessing.get_context("fork").Process(target=killed, args=(new, to, left), kwargs={"swap": swap})
    child.start()
    child.join(60)
    assert child.exitcode == -signal.SIGKILL
    assert contents(to) == contents(old)
    deploy(new, to)
    assert contents(to) == contents(new)


def test_what_is_wrong_there_is_found_and_mended_when_asked(sites: tuple[Path, Path], tmp_path: Path):
    to = tmp_path / "www"
    deploy(sites[1], to)
    (to / "tm/2026/000001/index.html").write_text("other")
    (to / "verify/index.html").unlink()
    done = deploy(sites[1], to, check=True)
    assert (done.checked, done.repaired) == (len(contents(sites[1])), 2)
    assert contents(to) == contents(sites[1])


def test_refusals_name_the_place_and_the_remedy(sites: tuple[Path, Path], tmp_path: Path):
    old, new = sites
    to = tmp_path / "www"
    deploy(new, to)
    with pytest.raises(NotDeployed, match=r"www holds issue 2026/02 already.*build 2026/02 first"):
        deploy(old, to)
    assert contents(to) == contents(new)
    (tmp_path / "other").mkdir()
    (tmp_path / "other/letter.txt").write_text("Dear Sir")
    with pytest.raises(NotDeployed, match="other holds files that are no gazette; move them away"):
        deploy(new, tmp_path / "other")
    with pytest.raises(NotDeployed, match="lie in one another"):
        deploy(to, to / "deeper")
    with pytest.raises(NotWhole, match=r"manifest\.json: is missing: this is no built gazette"):
        deploy(tmp_path / "other", tmp_path / "new")
    (to / "tm/2026/000001/2/data.json").write_text("{}")
    with pytest.raises(NotWhole, match=r"tm/2026/000001/2/data\.json: is not what the manifest says"):
        deploy(to, tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_nothing_is_put_up_before_its_day(empty: Any, make_mark: Callable[..., Any], tmp_path: Path):
    empty.publish("2026/01", "tm-applications", "application", make_mark("TM/2026/000001", "DUE"))
    empty.publish("2099/01", "tm-applications", "application", make_mark("TM/2026/000002", "TOO EARLY"))
    empty.index()
    early, to = tmp_path / "early", tmp_path / "www"
    empty.build("2099/01", early, documents=False, workers=0)
    refused = CliRunner().invoke(publish.app, ["deploy", str(early), "--to", str(to)])
    assert isinstance(refused.exception, NotDeployed)
    assert "issue 2099/01 is dated 2099-01-14: it can be put up on that day, and not before" in str(refused.exception)
    assert not to.exists()
    check_due(early, dt.date(2099, 1, 14))
