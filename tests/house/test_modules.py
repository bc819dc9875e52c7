"""Rules of the house that a machine can hold."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = sorted(path.parent for path in ROOT.glob("*/__init__.py"))
MODULES = [path for package in PACKAGES for path in sorted(package.rglob("*.py")) if "versions" not in path.parts]
VAGUE = {"utils", "util", "common", "base", "manager", "helper", "helpers", "misc", "core"}


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_module_says_what_it_is_and_stays_short(module: Path):
    text = module.read_text(encoding="utf-8")
    assert text.count("\n") < 350, "split it: a folder of the same name reads better"
    assert module.stem not in VAGUE, "name it by what is in it"
    if text.strip():
        assert ast.get_docstring(ast.parse(text)), "one sentence at the top: what is this module for?"


def test_the_environment_is_read_by_settings_alone():
    reading = re.compile(r"os\.environ|os\.getenv|from os import .*environ")
    found = [str(path.relative_to(ROOT)) for path in MODULES if reading.search(path.read_text(encoding="utf-8"))]
    assert found == [], "settings are passed, not read"


def test_one_place_opens_an_engine_client():
    opening = re.compile(r"\bOpenSearch\(")
    found = [str(path.relative_to(ROOT)) for path in MODULES if opening.search(path.read_text(encoding="utf-8"))]
    assert found == ["mappings/engine.py"]


def test_silenced_checks_carry_their_reason():
    silenced = re.compile(r"#\s*(noqa(:\s*[A-Z0-9, ]+)?|type:\s*ignore(\[[^\]]*\])?)\s*(?P<reason>.*)$")
    bare = []
    for path in [*MODULES, *sorted((ROOT / "tests").rglob("*.py"))]:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            match = silenced.search(line)
            if match and path != Path(__file__) and len(match["reason"].strip(" -–:#")) < 8:
                bare.append(f"{path.relative_to(ROOT)}:{number}")
    assert bare == []


def test_nothing_names_a_registry_host():
    host = re.compile(r"https?://[a-z0-9.-]*(pypi|pythonhosted|npmjs|maven|crates|golang|debian)\.", re.IGNORECASE)
    named = [ROOT / "requirements.lock", ROOT / "Makefile", ROOT / "pyproject.toml"]
    tracked = [*named, *(ROOT / "local_stack").glob("*")]
    found = [str(path) for path in tracked if path.is_file() and host.search(path.read_text(encoding="utf-8"))]
    assert found == []
