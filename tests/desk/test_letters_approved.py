"""Letters are approved in order by the office's people, refused and written anew, signed, and put on their file."""

import datetime as dt
import io
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, pkcs12
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import PdfSignatureStatus
from pyhanko_certvalidator import ValidationContext
from pypdf import PdfReader

import registry
from desk import letters as writing
from desk import rules
from desk.keys import OpenToOthers
from desk.letters import key as keys
from desk.letters.key import Signer, SigningError
from desk.settings import DeskSettings
from mappings.number import DossierKey
from mappings.record import GoodsClass, Kind, Mark, Party, Record, Role
from offices.office import load
from registry import approving, letters, open_register, reading
from registry.approving import Decision
from registry.commands import Act, FileApplication, FileRequest, Undo
from registry.database import Register
from registry.errors import NotPermitted
from registry.letter_errors import LetterConflict, LetterRefused, NoSuchLetter

OFFICE = load(Path(__file__).parents[2] / "offices" / "demo")
NOW = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
FIRST = "L/2026/000001"


@pytest.fixture
def register(register_url: str, tmp_path: Path) -> Iterator[Register]:
    opened = open_register(
        register_url,
        documents=tmp_path / "documents",
        formats=rules.number_formats(OFFICE),
        audiences=rules.audiences(OFFICE),
        publication=rules.publication(OFFICE),
        procedure=rules.procedure(OFFICE, lambda: NOW),
    )
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def signer(tmp_path_factory: pytest.TempPathFactory) -> Signer:
    return keys.create(DeskSettings(), tmp_path_factory.mktemp("home"), OFFICE.name("en"), OFFICE.code)


@pytest.fixture
def defective(register: Register) -> DossierKey:
    """A file whose letter of a formal defect is drafted."""
    record = Record(
        kind=Kind.TRADEMARK,
        office="XB",
        application_number="-",
        filing_date=dt.date(2026, 3, 2),
        mark=Mark(verbal_element="ALPENGLUT"),
        parties=(Party(role=Role.APPLICANT, name="Ada Weber"),),
        classes=(GoodsClass(number="9", goods="Software"),),
    )
    key = registry.handle(register, FileApplication(record, role="reception")).key
    registry.handle(register, Act(key, "ask-to-mend", "formality-examiner", note="The power is missing."))
    assert [one.number for one in writer(register).write_all()] == [FIRST]
    return key


def writer(register: Register, signer: Signer | None = None) -> writing.Writer:
    assert register.documents is not None
    return writing.Writer(register, OFFICE, register.documents, signer=signer)


def approve(register: Register, role: str, actor: str, expected: int | None = None) -> str:
    return approving.decide(register, Decision(FIRST, "approved", role, actor, expected=expected)).state


def state(register: Register) -> str:
    with register.session() as session:
        return letters.held_letter(session, FIRST)[1].state


def on_file(register: Register, key: DossierKey) -> list[str]:
    record = reading.read(register, key).record
    assert record is not None
    return [one.name for one in record.documents]


def test_two_people_approve_in_order_and_then_it_is_on_its_file(register: Register, defective: DossierKey):
    with pytest.raises(NotPermitted, match="it is for formality-examiner"):
        approve(register, "head-of-examination", "C. Chief")
    assert approve(register, "formality-examiner", "A. Weber") == "drafted"
    with pytest.raises(LetterRefused, match="is drafted, and only one that is approved"):
        writer(register).issue(FIRST)
    with pytest.raises(LetterRefused, match=r"A. Weber \(formality-examiner\) has approved it; the next approval is"):
        approve(register, "registrar", "A. Weber")
    assert on_file(register, defective) == []
    assert approve(register, "registrar", "D. Deputy") == "approved"
    assert [(one.number, one.against) for one in writer(register).issue_all()] == [(FIRST, None)]
    assert list(writer(register).issue_all()) == []
    assert (on_file(register, defective), state(register)) == (["L-2026-000001.pdf"], "issued")
    with pytest.raises(LetterRefused, match="it is issued"):
        approve(register, "head-of-examination", "C. Chief")
    assert not writer(register).issue(FIRST)


