"""How fast the gazette is built: pages a second beside the bound, memory, and an issue of a few events.

The bound renders the very same pages from the same data, ready-made, and writes the same bytes, in a bare loop of as
many processes as build. It is recorded from a small build and repeated until it is as large. Documents (PDF, data in
bulk) are left out of both: they are no pages.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from desk.benchmarks import hugo
from desk.benchmarks.publications import HOUSE, MadeGazette, no_picture
from desk.benchmarks.watching import Watch
from mappings.engine import EngineSettings
from publish_site.build import Built, build
from publish_site.pages import Pages
from publish_site.reading import Index

RECORDED = 400  # applications whose pages the bound repeats
EVENTS = 50

Progress = Callable[[str, int, int], None]


@dataclass
class Recording:
    """What a small build rendered and wrote."""

    renders: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)  # template, way to the root, data
    files: list[tuple[str, bytes]] = field(default_factory=list)

    @property
    def pages(self) -> int:
        return sum(path.endswith(".html") for path, _ in self.files)


def measured(
    made: MadeGazette, settings: EngineSettings, applications: int, folder: Path, progress: Progress
) -> dict[str, Any]:
    """A full build, an incremental one, and the bound; `folder` is empty and `made` has no publications."""
    made.fill(min(RECORDED, applications), progress)
    recording = _recorded(made, folder / "small")
    made.remove()
    made.reset()
    made.open()
    made.fill(applications, progress)
    full, seconds, peak = _built(made, settings, folder / "site")
    pages = sum(1 for _ in (folder / "site").rglob("*.html"))
    made.change(EVENTS)
    change, incremental, _ = _built(made, settings, folder / "site")
    cores = os.cpu_count() or 1
    bound = _bound(recording, max(1, round(applications / min(RECORDED, applications))), folder / "bound", cores)
    written = [content for path, content in recording.files if path.endswith(".html")]
    peer = hugo.measured(written, applications, folder / "hugo")
    return {
        "applications": applications,
        "pages": pages,
        "files": full.files,
        "seconds": round(seconds, 2),
        "pages_per_second": round(pages / seconds, 1),
        "bound_pages_per_second": round(bound, 1),
        "ratio_to_bound": round(pages / seconds / bound, 3),
        "peak_bytes": peak,
        "incremental": {
            "events": EVENTS,
            "files": change.written,
            "seconds": round(incremental, 2),
            "share_of_full": round(incremental / seconds, 4),
        },
        "hugo": peer and peer | {"times_as_fast": round(pages / seconds / peer["pages_per_second"], 2)},
        "cores": cores,
    }


def _built(made: MadeGazette, settings: EngineSettings, out: Path) -> tuple[Built, float, int]:
    """What was built, the seconds it took, and the most bytes that its processes had beyond those of before."""
    index = Index(made.engine, made.deployment, settings)
    with Watch() as watch:
        begun = time.perf_counter()
        built = _build(index, made, out)
        seconds = time.perf_counter() - begun
    return built, seconds, watch.peak


def _recorded(made: MadeGazette, out: Path) -> Recording:
    """Builds in this process, and writes down what is rendered and written."""
    found = Recording()
    _build(
        Index(made.engine, made.deployment),
        made,
        out,
        workers=0,
        rendered=lambda template, root, given: found.renders.append((template, root, given)),
    )
    for path in sorted(path for path in out.rglob("*") if path.is_file()):
        found.files.append((str(path.relative_to(out)), path.read_bytes()))
    return found


def _build(index: Index, made: MadeGazette, out: Path, **given: Any) -> Built:
    """All that was made, without documents."""
    last = made.issues[-1].id
    return build(
        index, HOUSE, made.issues, last, out, closing=made.closing, picture=no_picture, documents=False, **given
    )


def _bound(recording: Recording, times: int, out: Path, cores: int) -> float:
    """Pages a second of a bare loop."""
    with ProcessPoolExecutor(cores, get_context("spawn"), initializer=_begin, initargs=(recording,)) as pool:
        list(pool.map(partial(_repeat, out), [-n for n in range(1, cores + 1)]))  # started, and warm
        begun = time.perf_counter()
        list(pool.map(partial(_repeat, out), range(times)))
        seconds = time.perf_counter() - begun
    return recording.pages * times / seconds


_recording = Recording()  # of this process


def _begin(recording: Recording) -> None:
    _recording.renders[:], _recording.files[:] = recording.renders, recording.files


def _repeat(out: Path, number: int) -> None:
    pages, folder = Pages(HOUSE), out / str(number)
    for template, root, given in _recording.renders:
        pages.text(template, root, **given)
    for path, content in _recording.files:
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
