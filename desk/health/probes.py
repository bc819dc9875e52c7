"""The probes: the servers, what waits in them, the backups, keys and certificates, the disk. Each only reads."""

from __future__ import annotations

import datetime as dt
import secrets
import shutil
import socket
import ssl
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from urllib.parse import urlsplit

from alembic.script import ScriptDirectory
from cryptography import x509
from sqlalchemy import text

from desk import backup
from desk.cli.context import Context
from desk.health import Found, Probe
from desk.health.issues import issues
from desk.jobs import reading
from desk.jobs.settings import JobsSettings
from desk.jobs.work import ours
from desk.letters.key import CREATE, signer
from desk.mail import smtp
from desk.mail.settings import MailSettings
from desk.sealing import FILE, seal_of
from indexer import generations
from mappings import names
from registry import outbox, signatures, stakeholder_merges, timeline
from registry.closing import present_day
from registry.database import Register
from registry.documents import DocumentStore
from registry.migrate import config
from registry.people_errors import BadSeal
from registry.sealing import Seal
from search_api.settings import SearchSettings

SOON = dt.timedelta(days=30)  # before something expires
OLDEST_BACKUP = dt.timedelta(hours=36)  # one is made each night
LITTLE, LEAST = 0.10, 0.03  # of the disk, free
GIB = 1 << 30
SOME_MERGES = 3  # are named
_SOME = text("select digest from document where digest > :after order by digest limit 1")


def of(context: Context, jobs: JobsSettings, mail: MailSettings, *, seconds: float) -> Mapping[str, Probe]:
    """All there are, for this office. `seconds` bounds what they wait for on the network."""
    register, settings, home = context.register, context.settings, context.stack.home

    def certificate() -> Found:
        return served_certificate(settings.address, seconds)

    return {
        "version": Probe("Version and tables", lambda: tables(register)),
        "postgres": Probe("Postgres", lambda: postgres(register)),
        "opensearch": Probe("OpenSearch", lambda: engine(context, seconds)),
        "index": Probe("The index", lambda: index(register, SearchSettings.model_fields["lag_limit"].default)),
        "documents": Probe("Document store", lambda: documents(register, context.documents)),
        "mail": Probe("Mail server", lambda: mail_server(register, mail.model_copy(update={"seconds": seconds}))),
        "worker": Probe("The jobs' workers", lambda: workers(register, jobs)),
        "backups": Probe("Backups", lambda: backups(register, jobs)),
        "gazette-keys": Probe("Keys of the gazette", lambda: gazette_keys(context)),
        "issues": Probe("Issues of the gazette", lambda: issues(register, present_day(register))),
        "people-key": Probe("Key of the second factors", lambda: people_key(context)),
        "letters-key": Probe("Key of the letters", lambda: letters_key(context)),
        "certificate": Probe("Certificate of the site", certificate),
        "disk": Probe("Disk", lambda: disk(home, context.documents.folder)),
        "days": Probe("Closed days", lambda: days(register)),
        "merges": Probe("Merges of stakeholders", lambda: merges(register)),
    }


def tables(register: Register) -> Found:
    head = ScriptDirectory.from_config(config()).get_current_head()
    with register.session() as session:
        found = session.scalar(text("select version_num from alembic_version"))
    said = f"Blazon {version('blazon')}, tables of migration {found}"
    if found != head:
        return Found("wrong", f"{said}; this program knows {head}", "Stop the programs of the other version.")
    return Found("well", said)


def postgres(register: Register) -> Found:
    with register.session() as session:
        number, size, began = session.execute(
            text(
                "select current_setting('server_version'), pg_database_size(current_database()), "
                "pg_postmaster_start_time()"
            )
        ).one()
        timeline.check(session)
    return Found("well", f"Postgres {number} answers; the register takes {_bytes(size)}", since=began)


def engine(context: Context, seconds: float) -> Found:
    told = context.engine.cluster.health(params={"request_timeout": seconds})
    said = f"{told['status']}, {told['number_of_nodes']} nodes, {told['active_shards']} shards"
    if told["status"] == "red":
        remedy = (
            "`blazon stack logs engine` says why shards are away; the index can be rebuilt: `blazon index rebuild`."
        )
        return Found("wrong", f"{said}; {told['unassigned_shards']} are on no node", remedy)
    there = generations.standing_generations(context.engine, context.deployment)
    missing = len({names.alias(context.deployment, *which) for which in generations.collections()} - there.keys())
    if missing and _has_files(context.register):
        remedy = "Say `blazon index rebuild`, then `blazon index audit`: after a restore there is no index yet."
        return Found("wrong", f"{said}; {missing} of the indices are not there, and searches find nothing", remedy)
    return Found("well", said)


def _has_files(register: Register) -> bool:
    with register.session() as session:
        return bool(session.scalar(text("select exists (select from dossier where deleted_at is null)")))


