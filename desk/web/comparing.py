"""The similarity search by words, by a picture or by both, and what its strategies do."""

from __future__ import annotations

from contextlib import suppress
from http import HTTPStatus
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from starlette.concurrency import run_in_threadpool

from desk.web import asking, evidence, forms, goods
from desk.web.answering import Answered, Means, answered
from desk.web.asking import Question
from desk.web.drawing import Drawing
from desk.web.forms import Pairs
from desk.web.guards import SCRIPTED
from desk.web.seeing import AskedPicture, PictureGone, Seeing
from desk.web.site import SEARCHING, Face, Site
from desk.web.uploads import Uploads, UploadTooLarge
from mappings.record import Kind
from search_api import certificate, languages, relations
from search_api.errors import InvalidRequest, Problem
from search_api.logos import NothingDrawn
from search_api.looking import PictureRefused
from search_api.similar import NothingAsked
from similarity.says.voice import Voice
from similarity.says.voices import voices

# Fields that say themselves what is wrong there, as the page calls them; anything else is said at the words.
ABOVE = {"picture": "Picture", "file": "Picture of a file", "cut": "Part of the picture", "kind": "Among"}
FOLDED = {  # in the panel, which is open where one of them is wrong
    "goods": "Goods and services",
    "least_degree": "Relation of their goods",
    "related_classes": "Related classes",
    "strategy": "Strategy",
    "logos": "Strategy for pictures",
    "vienna": "Vienna codes",
    "locarno": "Locarno classes",
    "before": "Only earlier than",
    "dead_since": "Leave out what ended before",
    "language": "Language of the evidence",
    "class": "Nice classes",
}
FIELDS = ABOVE | FOLDED
CONTAINED = "default-src 'none'; sandbox"


def add(routes: APIRouter, site: Site, face: Face, drawing: Drawing, *, seeing: Seeing, uploads: Uploads) -> None:
    """`/similar`, the pictures it asks by, and `/strategies`."""
    page = Page(site, face, drawing, seeing)

    @routes.get("/similar", dependencies=[face.needs(*SEARCHING)])
    def find(request: Request) -> Response:
        if not request.query_params:
            return page.form()
        return page.of(forms.given(request.query_params.multi_items()))

    @routes.post("/similar/picture", dependencies=[face.needs(*SEARCHING, writes=False)])
    async def send(request: Request) -> Response:
        """The form, with or without a picture, as the address of its search: what was sent is in no history."""
        try:
            async with uploads.sent(request) as sent:
                return await run_in_threadpool(_kept, forms.given(sent.pairs), sent.picture)
        except UploadTooLarge as problem:
            return await run_in_threadpool(page.refused, [], problem)

    def _kept(pairs: Pairs, content: bytes | None) -> Response:
        try:
            digest = seeing.keep(face, content) if content is not None else None
        except PictureRefused as problem:
            return page.refused(asking.address(pairs, None), problem)
        query = urlencode(asking.address(pairs, digest), safe=",/")
        return RedirectResponse(f"{face.prefix}/similar{'?' if query else ''}{query}", status_code=303)

    @routes.get("/similar/pictures/{digest}", dependencies=[face.needs(*SEARCHING)])
    def picture(digest: str) -> Response:
        found = seeing.shown(face, digest)
        if found is None:
            raise PictureGone
        headers = {
            "Content-Disposition": "inline",
            "Content-Security-Policy": CONTAINED,
            "Cross-Origin-Resource-Policy": "same-origin",
            "Cache-Control": "no-store" if face.staff else "private, max-age=3600",
        }
        return Response(found.png, media_type="image/png", headers=headers)

    @routes.get("/strategies", dependencies=[face.needs("desk.search")])
    def strategies() -> Response:
        return drawing.page(face, "strategies.html", strategies=site.strategies.latest(), logos=site.logos.latest())


