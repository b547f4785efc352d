"""A month from open to frozen: worked out, agreed, disputed row by row, settled, and counted again at night."""

from datetime import UTC, date, datetime, timedelta

import pytest

from samdrift.foundation.checks.public import DoesNotHold
from samdrift.foundation.errors import Invalid, NotAllowed, Refused, Stale
from samdrift.foundation.scope import everywhere
from samdrift.operations.promises.models import Promise
from samdrift.operations.requests import public as requests
from samdrift.partnership.performance import jobs
from samdrift.partnership.performance.commands import reviewing
from samdrift.partnership.performance.commands.correcting import record_reading
from samdrift.partnership.performance.commands.freezing import freeze_month
from samdrift.partnership.performance.models import KpiPeriod
from samdrift.partnership.performance.queries.months import counting_scope
from samdrift.partnership.performance.queries.recount import recount
from samdrift.partnership.performance.tests.conftest import MARCH, Measured, day
from samdrift.registers.contracts import public as contracts
from tests.world import NOON

MAY = date(2025, 5, 1)


def promised(measured: Measured, many: int, kept: int) -> None:
    """Requests of P3 with their promises due in May, so many of them kept."""
    world = measured.world
    for number in range(many):
        ask = requests.Ask(request_type="mnt.fault", channel="web", description="x", site_id=world.site.pk)
        row = requests.submit_request(world.asta.scope, ask, received_at=NOON, now=NOON).service_request
        with everywhere(reason="test"):
            state = "met" if number < kept else "breached"
            Promise.objects.filter(subject_uid=row.uid).update(state=state, stopped_at=NOON, priority=3)


def fresh(period: KpiPeriod) -> KpiPeriod:
    with everywhere(reason="test"):
        return KpiPeriod.objects.get(pk=period.pk)


def agree(measured: Measured, period: KpiPeriod, *actors: object) -> None:
    for actor in actors:
        reviewing.agree_month(actor.scope, period.uid, expected_version=None, now=day(MARCH, 8))  # type: ignore[attr-defined]


def test_promises_of_the_month_are_counted_by_district_and_in_all(measured: Measured) -> None:
    promised(measured, 25, 22)
    measured.compute(MAY)
    whole, north = measured.row("K03", MAY), measured.row("K03", MAY, measured.world.north)
    assert (whole.numerator, whole.denominator, whole.judged) == (22, 25, False)
    assert (north.numerator, north.denominator, north.judged, north.band) == (22, 25, True, "serious")


def test_what_both_agreed_counts_for_nobody_leaves_both_sides(measured: Measured) -> None:
    promised(measured, 25, 22)
    with everywhere(reason="test"):
        Promise.objects.filter(kind="complete", state="breached").update(excluded="weather")
    measured.compute(MAY)
    assert (measured.row("K03", MAY).numerator, measured.row("K03", MAY).denominator) == (22, 22)


def test_restricted_cases_are_in_no_figure(measured: Measured) -> None:
    promised(measured, 3, 3)
    with everywhere(reason="test"):
        Promise.objects.update(data_class="D8")
    measured.compute(MAY)
    assert measured.row("K03", MAY).denominator == 0


def test_what_nobody_sees_is_not_measured_and_stands_in_the_list(measured: Measured) -> None:
    measured.compute()
    row = measured.row("K10")
    assert (row.band, row.value, row.denominator) == ("not_measured", None, 0)


def test_the_newest_reading_counts_and_a_late_one_moves_the_open_month(measured: Measured) -> None:
    measured.read("K06", 20, 24)
    measured.compute()
    assert measured.row("K06").numerator == 20
    measured.read("K06", 21, 24)
    measured.compute(number=7)
    assert (measured.row("K06").numerator, measured.row("K06").band) == (21, "serious")


def test_a_reading_needs_a_definition_that_asks_and_something_that_shows_it(measured: Measured) -> None:
    at = day(MARCH, 3)
    with pytest.raises(Invalid):
        measured.read("K03", 1, 2)
    with pytest.raises(Invalid):
        record_reading(measured.client.scope, measured.contract.pk, "K06", MARCH, (1, 2), evidence=" ", now=at)
    with pytest.raises(Invalid):
        measured.read("K06", 3, 2)
    scope = measured.world.someone("AUD").scope
    with pytest.raises(NotAllowed):
        record_reading(scope, measured.contract.pk, "K06", MARCH, (1, 2), evidence="x", now=at)


def test_with_both_words_a_month_is_agreed_and_then_frozen(measured: Measured) -> None:
    period = measured.compute()
    assert period.state == "under_review"
    agree(measured, period, measured.client)
    assert fresh(period).state == "under_review"
    with pytest.raises(Refused):
        agree(measured, period, measured.client)
    agree(measured, period, measured.provider)
    assert (fresh(period).state, measured.row("K03").state) == ("agreed", "agreed")
    freeze_month(counting_scope(period.community_id), fresh(period), now=day(MARCH))
    assert (fresh(period).state, measured.row("K03").state) == ("frozen", "frozen")
    assert MARCH in contracts.frozen_months(measured.contract.pk)


