"""Commands a second beside the bound: the very rows that they wrote, inserted bare, a transaction for each command.

Officers in two processes file an application, take an action and file a request, each with the office's own rules.
What they wrote is then read back, row by row, and written into an empty register of the same schema by two processes
that do nothing else: plain psycopg, prepared statements, the same transactions. Both clocks run from the first
command to the last answer, and both are taken in turns.
"""

from __future__ import annotations

import datetime as dt
import multiprocessing as mp
import statistics
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, groupby
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import make_url

from desk import rules
from mappings.record import GoodsClass, Kind, Mark, Party, Record, Role
from offices.office import load
from registry import Outcome, Register, handle, open_register
from registry.commands import Act, DossierCommand, FileApplication, FileRequest
from registry.migrate import upgrade

PROCESSES = 2
OFFICERS = 20
WARM = 10  # files of each process before anything is counted
LONGEST = 300  # seconds
FILED = dt.date(2026, 3, 2)
AGENT = {"party": {"role": "representative", "name": "Kanzlei Berg"}}
Progress = Callable[[str, int, int], None]


class NotMeasured(Exception):
    """A process of the measurement failed; the message says how."""


@dataclass(frozen=True)
class Found:
    """When a process began and ended, and how long each command took, by its name."""

    begin: float
    end: float
    taken: dict[str, list[float]]


@dataclass(frozen=True)
class Write:
    """One statement with its rows, each value as Postgres writes it."""

    statement: str
    rows: list[tuple[str | None, ...]]


Transaction = list[Write]
Row = dict[str, str | None]  # by column, each value as Postgres writes it


@contextmanager
def database(url: str) -> Iterator[str]:
    """An empty, migrated register of its own beside the office's; its address. Dropped at the end."""
    address = make_url(url)
    plain = address.set(drivername="postgresql").render_as_string(hide_password=False)
    name = f"blazon_bench{uuid.uuid4().hex[:12]}"
    with psycopg.connect(plain, autocommit=True) as server:
        server.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
        try:
            made = address.set(database=name).render_as_string(hide_password=False)
            register = open_register(made)
            upgrade(register)
            register.close()
            yield made
        finally:
            server.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


