"""What the tests of all rooms share: two real servers, a database and an index prefix of their own, real records.

With `BLAZON_REGISTRY_URL` and `BLAZON_ENGINE_URL` set, the servers they point to are used and none is started. The user
of that register must be allowed to create databases.
"""

import os
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from importlib import import_module
from pathlib import Path
from shutil import disk_usage, rmtree
from tempfile import TemporaryDirectory, mkdtemp
from typing import Any

import hypothesis
import psycopg
import pytest
from argon2 import PasswordHasher
from opensearchpy import OpenSearch
from psycopg import sql
from sqlalchemy.engine import make_url

from local_stack import jars
from local_stack import stack as local
from local_stack.progress import silent
from local_stack.settings import StackSettings
from mappings.engine import EngineSettings, connect
from tests.house.skips import NO_RECORDS

# A test states what holds, never how fast: on a busy machine an example may take long.
hypothesis.settings.register_profile(
    "house", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow], print_blob=True
)
hypothesis.settings.load_profile("house")


ENOUGH = 8 << 30  # bytes of free memory; below it a stack keeps to the disk
SHARED = pytest.StashKey[Path]()  # where the workers of one run have their stack, kept by the process that leads them


def pytest_sessionstart() -> None:
    """The engine's jars, fetched once for all sessions, while sockets are still open: later none leave this machine."""
    settings = StackSettings()
    if settings.engine_url is None:
        jars.prepare(settings.cache, silent)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The story first: it takes longest, and at the end one worker would wait for the other."""
    items.sort(key=lambda item: "tests/story/" not in item.nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """One stack for all workers (`pytest -n`): a second engine costs more than it answers."""
    if SHARED not in node.config.stash:
        node.config.stash[SHARED] = Path(mkdtemp(prefix="blazon-", dir=memory())) / "home"
    node.workerinput["home"] = str(node.config.stash[SHARED])


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stops the stack of all workers, of which none is left."""
    if home := config.stash.get(SHARED, None):
        local.down(of_tests(home))
        rmtree(home.parent)


def memory() -> Path | None:
    """Where a stack that is thrown away waits for no disk; None, the usual place, where memory is scarce."""
    found = Path("/dev/shm")
    if not (found.is_dir() and os.access(found, os.W_OK)) or os.statvfs(found).f_flag & os.ST_NOEXEC:
        return None
    return found if disk_usage(found).free > ENOUGH else None


def of_tests(home: Path) -> StackSettings:
    """A throw-away stack, which starts soon and waits for no disk."""
    return StackSettings(home=home, fsync=False, fast_start=True)


@pytest.fixture(scope="session")
def new_home() -> Iterator[Callable[[], Path]]:
    """Makes folders for stacks. Not below pytest's own temporary folder: every session that begins closes that one to
    all other accounts (mode 0700), and with it to the account under which root's servers run.
    """
    with ExitStack() as open_folders:
        yield lambda: Path(open_folders.enter_context(TemporaryDirectory(prefix="blazon-"))) / "home"


@pytest.fixture(scope="session")
def stack(new_home: Callable[[], Path], pytestconfig: pytest.Config) -> Iterator[local.Running]:
    """Both servers: those the environment names, else a stack of this run, stopped at its end."""
    if workerinput := getattr(pytestconfig, "workerinput", None):
        yield local.up(of_tests(Path(workerinput["home"])))
        return
    settings = of_tests(new_home())
    try:
        yield local.up(settings)
    finally:
        local.down(settings)


@pytest.fixture(scope="session", autouse=True)
def shipped_hasher() -> PasswordHasher:
    """What hashes passwords, which takes long by intent; a quick one stands in its place for all tests."""
    people = import_module("registry.people")
    shipped, people.hasher = people.hasher, PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    return shipped


@pytest.fixture(scope="session")
def register_template(stack: local.Running) -> Iterator[str]:
    """The name of a migrated, empty database from which each test's own is copied."""
    name = f"blazon_template_{uuid.uuid4().hex[:12]}"
    _create(stack, name, template=None)
    try:
        database, migrate = import_module("registry.database"), import_module("registry.migrate")
        register = database.open_register(_url(stack, name))
        try:
            migrate.upgrade(register)
        finally:
            register.close()
        yield name
    finally:
        _drop(stack, name)


@pytest.fixture
def register_url(stack: local.Running, register_template: str) -> Iterator[str]:
    """The address of a fresh, migrated, empty register that only this test uses."""
    with _register(stack, register_template) as address:
        yield address


@pytest.fixture(scope="module")
def module_register_url(stack: local.Running, register_template: str) -> Iterator[str]:
    """The address of a fresh, migrated, empty register that the tests of one module share."""
    with _register(stack, register_template) as address:
        yield address


@contextmanager
def _register(stack: local.Running, template: str) -> Iterator[str]:
    name = f"blazon_test_{uuid.uuid4().hex[:12]}"
    _create(stack, name, template=template)
    try:
        yield _url(stack, name)
    finally:
        _drop(stack, name)


@pytest.fixture(scope="session")
def engine_settings(stack: local.Running) -> EngineSettings:
    return EngineSettings(
        url=stack.engine_url, user=stack.engine_user, password=stack.engine_password, ca=stack.engine_ca
    )


@pytest.fixture(scope="session")
def engine_client(engine_settings: EngineSettings) -> Iterator[OpenSearch]:
    client = connect(engine_settings)
    yield client
    client.close()


@pytest.fixture
def office_code(engine_client: OpenSearch) -> Iterator[str]:
    """A deployment name that only this test uses; its indices and aliases are deleted afterwards."""
    name = f"t{uuid.uuid4().hex[:10]}"
    yield name
    left = engine_client.indices.get(index=f"blazon-{name}-*", expand_wildcards="all", ignore_unavailable=True)
    if left:
        engine_client.indices.delete(index=",".join(sorted(left)))


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real records beside the repository."""
    folder = Path(__file__).resolve().parents[2] / "shared" / "data"
    if not folder.is_dir():
        pytest.skip(NO_RECORDS)
    return folder


def _url(stack: local.Running, database: str) -> str:
    return make_url(stack.registry_url).set(database=database).render_as_string(hide_password=False)


def _administer(stack: local.Running, statement: sql.Composed) -> None:
    url = make_url(stack.registry_url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement)


def _create(stack: local.Running, name: str, template: str | None) -> None:
    source = sql.SQL(" TEMPLATE {} STRATEGY FILE_COPY").format(sql.Identifier(template)) if template else sql.SQL("")
    _administer(stack, sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)) + source)


def _drop(stack: local.Running, name: str) -> None:
    _administer(stack, sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