def test_a_refusal_with_its_reason_sends_it_back_and_a_new_draft_is_approved_from_the_first_step(
    register: Register, defective: DossierKey
):
    approve(register, "formality-examiner", "A. Weber")
    with pytest.raises(LetterRefused, match="needs its reason"):
        approving.decide(register, Decision(FIRST, "refused", "head-of-examination", "C. Chief", "  "))
    approving.decide(register, Decision(FIRST, "refused", "head-of-examination", "C. Chief", "Say which power."))
    assert state(register) == "refused"
    with pytest.raises(LetterRefused, match=r"it is refused: C. Chief"):
        approve(register, "head-of-examination", "C. Chief")
    with register.session() as session:
        before = letters.held_letter(session, FIRST)[1].digest
    digest = writer(register).write_anew(FIRST, "The power of attorney is missing.", "A. Weber")
    assert digest != before
    assert approve(register, "formality-examiner", "A. Weber") == "drafted"
    assert approve(register, "head-of-examination", "C. Chief") == "approved"
    with pytest.raises(LetterRefused, match="it is approved; a new draft is written of one that was refused"):
        writer(register).write_anew(FIRST, "Again", "A. Weber")
    assert writer(register).issue(FIRST)
    with register.session() as session:
        steps = approving.history(session, FIRST)
    assert [(one.step, one.actor) for one in steps] == [
        ("drafted", "letters"),
        ("approved", "A. Weber"),
        ("refused", "C. Chief"),
        ("drafted", "A. Weber"),
        ("approved", "A. Weber"),
        ("approved", "C. Chief"),
        ("issued", "letters"),
    ]
    assert {one.digest for one in steps[:3]} == {before}
    assert register.documents is not None
    pages = PdfReader(io.BytesIO(register.documents.get(digest))).pages
    assert "The power of attorney is missing." in pages[0].extract_text()


def test_two_officers_at_once_are_one_approval_and_one_clear_conflict(register: Register, defective: DossierKey):
    def one(actor: str) -> str | Exception:
        try:
            return approve(register, "formality-examiner", actor, expected=1)
        except LetterConflict as conflict:
            return conflict

    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(one, ["A", "B", "C", "D"]))
    assert found.count("drafted") == 1
    conflicts = [each for each in found if isinstance(each, LetterConflict)]
    assert len(conflicts) == 3
    assert all("is at step 2, not 1" in str(each) and "read it again" in str(each) for each in conflicts)
    with register.session() as session:
        assert [one.step for one in approving.history(session, FIRST)] == ["drafted", "approved"]


def test_the_letter_of_an_action_that_was_undone_goes_nowhere(register: Register, defective: DossierKey):
    approve(register, "formality-examiner", "A. Weber")
    registry.handle(register, Undo(defective, "ask-to-mend", "the wrong file", "formality-examiner"))
    assert state(register) == "void"
    with pytest.raises(LetterRefused, match="it is void"):
        approve(register, "head-of-examination", "C. Chief")
    assert approving.approved(register) == []


def test_a_letter_that_there_is_not_is_named(register: Register):
    with pytest.raises(NoSuchLetter, match="L/2026/000001"):
        approve(register, "examiner", "A. Weber")


def test_what_is_to_be_signed_waits_for_a_key_and_is_on_its_file_with_a_signature_that_holds(
    register: Register, defective: DossierKey, signer: Signer
):
    registry.handle(register, FileRequest(defective, "certified-copy", {}, "agent"))
    (copy,) = list(writer(register).write_all())
    assert on_file(register, defective) == []
    (waits,) = writer(register).issue_all()
    assert waits.number == copy.number
    assert "say `blazon letters key create`" in (waits.against or "")
    assert register.documents is not None
    with register.session() as session:
        draft = letters.held_letter(session, waits.number)[1].digest
    (done,) = writer(register, signer).issue_all()
    assert done.against is None
    with register.session() as session:
        issued = letters.held_letter(session, waits.number)[1].digest
    before, after = register.documents.get(draft), register.documents.get(issued)
    assert after.startswith(before)  # what was approved stands in it byte for byte
    assert on_file(register, defective) == ["L-2026-000002.pdf"]
    status = checked(after, signer)
    assert (status.bottom_line, status.trusted, status.coverage.name) == (True, True, "ENTIRE_FILE")
    still_archived(before, after)
    for place in (before.index(b"stream") + 40, len(before) + 20, after.index(b"/Reason")):
        changed = after[:place] + bytes([after[place] ^ 1]) + after[place + 1 :]
        assert not held(changed, signer), place
    assert checked(after + b"\n% more", signer).coverage.name != "ENTIRE_FILE"


