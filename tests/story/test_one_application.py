"""One application's whole way, through every room: filed, projected, found with the reason, published, verified."""

import datetime as dt

import pytest

from desk.settings import OFFICES
from desk.strategies import catalogue
from mappings.record import Event, GoodsClass, Kind, Mark, Party, Record, Role, Status, StatusGroup
from publish_site.verify import verify
from registry import handle
from registry.commands import CloseIssue, FileApplication, MarkIssuePublished, OpenIssue, Publish, RecordEvent, Register
from search_api import reading
from search_api.errors import DossierNotFound
from search_api.similar import similar

APPLICATION = Record(
    kind=Kind.TRADEMARK,
    office="XB",
    application_number="DRAFT",
    filing_date=dt.date(2026, 3, 2),
    mark=Mark(verbal_element="Halvorsen's Brew", feature="word", disclaimer="Brew"),
    parties=(
        Party(role=Role.APPLICANT, name="Halvorsen Coffee Ltd", emails=("secret@halvorsen.example",)),
        Party(role=Role.REPRESENTATIVE, name="Amina Okoye"),
    ),
    classes=(GoodsClass(number="30", edition="13-2026", goods="Coffee; coffee beans."),),
)
FILED = Event(date=dt.date(2026, 3, 2), code="TM010", text="Application filed")


def test_from_filing_to_gazette(house):
    filed = handle(house.register, FileApplication(APPLICATION, event=FILED))
    assert filed.key.number == "TM/2026/000001"
    house.index()

    # The office sees it at once; the public does not.
    seen = reading.dossier(house.staff, filed.key.number, at_least=filed.sequence)
    assert seen.dossier.title == "Halvorsen's Brew"
    with pytest.raises(DossierNotFound):
        reading.dossier(house.public, filed.key.number)

    # An examiner who misspells it finds it, and reads why.
    verbal = catalogue(OFFICES / "demo").get("verbal")
    answer = similar(house.staff, verbal, "Halforson Brue", as_of=house.staff.as_of())
    assert answer.hits[0].number == filed.key.number
    assert answer.hits[0].evidence
    assert all(one.sentence for one in answer.hits[0].evidence)

    # It is published for opposition, and everyone can read and check what was published.
    handle(house.register, OpenIssue("2026/06", dt.date(2026, 3, 18)))
    handle(house.register, Publish(filed.key, "application", part="tm-applications"))
    handle(house.register, CloseIssue("2026/06"))
    house.index()
    first = house.build("2026/06")
    page = (house.site / "tm/2026/000001/index.html").read_text(encoding="utf-8")
    assert "Halvorsen" in page
    assert not any("secret@halvorsen.example" in path.read_text("utf-8", "ignore") for path in house.site.rglob("*.*"))
    with pytest.raises(DossierNotFound):  # the site is made, but the issue is not out yet
        reading.dossier(house.public, filed.key.number)
    handle(house.register, MarkIssuePublished("2026/06"))
    house.index()
    assert reading.dossier(house.public, filed.key.number).dossier.published
    assert verify(house.site).problems == ()

    # The same input gives the same bytes; one changed byte is found, and named.
    assert house.build("2026/06").manifest == first.manifest
    wrong = house.site / "tm/2026/000001/1/data.json"
    wrong.write_bytes(wrong.read_bytes().replace(b"Halvorsen", b"Halvorson", 1))
    assert "tm/2026/000001/1/data.json" in {problem.path for problem in verify(house.site).problems}
    wrong.write_bytes(wrong.read_bytes().replace(b"Halvorson", b"Halvorsen", 1))

    # It is registered, which the next issue says; the page keeps both snapshots.
    registered = Status(group=StatusGroup.REGISTERED, code="registered", text="Registered", date=dt.date(2026, 6, 1))
    handle(house.register, Register(filed.key, dt.date(2026, 6, 1), dt.date(2036, 3, 2), status=registered))
    handle(house.register, OpenIssue("2026/12", dt.date(2026, 6, 10)))
    handle(house.register, Publish(filed.key, "registration", part="tm-registrations"))
    handle(house.register, CloseIssue("2026/12"))
    house.index()
    second = house.build("2026/12")
    assert second.issues == ("2026/06", "2026/12")
    assert (house.site / "tm/2026/000001/2/index.html").is_file()
    assert "TM/R/000001" in (house.site / "tm/2026/000001/index.html").read_text(encoding="utf-8")
    assert verify(house.site).problems == ()

    # The register knows what it said before, and the index is what the register says.
    event = Event(date=dt.date(2026, 7, 1), code="TM055", text="Letter received")
    handle(house.register, RecordEvent(filed.key, event))
    house.index()
    found = house.audit()
    assert (found["missing"], found["stale"], found["surplus"]) == (0, 0, 0)
    assert found["register"] == found["index"] == 1
