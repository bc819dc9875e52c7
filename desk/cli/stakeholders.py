"""`blazon stakeholders list | show | add | change | end | redact | duplicates | distinct | merge | …`."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from desk.capture import examine_document, examiner
from desk.cli.console import emit, progress_bars, tell
from desk.cli.context import Context, open_context
from desk.cli.users import actor
from desk.stakeholders import finding
from registry import (
    changing,
    gathering,
    stakeholder_lists,
    stakeholder_merges,
    stakeholder_merging,
    stakeholder_pairs,
    stakeholders,
)
from registry.database import Register
from registry.stakeholder_data import Stakeholder, plain
from registry.stakeholder_merges import Merge
from registry.stakeholders import By

app = typer.Typer(help="Applicants, owners and agents: found, kept, merged.", no_args_is_help=True)

Number = Annotated[str, typer.Argument(help="A customer number, or another identifier.")]
Reason = Annotated[str | None, typer.Option(help="Why; the trace keeps it.")]
Name = Annotated[str | None, typer.Option(help="As letters name them.")]
Others = Annotated[list[str] | None, typer.Option("--other-name", help="As in another script; may be repeated.")]
Nature = Annotated[str | None, typer.Option(help="Of stakeholders.yaml, such as company.")]
Gender = Annotated[str | None, typer.Option(help="Where the law asks it.")]
Nationality = Annotated[str | None, typer.Option(help="Country by its ST.3 code.")]
Line = Annotated[list[str] | None, typer.Option("--line", help="Of the address; may be repeated.")]
City = Annotated[str | None, typer.Option(help="Of the address.")]
Postcode = Annotated[str | None, typer.Option(help="Of the address.")]
Country = Annotated[str | None, typer.Option(help="Of the address, by its ST.3 code.")]
Email = Annotated[str | None, typer.Option(help="Theirs.")]
Phone = Annotated[str | None, typer.Option(help="Theirs.")]
Language = Annotated[str | None, typer.Option(help="In which they are written to, such as en.")]
Agent = Annotated[str | None, typer.Option("--agent", help="The agent number; `next` for that of the series.")]
From = Annotated[str | None, typer.Option("--from", help="Since when the agent number holds (YYYY-MM-DD).")]
Until = Annotated[str | None, typer.Option(help="Until when (YYYY-MM-DD).")]
Appointment = Annotated[
    Path | None, typer.Option(exists=True, dir_okay=False, help="The specimen of appointment: a PDF, or a scan.")
]


@app.command("list")
def list_(
    asked: Annotated[str, typer.Argument(help="The beginning or words of a name, a number, an e-mail.")] = "",
    *,
    agents: Annotated[bool, typer.Option("--agents", help="Agents alone.")] = False,
    limit: Annotated[int, typer.Option(min=1, help="At most so many.")] = 100,
) -> None:
    """Those who are found, by name."""
    with open_context() as context:
        found = stakeholder_lists.listed(context.register, asked, "agents" if agents else "all", limit=limit)
    emit({"total": found.total, "stakeholders": [_data(one) for one in found.stakeholders]})


@app.command()
def show(number: Number) -> None:
    """One: data, files by role, e-mails, merges, and all that became of them."""
    with open_context() as context:
        register = context.register
        with register.session() as session:
            one = stakeholders.find(session, number)
            steps = stakeholder_lists.steps(session, one.number)
            merges = stakeholder_merges.of(session, one.number)
            mail = stakeholder_lists.emails(session, one.details.email) if one.details.email else []
        files = stakeholder_lists.files(register, one.identifiers)
        pairs = stakeholder_pairs.undecided(register, one.number)
    emit(
        _data(one)
        | {
            "files": {
                "total": files.total,
                "by_role": files.by_role,
                "latest": [{**asdict(each), "key": each.key.id} for each in files.files],
            },
            "may_be": [
                {"number": (pair.other if pair.one.number == one.number else pair.one).number, "reasons": pair.reasons}
                for pair in pairs.pairs
            ],
            "emails": [{**asdict(each), "key": each.key.id if each.key else None} for each in mail],
            "merges": [asdict(each) for each in merges],
            "steps": [asdict(each) for each in steps],
        }
    )


@app.command()
def add(
    name: Annotated[str, typer.Option(help="As letters name them.")],
    *,
    other_name: Others = None,
    nature: Nature = None,
    gender: Gender = None,
    nationality: Nationality = None,
    line: Line = None,
    city: City = None,
    postcode: Postcode = None,
    country: Country = None,
    email: Email = None,
    phone: Phone = None,
    language: Language = None,
    agent: Agent = None,
    since: From = None,
    until: Until = None,
    appointment: Appointment = None,
    reason: Reason = None,
) -> None:
    """Add one under the next customer number; says who they may be already."""
    given = _given(locals())
    with open_context() as context:
        if appointment:
            given["appointment"] = specimen(context, appointment)
        one = stakeholders.add(context.register, given, By(actor(), reason))
        likely = finding.look_for(context.register, one.number)
    emit(_data(one))
    if likely:
        tell(f"{one.number} may be one of {likely} others: see `blazon stakeholders show {one.number}`.")


@app.command()
def change(
    number: Number,
    *,
    name: Name = None,
    other_name: Others = None,
    nature: Nature = None,
    gender: Gender = None,
    nationality: Nationality = None,
    line: Line = None,
    city: City = None,
    postcode: Postcode = None,
    country: Country = None,
    email: Email = None,
    phone: Phone = None,
    language: Language = None,
    agent: Agent = None,
    since: From = None,
    until: Until = None,
    appointment: Appointment = None,
    reason: Reason = None,
    expected: Annotated[int | None, typer.Option(help="The version that was read; refused when it is another.")] = None,
) -> None:
    """Change what is named; an empty text takes it away. A part of the address replaces the whole of it."""
    given = _given(locals())
    with open_context() as context:
        one = _found(context.register, number)
        if appointment:
            given["appointment"] = specimen(context, appointment)
        version = one.version if expected is None else expected
        one = stakeholders.change(context.register, one.number, version, given, By(actor(), reason))
        finding.look_for(context.register, one.number)
    emit(_data(one))


@app.command()
def end(number: Number, *, reason: Reason = None) -> None:
    """Let nobody be appointed under this number any more; files keep it."""
    with open_context() as context:
        one = _found(context.register, number)
        emit(_data(stakeholders.end(context.register, one.number, one.version, By(actor(), reason))))


@app.command()
def redact(number: Number, reason: Annotated[str, typer.Option(help="Why; the trace keeps it.")]) -> None:
    """Take the personal data of a natural person who has ended out of the register of stakeholders; no way back."""
    with open_context() as context:
        one = _found(context.register, number)
        emit(_data(stakeholders.redact(context.register, one.number, one.version, By(actor(), reason))))
    tell("The files that name the person keep what they hold; see `blazon registry redact` for publications.")


@app.command()
def duplicates(
    *,
    find: Annotated[bool, typer.Option("--find", help="Compare all anew first.")] = False,
    limit: Annotated[int, typer.Option(min=1, help="At most so many pairs.")] = 100,
) -> None:
    """Pairs who may be the same and wait for a decision, the most alike first, with the reasons."""
    looked = None
    with open_context() as context:
        if find:
            with progress_bars() as bars:
                looked = finding.look(context.register, bars)
        found = stakeholder_pairs.undecided(context.register, limit=limit)
    emit(
        {
            "looked": asdict(looked) if looked else None,
            "total": found.total,
            "pairs": [
                {
                    "one": f"{pair.one.number} {pair.one.details.name}",
                    "other": f"{pair.other.number} {pair.other.details.name}",
                    "points": pair.points,
                    "reasons": pair.reasons,
                }
                for pair in found.pairs
            ],
        }
    )


@app.command()
def distinct(number: Number, other: Number, *, reason: Reason = None) -> None:
    """Say that two are not the same: kept, and not shown again."""
    with open_context() as context:
        one, two = (_found(context.register, each).number for each in (number, other))
        stakeholder_pairs.distinct(context.register, one, two, By(actor(), reason))
    emit({"distinct": [one, two]})


@app.command()
def merge(
    number: Number, into: Annotated[str, typer.Option(help="The one that is kept.")], *, reason: Reason = None
) -> None:
    """Merge one into another: the files that bear its identifiers get those of the other. Again, it goes on."""
    with open_context() as context:
        gone, kept = _found(context.register, number), _found(context.register, into)
        if gone.merged_into == kept.number:
            with context.register.session() as session:
                there = stakeholder_merges.newest(session, gone.number)
            assert there is not None
            done = stakeholder_merging.go_on(context.register, there.id)
        else:
            versions = gone.version, kept.version
            done = stakeholder_merging.merge(context.register, gone.number, kept.number, versions, By(actor(), reason))
        _told(context.register, done)


@app.command()
def unmerge(number: Number, *, reason: Reason = None) -> None:
    """Take the last merge of this one back: the identifiers that it changed are as before. Again, it goes on."""
    with open_context() as context:
        one = _found(context.register, number)
        with context.register.session() as session:
            there = stakeholder_merges.newest(session, one.number)
        if there and there.state == "undoing":
            done = stakeholder_merging.go_on(context.register, there.id)
        else:
            done = stakeholder_merging.unmerge(context.register, one.number, one.version, By(actor(), reason))
        _told(context.register, done)


@app.command()
def gather(
    *,
    number: Annotated[
        bool, typer.Option("--number", help="Write the customer number into parties of files that have no identifier.")
    ] = False,
) -> None:
    """Make stakeholders of the parties that stand in files already. Again, it makes nothing new."""
    with open_context() as context, progress_bars() as bars:
        done = gathering.gather(context.register, number=number, actor=actor(), progress=bars)
    emit(asdict(done))
    if done.refused:
        tell(f"{len(done.refused)} parties were refused; each is named.")
        raise typer.Exit(1)


def specimen(context: Context, path: Path) -> str:
    """The digest of a specimen of appointment, examined as every document that comes in, and kept."""
    with examiner() as guarded:
        found = examine_document(guarded, context.documents, path.read_bytes(), path.name)
    with context.register.session() as session:
        changing.know(session, found.document)
        changing.know(session, found.source)
    return found.document.digest


def _found(register: Register, number: str) -> Stakeholder:
    with register.session() as session:
        return stakeholders.find(session, number)


def _given(said: dict[str, Any]) -> dict[str, Any]:
    """What was named on the command line, as fields."""
    names = {"agent": "agent_number", "since": "agent_from", "until": "agent_until", "other_name": "other_names"}
    plainly = ("name", "nature", "gender", "nationality", "email", "phone", "language", *names)
    given = {names.get(name, name): said[name] for name in plainly if said[name] is not None}
    parts = {name: said[name] for name in ("city", "postcode", "country") if said[name]}
    if parts or said["line"]:
        given["address"] = {**parts, "lines": said["line"] or []}
    return given


def _told(register: Register, done: Merge) -> None:
    with register.session() as session:
        against = stakeholder_merges.refusals(session, done.id)
    emit(asdict(done) | {"refused": [{**asdict(one), "key": one.key.id} for one in against]})
    if against:
        tell(f"{len(against)} parties were left as they are; each is named. Mend them and say it again.")
        raise typer.Exit(1)


def _data(one: Stakeholder) -> dict[str, Any]:
    return {
        "number": one.number,
        "version": one.version,
        "state": one.state,
        "merged_into": one.merged_into,
        "identifiers": one.identifiers,
        **plain(one.details),
    }