def measured(url: str, office: Path, files: int, rounds: int, progress: Progress) -> dict[str, Any]:
    """Commands a second of two processes, the bound, and what officers wait for. `files`: of each process a round."""
    ways, bounds, written = [], [], list[list[Transaction]]()
    for done in range(rounds):
        progress("Commands, and their rows bare", done, rounds)
        with database(url) as one, database(url) as other:
            way = _together(_officers, [(one, office, files, 1)] * PROCESSES)
            ways.append(PROCESSES * files * 3 / _span(way))
            written = transactions(one)
            parts = [written[at::PROCESSES] for at in range(PROCESSES)]
            bare = _together(_bare, [(other, [one for file in part for one in file]) for part in parts])
            bounds.append(sum(map(len, written)) / _span(bare))
    progress("Commands, and their rows bare", rounds, rounds)
    progress("Officers at once", 0, 1)
    with database(url) as place:
        alone = _all(_together(_officers, [(place, office, files, 1)]))
        each = max(2, files // OFFICERS)
        crowd = _all(_together(_officers, [(place, office, each, OFFICERS // PROCESSES)] * PROCESSES))
    progress("Officers at once", 1, 1)
    ratios = [way / bound for way, bound in zip(ways, bounds, strict=True)]
    return {
        "commands_per_second": round(statistics.median(ways), 1),
        "bound_per_second": round(statistics.median(bounds), 1),
        "ratio_to_bound": round(statistics.median(ratios), 3),
        "ratios": [round(ratio, 3) for ratio in ratios],
        "processes": PROCESSES,
        "commands": PROCESSES * files * 3,
        "rows_per_command": round(statistics.mean(sum(len(each.rows) for each in one) for one in chain(*written)), 1),
        "officers": {"officers": OFFICERS} | {name: _waits(alone[name], crowd[name]) for name in sorted(alone)},
    }


def transactions(url: str) -> list[list[Transaction]]:
    """What was written by each command, as the statements that would write it bare; a list a dossier."""
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    found: dict[tuple[str, str], Transaction] = {}  # by dossier and version
    with psycopg.connect(plain) as connection:
        for row in _rows(connection, "dossier"):
            found[str(row["id"]), "1"] = [_numbered("tm", "application", FILED.year), _inserted("dossier", [row])]
            for version in range(2, int(row["version"] or 0) + 1):
                found[str(row["id"]), str(version)] = [_updated(row)]
        for table in ("fact", "event", "outbox", "act"):
            for at, rows in groupby(sorted(_rows(connection, table), key=_at), _at):
                found[at].append(_inserted(table, list(rows)))
        of_command = {row["command_id"]: _at(row) for row in _rows(connection, "act")}
        for row in _rows(connection, "deadline"):  # each is the first action's, after the filing
            found[str(row["dossier_id"]), "2"].append(_inserted("deadline", [row]))
        for row in _rows(connection, "request"):
            found[of_command[row["command_id"]]] += [
                _numbered("rq", "request", int(str(row["received_on"])[:4])),
                _inserted("request", [row]),
            ]
        for row in _rows(connection, "command"):
            found[of_command[row["id"]]].append(_inserted("command", [row]))
    return [[found[at] for at in of_one] for _, of_one in groupby(found, lambda at: at[0])]


def _at(row: Row) -> tuple[str, str]:
    """Dossier and version."""
    return str(row["dossier_id"]), str(row["version"])


def _rows(connection: psycopg.Connection, table: str) -> list[Row]:
    """The rows of a table, each value as Postgres writes it."""
    columns = [
        row[0]
        for row in connection.execute(
            "select column_name from information_schema.columns where table_schema = 'public' and table_name = %s "
            "and is_generated = 'NEVER' order by ordinal_position",
            (table,),
        )
    ]
    listed = sql.SQL(", ").join(sql.SQL("{}::text").format(sql.Identifier(name)) for name in columns)
    read = sql.SQL("select {} from {}").format(listed, sql.Identifier(table))
    return [dict(zip(columns, row, strict=True)) for row in connection.execute(read)]


def _inserted(table: str, rows: Sequence[Row]) -> Write:
    columns = list(rows[0])
    names, places = ", ".join(f'"{name}"' for name in columns), ", ".join(["%s"] * len(columns))
    statement = f'insert into "{table}" ({names}) values ({places})'  # noqa: S608 - names of our own tables and columns
    return Write(statement, [tuple(row.values()) for row in rows])


def _numbered(kind: str, purpose: str, year: int) -> Write:
    """The next number of a series."""
    statement = (
        "insert into series (office, kind, purpose, year, last) values ('XB', %s, %s, %s, 1) "
        "on conflict (office, kind, purpose, year) do update set last = series.last + 1"
    )
    return Write(statement, [(kind, purpose, str(year))])


def _updated(row: Row) -> Write:
    """What a later version changes of a dossier's own row."""
    columns = ("version", "sequence", "recorded_at", "record", "digest", "status_group", "status_code")
    places = ", ".join(f"{name} = %s" for name in columns)
    statement = f"update dossier set {places} where id = %s"  # noqa: S608 - names of our own columns
    return Write(statement, [(*(row[name] for name in columns), row["id"])])


def _together(work: Callable[..., Found], asked: Sequence[tuple[Any, ...]]) -> list[Found]:
    """The work in processes of its own, begun at one time."""
    context = mp.get_context("spawn")
    barrier, answers = context.Barrier(len(asked)), context.Queue()
    processes = [context.Process(target=_apart, args=(work, each, barrier, answers), daemon=True) for each in asked]
    for process in processes:
        process.start()
    found = [answers.get(timeout=LONGEST) for _ in processes]
    for process in processes:
        process.join()
    if wrong := [each for each in found if isinstance(each, str)]:
        raise NotMeasured(wrong[0])
    return found


def _apart(work: Callable[..., Found], asked: tuple[Any, ...], barrier: Barrier, answers: Queue[Found | str]) -> None:
    try:
        answers.put(work(*asked, barrier.wait))
    except Exception as error:  # noqa: BLE001 - told to the process that measures, which raises it
        answers.put(f"{type(error).__name__}: {error}")


def _span(found: Sequence[Found]) -> float:
    return max(each.end for each in found) - min(each.begin for each in found)


def _officers(url: str, office: Path, files: int, officers: int, meet: Callable[[], Any]) -> Found:
    """Officers of one process at work, `files` files each."""
    rule = load(office)
    register = open_register(
        url,
        formats=rules.number_formats(rule),
        audiences=rules.audiences(rule),
        publication=rules.publication(rule),
        procedure=rules.procedure(rule),
        connections=officers,
    )
    taken: dict[str, list[float]] = {}
    try:
        _work(register, rule.code, WARM, {})
        threads = [threading.Thread(target=_work, args=(register, rule.code, files, taken)) for _ in range(officers)]
        meet()
        begin = time.time()
        for each in threads:
            each.start()
        for each in threads:
            each.join()
        return Found(begin, time.time(), taken)
    finally:
        register.close()


def _work(register: Register, office: str, files: int, taken: dict[str, list[float]]) -> None:
    for n in range(files):
        record = Record(
            kind=Kind.TRADEMARK,
            office=office,
            application_number="-",
            filing_date=FILED,
            mark=Mark(verbal_element=f"ALPENGLUT {n}"),
            parties=(Party(role=Role.APPLICANT, name=f"Ada Weber {n}"),),
            classes=(GoodsClass(number="9", goods="Software"), GoodsClass(number="25", goods="Clothing")),
        )
        key = _timed(register, taken, FileApplication(record, role="reception")).key
        _timed(register, taken, Act(key, "ask-to-mend", "formality-examiner", note="A reason."))
        _timed(register, taken, FileRequest(key, "appoint-representative", AGENT, "agent"))


def _timed(register: Register, taken: dict[str, list[float]], command: DossierCommand) -> Outcome:
    begin = time.perf_counter()
    outcome = handle(register, command)
    taken.setdefault(type(command).__name__, []).append(time.perf_counter() - begin)
    return outcome


def _bare(url: str, written: list[Transaction], meet: Callable[[], Any]) -> Found:
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, prepare_threshold=0) as connection, connection.cursor() as cursor:
        meet()
        begin = time.time()
        for each in written:
            for write in each:
                cursor.executemany(write.statement, write.rows)
            connection.commit()
        return Found(begin, time.time(), {})


def _waits(alone: Sequence[float], crowd: Sequence[float]) -> dict[str, float]:
    """Milliseconds, and how often the median of an officer who is alone the others wait."""
    usual, middle, late = statistics.median(alone), statistics.median(crowd), quantile(crowd, 0.99)
    return {
        "alone_p50_ms": round(usual * 1000, 2),
        "p50_ms": round(middle * 1000, 2),
        "p99_ms": round(late * 1000, 2),
        "p50_to_alone": round(middle / usual, 2),
        "p99_to_alone": round(late / usual, 2),
        "p99_to_p50": round(late / middle, 2),
    }


def quantile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def _all(found: Sequence[Found]) -> dict[str, list[float]]:
    """By the command's name, and of all."""
    merged: dict[str, list[float]] = {"all": []}
    for each in found:
        for name, taken in each.taken.items():
            merged.setdefault(name, []).extend(taken)
            merged["all"] += taken
    return merged
