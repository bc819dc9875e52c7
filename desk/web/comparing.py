"""The similarity search and what its strategies do."""

from __future__ import annotations

import datetime as dt
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, Request, Response

from desk.web import evidence, forms, goods
from desk.web.drawing import Drawing
from desk.web.site import Face, Site
from mappings.record import StatusGroup
from search_api import certificate, languages
from search_api.errors import InvalidRequest, Problem
from search_api.similar import similar
from similarity.catalogue import UnknownStrategy
from similarity.says.voices import voices

NICE = [str(number) for number in range(1, 46)]
LIVE = [StatusGroup.PENDING, StatusGroup.REGISTERED]
OWN_PROBLEM = (
    "goods",
    "related_classes",
    "least_degree",
    "before",
    "dead_since",
)  # fields that say what is wrong there


def add(routes: APIRouter, site: Site, face: Face, drawing: Drawing) -> None:
    """`/similar` and `/strategies`."""
    speaking = voices(site.search.languages, site.search.says)

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
            "languages": speaking.choices(),
            "voice": speaking.usual,
            "degrees": goods.CHOICES,
            "longest": goods.LONGEST,
            "misread": dict.fromkeys(OWN_PROBLEM, ""),
        }
        if not request.query_params:
            return drawing.page(face, "similar.html", answer=None, problem=None, **shown)
        try:
            strategy = site.strategies.get(form.get("strategy", usual))
            classes = _classes(chosen)
            shown["voice"] = voice = languages.chosen(speaking, form.get("language", speaking.usual.language))
            answer = similar(
                face.index,
                strategy,
                form.get("words", ""),
                classes=classes,
                status_groups=LIVE if "live" in form else [],
                before=_day("before", form),
                dead_since=_day("dead_since", form),
                goods=goods.wanted(form, site.relations),
                as_of=face.index.as_of(),
            )
        except (UnknownStrategy, Problem) as problem:
            if isinstance(problem, Problem) and problem.status != HTTPStatus.UNPROCESSABLE_ENTITY:
                raise
            misread = forms.misread(problem, OWN_PROBLEM) if isinstance(problem, Problem) else {}
            said = None if misread else forms.sentence(problem) if isinstance(problem, Problem) else f"{problem}."
            shown["misread"] |= misread
            return drawing.page(
                face, "similar.html", status=HTTPStatus.UNPROCESSABLE_ENTITY, answer=None, problem=said, **shown
            )
        answer = languages.spoken(answer, strategy, voice)
        return drawing.page(
            face,
            "similar.html",
            as_of=answer.as_of,
            answer=answer,
            problem=None,
            rows=evidence.rows(answer, strategy, voice),
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


def _day(name: str, form: dict[str, str]) -> dt.date | None:
    text = form.get(name)
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError as problem:
        error = {"parameter": name, "detail": f"{text!r} is no day", "remedy": "Write the day as 2026-11-23."}
        raise InvalidRequest([error]) from problem
