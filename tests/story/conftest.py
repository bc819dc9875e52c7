"""All rooms, joined as the desk joins them."""

import pytest

from desk import gazette, rules
from desk.settings import OFFICES
from indexer.audit import Auditor
from indexer.follow import Follower
from indexer.settings import IndexerSettings
from offices.office import load
from publish_site.reading import Index
from registry.database import open_register
from registry.documents import DocumentStore
from search_api.index import PublicIndex, StaffIndex


@pytest.fixture
def house(register_url, engine_client, office_code, tmp_path):
    """The rooms, joined as the desk joins them."""

    class House:
        office = load(OFFICES / "demo")
        documents = DocumentStore(tmp_path / "documents")
        register = open_register(
            register_url,
            documents=documents,
            formats=rules.number_formats(office),
            audiences=rules.audiences(office),
        )
        public, staff = PublicIndex(engine_client, office_code), StaffIndex(engine_client, office_code)
        site = tmp_path / "site"

        def index(self):
            Follower(
                self.register, engine_client, office_code, rules.projection(self.office), IndexerSettings()
            ).drain()

        def build(self, issue):
            index = Index(engine_client, office_code)
            return gazette.build_issue(self.register, index, self.office, self.documents, issue=issue, out=self.site)

        def audit(self):
            return Auditor(self.register, engine_client, office_code, rules.projection(self.office)).audit().json()

    made = House()
    yield made
    made.register.close()
