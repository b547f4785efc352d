"""What is promised of a budget: approved offers and agreed changes burden it until they are booked; so do notes."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db.models import Sum
from django.test import Client
from django.urls import reverse

from samdrift.foundation.errors import Invalid, NotAllowed, Refused, Stale
from samdrift.foundation.events.public import deliver_all
from samdrift.foundation.scope import everywhere
from samdrift.operations.approvals import public as approvals
from samdrift.operations.work import public as work
from samdrift.operations.work.commands import quoting
from samdrift.partnership.savings import jobs, rules
from samdrift.partnership.savings.commands import commitments
from samdrift.partnership.savings.models import BudgetAlert, Commitment, CostEntry
from samdrift.partnership.savings.queries import budgets
from samdrift.partnership.savings.queries.budgets import BudgetLine
from samdrift.partnership.savings.tests.conftest import LATER, YEAR, Money

MARCH, APRIL, MAY = (datetime(YEAR, month, 10, 9, tzinfo=UTC) for month in (3, 4, 5))


def line_of(money: Money) -> BudgetLine:
    return budgets.budgets_of_year(money.finance.scope, money.world.contract.pk, YEAR, [money.world.north.pk]).lines[0]


def approved(money: Money, amount: str = "1000", at: datetime = MARCH, **more: Any) -> work.Quote:
    """Extra work offered and agreed to, and everybody has heard of it."""
    world = money.world
    holder = world.someone("BUD", "LOC-FM")
    draft = quoting.QuoteDraft(
        contract_id=world.contract.pk, site_id=world.site.pk, line_code="MNT", title="Paint the hall",
        lines=[("Paint", amount)], **more,
    )  # fmt: skip
    quote = quoting.submit_quote(world.asta.scope, draft, now=at)
    approval = approvals.waiting_for_me(holder.scope).get(subject_uid=quote.uid)
    approvals.give_approval(holder.scope, approval.uid, expected_version=approval.version, now=at)
    deliver_all()
    quote.refresh_from_db()
    return quote


def test_an_approved_offer_burdens_the_budget_once_and_warns(money: Money) -> None:
    money.budget(100_00)
    quote = approved(money, "960")
    line = line_of(money)
    assert (line.committed_minor, line.actual_minor) == (960_00, 0)
    with everywhere(reason="a test looks"):
        assert [one.percent for one in BudgetAlert.objects.all()] == [80]
        [row] = Commitment.objects.all()
    assert (row.reference, row.source, row.left_minor, row.month) == (quote.number, "quote", 960_00, date(YEAR, 3, 1))
    commitments.follow_quote(money.finance.scope, quote.uid, now=MARCH)
    assert line_of(money).committed_minor == 960_00


def test_what_is_charged_is_booked_when_its_month_has_ended_and_no_longer_promised(money: Money) -> None:
    money.budget(100_00)
    quote = approved(money, "1000")
    order = quote.work_order
    assert order is not None
    quoting.write_charge(money.world.asta.scope, order.uid, "Paint", "400", now=APRIL)
    community = money.world.community.pk
    jobs.take_over(community, APRIL)
    assert (line_of(money).committed_minor, line_of(money).actual_minor) == (1_000_00, 0)
    for _twice in range(2):
        jobs.take_over(community, MAY)
        line = line_of(money)
        assert (line.committed_minor, line.actual_minor, line.used_minor) == (600_00, 400_00, 1_000_00)
    assert line.once == {3: 400_00}  # in April
    # What was paid once is no pace: the year is still expected as budgeted, and the extra work comes to it.
    assert line.forecast_minor == 1_200_00 + 1_000_00


def test_what_is_not_done_is_released(money: Money) -> None:
    money.budget(100_00)
    quote = approved(money, "1000")
    order = quote.work_order
    assert order is not None
    work.cancel_order(
        money.world.asta.scope, order.uid, reason="Not needed", expected_version=None, now=APRIL
    )  # fmt: skip
    jobs.take_over(money.world.community.pk, MAY)
    assert line_of(money).committed_minor == 0


@pytest.mark.parametrize(
    ("approved_minor", "charged", "booked", "ended", "left"),
    [
        (100, 0, 0, False, 100),
        (100, 60, 40, False, 60),
        (100, 60, 40, True, 20),
        (100, 0, 0, True, 0),
        (5, 9, 9, False, 0),
    ],
)
def test_of_an_offer_is_left_what_may_still_be_booked(
    approved_minor: int,
    charged: int,
    booked: int,
    ended: bool,
    left: int,
) -> None:
    found = rules.left_of_offer(approved_minor=approved_minor, charged_minor=charged, booked_minor=booked, ended=ended)
    assert found == left


def test_its_holder_notes_changes_and_releases_what_was_promised(money: Money) -> None:
    world = money.world
    money.budget(100_00)
    holder = world.someone("BUD", unit=world.north, reach_kind="unit", reach_to=[world.north.pk])
    draft = commitments.CommitmentDraft(month=date(YEAR, 3, 1), amount_minor=300_00, title="Gates", reference="PO-7")
    row = commitments.note_commitment(holder.scope, money.place, draft, now=LATER)
    south = money.place.__class__(world.contract.pk, world.south.pk, "MNT")
    with pytest.raises(NotAllowed):
        commitments.note_commitment(holder.scope, south, draft, now=LATER)
    empty = commitments.CommitmentDraft(month=date(YEAR, 3, 1), amount_minor=0, title=" ")
    with pytest.raises(Invalid) as wrong:
        commitments.note_commitment(holder.scope, money.place, empty, now=LATER)
    assert set(wrong.value.fields) == {"amount", "title"}
    at: dict[str, Any] = {"now": LATER}
    commitments.change_commitment(holder.scope, row.uid, left_minor=120_00, expected_version=1, **at)
    with pytest.raises(Stale):
        commitments.change_commitment(money.finance.scope, row.uid, left_minor=0, expected_version=1, **at)
    assert line_of(money).committed_minor == 120_00
    commitments.change_commitment(money.finance.scope, row.uid, left_minor=0, expected_version=2, **at)
    assert line_of(money).committed_minor == 0
    with everywhere(reason="a test counts"):
        assert CostEntry.objects.aggregate(sum=Sum("amount_minor"))["sum"] == 0


def test_what_an_offer_promised_is_not_changed_by_hand_and_is_the_customers_own(money: Money) -> None:
    money.budget(100_00)
    approved(money)
    [row] = budgets.commitments_of(money.finance.scope, money.world.contract.pk, YEAR)
    with pytest.raises(Refused):
        commitments.change_commitment(money.finance.scope, row.uid, left_minor=0, expected_version=None, now=LATER)
    for other in (money.world.bo, money.their_finance):
        assert not Commitment.objects.within(other.scope).exists()
        assert not CostEntry.objects.within(other.scope).filter(kind="commitment").exists()


def test_it_is_noted_and_released_on_the_page_of_budgets(money: Money, client: Client) -> None:
    money.budget(100_00)
    client.force_login(money.finance.person)
    form = {
        "commit_unit": str(money.world.north.uid), "commit_line": "MNT", "commit_title": "New gates",
        "commit_month": f"{YEAR}-05", "commit_amount": "250,00", "year": str(YEAR),
    }  # fmt: skip
    wrong = client.post(reverse("savings:commit"), {**form, "commit_amount": "x", "commit_title": "Gates of oak"})
    assert wrong.status_code == 422
    assert "Gates of oak" in wrong.content.decode()
    answer = client.post(reverse("savings:commit"), form)
    assert answer.status_code == 302
    told = client.get(answer["Location"]).content.decode()
    for text in ("New gates", "250.00", "Change or release"):
        assert text in told
    [row] = budgets.commitments_of(money.finance.scope, money.world.contract.pk, YEAR)
    address = reverse("savings:commitment", args=[row.uid])
    assert client.post(address, {"version": 1, "left": "-3"}).status_code == 422
    assert client.post(address, {"version": 1, "left": "100"}).status_code == 302
    assert client.post(address, {"version": 1, "move": "release"}).status_code == 409
    assert client.post(address, {"version": 2, "move": "release"}).status_code == 302
    assert line_of(money).committed_minor == 0
    client.force_login(money.world.carla.person)
    assert client.post(address, {"version": 3, "left": "1"}).status_code in (403, 404)


def test_another_system_notes_and_releases_it(money: Money, client: Client) -> None:
    money.budget(100_00)
    client.force_login(money.finance.person)
    address = f"/api/v1/contracts/{money.world.contract.uid}/commitments"
    said = {
        "unit_uid": str(money.world.north.uid), "line": "MNT", "month": f"{YEAR}-05-01", "title": "Gates",
        "amount_minor": 25_000,
    }  # fmt: skip
    made = client.post(address, said, content_type="application/json")
    assert made.status_code == 201
    assert [one["uid"] for one in client.get(address, {"year": YEAR}).json()] == [made.json()["uid"]]
    left = f"/api/v1/commitments/{made.json()['uid']}/left"
    answer = client.post(left, {"left_minor": 0}, content_type="application/json", headers={"If-Match": '"1"'})
    assert (answer.status_code, answer.json()["left_minor"]) == (200, 0)
    assert client.get(address, {"year": YEAR}).json() == []
