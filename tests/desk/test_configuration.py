"""The office's data at the desk: which is in force, what differs, and a look at a folder that somebody sends."""

import io
import json
import shutil
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from desk.previewing import NotLookedAt, preview
from desk.settings import OFFICES
from desk.watch import Watch
from desk.web.site import Site
from offices import folder as folders
from registry import versions
from registry.database import Register
from registry.versions import Opened
from tests.desk.desks import Desk, opened_desk

DEMO = folders.read(OFFICES / "demo")
BY = Opened("blazon serve", "blazon@machine")


def changed(**files: tuple[str, str]) -> dict[str, bytes]:
    """The demo office with a text in place of another, in files named without their ending."""
    found = dict(DEMO)
    for name, (old, new) in files.items():
        path = f"{name.replace('__', '/')}.yaml"
        assert old.encode() in found[path]
        found[path] = found[path].replace(old.encode(), new.encode(), 1)
    return found


def use(register: Register, files: folders.Files) -> str:
    digest = folders.digest(files)
    versions.used(register, digest, folders.zipped(files), len(files), BY)
    return digest


@pytest.fixture
def office(tmp_path: Path) -> Path:
    shutil.copytree(OFFICES / "demo", tmp_path / "office")
    return tmp_path / "office"


@pytest.fixture
def desk(
    register_url: str, tmp_path: Path, web_office: Any, site_of: Callable[..., Site], office: Path
) -> Iterator[Desk]:
    watch = Watch(office=office, digest=folders.digest(DEMO))
    with opened_desk(register_url, tmp_path, site_of(web_office), watch) as opened:
        opened.person.roles = ("administrator",)
        yield opened


def send(desk: Desk, content: bytes, status: int = 200, name: str = "office.zip") -> str:
    answer = desk.client.post(
        "/staff/configuration/preview", data={"csrf": "token"}, files={"upload": (name, content, "application/zip")}
    )
    assert answer.status_code == status, answer.text
    return answer.text


def test_each_version_is_kept_once_and_each_taking_up_is_written_down(desk: Desk):
    assert "No version has been written down yet" in desk.get("/staff/configuration")
    first = use(desk.register, DEMO)
    assert not versions.used(desk.register, first, folders.zipped(DEMO), len(DEMO), BY)
    second = use(desk.register, changed(roles=("Examiner", "Expert")))
    assert [one.digest for one in versions.versions(desk.register)] == [second, first]
    use(desk.register, DEMO)  # back to the first
    found = versions.versions(desk.register)
    assert [one.digest for one in found] == [first, second]
    assert found[0].first_used_at < found[1].first_used_at < found[0].last_used_at
    with pytest.raises(DBAPIError), desk.register.session() as session:
        session.execute(text("update office_version set files = 0"))
    with pytest.raises(DBAPIError), desk.register.session() as session:
        session.execute(text("delete from office_use"))


def test_the_page_names_what_is_in_force_and_what_differs_and_gives_it_out(desk: Desk, office: Path):
    first = use(desk.register, DEMO)
    page = desk.get("/staff/configuration")
    assert first[:12] in page
    assert "blazon@machine" in page
    assert "works by another version" not in page
    assert "The folder has changed" not in page
    (office / "roles.yaml").write_text("roles: {}", encoding="utf-8")
    assert "The folder has changed since this desk was started" in desk.get("/staff/configuration")
    second = use(desk.register, changed(roles=("Examiner", "<b>Expert")))
    assert f"works by another version, {first[:12]}" in desk.get("/staff/configuration")
    diff = desk.get(f"/staff/configuration/diff?before={first[:12]}&after={second}")
    assert "roles.yaml" in diff
    assert "&lt;b&gt;Expert" in diff
    assert "<b>Expert" not in diff
    assert "No file differs" in desk.get(f"/staff/configuration/diff?before={first}&after={first}")
    answer = desk.client.get(f"/staff/configuration/versions/{first}")
    assert answer.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.read("office.yaml") == DEMO["office.yaml"]
    desk.get(f"/staff/configuration/diff?before={'0' * 64}&after={first}", 404)
    desk.get("/staff/configuration/diff", 404)
    desk.get(f"/staff/configuration/versions/{'0' * 64}", 404)
    desk.person.roles = ("examiner",)
    desk.get("/staff/configuration", 403)


def test_a_folder_that_agrees_is_drawn_and_compared_and_nothing_is_put_in_force(desk: Desk):
    first = use(desk.register, DEMO)
    page = send(desk, folders.zipped(changed(workflows__trademark=("Publish for opposition", "Lay open"))))
    assert "All files agree" in page
    assert "workflows/trademark.yaml" in page
    assert page.count("<svg") >= 6
    assert "Lay open" in page
    assert [one.digest for one in versions.versions(desk.register)] == [first]


