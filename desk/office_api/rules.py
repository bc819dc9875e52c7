"""The office's rules as data: workflows, and requests with their forms, so that a program can draw its own."""

# No postponed annotations here: those of the routes name what `add` was given.
from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import Field

from desk.office_api import described
from desk.office_api.answers import Answer, Roles
from desk.office_api.reading import Language
from desk.web.office.counter import Counter, Wording
from desk.web.office.workflows import NoSuchWorkflow
from desk.web.who import Person, needs
from mappings.record import Kind, StatusGroup
from mappings.requests import FieldType, RequestType
from mappings.workflow import Action, Workflow


class FieldAnswer(Answer):
    name: str
    type: FieldType
    text: str
    required: bool


class RequestTypeAnswer(Answer):
    """A kind of request: who may make and decide it, when, and its form."""

    name: str
    text: str
    rights: Annotated[tuple[Kind, ...], Field(description="For files of these")]
    groups: Annotated[tuple[StatusGroup, ...], Field(description="While the file is one of these")]
    who: Roles
    decides: Annotated[Roles, Field(description="Empty: it takes effect on receipt")]
    others: Annotated[bool, Field(description="Whether it is made on published files of somebody else too")]
    form: tuple[FieldAnswer, ...]


class RequestTypes(Answer):
    types: tuple[RequestTypeAnswer, ...]


class ActionAnswer(Answer):
    name: str
    text: str
    stage: str
    from_: Annotated[tuple[str, ...], Field(serialization_alias="from", description="Statuses that it is open in")]
    to: Annotated[str | None, Field(description="Without it the status stays")] = None
    who: Roles
    event: Annotated[str, Field(description="The office's code of its line in the journal")]
    standard_code: Annotated[str, Field(description="Of that event, by the standard")]
    needs: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    letter: str | None = None
    publishes: bool = False


class DeadlineAnswer(Answer):
    name: str
    text: str
    source: str
    missed: Annotated[str | None, Field(description="The action that the office's clock then takes")] = None


class WorkflowStatus(Answer):
    code: str
    text: str
    awaits: Roles = ()


class WorkflowLine(Answer):
    name: str
    text: str
    right: Kind
    files: str


class WorkflowAnswer(WorkflowLine):
    """A workflow whole."""

    file: Annotated[str, Field(description="The action by which an application comes in")]
    statuses: tuple[WorkflowStatus, ...]
    actions: tuple[ActionAnswer, ...]
    deadlines: tuple[DeadlineAnswer, ...]


class Workflows(Answer):
    workflows: tuple[WorkflowLine, ...]


def add(routes: APIRouter, counter: Counter) -> None:
    """`/requests/types`, `/workflows` and `/workflows/NAME`, for whoever has signed in."""
    office = counter.office

    @routes.get("/requests/types", summary="The requests that the office takes", responses=described.problems())
    def types(_person: Annotated[Person, needs()], language: Language = "") -> RequestTypes:
        """Each with its form; the types of fields are those of the record."""
        words = Wording(office, language)
        return RequestTypes(
            types=tuple(_type(name, rule, words) for name, rule in sorted(office.requests.types.items()))
        )

    @routes.get("/workflows", summary="The office's workflows", responses=described.problems())
    def workflows(_person: Annotated[Person, needs()], language: Language = "") -> Workflows:
        """Each with the right whose way it is."""
        words = Wording(office, language)
        return Workflows(workflows=tuple(_line(name, one, words) for name, one in sorted(office.workflows.items())))

    @routes.get("/workflows/{name}", summary="One workflow", responses=described.problems(NoSuchWorkflow))
    def workflow(
        _person: Annotated[Person, needs()],
        name: Annotated[str, Path(max_length=64, examples=["trademark"])],
        language: Language = "",
    ) -> WorkflowAnswer:
        """Its statuses, actions and deadlines."""
        found = office.workflows.get(name)
        if found is None:
            raise NoSuchWorkflow(name, sorted(office.workflows))
        return _whole(name, found, counter, Wording(office, language))


def _type(name: str, rule: RequestType, words: Wording) -> RequestTypeAnswer:
    said, language = words.office.said, words.language
    return RequestTypeAnswer(
        name=name,
        text=said(rule.text, language),
        rights=tuple(sorted(rule.action or rule.event)),
        groups=rule.groups,
        who=rule.who,
        decides=rule.decides,
        others=rule.others,
        form=tuple(
            FieldAnswer(name=field, type=one.type, text=said(one.text, language), required=one.required)
            for field, one in rule.form.items()
        ),
    )


def _line(name: str, one: Workflow, words: Wording) -> WorkflowLine:
    return WorkflowLine(name=name, text=words.workflow(name), right=one.right, files=one.files)


def _whole(name: str, one: Workflow, counter: Counter, words: Wording) -> WorkflowAnswer:
    office = counter.office
    named = {code for action in one.actions.values() for code in (*action.from_, action.to) if code}
    return WorkflowAnswer(
        **_line(name, one, words).model_dump(),
        file=one.file,
        statuses=tuple(
            WorkflowStatus(code=code, text=words.pile(one.right, code), awaits=one.awaits.get(code, ()))
            for code in office.status_rules[one.right]
            if code in named
        ),
        actions=tuple(_action(each, action, one, counter, words) for each, action in one.actions.items()),
        deadlines=tuple(
            DeadlineAnswer(name=each, text=words.deadline(name, each), source=rule.source, missed=rule.missed)
            for each, rule in one.deadlines.items()
        ),
    )


def _action(name: str, action: Action, workflow: Workflow, counter: Counter, words: Wording) -> ActionAnswer:
    event = counter.office.event(workflow.right, action.event)
    return ActionAnswer(
        name=name,
        text=words.said(action),
        stage=action.stage,
        from_=action.from_,
        to=action.to,
        who=action.who,
        event=action.event,
        standard_code=event.standard_code,
        needs=action.needs,
        before=action.before,
        after=action.after,
        ends=action.ends,
        letter=action.letter,
        publishes=action.publication is not None,
    )
