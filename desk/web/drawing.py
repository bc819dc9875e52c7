"""Templates into answers: one environment for all pages, with what every page needs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from pathlib import Path
from typing import Any

from fastapi.responses import HTMLResponse

from desk.web import addresses, evidence, goods, seen, words
from desk.web.office.menu import menu
from desk.web.site import Face, Site
from desk.web.ways import Ways
from desk.web.who import NotPermittedHere, present
from mappings.document import AsOf
from mappings.texts import Texts, said
from publish_site.design import environment
from publish_site.history import STANDARDS
from search_api.errors import Problem
from similarity.says.voice import IN_ENGLISH, Voice

FOLDER = Path(__file__).parent
STYLESHEET = FOLDER / "desk.css"
COMPARING = FOLDER / "compare.css"  # of one page alone
OFFICE = FOLDER / "office.css"  # of the office's own pages
PICTURE_STYLES, PICTURE_SCRIPT = FOLDER / "picture.css", FOLDER / "picture.js"  # of the search by pictures
LONGEST_DETAIL = 300  # characters of what went wrong: a hostile address is not repeated whole


class Drawing:
    """Draws pages; `faces` are those that are served, the public's first, `ways` the pages that are open, by person."""

    def __init__(
        self,
        site: Site,
        faces: Sequence[Face],
        ways: Ways,
        *,
        signs_in: bool = False,
        desk: bool = False,
        roles: Mapping[str, Texts] | None = None,
    ) -> None:
        named = {name: said(texts, words.ENGLISH, "") for name, texts in (roles or {}).items()}
        self._house, self.ways = site.house, ways
        self._lag_limit = site.search.lag_limit
        self._templates = environment(FOLDER / "templates")
        self._templates.filters.update(
            isolated=words.isolated,
            coded=words.coded,
            degree=goods.degree,
            levels=evidence.levels,
            measures=evidence.measures,
            locarno=seen.locarno,
            picture_levels=seen.levels,
            view_name=seen.view_name,
            role_name=lambda name: named.get(name, name),
            gap=words.gap,
            status_of=words.status,
        )
        kinds, plurals = words.rights(site.house.registers)
        self._templates.globals.update(
            house=site.house,
            faces=list(faces),
            gazette="/gazette" if site.gazette is not None else None,
            kinds=kinds,
            plurals=plurals,
            statuses=words.STATUSES,
            page_of=addresses.page,
            document_of=addresses.document,
            picture_of=addresses.picture,
            by_picture=addresses.by_picture,
            asker=present.get,
            signs_in=signs_in,
            desk=desk,
            menu=menu,
            doors=ways,
            standards=STANDARDS,
        )

    @property
    def house_name(self) -> str:
        """The office's."""
        return self._house.name

    def page(
        self,
        face: Face,
        template: str,
        *,
        as_of: AsOf | None = None,
        status: int = HTTPStatus.OK,
        frame: Voice = IN_ENGLISH,
        **data: Any,
    ) -> HTMLResponse:
        """One page; `frame` says what stands around its contents.

        What the staff sees is kept nowhere; the public's may be kept and is asked for again.
        """
        late = words.behind(as_of, dt.datetime.now(dt.UTC), self._lag_limit) if as_of else None
        language = frame.phrase("heading").language  # English where the office's own has no words for a page
        text = self._templates.get_template(template).render(
            face=face,
            root=face.prefix,
            as_of=as_of,
            late=late,
            frame=frame,
            frame_language=language,
            house_name=self._house.names.get(language, self._house.name),
            **data,
        )
        kept = "no-store" if face.staff or status >= HTTPStatus.BAD_REQUEST else "no-cache"
        return HTMLResponse(text.encode("utf-8", "replace"), status_code=status, headers={"Cache-Control": kept})

    def problem(self, face: Face, problem: Problem) -> HTMLResponse:
        """The page of what went wrong; it names what is lacking, and links the page that is read instead."""
        codes = problem.members["permissions"] if isinstance(problem, NotPermittedHere) else ()
        more = {"codes": codes, "instead": problem.members.get("page")}
        page = self.told(face, problem.status, problem.title, problem.detail, problem.remedy, **more)
        page.headers.update(problem.headers)
        return page

    def told(self, face: Face, status: int, title: str, detail: str, remedy: str, **more: Any) -> HTMLResponse:
        """A page that says what went wrong and what to do."""
        if len(detail) > LONGEST_DETAIL:
            detail = detail[:LONGEST_DETAIL] + "…"
        shown: dict[str, Any] = {"codes": (), "instead": None, "detail": detail, "remedy": remedy} | more
        return self.page(face, "problem.html", status=status, title=title, **shown)
