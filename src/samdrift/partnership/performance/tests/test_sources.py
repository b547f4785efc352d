"""Figures counted from rounds, deliveries, invoices and companies' accesses; and why a figure was not measured."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.test import Client

from samdrift.foundation.events.public import record
from samdrift.foundation.scope import Grant, Scope, everywhere
from samdrift.operations.promises.models import Promise
from samdrift.operations.rounds import public as rounds
from samdrift.operations.rounds.commands.writing import end_round
from samdrift.operations.work.events import OrderMoved
from samdrift.operations.work.models import CompanyClearance, WorkOrder
from samdrift.partnership.invoicing.models import Invoice, InvoiceLine, LineDispute
from samdrift.partnership.performance.queries import behind
from samdrift.partnership.performance.queries.recount import recount
from samdrift.partnership.performance.tests.conftest import MARCH, Measured, day
from samdrift.partnership.performance.tests.test_months import MAY, promised
from samdrift.registers.estate.models import Space
from tests.world import NOON

WORKDAYS = 21  # of March 2025, with no holiday among them


def a_round(measured: Measured, rooms: int = 2) -> list[rounds.RoundStop]:
    """A cleaning round of every working day since January."""
    world = measured.world
    draft = rounds.RoundDraft(
        name="Morning", site=world.site.uid, line="MNT", rule=rounds.rule_of(range(5), 1), first_day=date(2025, 1, 6),
        team=world.team.uid,
    )  # fmt: skip
    made = rounds.write_round(world.asta.scope, draft, now=datetime(2025, 1, 3, tzinfo=UTC))
    spaces = [world.washroom] + [
        Space.objects.create(
            community=world.community, site=world.site, storey=world.storey, number=f"0.9{n}", name="Office",
            use="office",
        )
        for n in range(rooms - 1)
    ]  # fmt: skip
    stops = [rounds.StopDraft(space=one.uid) for one in spaces]
    rounds.set_stops(world.asta.scope, made.uid, stops, expected_version=None, now=datetime(2025, 1, 3, tzinfo=UTC))
    with everywhere(reason="test"):
        rounds.Round.objects.update(line_code="CLN")
        return list(rounds.RoundStop.objects.filter(round=made).select_related("round").order_by("position"))


def gone(measured: Measured, stops: list[rounds.RoundStop], *, left_out: int = 0, shut: int = 0) -> None:
    """Every working day of March, but for so many rooms left out and so many kept shut."""
    grant = Grant("SYS", frozenset({"work.import"}), data_classes=frozenset({"D0", "D1"}))
    scope = Scope(community_id=measured.world.community.pk, grants=(grant,))
    days = [one for n in range(31) if (one := MARCH + timedelta(days=n)).weekday() < 5]
    reasons = ["no_time"] * left_out + ["occupied"] * shut
    marks = [
        rounds.PastMark(stop, one, datetime(one.year, one.month, one.day, 6, tzinfo=UTC), measured.client.person.pk)
        for one in days for stop in stops
    ]  # fmt: skip
    marks = [
        rounds.PastMark(one.stop, one.day, one.at, one.person_id, True, reasons[n] if n < len(reasons) else "")
        for n, one in enumerate(marks)
    ]
    rounds.import_marks(scope, marks)


def test_rooms_of_rounds_are_the_cleaning_visits_of_a_month(measured: Measured) -> None:
    stops = a_round(measured)
    gone(measured, stops, left_out=1, shut=2)
    measured.compute()
    whole, north = measured.row("K07"), measured.row("K07", unit=measured.world.north)
    assert (whole.numerator, whole.denominator) == (2 * WORKDAYS - 3, 2 * WORKDAYS - 2)
    assert (north.numerator, north.denominator, whole.band) == (39, 40, "minor")
    [told] = behind.rows_behind(measured.client.scope, whole).rows
    assert (told.number, told.missing, told.page) == ("Morning", 1, "rounds:proof")


def test_a_round_changed_later_leaves_a_frozen_month_as_it_was(measured: Measured) -> None:
    gone(measured, a_round(measured), left_out=1)
    measured.freeze()
    with everywhere(reason="test"):
        made = rounds.Round.objects.get()
        rounds.Round.objects.update(line_code="MNT")  # the line Asta leads
    end_round(measured.world.asta.scope, made.uid, last_day=MARCH, expected_version=None, now=day(MARCH, 20))
    with everywhere(reason="test"):
        rounds.Round.objects.update(line_code="CLN")
    assert recount(measured.world.community.pk).differences == []


def test_deliveries_are_counted_in_their_own_figure_and_in_no_other(measured: Measured) -> None:
    promised(measured, 6, 4)
    with everywhere(reason="test"):
        some = list(Promise.objects.filter(kind="complete").order_by("pk")[:3].values_list("pk", flat=True))
        Promise.objects.filter(pk__in=some).update(line_code="MAI")
    measured.compute(MAY)
    assert (measured.row("K16", MAY).numerator, measured.row("K16", MAY).denominator) == (3, 3)
    assert (measured.row("K03", MAY).numerator, measured.row("K03", MAY).denominator) == (1, 3)
    told = behind.rows_behind(measured.client.scope, measured.row("K03", MAY)).rows
    assert len(told) == 2
    assert behind.rows_behind(measured.client.scope, measured.row("K16", MAY)).rows == []


def an_invoice(measured: Measured, number: int, **other: Any) -> Invoice:
    """One that went out on a day of March."""
    world = measured.world
    values: dict[str, Any] = {
        "issued_at": datetime(2025, 3, 5, 9, tzinfo=UTC), "issued_on": date(2025, 3, 5), "state": "received", **other,
    }  # fmt: skip
    with everywhere(reason="test"):
        return Invoice.objects.create(
            community=world.community, data_class="D2", contract=measured.contract, unit=world.north,
            supplier=measured.contract.provider, number=f"F{number}", number_key=f"F{number}",
            month=date(2025, 2, 1), first_day=date(2025, 2, 1), last_day=date(2025, 2, 28), currency="DKK",
            known_at=NOON, made_at=NOON, **values,
        )  # fmt: skip


def a_query(measured: Measured, invoice: Invoice, at: datetime, **other: Any) -> None:
    with everywhere(reason="test"):
        line = InvoiceLine.objects.create(
            community=invoice.community, data_class="D2", invoice=invoice, position=1, source="volume", reference="x",
            line_code="CLN", name={"en": "x"}, quantity=1, unit_code="C62", price=1, amount_minor=100, vat_percent=25,
        )  # fmt: skip
        LineDispute.objects.create(
            community=invoice.community, data_class="D2", invoice=invoice, line=line, amount_minor=10, reason="price",
            text="x", opened_at=at, answer_due_on=at.date(), **other,
        )  # fmt: skip


def test_invoices_queried_before_the_freeze_were_not_right_the_first_time(measured: Measured) -> None:
    rows = [an_invoice(measured, number) for number in range(5)]
    a_query(measured, rows[0], day(MARCH, 14))
    a_query(measured, rows[1], day(MARCH, 20))
    a_query(measured, rows[2], day(MARCH, 8), state="withdrawn", answered_at=day(MARCH, 9))
    an_invoice(measured, 7, kind="credit_note")
    an_invoice(measured, 8, issued_at=datetime(2025, 4, 5, tzinfo=UTC))
    measured.freeze()
    row = measured.row("K20")
    assert (row.numerator, row.denominator) == (4, 5)
    [told] = behind.rows_behind(measured.world.someone("FIN-C", cleared_for=["D2"]).scope, row).rows
    assert (told.number, told.page) == ("F0", "invoicing:page")
    assert behind.rows_behind(measured.world.someone("LOC-INS").scope, row).rows == []
    with everywhere(reason="test"):
        LineDispute.objects.filter(invoice=rows[0]).update(state="withdrawn", answered_at=day(MARCH, 25))
    assert recount(measured.world.community.pk).differences == []


def came(measured: Measured, at: datetime, number: int) -> None:
    """A company begins work at the station by its link."""
    world = measured.world
    scope = Scope(community_id=world.community.pk, party_id=measured.contract.provider_id, side="provider", grants=())
    with everywhere(reason="test"), transaction.atomic():
        order = WorkOrder.objects.create(
            community=world.community, contract=measured.contract, site=world.site, unit=world.north, line_code="MNT",
            number=f"W-{number}", title="Door", created_at=at, changed_at=at,
        )  # fmt: skip
        moved = OrderMoved(work_order_id=order.uid, before="accepted", after="started", move="start")
        record(moved, scope=scope, at=at, subject=order)


def test_a_company_is_cleared_by_what_stood_when_it_came(measured: Measured) -> None:
    for number in (3, 10, 20):
        came(measured, datetime(2025, 3, number, 9, tzinfo=UTC), number)
    with everywhere(reason="test"):
        CompanyClearance.objects.create(
            community=measured.world.community, organisation=measured.contract.provider, valid_from=date(2025, 3, 1),
            written_at=datetime(2025, 3, 5, tzinfo=UTC), ended_at=datetime(2025, 3, 15, tzinfo=UTC),
        )  # fmt: skip
    measured.compute()
    row = measured.row("K24")
    assert (row.numerator, row.denominator, row.definition.weight) == (1, 3, 0)
    told = behind.rows_behind(measured.client.scope, row).rows
    assert [one.number for one in told] == ["W-3", "W-20"]


def test_what_was_not_measured_says_why_and_what_would_have_to_be_recorded(measured: Measured, client: Client) -> None:
    measured.compute()
    client.force_login(measured.client.person)
    month = client.get("/performance/?month=2025-03").content.decode()
    for code, text, by_hand in (
        ("K10", "service limits", True), ("K11", "workshop days", True), ("K17", "found items", True),
        ("K23", "Pay runs", True), ("K24", "No company", False), ("K06", "Nobody", False),
    ):  # fmt: skip
        told = client.get(f"/performance/results/{measured.row(code).uid}/").content.decode()
        assert (text in told, "a figure counted by hand" in told) == (True, by_hand), code
        assert text in month, code
