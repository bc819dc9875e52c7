"""A workflow of the office drawn, with the status of a file marked in it."""

# No postponed annotations here: those of the routes name what `add` was given.
from typing import Annotated

from fastapi import APIRouter, Response
from markupsafe import Markup

from desk.web.drawing import Drawing
from desk.web.office.counter import Counter, Wording
from desk.web.office.drawn import svg
from desk.web.site import Face
from desk.web.who import Person, needs
from offices.drawing import drawn
from offices.office import Office
from search_api.errors import Problem


class NoSuchWorkflow(Problem):
    status = 404
    slug = "no-such-workflow"
    title = "There is no such workflow"

    def __init__(self, name: str, known: list[str]) -> None:
        super().__init__(f"the office has no workflow {name[:100]}", remedy=f"There are {', '.join(known)}.")


def picture(office: Office, name: str, *, here: str | None = None) -> Markup:
    """The drawing of one of the office's workflows; the status `here` is marked."""
    workflow = office.workflows[name]
    return svg(drawn(office, workflow), f"w-{name}", office.said(workflow.text), here=here)


def add(routes: APIRouter, counter: Counter, face: Face, drawing: Drawing) -> None:
    """`/workflows/NAME`."""
    words, office = Wording(counter.office), counter.office

    @routes.get("/workflows/{workflow}")
    def show(person: Annotated[Person, needs("desk.register")], workflow: str, status: str = "") -> Response:
        if workflow not in office.workflows:
            raise NoSuchWorkflow(workflow, list(office.workflows))
        found = office.workflows[workflow]
        known = status if status in office.status_rules[found.right] else None
        return drawing.page(
            face,
            "office/workflow.html",
            person=person,
            words=words,
            office=office,
            name=workflow,
            workflow=found,
            marked=known,
            picture=picture(office, workflow, here=known),
        )
