"""Merges one stakeholder into another, and takes a merge back.

The merge is one transaction: from then on nobody is appointed under the number that is gone, and who signs in with it
owns through the one that is kept. Then the files that bear it are changed, BATCH in a transaction, each by the
register's own amendment with a line in its journal. What was done to a party is written down in the same transaction:
killed anywhere and run again, nothing is lost or done twice. A file that is refused is named and stops no other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from mappings.number import DossierKey
from mappings.record import Audience, Event, Kind
from registry import audit, changing, closing, stakeholders
from registry.commands import Amend
from registry.database import Register
from registry.errors import CommandReused, RegistryError
from registry.stakeholder_data import Stakeholder
from registry.stakeholder_errors import StakeholderRefused
from registry.stakeholder_merges import Merge, at_work, find, newest, stands
from registry.stakeholders import By, hold, move, repeated, step

BATCH = 50  # files a transaction
MERGED, PARTED = "stakeholder-merged", "stakeholder-parted"  # lines of the journal, for the staff
PARTING = ("undoing", "undone")


@dataclass(frozen=True)
class _Party:
    role: str
    sequence: int
    before: str
    after: str


@dataclass(frozen=True)
class _Doing:
    merge: Merge
    code: str  # of the line in the journal
    note: str
    done: str  # the state of a party to which it was done


def merge(register: Register, gone: str, kept: str, expected: tuple[int, int], by: By) -> Merge:
    """Begins it, and does all that can be done; `go_on` does what is left. `expected`: the versions of both.

    StakeholderConflict, StakeholderRefused. A command of the same id again goes on.
    """
    with register.session() as session:
        if not _repeated(session, by, "merged", gone):
            _begin(session, gone, kept, expected, by)
        found = newest(session, gone)
        assert found is not None
    return go_on(register, found.id)


def go_on(register: Register, merge_id: int) -> Merge:
    """Does what is left of a merge or of its undoing, and tries again what was refused. Again, it changes nothing."""
    with at_work(register, merge_id):
        found = find(register, merge_id)
        if found.state in PARTING:
            _undo(register, found)
        else:
            _change_files(register, found)
        with register.session() as session:
            session.execute(
                text("""
                    update stakeholder_merge set state = case state when 'going-on' then 'done' else 'undone' end
                    where id = :id and state = :state
                """),
                {"id": merge_id, "state": "undoing" if found.state in PARTING else "going-on"},
            )
    return find(register, merge_id)


def go_on_with(register: Register, gone: str) -> Merge | None:
    """As `go_on`, with the newest merge of this one into another; None when there is none. NoSuchStakeholder."""
    with register.session() as session:
        found = newest(session, stakeholders.find(session, gone).number)
    return go_on(register, found.id) if found else None


def unmerge(register: Register, gone: str, expected: int, by: By) -> Merge:
    """Takes the newest merge of `gone` back: it stands as before it, and so do the identifiers that the merge changed.

    A merge that is going on stops. A party that somebody changed since is left as it is, and named.
    """
    with register.session() as session:
        if not _repeated(session, by, "parted", gone):
            held = hold(session, gone, expected)
            found = newest(session, gone)
            if held.state != "merged" or found is None:
                raise StakeholderRefused(gone, "was not merged; there is nothing to take back")
            if held.redacted_at:
                raise StakeholderRefused(gone, "its data were taken out; it cannot stand by itself any more")
            hold(session, found.kept, None)
            move(session, gone, _former(session, gone))
            session.execute(text("update stakeholder_merge set state = 'undoing' where id = :id"), {"id": found.id})
            step(session, gone, "parted", by, after={"from": found.kept})
            step(session, found.kept, "gave-back", by, after={"other": gone})
            audit.note(session, by.actor, f"unmerge stakeholder {gone}", f"from {found.kept}")
        found = newest(session, gone)
        assert found is not None
    return go_on(register, found.id)


def _repeated(session: Session, by: By, what: str, gone: str) -> bool:
    """Whether this command was done already. CommandReused when it was done to another."""
    done = repeated(session, by, what)
    if done not in {None, gone}:
        raise CommandReused(by.command_id)
    return done is not None


def _begin(session: Session, gone: str, kept: str, expected: tuple[int, int], by: By) -> None:
    if gone == kept:
        raise StakeholderRefused(gone, "cannot be merged into itself")
    versions = dict(zip((gone, kept), expected, strict=True))
    held = {number: hold(session, number, versions[number]) for number in sorted(versions)}
    for each in held.values():
        if each.state == "merged":
            raise StakeholderRefused(each.number, f"was merged into {each.merged_into} already; merge that one")
    if held[kept].state != "active":
        raise StakeholderRefused(kept, "has ended; merge it into the other one, or add a new one")
    if held[gone].details.agent_number and not held[kept].details.agent_number:
        raise StakeholderRefused(
            gone, f"is an agent and {kept} is none: merge {kept} into {gone}, or give {kept} an agent number first"
        )
    last = newest(session, gone)
    if last is not None and last.state == "undoing":
        raise StakeholderRefused(
            gone, f"is still being parted from {last.kept}: say `blazon stakeholders unmerge {gone}`"
        )
    move(session, gone, "merged", kept)
    session.execute(
        text("""
            insert into stakeholder_merge (gone, kept, state, actor, reason)
            values (:gone, :kept, 'going-on', :actor, :reason)
        """),
        {"gone": gone, "kept": kept, "actor": by.actor, "reason": by.reason},
    )
    session.execute(text("delete from stakeholder_pair where state = 'open' and :gone in (one, other)"), {"gone": gone})
    step(session, gone, "merged", by, before={"state": held[gone].state}, after={"into": kept})
    step(session, kept, "took-in", by, after={"other": gone})
    audit.note(session, by.actor, f"merge stakeholder {gone}", f"into {kept}")


def _former(session: Session, gone: str) -> str:
    """How it stood before it was last merged."""
    before = session.scalar(
        text("""
            select before->>'state' from stakeholder_step where stakeholder = :gone and what = 'merged'
            order by ordinal desc limit 1
        """),
        {"gone": gone},
    )
    return before or "active"  # merges of earlier versions do not say it


def _change_files(register: Register, found: Merge) -> None:
    """Every file that bears an identifier of the one that is gone; by id, so that one refused is not met again."""
    with register.session() as session:
        gone, kept = stakeholders.find(session, found.gone), stakeholders.find(session, found.kept)
    after = 0
    while True:
        with register.session() as session:
            if stands(session, found.id) in PARTING:
                return
            ids = session.scalars(
                text("""
                    select d.id from dossier d
                    where d.id > :after and d.deleted_at is null
                        and jsonb_path_query_array(d.record, '$.parties[*].identifier') ?| :identifiers
                    order by d.id limit :limit
                """),
                {"after": after, "identifiers": list(gone.identifiers), "limit": BATCH},
            ).all()
            for dossier_id in ids:
                _change_file(session, register, found, (gone, kept), dossier_id)
        if len(ids) < BATCH:
            return
        after = ids[-1]


def _change_file(
    session: Session, register: Register, found: Merge, pair: tuple[Stakeholder, Stakeholder], dossier_id: int
) -> None:
    gone, kept = pair
    key, record = _file(session, dossier_id)
    agent = gone.details.agent_number
    parties = [
        _Party(
            one["role"],
            one.get("sequence", 1),
            one["identifier"],
            (kept.details.agent_number if one["identifier"] == agent else None) or kept.number,
        )
        for one in record.get("parties", ())
        if one.get("identifier") in gone.identifiers
    ]
    note = f"{gone.number} was merged into {kept.number}"
    places = [(one["role"], one.get("sequence", 1)) for one in record.get("parties", ())]
    if twice := [one for one in parties if places.count((one.role, one.sequence)) > 1]:
        said = f"it has two parties called {twice[0].role} {twice[0].sequence}; give one another sequence, then go on"
        for one in parties:
            _write(session, found.id, dossier_id, one, ("refused", said, None))
        return
    _amend(session, register, (key, dossier_id), parties, _Doing(found, MERGED, note, "changed"))


def _undo(register: Register, found: Merge) -> None:
    """Puts back what the merge changed, file by file, where it still stands as the merge left it."""
    after = 0
    while True:
        with register.session() as session:
            stands(session, found.id)
            ids = session.scalars(
                text("""
                    select distinct dossier_id from stakeholder_merged_party
                    where merge = :id and dossier_id > :after and state in ('changed', 'left')
                    order by 1 limit :limit
                """),
                {"id": found.id, "after": after, "limit": BATCH},
            ).all()
            for dossier_id in ids:
                _restore(session, register, found, dossier_id)
        if len(ids) < BATCH:
            return
        after = ids[-1]


def _restore(session: Session, register: Register, found: Merge, dossier_id: int) -> None:
    rows = session.execute(
        text("""
            select role, sequence, before, after from stakeholder_merged_party
            where merge = :id and dossier_id = :dossier and state in ('changed', 'left')
        """),
        {"id": found.id, "dossier": dossier_id},
    ).all()
    key, record = _file(session, dossier_id)
    there = {(one["role"], one.get("sequence", 1)): one.get("identifier") for one in record.get("parties", ())}
    standing = [row for row in rows if there.get((row.role, row.sequence)) == row.after]
    for row in rows:
        if row not in standing:
            said = f"the party {row.role} {row.sequence} was changed since; look whether it is {found.gone}"
            party = _Party(row.role, row.sequence, row.before, row.after)
            _write(session, found.id, dossier_id, party, ("left", said, None))
    parties = [_Party(row.role, row.sequence, row.after, row.before) for row in standing]
    note = f"the merge of {found.gone} into {found.kept} was undone"
    if parties:
        _amend(session, register, (key, dossier_id), parties, _Doing(found, PARTED, note, "restored"))


def _amend(
    session: Session,
    register: Register,
    file: tuple[DossierKey, int],
    parties: Sequence[_Party],
    doing: _Doing,
) -> None:
    """One file: its parties by the ordinary amendment, with its journal; or the reason why not."""
    key, dossier_id = file
    date = closing.day(session, register)
    command = Amend(
        key,
        {"parties": [{"role": one.role, "sequence": one.sequence, "identifier": one.after} for one in parties]},
        journal=Event(date=date, code=doing.code, text=doing.note, audience=Audience.STAFF),
        actor=doing.merge.actor,
    )
    try:
        with session.begin_nested():
            closing.check(session, register, command, closing.closed(session))
            _, written = changing.amend(session, register, command)
            for one in parties:
                _write(
                    session,
                    doing.merge.id,
                    dossier_id,
                    _as_merged(one, doing.done),
                    (doing.done, None, written.version),
                )
    except RegistryError as error:
        against = "refused" if doing.done == "changed" else "left"
        for one in parties:
            _write(session, doing.merge.id, dossier_id, _as_merged(one, doing.done), (against, str(error), None))


def _as_merged(party: _Party, done: str) -> _Party:
    """As the merge changed it; an undoing goes the other way."""
    return party if done == "changed" else _Party(party.role, party.sequence, party.after, party.before)


def _write(
    session: Session, merge_id: int, dossier_id: int, party: _Party, became: tuple[str, str | None, int | None]
) -> None:
    session.execute(
        text("""
            insert into stakeholder_merged_party (merge, dossier_id, role, sequence, before, after, state, said,
                version)
            values (:merge, :dossier, :role, :sequence, :before, :after, :state, :said, :version)
            on conflict (merge, dossier_id, role, sequence) do update
                set state = excluded.state, said = excluded.said, version = excluded.version, before = excluded.before,
                    after = excluded.after
        """),
        {"merge": merge_id, "dossier": dossier_id, **vars(party)}
        | dict(zip(("state", "said", "version"), became, strict=True)),
    )


def _file(session: Session, dossier_id: int) -> tuple[DossierKey, dict[str, Any]]:
    """Locked, so that it is changed as it is read."""
    row = session.execute(
        text("select office, kind, number, record from dossier where id = :id for update"), {"id": dossier_id}
    ).one()
    return DossierKey(row[0], Kind(row[1]), row[2]), row[3] or {}
