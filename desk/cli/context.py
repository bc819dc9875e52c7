"""What a verb works with: the office, the register, the engine. Opened once a command and closed at its end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from opensearchpy import OpenSearch

from desk import gazette, logs, rules
from desk.cli.console import progress_bars, tell
from desk.keys import Keys, keys_of
from desk.looking import workers
from desk.settings import DeskSettings
from desk.strategies import listen
from desk.taking_up import taken_up
from indexer.follow import Follower
from indexer.looks import Looks
from indexer.rules import Rules
from indexer.settings import IndexerSettings
from local_stack.settings import StackSettings
from local_stack.stack import Running, down, status, up
from mappings.engine import EngineSettings, connect
from offices.office import Office, load
from publish_site.build import Built, Tell
from publish_site.reading import Index
from registry.database import Register, open_register
from registry.documents import DocumentStore
from registry.migrate import upgrade
from registry.settings import RegistrySettings
from similarity.logos import keys


@dataclass(frozen=True)
class Context:
    register: Register
    engine: OpenSearch
    engine_settings: EngineSettings
    deployment: str  # name in the indices
    documents: DocumentStore
    looks: Looks
    office: Office
    settings: DeskSettings
    stack: StackSettings
    indexing: IndexerSettings
    running: Running  # the addresses, and what was started for this command

    @property
    def rules(self) -> Rules:
        """What the office's configuration says to the projection."""
        return rules.projection(self.office)

    @property
    def gazette(self) -> Path:
        """Where the issues built on this machine lie, and are served from."""
        return self.settings.gazette or self.stack.home / "gazette"

    @property
    def keys(self) -> Keys:
        """What the gazette is signed with."""
        return keys_of(self.settings, self.stack.home)

    @property
    def pictures(self) -> Path:
        """Where the pictures that the public gets are kept, once made."""
        return self.stack.home / "thumbnails"

    @property
    def logs(self) -> Path:
        """Where the office's own log lies."""
        return self.settings.logs or self.stack.home / "logs"

    def logged(self, program: str) -> AbstractContextManager[None]:
        """What this program logs goes to the office's own log, until the block is left."""
        return logs.kept(self.logs, program, largest=self.settings.log_bytes, files=self.settings.log_files)

    @property
    def asked(self) -> Path:
        """Where the pictures that people search by are kept for a day."""
        return self.stack.home / "asked"

    def follower(self, **more: Any) -> Follower:
        """What writes the changes of the register into the index; `more` is as it takes it."""
        return Follower(
            self.register, self.engine, self.deployment, self.rules, self.indexing, looks=self.looks, **more
        )

    def build_issue(self, issue: str, out: Path, *, served: Path, tell: Tell) -> Built:
        """As `desk.gazette.build_issue`, with the keys, pictures and fonts of this machine."""
        return gazette.build_issue(
            self.register,
            Index(self.engine, self.deployment, self.engine_settings),
            self.office,
            self.documents,
            keys=self.keys,
            issue=issue,
            out=out,
            served=served,
            cache=self.pictures,
            fonts=self.settings.fonts,
            tell=tell,
        )


@contextmanager
def open_context(*, stop_started: bool = False) -> Iterator[Context]:
    """Both servers up (nothing local is started where addresses are given), the schema current, the office loaded.

    What is started here is left running for the next command, and `blazon stack down` stops it; with `stop_started`
    it is stopped at the end, also when the end is a Ctrl-C while it starts.
    """
    settings, stack = DeskSettings(), StackSettings()
    office = load(settings.office)
    listen(office, settings.office)
    documents = DocumentStore(settings.documents or stack.home / "documents")
    down_before = [each.service for each in status(stack) if each.state == "stopped"] if stop_started else []
    try:
        with progress_bars(each=stop_started) as bars:
            running = up(stack, bars)
        with _opened(settings, stack, office, documents, running) as context:
            yield context
    finally:
        if down_before:
            tell("Stopping what was started …")
            down(stack, tuple(down_before))


@contextmanager
def _opened(
    settings: DeskSettings, stack: StackSettings, office: Office, documents: DocumentStore, running: Running
) -> Iterator[Context]:
    held = RegistrySettings()
    engine_settings = EngineSettings(
        url=running.engine_url,
        user=running.engine_user,
        password=running.engine_password,
        ca=running.engine_ca,
    )
    register = open_register(
        running.registry_url,
        documents=documents,
        formats=rules.number_formats(office),
        audiences=rules.audiences(office),
        publication=rules.publication(office),
        procedure=rules.procedure(office),
        registers=rules.registers(office),
        timezone=office.timezone,
        connections=held.connections,
        statement=held.statement,
        lock=held.lock,
    )
    engine = connect(engine_settings)
    looks = Looks(stack.home / "looks", documents.get, workers(keys.kept_bytes))
    try:
        upgrade(register)
        taken_up(register, settings.office)
        context = Context(
            register=register,
            engine=engine,
            engine_settings=engine_settings,
            deployment=settings.deployment or office.code.lower(),
            documents=documents,
            looks=looks,
            office=office,
            settings=settings,
            stack=stack,
            indexing=IndexerSettings(),
            running=running,
        )
        yield context
    finally:
        looks.close()
        engine.close()
        register.close()
