"""What a verb works with: the office, the register, the engine. Opened once a command and closed at its end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from opensearchpy import OpenSearch

from desk import rules
from desk.cli.console import progress_bars
from desk.settings import DeskSettings
from indexer.rules import Rules
from local_stack.settings import StackSettings
from local_stack.stack import Running, up
from mappings.engine import EngineSettings, connect
from offices.office import Office, load
from registry.database import Register, open_register
from registry.documents import DocumentStore
from registry.migrate import upgrade
from registry.settings import RegistrySettings


@dataclass(frozen=True)
class Context:
    register: Register
    engine: OpenSearch
    engine_settings: EngineSettings
    deployment: str  # name in the indices
    documents: DocumentStore
    office: Office
    settings: DeskSettings
    stack: StackSettings
    running: Running  # the addresses, and what was started for this command

    @property
    def rules(self) -> Rules:
        """What the office's configuration says to the projection."""
        return rules.projection(self.office)

    def close(self) -> None:
        """Lets go of both servers; harmless when said twice."""
        self.engine.close()
        self.register.close()


@contextmanager
def open_context() -> Iterator[Context]:
    """Both servers up (nothing local is started where addresses are given), the schema current, the office loaded.

    What is started here is left running for the next command: `blazon stack down` stops it.
    """
    settings, stack, held = DeskSettings(), StackSettings(), RegistrySettings()
    office = load(settings.office)
    documents = DocumentStore(settings.documents or stack.home / "documents")
    with progress_bars() as bars:
        running = up(stack, bars)
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
        connections=held.connections,
        statement=held.statement,
        lock=held.lock,
    )
    engine = connect(engine_settings)
    try:
        upgrade(register)
        context = Context(
            register=register,
            engine=engine,
            engine_settings=engine_settings,
            deployment=settings.deployment or office.code.lower(),
            documents=documents,
            office=office,
            settings=settings,
            stack=stack,
            running=running,
        )
        yield context
    finally:
        engine.close()
        register.close()
