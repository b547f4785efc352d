"""What is found on an invoice before it goes out or is paid: our own checks, and what the official rules say."""

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from uuid import UUID

from django.conf import settings

from samdrift.foundation.scope import everywhere
from samdrift.kernel.invoice_checks import Billed, Finding, findings_of_lines, is_company, is_gln
from samdrift.partnership.invoicing.formats import core_rules
from samdrift.partnership.invoicing.formats.official import NoRules, Official, official
from samdrift.partnership.invoicing.formats.reading import receive
from samdrift.partnership.invoicing.models import Invoice, InvoiceLine
from samdrift.partnership.invoicing.queries import papers
from samdrift.partnership.performance import public as performance

OURS = core_rules.VERSION
MOST = 20


@contextmanager
def rules_at_hand() -> Iterator[Official | None]:
    """The official rules where the operator has them, else None: what was not asked is never said to be kept."""
    named, opened = settings.SAMDRIFT_EINVOICE_RULES, ExitStack()
    asking = official(Path(named) if named else None, settings.SAMDRIFT_EINVOICE_PYTHON or sys.executable)
    with opened:
        try:
            rules = opened.enter_context(asking)
        except NoRules:
            rules = None
        yield rules  # rules that are lost on the way stop the run: it is asked for again and goes on


def findings_of(invoice: Invoice, lines: list[InvoiceLine]) -> list[Finding]:
    """What our own checks find, document first."""
    found = findings_of_lines([_billed(line) for line in lines])
    return [*_of_document(invoice), *found, *_unfrozen(lines)]


def _unfrozen(lines: list[InvoiceLine]) -> Iterator[Finding]:
    """Credits whose month is not frozen yet: the figures behind them may still change."""
    uids = {line.position: as_uid(line.reference) for line in lines if line.source == "credit" and line.derived}
    unfrozen = performance.unfrozen_of({uid for uid in uids.values() if uid})
    for position, uid in uids.items():
        if uid in unfrozen:
            yield Finding("not_frozen", position)


def as_uid(text: str) -> UUID | None:
    """A text as a uid, None where it is none."""
    try:
        return UUID(text)
    except ValueError:
        return None


def asked_of_rules(
    invoice: Invoice, lines: list[InvoiceLine], rules: Official | None
) -> tuple[list[str], list[Finding]]:
    """Which rules were asked of the document, in their versions, and which it does not keep."""
    if invoice.seller is None or invoice.buyer is None:
        return [], []
    content = papers.written(invoice, lines)
    broken = core_rules.broken(receive(content))
    found = [Finding("rule_broken", 0, {"rule": rule, "text": ""}) for rule in broken]
    if rules is None:
        return [OURS], found
    verdict = rules.check(content, invoice.format)
    fatal = [one for one in verdict.failed if one.fatal][:MOST]
    found += [Finding("rule_broken", 0, {"rule": one.rule, "text": one.text[:200]}) for one in fatal]
    return [OURS, *verdict.rules], found


def _of_document(invoice: Invoice) -> Iterator[Finding]:
    seller, buyer = invoice.seller, invoice.buyer
    if seller is None:
        yield Finding("no_seller")
    elif not is_company(seller.cvr, seller.country):
        yield Finding("bad_endpoint", 0, {"name": seller.name})
    if buyer is None:
        yield Finding("no_buyer")
    elif (buyer.gln and not is_gln(buyer.gln)) or not is_company(buyer.cvr, buyer.country):
        yield Finding("bad_endpoint", 0, {"name": buyer.name})
    if not (invoice.order or invoice.person):
        yield Finding("unknown_order")
    if other := _standing_already(invoice):
        yield Finding("duplicate", 0, {"number": other})


def _standing_already(invoice: Invoice) -> str:
    """The number of another invoice of the same unit and month; a credit note stands beside it."""
    if invoice.kind != "invoice" or invoice.origin != "written" or invoice.supplements_id is not None:
        return ""
    with everywhere(reason="whether the month of this unit was invoiced before"):
        rows = Invoice.objects.filter(
            contract=invoice.contract_id, unit=invoice.unit_id, month=invoice.month, kind="invoice", origin="written"
        )
        rows = rows.exclude(state__in=("rejected", "draft", "prechecked")).exclude(pk=invoice.pk)
        return rows.values_list("number", flat=True).first() or ""


def _billed(line: InvoiceLine) -> Billed:
    # One change or credit may rightly stand on several lines: of other services and other places.
    at = f"{line.reference} {line.line_code} {line.site_id or ''} {line.setting}" if line.reference else ""
    return Billed(line.source, at, line.amount_minor, line.derived, len(line.evidence))
