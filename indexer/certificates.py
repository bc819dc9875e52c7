"""Keeping the recall certificates: beside the checkpoint of one reader, one document for each strategy."""

from __future__ import annotations

from opensearchpy import OpenSearch

from mappings import indices, names
from mappings.certificate import Certificate


def store(client: OpenSearch, deployment: str, certificate: Certificate, *, public: bool) -> None:
    """Puts the certificate in the place of the one before; searches show it within a minute."""
    index = names.state(deployment, public=public)
    known = indices.state_definition(indices.Layout())["mappings"]["properties"]
    client.indices.put_mapping(index=index, body={"properties": known})  # one made by an earlier Blazon lacks the field
    client.index(
        index=index,
        id=f"{names.CERTIFICATE}{certificate.strategy}",
        body={"certificate": certificate.model_dump(mode="json")},
        params={"refresh": "true"},
    )
