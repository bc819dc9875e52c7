"""What an action would bring, found by taking it and giving all of it back."""

from __future__ import annotations

from registry import acting, closing, letters, standings
from registry.changing import hold
from registry.commands import Act
from registry.database import Register
from registry.letters import Facts
from registry.pipeline import kept, pipelined


def letter(register: Register, command: Act) -> tuple[str | None, Facts]:
    """The letter that the action would bring, if it brings one, and what that would be written from.

    Refused as the action would be. Nothing is changed, and no number is used up.
    """
    with register.session() as session:
        closing.check(session, register, command, closing.closed(session))
        acting.act(session, register, command)
        pipelined(session.connection(), kept(session))
        held = hold(session, command.key, None)
        taken = standings.acts(session, held.id)[-1]
        found = letters.facts_of(session, held, taken.ordinal)
        session.rollback()
    return taken.letter, found
