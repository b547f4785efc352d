"""A dispute the steering committee decides, the month's reminders, and the contract's freeze that is followed."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client

from samdrift.foundation import clock
from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.foundation.events.public import EventRecord
from samdrift.foundation.notices.models import Notice
from samdrift.foundation.scope import everywhere
from samdrift.partnership.performance import followers, jobs
from samdrift.partnership.performance.commands import reviewing, steering
from samdrift.partnership.performance.commands.freezing import freeze_month
from samdrift.partnership.performance.models import KpiResult
from samdrift.partnership.performance.queries.months import counting_scope
from samdrift.partnership.performance.queries.recount import recount
from samdrift.partnership.performance.tests.conftest import MARCH, Measured, day
from samdrift.partnership.performance.tests.test_months import agree, fresh
from samdrift.registers.contracts import public as contracts
from tests.world import Actor


def disputed(measured: Measured) -> KpiResult:
    """K06 of March, which the provider disputes; the rest of the month is frozen."""
    measured.read("K06", 20, 24)
    period, row = measured.compute(), measured.row("K06")
    reviewing.dispute(measured.provider.scope, row.uid, "Two lots were ours", expected_version=None, now=day(MARCH, 8))
    freeze_month(counting_scope(period.community_id), fresh(period), now=day(MARCH))
    return measured.row("K06")


def members(measured: Measured) -> tuple[Actor, Actor]:
    world = measured.world
    return world.someone("STEER-C", cleared_for=["D2"]), world.someone("STEER-P", cleared_for=["D2"])


def decide(actor: Actor, row: KpiResult, **other: Any) -> None:
    told: dict[str, Any] = {"text": "One of the two was.", "numbers": (20, 23), **other}
    steering.propose_decision(
        actor.scope, row.uid, told["text"], numbers=told["numbers"], expected_version=None, now=day(MARCH, 20)
    )


def test_both_members_decide_a_dispute_and_the_figure_is_frozen_with_its_credit(measured: Measured) -> None:
    row = disputed(measured)
    client, provider = members(measured)
    decide(client, row)
    assert measured.row("K06").state == "disputed"
    steering.sign_decision(provider.scope, row.uid, expected_version=None, now=day(MARCH, 21))
    settled = measured.row("K06")
    assert (settled.numerator, settled.denominator, settled.state) == (20, 23, "frozen")
    assert fresh(settled.period).state == "frozen"
    assert [one.code for one in measured.credits()] == ["K06"]
    assert recount(measured.world.community.pk).differences == []
    with everywhere(reason="test"):
        kinds = set(EventRecord.objects.filter(subject_uid=row.uid).values_list("kind", flat=True))
    assert {"performance.decision_signed", "performance.decision_made", "performance.result_settled"} <= kinds


def test_a_decision_may_let_the_figure_stand(measured: Measured) -> None:
    row = disputed(measured)
    client, provider = members(measured)
    decide(provider, row, numbers=None)
    steering.sign_decision(client.scope, row.uid, expected_version=None, now=day(MARCH, 21))
    settled = measured.row("K06")
    assert (settled.numerator, settled.denominator, settled.reason, settled.state) == (20, 24, "", "frozen")


def test_only_the_two_members_decide_and_only_what_is_disputed(measured: Measured) -> None:
    row = disputed(measured)
    client, _provider = members(measured)
    for other in (measured.client, measured.provider, measured.world.someone("AUD")):
        with pytest.raises(NotAllowed):
            decide(other, row)
    with pytest.raises(Invalid):
        decide(client, row, text=" ")
    with pytest.raises(Invalid):
        decide(client, row, numbers=(-1, 3))
    with pytest.raises(Refused):
        decide(client, measured.row("K03"))
    with pytest.raises(Refused):
        steering.sign_decision(client.scope, row.uid, expected_version=None, now=day(MARCH, 21))
    decide(client, row)
    with pytest.raises(Refused):
        decide(client, row)
    with pytest.raises(NotAllowed):
        steering.sign_decision(client.scope, row.uid, expected_version=None, now=day(MARCH, 21))
    with pytest.raises(NotAllowed):
        steering.sign_decision(
            measured.world.someone("STEER-C").scope, row.uid, expected_version=None, now=day(MARCH, 21)
        )


def test_the_page_lets_the_members_decide(measured: Measured, client: Client) -> None:
    row = disputed(measured)
    ours, theirs = members(measured)
    page = f"/performance/results/{row.uid}/"
    client.force_login(measured.client.person)
    assert "steering committee" not in client.get(page).content.decode()
    client.force_login(ours.person)
    assert "Decide as the steering committee" in client.get(page).content.decode()
    sent = {"text": "One was.", "numerator": "20", "denominator": "23", "version": row.version}
    assert client.post(f"{page}steer/", sent).status_code == 302
    client.force_login(theirs.person)
    assert "Sign the committee" in client.get(page).content.decode()
    client.post(f"{page}steer-sign/", {"version": row.version})
    assert measured.row("K06").numerator == 20
    assert measured.row("K06").denominator == 23


def test_who_has_not_agreed_is_reminded_once_before_the_freeze(
    measured: Measured, monkeypatch: pytest.MonkeyPatch
) -> None:
    measured.read("K06", 20, 24)
    period = measured.compute()
    agree(measured, period, measured.client)
    for number in (8, 9, 10):
        moment = datetime(2025, 4, number, 3, tzinfo=UTC)
        monkeypatch.setattr(clock, "_offset", lambda moment=moment: moment - clock.real_now())
        jobs.move_months(measured.world.community.pk, moment)
    with everywhere(reason="test"):
        told = list(Notice.objects.filter(kind="performance.closing").values_list("receiver_id", "facts"))
    who = [one for one, _facts in told]
    assert len(who) == len(set(who)), "each once"
    assert measured.provider.person.pk in who
    assert measured.client.person.pk not in who
    assert all(facts == {"month": "2025-03"} for _one, facts in told)


def test_the_figures_are_frozen_with_the_contracts_month(measured: Measured) -> None:
    measured.read("K06", 20, 24)
    period = measured.compute()
    with everywhere(reason="test"):
        contracts.freeze_measured(counting_scope(period.community_id), measured.contract.pk, MARCH, now=day(MARCH, 10))
        told = EventRecord.objects.get(kind=contracts.MonthFrozen.kind)
    followers.freeze_with_the_contract(told)
    assert (fresh(period).state, measured.row("K06").state) == ("frozen", "frozen")
    followers.freeze_with_the_contract(told)
    assert [one.code for one in measured.credits()] == ["K06"]


def test_a_month_frozen_before_it_was_measured_is_measured_then(measured: Measured) -> None:
    with everywhere(reason="test"):
        scope = counting_scope(measured.world.community.pk)
        contracts.freeze_measured(scope, measured.contract.pk, date(2025, 2, 1), now=day(MARCH, 1))
        told = EventRecord.objects.get(kind=contracts.MonthFrozen.kind)
    followers.freeze_with_the_contract(told)
    assert measured.row("K19", date(2025, 2, 1)).state == "frozen"
