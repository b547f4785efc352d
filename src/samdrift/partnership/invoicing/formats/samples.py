"""Small documents that are right, and wrong in one known way: by them the official rules are tried when installed."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from samdrift.partnership.invoicing.formats import oioubl, peppol
from samdrift.partnership.invoicing.formats.document import Account, Document, Line, Party

DAY, DUE = date(2025, 4, 1), date(2025, 5, 1)
SELLER = Party(
    "Samservice A/S", "10203040", "", "Servicevej", "1", "København", "2300", person="1", contact="Per Eng",
    mail="per.eng@example.org",
)  # fmt: skip
BUYER = Party("Politiet, Fyn", "10203050", "5798009811578", "Havnegade", "12", "Odense", "5000", contact="Finn Birk")
LINE = Line(1, "Rengøring", Decimal(10), "MTK", Decimal(165), 165_000, first=date(2025, 3, 1), last=date(2025, 3, 31))
WRITERS = {"peppol": peppol.write, "oioubl": oioubl.write}
# Format, what is changed into what, and the rule that then fails.
WRONG = (
    ("peppol", b">2062.50</cbc:PayableAmount", b">2062.49</cbc:PayableAmount", "BR-CO-16"),
    ("peppol", b"5798009811578", b"5798009811579", "PEPPOL-COMMON-R040"),
    ("oioubl", b'schemeID="DK:CVR">DK10203040', b'schemeID="DK:CVR">10203040', "F-LIB180"),
)


def sample(kind: str) -> Document:
    """An invoice, or a credit note about one."""
    about = {} if kind == "invoice" else {"credits": "F-0", "credits_on": date(2025, 3, 1)}
    return Document(
        kind, "F-1", "9756b4d0-8815-1029-857a-e388fe63f399", DAY, DUE, "DKK", SELLER, BUYER,
        Account("1234", "1234567890"), (LINE,), order="PO-17", person="BIRK", cost="5250", contract="C-1",
        first=date(2025, 3, 1), last=date(2025, 3, 31), **about,  # type: ignore[arg-type]
    )  # fmt: skip


def samples() -> Iterator[tuple[str, bytes, str]]:
    """Format, document, and the rule it fails for, "" where it is right."""
    for format_, write in WRITERS.items():
        for kind in ("invoice", "credit_note"):
            yield format_, write(sample(kind)), ""
    for format_, before, after, rule in WRONG:
        content = WRITERS[format_](sample("invoice"))
        assert before in content
        yield format_, content.replace(before, after, 1), rule
