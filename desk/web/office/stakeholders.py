"""Applicants, owners and agents at the desk: found, shown with files, e-mails and trace; pairs who may be the same."""

# No postponed annotations here: those of the routes name what `add` was given.
from typing import Annotated, Any
from urllib.parse import quote, urlencode
from uuid import uuid4

from fastapi import APIRouter, Query, Response

from desk.stakeholders import comparing
from desk.web.drawing import Drawing
from desk.web.office.counter import Counter, Wording, page_of
from desk.web.office.listing import ALL
from desk.web.site import Face
from desk.web.who import Person, needs
from registry import stakeholder_lists, stakeholder_merges, stakeholder_pairs, stakeholders
from registry.stakeholder_data import FIELDS, Stakeholder, natural, plain
from registry.stakeholder_pairs import Alike

AT = "/stakeholders"
Page = Annotated[int, Query(ge=1, le=10_000)]
VIEW = "desk.stakeholders"
EDIT = "stakeholders.edit"


def address(number: str) -> str:
    """Of a stakeholder's page, below the staff's prefix."""
    return f"{AT}/{quote(number, safe='/')}"


def add(routes: APIRouter, counter: Counter, face: Face, drawing: Drawing) -> None:
    """`/stakeholders`, `…/new`, `…/duplicates`, `…/compare`, `…/edit/NUMBER` and the page of one."""
    register, rules, words = counter.register, counter.office.stakeholders, Wording(counter.office)

    def page(template: str, person: Person, **data: Any) -> Response:
        return drawing.page(
            face,
            f"office/{template}.html",
            person=person,
            words=words,
            rules=rules,
            said=counter.office.said,
            address=address,
            page_of=page_of,
            edits=person.may(EDIT),
            **data,
        )

    def one_of(number: str) -> Stakeholder:
        with register.session() as session:
            return stakeholders.find(session, number)

    @routes.get(AT)
    def listed(
        person: Annotated[Person, needs(VIEW)],
        q: str = "",
        agents: str = "",
        page_number: Annotated[Page, Query(alias="page")] = 1,
    ) -> Response:
        asked = q.replace("\x00", "")[:200]
        offset = (page_number - 1) * stakeholder_lists.PAGE
        found = stakeholder_lists.listed(register, asked, "agents" if agents else "all", offset=offset)
        return page(
            "stakeholders",
            person,
            found=found,
            asked=asked,
            agents=bool(agents),
            number=page_number,
            pages=-(-found.total // stakeholder_lists.PAGE),
            waiting=stakeholder_pairs.undecided(register, limit=1).total,
            link=lambda number: f"{face.prefix}{AT}?" + urlencode({"q": asked, "agents": agents, "page": number}),
        )

    @routes.get(f"{AT}/new")
    def new(person: Annotated[Person, needs(VIEW, EDIT)]) -> Response:
        return page("stakeholder_form", person, one=None, given=_filled(None), command_id=uuid4())

    @routes.get(f"{AT}/duplicates")
    def duplicates(
        person: Annotated[Person, needs(VIEW)], page_number: Annotated[Page, Query(alias="page")] = 1
    ) -> Response:
        size = stakeholder_pairs.PAGE
        found = stakeholder_pairs.undecided(register, offset=(page_number - 1) * size)
        return page(
            "stakeholder_pairs",
            person,
            found=found,
            number=page_number,
            pages=-(-found.total // size),
            link=lambda number: f"{face.prefix}{AT}/duplicates?page={number}",
        )

    @routes.get(f"{AT}/compare")
    def compare(person: Annotated[Person, needs(VIEW)], one: str, other: str) -> Response:
        pair = one_of(one), one_of(other)
        with register.session() as session:
            decided = stakeholder_pairs.between(session, pair[0].number, pair[1].number)
        alike = comparing.alike(pair[0].details, pair[1].details) or Alike(0, ())
        hidden = counter.hidden(person)
        return page(
            "stakeholder_compare",
            person,
            pair=pair,
            rows=_side_by_side(*pair),
            alike=alike,
            decided=decided if decided and decided[0] == "distinct" else None,
            files=[stakeholder_lists.files(register, each.identifiers, hidden, limit=3) for each in pair]
            if person.may(*ALL)
            else None,
            command_id=uuid4(),
        )

    @routes.get(f"{AT}/edit/{{number:path}}")
    def edit(person: Annotated[Person, needs(VIEW, EDIT)], number: str) -> Response:
        one = one_of(number)
        return page("stakeholder_form", person, one=one, given=_filled(one), command_id=uuid4())

    @routes.get(f"{AT}/{{number:path}}")
    def show(
        person: Annotated[Person, needs(VIEW)],
        number: str,
        page_number: Annotated[Page, Query(alias="page")] = 1,
        done: str = "",
    ) -> Response:
        one = one_of(number)
        size, hidden, whole = stakeholder_lists.PAGE, counter.hidden(person), person.may(*ALL)
        with register.session() as session:
            steps = stakeholder_lists.steps(session, one.number)
            merges = stakeholder_merges.of(session, one.number)
            refusals = {each.id: stakeholder_merges.refusals(session, each.id, hidden) for each in merges if whole}
            reads = whole and person.may("desk.letters")
            mail = stakeholder_lists.emails(session, one.details.email or "", hidden) if reads else []
        offset = (page_number - 1) * size
        files = stakeholder_lists.files(register, one.identifiers, hidden, offset=offset) if whole else None
        return page(
            "stakeholder",
            person,
            one=one,
            rows=[(name, value) for name, value in _told(one).items() if value],
            natural=natural(rules, one.details),
            files=files,
            pages=-(-files.total // size) if files else 0,
            number=page_number,
            link=lambda number: f"{face.prefix}{address(one.number)}?page={number}#files",
            mail=mail,
            steps=steps,
            merges=merges,
            refusals=refusals,
            pairs=stakeholder_pairs.undecided(register, one.number).pairs,
            done=done,
            command_id=uuid4(),
        )


def _told(one: Stakeholder) -> dict[str, Any]:
    """What is said of one, in the order of the form."""
    return {name: getattr(one.details, name) for name in FIELDS if name != "name"}


def _filled(one: Stakeholder | None) -> dict[str, Any]:
    """The fields of the form: what is said of one, nothing for the others."""
    return dict.fromkeys(FIELDS) | (plain(one.details) if one else {})


def _side_by_side(one: Stakeholder, other: Stakeholder) -> list[tuple[str, Any, Any]]:
    """What is said of either: field, the one's, the other's."""
    here, there = _told(one), _told(other)
    return [(name, here[name], there[name]) for name in here if here[name] or there[name]]