@pytest.mark.thorough
def test_the_mistakes_of_a_folder_are_named_with_file_and_line(desk: Desk):
    files = changed(workflows__trademark=("to: examination", "to: examinatoin"), roles=("Examiner", "Expert"))
    page = send(desk, folders.zipped(files))
    assert "mistake" in page
    assert "workflows/trademark.yaml" in page
    assert "did you mean &#39;examination&#39;?" in page
    assert "blazon-office-" not in page  # the folder of this machine is nobody's matter
    assert "They are drawn once the files agree" in page
    broken = send(desk, folders.zipped({**DEMO, "calendar.yaml": b"closed: [\n"}))
    assert "calendar.yaml" in broken
    strategies = {**DEMO, "strategies/verbal.v2.yaml": b"name: verbal\n"}
    assert "verbal.v2.yaml" in send(desk, folders.zipped(strategies))
    assert "is missing" in send(desk, folders.zipped({"office.yaml": b"a: 1"}))


def test_what_is_no_office_is_refused_and_harms_nothing(desk: Desk):
    assert "cannot be read as a zip" in send(desk, b"PK nonsense", 422)
    assert "o file was sent" in send(desk, b"", 422)
    evil = io.BytesIO()
    with zipfile.ZipFile(evil, "w") as archive:
        archive.writestr("../../evil.yaml", "a: 1")
    assert "no path within a folder" in send(desk, evil.getvalue(), 422)
    unguarded = desk.client.post("/staff/configuration/preview", files={"upload": ("a.zip", b"PK", "application/zip")})
    assert unguarded.status_code == 403
    large = desk.client.post(
        "/staff/configuration/preview",
        data={"csrf": "token"},
        files={"upload": ("a.zip", b"0" * (folders.LARGEST_ZIP + (1 << 20)), "application/zip")},
    )
    assert large.status_code in {413, 422}
    desk.get("/staff/configuration")


def test_a_file_that_takes_for_ever_is_broken_off():
    with pytest.raises(NotLookedAt, match="was not read within"):
        preview(DEMO, seconds=0.05)


def test_aliases_that_multiply_break_the_look_and_not_the_desk():
    doubled = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    doubled += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    try:
        found = preview({**DEMO, "calendar.yaml": "\n".join(doubled).encode()}, seconds=5)
    except NotLookedAt:
        return
    assert any(one.file == "calendar.yaml" for one in found.problems)


def test_commands_tell_the_versions_and_what_differs(blazon: Any, office: Path):
    blazon("office", "versions", BLAZON_DESK_OFFICE=str(office))
    (office / "roles.yaml").write_bytes(changed(roles=("Examiner", "Expert"))["roles.yaml"])
    found = json.loads(blazon("office", "versions", "--json").stdout)["versions"]
    assert [one["digest"] for one in found] == [
        folders.digest(folders.read(office)),
        folders.digest(DEMO),
    ]
    assert found[0]["program"] == "blazon office"
    told = json.loads(blazon("office", "diff", found[1]["digest"][:10], "--json").stdout)["differences"]
    assert [(one["name"], one["kind"]) for one in told] == [("roles.yaml", "changed")]
    assert "changed: roles.yaml" in blazon("office", "diff", found[1]["digest"][:10], found[0]["digest"]).stdout
    assert "They are the same" in blazon("office", "diff", str(office)).stderr
    assert "no version of the office's data begins with" in blazon("office", "diff", "zzzz", status=1).stderr


@pytest.mark.parametrize("named", ["/etc", "../../secret", "desk", "/usr/share/wordnet/../../etc"])
def test_a_path_that_leads_out_of_what_was_sent_is_not_followed(named: str):
    front = DEMO["office.yaml"] + f"wordnet: {named}\n".encode()
    (told,) = preview({**DEMO, "office.yaml": front}).problems
    line = len(front.splitlines())
    assert (told.file, told.line, told.where) == ("office.yaml", line, "wordnet")
    assert "is no path within the folder that was sent" in told.problem


def test_the_folder_of_wordnet_that_is_in_force_may_be_named(tmp_path: Path):
    inside = {**DEMO, "office.yaml": DEMO["office.yaml"] + f"wordnet: {tmp_path}\n".encode()}
    (told,) = preview(inside, wordnet=tmp_path).problems
    assert "is no path within" not in told.problem  # it was looked into: there is no WordNet
    (other,) = preview(inside, wordnet=tmp_path / "other").problems
    assert f"name {tmp_path / 'other'}" in other.problem
