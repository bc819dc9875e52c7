"""Up, down, status and logs of the local stack."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from filelock import FileLock, Timeout
from pydantic import BaseModel, ConfigDict, SecretStr

from local_stack import node, process
from local_stack.errors import StackError
from local_stack.jars import Fetch, fetch
from local_stack.node import Node
from local_stack.postgres import Postgres
from local_stack.process import tail
from local_stack.progress import Progress, silent
from local_stack.settings import StackSettings

__all__ = [
    "SERVICES",
    "Running",
    "Service",
    "ServiceStatus",
    "down",
    "logs",
    "status",
    "tail",
    "up",
    "without_password",
]

Service = Literal["registry", "engine"]
SERVICES: tuple[Service, ...] = ("registry", "engine")


class Running(BaseModel):
    """Where the two servers are. The registry's address holds its password: show `registry_shown` instead."""

    model_config = ConfigDict(frozen=True)

    registry_url: str
    registry_shown: str
    engine_url: str
    engine_user: str | None
    engine_password: SecretStr | None
    engine_ca: Path | None
    started: tuple[Service, ...]


class ServiceStatus(BaseModel):
    """One server: `running` here, `stopped`, or `elsewhere` when an address was given."""

    model_config = ConfigDict(frozen=True)

    service: Service
    state: Literal["running", "stopped", "elsewhere"]
    address: str | None
    pid: int | None
    detail: str
    log: Path | None


def up(settings: StackSettings, progress: Progress = silent, fetch: Fetch = fetch) -> Running:
    """Starts what is not running and what no address was given for; returns when both answer.

    Calling it again is harmless. `started` names the servers this call has started, so that the caller can stop them.
    Raises StackError.
    """
    registry_url, engine_url = settings.registry_url, settings.engine_url
    started: list[Service] = []
    if registry_url is None or engine_url is None:
        with _locked(settings):
            if registry_url is None:
                database = Postgres(settings)
                if database.running() is None:
                    started.append("registry")
                port = database.start(progress).port
                registry_url = database.url(port)
            if engine_url is None:
                engine = Node(settings)
                if engine.running() is None:
                    started.append("engine")
                engine_url = node.url(engine.start(progress, fetch).port)
    return Running(
        registry_url=registry_url,
        registry_shown=without_password(registry_url),
        engine_url=engine_url,
        engine_user=settings.engine_user,
        engine_password=settings.engine_password,
        engine_ca=settings.engine_ca,
        started=tuple(started),
    )


def down(settings: StackSettings, only: tuple[Service, ...] = SERVICES) -> tuple[Service, ...]:
    """Stops the servers of this home; those that were running. Servers elsewhere are left alone."""
    if not settings.home.is_dir():
        return ()
    stopped: list[Service] = []
    with _locked(settings):
        if "engine" in only and Node(settings).stop():
            stopped.append("engine")
        if "registry" in only and Postgres(settings).stop():
            stopped.append("registry")
    return tuple(stopped)


def status(settings: StackSettings) -> list[ServiceStatus]:
    """How the two servers are; starts and changes nothing."""
    return [_registry_status(settings), _engine_status(settings)]


def logs(settings: StackSettings, service: Service) -> Path:
    """The log file of a server of this home. Raises StackError if there is none yet."""
    path = Postgres(settings).log if service == "registry" else Node(settings).log
    if not path.is_file():
        raise StackError(
            f"{path} is not there: the {service} was never started in {settings.home}. Try `blazon stack up`."
        )
    return path


def without_password(url: str) -> str:
    """The address with its password hidden."""
    scheme, separator, rest = url.partition("://")
    credentials, at, place = rest.rpartition("@")
    user, colon, _password = credentials.partition(":")
    return f"{scheme}{separator}{user}{':***' if colon else ''}{at}{place}"


def _registry_status(settings: StackSettings) -> ServiceStatus:
    if settings.registry_url is not None:
        return ServiceStatus(
            service="registry",
            state="elsewhere",
            address=without_password(settings.registry_url),
            pid=None,
            detail="BLAZON_REGISTRY_URL",
            log=None,
        )
    database = Postgres(settings)
    kept = database.running()
    return ServiceStatus(
        service="registry",
        state="stopped" if kept is None else "running",
        address=None if kept is None else without_password(database.url(kept.port)),
        pid=None if kept is None else kept.pid,
        detail=_why_stopped(database.record_file) if kept is None else database.health(kept.port),
        log=database.log,
    )


def _engine_status(settings: StackSettings) -> ServiceStatus:
    if settings.engine_url is not None:
        return ServiceStatus(
            service="engine",
            state="elsewhere",
            address=without_password(settings.engine_url),
            pid=None,
            detail="BLAZON_ENGINE_URL",
            log=None,
        )
    engine = Node(settings)
    kept = engine.running()
    return ServiceStatus(
        service="engine",
        state="stopped" if kept is None else "running",
        address=None if kept is None else node.url(kept.port),
        pid=None if kept is None else kept.pid,
        detail=_why_stopped(engine.record_file) if kept is None else node.health(kept),
        log=engine.log,
    )


def _why_stopped(record_file: Path) -> str:
    kept = process.read(record_file)
    if kept is None:
        return "never started"
    return "was stopped" if kept.stopped else "ended without being stopped; `blazon stack up` starts it again"


@contextmanager
def _locked(settings: StackSettings) -> Iterator[None]:
    """Holds the home, so that of two starts at the same time the second waits and finds all running."""
    try:
        settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = FileLock(settings.home / "stack.lock", timeout=2 * settings.start_seconds + 600)
        with lock:
            yield
    except Timeout as error:
        raise StackError(
            f"Another process has held {error.lock_file} too long. Is a `blazon stack up` hanging?"
        ) from error
    except PermissionError as error:
        raise StackError(f"{error.filename}: no permission. Set BLAZON_HOME to a folder of your own.") from error
