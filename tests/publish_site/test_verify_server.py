"""Verifying over the web, and verifying less than all: the same report, and no answer that is none."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from desk.cli.publish import app
from mappings.digest import canonical
from publish_site import places
from publish_site.issue import meant
from publish_site.places import Disk, NotReached, Server
from publish_site.verify import Verified, verify
from publish_site.verify_part import verify_issue, verify_item
from tests.publish_site.forging import feign
from tests.publish_site.made_up_gazette import gapped
from tests.publish_site.served import Quiet, served

ITEM = "tm/2026/000002/1"


class Odd(Quiet):
    """As a server that is broken, moved or hostile answers for some paths."""

    def do_GET(self) -> None:  # noqa: N802 - the name the library calls it by
        if self.path.endswith("/issue.csv"):
            self.send_error(503)
        elif self.path.endswith("/feed.xml"):
            self.answer({"Location": "http://127.0.0.2:9/feed.xml"}, b"", 302)
        elif self.path.endswith("/moved/issue.pdf"):
            super().do_GET()
        elif self.path.endswith("01/issue.jsonl"):
            self.answer({"Content-Encoding": "gzip"}, b"x", 200)
        else:
            super().do_GET()

    def answer(self, headers: dict[str, str], body: bytes, status: int) -> None:
        self.send_response(status)
        for name, value in (headers | {"Content-Length": str(len(body))}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


class Moved(Quiet):
    """Each file has moved, on the same host."""

    def do_GET(self) -> None:  # noqa: N802 - the name the library calls it by
        if self.path.startswith("/old/"):
            self.send_response(301)
            self.send_header("Location", self.path.removeprefix("/old"))
            self.send_header("Content-Length", "0")
            self.end_headers()
        else:
            super().do_GET()


@pytest.fixture
def site(built: tuple[Any, Path], tmp_path: Path) -> Path:
    return Path(shutil.copytree(built[1], tmp_path / "site"))


@pytest.fixture
def server(site: Path) -> Iterator[Server]:
    with served(site) as address:
        found = Server(address)
        yield found
        found.close()


def fresh(server: Server) -> Server:
    """The same server, nothing kept of it."""
    server._kept.clear()
    return server


def without_strays(found: Verified) -> dict[str, Any]:
    return {name: value for name, value in found.__dict__.items() if name != "listed"}


@pytest.mark.thorough
def test_a_server_gives_the_report_of_its_folder(built: tuple[Any, Path], site: Path, server: Server):
    key = built[0].signer.key.id
    assert without_strays(verify(server, [key])) == without_strays(verify(site, [key]))
    assert (verify(site).listed, verify(server).listed) == (True, False)
    for path, cut, more in (
        (f"{ITEM}/index.html", -1, b"!"),
        (f"{ITEM}/proof.json", 0, None),
        ("issues/2026/02/issue.json", -1, b" "),
        ("SHA256SUMS", None, b"more"),
        ("manifest.json", 0, None),
    ):
        content = (site / path).read_bytes()
        (site / path).unlink() if more is None else (site / path).write_bytes(content[:cut] + more)
        found = verify(site, [key]).problems
        assert path in {one.path for one in found}
        assert verify(fresh(server), [key]).problems == found
        (site / path).write_bytes(content)


@pytest.mark.parametrize("lost", ["issues/2026/01/issue.csv", "feed.xml", "issues/2026/01/issue.jsonl"])
def test_a_server_that_fails_or_sends_elsewhere_is_no_verdict(site: Path, lost: str):
    with served(site, Odd) as address:
        found = Server(address)
        with pytest.raises(NotReached, match=r"503|another host|200"):
            list(found.differ([(lost, None, "0" * 64)]))
        with pytest.raises(NotReached):
            verify(found)
        found.close()
    with pytest.raises(NotReached):
        verify(Server(address))


@pytest.mark.thorough
def test_redirects_on_the_host_are_followed(site: Path):
    with served(site, Moved) as address:
        found = Server(f"{address}old/index.html")
        assert verify(found).problems == ()
        found.close()


def test_no_more_is_read_than_was_published(site: Path, server: Server, monkeypatch: pytest.MonkeyPatch):
    (site / "long").write_bytes(b"x" * (4 << 20))
    assert list(server.differ([("long", 10, "0" * 64)])) == ["has more than 10 bytes, which were published"]
    monkeypatch.setattr(places, "WHOLE", 1 << 20)
    with pytest.raises(NotReached, match="more than 1048576 bytes"):
        server.content("long")
    monkeypatch.setattr(places, "PATIENCE", -1.0)
    with pytest.raises(NotReached, match="seconds"):
        server.content("feed.xml")
    hostile = ("../etc/passwd", "/etc/passwd", "", "tm//1", "x" * 70_000, "\ud800")
    assert [server.content(path) for path in hostile] == [None] * len(hostile)


@pytest.mark.parametrize(
    "address",
    ["ftp://a/", "http://", "http://me@host/", "https://host/?x=1", "https://host:99999999/", "https://a\x00b/"],
)
def test_what_is_no_address_is_said_to_be_none(address: str):
    with pytest.raises(ValueError, match="no address of a site"):
        Server(address)


def test_one_issue_and_one_publication_are_checked_alone(built: tuple[Any, Path], site: Path, server: Server):
    key = built[0].signer.key.public
    for place in (Disk(site), server):
        issue = verify_issue(place, "2026/02", [key])
        assert (issue.problems, issue.snapshots, issue.issues, issue.trusted) == ((), 2, 1, True)
        for named, snapshots in ((ITEM, 1), ("TM/2026/000001", 2), ("tm/2026/000001", 2), ("PT/2026/000045", 1)):
            item = verify_item(place, named, [key])
            assert (item.problems, item.snapshots, item.signed > 0) == ((), snapshots, True), named
        with pytest.raises(LookupError, match="newest is 2026/02"):
            verify_issue(place, "2027/01")
        with pytest.raises(LookupError, match="nothing is published as"):
            verify_item(place, "TM/2026/999999")
        other = type(built[0].signer)(2).key
        assert [one.path for one in verify_item(place, ITEM, [other.id]).problems] == ["issues/2026/01/signature.json"]


@pytest.mark.parametrize(
    ("path", "more", "named"),
    [
        (f"{ITEM}/data.json", {"root": "0" * 64}, f"{ITEM}/data.json"),
        (f"{ITEM}/data.json", {"number": "TM/2026/000009"}, f"{ITEM}/data.json"),
        (f"{ITEM}/proof.json", {"place": 0}, f"{ITEM}/proof.json"),
        ("issues/2026/01/issue.json", {"tree": "0" * 64}, f"{ITEM}/proof.json"),
        ("issues/2026/01/signature.json", {"day": "1999-01-01"}, "issues/2026/01/signature.json"),
        ("keys/keyring.json", None, "keys/keyring.json"),
        (f"{ITEM}/proof.json", None, f"{ITEM}/proof.json"),
    ],
)
def test_what_is_wrong_with_a_publication_is_named(site: Path, path: str, more: Any, named: str):
    if more is None:
        (site / path).unlink()
    else:
        (site / path).write_bytes(canonical(json.loads((site / path).read_bytes()) | more))
    assert [one.path for one in verify_item(Disk(site), ITEM).problems] == [named]


def test_an_issue_that_nobody_signed_is_not_taken_for_the_one_it_names(built: tuple[Any, Path], site: Path):
    number, key = feign(site), built[0].signer.key.id
    found = verify_item(Disk(site), number, [key])
    assert [one.path for one in found.problems] == ["issues/fake/issue.json"]
    assert "is not the statement of issue fake" in found.problems[0].reason


def test_publications_behind_one_that_was_taken_out_are_checked(empty: Any, tmp_path: Path):
    site, key = tmp_path / "site", empty.signer.key.id
    gapped(empty).build("2026/02", site, documents=False, workers=0)
    with served(site) as address:
        server = Server(address)
        for place in (Disk(site), server):
            found = verify_item(place, "TM/2026/000001", [key])
            assert (found.problems, found.snapshots, found.trusted) == ((), 2, True)
        shutil.rmtree(site / "tm/2026/000001/3")
        for place in (Disk(site), fresh(server)):
            missing = [one.path for one in verify_item(place, "TM/2026/000001", [key]).problems]
            assert missing == [f"tm/2026/000001/3/{name}.json" for name in ("data", "proof")]
        server.close()


def test_the_command_takes_an_address(built: tuple[Any, Path], site: Path):
    key = built[0].signer.key.id
    with served(site) as address:
        for more in ([], ["--issue", "2026-01"], ["--item", ITEM]):
            done = CliRunner().invoke(app, ["verify", address, "--key", key, "--json", *more])
            assert (done.exit_code, json.loads(done.stdout)["trusted"]) == (0, True), done.output
        (site / ITEM / "data.json").unlink()
        done = CliRunner().invoke(app, ["verify", address, "--item", ITEM])
        assert (done.exit_code, f"{ITEM}/data.json: is missing" in done.output) == (1, True)
    done = CliRunner().invoke(app, ["verify", address])
    assert (done.exit_code, "nothing is said of the gazette" in done.output) == (1, True)


def test_an_issue_is_understood_as_every_verb_understands_it():
    known = ["2026/01", "2026-special", "2026/x-02"]
    assert [meant(each, known) for each in ("2026/01", "2026-01", "2026-special", "2026-x-02", "2027-01")] == [
        "2026/01",
        "2026/01",
        "2026-special",
        "2026/x-02",
        "2027-01",
    ]


def test_an_issue_with_a_hyphen_in_its_name_is_verified(empty: Any, make_mark: Any, tmp_path: Path):
    empty.publish("2026-01-special", "tm-applications", "application", make_mark("TM/2026/000001", "AURELIA"))
    empty.index()
    empty.build("2026-01-special", tmp_path / "site", documents=False, workers=0)
    done = CliRunner().invoke(app, ["verify", str(tmp_path / "site"), "--issue", "2026-01-special"])
    assert done.exit_code == 0, done.output
