"""Patents of the sample office as they are published."""

from mappings.record import Kind
from offices.office import load
from offices.sample import DEMO, office


def test_a_patent_has_a_status_from_its_filing_on_that_may_be_published():
    rules = load(DEMO)
    patents = [filing for filing in office(100, seed=7) if filing.record.kind == Kind.PATENT]
    assert len(patents) == 10
    for filing in patents:
        assert filing.steps[0].status == rules.status(Kind.PATENT, "filed", filing.steps[0].date)
    assert rules.said(rules.status_rules[Kind.PATENT]["filed"].public) == "Application pending"
