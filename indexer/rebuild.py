"""A new index beside the old one, filled while writes go on; compared, then put in the old one's place.

External versions make it simple: whatever is projected twice does no harm. First every dossier is projected into the
new indices, then, in rounds, those that changed since the round before. Comparing holds the new indices against the
register up to the last round. For the switch alone the followers pause: a last round, and all aliases move in one
step of the engine. Broken off anywhere before that, the old indices go on as if nothing had been; the next rebuild
removes what was left over.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from opensearchpy import OpenSearch

from indexer import batches, bulk, checkpoint, generations, turns
from indexer.audit import Audit, Auditor, Progress
from indexer.batches import Batch, Step
from indexer.errors import ComparisonFailed, RebuildRunning, RegisterLost
from indexer.generations import NEXT, collections
from indexer.looks import Looks
from indexer.rules import Rules
from indexer.settings import IndexerSettings
from mappings import indices, names
from registry import outbox, reading
from registry.database import Register
from registry.outbox import Note

log = logging.getLogger(__name__)

WORKERS = 3
ROUNDS = 10  # at most, of catching up before the switch; each is shorter than the one before
SHORT_ROUND = 500  # dossiers; a round of so few takes about a tenth of a second, so the followers may pause for one
TRIES = 10  # of half a minute each, to find the moment at which no follower is writing


@dataclass
class Rebuilt:
    """What a rebuild made. `set_aside`: why a dossier could not be indexed, by dossier id."""

    indices: dict[str, str] = field(default_factory=dict)  # alias → new index
    documents: int = 0
    set_aside: dict[int, str] = field(default_factory=dict)
    audit: Audit = field(default_factory=Audit)


class Rebuild:
    """One rebuild of all indices of a deployment."""

    def __init__(
        self,
        register: Register,
        client: OpenSearch,
        deployment: str,
        rules: Rules,
        settings: IndexerSettings,
        *,
        looks: Looks | None = None,
        tell: Callable[[str], None] = log.info,
        progress: Progress = lambda _step, _done, _total: None,
        step: Step = lambda _name: None,
    ) -> None:
        self.register, self.client, self.deployment, self.rules = register, client, deployment, rules
        self.settings, self.looks = settings, looks
        self.tell, self.progress, self.step = tell, progress, step
        self.rebuilt = Rebuilt()

    def run(self) -> Rebuilt:
        """Raises RebuildRunning, ComparisonFailed (the old indices stay), EngineLost, EngineRefuses."""
        with self.register.session() as alone:
            if not turns.take_rebuild(alone):
                raise RebuildRunning("another rebuild of this register is under way; wait for it, or end it")
            self._clear()
            self._create()
            self.step("created")
            reached = self._complete_to()
            self._carry(reading.each_id(self.register, self.settings.batch), "rebuild")
            self.step("filled")
            reached = self._catch_up(reached)
            self.step("caught up")
            self._compare(reached)
            self.step("compared")
            self._switch(reached)
            self.step("switched")
        return self.rebuilt

    def _clear(self) -> None:
        left = generations.leftovers(self.client, self.deployment)
        if left:
            self.tell(f"removing what an earlier rebuild left: {', '.join(left)}")
            self.client.indices.delete(index=",".join(left))

    def _create(self) -> None:
        made = self._made()
        for which in collections():
            alias = names.alias(self.deployment, *which)
            index = names.index(self.deployment, *which, made)
            body = indices.definition(*which, self.settings.layout) | {"aliases": {alias + NEXT: {}}}
            generations.create(self.client, index, body)
            self.rebuilt.indices[alias] = index
        for public in (False, True):
            state = indices.state_definition(self.settings.layout)
            generations.create(self.client, names.state(self.deployment, public=public), state, existing_is_fine=True)

    def _made(self) -> str:
        """The time in the names of the new indices: now, or the first second after it that no index bears."""
        borne = {generation.name for generation in generations.generations(self.client, self.deployment)}
        moment = dt.datetime.now(dt.UTC)
        while True:
            made = f"{moment:%Y%m%dt%H%M%S}"
            if not any(names.index(self.deployment, *which, made) in borne for which in collections()):
                return made
            moment += dt.timedelta(seconds=1)

    def _complete_to(self) -> int:
        with self.register.session() as session:
            return outbox.complete_to(session)

    def _catch_up(self, reached: int) -> int:
        """Rounds until one is short; the sequence up to which the new indices are complete."""
        for _ in range(ROUNDS):
            reached, count = self._round(reached)
            if count <= SHORT_ROUND:
                break
        return reached

    def _round(self, reached: int) -> tuple[int, int]:
        """Projects what changed after `reached`. The new horizon is read first: nothing can appear below it later."""
        horizon = self._complete_to()
        with self.register.session() as session:
            ids = reading.changed_since(session, reached)
        size = self.settings.batch
        self._carry((ids[n : n + size] for n in range(0, len(ids), size)), "changed meanwhile")
        return max(reached, horizon), len(ids)

    def _carry(self, batches_of_ids: Iterable[Sequence[int]], what: str) -> None:
        done = 0
        with ThreadPoolExecutor(WORKERS, thread_name_prefix="rebuild") as pool:
            for batch in _ahead(pool, self._carry_one, batches_of_ids):
                done += len(batch.sequences)
                self.rebuilt.documents += len(batch.operations)
                self.rebuilt.set_aside |= batch.reasons
                for dossier in batch.sequences.keys() - batch.reasons.keys():
                    self.rebuilt.set_aside.pop(dossier, None)
                self.progress(what, done, 0)

    def _carry_one(self, ids: Sequence[int]) -> Batch:
        if self.looks:
            batches.see(self.register, self.looks, ids)
        with self.register.session() as session:
            states = reading.states(session, ids)
        batch = Batch([])
        for state in states:
            batches.add(batch, state, self.deployment, self.rules, self.looks)
        batch.operations = [operation._replace(alias=operation.alias + NEXT) for operation in batch.operations]
        batches.write(self.client, batch, bulk.Patience(self.settings.patience_seconds, tell=self.tell))
        return batch

    def _compare(self, reached: int) -> None:
        auditor = Auditor(
            self.register, self.client, self.deployment, self.rules, self.looks, NEXT, reached, self.progress
        )
        found = self.rebuilt.audit = auditor.audit()
        expected = self._ids_set_aside()
        wrong = [difference for difference in found.differences if difference.id.rpartition("~")[0] not in expected]
        wrong = [difference for difference in wrong if difference.id not in expected]
        if wrong:
            first = wrong[0]
            raise ComparisonFailed(
                f"{len(wrong)} documents of the new indices are not what the register says, first {first.alias}/"
                f"{first.id}: {first.why}. The old indices go on answering; run `blazon index rebuild` again."
            )

    def _ids_set_aside(self) -> set[str]:
        with self.register.session() as session:
            return {state.key.id for state in reading.states(session, list(self.rebuilt.set_aside))}

    def _switch(self, reached: int) -> None:
        for _ in range(TRIES):
            with self.register.session() as turn:
                if not turns.take_alone(turn):
                    self.tell("waiting for a moment at which no follower is writing")
                    continue
                self._round(reached)
                self.step("switching")
                self._name_gaps()  # before the move: broken off between the two, a gap is named too many, never too few
                self._move()
                checkpoint.take(self.register, self.client, self.deployment)
                return
        raise RegisterLost("a follower was writing all the time; end it, then run `blazon index rebuild` again")

    def _move(self) -> None:
        """All aliases in one step of the engine; the old indices go with it."""
        old = generations.standing_generations(self.client, self.deployment)
        self.client.indices.refresh(index=",".join(self.rebuilt.indices.values()))
        actions: list[dict[str, Any]] = [{"remove_index": {"index": index}} for index in old.values()]
        for alias, index in self.rebuilt.indices.items():
            actions += [{"remove": {"index": index, "alias": alias + NEXT}}, {"add": {"index": index, "alias": alias}}]
        self.client.indices.update_aliases(body={"actions": actions})

    def _name_gaps(self) -> None:
        """What was set aside before is tried again; what could not be indexed now is a gap with its reason."""
        with self.register.session() as session:
            outbox.release(session)
            outbox.note_again(session, self.rebuilt.set_aside)
            for state in reading.states(session, list(self.rebuilt.set_aside)):
                note = Note(0, state.id, state.version, state.sequence, 0, state.recorded_at)
                outbox.set_aside(session, note, self.rebuilt.set_aside[state.id])


def _ahead(
    pool: ThreadPoolExecutor, carry: Callable[[Sequence[int]], Batch], items: Iterable[Sequence[int]]
) -> Iterator[Batch]:
    """`carry` of each item, in order, with never more under way than there are workers and one waiting."""
    running = []
    for item in items:
        running.append(pool.submit(carry, item))
        if len(running) > WORKERS:
            yield running.pop(0).result()
    for future in running:
        yield future.result()
