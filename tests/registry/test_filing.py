"""Filing: numbers without gaps, clear refusals, one effect a command, imports that merge, nothing half done."""

import datetime as dt
import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import event, text

import registry
from mappings.number import DossierKey
from mappings.record import Event, GoodsClass, Kind, Mark, Note, Party, Publication, Record, Role
from registry import Rejected, filing, open_register, reading
from registry.commands import FileApplication, FileRecord
from registry.database import Register
from registry.errors import AlreadyFiled, CommandReused, DossierDeleted, InvalidApplication, InvalidNumberFormat
from registry.filing import file_records
from registry.numbers import DEFAULT_FORMATS, FormatKey, NumberFormat
from registry.steps import Held, Step

TABLES = ("command", "dossier", "event", "fact", "outbox", "series", "snapshot")


def counts(register: Register):
    with register.session() as session:
        return {table: session.scalar(text(f"select count(*) from {table}")) for table in TABLES}


def test_an_application_gets_the_next_number_of_its_kind_and_year(register: Register, mark: Callable[..., Record]):
    first = registry.handle(register, FileApplication(mark()))
    assert first.key == DossierKey("XB", Kind.TRADEMARK, "TM/2026/000001")
    assert (first.version, first.effect) == (1, "filed")
    assert registry.handle(register, FileApplication(mark())).key.number == "TM/2026/000002"
    earlier = registry.handle(register, FileApplication(mark(filing_date=dt.date(2025, 1, 2))))
    assert earlier.key.number == "TM/2025/000001"
    state = reading.read(register, first.key)
    assert state.record.application_number == "TM/2026/000001"
    assert [(line.code, line.standard_code) for line in state.record.events] == [("filed", "unmapped")]


def test_numbers_have_no_gap_under_concurrency_and_failure(register: Register, mark: Callable[..., Record]):
    def file(n: int) -> str | None:
        bad = n % 3 == 0
        record = mark(notes=(Note(name="nul", value="a\x00b"),)) if bad else mark()
        try:
            return registry.handle(register, FileApplication(record)).key.number
        except InvalidApplication:
            return None

    with ThreadPoolExecutor(8) as pool:
        given = sorted(filter(None, pool.map(file, range(60))))
    assert given == [f"TM/2026/{n:06}" for n in range(1, 41)]


def test_a_number_that_is_taken_is_passed_over(register: Register, mark: Callable[..., Record]):
    registry.handle(register, FileRecord(mark("TM/2026/000001")))
    assert registry.handle(register, FileApplication(mark())).key.number == "TM/2026/000002"
    with pytest.raises(AlreadyFiled, match="TM/2026/000001 is filed already"):
        registry.handle(register, FileApplication(mark("TM/2026/000001"), numbered=False))


def test_an_office_gives_its_own_format(register_url: str, mark: Callable[..., Record]):
    formats = DEFAULT_FORMATS | {FormatKey(Kind.TRADEMARK, "application"): NumberFormat("M-{sequence}")}
    register = open_register(register_url, formats=formats)
    numbers = [
        registry.handle(register, FileApplication(mark(filing_date=dt.date(year, 1, 1)))).key.number
        for year in (2024, 2025)
    ]
    register.close()
    assert numbers == ["M-1", "M-2"]
    for pattern in ("TM/{year}", "{sequence}{x}", "{sequence:z}", "{", "{sequence}{sequence}"):
        with pytest.raises(InvalidNumberFormat, match="number format"):
            NumberFormat(pattern)


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({"filing_date": None}, "filing_date"),
        ({"filing_date": dt.date(2099, 1, 1)}, "filing_date"),
        ({"classes": (GoodsClass(number="46"),)}, "classes[0].number"),
        ({"classes": (GoodsClass(number="9"), GoodsClass(number="09"))}, "classes[1].number"),
        ({"classes": (GoodsClass(number="9"), GoodsClass(number="9"))}, "classes[1].number"),
        ({"parties": ()}, "parties"),
        ({"mark": None}, "mark"),
        ({"mark": Mark(verbal_element="A\x00B")}, "mark.verbal_element"),
    ],
)
def test_an_application_that_cannot_be_filed_names_the_place(
    register: Register, mark: Callable[..., Record], fields: dict[str, Any], place: str
):
    with pytest.raises(InvalidApplication) as refused:
        registry.handle(register, FileApplication(mark(**fields)))
    assert refused.value.place == place
    assert set(counts(register).values()) == {0}


def test_the_same_command_takes_effect_once(register: Register, mark: Callable[..., Record]):
    command = FileApplication(mark(), command_id=uuid4())
    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(lambda _: registry.handle(register, command), range(8)))
    assert len(set(outcomes)) == 1
    assert counts(register)["dossier"] == 1
    assert registry.handle(register, FileApplication(mark())).key.number == "TM/2026/000002"
    with pytest.raises(CommandReused):
        registry.handle(register, FileApplication(mark(language="fr"), command_id=command.command_id))


