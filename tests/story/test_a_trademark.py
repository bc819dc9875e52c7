"""A trademark's whole way, as people at their desks go it: from the counter to the lapse of its registration.

In a real browser, each signed in under their own name, and through the API of the office; by a real mail server. Each
step is in the journal with its event code, in the index, and on the page of the file.
"""

import datetime as dt
import email
import email.policy
import io
from collections.abc import Iterator

import pytest
from PIL import Image
from playwright.sync_api import expect

from mappings.number import DossierKey
from mappings.record import Address, GoodsClass, Kind, Mark, Party, Record, Role
from publish_site.verify import verify
from registry import correspondence, handle, reading, standings
from registry.changing import hold
from registry.commands import FileApplication
from tests.house.browser import opened
from tests.story.at_work import AtWork, at_work

APPLICATION = {
    "application.filing_date": "2026-03-02",
    "applicant.0.name": "Ada Weber",
    "applicant.0.address.city": "Bern",
    "representative.0.name": "Kanzlei Süd",
    "representative.0.identifier": "A-7",
    "representative.0.emails": "post@kanzlei.example",
    "mark.verbal_element": "ALPENGLUT",
    "class.0.number": "9",
    "class.0.goods": "Software",
    "class.1.number": "25",
    "class.1.goods": "Hats",
}


@pytest.fixture
def office(register_url, engine_settings, engine_client, office_code, tmp_path) -> Iterator[AtWork]:
    with (
        opened() as browser,
        at_work(register_url, engine_settings, engine_client, office_code, tmp_path, browser) as office,
    ):
        office.hire("rita", "reception")
        office.hire("frank", "formality-examiner")
        office.hire("erna", "examiner")
        office.hire("chief", "head-of-examination")
        office.hire("oleg", "opposition-officer")
        office.hire("paula", "publication-officer")
        office.hire("registrar", "registrar")
        office.hire("kanzlei", "agent", identifier="A-7")
        yield office


def earlier(office: AtWork) -> DossierKey:
    """A mark that is on the register already."""
    record = Record(
        kind=Kind.TRADEMARK,
        office="XB",
        application_number="-",
        filing_date=dt.date(2026, 1, 12),
        mark=Mark(verbal_element="Alpenglühen"),
        parties=(Party(role=Role.APPLICANT, name="Bergbahn AG", address=Address(country="CH")),),
        classes=(GoodsClass(number="9", goods="Software"),),
    )
    return handle(office.register, FileApplication(record, role="reception")).key


def received(office: AtWork) -> DossierKey:
    """At the counter: the application from its form, and the paper on which it came."""
    page = office.page("rita")
    page.goto("/staff/receptions/new?kind=tm")
    for name, value in APPLICATION.items():
        if name == "class.1.number":
            page.get_by_role("button", name="Add another class").click()
        page.locator(f'[name="{name}"]').fill(value)
    page.get_by_role("button", name="File the application").click()
    office.done(page, "File the application")
    key = DossierKey("XB", Kind.TRADEMARK, page.url.split("?")[0].split("/tm/")[1])
    office.told(key, "TM010")
    page.goto(f"/staff/desk/{key.path}/documents")
    page.locator("#f-upload").set_input_files({"name": "scan.png", "mimeType": "image/png", "buffer": scan()})
    page.locator("#f-kind").select_option("form")
    page.locator("#f-bookmarks").fill("1: Application form")
    page.get_by_role("button", name="Take it in").click()
    expect(page.get_by_role("main")).to_contain_text("I/2026/000001")
    return key


def scan() -> bytes:
    made = io.BytesIO()
    Image.new("L", (600, 800), 230).save(made, "PNG")
    return made.getvalue()


def letters(office: AtWork, key: DossierKey) -> dict[str, correspondence.Told]:
    """The newest of each kind."""
    with office.register.session() as session:
        return {one.letter.kind: one for one in correspondence.state(session, hold(session, key, None).id)}


def clocks(office: AtWork, key: DossierKey) -> dict[str, dt.date | None]:
    """The running deadlines, and since when each stands still."""
    with office.register.session() as session:
        found = standings.deadlines(session, hold(session, key, None).id)
    return {one.name: one.frozen_on for one in found if one.state == "running"}


@pytest.mark.thorough
def test_from_the_counter_to_the_lapse(office: AtWork):
    earlier(office)
    key = received(office)
    a_defect_is_asked_to_be_mended(office, key)
    it_is_examined(office, key)
    it_is_published_and_opposed(office, key)
    it_is_registered(office, key)
    a_licence_is_recorded(office, key)
    it_is_renewed_late_and_then_not(office, key)
    office.index()
    found = office.audit()
    assert (found["missing"], found["stale"], found["surplus"]) == (0, 0, 0)
    assert found["register"] == found["index"]