def index(register: Register, limit: float) -> Found:
    """What waits in the outbox and what was set aside."""
    with register.session() as session:
        waiting, lag, gaps = outbox.pending_count(session), outbox.lag(session), outbox.gaps(session)
    now = dt.datetime.now(dt.UTC)
    said = f"{waiting} notes wait, the oldest for {lag.total_seconds():.0f} s" if waiting else "up to the register"
    if gaps:
        first = gaps[0]
        said += f"; {len(gaps)} files are missing, such as {first.key.number}: {first.reason}"
        return Found("wrong", said, "Mend the cause, then `blazon index audit --repair`.", min(g.since for g in gaps))
    if lag.total_seconds() > limit:
        return Found(
            "wrong", said, "Start `blazon index` or `blazon serve`; `blazon index status` says more.", now - lag
        )
    return Found("well", said)


def documents(register: Register, store: DocumentStore) -> Found:
    """One document of those that the register names, another each time, is read and compared with its hash."""
    with register.session() as session:
        digest = session.scalar(_SOME, {"after": secrets.token_hex(32)}) or session.scalar(_SOME, {"after": ""})
    if digest is None:
        return Found("well", "no file names a document yet")
    content = store.get(digest)  # CorruptDocument and DocumentMissing say what they are
    return Found("well", f"the document read just now ({_bytes(len(content))}) is what was put there")


def mail_server(register: Register, settings: MailSettings) -> Found:
    with register.session() as session:
        counted: dict[str, int] = dict(
            session.execute(
                text("""
                    select state, count(*) from delivery
                    where way = 'email' and state in ('queued', 'failed', 'uncertain') group by 1
                """)
            ).all()
        )
    said = ", ".join(f"{count} e-mails {state}" for state, count in sorted(counted.items())) or "no e-mail waits"
    if settings.host is None:
        if counted.get("queued"):
            return Found("wrong", f"no mail server is named; {said}", "Name it in BLAZON_MAIL_HOST.")
        return Found("off", "no mail server is named; letters go by post or by the portal")
    try:
        with smtp.connected(settings) as server:
            server.noop()
    except smtp.MailUnavailable as error:
        return Found("wrong", f"{error}; {said}", "What waits stays queued; mend the server or BLAZON_MAIL_*.")
    said = f"{settings.host}:{settings.port} answers; {said}"
    if counted.keys() & {"failed", "uncertain"}:
        return Found("warning", said, "`blazon letters deliveries` names them; each is sent again or closed by hand.")
    return Found("well", said)


def workers(register: Register, settings: JobsSettings) -> Found:
    found = reading.workers(register, settings)
    if not reading.alive(found):
        since = found[0].heard_at if found else None
        return Found("wrong", "no worker lives; nothing runs by itself", "Start `blazon jobs worker`.", since)
    failed = [
        one.name for one in reading.standings(register, settings, dt.datetime.now(register.timezone)) if one.failed
    ]
    said = f"{sum(one.lives for one in found)} live"
    if failed:
        return Found("warning", f"{said}; failed last: {', '.join(failed)}", "The page of the jobs says why.")
    return Found("well", said)


def backups(register: Register, settings: JobsSettings) -> Found:
    """The newest in the folder of the jobs; where this process is not told the folder, what the job said last."""
    if settings.backups is None:
        last = next(iter(reading.history(register, "backup", limit=1).jobs), None)
        if last is None or last.state != "succeeded" or last.ended_at is None:
            return Found(
                "warning", "no job makes any", "Name their folder in BLAZON_JOBS_BACKUPS, also to this program."
            )
        return _aged(f"the job said: {last.said}", last.ended_at)
    found = next(iter(reversed(ours(settings.backups))), None)
    if found is None:
        return Found("wrong", f"{settings.backups} holds none", "`blazon jobs run backup`, then see what it says.")
    made_at, verified = backup.made(found), backup.checked_at(found)
    if verified is None:
        return Found("warning", f"{found.name} was never verified", f"Say `blazon backup {found} --check`.", made_at)
    return _aged(f"{found.name}, verified by its hashes {verified:%Y-%m-%d %H:%M} UTC", made_at)


def gazette_keys(context: Context) -> Found:
    today = dt.datetime.now(context.office.timezone).date()
    ring = context.keys.ring()
    lost = sorted(one for one in signatures.keys_used(context.register) if ring.by_id(one) is None)
    if lost:
        return Found(
            "wrong",
            f"the keyring does not name {', '.join(lost)}, by which issues of this register are signed",
            f"Put back the copy of `keys/` to {context.keys.folder}; a new key would be one that none endorses.",
        )
    valid = ring.valid_on(today)
    if valid is None:
        return Found(
            "wrong", f"none is valid on {today}", "Say `blazon keys create`; an issue is not signed without one."
        )
    if context.keys.kept(valid.id) == "missing":
        return Found("wrong", f"the private key of {valid.id} is missing", "Restore it from the backup of the keys.")
    said = f"{valid.id}, valid since {valid.since}" + (f" until {valid.last}" if valid.last else "")
    if valid.last and valid.last - today < SOON and ring.valid_on(valid.last + dt.timedelta(days=1)) is None:
        return Found("warning", f"{said}, and none follows", "Say `blazon keys rotate`.")
    return Found("well", said)


