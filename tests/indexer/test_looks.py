"""The register's pictures in the index: looked at once, found again, and named where they could not be looked at."""

import datetime as dt
from random import Random

import orjson
import pytest

from desk.looking import workers
from desk.settings import OFFICES
from desk.strategies import logo_catalogue
from indexer import batches
from indexer.audit import Auditor
from indexer.bulk import Patience
from indexer.looks import MOST_PICTURES, ONLY_SO_MANY, Looks
from indexer.rebuild import Rebuild
from indexer.repair import repair
from indexer.rules import Rules
from mappings.document import Look
from mappings.record import Audience, Document, Kind
from offices.sample.drawing.logo import draw, plan
from registry import handle, outbox
from registry.commands import Amend
from registry.documents import DocumentStore, keep
from registry.errors import DocumentMissing
from search_api.index import PublicIndex, StaffIndex
from search_api.logos import similar_logos
from similarity.logos import keys, look
from similarity.logos.guarded import Workers
from similarity.logos.vocabulary import in_use
from tests.similarity.logos.redrawing import REDRAWN, opened, png

MOTIFS = ["fish", "bird", "star", "sun", "owl", "drop"]


@pytest.fixture(scope="session")
def drawn() -> list[bytes]:
    return [draw(plan(Random(n), f"NAME {n}" if n % 2 else "", "latin", MOTIFS)).png for n in range(5)]


@pytest.fixture
def store(tmp_path) -> DocumentStore:
    return DocumentStore(tmp_path / "documents")


@pytest.fixture
def looks(store, tmp_path):
    with workers(keys.kept_bytes, 1) as processes:
        made = Looks(tmp_path / "looks", store.get, processes)
        yield made
        made.close()


def document(store: DocumentStore, content: bytes, role: str = "logo", audience=Audience.PUBLIC) -> Document:
    return keep(store, content, name="picture.png", role=role, audience=audience)


def held(room, number: int, kind: str = "tm", collection: str = "dossiers") -> dict:
    alias = f"blazon-{room.deployment}-{kind}-{collection}"
    source = room.client.get(index=alias, id=f"EM.{kind}.{room.number(number)}")["_source"]
    if "look" in source:
        Look.model_validate(source["look"])
    return source


def found(room, content: bytes, *, public: bool = False, kind: Kind = Kind.TRADEMARK):
    index = (PublicIndex if public else StaffIndex)(room.client, room.deployment)
    strategy = logo_catalogue(OFFICES / "demo").get("logo")
    return similar_logos(index, strategy, keys.asked(content), kind=kind, as_of=room.as_of())


def test_a_mark_is_found_by_its_logo_drawn_otherwise_by_the_staff_and_by_the_public(room, store, looks, drawn):
    for number, content in enumerate(drawn):
        room.file(number, documents=(document(store, content),))
    room.file(9)
    room.drain(looks=looks)
    assert held(room, 0)["look"] == look.fields(keys.of(drawn[0]), in_use())
    assert "look" not in held(room, 9)
    for public in (False, True):
        answer = found(room, png(REDRAWN["inverted"](opened(drawn[2]))), public=public)
        assert answer.hits[0].number == room.number(2)
        assert answer.unseen == 0


def test_a_logo_that_changed_is_looked_at_anew_and_one_that_went_leaves_nothing(room, store, looks, drawn):
    old, new = (document(store, content) for content in drawn[:2])
    (outcome,) = room.file(1, documents=(old,))
    room.drain(looks=looks)
    before = held(room, 1)["look"]
    handle(room.register, Amend(outcome.key, {"documents": [new]}, {"documents": [(old.digest,)]}))
    room.drain(looks=looks)
    assert held(room, 1)["look"] == look.fields(keys.of(drawn[1]), in_use()) != before
    handle(room.register, Amend(outcome.key, remove={"documents": [(new.digest,)]}))
    room.drain(looks=looks)
    assert "look" not in held(room, 1)


def test_the_views_of_a_design_are_one_look_and_the_best_of_them_is_found(room, store, looks, drawn):
    views = tuple(document(store, content, "view") for content in drawn[:3])
    other = (document(store, drawn[3], "view"),)
    room.file(1, kind=Kind.DESIGN, mark=None, documents=views)
    room.file(2, kind=Kind.DESIGN, mark=None, documents=other)
    room.drain(looks=looks)
    whole = look.together([keys.of(content) for content in drawn[:3]])
    assert held(room, 1, "ds")["look"] == look.fields(whole, in_use())
    answer = found(room, drawn[2], kind=Kind.DESIGN)
    assert answer.hits[0].number == room.number(1)
    assert answer.hits[0].matched.picture == 2


def test_the_public_does_not_see_how_a_view_looks_that_is_kept_from_it(room, store, looks, drawn):
    views = (document(store, drawn[0], "view"), document(store, drawn[1], "view", Audience.STAFF))
    room.file(1, kind=Kind.DESIGN, mark=None, documents=views)
    room.drain(looks=looks)
    assert (
        held(room, 1, "ds")["look"]["views"]
        == look.joined([look.fields(keys.of(one), in_use()) for one in drawn[:2]])["views"]
    )
    assert held(room, 1, "ds", "public")["look"] == look.fields(keys.of(drawn[0]), in_use())


