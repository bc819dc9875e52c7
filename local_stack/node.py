"""The OpenSearch node: its folders, its command line, its start and stop.

Every flag is explained in `docs/operations.md`. The node has no authentication, so it listens on the loopback alone.
"""

import shutil
import signal
import time
from pathlib import Path

import httpx

from local_stack import ports, process
from local_stack.account import Account, give, let_walk_to, reachable, server_account
from local_stack.errors import StartFailed
from local_stack.jars import Fetch, fetch, prepare
from local_stack.java import executable, find_java
from local_stack.progress import Progress
from local_stack.settings import StackSettings

STEP = "Starting the engine"
PORT_OPTION = "-Ehttp.port="
PORT_ATTEMPTS = 3
LOG4J = """\
status = error
appender.console.type = Console
appender.console.name = console
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = [%d{ISO8601}][%-5p][%-25c{1.}] %marker%m%n
rootLogger.level = info
rootLogger.appenderRef.console.ref = console
"""
JVM_FLAGS = (
    "-XX:+UseSerialGC",
    "-XX:+ExitOnOutOfMemoryError",
    "-Djava.locale.providers=CLDR,SPI",
    "-Djna.nounpack=true",
    "-Djna.nosys=true",
    "--enable-native-access=ALL-UNNAMED",
    "-Djava.awt.headless=true",
    "-Dfile.encoding=UTF-8",
    "-Dlog4j2.disable.jmx=true",
    "-Dlog4j.shutdownHookEnabled=false",
    "-Dio.netty.noUnsafe=true",
    "-Dio.netty.noKeySetOptimization=true",
    "-Dopensearch.distribution.type=tar",
    "-Dopensearch.bundled_jdk=true",
)