class Page:
    """Draws `/similar` for one face."""

    def __init__(self, site: Site, face: Face, drawing: Drawing, seeing: Seeing) -> None:
        self._site, self._face, self._drawing, self._seeing = site, face, drawing, seeing
        self._speaking = voices(site.search.languages, site.search.says)
        self._usual_logos = site.search.logo_strategy

    def form(self) -> Response:
        """The form alone."""
        return self._draw([])

    def of(self, pairs: Pairs) -> Response:
        """The form, with the answer to what the pairs ask."""
        question, asked = None, None
        try:
            refusals = forms.Refusals()
            question = refusals.of(lambda: asking.question(pairs), None)
            means = refusals.of(lambda: self._means(dict(pairs)), None)
            refusals.told()
            assert question
            assert means
            if not question.words and not question.source:
                raise _unasked(question)
            asked = self._seeing.asked(self._site, self._face, question)
            answer = answered(self._face, question, asked, means)
        except Problem as problem:
            if problem.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
                raise
            return self.refused(pairs, problem, question, asked or self._glimpse(pairs))
        return self._draw(pairs, question=question, asked=asked, answer=answer, means=means)

    def refused(
        self,
        pairs: Pairs,
        problem: Problem,
        question: Question | None = None,
        asked: AskedPicture | None = None,
    ) -> Response:
        """The form with what is wrong, at its field."""
        if isinstance(problem, PictureRefused | NothingDrawn | PictureGone | UploadTooLarge):
            misread = {"picture": forms.sentence(problem)}
        else:
            misread = forms.misread(problem, FIELDS)
        said = None if misread else forms.sentence(problem)
        drawn = self._draw(pairs, status=problem.status, misread=misread, problem=said, question=question, asked=asked)
        drawn.headers.update(problem.headers)
        return drawn

    def _glimpse(self, pairs: Pairs) -> AskedPicture | None:
        """The picture asked for, whole, where something else is wrong."""
        source = [pair for pair in pairs if pair[0] in {"kind", "picture", "file", "view"}]
        with suppress(Problem):
            return self._seeing.asked(self._site, self._face, asking.question(source), read=False)
        return None

    def _means(self, form: dict[str, str]) -> Means:
        refusals, site = forms.Refusals(), self._site
        words, pictures = form.get("strategy", site.search.strategy), form.get("logos", self._usual_logos)
        usual = site.strategies.get(site.search.strategy), site.logos.get(self._usual_logos)
        means = Means(
            strategy=refusals.of(lambda: forms.strategy(site.strategies, words), usual[0]),
            logos=refusals.of(lambda: forms.strategy(site.logos, pictures, "logos"), usual[1]),
            goods=refusals.of(lambda: goods.wanted(form, site.relations), relations.Wanted(site.relations)),
            voice=refusals.of(lambda: self._voice(form), self._speaking.usual),
        )
        refusals.told()
        return means

    def _voice(self, form: dict[str, str]) -> Voice:
        return languages.chosen(self._speaking, form.get("language", self._speaking.usual.language))

    def _draw(
        self,
        pairs: Pairs,
        *,
        status: int = HTTPStatus.OK,
        question: Question | None = None,
        asked: AskedPicture | None = None,
        answer: Answered | None = None,
        means: Means | None = None,
        misread: dict[str, str] | None = None,
        problem: str | None = None,
    ) -> Response:
        form = forms.shown(pairs)
        strategy = means.strategy if means else None
        page = self._drawing.page(
            self._face,
            "similar.html",
            status=status,
            as_of=answer.as_of if answer else None,
            form=form,
            chosen=[value for name, value in pairs if name == "class"],
            nice=asking.NICE,
            rights=[(kind.value, "Marks" if kind == Kind.TRADEMARK else "Designs") for kind in asking.KINDS],
            kind=question.kind.value if question else form.get("kind", "tm"),
            strategies=self._site.strategies.latest(),
            usual=self._site.search.strategy,
            logos=self._site.logos.latest(),
            usual_logos=self._usual_logos,
            languages=self._speaking.choices(),
            voice=means.voice if means else self._speaking.usual,
            degrees=goods.CHOICES,
            longest=goods.LONGEST,
            misread=dict.fromkeys(FIELDS, "") | (misread or {}),
            wrong_fields=[(name, FIELDS[name], text) for name, text in (misread or {}).items()],
            places={"picture": "upload", "cut": "left"},
            unfolded=not (answer or asked or problem) or bool(FOLDED.keys() & (misread or {})),
            problem=problem,
            question=question,
            asked=asked,
            sides=asking.percent(asked.cut) if asked else {},
            without=Without(pairs),
            answer=answer,
            logo_strategy=means.logos if means else None,
            left_out=evidence.left_out(strategy) if strategy else [],
            recall=_recall(answer),
        )
        page.headers["Content-Security-Policy"] = SCRIPTED
        return page


class Without:
    """Links to the same search, changed in one criterion."""

    def __init__(self, pairs: Pairs) -> None:
        self._pairs = pairs

    def __call__(self, *names: str, **more: str) -> str:
        """The query string without the criteria of these names, and with those beside what stays."""
        kept = [pair for pair in self._pairs if pair[0] not in names]
        kept += [pair for pair in more.items() if pair not in kept]
        return urlencode(kept, safe=",/")


def _unasked(question: Question) -> Problem:
    if question.kind == Kind.DESIGN:
        detail = "designs are compared by how they look, and there is no picture"
        return InvalidRequest([{"parameter": "picture", "detail": detail, "remedy": "Choose a picture."}])
    return NothingAsked("there are no words, and no picture")


def _recall(answer: Answered | None) -> str:
    if answer is None or answer.words is None:
        return ""
    return certificate.said(certificate.Certified(answer.words.certificate, answer.words.uncertified))