def test_what_one_party_agreed_to_is_not_counted_anew(measured: Measured) -> None:
    measured.read("K06", 20, 24)
    period = measured.compute()
    agree(measured, period, measured.provider)
    with pytest.raises(Refused, match="Dispute it instead"):
        measured.read("K06", 24, 24)
    with pytest.raises(AssertionError):
        measured.compute(number=9)
    assert measured.row("K06").numerator == 20


def test_only_those_who_speak_for_a_party_agree(measured: Measured) -> None:
    period = measured.compute()
    for role in ("AUD", "LOC-FM", "OPS-M"):
        with pytest.raises(NotAllowed):
            agree(measured, period, measured.world.someone(role))


def test_a_disputed_row_waits_while_the_others_freeze(measured: Measured) -> None:
    measured.read("K06", 20, 24)
    period, row = measured.compute(), measured.row("K06")
    at = day(MARCH, 8)
    with pytest.raises(Invalid):
        reviewing.dispute(measured.provider.scope, row.uid, " ", expected_version=None, now=at)
    with pytest.raises(Stale):
        reviewing.dispute(measured.provider.scope, row.uid, "Two lots were ours", expected_version=9, now=at)
    reviewing.dispute(measured.provider.scope, row.uid, "Two lots were another's", expected_version=1, now=at)
    agree(measured, period, measured.client, measured.provider)
    freeze_month(counting_scope(period.community_id), fresh(period), now=day(MARCH))
    assert (measured.row("K06").state, measured.row("K03").state) == ("disputed", "frozen")
    assert fresh(period).state == "under_review"
    assert MARCH not in contracts.frozen_months(measured.contract.pk)
    assert measured.credits() == []


def test_the_other_party_settles_on_the_latest_answer_and_its_numbers(measured: Measured) -> None:
    measured.read("K06", 20, 24)
    period, row = measured.compute(), measured.row("K06")
    at, ours, theirs = day(MARCH, 8), measured.provider.scope, measured.client.scope
    reviewing.dispute(ours, row.uid, "Two lots were another's", expected_version=None, now=at)
    with pytest.raises(Refused):
        reviewing.settle(ours, row.uid, expected_version=None, now=at)
    reviewing.answer(theirs, row.uid, "One was", numbers=(20, 23), expected_version=None, now=at)
    with pytest.raises(Refused):
        reviewing.settle(theirs, row.uid, expected_version=None, now=at)
    freeze_month(counting_scope(period.community_id), fresh(period), now=day(MARCH))
    reviewing.settle(ours, row.uid, expected_version=None, now=day(MARCH, 20))
    settled = measured.row("K06")
    assert (settled.numerator, settled.denominator, settled.state) == (20, 23, "frozen")
    assert fresh(period).state == "frozen"
    assert [one.code for one in measured.credits()] == ["K06"]
    assert recount(measured.world.community.pk).differences == []


def test_a_frozen_figure_is_not_disputed(measured: Measured) -> None:
    measured.freeze()
    with pytest.raises(Refused):
        reviewing.dispute(measured.client.scope, measured.row("K03").uid, "No", expected_version=None, now=day(MARCH))


def test_the_night_finds_a_frozen_figure_that_has_moved(measured: Measured) -> None:
    promised(measured, 25, 22)
    measured.freeze(MAY)
    assert recount(measured.world.community.pk).differences == []
    with everywhere(reason="test"):
        moved = Promise.objects.filter(kind="complete", state="breached").order_by("pk").first()
        assert moved is not None
        Promise.objects.filter(pk=moved.pk).update(state="met")
    found = recount(measured.world.community.pk)
    assert {(one.code, one.frozen, one.counted) for one in found.differences} == {("K03", (22, 25), (23, 25))}
    assert len(found.differences) == 2
    with pytest.raises(DoesNotHold):
        jobs.check({"community_id": measured.world.community.pk})


def test_the_clock_works_a_month_out_on_the_fifth_and_freezes_it_on_the_fifteenth(measured: Measured) -> None:
    community = measured.world.community.pk
    states = []
    for number in (4, 5, 14, 15, 16):
        jobs.move_months(community, datetime(2025, 4, number, 10, tzinfo=UTC))
        with everywhere(reason="test"):
            period = KpiPeriod.objects.filter(month=MARCH).first()
        states.append(period.state if period else None)
    assert states == [None, "under_review", "under_review", "frozen", "frozen"]


def test_a_month_without_definitions_is_not_measured(measured: Measured) -> None:
    jobs.move_months(measured.world.there.community.pk, NOON + timedelta(days=1))
    with everywhere(reason="test"):
        assert not KpiPeriod.objects.filter(community=measured.world.there.community).exists()


def test_a_frozen_figure_takes_no_reading_while_another_is_in_dispute(measured: Measured) -> None:
    measured.read("K06", 20, 24)
    measured.compute()
    reviewing.dispute(measured.client.scope, measured.row("K19").uid, "No", expected_version=None, now=day(MARCH, 7))
    period = measured.freeze()
    assert (period.state, measured.row("K06").state) != ("frozen", "provisional")
    with pytest.raises(Refused, match="Dispute it instead"):
        measured.read("K06", 24, 24)
    assert recount(measured.world.community.pk).differences == []