def a_defect_is_asked_to_be_mended(office: AtWork, key: DossierKey) -> None:
    """By a letter that two people approve and that goes by e-mail."""
    office.on("2026-03-04")
    office.act("frank", key, "Ask to mend a formal deficiency", "Say in which country the applicant is domiciled.")
    office.told(key, "TM030")
    office.write()
    letter = letters(office, key)["formal-defect"].letter
    assert letter.state == "drafted"
    office.approve("frank", key, letter.number)
    office.approve("chief", key, letter.number)
    office.write()
    office.send(letter.number, "email")
    (message,) = office.mail.box.taken
    found = email.message_from_bytes(message, policy=email.policy.default)
    assert found["To"].addresses[0].addr_spec == "post@kanzlei.example"
    (enclosed,) = found.iter_attachments()
    assert enclosed.get_content().startswith(b"%PDF")
    told = letters(office, key)["formal-defect"]
    assert [(one.way, one.state) for one in told.deliveries] == [("email", "sent")]
    waiting = told.awaited
    assert waiting is not None
    assert waiting.due == dt.date(2026, 5, 4)
    office.on("2026-03-20")  # answered in time, on the agent's own page
    page = office.page("kanzlei")
    page.goto(f"/my/{key.path}")
    page.get_by_role("link", name="Answer").first.click()
    page.locator("#f-text").fill("The applicant is domiciled in Switzerland.")
    page.get_by_role("button", name="Send the answer").click()
    page.wait_for_url("**/receipts/**")
    expect(page.get_by_role("main")).to_contain_text(f"in answer to {letter.number}")
    office.told(key, "TM035")
    answered = letters(office, key)["formal-defect"].answer
    assert answered is not None
    assert answered.action == "receive-mending"


def it_is_examined(office: AtWork, key: DossierKey) -> None:
    """The examiner finds an earlier mark that sounds alike, and reads why; it is no bar."""
    office.on("2026-03-23")
    office.act("frank", key, "Find the formal requirements in order")
    office.told(key, "TM020")
    page = office.page("erna")
    page.goto(f"/staff/desk/{key.path}")
    page.get_by_role("link", name="Find similar marks").click()
    hit = page.locator("li.entry", has_text="TM/2026/000001")
    expect(hit.locator("h3")).to_contain_text("Alpenglühen")
    expect(hit.get_by_role("region", name="Aural evidence")).to_contain_text("sounds like")
    office.act("erna", key, "Accept for publication", "The earlier mark is for other goods.")
    office.told(key, "TM060")


def it_is_published_and_opposed(office: AtWork, key: DossierKey) -> None:
    """In a gazette that anybody can verify; the clock of the fee stands still until the opposition is withdrawn."""
    office.open_issue("2026/13", "2026-04-01")
    office.on("2026-03-30")
    office.act("paula", key, "Publish for opposition", issue="2026/13")
    office.out("2026/13", "2026-04-01")
    office.told(key, "TM070")
    assert verify(office.folder / "gazette").problems == ()
    anybody = office.browser.new_context(base_url=office.address)
    page = anybody.new_page()
    page.goto(f"/files/{key.path}")
    expect(page.locator("h1")).to_have_text("ALPENGLUT")
    anybody.close()

    assert clocks(office, key)["registration-fee"] is None
    office.on("2026-05-11")
    file = office.program.get(f"/dossiers/{key.path}")
    assert file["status"]["code"] == "published"
    office.program.act(key.path, "oppose", note="By Bergbahn AG")
    office.told(key, "TM080")
    assert clocks(office, key)["registration-fee"] == dt.date(2026, 5, 11)
    office.on("2026-06-15")
    office.act("rita", key, "Take in the withdrawal of an opposition")
    office.told(key, "TM085")
    assert clocks(office, key)["registration-fee"] is None


def it_is_registered(office: AtWork, key: DossierKey) -> None:
    """With a signed certificate."""
    office.on("2026-06-22")
    office.act("registrar", key, "Register")
    office.told(key, "TM100")
    office.write()
    certificate = letters(office, key)["certificate"].letter
    assert certificate.state == "issued"
    assert b"ETSI.CAdES.detached" in office.documents.get(certificate.digest)
    office.open_issue("2026/26", "2026-07-01")
    office.act("paula", key, "Publish the registration", issue="2026/26")
    office.out("2026/26", "2026-07-01")
    office.told(key, "TM105")
    record = reading.read(office.register, key).record
    assert record
    assert (record.registration_number, record.expiry_date) == ("TM/R/000001", dt.date(2036, 3, 2))


def a_licence_is_recorded(office: AtWork, key: DossierKey) -> None:
    """Asked for by the agent, granted by the registrar, in the next issue."""
    office.open_issue("2026/40", "2026-10-07")
    office.on("2026-09-28")
    page = office.page("kanzlei")
    page.goto(f"/my/{key.path}/requests/new?type=licence")
    page.locator('[name="party.name"]').fill("Gipfelwerk AG")
    page.get_by_role("button", name="File the request").click()
    page.wait_for_url("**/receipts/**")
    page = office.page("registrar")
    page.goto(f"/staff/desk/{key.path}")
    page.locator("#requests").get_by_role("button", name="Grant").click()
    page.wait_for_url("**asked=**")
    assert page.locator(".notice.good").inner_text().endswith(" granted: Licence.")
    office.told(key, "TM120")
    record = reading.read(office.register, key).record
    assert record
    assert [one.name for one in record.parties if one.role == Role.LICENSEE] == ["Gipfelwerk AG"]
    office.out("2026/40", "2026-10-07")


def it_is_renewed_late_and_then_not(office: AtWork, key: DossierKey) -> None:
    """In the period of grace; ten years later nobody does, and the clock ends the right, with its letter."""
    office.on("2036-06-10")
    office.act("registrar", key, "Renew in the period of grace")
    office.told(key, "TM140")
    office.on("2046-09-03")  # 2 September 2046 is a Sunday
    assert office.lapse() == []
    office.on("2046-09-04")
    assert office.lapse() == ["expire"]
    office.told(key, "TM152")
    office.write()
    assert letters(office, key)["loss-of-rights"].letter.state == "issued"
    record = reading.read(office.register, key).record
    assert record
    assert record.status
    assert (record.status.code, record.termination_date) == ("expired", dt.date(2046, 9, 4))
