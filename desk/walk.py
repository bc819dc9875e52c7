"""A walk along the whole way, each step asked of the running site as a person would ask it: does the house stand?"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from uuid import UUID

import httpx

from mappings.engine import Body
from mappings.record import GoodsClass, Kind, Mark, Party, Record, Role
from offices.sample import TODAY
from publish_site.verify import verify
from registry import handle
from registry.commands import FileApplication
from registry.database import Register

# One application, filed once in each home: the command's id is its own.
COMMAND = UUID("0b1a2095-7a1c-4d55-9c39-1f1f6b3e7a01")
WORDS = "Quillavane"
MISSPELT = "Kwilavain"
SECONDS = 30.0  # the index has to answer as of a sequence; it usually takes less than one


class NotSo(Exception):
    """The house is not as it should be."""


@dataclass(frozen=True)
class Check:
    name: str
    ok: bool
    detail: str


@dataclass
class Walk:
    checks: list[Check] = field(default_factory=list)

    def step(self, name: str, done: Callable[[], str]) -> None:
        """Takes one step; a failure is a finding with its reason, and the walk goes on."""
        try:
            self.checks.append(Check(name, ok=True, detail=done()))
        except Exception as problem:  # noqa: BLE001 - the walk reports whatever went wrong, step by step
            self.checks.append(Check(name, ok=False, detail=f"{type(problem).__name__}: {problem}"))

    @property
    def ok(self) -> bool:
        return bool(self.checks) and all(check.ok for check in self.checks)

    def json(self) -> list[dict[str, object]]:
        return [asdict(check) for check in self.checks]


def application(office: str, day: dt.date) -> Record:
    """The application that is walked along the way."""
    return Record(
        kind=Kind.TRADEMARK,
        office=office,
        application_number="DRAFT",
        filing_date=day,
        mark=Mark(verbal_element=WORDS, feature="word"),
        parties=(Party(role=Role.APPLICANT, name="Walk & Daughters Ltd"),),
        classes=(GoodsClass(number="30", goods="Coffee; tea; bread and pastry."),),
    )


def walk(address: str, register: Register, office: str, gazette: Path, day: dt.date) -> Walk:
    """Files an application and follows it; then follows a published mark into the gazette."""
    walked = Walk()
    filed = handle(register, FileApplication(application(office, day), command_id=COMMAND, actor="walk"))
    with httpx.Client(base_url=address, timeout=SECONDS, follow_redirects=True) as site:

        def ready() -> str:
            return f"as of sequence {_json(site.get('/api/v1/health'))['as_of']['sequence']}"

        def indexed() -> str:
            _until(lambda: _json(site.get("/api/v1/health"))["as_of"]["sequence"] >= filed.sequence)
            page = site.get(f"/staff/files/{filed.key.path}").raise_for_status()
            _hold(WORDS in page.text, "the file page does not show the mark")
            return f"{filed.key.number} at sequence {filed.sequence}"

        def hidden() -> str:
            status = site.get(f"/api/v1/dossiers/{filed.key.path}").status_code
            _hold(status == httpx.codes.NOT_FOUND, f"the public sees an unpublished file: HTTP {status}")
            return "an unpublished file is not for the public"

        def found() -> str:
            page = site.get("/staff/similar", params={"words": MISSPELT}).raise_for_status().text
            _hold(WORDS in page, f"{MISSPELT} does not find {WORDS}")
            _hold("<mark>" in page, "the page does not show which letters lie opposite one another")
            return f"{MISSPELT} finds {WORDS}"

        def searched() -> str:
            total = _published(site, office)["total"]
            _hold(total > 0, f"the public finds no published mark of {office}")
            return f"{total} published marks of {office} in force"

        def explained() -> str:
            found = _published(site, office)["hits"]
            words = next((hit["title"] for hit in found if hit["title"] not in {None, hit["number"]}), "")
            _hold(bool(words), "no published mark in force has words")
            hits = _json(site.post("/api/v1/similar", json={"words": words}))["hits"]
            _hold(bool(hits), f"{words} does not find itself")
            _hold(hits[0]["title"].casefold() == words.casefold(), f"{hits[0]['title']} came before {words} itself")
            return str(hits[0]["evidence"][0]["sentence"])

        def printed() -> str:
            hits = _published(site, office)["hits"]
            _hold(bool(hits), "no mark is published")
            mark = hits[0]
            page = site.get(f"/gazette/{mark['number'].lower()}/").raise_for_status().text
            _hold(mark["number"] in page, "the permanent page does not name its number")
            return f"{mark['number']} has its permanent page"

        def verified() -> str:
            result = verify(gazette)
            _hold(not result.problems, "; ".join(f"{each.path}: {each.reason}" for each in result.problems[:3]))
            return f"{result.files} files, {result.snapshots} snapshots, {result.issues} issues"

        walked.step("the site is ready", ready)
        walked.step("an application is filed and projected", indexed)
        walked.step("nobody sees it before its publication", hidden)
        walked.step("a similarity search finds it by its sound", found)
        walked.step("the public finds what is published", searched)
        walked.step("the API says why marks are alike", explained)
        walked.step("a published mark stands in the gazette", printed)
        walked.step("the gazette can be verified", verified)
    return walked


def _hold(holds: bool, otherwise: str) -> None:
    if not holds:
        raise NotSo(otherwise)


def _published(site: httpx.Client, office: str) -> Body:
    """The newest published marks in force."""
    asked = {
        "office": office,
        "kind": "tm",
        "status": "registered",
        "sort": "-publication_date",
        "published_to": TODAY.isoformat(),
    }
    return _json(site.get("/api/v1/search", params=asked))


def _json(response: httpx.Response) -> Body:
    answer: Body = response.raise_for_status().json()
    return answer


def _until(holds: Callable[[], bool]) -> None:
    """Waits until it holds."""
    end = time.monotonic() + SECONDS
    while not holds():
        _hold(time.monotonic() < end, f"the index has not come so far within {SECONDS:.0f} s")
        time.sleep(0.1)
