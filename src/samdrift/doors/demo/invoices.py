"""The demonstration's invoices: a year of months for every district, one queried and credited, two that are stopped.

Work of a month already invoiced was proven late, and the provider asks to bill it besides.

Story 10 of domain.md §7.6: the same invoice sent again under a number with other zeros, and a round sum that nothing
stands behind. Both came from the provider's old system and neither is paid.
"""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

from samdrift.doors.demo import figures
from samdrift.doors.demo.people import HOME, Parties, all_powerful
from samdrift.foundation.scope import Scope, everywhere
from samdrift.kernel.invoice_checks import gln_check_digit
from samdrift.partnership.invoicing import public as invoicing
from samdrift.partnership.invoicing.formats import peppol
from samdrift.partnership.performance import public as performance
from samdrift.registers.contracts import public as contracts
from samdrift.registers.parties import public as parties

FROM = date(2025, 1, 1)
NOT_YET = 12  # the last month's invoices are with the customer, and not yet paid
QUERIED, DOUBLED, ROUNDED, LATE = "FYN", "OJ", "NS", "NJ"
LUMP = 25_000_000


class Year:
    """A year of invoices, month by month, so that each month's credits are there before they are billed."""

    def __init__(self, made: Parties, contract_id: int) -> None:
        self.made = made
        self.scope = all_powerful(made.community.pk, made.faces["FIN-P"].pk)
        with everywhere(reason="the demonstration's own contract"):
            self.contract = contracts.Contract.objects.get(pk=contract_id)
        _parties(self.scope, made, self.contract)
        self.months = {past.month.month: past for past in _months(made)}
        self.hands = _hands(made)
        self.written: list[invoicing.Invoice] = []

    def send(self, month: date) -> None:
        """Write a month's invoices, as they ended up, and note which credits went onto them."""
        past = self.months[month.month]
        sent = invoicing.import_months(self.scope, self.contract.pk, [past], self.hands)
        self.written += sent
        with everywhere(reason="the credits on the demonstration's own invoices"):
            lines = invoicing.InvoiceLine.objects.filter(invoice__in=sent, source="credit").order_by("pk")
            told = {UUID(one) for one in lines.values_list("reference", flat=True) if len(one) == len(str(UUID(int=0)))}
        performance.note_invoiced(self.scope, sorted(told), now=past.issued_at)

    def tell_stories(self, *, as_of: datetime) -> int:
        """What became of the last month's; how many invoices there are."""
        last = {one.unit_id: one for one in self.written if one.month.month == NOT_YET}
        _dispute(self.made, last, as_of)
        _late(self.made, self.contract, as_of)
        return len(self.written) + _stopped(self.made, self.contract, self.written, as_of)


def _parties(scope: Scope, made: Parties, contract: contracts.Contract) -> None:
    at = contract.starts_on
    moment = datetime(2024, 1, 2, 9, tzinfo=UTC)
    sender = invoicing.PartyDraft(
        name="Samservice A/S", cvr="10203040", valid_from=at, street="Servicevej", building="1", city="København",
        postcode="2300", registration="1234", account="1234567890", contact="Per Eng", mail="face.fin-p@example.org",
    )  # fmt: skip
    invoicing.write_party(scope, contract.uid, None, sender, now=moment)
    towns = {one.code: (one.name, one.town) for one in figures.UNITS} | {"NP": ("Politiet", "København")}
    for number, (code, (name, town)) in enumerate(sorted(towns.items()), start=1):
        digits = f"579999{number:06d}"  # invented: no public body's
        receiver = invoicing.PartyDraft(
            name=f"Politiet, {name}", cvr="10203050", valid_from=at, gln=f"{digits}{gln_check_digit(digits)}",
            street="Politigade", building=str(number), city=town or "København", postcode=f"{1000 + number * 250}",
            order=f"NP-{code}-2025", person="BIRK", cost=f"22{number:04d}",
            format="oioubl" if number % 3 == 0 else "peppol",
        )  # fmt: skip
        invoicing.write_party(scope, contract.uid, made.units[code].uid, receiver, now=moment)


