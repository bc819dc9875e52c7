"""Templates into answers: one environment for all pages, with what every page needs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from fastapi.responses import HTMLResponse

from desk.web import shapes
from desk.web.site import Face, Site
from mappings.document import AsOf
from publish_site.design import environment

TEMPLATES = Path(__file__).parent / "templates"


class Drawing:
    """Draws pages; `faces` are those that are served, the public's first."""

    def __init__(self, site: Site, faces: Sequence[Face]) -> None:
        self._templates = environment(TEMPLATES)
        self._templates.filters["marked"] = shapes.marked
        self._templates.filters["levels"] = shapes.levels
        self._templates.globals.update(
            house=site.house,
            faces=list(faces),
            gazette="/gazette" if site.gazette is not None else None,
            kinds=shapes.KINDS,
            statuses=shapes.STATUSES,
            page_of=shapes.page,
            picture_of=shapes.picture,
        )

    def page(
        self, face: Face, template: str, *, as_of: AsOf | None = None, status: int = 200, **data: Any
    ) -> HTMLResponse:
        """One page. What the staff sees is kept nowhere; the public's may be kept and is asked for again."""
        text = self._templates.get_template(template).render(face=face, root=face.prefix, as_of=as_of, **data)
        kept = "no-store" if face.staff else "no-cache"
        return HTMLResponse(text, status_code=status, headers={"Cache-Control": kept})

    def problem(self, face: Face, status: int, title: str, detail: str, remedy: str) -> HTMLResponse:
        """The page of what went wrong."""
        return self.page(face, "problem.html", status=status, title=title, detail=detail, remedy=remedy)
