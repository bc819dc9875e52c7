"""The similarity search and what its strategies do."""

from __future__ import annotations

import datetime as dt
from typing import Any

from fastapi import APIRouter, Request, Response

from desk.web import evidence, forms
from desk.web.drawing import Drawing
from desk.web.site import Face, Site
from mappings.record import StatusGroup
from search_api import certificate
from search_api.errors import InvalidRequest, Problem
from search_api.similar import similar
from similarity.catalogue import UnknownStrategy

NICE = [str(number) for number in range(1, 46)]
LIVE = [StatusGroup.PENDING, StatusGroup.REGISTERED]
UNPROCESSABLE = 422


def add(routes: APIRouter, site: Site, face: Face, drawing: Drawing) -> None:
    """`/similar` and `/strategies`."""

    @routes.get("/similar")
    def find(request: Request) -> Response:
        pairs = forms.given(request.query_params.multi_items())
        form = {name: value for name, value in pairs if name != "class"}
        chosen = [value for name, value in pairs if name == "class"]
        usual = site.search.strategy
        shown: dict[str, Any] = {
            "form": form,
            "chosen": chosen,
            "nice": NICE,
            "strategies": site.strategies.latest(),
            "usual": usual,
        }
        if not request.query_params:
            return drawing.page(face, "similar.html", answer=None, problem=None, **shown)
        try:
            strategy = site.strategies.get(form.get("strategy", usual))
            classes, before = _classes(chosen), _day(form.get("before"))
            answer = similar(
                face.index,
                strategy,
                form.get("words", ""),
                classes=classes,
                status_groups=LIVE if "live" in form else [],
                before=before,
                as_of=face.index.as_of(),
            )
        except (UnknownStrategy, Problem) as problem:
            if isinstance(problem, Problem) and problem.status != UNPROCESSABLE:
                raise
            said = forms.sentence(problem) if isinstance(problem, Problem) else f"{problem}."
            return drawing.page(face, "similar.html", status=UNPROCESSABLE, answer=None, problem=said, **shown)
        return drawing.page(
            face,
            "similar.html",
            as_of=answer.as_of,
            answer=answer,
            problem=None,
            rows=evidence.rows(answer, strategy),
            left_out=evidence.left_out(strategy),
            recall=certificate.said(certificate.Certified(answer.certificate, answer.uncertified)),
            **shown,
        )

    @routes.get("/strategies")
    def strategies() -> Response:
        return drawing.page(face, "strategies.html", strategies=site.strategies.latest())


def _classes(chosen: list[str]) -> list[str]:
    if unknown := [number for number in chosen if number not in NICE]:
        error = {"parameter": "class", "detail": f"there is no Nice class {unknown[0]!r}", "remedy": "Choose 1 to 45."}
        raise InvalidRequest([error])
    return chosen


def _day(text: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError as problem:
        error = {"parameter": "before", "detail": f"{text!r} is no day", "remedy": "Write the day as 2026-11-23."}
        raise InvalidRequest([error]) from problem
