"""All that is known of the letters of a file: how each came about, to whom it went, what answered it. For pages."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from registry import deliveries, letter_steps, letters
from registry.answering import Answer, Awaited, answers, awaited
from registry.deliveries import Delivery
from registry.letter_steps import Step
from registry.letters import Letter


@dataclass(frozen=True)
class Told:
    """All that is known of one letter."""

    letter: Letter
    steps: tuple[Step, ...]
    deliveries: tuple[Delivery, ...]
    answer: Answer | None
    awaited: Awaited | None


def state(session: Session, dossier_id: int) -> list[Told]:
    """The letters of a file with their steps, deliveries and answers, in the order of their numbers."""
    sent = deliveries.of(session, dossier_id)
    there, waits = answers(session, dossier_id), {one.letter: one for one in awaited(session, dossier_id)}
    return [
        Told(
            letter,
            tuple(letter_steps.steps(session, letter.number)),
            tuple(one for one in sent if one.letter == letter.number),
            there.get(letter.number),
            waits.get(letter.number),
        )
        for letter in letters.of(session, dossier_id)
    ]
