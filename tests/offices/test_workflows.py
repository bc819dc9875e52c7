"""Workflows as data: what ships agrees, every kind of mistake is named with its file and line, and each is drawn."""

import shutil
from pathlib import Path

import pytest

from mappings import yaml
from mappings.record import Kind
from offices import checking, diagram
from offices.office import Office, load

DEMO = Path(__file__).parents[2] / "offices" / "demo"
MARK, PATENT = "workflows/trademark.yaml", "workflows/patent.yaml"
OWN = {"geographical-indication", "commercial-name"}  # of the office's own registers
MISTAKES = yaml.load(Path(__file__).parent / "mistakes.yaml")
# What is said of another line than that which was changed: what is missing there is missed here.
ELSEWHERE = (
    "no action extends",
    "says no `ext",
    "no action opens",
    "no action leads",
    "the clock may not",
    "the clock takes",
)


@pytest.fixture(scope="module")
def office() -> Office:
    return load(DEMO)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DEMO, tmp_path / "office", ignore=shutil.ignore_patterns("strategies", "goods")))


def planted(folder: Path, file: str, old: str, new: str) -> int:
    """Puts a mistake into a file; the line on which it stands."""
    path = folder / file
    before = path.read_text(encoding="utf-8")
    assert old in before
    path.write_text(before.replace(old, new, 1), encoding="utf-8")
    return before[: before.index(old)].count("\n") + 1


def test_what_ships_agrees(office: Office):
    assert checking.check(DEMO) == []
    assert set(office.workflows) == {"trademark", "madrid", "patent", "design", *OWN}


def test_every_status_of_every_right_is_reached_and_every_standard_code_has_its_category(office: Office):
    for workflow in office.workflows.values():
        events = office.event_rules[workflow.right]
        assert all(events[action.event].standard_code for action in workflow.actions.values())
    reached = {
        kind: {a.to for w in office.workflows.values() if w.right == kind for a in w.actions.values()} for kind in Kind
    }
    assert all(office.status_rules[kind].keys() <= reached[kind] for kind in Kind)


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake["said"])
def test_a_mistake_is_named_with_its_file_and_line(folder: Path, mistake: dict[str, str]):
    file, said = mistake["file"], mistake["said"]
    line = planted(folder, file, mistake["old"], mistake["new"])
    found = checking.check(folder)
    named = [problem for problem in found if said in problem.said]
    assert named, [str(problem) for problem in found]
    elsewhere = said.startswith(ELSEWHERE)
    assert all(problem.path == folder / file for problem in named)
    assert any(problem.line == line for problem in named) != elsewhere, (line, [problem.line for problem in named])
    assert all(problem.line for problem in named)


def test_all_mistakes_are_told_at_once_and_a_missing_folder_is_one(folder: Path):
    planted(folder, MARK, "to: objected", "to: objectd")
    planted(folder, PATENT, "to: revoked", "to: revokd")
    said = [problem.said for problem in checking.check(folder)]
    assert any("'objectd'" in one for one in said)
    assert any("'revokd'" in one for one in said)
    (problem,) = checking.check(folder / "nowhere")
    assert "no such folder" in problem.said
    (folder / "calendar.yaml").write_bytes(b"closed: \xff")
    assert any("no UTF-8" in problem.said for problem in checking.check(folder))
    (folder / "calendar.yaml").unlink()
    assert any("is missing" in problem.said for problem in checking.check(folder))


def test_the_way_is_drawn_in_the_office_s_languages(office: Office):
    drawn = diagram.mermaid(office, office.workflows["trademark"], "fr")
    assert '    state "Refus provisoire" as objected' in drawn
    assert "    [*] --> filed: " in drawn
    assert "    objected --> refused: Refuse because no reply came ⏰" in drawn
    assert "    withdrawn --> [*]" in drawn
    assert "registered --> registered" in drawn