class Node:
    """The node of one home. Callers hold the home's lock."""

    def __init__(self, settings: StackSettings) -> None:
        self.settings = settings
        self.folder = settings.home / "engine"
        self.config = self.folder / "config"
        self.log = settings.home / "engine.log"
        self.record_file = settings.home / "engine.json"

    @property
    def marker(self) -> str:
        """The argument that only this home's node has."""
        return f"-Dopensearch.path.conf={self.config}"

    def running(self) -> process.ProcessRecord | None:
        """The record of the node if it runs."""
        kept = process.read(self.record_file)
        return kept if process.living(kept) is not None else None

    def command(self, java: Path, engine_home: Path, port: int) -> list[str]:
        """The command line. A repeated `-E` key makes the node refuse (exit 64)."""
        options = {
            "path.data": str(self.folder / "data"),
            "path.logs": str(self.folder / "logs"),
            "path.repo": str(self.folder / "snapshots"),
            "cluster.name": "blazon-local",
            "node.name": "blazon-local",
            "discovery.type": "single-node",
            "network.host": ports.LOOPBACK,
            "http.port": str(port),
            "transport.port": "0",
            "cluster.routing.allocation.disk.threshold_enabled": "false",
            # The serial collector leaves garbage until the heap is full: counted as use, requests get 429.
            "indices.breaker.total.use_real_memory": "false",
        }
        return [
            str(java),
            f"-Xms{self.settings.heap_initial}",
            f"-Xmx{self.settings.heap}",
            *(["-XX:TieredStopAtLevel=1"] if self.settings.fast_start else []),
            *JVM_FLAGS,
            f"-Djava.io.tmpdir={self.folder / 'tmp'}",
            f"-XX:ErrorFile={self.folder / 'logs' / 'jvm-crash-%p.log'}",
            f"-Dopensearch.path.home={engine_home}",
            self.marker,
            "-cp",
            str(engine_home / "lib" / "*"),
            "org.opensearch.bootstrap.OpenSearch",
            *(f"-E{key}={value}" for key, value in options.items()),
        ]

    def start(self, progress: Progress, fetch: Fetch = fetch) -> process.ProcessRecord:
        """Starts the node unless it runs, and waits until it answers and its indices are there.

        Raises StartFailed, JavaNotFound, DownloadFailed or JarRefused.
        """
        kept = self.running() or process.adopt(self.record_file, self.marker, PORT_OPTION)
        if kept is None:
            kept = self._launch_until_it_stays(progress, fetch)
        else:
            self._await(kept, progress)
        return kept

    def stop(self) -> bool:
        """Stops the node; whether it was running."""
        kept = self.running() or process.adopt(self.record_file, self.marker, PORT_OPTION)
        return process.stop(kept, self.record_file, (signal.SIGTERM,), self.settings.stop_seconds)

    def _launch_until_it_stays(self, progress: Progress, fetch: Fetch) -> process.ProcessRecord:
        """Launches and waits; again, with another port, if a stranger took the chosen one meanwhile."""
        for attempt in range(1, PORT_ATTEMPTS + 1):
            since = self.log.stat().st_size if self.log.is_file() else 0
            kept = self._launch(progress, fetch)
            try:
                self._await(kept, progress)
            except StartFailed:
                said = process.tail(self.log, lines=1000, since=since)
                if attempt == PORT_ATTEMPTS or "BindHttpException" not in said:
                    raise
            else:
                break
        return kept

    def _launch(self, progress: Progress, fetch: Fetch) -> process.ProcessRecord:
        account = server_account(self.settings.account)
        java_home = find_java(self.settings)
        if account is not None:
            copies = self.settings.home / "programs" / "java"
            root = reachable(java_home.parent, [java_home.name], f"{java_home.name}/bin/java", copies, account)
            java_home = root / java_home.name
        engine_home = prepare(self.settings.cache, progress, fetch)
        let_walk_to(engine_home, account)
        self._lay_out(account)
        last = process.read(self.record_file)
        port = ports.choose(last.port if last else None)
        kept = process.spawn(
            self.command(executable(java_home), engine_home, port),
            port=port,
            log=self.log,
            cwd=self.folder,
            account=account,
        )
        process.write(self.record_file, kept)
        return kept

    def _lay_out(self, account: Account | None) -> None:
        shutil.rmtree(self.folder / "tmp", ignore_errors=True)  # a killed node leaves unpacked libraries there
        for name in ("config", "data", "logs", "tmp", "snapshots"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        (self.config / "log4j2.properties").write_text(LOG4J, encoding="utf-8")
        (self.config / "opensearch.yml").touch()
        give(self.folder, account)

    def _await(self, kept: process.ProcessRecord, progress: Progress) -> None:
        begun = time.monotonic()
        limit = self.settings.start_seconds
        with httpx.Client(base_url=url(kept.port), timeout=5, trust_env=False) as client:
            while not is_ready(client):
                passed = time.monotonic() - begun
                if process.living(kept) is None:
                    raise StartFailed(
                        f"The engine ended while starting. Its log, {self.log}:\n{process.tail(self.log)}"
                    )
                if passed > limit:
                    raise StartFailed(
                        f"The engine did not answer within {limit:.0f} s (BLAZON_STACK_START_SECONDS). "
                        f"Its log, {self.log}:\n{process.tail(self.log)}"
                    )
                progress(STEP, int(passed), 0)
                time.sleep(0.1)
        progress(STEP, 1, 1)


def url(port: int) -> str:
    return f"http://{ports.LOOPBACK}:{port}"


def is_ready(client: httpx.Client) -> bool:
    """Whether every primary shard of the node is in use (yellow: a single node has nowhere to put replicas)."""
    try:
        answer = client.get("/_cluster/health", params={"wait_for_status": "yellow", "timeout": "2s"})
    except httpx.TransportError:
        return False
    return answer.status_code == httpx.codes.OK and not answer.json()["timed_out"]


def health(record: process.ProcessRecord) -> str:
    """The colour of the node's health, or why there is none. For `status`."""
    try:
        answer = httpx.get(f"{url(record.port)}/_cluster/health", timeout=5, trust_env=False)
        return str(answer.json()["status"])
    except (httpx.TransportError, ValueError, KeyError) as error:
        return f"no answer ({type(error).__name__})"