def people_key(context: Context) -> Found:
    """Whether what seals the second factors is there, and is that which sealed them."""
    path = context.settings.people_key or context.stack.home / FILE
    with context.register.session() as session:
        sealed = session.execute(text("select login, totp from person where totp is not null order by id")).all()
    if not sealed:
        return Found("off", "nobody has a second factor yet")
    remedy = f"Put back the copy of `{FILE}` to {path}; else give {len(sealed)} people a new second factor."
    if not path.exists():
        return Found("wrong", f"{path} is missing: {len(sealed)} people cannot sign in with their codes", remedy)
    seal = seal_of(context.settings, context.stack.home)
    others = sum(not _opens(seal, bytes(kept), login) for login, kept in sealed)
    if others:
        return Found(
            "wrong", f"{path} is another key than that which sealed the second factor of {others} people", remedy
        )
    return Found("well", f"it opens the second factors of {len(sealed)} people")


def _opens(seal: Seal, kept: bytes, login: str) -> bool:
    try:
        seal.opened(kept, login)
    except BadSeal:
        return False
    return True


def letters_key(context: Context) -> Found:
    found = signer(context.settings, context.stack.home)
    if found is None:
        return Found("warning", "there is none: letters go out unsigned", f"To sign them, {CREATE}.")
    return _expiring("the certificate of the letters' key", found.certificate, "Have it renewed, or make a new key.")


def served_certificate(address: str | None, seconds: float) -> Found:
    """The certificate that browsers get at the site's address."""
    parts = urlsplit(address or "")
    if parts.scheme != "https" or parts.hostname is None:
        return Found("off", "the site has no https address of its own (BLAZON_DESK_ADDRESS)")
    asking = ssl.create_default_context()
    asking.check_hostname, asking.verify_mode = False, ssl.CERT_NONE  # it is read, not trusted
    remedy = "See to the proxy that serves the site, and to its certificate."
    try:
        with (
            socket.create_connection((parts.hostname, parts.port or 443), timeout=seconds) as plain,
            asking.wrap_socket(plain, server_hostname=parts.hostname) as secured,
        ):
            content = secured.getpeercert(binary_form=True)
    except OSError as error:
        return Found("wrong", f"{parts.netloc} cannot be asked: {error}", remedy)
    return _expiring(f"the certificate of {parts.netloc}", x509.load_der_x509_certificate(content or b""), remedy)


def disk(home: Path, store: Path) -> Found:
    """The fullest of those on which the home and the document store lie."""
    free, total, place = min(
        ((usage.free, usage.total, path) for path, usage in _usages(home, store)),
        key=lambda one: one[0] / one[1],
    )
    share = free / total
    said = f"{_bytes(free)} of {_bytes(total)} are free where {place} lies ({share:.0%})"
    remedy = "Free or add space: a full disk stops Postgres and the document store."
    if share < LEAST or free < GIB:
        return Found("wrong", said, remedy)
    return Found("warning", said, remedy) if share < LITTLE else Found("well", said)


def days(register: Register) -> Found:
    with register.session() as session:
        row = session.execute(text("select through, recorded_at from closing order by id desc limit 1")).one_or_none()
    if row is None:
        return Found("off", "no day was ever closed (`blazon day close`)")
    return Found("well", f"all days until {row.through} are closed", since=row.recorded_at)


def merges(register: Register) -> Found:
    """Merges and undoings whose process is gone before the files were done."""
    broken = stakeholder_merges.unfinished(register)
    if not broken:
        return Found("well", "none was broken off")
    verbs = [
        f"merge {one.gone} --into {one.kept}" if one.state == "going-on" else f"unmerge {one.gone}" for one in broken
    ]
    said = f"{len(broken)} broken off: some files name one, some the other"
    remedy = ", ".join(f"`blazon stakeholders {verb}`" for verb in verbs[:SOME_MERGES])
    return Found("warning", said, f"Say {remedy}: it goes on.")


def _usages(*paths: Path) -> list[tuple[Path, shutil._ntuple_diskusage]]:
    there = (next(one for one in (path, *path.parents) if one.exists()) for path in map(Path.absolute, paths))
    return [(path, shutil.disk_usage(path)) for path in there]


def _aged(said: str, made_at: dt.datetime) -> Found:
    if dt.datetime.now(dt.UTC) - made_at > OLDEST_BACKUP:
        return Found("wrong", f"the last is old: {said}", "See on the page of the jobs why none followed.", made_at)
    return Found("well", said, since=made_at)


def _expiring(what: str, certificate: x509.Certificate, remedy: str) -> Found:
    until = certificate.not_valid_after_utc
    left = until - dt.datetime.now(dt.UTC)
    said = f"{what} is valid until {until:%Y-%m-%d}"
    if left < dt.timedelta():
        return Found("wrong", f"{what} expired on {until:%Y-%m-%d}", remedy, until)
    return Found("warning", said, remedy) if left < SOON else Found("well", said)


THOUSAND = 1000  # units of one kind in the next (SI)


def _bytes(count: float) -> str:
    for unit in ("bytes", "kB", "MB", "GB"):
        if count < THOUSAND:
            return f"{count:.0f} {unit}"
        count /= THOUSAND
    return f"{count:.1f} TB"
