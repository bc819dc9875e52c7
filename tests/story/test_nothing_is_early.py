"""What is dated later than today is in no folder that is served, and in no public index, before its day."""

import datetime as dt
from functools import partial
from types import SimpleNamespace

import pytest

from desk import demo, gazette
from desk.cli.context import Context
from desk.keys import Keys
from desk.settings import DeskSettings
from mappings.record import Kind, Mark, Party, Record, Role
from publish_site.reading import Index
from registry import handle, issues
from registry.commands import CloseIssue, FileApplication, OpenIssue, Publish
from registry.errors import IssueNotDue

FUTURE = dt.date(2099, 1, 7)
ISSUES = (("2026/06", dt.date(2026, 3, 18), "DUE"), ("2099/01", FUTURE, "TOOEARLY"))


@pytest.mark.thorough
def test_the_demo_publishes_the_issues_whose_day_has_come_and_no_other(house, engine_client, office_code, tmp_path):
    for issue, day, words in ISSUES:
        record = Record(
            kind=Kind.TRADEMARK,
            office="XB",
            application_number="DRAFT",
            filing_date=dt.date(2026, 3, 2),
            mark=Mark(verbal_element=words),
            parties=(Party(role=Role.APPLICANT, name="Halvorsen Coffee Ltd"),),
        )
        key = handle(house.register, FileApplication(record)).key
        handle(house.register, OpenIssue(issue, day))
        handle(house.register, Publish(key, "application", issue=issue, part="tm-applications"))
        handle(house.register, CloseIssue(issue))
    house.index()
    context = SimpleNamespace(
        register=house.register,
        engine=engine_client,
        engine_settings=None,
        keys=Keys(tmp_path / "keys"),
        deployment=office_code,
        office=house.office,
        documents=house.documents,
        pictures=tmp_path / "thumbnails",
        settings=DeskSettings(),
    )
    context.build_issue = partial(Context.build_issue, context)
    built = demo.publish(context, house.site, lambda _step, _done, _total: None)
    assert built.issues == ("2026/06",)
    assert demo.publish(context, house.site, lambda _step, _done, _total: None) is None
    assert [(each.id, each.status) for each in issues.list_issues(house.register)] == [
        ("2026/06", "published"),
        ("2099/01", "closed"),
    ]
    pages = [path.read_text() for path in house.site.rglob("*.html")]
    assert any("DUE" in page for page in pages)
    assert not any("TOOEARLY" in page for page in pages)

    # It may be built and looked at, but not where the public reads.
    index, given = Index(engine_client, office_code), (house.office, house.documents)
    with pytest.raises(IssueNotDue, match="2099/01 is dated 2099-01-07"):
        gazette.build_issue(house.register, index, *given, issue="2099/01", out=house.site, served=house.site)
    draft = tmp_path / "draft"
    assert gazette.build_issue(house.register, index, *given, issue="2099-01", out=draft, served=house.site).issues == (
        "2026/06",
        "2099/01",
    )
