"""What happens to a trademark after it is filed: examination, opposition, registration, changes, renewal, the end."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from mappings.record import ClassStatus, GoodsClass, Kind, Party, Proceeding, Record, Recordal, Role
from offices.sample.days import later, months_after, years_after
from offices.sample.journal import Journal
from offices.sample.people import HOME, address, agent, owner
from offices.sample.recorded import assigned, entry_number, holders

if TYPE_CHECKING:
    from random import Random

    from offices.office import Office
    from offices.sample.filing import Step

GRACE_MONTHS = 6  # a renewal may still be paid so long after expiry


def life(rng: Random, record: Record, office: Office, seed: int, today: dt.date) -> tuple[Step, ...]:
    """The steps of one mark up to `today`."""
    journal = Journal(office, Kind.TRADEMARK, today)
    assert record.filing_date
    journal.note(record.filing_date, "TM010")
    if rng.random() < 0.006:
        journal.note(later(rng, record.filing_date, 1, 9), "TM190", action="delete")
    elif accepted := _examined(rng, record, journal):
        day, classes = accepted
        if registered := _published(rng, record, journal, day, classes, seed):
            _in_force(rng, record, journal, *registered, seed)
    return journal.steps()


def _examined(rng: Random, record: Record, journal: Journal) -> tuple[dt.date, tuple[GoodsClass, ...]] | None:
    """The day of acceptance and the classes that were accepted; None for an application that failed."""
    assert record.filing_date
    day = later(rng, record.filing_date, 4, 20)
    if rng.random() < 0.08:
        journal.note(day, "TM030")
        day = later(rng, day, 14, 50)
    journal.note(day, "TM020")
    day = later(rng, day, 5, 50)
    journal.note(day, "TM040")
    fate = rng.random()
    if fate < 0.03:
        _end(journal, later(rng, day, 3, 40), "TM095", "withdrawn", record.classes, ClassStatus.WITHDRAWN)
        return None
    classes = record.classes
    if fate < 0.17:
        day = later(rng, day, 7, 40)
        journal.note(day, "TM050", status="objected")
        if rng.random() < 0.25:
            _end(journal, later(rng, day, 95, 140), "TM090", "refused", record.classes, ClassStatus.REFUSED)
            return None
        day = later(rng, day, 20, 88)
        journal.note(day, "TM055")
        day = later(rng, day, 14, 60)
        if len(classes) > 1 and rng.random() < 0.4:
            refused = rng.randrange(len(classes))
            classes = tuple(
                _class(item, ClassStatus.REFUSED, day) if place == refused else item
                for place, item in enumerate(classes)
            )
            journal.note(day, "TM065", classes=classes)
    else:
        day = later(rng, day, 3, 30)
    journal.note(day, "TM060", status="accepted")
    return day, classes


def _published(
    rng: Random, record: Record, journal: Journal, day: dt.date, classes: tuple[GoodsClass, ...], seed: int
) -> tuple[dt.date, tuple[GoodsClass, ...]] | None:
    """The day of registration and the classes, after publication and opposition; None when an opposition brought the
    application down.
    """
    day = later(rng, day, 4, 18)
    stage = "madrid" if record.related else "application"
    day = journal.publish(day, "TM070", stage, status="published")
    if rng.random() < 0.015:
        when, last = later(rng, day, 10, 35), classes[-1]
        classes = (*classes[:-1], last.model_copy(update={"goods": f"{last.goods}, as far as included in this class"}))
        journal.note(when, "TM165", classes=classes)
        journal.publish(when, "TM170", "correction", of=(when, "TM165"), corrects=1)
    term = journal.office.calendar.terms.opposition.get(Kind.TRADEMARK)
    closes = months_after(day, (term and term.months) or 0)
    if rng.random() >= 0.07:
        return later(rng, closes, 4, 24), classes
    opposed = later(rng, day, 8, max(9, (closes - day).days - 3))
    plaintiff, _ = owner(rng.randrange(10_000), seed)
    case = Proceeding(
        number=f"OP/{opposed.year}/{rng.randrange(1, 9999):04}",
        kind="opposition",
        filed=opposed,
        status="pending",
        plaintiffs=(plaintiff.name,),
        defendants=tuple(party.name for party in record.parties if party.role == Role.APPLICANT),
    )
    journal.note(opposed, "TM080", status="opposed", proceedings=(case,))
    journal.publish_event(opposed, "TM080")
    ended = later(rng, opposed, 100, 380)
    outcome, code = rng.choices(
        (("withdrawn", "TM085"), ("rejected", "TM086"), ("upheld", "TM087")), weights=(40, 35, 25)
    )[0]
    closed = case.model_copy(update={"status": outcome, "status_date": ended})
    journal.note(ended, code, proceedings=(closed,))
    journal.publish_event(ended, code)
    if outcome == "upheld":
        refused = later(rng, ended, 5, 30)
        _end(journal, refused, "TM090", "refused", classes, ClassStatus.REFUSED)
        journal.publish_event(refused, "TM090")
        return None
    return later(rng, ended, 10, 40), classes


def _in_force(
    rng: Random, record: Record, journal: Journal, day: dt.date, classes: tuple[GoodsClass, ...], seed: int
) -> None:
    assert record.filing_date
    right = journal.office.right(Kind.TRADEMARK)
    expiry = years_after(record.filing_date, right.term.years)
    parties = holders(record)
    living = tuple(
        _class(item, ClassStatus.ACTIVE, day) if item.status == ClassStatus.PENDING else item for item in classes
    )
    journal.note(
        day,
        "TM100",
        status="registered",
        action="register",
        registration_date=day,
        expiry_date=expiry,
        classes=living,
        parties=parties,
    )
    journal.publish(later(rng, day, 5, 16), "TM105", "registration")
    if _changes(rng, journal, day, expiry, parties, living, seed):
        return
    if rng.random() < 0.74:
        renewed = later(rng, expiry, -170, 150)
        if renewed <= day:
            return
        journal.note(renewed, "TM140", renewal_date=expiry, expiry_date=years_after(expiry, right.term.years))
        journal.publish(later(rng, renewed, 5, 16), "TM142", "renewal", of=(renewed, "TM140"))
    else:
        gone = later(rng, months_after(expiry, GRACE_MONTHS), 1, 20)
        _end(journal, gone, "TM152", "expired", living, ClassStatus.EXPIRED, termination_date=expiry)
        journal.publish(later(rng, gone, 5, 16), "TM156", "termination", of=(gone, "TM152"))


def _changes(
    rng: Random,
    journal: Journal,
    day: dt.date,
    expiry: dt.date,
    parties: tuple[Party, ...],
    classes: tuple[GoodsClass, ...],
    seed: int,
) -> bool:
    """What is recorded between registration and the end of the term; true when the right ended by it."""
    span = max(60, min((expiry - day).days - 200, (journal.today - day).days))
    when = later(rng, day, 30, max(31, span))
    draw = rng.random()
    if draw < 0.07:
        code = "TM110"
        parties, entry = assigned(rng, when, parties, seed, "AS")
        journal.note(when, code, parties=parties, recordals=(entry,))
    elif draw < 0.11:
        code = "TM112"
        first = parties[0]
        moved = first.model_copy(
            update={"address": address(rng, first.address.country if first.address and first.address.country else HOME)}
        )
        parties = (moved, *parties[1:])
        journal.note(when, code, parties=parties)
    elif draw < 0.14:
        code = "TM114"
        others = tuple(party for party in parties if party.role != Role.REPRESENTATIVE)
        parties = (*others, agent(rng.randrange(40), seed))
        journal.note(when, code, parties=parties)
    elif draw < 0.16:
        code = "TM120"
        licensee, _ = owner(rng.randrange(10_000), seed, Role.LICENSEE)
        parties = (*parties, licensee)
        recordal = Recordal(
            number=entry_number(rng, "LC", when),
            date=when,
            text="Exclusive licence" if rng.random() < 0.4 else "Licence",
            conveyors=(parties[0].name,),
            receivers=(licensee.name,),
        )
        journal.note(when, code, parties=parties, recordals=(recordal,))
    elif draw < 0.18 and len(classes) > 1:
        code = "TM130"
        journal.note(when, code, classes=(*classes[:-1], _class(classes[-1], ClassStatus.WITHDRAWN, when)))
    elif draw < 0.21:
        code, status = ("TM150", "surrendered") if rng.random() < 0.65 else ("TM154", "cancelled")
        _end(journal, when, code, status, classes, ClassStatus.CANCELLED, termination_date=when)
        journal.publish(later(rng, when, 5, 16), "TM156", "termination", of=(when, code))
        return True
    else:
        return False
    journal.publish(later(rng, when, 5, 16), "TM160", "change", of=(when, code))
    return False


def _end(
    journal: Journal,
    day: dt.date,
    code: str,
    status: str,
    classes: tuple[GoodsClass, ...],
    per_class: ClassStatus,
    **dates: dt.date,
) -> None:
    """The end of an application or of a right, class by class."""
    living = {ClassStatus.PENDING, ClassStatus.ACTIVE}
    ended = tuple(_class(item, per_class, day) if item.status in living else item for item in classes)
    journal.note(day, code, status=status, action="amend", classes=ended, **dates)


def _class(item: GoodsClass, status: ClassStatus, day: dt.date) -> GoodsClass:
    return item.model_copy(update={"status": status, "status_date": day})
