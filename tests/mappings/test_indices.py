"""The index definitions agree with the models of the indexed documents, and the engine takes them as they are."""

import datetime as dt
import typing

import pytest
from opensearchpy import OpenSearch
from opensearchpy.exceptions import RequestError

from mappings import indices
from mappings.document import COLLECTIONS, AsOf, DossierDocument, Goods, Indexed, Logo, PublicationDocument, Words
from mappings.kinds import SHELVES
from mappings.record import Kind

ALL = [(kind, collection) for kind in SHELVES for collection in COLLECTIONS]
INSIDE: dict[str, type[Indexed]] = {"words": Words, "goods": Goods}


def every_field(fields, at=""):
    for name, field in fields.items():
        yield f"{at}{name}", field
        yield from every_field(field.properties, f"{at}{name}.")
        yield from every_field(field.fields, f"{at}{name}.")


def test_dossiers_hold_the_fields_of_the_model_and_no_others():
    held = {name for kind in SHELVES for name in indices.fields(kind, "dossiers")}
    assert held == set(DossierDocument.model_fields)


@pytest.mark.parametrize("kind", Kind)
def test_the_public_index_has_the_same_fields_as_the_staff_s(kind: Kind):
    assert indices.fields(kind, "public") == indices.fields(kind, "dossiers")


@pytest.mark.parametrize("kind", Kind)
def test_publications_hold_the_fields_of_the_model_and_no_others(kind: Kind):
    assert set(indices.fields(kind, "publications")) == set(PublicationDocument.model_fields)


def test_the_checkpoint_holds_the_fields_of_the_model_and_no_others():
    body = indices.state_definition(indices.Layout())
    assert set(body["mappings"]["properties"]) == {*AsOf.model_fields, "counted", "certificate"}  # which lie beside it


@pytest.mark.parametrize(("name", "model"), INSIDE.items())
def test_objects_hold_the_fields_of_their_model_and_no_others(name: str, model: type[Indexed]):
    assert set(indices.fields(Kind.TRADEMARK, "public")[name].properties) == set(model.model_fields)


def test_objects_that_are_carried_unindexed_are_those_without_a_model_or_a_picture():
    unindexed = {
        name
        for which in ALL
        for name, field in indices.fields(*which).items()
        if field.options().get("enabled") is False
    }
    models = {**DossierDocument.model_fields, **PublicationDocument.model_fields}
    for name in unindexed:
        held = set(typing.get_args(models[name].annotation)) | {models[name].annotation}
        flat = str(models[name].annotation)
        assert "dict" in flat or Logo in held, name


@pytest.mark.parametrize(("kind", "collection"), ALL)
def test_every_field_says_why_it_is_there(kind, collection):
    for name, field in every_field(indices.fields(kind, collection)):
        assert len(field.why) >= 8, name


def test_reasons_are_not_sent_to_the_engine():
    for which in ALL:
        assert "why" not in str(indices.definition(*which, indices.Layout()))


def test_user_text_in_a_keyword_can_never_be_too_long_for_the_engine():
    bounded = {"id", "dossier", "office", "kind", "number", "type", "status_group", "countries", "classes"}
    inside_goods = {"goods.scheme", "goods.number", "goods.status"}
    for which in ALL:
        for name, field in every_field(indices.fields(*which)):
            if (
                field.type == "keyword"
                and field.options().get("index") is not False
                and name not in bounded | inside_goods
            ):
                assert field.options()["ignore_above"] <= 8191, name


@pytest.mark.parametrize(("kind", "collection"), ALL)
def test_the_engine_takes_the_definition_and_refuses_unknown_fields(
    engine_client: OpenSearch, office_code: str, kind, collection
):
    index = f"blazon-{office_code}-{kind}-{collection}"
    engine_client.indices.create(index=index, body=indices.definition(kind, collection, indices.Layout(shards=2)))
    settings = engine_client.indices.get_settings(index=index)[index]["settings"]["index"]
    assert (settings["number_of_shards"], settings["number_of_replicas"]) == ("2", "0")
    engine_client.index(index=index, body={"id": "x", "office": "XB"})
    with pytest.raises(RequestError, match="strict_dynamic_mapping_exception"):
        engine_client.index(index=index, body={"id": "x", "colour": "red"})


def test_the_engine_takes_any_depth_in_what_is_carried_unindexed(engine_client: OpenSearch, office_code: str):
    index = f"blazon-{office_code}-tm-public"
    engine_client.indices.create(index=index, body=indices.definition(Kind.TRADEMARK, "public", indices.Layout()))
    record = {"any": {"thing": [1, {"text": "x" * 100_000}]}, "date": "not a date"}
    answer = engine_client.index(index=index, body={"id": "x", "record": record}, refresh=True)
    assert answer["result"] == "created"
    found = engine_client.get(index=index, id=answer["_id"])
    assert found["_source"]["record"] == record


def test_the_engine_takes_the_checkpoint(engine_client: OpenSearch, office_code: str):
    index = f"blazon-{office_code}-state"
    engine_client.indices.create(index=index, body=indices.state_definition(indices.Layout(shards=3)))
    as_of = AsOf(sequence=7, at=dt.datetime.now(dt.UTC), gaps=("XB.tm.1",))
    engine_client.index(index=index, id="as-of", body=as_of.model_dump(mode="json"))
    assert AsOf.model_validate(engine_client.get(index=index, id="as-of")["_source"]) == as_of


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("CAFÉ Größe", "cafe"),
        ("CAFÉ Größe", "grosse"),
        ("Ünkle BEN'S", "unkle"),
        ("コーヒー 珈琲", "珈琲"),
        ("KAWA", "kawa"),
    ],
)
def test_titles_are_found_whatever_their_case_and_accents(engine_client: OpenSearch, office_code: str, text, asked):
    index = f"blazon-{office_code}-tm-public"
    engine_client.indices.create(index=index, body=indices.definition(Kind.TRADEMARK, "public", indices.Layout()))
    engine_client.index(index=index, body={"id": "x", "title": text}, refresh=True)
    hits = engine_client.search(index=index, body={"query": {"match": {"title": asked}}})["hits"]["total"]["value"]
    assert hits == 1


def test_a_field_defined_twice_is_refused_with_its_place(monkeypatch: pytest.MonkeyPatch):
    read = indices._read
    monkeypatch.setattr(indices, "_read", lambda name: read("common.yaml") if name == "tm.yaml" else read(name))
    indices.fields.cache_clear()
    with pytest.raises(indices.BadDefinition, match=r"tm\.yaml: .* stands in common\.yaml already"):
        indices.fields(Kind.TRADEMARK, "public")
    indices.fields.cache_clear()
