"""What `POST /similar` is asked: words, a picture or both, and which files to compare them with."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from mappings.record import Kind, StatusGroup
from search_api import relations, similar_examples
from search_api.applied import Applied
from search_api.criteria import LARGEST
from search_api.languages import Language
from search_api.text import NICE, Locarno, NiceClass, NumberText, Vienna, refusal, without_controls
from similarity.folding import LIMIT
from similarity.logos.cutting import WHOLE, Cut
from similarity.logos.refusals import LARGEST_BYTES

HITS = 50
STRATEGY = r"[a-z][a-z0-9-]{0,39}"
StrategyName = Annotated[str, StringConstraints(pattern=rf"^{STRATEGY}$")]
LABEL = rf"^{STRATEGY}(\.v[1-9][0-9]{{0,5}})?$"


def strategy_label(text: str) -> str:
    """The text itself; refused when no strategy can be called so."""
    if not re.fullmatch(LABEL, text):
        raise refusal(
            "no_strategy_name",
            f"no strategy is called {text[:40]!r}",
            "Write small letters, digits and hyphens, and the version behind .v if you like: verbal, verbal.v1.",
        )
    return text


StrategyLabel = Annotated[str, AfterValidator(strategy_label), Field(json_schema_extra={"pattern": LABEL})]
Version = Annotated[int, Field(ge=1, le=1_000_000)]
Thousandths = Annotated[int, Field(ge=0, le=1_000)]


class PictureAsked(BaseModel):
    """A file of its own, or the logo of a file of the register; either `content` or `number`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    content: Annotated[
        str | None,
        Field(
            description="The file in base64 (RFC 4648): PNG, JPEG, GIF, WebP, TIFF or BMP, at most "
            f"{LARGEST_BYTES >> 20} MiB before encoding"
        ),
    ] = None
    number: Annotated[
        NumberText | None,
        Field(description="Any number of a file with a logo or views, as in /dossiers; the file itself is no hit"),
    ] = None
    cut: Annotated[
        tuple[Thousandths, Thousandths, Thousandths, Thousandths] | None,
        Field(description="With `content`: the part to look at, its left, top, right and bottom in thousandths"),
    ] = None

    @model_validator(mode="after")
    def _one_picture(self) -> Self:
        if (self.content is None) == (self.number is None):
            raise refused("picture", "it names no picture, or two", "Give either content or number.")
        if self.cut and self.number is not None:
            raise refused("cut", "the picture of a file is compared whole", "Give the picture as content to cut it.")
        if self.cut and not (self.part.left < self.part.right and self.part.top < self.part.bottom):
            raise refused("cut", "the part has no size", "Give left, top, right, bottom, such as [0, 0, 500, 1000].")
        return self

    @property
    def part(self) -> Cut:
        """What of the picture is asked for."""
        return Cut(*self.cut) if self.cut else WHOLE


class SimilarRequest(BaseModel):
    """Words, a picture or both, and which files to compare them with."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, json_schema_extra={"examples": list(similar_examples.REQUESTS.values())}
    )

    words: Annotated[
        Annotated[
            str,
            StringConstraints(strip_whitespace=True, min_length=1, max_length=LIMIT),
            AfterValidator(without_controls),
        ]
        | None,
        Field(description="The words of the mark"),
    ] = None
    picture: Annotated[PictureAsked | None, Field(description="Its logo, or the view of a design")] = None
    kind: Annotated[
        Kind,
        Field(
            description="tm: marks; ds: designs by their views, for a picture without words",
            json_schema_extra={"enum": [Kind.TRADEMARK, Kind.DESIGN]},
        ),
    ] = Kind.TRADEMARK
    strategy: Annotated[
        StrategyLabel | None,
        Field(description="For words, name or name.vVERSION; the office's usual one when left out"),
    ] = None
    version: Annotated[Version | None, Field(description="The latest when left out")] = None
    logo_strategy: Annotated[
        StrategyLabel | None, Field(description="For the picture; the office's usual one when left out")
    ] = None
    logo_version: Annotated[Version | None, Field(description="The latest when left out")] = None
    classes: Annotated[tuple[NiceClass, ...], Field(max_length=50, description="Nice classes; one must be shared")] = ()
    vienna: Annotated[
        tuple[Vienna, ...], Field(max_length=50, description="Vienna codes, 02, 02.01 or 02.01.01; one must be shared")
    ] = ()
    locarno: Annotated[
        tuple[Locarno, ...], Field(max_length=50, description="Of designs: Locarno classes; one must be shared")
    ] = ()
    status_groups: Annotated[tuple[StatusGroup, ...], Field(max_length=4)] = ()
    before: Annotated[dt.date | None, Field(description="Only files with a priority before this day, or with none")] = (
        None
    )
    dead_since: Annotated[
        dt.date | None,
        Field(description="Of ended files only those that ended on this day or later, or nobody knows when"),
    ] = None
    goods: Annotated[
        tuple[Applied, ...],
        Field(max_length=NICE, description="Goods applied for: each hit says how its own are related to them"),
    ] = ()
    related_classes: Annotated[
        bool,
        Field(description="Also the classes that the office's table relates to `classes`, else to those of `goods`"),
    ] = False
    least_degree: Annotated[
        relations.Least | None, Field(description="Leave out hits whose goods are less related, and say how many")
    ] = None
    include_ignored: Annotated[bool, Field(description="Also statuses that the office ignores in this search")] = False
    limit: Annotated[
        int, Field(ge=1, description="Hits; at most what BLAZON_SEARCH_SIMILAR_LIMIT says, 200 where it says nothing")
    ] = HITS
    language: Language | None = None
    at_least: Annotated[int | None, Field(ge=0, le=LARGEST)] = None

    @model_validator(mode="after")
    def _something_to_compare(self) -> Self:
        if self.words is None and self.picture is None:
            raise refused("words", "there is nothing to compare", "Give the words of a mark, a picture, or both.")
        if self.kind not in {Kind.TRADEMARK, Kind.DESIGN}:
            said = "patents" if self.kind is Kind.PATENT else "files of this right"
            raise refused("kind", f"{said} are compared neither by words nor by pictures", "Choose one of tm, ds.")
        own = {
            "words": (self.words is not None, ("strategy", "version")),
            "picture": (self.picture is not None, ("logo_strategy", "logo_version")),
        }
        for needed, (given, names) in own.items():
            if name := next((name for name in names if not given and getattr(self, name)), None):
                raise refused(name, f"there is no {needed} to compare by it", f"Give {needed}, or leave it out.")
        return self._of_that_kind()

    def _of_that_kind(self) -> Self:
        """Refused: what the kind of file cannot be narrowed to, for nothing would be found."""
        if self.kind is Kind.TRADEMARK:
            if self.locarno:
                raise refused("locarno", "marks have no Locarno classes", "Leave it out, or ask for the kind ds.")
            return self
        if self.words is not None or self.picture is None:
            raise refused("kind", "designs are compared by their views alone", "Give a picture and no words.")
        marks_alone = ("classes", "vienna", "goods", "related_classes", "least_degree")
        if name := next((name for name in marks_alone if getattr(self, name)), None):
            raise refused(name, "designs have none", "Leave it out, or ask for the kind tm.")
        return self


def refused(parameter: str, message: str, remedy: str) -> PydanticCustomError:
    """An error of the whole request that one parameter stands for."""
    return PydanticCustomError(
        "cannot_be_asked", "{message}", {"message": message, "parameter": parameter, "remedy": remedy}
    )
