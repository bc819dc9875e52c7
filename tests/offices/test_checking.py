"""Every mistake of an office at once: one hides no other, and what was not looked at is said."""

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from desk.cli.office import app
from offices.checking import check, checked
from offices.office import FILES, OPTIONAL

DEMO = Path(__file__).parents[2] / "offices" / "demo"
MARK, PATENT, GI = "workflows/trademark.yaml", "workflows/patent.yaml", "registers/geographical-indications.yaml"
# Mistakes that used to stop the reading of the rest, each with what is said of it.
KEY = ("statuses.yaml", "ignored_in_similarity: true", "ignored_in_similarty: true", "statuses.yaml:10: tm.refused")
FAR = ("office.yaml", "timezone: UTC", "timezone: UTC\nzzz: 1", "office.yaml:16: zzz: no such key")
NOTE = ("letters.yaml", "approvals: [[", "zzz: 1\n    approvals: [[", "zzz: no such key")
TYPE = (GI, "type: text", "type: sculpture", "registers/geographical-indications.yaml")
VALUE = ("gazette.yaml", "weekday: wednesday", "weekday: 7", "gazette.yaml")
# Mistakes that a comparison with another file finds.
COMPARED = [
    (MARK, "to: objected", "to: objectd", "no status of tm called 'objectd'"),
    (MARK, "who: [formality-examiner], event: TM030", "who: [formalty-examiner], event: TM030", "'formalty-examiner'"),
    (MARK, "letter: acceptance", "letter: acceptence", "no letter 'acceptence'"),
    (PATENT, "to: revoked", "to: revokd", "no status of pt called 'revokd'"),
    ("requests.yaml", "decides: [registrar]", "decides: [registrer]", "'registrer'"),
    ("documents.yaml", "answer: ", "answer: x", "there is no kind of documents"),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DEMO, tmp_path / "office", ignore=shutil.ignore_patterns("goods")))


def plant(folder: Path, *mistakes: tuple[str, str, str, str]) -> list[str]:
    """What is said of each."""
    for file, old, new, _ in mistakes:
        path = folder / file
        text = path.read_text(encoding="utf-8")
        assert old in text, (file, old)
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return [said for *_, said in mistakes]


def missed(said: list[str], found: str) -> list[str]:
    return [one for one in said if one not in found]


@pytest.mark.parametrize(
    "reading", [[KEY], [FAR], [NOTE], [TYPE], [KEY, FAR, NOTE, TYPE]], ids=lambda one: str(len(one))
)
def test_a_mistake_of_a_file_hides_none_of_the_others(folder: Path, reading: list[tuple[str, str, str, str]]):
    said = plant(folder, *reading, *COMPARED)
    alone = check(folder)
    told = "\n".join(map(str, alone))
    assert not missed(said, told), told
    assert checked(folder).unmade == ()
    of_the_files = [one for one in alone if "no such key" in one.said or "Input should" in one.said]
    assert len(of_the_files) == len(reading)  # none follows from another


def test_a_key_under_a_wrong_name_hides_nothing_of_what_stands_below_it(folder: Path):
    said = plant(
        folder, (MARK, "\nactions:", "\nactoins:", "actoins: no such key - did you mean 'actions'?"), *COMPARED
    )
    found = checked(folder)
    assert not missed(said, "\n".join(map(str, found.problems)))
    assert not [one for one in found.problems if "required" in one.said]  # it is there, under another name
    status = next(
        one
        for one in found.problems
        if one.where == "actions.refuse-provisionally.to" and one.path.name == "trademark.yaml"
    )
    assert status.line == (folder / MARK).read_text(encoding="utf-8").split("to: objectd")[0].count("\n") + 1
    assert found.unmade == ()


def test_what_may_come_from_a_guess_is_not_told_and_that_is_said(folder: Path):
    guess = (MARK, "stage: grant", "stage: grnat", "stage: Input should be")
    below = (MARK, "to: registered\n    who: [registrar]", "to: registrd\n    who: [registrar]", "")
    said = plant(folder, guess, below)
    found = checked(folder)
    assert not missed(said, "\n".join(map(str, found.problems)))
    assert found.unmade == ("the rest of actions.register (needs it set right in workflows/trademark.yaml)",)


def test_a_list_where_a_word_is_meant_is_named(folder: Path):
    plant(folder, (MARK, "renewal_date: {from: today}", "renewal_date: {from: [today]}", ""))
    assert {one.line for one in check(folder) if "renewal_date" in one.where} == {96}


def test_a_value_that_nobody_can_guess_leaves_its_file_out_and_that_is_said(folder: Path):
    said = plant(folder, VALUE, *COMPARED)
    found = checked(folder)
    told = "\n".join(map(str, found.problems))
    assert not missed(said[1:], told), told
    assert "gazette.yaml:" in told
    assert all("gazette.yaml" in one for one in found.unmade)
    assert found.unmade


@pytest.mark.parametrize("name", [*FILES, *OPTIONAL])
@pytest.mark.parametrize("how", ["missing", "no YAML"])
def test_a_file_that_is_not_there_is_one_mistake_and_brings_no_others(folder: Path, name: str, how: str):
    path = folder / f"{name}.yaml"
    path.unlink()
    if how == "no YAML":
        path.write_text("a: [", encoding="utf-8")
    (problem,) = check(folder)
    assert problem.path == path
    assert ("is missing; write it, as in offices/demo" if how == "missing" else "close the bracket") in problem.said


def test_a_workflow_that_is_no_yaml_leaves_the_checks_of_the_others(folder: Path):
    (folder / PATENT).write_text("a: [", encoding="utf-8")
    said = plant(folder, *[one for one in COMPARED if one[0] == MARK])
    assert not missed(said, "\n".join(map(str, check(folder))))


def test_the_command_tells_files_strategies_and_what_was_not_looked_at(folder: Path):
    (folder / "letters.yaml").unlink()
    broken = folder / "strategies" / "verbal.v2.yaml"
    assert broken.is_file()
    broken.write_text("a: [", encoding="utf-8")
    told = CliRunner().invoke(app, ["check", str(folder)])
    assert told.exit_code == 1
    assert "letters.yaml: is missing" in told.stdout
    assert "verbal.v2.yaml" in told.stdout
    assert "further checks were not made until these files can be read" in told.stderr
    assert "2 mistakes." in told.stderr
    data = json.loads(CliRunner().invoke(app, ["check", str(folder), "--json"]).stdout)
    assert len(data["problems"]) == 2
    assert all("letters.yaml" in one for one in data["not_made"])
    assert CliRunner().invoke(app, ["check", str(DEMO)]).exit_code == 0
