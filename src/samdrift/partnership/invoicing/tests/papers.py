"""Documents to try the formats with, and the interpreter that has the official rules' libraries."""

import os
import sys
from datetime import date
from decimal import Decimal
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from samdrift.partnership.invoicing.formats.document import Account, Attachment, Document, Line, Party
from tests.shared import shared_data

SELLER = Party(
    "Samservice A/S", "10203040", "", "Servicevej", "1", "København", "2300", person="1", contact="Fie Krone",
    mail="fie.krone@example.org",
)  # fmt: skip
BUYER = Party(
    "Politiet, Fyn", "10203050", "5798009811578", "Havnegade", "12", "Odense", "5000", contact="Finn Birk"
)  # fmt: skip
DAYS = {"first": date(2025, 3, 1), "last": date(2025, 3, 31)}
LINES = (
    Line(
        1, "Rengøring, kontor · Station <Nord> & Syd", Decimal("1234.567"), "MTK", Decimal(165), 1_697_530,
        base=Decimal(12), item="CLN-OFF", note="165,00 om året", **DAYS,
    ),
    Line(2, "Bod K03, marts", Decimal(-1), "C62", Decimal("100.00"), -10_000, item="K03", **DAYS),
    Line(3, "Drift", Decimal(1), "MON", Decimal("313541.67"), 31_354_167),
)  # fmt: skip
WHY = Attachment("derivation.csv", "text/csv", "linje;beløb\n1;16975,30\n".encode(), "How each line came about")


def paper(kind: str = "invoice", **more: Any) -> Document:
    """An invoice with a credit line, or a credit note about one."""
    is_invoice = kind == "invoice"
    values: dict[str, Any] = {
        "kind": kind, "number": "NP-2025-F00001", "uid": "9756b4d0-8815-1029-857a-e388fe63f399",
        "issued_on": date(2025, 4, 1), "due_on": date(2025, 5, 1), "currency": "DKK", "seller": SELLER, "buyer": BUYER,
        "account": Account("1234", "1234567890"), "lines": LINES if is_invoice else LINES[:1], "order": "PO-17",
        "person": "BIRK", "cost": "5250", "contract": "NP-IFM-1", "note": "Marts 2025", **DAYS,
        "credits": "" if is_invoice else "NP-2025-F00000", "credits_on": None if is_invoice else date(2025, 3, 1),
        "attachments": (WHY,),
    }  # fmt: skip
    return Document(**values | more)


def rules_folder() -> Path:
    """The official rules' folder, or the test is skipped, saying so."""
    return shared_data("einvoice")


def rules_python() -> str:
    """An interpreter with the extra `einvoice`, or the test is skipped, saying so."""
    named = os.environ.get("SAMDRIFT_EINVOICE_PYTHON", "")
    if named:
        return named
    if find_spec("saxonche") is None or find_spec("lxml") is None:
        pytest.skip("the official rules were not run: the extra `einvoice` (saxonche, lxml) is not installed")
    return sys.executable
