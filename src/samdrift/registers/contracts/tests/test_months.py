"""A month is frozen by both parties; what it then says stands."""

from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.foundation.scope import everywhere
from samdrift.registers.contracts import public as contracts
from samdrift.registers.contracts import rules
from samdrift.registers.contracts.commands import proposals
from samdrift.registers.contracts.models import ContractMonth, TermsProposal
from tests.world import World

MAY = date(2025, 5, 1)
JUNE = datetime(2025, 6, 10, 12, tzinfo=UTC)


def proposed(world: World, month: date = MAY) -> TermsProposal:
    return proposals.propose_freeze(world.dan.scope, world.contract.uid, month, now=JUNE)


def test_what_one_party_proposes_the_other_accepts_and_the_month_is_frozen(world: World) -> None:
    one = proposed(world)
    assert contracts.frozen_months(world.contract.pk) == frozenset()
    proposals.accept_terms(world.bo.scope, one.uid, expected_version=None, now=JUNE)
    assert contracts.frozen_months(world.contract.pk) == {MAY}
    with everywhere(reason="a test looks"):
        row = ContractMonth.objects.get()
    assert (row.state, row.frozen_at, row.proposal_id) == ("frozen", JUNE, one.pk)
    with pytest.raises(Refused, match="May 2025 is frozen already"):
        proposed(world)


def test_nobody_freezes_alone_and_nobody_may_who_agrees_no_terms(world: World) -> None:
    one = proposed(world)
    with pytest.raises(NotAllowed):
        proposals.accept_terms(world.dan.scope, one.uid, expected_version=None, now=JUNE)
    with pytest.raises(Refused, match="One party has proposed this already"):
        proposals.propose_freeze(world.bo.scope, world.contract.uid, MAY, now=JUNE)
    proposals.refuse_terms(world.bo.scope, one.uid, expected_version=None, answer="Two figures differ", now=JUNE)
    assert contracts.frozen_months(world.contract.pk) == frozenset()
    proposed(world)
    with pytest.raises(NotAllowed):
        proposals.propose_freeze(world.someone("SD-AG").scope, world.contract.uid, date(2025, 4, 1), now=JUNE)


@pytest.mark.parametrize("month", [date(2025, 6, 1), date(2025, 7, 1), date(2025, 5, 2)])
def test_only_a_month_that_has_ended_is_frozen(world: World, month: date) -> None:
    with pytest.raises(Invalid):
        proposed(world, month)


def test_a_moment_belongs_to_the_month_it_lies_in_where_the_community_is(world: World) -> None:
    proposals.accept_terms(world.bo.scope, proposed(world).uid, expected_version=None, now=JUNE)
    last = datetime(2025, 5, 31, 21, 59, tzinfo=UTC)  # 23:59 in Copenhagen
    with pytest.raises(Refused, match="May 2025 is frozen: both parties agreed on it"):
        contracts.refuse_if_frozen(world.asta.scope, world.contract.pk, None, last)
    contracts.refuse_if_frozen(world.asta.scope, world.contract.pk, datetime(2025, 5, 31, 22, tzinfo=UTC))


def test_the_page_proposes_and_the_other_party_accepts(
    world: World, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("terms", "agreeing"):
        monkeypatch.setattr(f"samdrift.registers.contracts.web.{module}.now", lambda: JUNE)
    page = reverse("contracts:page", args=[world.contract.uid])
    client.force_login(world.dan.person)
    assert "Propose to freeze" in client.get(page).content.decode()
    client.post(reverse("contracts:freeze", args=[world.contract.uid, "2025-05"]))
    assert "Proposed to be frozen" in client.get(page).content.decode()
    wrong = client.post(reverse("contracts:freeze", args=[world.contract.uid, "2025-13"]))
    assert wrong.status_code in (400, 422)
    with everywhere(reason="a test looks"):
        one = TermsProposal.objects.get(what="month")
    client.force_login(world.bo.person)
    assert "a correction in a later month" in client.get(reverse("contracts:proposal", args=[one.uid])).content.decode()
    client.post(reverse("contracts:accept", args=[one.uid]), {"version": one.version})
    assert "Frozen" in client.get(page).content.decode()


@given(st.dates(date(2001, 2, 1), date(2090, 1, 1)), st.integers(1, 40))
def test_the_last_months_are_those_that_can_be_frozen(today: date, many: int) -> None:
    months = rules.months_before(today, many)
    assert len(set(months)) == many
    assert all(rules.may_freeze(month, today) for month in months)
    assert not rules.may_freeze(today.replace(day=1), today)