def _months(made: Parties) -> list[invoicing.PastMonth]:
    """Sent on the fifth of the month after; the last month's are half matched, and the home district's wait."""
    found = []
    for number in range(1, 13):
        sent_in = (FROM.year + number // 12, number % 12 + 1)
        issued = datetime(*sent_in, 5, 9, tzinfo=UTC)
        if number < NOT_YET:
            found.append(invoicing.PastMonth(date(FROM.year, number, 1), issued))
            continue
        waiting = {HOME, QUERIED, DOUBLED, "BOR", "NJ", "SSJ"}
        but = {made.units[code].pk: "received" for code in waiting}
        found.append(invoicing.PastMonth(date(FROM.year, number, 1), issued, "matched", but))
    return found


def _hands(made: Parties) -> invoicing.Hands:
    with everywhere(reason="who accepts deliveries in the demonstration's districts"):
        rows = parties.RoleAssignment.objects.filter(
            community=made.community, role="LOC-FM", reach_kind="unit"
        ).values_list("reach_to", "employment__person_id")
        local = {reach[0]: person for reach, person in rows if reach}
    accepted = dict.fromkeys((unit.pk for unit in made.units.values()), made.faces["BUD"].pk) | local
    return invoicing.Hands(
        issued=made.faces["FIN-P"].pk, matched=made.faces["FIN-C"].pk, approved=made.faces["FIN-APPR"].pk,
        accepted=accepted,
    )  # fmt: skip


def _dispute(made: Parties, last: dict[int, invoicing.Invoice], as_of: datetime) -> None:
    """A line of one district was queried and credited, and one of the home district's waits for an answer."""
    finance, provider = (parties.scope_at(made.faces[role], None, now=as_of) for role in ("FIN-C", "FIN-P"))
    assert finance is not None
    assert provider is not None
    for code, day, text in (
        (QUERIED, 8, "Nobody cleaned from 22 to 31 December."),
        (HOME, 13, "Two floors stood empty after the relocation."),
    ):
        invoice = last.get(made.units[code].pk)
        if invoice is None:
            continue
        lines = invoicing.lines_of(invoice)
        line = max(lines, key=lambda one: (one.line_code == "CLN", one.amount_minor))
        dispute = invoicing.query_line(
            finance, line.uid, amount=f"{line.amount_minor // 300}", reason="not_delivered", text=text,
            expected_version=None, now=datetime(2026, 1, day, 10, tzinfo=UTC),
        )  # fmt: skip
        if code == QUERIED:
            invoicing.credit_query(
                provider, dispute.uid, answer="You are right: the cleaners had been sent home.", expected_version=None,
                now=datetime(2026, 1, 12, 9, tzinfo=UTC),
            )  # fmt: skip


def _late(made: Parties, contract: contracts.Contract, as_of: datetime) -> None:
    """Work of a month already invoiced, proven late: the provider asks for more, and the customer has not answered."""
    provider = parties.scope_at(made.faces["FIN-P"], None, now=as_of)
    assert provider is not None
    draft = invoicing.LateDraft(
        quantity=Decimal(14), price=Decimal(395), line="CLN", since=date(2025, 11, 18),
        text="14 timers rengøring efter vandskade 18. november; timesedlen kom frem 6. januar",
    )  # fmt: skip
    now = datetime(2026, 1, 13, 9, tzinfo=UTC)
    invoicing.propose_late(provider, contract.uid, made.units[LATE].uid, draft, now=now)


def _stopped(
    made: Parties, contract: contracts.Contract, made_ones: list[invoicing.Invoice], as_of: datetime
) -> int:  # fmt: skip
    """A double invoice, sent back at once, and a round sum, which cannot be matched."""
    finance = parties.scope_at(made.faces["FIN-C"], None, now=as_of)
    assert finance is not None
    stopped = 0
    for code, rounded in ((DOUBLED, False), (ROUNDED, True)):
        own = [one for one in made_ones if one.unit_id == made.units[code].pk and one.month.month == NOT_YET - 1]
        if not own:
            continue
        paper = invoicing.paper_of(own[0], invoicing.lines_of(own[0]))
        head, _letter, digits = paper.number.rpartition("F")
        document = replace(paper, number=f"{head}F{int(digits)}", attachments=())
        if rounded:
            lump = replace(
                paper.lines[0], number=1, name="Særlige ydelser, november", quantity=Decimal(1), unit="C62",
                price=Decimal(LUMP) / 100, base=Decimal(1), amount_minor=LUMP, item="",
            )  # fmt: skip
            document = replace(document, number="SAM-2026-0007", lines=(lump,))
        day = datetime(2026, 1, 9, 8 + stopped, tzinfo=UTC)
        invoicing.receive_document(finance, contract.uid, peppol.write(document), now=day)
        stopped += 1
    return stopped
