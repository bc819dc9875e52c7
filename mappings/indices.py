"""The index definitions: `mappings/indices/*.yaml` read, checked and put into the form the engine takes.

A definition file has `fields`: name → type, options and `why`, the reason for the field. `properties` are the
fields of an object, `fields` inside a field its other forms. Strict: a document with any other field is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError

from mappings import yaml
from mappings.document import FORMAT, Collection
from mappings.engine import Body
from mappings.record import Kind

T = TypeVar("T")
Why = Annotated[str, StringConstraints(strip_whitespace=True, min_length=8)]


LOOKED_AT = frozenset({Kind.TRADEMARK, Kind.DESIGN})  # kinds whose pictures are compared


class BadDefinition(Exception):
    """A definition file does not read as one; the message names file and field."""


class _Defined(BaseModel):
    """Anything with a reason; the other keys are the engine's own and it checks them itself."""

    model_config = ConfigDict(extra="allow", frozen=True)

    why: Why

    def options(self) -> dict[str, Any]:
        return dict(self.__pydantic_extra__ or {})


class FieldDefinition(_Defined):
    """One field. `type` may be left out where `properties` make it an object."""

    type: str | None = None
    properties: dict[str, FieldDefinition] = {}
    fields: dict[str, FieldDefinition] = {}

    def body(self) -> Body:
        """What the engine takes: without the reason."""
        body: Body = {"type": self.type} if self.type else {}
        body |= self.options()
        if self.properties:
            body["properties"] = {name: field.body() for name, field in self.properties.items()}
        if self.fields:
            body["fields"] = {name: field.body() for name, field in self.fields.items()}
        return body


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    fields: dict[str, FieldDefinition]


class _Analysis(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    analyzer: dict[str, _Defined]
    normalizer: dict[str, _Defined]


class Layout(BaseModel):
    """How an index lies on the engine. One shard without copies suits one node; a cluster wants a replica."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    shards: int = Field(default=1, ge=1)
    replicas: int = Field(default=0, ge=0)
    refresh: str = Field(default="1s", pattern=r"^(-1|[1-9][0-9]*(ms|s))$")


@cache
def fields(kind: Kind, collection: Collection) -> Mapping[str, FieldDefinition]:
    """The fields of one index, by name. BadDefinition when a file does not read as one."""
    if collection == "publications":
        return _read("publications.yaml")
    common, own = _read("common.yaml"), _read(f"{kind.shelf}.yaml")
    if twice := sorted(common.keys() & own.keys()):
        raise BadDefinition(
            f"mappings/indices/{kind.shelf}.yaml: {twice[0]} stands in common.yaml already; say it once"
        )
    return common | own | (_read("look.yaml") if kind in LOOKED_AT else {})


def definition(kind: Kind, collection: Collection, layout: Layout) -> Body:
    """The body that creates one index: settings and strict mappings."""
    return _body(fields(kind, collection), layout)


def state_definition(layout: Layout) -> Body:
    """The body that creates an index of the checkpoint; it has one shard whatever the layout."""
    return _body(_read("state.yaml"), layout.model_copy(update={"shards": 1}))


def _body(fields: Mapping[str, FieldDefinition], layout: Layout) -> Body:
    return {
        "settings": {
            "index": {
                "number_of_shards": layout.shards,
                "number_of_replicas": layout.replicas,
                "refresh_interval": layout.refresh,
            },
            "analysis": _analysis(),
        },
        "mappings": {
            "dynamic": "strict",
            "_meta": {"format": FORMAT},
            "properties": {name: field.body() for name, field in fields.items()},
        },
    }


@cache
def _analysis() -> Body:
    read = _parse(TypeAdapter(_Analysis), "analysis.yaml")
    return {
        "analyzer": {name: part.options() for name, part in read.analyzer.items()},
        "normalizer": {name: part.options() for name, part in read.normalizer.items()},
    }


@cache
def _read(name: str) -> dict[str, FieldDefinition]:
    return _parse(TypeAdapter(_File), name).fields


def _parse(model: TypeAdapter[T], name: str) -> T:
    place = f"mappings/indices/{name}"
    text = resources.files("mappings").joinpath("indices", name).read_text(encoding="utf-8")
    try:
        return model.validate_python(yaml.parse(text, place))
    except ValidationError as problem:
        first = problem.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise BadDefinition(f"{place}: {where}: {first['msg']}") from problem
