"""What we write passes the official rules, and what is wrong fails for the right one."""

import re
from xml.etree import ElementTree

import pytest

from samdrift.partnership.invoicing.formats import oioubl, peppol
from samdrift.partnership.invoicing.formats.document import Allowance
from samdrift.partnership.invoicing.formats.official import official
from samdrift.partnership.invoicing.formats.reading import receive
from samdrift.partnership.invoicing.tests.papers import paper, rules_folder, rules_python

pytestmark = [pytest.mark.shared, pytest.mark.slow]
WRITERS = {"peppol": peppol.write, "oioubl": oioubl.write}
MUTATIONS = [
    ("peppol", ">413021.21</cbc:PayableAmount", ">413021.20</cbc:PayableAmount", "BR-CO-16"),
    ("peppol", ">330416.97</cbc:LineExtensionAmount", ">330416.98</cbc:LineExtensionAmount", "BR-CO-10"),
    ("peppol", "5798009811578", "5798009811579", "PEPPOL-COMMON-R040"),
    ("peppol", 'unitCode="MON"', 'unitCode="MOON"', "BR-CL-23"),
    ("peppol", "<cbc:DocumentCurrencyCode>DKK", "<cbc:DocumentCurrencyCode>DKR", "BR-CL-04"),
    ("peppol", "<cbc:PaymentMeansCode>42", "<cbc:PaymentMeansCode>30", "DK-R-005"),
    ("peppol", 'CompanyID schemeID="0184">DK10203040', 'CompanyID schemeID="0088">DK10203040', "DK-R-014"),
    ("peppol", "<cbc:StartDate>2025-03-01</cbc:StartDate>", "<cbc:StartDate>2025-02-31</cbc:StartDate>", "XSD"),
    ("peppol", "<cbc:IssueDate>2025-04-01</cbc:IssueDate>", "", "XSD"),
    ("oioubl", ">413021.21</cbc:PayableAmount", ">413021.20</cbc:PayableAmount", "F-INV"),
    ("oioubl", 'schemeID="DK:CVR">DK10203040', 'schemeID="DK:CVR">10203040', "F-LIB180"),
]


@pytest.fixture(scope="module")
def rules():
    with official(rules_folder(), rules_python()) as asked:
        yield asked


@pytest.mark.parametrize("format_", WRITERS)
@pytest.mark.parametrize("kind", ["invoice", "credit_note"])
@pytest.mark.parametrize("allowances", [(), (Allowance("Bod", 5_000),)])
def test_what_we_write_is_accepted(rules, kind, format_, allowances):
    verdict = rules.check(WRITERS[format_](paper(kind, allowances=allowances)), format_)
    assert [(one.rule, one.text) for one in verdict.failed] == []
    assert verdict.accepted
    assert verdict.rules[0] == "UBL-2.1"
    assert any(re.search(r"[0-9]$", name) for name in verdict.rules[1:])  # the version is kept


@pytest.mark.parametrize(("format_", "before", "after", "rule"), MUTATIONS)
def test_what_is_wrong_fails_for_the_right_rule(rules, format_, before, after, rule):
    content = WRITERS[format_](paper())
    assert before.encode() in content
    verdict = rules.check(content.replace(before.encode(), after.encode(), 1), format_)
    assert not verdict.accepted
    assert any(one.rule.startswith(rule) for one in verdict.failed), [one.rule for one in verdict.failed]


def test_the_official_examples_are_judged_as_they_should_be(rules):
    folder = rules_folder() / "examples"
    for path in sorted((folder / "peppol").glob("*.xml")):
        assert rules.check(path.read_bytes(), "peppol").accepted, path.name
    failed = {
        one.rule for one in rules.check((folder / "cen" / "ubl-tc434-example3.xml").read_bytes(), "peppol").failed
    }
    assert {"PEPPOL-EN16931-R001", "PEPPOL-EN16931-R003", "PEPPOL-EN16931-R007"} <= failed
    for name in ("OIOUBL_Invoice_v2p2.xml", "OIOUBL_CreditNote_v2p2.xml"):
        assert rules.check((folder / "oioubl" / name).read_bytes(), "oioubl").accepted, name


def test_the_official_examples_can_be_read(rules):
    folder = rules_folder() / "examples"
    for path in [*sorted((folder / "peppol").glob("*.xml")), folder / "oioubl" / "OIOUBL_Invoice_v2p2.xml"]:
        received = receive(path.read_bytes())
        assert received.document.number, path.name
        assert received.document.lines, path.name


UNIT = "{http://difi.no/xsd/vefa/validator/1.0}"


def unit_tests(folder):
    """Each piece of a document in the rules' own tests, with what must hold of it: success, error, warning."""
    for path in sorted(folder.rglob("*.xml")):
        for test in ElementTree.parse(path).getroot().iter(f"{UNIT}test"):
            piece = next(one for one in test if not one.tag.startswith(UNIT))
            said = [(one.tag.removeprefix(UNIT), (one.text or "").strip()) for one in test.find(f"{UNIT}assert")]
            yield path.name, ElementTree.tostring(piece, encoding="utf-8"), said


@pytest.mark.parametrize("folder", ["unit-UBL-PEPPOL", "unit-UBL-DK"])
def test_the_rules_say_of_their_own_tests_what_they_should(rules, folder):
    asked = 0
    for name, piece, said in unit_tests(rules_folder() / "unit" / "peppol" / folder):
        failed = {one.rule for one in rules.check(piece, "peppol", schema=False).failed}
        for expected, rule in said:
            if expected in ("success", "error", "warning"):
                assert (rule in failed) == (expected != "success"), (name, expected, rule)
                asked += 1
    assert asked > 20