def test_nothing_is_looked_at_twice(room, store, looks, drawn, tmp_path):
    room.file(1, documents=(document(store, drawn[0]),))
    room.drain(looks=looks)
    before = held(room, 1)
    looks.close()  # no process will ever answer

    def gone(digest: str) -> bytes:
        raise DocumentMissing(digest)

    again = Looks(tmp_path / "looks", gone, workers(keys.kept_bytes, 1))
    room.file(2, documents=(document(store, drawn[0]),))
    room.drain(looks=again)
    assert held(room, 2)["look"] == before["look"]
    again.close()


def test_a_picture_that_is_missing_is_told_and_seen_as_soon_as_it_is_back(room, store, looks, drawn):
    logo = document(store, drawn[0])
    kept = store.folder / logo.digest[:2] / logo.digest[2:4] / logo.digest
    kept.rename(kept.with_name("away"))
    room.file(1, documents=(logo,))
    room.file(2, documents=(document(store, drawn[1]),))
    room.drain(looks=looks)
    assert held(room, 1)["look"] == {"unseen": "DocumentMissing"}
    answer = found(room, drawn[0])
    assert answer.unseen == 1
    kept.with_name("away").rename(kept)
    assert found_by_audit(room, looks) == (0, 2, 0)
    assert found_by_audit(room, looks) == (0, 0, 0)  # and what was mended can be searched
    assert found(room, drawn[0]).hits[0].number == room.number(1)


def found_by_audit(room, looks) -> tuple[int, ...]:
    """What the audit found, and mended."""
    auditor = Auditor(room.register, room.client, room.deployment, Rules(), looks)
    faults = auditor.audit()
    repair(auditor, faults, Patience(60.0))
    return tuple(len(faults.of(fault)) for fault in ("missing", "stale", "surplus"))


def test_a_picture_that_is_refused_is_told_with_the_reason_and_not_tried_again(room, store, looks, drawn):
    damaged = document(store, drawn[0])
    damaged = damaged.model_copy(update={"digest": store.put(drawn[0][:300])})
    room.file(1, documents=(damaged,))
    room.drain(looks=looks)
    reason = held(room, 1)["look"]["unseen"]
    assert "damaged" in reason or "broken" in reason or "cut" in reason, reason
    looks.close()
    assert orjson.loads(looks.of([damaged.digest])) == {"unseen": reason}


def test_a_rebuild_and_the_audit_see_the_same(room, store, looks, drawn):
    for number, content in enumerate(drawn[:3]):
        room.file(number, documents=(document(store, content),))
    room.drain(looks=looks)
    before = held(room, 1)["content_hash"]
    rebuilt = Rebuild(room.register, room.client, room.deployment, Rules(), room.settings(), looks=looks).run()
    assert rebuilt.audit.clean
    assert held(room, 1)["content_hash"] == before


def test_of_more_pictures_than_are_numbered_the_first_are_looked_at_and_the_rest_is_told(store, looks, drawn):
    digest = store.put(drawn[0])
    seen = orjson.loads(looks.of([digest] * (MOST_PICTURES + 1)))
    assert seen["unseen"] == ONLY_SO_MANY
    assert set(look.of_index(seen).rows["picture"]) == set(range(MOST_PICTURES))


def test_a_lease_is_renewed_while_pictures_are_looked_at(room, store, looks, drawn, monkeypatch):
    monkeypatch.setattr("indexer.looks.TOLD_SECONDS", 0)
    for number, content in enumerate(drawn[:3]):
        room.file(number, documents=(document(store, content),))
    renewed = []
    real = outbox.renew
    monkeypatch.setattr(outbox, "renew", lambda *given: renewed.append(len(given[1])) or real(*given))
    room.drain(looks=looks)
    assert renewed == [3, 3, 3]


def test_a_lease_that_another_has_taken_is_not_renewed(room):
    room.file(1)
    own = batches.Worker("one", dt.timedelta(seconds=30))
    (note,) = batches.claim(room.register, 10, own)
    with room.register.session() as session:
        outbox.renew(session, [note], "another", own.lease * 0)
    assert batches.claim(room.register, 10, own) == []
    with room.register.session() as session:
        outbox.renew(session, [note], "one", own.lease * 0)
    assert batches.claim(room.register, 10, own) == [note]


def test_no_fault_of_a_file_or_of_a_process_stops_the_indexer(room, store, looks, drawn, tmp_path, monkeypatch):
    def unreadable(digest: str) -> bytes:
        raise PermissionError(13, "Permission denied", digest)

    (tmp_path / "broken").mkdir()
    with workers(keys.kept_bytes, 1) as processes, Workers("no.such.module:work") as nothing_starts:
        broken = Looks(tmp_path / "broken", unreadable, processes)
        broken.kept.file.write_bytes(b"no database at all, and longer than a header of one would be" * 20)
        for number, content in enumerate(drawn[:2]):
            room.file(number, documents=(document(store, content),))
        room.drain(looks=broken)
        assert held(room, 1)["look"] == {"unseen": "PermissionError"}
        monkeypatch.setattr("similarity.logos.child.STARTING", 5.0)
        idle = Looks(tmp_path / "idle", store.get, nothing_starts)
        asked: list[str] = []
        real = idle._content
        monkeypatch.setattr(idle, "_content", lambda digest: asked.append(digest) or real(digest))
        room.file(0, 1, words="AGAIN")
        room.drain(looks=idle)
        assert held(room, 1)["look"] == {"unseen": "WorkDoesNotStart"}
        assert len(asked) == len(set(asked))  # none is tried again within its batch
    assert found_by_audit(room, looks) == (0, 4, 0)
    assert found_by_audit(room, looks) == (0, 0, 0)
