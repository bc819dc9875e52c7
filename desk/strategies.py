"""The strategies of an office: those of its folder, or those that ship where it has none."""

from __future__ import annotations

from pathlib import Path

from desk.settings import OFFICES
from similarity.catalogue import Catalogue, load_folder


def folder(office: Path) -> Path:
    """Where this office's strategies lie."""
    own = office / "strategies"
    return own if own.is_dir() else OFFICES / "demo" / "strategies"


def catalogue(office: Path) -> Catalogue:
    """All versions of all strategies. BadStrategy names every mistake with file and line."""
    return load_folder(folder(office))
