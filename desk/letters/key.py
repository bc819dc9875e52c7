"""The key that signs the office's letters: a PKCS#12 file, and a PDF signed with it (PAdES, baseline B).

The PDF grows by what is appended to it: what was approved stands in it byte for byte, and it stays PDF/A-2. For that
the key is an RSA one: other kinds are said in words of PDF 2.0.
"""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, NoEncryption, pkcs12
from cryptography.x509.oid import NameOID

from desk.keys import put, refuse_open
from desk.settings import DeskSettings

BITS = 3072  # NIST SP 800-57: good beyond 2030
YEARS = 5
FIELD = "Office"
CREATE = "say `blazon letters key create`, or restore it from the backup"


class SigningError(Exception):
    """The letters cannot be signed, or no key made; nothing has changed. Never holds anything of a key."""


@dataclass(frozen=True)
class Signer:
    """The office's key for letters, opened."""

    file: Path
    passphrase: bytes | None
    certificate: x509.Certificate

    def sign(self, content: bytes, reason: str) -> bytes:
        """The PDF with the office's signature. SigningError when it cannot be signed."""
        from pyhanko.pdf_utils.misc import PdfError  # noqa: PLC0415 - takes seconds to load, and few verbs sign
        from pyhanko.sign.general import SigningError as NotSigned  # noqa: PLC0415 - as above

        now = dt.datetime.now(dt.UTC)
        if not self.certificate.not_valid_before_utc <= now <= self.certificate.not_valid_after_utc:
            last = self.certificate.not_valid_after_utc.date()
            raise SigningError(
                f"the certificate in {self.file} is valid until {last}: have it renewed, or make a new key"
            )
        try:
            return _signed(content, self.file.read_bytes(), self.passphrase, reason)
        except (PdfError, NotSigned, OSError) as error:
            raise SigningError(f"the PDF cannot be signed with {self.file}: {error}") from error


def signer(settings: DeskSettings, home: Path) -> Signer | None:
    """The key that the settings name; None when they name none and none was made.

    SigningError, `desk.keys.OpenToOthers`.
    """
    path = settings.letters_key or home / "letters.p12"
    try:
        refuse_open(path, path.stat())
        content = path.read_bytes()
    except FileNotFoundError as error:
        if settings.letters_key is None:
            return None
        raise SigningError(f"{path}, which BLAZON_DESK_LETTERS_KEY names, is not there: {CREATE}") from error
    except OSError as error:
        raise SigningError(f"{path} cannot be read ({error.strerror}): say it as the account that owns it") from error
    phrase = _phrase(settings.letters_key_passphrase_file)
    try:
        private, certificate, _ = pkcs12.load_key_and_certificates(content, phrase)
    except ValueError as error:
        raise SigningError(
            f"{path} cannot be opened: it is no PKCS#12 file, or its passphrase is another than that in "
            "BLAZON_DESK_LETTERS_KEY_PASSPHRASE_FILE"
        ) from error
    if not isinstance(private, rsa.RSAPrivateKey) or certificate is None:
        raise SigningError(f"{path} holds no RSA key with its certificate; a PDF/A-2 letter is signed with one")
    return Signer(path, phrase, certificate)


def create(settings: DeskSettings, home: Path, office: str, country: str) -> Signer:
    """A new key with a certificate that it has signed itself: for trying out, or until the office buys one."""
    path = settings.letters_key or home / "letters.p12"
    if path.exists():
        raise SigningError(f"{path} is there already; move it away if another key is to follow")
    private = rsa.generate_private_key(65537, BITS)
    now = dt.datetime.now(dt.UTC).replace(microsecond=0)
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, country),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, office[:64]),
            x509.NameAttribute(NameOID.COMMON_NAME, "Letters of the office"),
        ]
    )
    usage = dict.fromkeys(
        ("key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign", "encipher_only",
         "decipher_only"), False,
    )  # fmt: skip
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + dt.timedelta(days=366 * YEARS))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(digital_signature=True, content_commitment=True, **usage), critical=True)
        .sign(private, SHA256())
    )
    phrase = _phrase(settings.letters_key_passphrase_file)
    closed = BestAvailableEncryption(phrase) if phrase else NoEncryption()
    path.parent.mkdir(parents=True, exist_ok=True)
    put(path, pkcs12.serialize_key_and_certificates(b"letters", private, certificate, None, closed))
    return Signer(path, phrase, certificate)


def _signed(content: bytes, key: bytes, passphrase: bytes | None, reason: str) -> bytes:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter  # noqa: PLC0415 - see Signer.sign
    from pyhanko.sign import signers  # noqa: PLC0415 - see Signer.sign
    from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter  # noqa: PLC0415 - see Signer.sign

    class Appending(IncrementalPdfFileWriter):
        """Leaves what the PDF says of itself: PDF/A asks that its two ways of saying it agree."""

        def _update_meta(self) -> None:
            pass

    holder = signers.SimpleSigner.load_pkcs12_data(key, [], passphrase=passphrase)
    meta = signers.PdfSignatureMetadata(
        field_name=FIELD, reason=reason, subfilter=SigSeedSubFilter.PADES, md_algorithm="sha256"
    )
    # Without a size, and outside the page: nothing is drawn, and no reader is told of an empty field.
    field = SigFieldSpec(FIELD, box=(-1, -1, -1, -1))
    signing = signers.PdfSigner(meta, signer=holder, new_field_spec=field)
    made = signing.sign_pdf(Appending(io.BytesIO(content)))
    return bytes(made.getvalue())


def _phrase(path: Path | None) -> bytes | None:
    if path is None:
        return None
    try:
        phrase = path.read_bytes().rstrip(b"\r\n")
    except OSError as error:
        raise SigningError(
            f"the passphrase file {path} cannot be read ({error.strerror}): mend "
            "BLAZON_DESK_LETTERS_KEY_PASSPHRASE_FILE"
        ) from error
    if not phrase:
        raise SigningError(f"the passphrase file {path} is empty: write the passphrase into it")
    return phrase
