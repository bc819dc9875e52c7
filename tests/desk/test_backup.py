"""A backup holds one state of the register and every document; a damaged one is refused; it restores elsewhere."""

import json
import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import make_url

import registry
from desk import backup
from desk.backup import NotBackedUp
from local_stack.stack import Running
from mappings.record import GoodsClass, Kind, Mark, Party, Record, Role
from registry import open_register, reading
from registry.commands import AddDocument, Amend, FileApplication
from registry.documents import DocumentStore, keep


@pytest.fixture
def elsewhere(stack: Running) -> Iterator[str]:
    """An empty database."""
    name = f"blazon_restored_{uuid.uuid4().hex[:12]}"
    address = make_url(stack.registry_url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as server:
        server.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
    yield make_url(stack.registry_url).set(database=name).render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as server:
        server.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


@pytest.fixture
def store(tmp_path: Path) -> DocumentStore:
    return DocumentStore(tmp_path / "home" / "documents")


@pytest.fixture
def filled(register_url: str, store: DocumentStore) -> str:
    """A register with three files and two documents."""
    register = open_register(register_url, documents=store)
    for number in range(3):
        record = Record(
            kind=Kind.TRADEMARK,
            office="XB",
            application_number="-",
            filing_date="2026-03-02",
            mark=Mark(verbal_element=f"ALPEN {number}"),
            parties=(Party(role=Role.APPLICANT, name="Ada Weber"),),
            classes=(GoodsClass(number="9", goods="Software"),),
        )
        key = registry.handle(register, FileApplication(record)).key
        if number:
            document = keep(store, f"%PDF-1.4 {number}".encode(), name="form.pdf", role="form")
            registry.handle(register, AddDocument(key, document))
    register.close()
    return register_url


def states(url: str) -> list[dict[str, object]]:
    register = open_register(url, check=False)
    with register.session() as session:
        found = [reading.as_json(reading.read(register, key)) for key in _keys(session)]
    register.close()
    return found


def _keys(session):
    return [state.key for state in reading.states(session, reading.all_ids(session))]


def test_what_is_restored_is_what_was_backed_up_and_goes_on(
    filled: str, store: DocumentStore, elsewhere: str, tmp_path: Path
):
    made = backup.back_up(filled, store, tmp_path / "backup")
    assert (made.dossiers, len(made.documents)) == (3, 2)
    assert (tmp_path / "backup").stat().st_mode & 0o077 == 0
    restored = DocumentStore(tmp_path / "new" / "documents")
    assert backup.restore(tmp_path / "backup", elsewhere, restored) == made
    assert states(elsewhere) == states(filled)
    assert list(restored.digests()) == list(store.digests())
    register = open_register(elsewhere)
    with register.session() as session:
        first = _keys(session)[0]
    later = registry.handle(register, Amend(first, {"language": "de"}))
    assert later.sequence > made.sequence
    register.close()


def test_a_damaged_backup_is_refused_by_name_and_changes_nothing(
    filled: str, store: DocumentStore, elsewhere: str, tmp_path: Path
):
    folder = tmp_path / "backup"
    made = backup.back_up(filled, store, folder)
    document = next((folder / "documents").glob("*/*/*"))
    for path, said in [
        (folder / "register.dump", "register.dump is missing or not what was backed up"),
        (document, document.name),
    ]:
        content = path.read_bytes()
        path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
        with pytest.raises(NotBackedUp, match=said):
            backup.restore(folder, elsewhere, DocumentStore(tmp_path / "new"))
        path.unlink()
        with pytest.raises(NotBackedUp, match=said):
            backup.restore(folder, elsewhere, DocumentStore(tmp_path / "new"))
        path.write_bytes(content)
    (folder / "backup.json").write_text(made.model_dump_json().replace('"format":1', '"format":9'), encoding="utf-8")
    with pytest.raises(NotBackedUp, match="of format 9"):
        backup.restore(folder, elsewhere, DocumentStore(tmp_path / "new"))
    (folder / "backup.json").write_text(json.dumps({"dump": "x"}), encoding="utf-8")
    with pytest.raises(NotBackedUp, match="take another backup"):
        backup.restore(folder, elsewhere, DocumentStore(tmp_path / "new"))
    (folder / "backup.json").unlink()
    with pytest.raises(NotBackedUp, match="broken off"):
        backup.restore(folder, elsewhere, DocumentStore(tmp_path / "new"))
    assert not (tmp_path / "new").exists()
    with psycopg.connect(
        make_url(elsewhere).set(drivername="postgresql").render_as_string(hide_password=False)
    ) as there:
        assert there.execute("select to_regclass('dossier')").fetchone() == (None,)


def test_nothing_is_overwritten_and_a_store_that_lost_a_file_is_not_backed_up(
    filled: str, store: DocumentStore, tmp_path: Path
):
    backup.back_up(filled, store, tmp_path / "backup")
    with pytest.raises(NotBackedUp, match="there already"):
        backup.back_up(filled, store, tmp_path / "backup")
    with pytest.raises(NotBackedUp, match="the register holds dossiers"):
        backup.restore(tmp_path / "backup", filled, store)
    lost = next(store.folder.glob("*/*/*"))
    lost.unlink()
    with pytest.raises(NotBackedUp, match=f"lacks 1 files that the register names, such as {lost.name}"):
        backup.back_up(filled, store, tmp_path / "another")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["backup", "home"]


@pytest.mark.thorough
def test_a_restored_register_is_indexed_anew_and_the_audit_finds_nothing(blazon, elsewhere: str, tmp_path: Path):
    blazon("sample", "--marks", "10", "--seed", "3")
    told = json.loads(blazon("backup", str(tmp_path / "out")).stdout)
    assert told["dossiers"] >= 10
    there = {"BLAZON_HOME": str(tmp_path / "second"), "BLAZON_REGISTRY_URL": elsewhere}
    done = blazon("restore", str(tmp_path / "out"), **there)
    again, home = json.loads(done.stdout), tmp_path / "second"
    assert f"{home / 'keys'}  (it signs the gazette; do not say `blazon keys create`)" in done.stderr
    assert f"{home / 'people.key'}  (it opens people's second factors)" in done.stderr
    assert ("`blazon stack down` stops them" in done.stderr) is ("BLAZON_ENGINE_URL" not in os.environ)
    assert again == {**told, "folder": again["folder"]}
    blazon("index", "rebuild", **there)
    audit = blazon("index", "audit", **there)
    assert "0 missing, 0 stale, 0 surplus" in audit.stdout + audit.stderr or json.loads(audit.stdout)["missing"] == []
    assert "holds dossiers" in blazon("restore", str(tmp_path / "out"), status=1, **there).stderr
