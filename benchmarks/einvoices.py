"""A thousand e-invoices of twelve lines each, written in both formats and asked of the official rules.

One process writes and reads, one asks the rules. Needs the rules' folder (SAMDRIFT_EINVOICE_RULES, or the shared data)
and an interpreter with the extra `einvoice` (SAMDRIFT_EINVOICE_PYTHON, or this one); without them only writing and our
own rules are measured, and the answer says so.
"""

import os
import sys
import time
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

COUNT = 1_000
LINES = 12


def run(count: int = COUNT) -> dict[str, Any]:
    """Seconds to write, to read with our own rules, and to ask the official ones; none may be refused."""
    from samdrift.kernel.invoices import net_minor
    from samdrift.partnership.invoicing.formats import oioubl, peppol
    from samdrift.partnership.invoicing.formats.core_rules import broken
    from samdrift.partnership.invoicing.formats.reading import receive
    from samdrift.partnership.invoicing.tests.papers import paper

    pattern = paper(attachments=())
    documents = []
    for number in range(count):
        area = [Decimal(100 * number + 7 * at) + Decimal("0.5") for at in range(1, LINES + 1)]
        lines = tuple(
            replace(pattern.lines[0], number=at, quantity=many, amount_minor=net_minor(many, Decimal(165), Decimal(12)))
            for at, many in enumerate(area, start=1)
        )
        documents.append(replace(pattern, number=f"NP-2025-F{number:05d}", lines=lines))
    begun = time.perf_counter()
    written = [
        ("oioubl", oioubl.write(one)) if at % 2 else ("peppol", peppol.write(one)) for at, one in enumerate(documents)
    ]
    wrote = time.perf_counter() - begun
    begun = time.perf_counter()
    wrong = sum(bool(broken(receive(content))) for _format, content in written)
    read = time.perf_counter() - begun
    figures = {"invoices": count, "lines": LINES, "write_s": round(wrote, 2), "own_rules_s": round(read, 2)}
    return figures | {"own_rules_refused": wrong} | _official(written)


def _official(written: list[tuple[str, bytes]]) -> dict[str, Any]:
    from samdrift.partnership.invoicing.formats.official import NoRules, official

    named = os.environ.get("SAMDRIFT_EINVOICE_RULES")
    beside = (above / "shared" / "data" / "einvoice" for above in Path(__file__).resolve().parents)
    folder = Path(named) if named else next((one for one in beside if one.is_dir()), None)
    begun = time.perf_counter()
    try:
        with official(folder, os.environ.get("SAMDRIFT_EINVOICE_PYTHON") or sys.executable) as rules:
            refused = sum(not rules.check(content, format_).accepted for format_, content in written)
    except NoRules as missing:
        return {"official_rules": f"not run: no {missing.reason}"}
    return {"official_rules_s": round(time.perf_counter() - begun, 2), "official_rules_refused": refused}
