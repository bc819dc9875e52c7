"""Small files of each format, written by the project itself, and a faithful maker of the USPTO's bulk file."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

ST96 = """<?xml version="1.0" encoding="UTF-8"?>
<t:TrademarkTransaction xmlns:c="http://www.wipo.int/standards/XMLSchema/ST96/Common"
  xmlns:t="http://www.wipo.int/standards/XMLSchema/ST96/Trademark">
 <t:TrademarkTransactionBody><t:TransactionContentBag><t:TransactionData><t:TrademarkBag>{marks}
 </t:TrademarkBag></t:TransactionData></t:TransactionContentBag></t:TrademarkTransactionBody>
</t:TrademarkTransaction>
"""
ST96_MARK = """
  <t:Trademark>
   <c:RegistrationOfficeCode>{office}</c:RegistrationOfficeCode>
   <c:ApplicationNumber><c:ApplicationNumberText>{number}</c:ApplicationNumberText></c:ApplicationNumber>
   <t:ApplicationDate>{filed}</t:ApplicationDate>
   <t:MarkRepresentation><t:MarkReproduction><t:WordMarkSpecification>
     <t:MarkVerbalElementText>{words}</t:MarkVerbalElementText>
   </t:WordMarkSpecification></t:MarkReproduction></t:MarkRepresentation>
   <t:GoodsServicesBag><t:GoodsServices><t:ClassDescriptionBag><t:ClassDescription>
     <t:ClassNumber>{nice}</t:ClassNumber>
     <t:GoodsServicesDescriptionText>{goods}</t:GoodsServicesDescriptionText>
   </t:ClassDescription></t:ClassDescriptionBag></t:GoodsServices></t:GoodsServicesBag>
   {more}
  </t:Trademark>"""
ST66 = """<?xml version="1.0" encoding="UTF-8"?>
<Transaction xmlns="http://www.wipo.int/standards/XMLSchema/trademarks"><TradeMarkTransactionBody>
<TransactionContentDetails><TransactionData><TradeMarkDetails>{marks}</TradeMarkDetails>{beside}
</TransactionData></TransactionContentDetails></TradeMarkTransactionBody></Transaction>
"""
ST66_MARK = """
<TradeMark><RegistrationOfficeCode>{office}</RegistrationOfficeCode><ApplicationNumber>{number}</ApplicationNumber>
<ApplicationDate>{filed}</ApplicationDate>
<WordMarkSpecification><MarkVerbalElementText>{words}</MarkVerbalElementText></WordMarkSpecification>{more}</TradeMark>
"""
PATENT = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE us-patent-grant SYSTEM "us-patent-grant-v45-2014-04-03.dtd" [ ]>
<us-patent-grant lang="EN"><us-bibliographic-data-grant>
<publication-reference><document-id><country>US</country><doc-number>{grant}</doc-number><kind>B2</kind>
<date>20150106</date></document-id></publication-reference>
<application-reference appl-type="{sort}"><document-id><country>US</country><doc-number>{number}</doc-number>
<date>{filed}</date></document-id></application-reference>
<invention-title>Sealing &lt;ring&gt; with a<sub>2</sub> lip&nbsp;&eacute;</invention-title>{more}
</us-bibliographic-data-grant>
<claims><claim id="CLM-00001" num="00001"><claim-text>1. A ring.</claim-text></claim>
<claim id="CLM-00002" num="00002"><claim-text>2. The ring of <claim-ref idref="CLM-00001">claim 1</claim-ref>, with:
<claim-text>a lip; and</claim-text><claim-text>a rim.</claim-text></claim-text></claim></claims></us-patent-grant>
"""
BULK_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<trademark-applications-daily><version><version-no>2.0</version-no><version-date>20041109</version-date></version>
<creation-datetime>20180101</creation-datetime><application-information><file-segments>
<file-segment>TRMK</file-segment><action-keys><action-key>TX</action-key>
"""
BULK_TAIL = "</action-keys></file-segments></application-information></trademark-applications-daily>\n"
CASE = """<case-file><serial-number>{number}</serial-number><registration-number>{registration}</registration-number>
<transaction-date>20180101</transaction-date>
<case-file-header><filing-date>{filed}</filing-date><registration-date>{registered}</registration-date>
<status-code>{status}</status-code><status-date>20170912</status-date>
<mark-identification>{words}</mark-identification><mark-drawing-code>3000</mark-drawing-code>
<published-for-opposition-date>20170627</published-for-opposition-date>
<attorney-docket-number>7788-01</attorney-docket-number><attorney-name>Maria Gomez</attorney-name>
<trademark-in>T</trademark-in><service-mark-in>F</service-mark-in>
<standard-characters-claimed-in>F</standard-characters-claimed-in><color-drawing-current-in>T</color-drawing-current-in>
<supplemental-register-in>F</supplemental-register-in><renewal-filed-in>F</renewal-filed-in>
<section-8-accepted-in>T</section-8-accepted-in><intent-to-use-in>T</intent-to-use-in>
<use-application-currently-in>T</use-application-currently-in><filing-basis-current-44d-in>F</filing-basis-current-44d-in>
<law-office-assigned-location-code>M70</law-office-assigned-location-code>
<current-location>PUBLICATION AND ISSUE SECTION</current-location><location-date>20170801</location-date>
<employee-name>SMITH, JOHN Q</employee-name></case-file-header>
<case-file-statements>
<case-file-statement><type-code>GS0091</type-code><text>{goods}</text></case-file-statement>
<case-file-statement><type-code>PM0001</type-code><text>NIGHT OWL</text></case-file-statement>
<case-file-statement><type-code>TR0001</type-code><text>The word HIBOU means owl.</text></case-file-statement>
<case-file-statement><type-code>DM0000</type-code><text>The mark consists of an owl.</text></case-file-statement>
<case-file-statement><type-code>CC0000</type-code><text>The color blue is claimed.</text></case-file-statement>
<case-file-statement><type-code>D10000</type-code><text>"NIGHT"</text></case-file-statement>
<case-file-statement><type-code>ZZ0000</type-code><text>Something else.</text></case-file-statement>{statements}
</case-file-statements>
<case-file-event-statements>
<case-file-event-statement><code>NWAP</code><type>I</type><description-text>NEW APPLICATION ENTERED</description-text>
<date>20160501</date><number>1</number></case-file-event-statement>
<case-file-event-statement><code>R.PR</code><type>A</type><description-text>REGISTERED</description-text>
<date>20170912</date><number>2</number></case-file-event-statement></case-file-event-statements>
<prior-registration-applications><other-related-in>F</other-related-in><prior-registration-application>
<relationship-type>0</relationship-type><number>2123456</number></prior-registration-application>
</prior-registration-applications>
<foreign-applications><foreign-application><filing-date>20160402</filing-date><entry-number>1</entry-number>
<application-number>RM2016C00315</application-number><country>IT</country>
<foreign-priority-claim-in>T</foreign-priority-claim-in></foreign-application></foreign-applications>
<classifications>{classes}</classifications>
<correspondent><address-1>MARIA GOMEZ</address-1><address-2>GOMEZ LLP</address-2><address-3>1 MAIN ST</address-3>
</correspondent>
<case-file-owners><case-file-owner><entry-number>1</entry-number><party-type>30</party-type>
<nationality><state>DE</state><country>US</country></nationality><legal-entity-type-code>03</legal-entity-type-code>
<party-name>Hibou, Inc.</party-name><address-1>9 Elm Road</address-1><city>Dover</city><state>DE</state>
<postcode>19901</postcode><dba-aka-text>DBA Night Owl</dba-aka-text></case-file-owner>
<case-file-owner><entry-number>1</entry-number><party-type>10</party-type>
<nationality><country>FR</country></nationality><legal-entity-type-code>01</legal-entity-type-code>
<party-name>Jean Hibou</party-name><address-1>3 rue Haute</address-1><city>Lyon</city><country>FR</country>
<postcode>69001</postcode></case-file-owner></case-file-owners>
<design-searches><design-search><code>031505</code></design-search></design-searches>
<madrid-international-filing-requests><madrid-international-filing-record><entry-number>1</entry-number>
<reference-number>A0025288</reference-number><original-filing-date-uspto>20160601</original-filing-date-uspto>
<international-registration-number>1087917</international-registration-number>
<international-registration-date>20160701</international-registration-date>
<international-status-code>420</international-status-code></madrid-international-filing-record>
</madrid-international-filing-requests>{more}</case-file>
"""
CLASS = """<classification><international-code-total-no>1</international-code-total-no>
<us-code-total-no>2</us-code-total-no><international-code>{international}</international-code><us-code>021</us-code>
<us-code>023</us-code><status-code>{status}</status-code><status-date>20170912</status-date>
<first-use-anywhere-date>{used}</first-use-anywhere-date>
<first-use-in-commerce-date>20160300</first-use-in-commerce-date><primary-code>{international}</primary-code>
</classification>"""

Write = Callable[..., Path]


@pytest.fixture
def written(tmp_path: Path) -> Callable[[str, str | bytes], Path]:
    """Writes a file of that name and gives its path."""

    def write(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


@pytest.fixture
def st96() -> Callable[..., str]:
    """An ST.96 file of one mark; words replace its parts."""

    def make(**parts: str) -> str:
        usual = {"office": "XC", "number": "2026-77", "filed": "2026-01-05+02:00", "words": "HIBOU", "nice": "009",
                 "goods": "Computers", "more": ""}  # fmt: skip
        return ST96.format(marks=ST96_MARK.format(**usual | parts))

    return make


@pytest.fixture
def st96_of() -> Callable[[Iterable[dict[str, str]]], str]:
    def make(marks: Iterable[dict[str, str]]) -> str:
        usual = {
            "office": "XC",
            "filed": "2026-01-05",
            "words": "HIBOU",
            "nice": "009",
            "goods": "Computers",
            "more": "",
        }
        return ST96.format(marks="".join(ST96_MARK.format(**usual | parts) for parts in marks))

    return make


@pytest.fixture
def st66() -> Callable[..., str]:
    def make(*marks: dict[str, str], beside: str = "") -> str:
        usual = {"office": "XC", "number": "2026-77", "filed": "2026-01-05Z", "words": "HIBOU", "more": ""}
        return ST66.format(marks="".join(ST66_MARK.format(**usual | parts) for parts in marks or ({},)), beside=beside)

    return make


@pytest.fixture
def patent() -> Callable[..., str]:
    def make(**parts: str) -> str:
        return PATENT.format(
            **{"grant": "08930553", "number": "13648029", "filed": "20121009", "sort": "utility", "more": ""} | parts
        )

    return make


@pytest.fixture
def case_file() -> Callable[..., str]:
    """One `case-file`; words replace its parts, `classes` is a list of (international code, first use)."""

    def make(
        *, classes: Iterable[tuple[str, str]] = (("009", "20160200"),), status_of_class: str = "6", **parts: str
    ) -> str:
        usual = {"number": "87020001", "registration": "5284000", "filed": "20160428", "registered": "20170912",
                 "status": "700", "words": "HIBOU", "goods": "Computers", "statements": "", "more": ""}  # fmt: skip
        text = "".join(CLASS.format(international=code, used=used, status=status_of_class) for code, used in classes)
        return CASE.format(**usual | parts, classes=text)

    return make


@pytest.fixture
def bulk() -> Callable[[Iterable[str]], str]:
    """A whole bulk file around `case-file`s."""

    def make(cases: Iterable[str]) -> str:
        return "".join((BULK_HEAD, *cases, BULK_TAIL))

    return make


@pytest.fixture
def big_bulk(tmp_path: Path, case_file: Callable[..., str]) -> Callable[[int], Path]:
    """A bulk file of at least that many bytes on disk, made without holding it."""

    def make(size: int) -> Path:
        path = tmp_path / "apc180101.xml"
        with path.open("w", encoding="utf-8") as file:
            file.write(BULK_HEAD)
            for number in itertools.count(70_000_000):
                file.write(case_file(number=str(number), goods=f"Computers no. {number}; " + "software, " * 1_500))
                if file.tell() > size:
                    break
            file.write(BULK_TAIL)
        return path

    return make


@pytest.fixture
def leaves() -> Callable[[Path], Iterator[tuple[str, str]]]:
    """Every text of an XML file with its path, attributes left aside."""

    def walk(path: Path) -> Iterator[tuple[str, str]]:
        from lxml import etree

        tree = etree.parse(path, etree.XMLParser(resolve_entities=False, remove_comments=True))
        for node in tree.iter(etree.Element):
            text = " ".join((node.text or "").split())
            if text:
                steps = [etree.QName(node).localname]
                steps += [etree.QName(parent).localname for parent in node.iterancestors()]
                yield "/".join(reversed(steps)), text

    return walk
