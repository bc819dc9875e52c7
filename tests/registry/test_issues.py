"""When an issue opens, closes and is out: in the order of days, by the day of the office, after what is under way."""

import datetime as dt
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

import registry
from mappings.number import DossierKey
from mappings.record import Audience, Document, Record
from registry import issues, migrate, reading
from registry.commands import (
    CloseIssue,
    FileApplication,
    MarkIssuePublished,
    OpenIssue,
    Publish,
)
from registry.database import Register
from registry.errors import (
    EarlierIssueOpen,
    IssueNotDue,
    LaterIssueClosed,
    NotPublishable,
    SameAddress,
    UnfitIssueId,
)
from registry.publishing import publish

DAY = dt.date(2026, 3, 31)


@pytest.fixture
def key(register: Register, mark: Callable[..., Record]):
    logo = Document(digest="0" * 64, media_type="image/png", name="id.png", role="form", audience=Audience.STAFF)
    return registry.handle(register, FileApplication(mark(documents=(logo,)))).key


def test_what_is_dated_in_the_future_cannot_be_out(register: Register, key: DossierKey):
    with pytest.raises(NotPublishable, match="lies in the future"):
        registry.handle(register, Publish(key, "application", issue="", date=dt.date(2099, 1, 31)))
    registry.handle(register, OpenIssue("2099/01", dt.date(2099, 1, 31)))
    registry.handle(register, Publish(key, "application"))
    registry.handle(register, CloseIssue("2099/01"))
    with pytest.raises(IssueNotDue, match="2099/01 is dated 2099-01-31"):
        registry.handle(register, MarkIssuePublished("2099/01"))
    assert reading.read(register, key).published_on is None
    assert [issue.status for issue in issues.list_issues(register)] == ["closed"]


def test_an_issue_is_not_closed_while_an_earlier_one_is_open(register: Register):
    for issue, day in (("2026/25", DAY + dt.timedelta(14)), ("2026/24", DAY), ("2026/24-s", DAY)):
        registry.handle(register, OpenIssue(issue, day))
    with pytest.raises(
        EarlierIssueOpen, match=r"2026/25 of 2026-04-14 .* while 2026/24 of 2026-03-31 .* 2026/24 first"
    ):
        registry.handle(register, CloseIssue("2026/25"))
    for issue in ("2026/24-s", "2026/24", "2026/25"):
        assert registry.handle(register, CloseIssue(issue)).effect == "closed"


def test_an_issue_is_not_opened_before_one_that_is_closed(register: Register):
    registry.handle(register, OpenIssue("2026/25", DAY))
    registry.handle(register, CloseIssue("2026/25"))
    with pytest.raises(LaterIssueClosed, match=r"2026/24 of 2026-03-30 .* 2026/25 of 2026-03-31 is closed already"):
        registry.handle(register, OpenIssue("2026/24", DAY - dt.timedelta(1)))
    assert [issue.id for issue in issues.list_issues(register)] == ["2026/25"]
    assert registry.handle(register, OpenIssue("2026/25", DAY)).effect == "unchanged"
    assert registry.handle(register, OpenIssue("2026/25-s", DAY)).effect == "opened"


@pytest.mark.parametrize(
    "issue", ["2026 24", "2026//24", "/2026", "2026/", "2026/-1", "", "2026/24\n", "2026/²4", "a:b"]
)
def test_an_issue_of_whose_id_no_address_can_be_made_is_not_opened(register: Register, issue: str):
    with pytest.raises(UnfitIssueId, match=r"pieces parted by one slash each, e\.g\. 2026/24"):
        registry.handle(register, OpenIssue(issue, DAY))
    if issue.isascii():
        said = text("insert into issue (id, date, status, opened_at) values (:id, now(), 'open', now())")
        with pytest.raises(IntegrityError, match="issue_id_check"), register.session() as session:
            session.execute(said, {"id": issue})
    for fit in ("2026/24", "2026/24-s.1", "٢٠٢٦/٢٤", "2026/é_1"):
        assert registry.handle(register, OpenIssue(fit, DAY)).effect == "opened"


