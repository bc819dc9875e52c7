"""The package list is one list, and nobody else's packages stand in for ours."""

import importlib
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
OURS = sorted(path.parent.name for path in ROOT.glob("*/__init__.py"))


def test_hatch_mypy_and_import_linter_name_every_package():
    tool = PROJECT["tool"]
    assert sorted(tool["hatch"]["build"]["targets"]["wheel"]["packages"]) == OURS
    assert sorted(tool["mypy"]["packages"]) == OURS
    assert sorted(tool["importlinter"]["root_packages"]) == OURS
    assert sorted(tool["ruff"]["lint"]["isort"]["known-first-party"]) == OURS


def test_our_packages_are_imported_from_this_checkout():
    for name in OURS:
        module = importlib.import_module(name)
        assert module.__file__ is not None
        assert Path(module.__file__).is_relative_to(ROOT), f"{name} comes from {module.__file__}, not from here"


def test_no_foreign_package_of_our_names_is_installed():
    for folder in {Path(entry) for entry in sys.path if entry.endswith("site-packages")}:
        foreign = [name for name in OURS if (folder / name).exists() or (folder / f"{name}.py").exists()]
        assert not foreign, f"{folder} holds {foreign}, which an installed Blazon would import instead of its own"


def test_tests_do_not_shadow_the_packages():
    assert not list((ROOT / "tests").rglob("__init__.py")), "an __init__.py below tests/ would shadow our packages"
