"""Temporary closures: told in time, settled by hours or by credit, and on the invoice of their months."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.kernel.notice_table import DEFAULT
from samdrift.partnership.scaling import commands, queries
from samdrift.partnership.scaling.commands.closing import credits_of
from tests.world import NOON

pytestmark = pytest.mark.django_db
JULY = date(2025, 7, 1)


def tell(district, first=JULY, last=date(2025, 7, 31), *, actor=None, line="CLN", now=NOON):
    return commands.tell_closure(
        (actor or district.fm).scope, district.unit.uid, site_uid=district.world.site.uid, line=line,
        days=(first, last), reason="Holidays", now=now,
    )  # fmt: skip


def test_t_chg_06_the_credit_of_a_school_is_split_over_its_months_and_sums_to_the_days() -> None:
    holidays = frozenset(date(2025, 1, 1) + timedelta(days=many) for many in range(14))
    fee = Decimal(6_200) * 242
    rows = credits_of(DEFAULT, fee, date(2025, 6, 26), date(2025, 7, 11), holidays)
    assert [(row["month"], row["days"]) for row in rows] == [("2025-06-01", 3), ("2025-07-01", 9)]
    year = rows[0]["of"]
    assert year == 251
    assert abs(sum(row["amount_minor"] for row in rows) - 5_738_582) <= 1
    assert credits_of(DEFAULT, fee, date(2025, 7, 1), date(2025, 7, 16), holidays)[0]["amount_minor"] == 5_738_582


def test_a_long_closure_stands_as_a_credit_on_the_invoice_of_its_month(district):
    closure = tell(district)
    assert (closure.settled_by, closure.working_days) == ("credit", 23)
    charges = queries.charges_of_month(district.world.contract.pk, JULY)
    assert [(one.code, one.reference) for one in charges] == [("scaling.closed", str(closure.uid))]
    assert charges[0].amount_minor == -closure.credits[0]["amount_minor"] < 0
    assert not queries.charges_of_month(district.world.contract.pk, date(2025, 8, 1))


def test_a_short_closure_moves_hours_and_costs_nothing(district):
    closure = tell(district, date(2025, 5, 13), date(2025, 5, 14))
    assert (closure.settled_by, closure.credits) == ("hours", [])
    assert not queries.charges_of_month(district.world.contract.pk, date(2025, 5, 1))


def test_what_is_told_too_late_or_twice_or_nowhere_is_refused(district):
    with pytest.raises(Refused, match="working days ahead"):
        tell(district, date(2025, 5, 7), date(2025, 5, 8))
    tell(district)
    with pytest.raises(Refused, match="already"):
        tell(district, date(2025, 7, 31), date(2025, 8, 20))
    with pytest.raises(Invalid):
        tell(district, line="WIN")
    with pytest.raises(Invalid):
        tell(district, date(2025, 9, 2), date(2025, 9, 1))
    with pytest.raises(NotAllowed):
        tell(district, actor=district.provider)


def test_a_closure_is_taken_back_before_it_begins_and_then_gives_nothing_back(district):
    closure = tell(district)
    taken = commands.withdraw_closure(district.bud.scope, closure.uid, expected_version=None, now=NOON)
    assert taken.state == "withdrawn"
    assert not queries.charges_of_month(district.world.contract.pk, JULY)
    begun = tell(district)
    with pytest.raises(Refused):
        commands.withdraw_closure(district.fm.scope, begun.uid, expected_version=None, now=NOON.replace(month=7, day=2))