def checked(content: bytes, signer: Signer) -> PdfSignatureStatus:
    (signature,) = PdfFileReader(io.BytesIO(content)).embedded_signatures
    assert signature.signer_cert.dump() == signer.certificate.public_bytes(Encoding.DER)
    context = ValidationContext(trust_roots=[signature.signer_cert], allow_fetching=False)
    return validate_pdf_signature(signature, signer_validation_context=context)


def held(content: bytes, signer: Signer) -> bool:
    try:
        return checked(content, signer).bottom_line
    except Exception:  # noqa: BLE001 - a PDF that cannot even be read is refused too, however
        return False


def still_archived(before: bytes, after: bytes) -> None:
    """What PDF/A-2 asks of a signed PDF (ISO 19005-2, 6.1.2, 6.3.2, 6.4, 6.6.2), by what the signature added."""
    old, new = PdfReader(io.BytesIO(before)), PdfReader(io.BytesIO(after))
    catalog = new.trailer["/Root"]
    assert new.pdf_header == "%PDF-1.7"
    assert "/Version" not in catalog
    assert catalog["/Metadata"].get_data() == old.trailer["/Root"]["/Metadata"].get_data()
    assert catalog["/MarkInfo"]["/Marked"]
    assert new.metadata == old.metadata
    assert new.trailer["/ID"][0] == old.trailer["/ID"][0]
    assert "/Encrypt" not in new.trailer
    form = catalog["/AcroForm"]
    assert "/XFA" not in form
    assert not form.get("/NeedAppearances", False)
    (widget,) = (each.get_object() for page in new.pages for each in page.get("/Annots", []))
    assert widget["/F"] & 4  # printed, and neither hidden nor invisible
    assert not widget["/F"] & (1 | 2 | 32 | 256)
    left, bottom, right, top = map(float, widget["/Rect"])
    assert (left, bottom) == (right, top)  # without a size it needs no appearance
    assert not {"/A", "/AA"} & widget.keys()
    assert widget["/V"]["/SubFilter"] == "/ETSI.CAdES.detached"
    assert all(page["/Tabs"] == "/S" for page in new.pages)


def test_a_key_that_others_may_read_or_that_is_no_rsa_key_signs_nothing(tmp_path: Path):
    path = tmp_path / "letters.p12"
    private = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Letters")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(1)
        .not_valid_before(NOW)
        .not_valid_after(NOW + dt.timedelta(days=9_000))
        .sign(private, SHA256())
    )
    path.write_bytes(pkcs12.serialize_key_and_certificates(b"x", private, certificate, None, NoEncryption()))
    path.chmod(0o600)
    with pytest.raises(SigningError, match="holds no RSA key"):
        keys.signer(DeskSettings(), tmp_path)
    path.chmod(0o640)
    with pytest.raises(OpenToOthers, match="chmod 600"):
        keys.signer(DeskSettings(), tmp_path)


def test_a_key_with_a_passphrase_opens_with_it_alone(tmp_path: Path):
    phrase = tmp_path / "phrase"
    phrase.write_text("open sesame\n")
    closed = DeskSettings(letters_key=tmp_path / "office.p12", letters_key_passphrase_file=phrase)
    made = keys.create(closed, tmp_path, "Office", "XB")
    again = keys.signer(closed, tmp_path)
    assert again
    assert again.certificate == made.certificate
    assert (tmp_path / "office.p12").stat().st_mode & 0o077 == 0
    with pytest.raises(SigningError, match="passphrase is another"):
        keys.signer(DeskSettings(letters_key=tmp_path / "office.p12"), tmp_path)
    with pytest.raises(SigningError, match="is there already"):
        keys.create(closed, tmp_path, "Office", "XB")
    assert keys.signer(DeskSettings(), tmp_path) is None
    with pytest.raises(SigningError, match="is not there"):
        keys.signer(DeskSettings(letters_key=tmp_path / "none.p12"), tmp_path)