def test_two_issues_never_share_an_address(register: Register):
    registry.handle(register, OpenIssue("2026/a", DAY))
    with pytest.raises(SameAddress, match="2026/A would have the address of issue 2026/a; give it another id"):
        registry.handle(register, OpenIssue("2026/A", DAY))
    assert registry.handle(register, OpenIssue("2026/a", DAY)).effect == "unchanged"
    assert [issue.id for issue in issues.list_issues(register)] == ["2026/a"]


def test_the_migration_takes_away_what_was_opened_by_mistake_and_leaves_what_holds_something(
    register: Register, key: DossierKey
):
    with register.session() as session:
        session.execute(text("alter table issue drop constraint issue_id_check"))  # as it was then
        for issue in ("2026 24", "2026 25", "2026/25"):
            session.execute(
                text("insert into issue (id, date, status, opened_at) values (:id, '2026-03-31', 'open', now())"),
                {"id": issue},
            )
    registry.handle(register, Publish(key, "application", issue="2026 25"))
    with register.session() as session:
        session.execute(text("alter table issue add constraint issue_id_check check (false) not valid"))
    migrate.downgrade(register, "0006")
    migrate.upgrade(register)
    assert [issue.id for issue in issues.list_issues(register)] == ["2026 25", "2026/25"]


@pytest.mark.parametrize("far", [False, True], ids=["the day by UTC", "another day than by UTC"])
def test_publication_keeps_to_the_day_of_the_office(register_url: str, mark: Callable[..., Record], far: bool):
    now = dt.datetime.now(dt.UTC)
    # Never near midnight there, so that no day ends while this runs.
    zone = dt.timezone(dt.timedelta(hours=(13 if now.hour >= 12 else -13) if far else 12 - now.hour))
    day = now.astimezone(zone).date()
    tomorrow = day + dt.timedelta(1)
    assert (day != now.date()) == far
    register = registry.open_register(register_url, timezone=zone)
    try:
        key = registry.handle(register, FileApplication(mark())).key
        for issue, date in (("today", day), ("tomorrow", tomorrow)):
            registry.handle(register, OpenIssue(issue, date))
            registry.handle(register, CloseIssue(issue))
        assert [issue.id for issue in issues.list_due(register)] == ["today"]
        assert registry.handle(register, MarkIssuePublished("today")).effect == "published"
        with pytest.raises(IssueNotDue):
            registry.handle(register, MarkIssuePublished("tomorrow"))
        with pytest.raises(NotPublishable, match="lies in the future"):
            registry.handle(register, Publish(key, "application", issue="", date=tomorrow))
        registry.handle(register, Publish(key, "application", issue="", date=day))
        assert reading.read(register, key).published_on == day
    finally:
        register.close()


def test_more_than_one_open_issue_has_to_be_named(register: Register, key: DossierKey):
    registry.handle(register, OpenIssue("2026/03", DAY))
    registry.handle(register, OpenIssue("2026/04", dt.date(2026, 4, 30)))
    with pytest.raises(NotPublishable, match="say which"):
        registry.handle(register, Publish(key, "application"))
    assert registry.handle(register, Publish(key, "application", issue="2026/04")).snapshot == 1
    assert registry.handle(register, Publish(key, "correction", issue="", date=DAY)).snapshot == 2
    assert reading.read(register, key).published_on == DAY


def test_an_issue_waits_for_the_publication_under_way(register: Register, key: DossierKey):
    registry.handle(register, OpenIssue("2026/03", DAY))
    published = threading.Event()

    def slow() -> None:
        with register.session() as session:
            publish(session, register, Publish(key, "application"))
            published.set()
            time.sleep(0.5)

    with ThreadPoolExecutor(2) as pool:
        under_way = pool.submit(slow)
        published.wait(10)
        registry.handle(register, CloseIssue("2026/03"))
        under_way.result()
    assert len(issues.closing_list(register, "2026/03").rows) == 1
