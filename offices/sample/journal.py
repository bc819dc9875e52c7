"""The steps of one file as they gather, worded by the office's own configuration."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from offices.calendar import issue_for
from offices.sample.filing import Action, Step

if TYPE_CHECKING:
    from mappings.record import Kind
    from offices.office import Office


class Journal:
    """Collects what happens to one file; nothing after `today` is kept."""

    def __init__(self, office: Office, kind: Kind, today: dt.date) -> None:
        self.office, self.kind, self.today = office, kind, today
        self._steps: list[Step] = []

    def note(
        self,
        date: dt.date,
        code: str,
        *,
        status: str | None = None,
        action: Action | None = None,
        registration_date: dt.date | None = None,
        expiry_date: dt.date | None = None,
        **changes: Any,
    ) -> None:
        """One step; `action` is `amend` when fields change and `event` when none do, unless it is said.

        The expiry is part of a registration and, at any other step, a field that changes.
        """
        if expiry_date and action != "register":
            changes["expiry_date"] = expiry_date
        rule = self.office.event(self.kind, code)
        self._steps.append(
            Step(
                date=date,
                action=action or ("amend" if changes else "event"),
                code=code,
                text=self.office.said(rule.text),
                standard_code=rule.standard_code,
                audience=rule.audience,
                status=self.office.status(self.kind, status, date) if status else None,
                registration_date=registration_date,
                expiry_date=expiry_date if action == "register" else None,
                changes=changes,
            )
        )

    def publish(
        self,
        date: dt.date,
        code: str,
        stage: str,
        status: str | None = None,
        *,
        of: tuple[dt.date, str] | None = None,
        corrects: int | None = None,
    ) -> dt.date:
        """On `date` the file goes into the next issue's part for that stage; what that means happens when it is out.

        `of` is the date and code of the event that is made known with the data, `corrects` the number of the
        publication that is set right. The day of the issue, from which rights and time limits run. KeyError when
        gazette.yaml has no such part.
        """
        rule = self.office.event(self.kind, code)
        self._steps.append(
            Step(
                date=date,
                action="publish",
                code=code,
                text=self.office.said(rule.text),
                standard_code=rule.standard_code,
                part=self.office.part(self.kind, stage).id,
                stage=stage,
                event=of,
                corrects=corrects,
            )
        )
        _number, out = issue_for(self.office.gazette, date)
        self.note(out, code, status=status)
        return out

    def publish_event(self, day: dt.date, code: str) -> None:
        """A week after it happened, an event of a published file goes into the next issue alone."""
        rule = self.office.event(self.kind, code)
        self._steps.append(
            Step(
                date=day + dt.timedelta(days=7),
                action="publish",
                code=code,
                text=self.office.said(rule.text),
                standard_code=rule.standard_code,
                part=self.office.part_of_event(self.kind, code),
                stage="event",
                event=(day, code),
            )
        )

    def steps(self) -> tuple[Step, ...]:
        """In order of date; steps of one day in the order they were noted."""
        return tuple(sorted((step for step in self._steps if step.date <= self.today), key=lambda step: step.date))