def test_importing_again_changes_nothing_and_a_later_file_amends(register: Register, mark: Callable[..., Record]):
    first, again = (registry.handle(register, FileRecord(mark("9"))) for _ in range(2))
    assert (first.effect, again.effect) == ("filed", "unchanged")
    assert again.version == 1
    assert [outcome.effect for outcome in registry.handle_many(register, [FileRecord(mark("9"))])] == ["unchanged"]
    assert (counts(register)["outbox"], counts(register)["command"]) == (1, 1)
    later = mark("9", mark=Mark(translation="glow"), parties=(), classes=(GoodsClass(number="9", goods="Games"),))
    assert registry.handle(register, FileRecord(later)).effect == "updated"
    record = reading.read(register, first.key).record
    assert record.mark == Mark(verbal_element="ALPENGLUT", disclaimer="GLUT", translation="glow")
    assert [goods.goods for goods in record.classes] == ["Clothing", "Games"]
    assert len(record.parties) == 1
    assert registry.handle(register, FileRecord(later)).effect == "unchanged"


def test_an_import_is_public_from_the_earliest_day_given_and_never_from_what_it_says_itself(
    register: Register, mark: Callable[..., Record]
):
    said = mark("1", publications=(Publication(date=dt.date(2020, 5, 1)), Publication(date=dt.date(2019, 5, 1))))
    given = FileRecord(mark("2"), published_on=dt.date(2021, 1, 1))
    later = FileRecord(mark("3"), published_on=dt.date(2099, 1, 1))
    days = [
        reading.read(register, registry.handle(register, command).key).published_on
        for command in (FileRecord(said), given, later, FileRecord(mark("4")))
    ]
    assert days == [None, dt.date(2021, 1, 1), None, None]
    for year, effect, version in ((2022, "updated", 2), (2023, "unchanged", 2), (2020, "updated", 3)):
        outcome = registry.handle(register, FileRecord(mark("4"), published_on=dt.date(year, 1, 1)))
        assert (outcome.effect, outcome.version) == (effect, version)
    assert reading.read(register, outcome.key).published_on == dt.date(2020, 1, 1)


def test_a_batch_files_all_but_the_bad(register: Register, mark: Callable[..., Record]):
    same_id = uuid4()
    asked = [
        FileRecord(mark("1")),
        FileRecord(mark("2", classes=(GoodsClass(number="46"),))),
        FileRecord(mark("3", mark=Mark(description="a\x00b"))),
        FileRecord(mark("4")),
        FileRecord(mark("1", language="de")),
        FileApplication(mark()),
        FileRecord(mark("5"), command_id=same_id),
        FileRecord(mark("6"), command_id=same_id),
    ]
    results = list(registry.handle_many(register, asked))
    said = ["rejected" if isinstance(result, Rejected) else result.effect for result in results]
    assert said == ["filed", "rejected", "rejected", "filed", "updated", "filed", "filed", "rejected"]
    assert "there is no Nice class 46" in results[1].reason
    assert results[2].reason == "mark.description: holds the character U+0000; remove it"
    assert isinstance(results[7].error, CommandReused)
    repeated = list(registry.handle_many(register, asked[:1] + asked[3:4]))
    assert repeated == [results[0], results[3]]
    assert counts(register)["dossier"] == 4


def test_an_unforeseen_error_costs_its_command_alone(
    register: Register, mark: Callable[..., Record], monkeypatch: pytest.MonkeyPatch
):
    plan = filing.plan

    def broken(command: FileRecord, held: Held | None, day: dt.date) -> Step:
        if command.record.application_number == "2":
            raise KeyError("a field that nobody foresaw")
        return plan(command, held, day)

    monkeypatch.setattr(filing, "plan", broken)
    unwritable = mark("4").model_copy(
        update={"events": (Event(date=dt.date(2026, 3, 1), code="A").model_copy(update={"sequence": 10**25}),)}
    )
    asked = [FileRecord(record) for record in (mark("1"), mark("2"), mark("3"), unwritable, mark("5"))]
    results = list(registry.handle_many(register, asked))
    said = ["rejected" if isinstance(result, Rejected) else result.effect for result in results]
    assert said == ["filed", "rejected", "filed", "rejected", "filed"]
    assert "KeyError: 'a field that nobody foresaw'" in results[1].reason
    assert "64-bit" in results[3].reason
    assert results[3].command is asked[3]
    assert counts(register)["dossier"] == 3


def test_batches_of_two_processes_meet_and_all_is_filed_once(register: Register, mark: Callable[..., Record]):
    records = [mark(str(n)) for n in range(300)]

    def work(order: int) -> list[str]:
        commands = [FileRecord(record) for record in records[::order]]
        return [outcome.effect for outcome in registry.handle_many(register, commands)]

    with ThreadPoolExecutor(2) as pool:
        effects = [effect for result in pool.map(work, (1, -1)) for effect in result]
    assert sorted(effects) == ["filed"] * 300 + ["unchanged"] * 300
    assert counts(register)["dossier"] == 300


