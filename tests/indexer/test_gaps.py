"""A dossier that cannot be indexed is a named gap of the checkpoint, and holds nobody up."""

from indexer import batches, checkpoint, projection
from registry import outbox


def test_a_dossier_that_cannot_be_projected_is_a_named_gap_and_holds_nobody_up(room, monkeypatch):
    real = projection.documents

    def failing(state, deployment, rules, *more):
        if state.key.number == room.number(3):
            raise ValueError("no such thing")
        return real(state, deployment, rules, *more)

    monkeypatch.setattr(batches, "documents", failing)
    outcomes = room.file(*range(6))
    bad = outcomes[3]
    said: list[str] = []
    summary = room.drain(tell=said.append)
    assert (summary.dossiers, summary.set_aside) == (5, 1)
    assert len(room.held()) == 5
    assert room.as_of().gaps == room.as_of(public=True).gaps == (bad.key.id,)
    assert room.as_of().sequence >= outcomes[-1].sequence
    assert any("ValueError: no such thing" in sentence for sentence in said)
    with room.register.session() as session:
        (gap,) = outbox.gaps(session)
    assert "projection: ValueError: no such thing" in gap.reason

    monkeypatch.setattr(batches, "documents", real)
    assert room.drain().dossiers == 0  # set aside is set aside until its dossier changes or somebody releases it
    room.file(3, words="LATER")
    room.drain()
    assert room.as_of().gaps == ()
    assert room.differences() == (0, 0, 0)


def test_a_document_that_the_engine_refuses_is_a_named_gap(room, monkeypatch):
    real = projection.documents

    def strange(state, deployment, rules, *more):
        operations = real(state, deployment, rules, *more)
        if state.key.number == room.number(2):
            return [operations[0], operations[1]._replace(source=b'{"colour":"red"}')]
        return operations

    monkeypatch.setattr(batches, "documents", strange)
    outcomes = room.file(*range(5))
    assert room.drain().set_aside == 1
    assert room.as_of().gaps == (outcomes[2].key.id,)
    with room.register.session() as session:
        assert "strict_dynamic_mapping_exception" in outbox.gaps(session)[0].reason


def test_the_public_does_not_hear_of_gaps_that_were_never_published(room, monkeypatch):
    monkeypatch.setattr(batches, "documents", lambda *_: 1 / 0)
    room.file(1, publications=())
    room.drain()
    assert len(room.as_of().gaps) == 1
    assert room.as_of(public=True).gaps == ()


def test_a_note_released_while_the_checkpoint_is_read_is_a_gap_or_not_covered(room, monkeypatch):
    monkeypatch.setattr(batches, "documents", lambda *_: 1 / 0)
    (outcome,) = room.file(1)
    room.drain()
    complete_to = outbox.complete_to

    def released_meanwhile(session):
        sequence = complete_to(session)
        with room.register.session() as other:
            outbox.release(other)
        return sequence

    monkeypatch.setattr(outbox, "complete_to", released_meanwhile)
    as_of = checkpoint.take(room.register, room.client, room.deployment)
    assert as_of.sequence < outcome.sequence or as_of.gaps == (outcome.key.id,)
