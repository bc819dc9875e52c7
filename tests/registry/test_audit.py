"""The audit log is written once, line after line, and shows the first line that somebody changed."""

import hashlib
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from registry import audit
from registry.database import Register
from registry.people_errors import BrokenChain


def write(register: Register, count: int, who: str = "ada") -> None:
    for number in range(count):
        with register.session() as session:
            audit.note(session, who, f"view {number}", "shown", "XB.tm.1")


def force(register: Register, statement: str) -> None:
    """As somebody could who owns the database."""
    with register.session() as session:
        session.execute(text("alter table audit disable trigger all"))
        session.execute(text(statement))
        session.execute(text("alter table audit enable trigger all"))


def test_the_chain_holds_and_knows_a_hash_that_was_noted(register: Register):
    assert audit.verify(register).lines == 0
    write(register, 3)
    noted = audit.verify(register)
    assert noted.lines == 3
    write(register, 2, "eve")
    assert audit.verify(register, holds=noted.hash).lines == 5
    assert [line.who for line in audit.lines(register, who="eve")] == ["eve", "eve"]
    assert [line.ordinal for line in audit.lines(register, file="XB.tm.1", limit=2)] == [5, 4]
    assert audit.lines(register, file="XB.tm.2") == []


@pytest.mark.parametrize(
    "statement", ["update audit set who = 'x'", "delete from audit", "truncate audit", "update audit set hash = hash"]
)
def test_the_database_refuses_to_change_it(register: Register, statement: str):
    write(register, 1)
    with register.session() as session:
        with pytest.raises(IntegrityError, match="its rows are written once"):
            session.execute(text(statement))
        session.rollback()


@pytest.mark.parametrize(
    ("statement", "line"),
    [
        ("update audit set who = 'eve' where ordinal = 3", 3),
        ("update audit set at = at + interval '1 microsecond' where ordinal = 2", 2),
        ("delete from audit where ordinal = 4", 4),
        ("delete from audit where ordinal = 1", 1),
        ("update audit set result = 'x', hash = repeat('a', 64) where ordinal = 5", 5),
        ("update audit set ordinal = ordinal + 1 where ordinal = 6", 6),
    ],
)
def test_the_first_broken_line_is_named(register: Register, statement: str, line: int):
    write(register, 6)
    force(register, statement)
    with pytest.raises(BrokenChain) as broken:
        audit.verify(register)
    assert broken.value.ordinal == line


def test_a_line_that_was_changed_with_its_own_hash_breaks_the_next(register: Register):
    write(register, 3)
    second = audit.lines(register)[1]
    changed = audit.Line(2, second.at, "eve", second.what, second.file, second.result, second.before, "")
    force(register, f"update audit set who = 'eve', hash = '{changed.own()}' where ordinal = 2")
    with pytest.raises(BrokenChain) as broken:
        audit.verify(register)
    assert broken.value.ordinal == 3


def test_an_end_that_was_taken_off_is_noticed_by_the_noted_hash(register: Register):
    write(register, 3)
    noted = audit.verify(register).hash
    force(register, "delete from audit where ordinal = 3")
    assert audit.verify(register).lines == 2
    with pytest.raises(BrokenChain, match="the end of the log was taken off"):
        audit.verify(register, holds=noted)
    with pytest.raises(BrokenChain):
        audit.verify(register, holds=hashlib.sha256(b"").hexdigest())


def test_lines_written_at_once_are_one_chain(register: Register):
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda number: write(register, 5, f"p{number}"), range(6)))
    assert audit.verify(register).lines == 30


def test_a_line_of_a_transaction_that_failed_is_not_there(register: Register):
    write(register, 1)
    with register.session() as session:
        audit.note(session, "ada", "view", "shown")
        session.rollback()
    write(register, 1)
    assert audit.verify(register).lines == 2


def test_what_is_said_is_one_line_that_can_be_kept(register: Register):
    with register.session() as session:
        audit.note(session, "a\0da", "view\nwhat " + "x" * 900, "shown")
    (line,) = audit.lines(register)
    assert (line.who, len(line.what)) == ("ada", 500)
    assert line.what.startswith("view what x")