def test_a_number_that_another_files_meanwhile_is_looked_at_again(register: Register, mark: Callable[..., Record]):
    """The batch finds nothing, then waits at the number that the other transaction has filed and not yet committed."""
    twice = [FileRecord(mark("1")), FileRecord(mark("1", language="de"))]  # one number twice: each is handled apart
    with ThreadPoolExecutor(1) as pool:
        with register.session() as session:
            file_records(session, register, [FileRecord(mark("1"))])
            batch = pool.submit(lambda: list(registry.handle_many(register, twice)))
            until_waiting(register)
        outcomes = batch.result()
    assert [outcome.effect for outcome in outcomes] == ["unchanged", "updated"]


def until_waiting(register: Register):
    """Until a transaction of this database waits for another."""
    waiting = text(
        "select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock')"
    )
    for _ in range(1_000):
        with register.session() as session:
            if session.scalar(waiting):
                return
        time.sleep(0.01)
    raise AssertionError("nobody waits")


@pytest.mark.thorough
def test_a_record_of_ten_megabytes_is_filed_and_amended(register: Register, mark: Callable[..., Record]):
    events = tuple(Event(date=dt.date(2020, 1, 1), code=f"C{n}", text="x" * 1_500, sequence=n) for n in range(7_000))
    large = mark("1", events=events)
    outcome = registry.handle(register, FileRecord(large))
    assert registry.handle(register, FileRecord(large)).effect == "unchanged"
    more = large.model_copy(update={"events": (*events, Event(date=dt.date(2020, 1, 2), code="LAST"))})
    assert registry.handle(register, FileRecord(more)).effect == "updated"
    assert reading.read(register, outcome.key).record == more
    with register.session() as session:
        assert session.scalar(text("select count(*) from fact where version = 2")) == 1


def test_a_deleted_number_is_not_filed_again(register: Register, mark: Callable[..., Record]):
    outcome = registry.handle(register, FileRecord(mark("1")))
    registry.handle(register, registry.commands.Delete(outcome.key, "by order of the court"))
    with pytest.raises(DossierDeleted, match="its number is not used again"):
        registry.handle(register, FileRecord(mark("1")))
    with pytest.raises(AlreadyFiled):
        registry.handle(register, FileApplication(mark("1"), numbered=False))


def test_a_kill_between_any_two_statements_leaves_all_or_nothing(
    register: Register, register_url: str, mark: Callable[..., Record]
):
    """The child is gone without a word before its n-th statement, and before and after its commit."""
    empty = counts(register)

    def child(number: int, command: FileApplication) -> None:
        own = open_register(register_url)
        seen = 0

        def die(*_: object) -> None:
            nonlocal seen
            seen += 1
            if seen == number:
                os._exit(9)

        for moment in ("before_cursor_execute", "commit"):
            event.listen(own.engine, moment, die)
        execute = psycopg.Connection.execute

        def dying(*given: Any, **named: Any) -> Any:  # what the engine does not tell of
            die()
            return execute(*given, **named)

        psycopg.Connection.execute = dying
        registry.handle(own, command)
        os._exit(0)

    record = mark()
    for number in range(1, 40):
        pid = os.fork()
        if pid == 0:
            child(number, FileApplication(record))
        _, status = os.waitpid(pid, 0)
        if os.waitstatus_to_exitcode(status) == 0:
            break
        assert counts(register) == empty
    assert number > 8
    after = counts(register)
    assert (after["dossier"], after["outbox"], after["command"], after["event"]) == (1, 1, 1, 1)
    assert registry.handle(register, FileApplication(record)).key.number == "TM/2026/000002"


@pytest.mark.thorough
def test_the_european_marks_are_filed_and_found_unchanged(register: Register, shared_data: Path):
    exchange = pytest.importorskip("exchange")
    path = shared_data / "eutm" / "eutm_figurative_2020.jsonl.gz"
    records = [reading.record for reading in exchange.read(path, exchange.guess(path))]
    for effect in ("filed", "unchanged"):
        outcomes = list(registry.handle_many(register, (FileRecord(record) for record in records)))
        assert {getattr(outcome, "effect", outcome) for outcome in outcomes} == {effect}
    assert len(outcomes) == 10_048


def test_every_kind_of_right_is_filed(register: Register):
    applicant = Party(role=Role.APPLICANT, name="Ada Weber")
    for kind, content, number in (
        ("pt", {"invention": {"title": "Lock"}}, "PT/2026/000001"),
        ("ds", {"design": {"product": "Chair"}}, "DS/2026/000001"),
    ):
        record = Record(
            kind=kind, office="XB", application_number="-", filing_date="2026-01-01", parties=(applicant,), **content
        )
        assert registry.handle(register, FileApplication(record)).key.number == number
        wrong = record.model_copy(update={"mark": Mark(verbal_element="A")})
        with pytest.raises(InvalidApplication, match="carries no mark"):
            registry.handle(register, FileApplication(wrong))
