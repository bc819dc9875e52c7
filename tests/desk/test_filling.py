"""The sample office fills a register once, whatever interrupts it."""

import datetime as dt
from contextlib import contextmanager
from dataclasses import replace

import pytest
from sqlalchemy import text

from desk import rules
from desk.filling import ClockBehind, SampleRefused, fill
from desk.settings import OFFICES
from mappings.number import DossierKey
from mappings.record import Kind
from offices.office import load
from offices.sample import TODAY, office, size
from registry import reading
from registry.database import open_register
from registry.documents import DocumentStore
from registry.errors import UnacceptableDocument
from registry.issues import closing_list, list_issues

OFFICE = load(OFFICES / "demo")


@contextmanager
def opened(url, folder):
    register = open_register(
        url,
        documents=DocumentStore(folder / "documents"),
        formats=rules.number_formats(OFFICE),
        audiences=rules.audiences(OFFICE),
        publication=rules.publication(OFFICE),
    )
    yield register
    register.close()


@pytest.fixture
def register(register_url, tmp_path):
    with opened(register_url, tmp_path) as empty:
        yield empty


@pytest.fixture(scope="module")
def first(module_register_url, tmp_path_factory):
    """A register that was filled, and what the filling said."""
    with opened(module_register_url, tmp_path_factory.mktemp("full")) as register:
        yield register, filled(register)


@pytest.fixture
def full(first):
    """That register, for tests that change nothing."""
    return first[0]


def filled(register, marks=30, seed=7, progress=lambda *_: None):
    return fill(register, register.documents, OFFICE, marks=marks, seed=seed, today=TODAY, progress=progress)


def dump(register):
    with register.session() as session:
        rows = session.execute(text("select office, kind, number, version, digest from dossier order by 1, 2, 3"))
        return [tuple(row) for row in rows]


def test_filling_again_changes_nothing(first):
    register, said = first
    assert said.filings == size(30)
    held = dump(register)
    assert len(held) == said.filings
    assert filled(register) == said
    assert dump(register) == held


@pytest.mark.thorough
def test_an_interrupted_filling_goes_on_where_it_was(register):
    class PowerCut(Exception):
        pass

    def cut(_step, _done, _total):
        raise PowerCut

    with pytest.raises(PowerCut):
        filled(register, progress=cut)
    assert len(dump(register)) > 0
    assert filled(register).filings == len(dump(register))


def test_numbers_run_without_gaps_in_the_order_of_filing(full):
    with full.session() as session:
        rows = session.execute(
            text("select number, filing_date from dossier where kind = 'tm' order by filing_date, id")
        ).all()
    for year in {day.year for _, day in rows}:
        numbers = [number for number, day in rows if day.year == year]
        assert numbers == [f"TM/{year}/{n:06}" for n in range(1, len(numbers) + 1)]


def test_a_renewed_right_expires_after_its_renewal_and_the_register_says_so(full):
    with full.session() as session:
        rows = session.execute(
            text("""
                select expiry_date, value #>> '{}' from dossier join fact on dossier.id = dossier_id
                where field = 'renewal_date' and value is not null
            """)
        ).all()
    assert rows
    assert all(expiry > dt.date.fromisoformat(renewal) for expiry, renewal in rows)


def test_every_issue_whose_day_has_come_is_closed_with_what_it_holds(full):
    issues = list_issues(full)
    assert issues
    assert all((issue.status == "open") == (issue.date > TODAY) for issue in issues)
    listed = [row for issue in issues if issue.status != "open" for row in closing_list(full, issue.id).rows]
    assert listed
    assert all(row["office"] == "XB" and dt.date.fromisoformat(row["date"]) <= TODAY for row in listed)


def test_what_is_for_the_parties_alone_is_filed_for_the_parties_alone(full):
    with full.session() as session:
        audiences = dict(session.execute(text("select code, min(audience) from event group by code")).all())
    kept = {code: rule.audience for code, rule in OFFICE.event_rules[Kind.TRADEMARK].items() if code in audiences}
    assert {code: str(audience) for code, audience in kept.items()} == {code: audiences[code] for code in kept}
    assert set(kept.values()) > {"public"}


def test_what_the_office_means_for_everybody_stays_public(full):
    with full.session() as session:
        found = session.execute(
            text("select distinct kind, code, audience from event join dossier on dossier.id = dossier_id")
        )
        events = {(kind, code): audience for kind, code, audience in found}
        logos = session.scalars(
            text("select distinct audience from fact where field = 'documents' and value->>'role' in ('logo', 'view')")
        ).all()
    named = {
        (str(kind), code): str(rule.audience) for kind, of in OFFICE.event_rules.items() for code, rule in of.items()
    }
    assert {key: named[key] for key in events if key in named} == {k: v for k, v in events.items() if k in named}
    assert {key for key in events if key not in named} <= {(kind, "deleted") for kind in ("tm", "pt", "ds")}
    assert events["tm", "TM010"] == events["tm", "TM070"] == "public"
    assert logos == ["public"]


def test_a_clock_that_is_behind_the_sample_is_called_that_and_nothing_is_filed(register):
    far = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=40)
    with pytest.raises(ClockBehind, match=f"goes to {far}, but by the register's clock it is 20.*--today 20"):
        fill(register, register.documents, OFFICE, marks=20, seed=7, today=far)
    assert dump(register) == []


def test_a_picture_of_the_sample_that_cannot_be_opened_is_not_filed(register, monkeypatch):
    drawn = next(filing for filing in office(20, 7, TODAY) if filing.files)
    broken = replace(drawn, files=((drawn.files[0][0], b"no picture"),))
    monkeypatch.setattr("desk.filling.office", lambda *_: iter([broken]))
    with pytest.raises(UnacceptableDocument, match="is no picture"):
        filled(register)
    assert (dump(register), list(register.documents.digests())) == ([], [])


def test_another_office_in_the_same_register_is_refused(full):
    key = DossierKey("XB", Kind.TRADEMARK, "TM/2026/000001")
    before = reading.read(full, key).version
    with pytest.raises(SampleRefused):
        filled(full, marks=40)
    assert reading.read(full, key).version == before
