"""The only way to a number: through the reader's scope, once, with small cells hidden."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from samdrift.foundation.errors import Invalid, NotAllowed
from samdrift.foundation.scope import everywhere
from samdrift.operations.requests.models import ServiceRequest
from samdrift.operations.requests.tests.conftest import Reporter
from samdrift.partnership.insight.queries import remembering, tell, whole
from samdrift.partnership.insight.queries.figures import estate
from samdrift.partnership.insight.registry import Asked, Cell, Figure, figures, register_figure, unregister_figure
from samdrift.registers.contracts.models import Contract
from samdrift.registers.estate.models import Site, Space
from tests.world import NOON, Actor, World


def told(cells: list[Cell]) -> dict[Any, Decimal | None]:
    return {one.key: one.value for one in cells}


def test_what_was_received_is_told_by_district_place_line_and_month(world: World, report: Reporter, year: Asked):
    report()
    report(received_at=NOON - timedelta(days=40))
    scope = world.dan.scope
    assert whole(scope, "requests.reported", year).value == 2
    assert told(tell(scope, "requests.reported", year, "unit")) == {world.north.pk: 2}
    assert told(tell(scope, "requests.reported", year, "site")) == {world.site.pk: 2}
    assert told(tell(scope, "requests.reported", year, "line")) == {"MNT": 2}
    assert told(tell(scope, "requests.reported", year, "month")) == {date(2025, 3, 1): 1, date(2025, 5, 1): 1}


def test_a_month_begins_at_the_contracts_own_midnight(world: World, report: Reporter, year: Asked):
    report(received_at=NOON.replace(month=4, day=30, hour=22, minute=30))  # half past midnight in Copenhagen
    may = replace(year, since=date(2025, 5, 1), until=date(2025, 6, 1))
    assert whole(world.dan.scope, "requests.reported", may).value == 1
    assert told(tell(world.dan.scope, "requests.reported", year, "month")) == {date(2025, 5, 1): 1}


def test_a_figure_counts_what_the_reader_sees(world: World, report: Reporter, year: Asked):
    report()
    south = world.someone("DIST-MGT", unit=world.south, reach_kind="unit", reach_to=[world.south.pk])
    north = world.someone("DIST-MGT", unit=world.north, reach_kind="unit", reach_to=[world.north.pk])
    assert whole(north.scope, "requests.open", year).value == 1
    assert whole(south.scope, "requests.open", year).value == 0


def test_the_people_served_are_known_for_half_a_minute_to_whoever_asks(
    world: World, year: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    def many(actor: Actor) -> int:
        return sum(one.rows or 0 for one in estate.users(actor.scope, year, ""))

    before = many(world.dan)
    south = world.someone("DIST-MGT", unit=world.south, reach_kind="unit", reach_to=[world.south.pk])
    assert (many(world.dan), many(south)) == (before, 0)
    monkeypatch.setattr(estate, "SECONDS", -1)
    assert (many(world.dan), many(south)) == (before + 1, 1)


def test_restricted_rows_are_in_no_figure_of_those_who_may_not_see_them(
    world: World, report: Reporter, year: Asked
) -> None:
    made = report()
    with everywhere(reason="a test restricts a request"):
        ServiceRequest.objects.filter(pk=made.pk).update(data_class="D6")
    assert whole(world.dan.scope, "requests.open", year).value == 0


def test_who_may_not_see_the_rows_is_told_no_number(world: World, year: Asked):
    with pytest.raises(NotAllowed):
        tell(world.someone("EVAL").scope, "requests.open", year)


def test_another_communitys_contract_is_not_there(world: World, year: Asked):
    with pytest.raises(Contract.DoesNotExist):
        tell(world.carla.scope, "requests.open", year)


def test_what_there_is_not_is_refused(world: World, year: Asked):
    with pytest.raises(Invalid):
        tell(world.dan.scope, "requests.most", year)
    with pytest.raises(Invalid):
        tell(world.dan.scope, "requests.open", year, "month")


def test_overdue_and_at_risk_go_by_the_moment_asked(world: World, report: Reporter, year: Asked):
    made = report()
    late = replace(year, at=made.next_due_at + timedelta(minutes=1))
    risky = replace(year, at=made.at_risk_at + timedelta(minutes=1))
    scope = world.dan.scope
    assert [whole(scope, "requests.overdue", one).value for one in (year, risky, late)] == [0, 0, 1]
    assert [whole(scope, "requests.at_risk", one).value for one in (year, risky, late)] == [0, 1, 0]


def test_an_open_promise_past_its_moment_is_decided_and_not_kept(world: World, report: Reporter, year: Asked):
    report()
    later = replace(year, at=NOON + timedelta(days=60))
    cell = whole(world.dan.scope, "promises.kept", later)
    assert (cell.value, cell.numerator) == (0, 0)
    assert cell.denominator
    assert whole(world.dan.scope, "promises.kept", year).value is None, "nothing is decided yet, which is not 0"


def test_small_cells_are_hidden_and_one_more_so_that_the_sum_tells_nothing(world: World, report: Reporter, year: Asked):
    for number, site in enumerate([world.site] * 4 + [world.other_site] * 9):
        made = report(site_id=site.pk, space_id=None)
        with everywhere(reason="a test has a request rated"):
            ServiceRequest.objects.filter(pk=made.pk).update(rating=1 + number % 5, closed_at=NOON, unit=site.unit_id)
    cells = tell(world.dan.scope, "requests.satisfaction", year, "unit")
    assert [(one.value, one.rows, one.hidden) for one in cells] == [(None, None, True)] * 2
    assert whole(world.dan.scope, "requests.satisfaction", year).rows == 13


def rated(report: Reporter, sites: dict[Site, int]) -> None:
    for site, many in sites.items():
        for number in range(many):
            made = report(site_id=site.pk, space_id=None)
            with everywhere(reason="a test has a request rated"):
                told = {"rating": 1 + number % 5, "closed_at": NOON, "unit": site.unit_id}
                ServiceRequest.objects.filter(pk=made.pk).update(**told)


def annexe(world: World, site: Site) -> Site:
    """Another place of the same unit."""
    told = {"code": f"{site.code}-B", "name": site.name, "timezone": site.timezone}
    with everywhere(reason="a test builds a place"):
        return Site.objects.create(
            community=world.community, unit=site.unit, kind=site.kind, state=site.state, **told
        )  # fmt: skip


def test_what_is_hidden_among_all_is_not_told_when_it_is_asked_for_alone(world: World, report: Reporter, year: Asked):
    other = annexe(world, world.site)
    rated(report, {world.site: 3, other: 9, world.other_site: 20})
    scope = world.dan.scope
    places = {one.key: one for one in tell(scope, "requests.satisfaction", year, "site")}
    assert [places[one.pk].hidden for one in (world.site, other, world.other_site)] == [True, True, False], (
        "the district's number less the other place's would tell of three people"
    )
    alone = [replace(year, site_ids=frozenset((one.pk,))) for one in (world.site, other, world.other_site)]
    assert [whole(scope, "requests.satisfaction", one).hidden for one in alone] == [True, True, False]
    north = replace(year, unit_ids=frozenset((world.north.pk,)))
    assert whole(scope, "requests.satisfaction", north).rows == 12


def test_places_do_not_add_up_to_a_district_that_is_hidden(world: World, report: Reporter, year: Asked):
    rated(report, {world.site: 4, world.other_site: 9})
    scope = world.dan.scope
    assert [one.hidden for one in tell(scope, "requests.satisfaction", year, "site")] == [True, True]
    for unit in (world.north, world.south):
        narrowed = replace(year, unit_ids=frozenset((unit.pk,)))
        assert whole(scope, "requests.satisfaction", narrowed).hidden
        assert [one.hidden for one in tell(scope, "requests.satisfaction", narrowed, "month")] == [True]
        assert [one.hidden for one in tell(scope, "requests.satisfaction", narrowed, "line")] == [True]


def test_a_number_is_asked_once_within_a_page(world: World, year: Asked, django_assert_num_queries: Any):
    scope = world.dan.scope
    with remembering():
        first = tell(scope, "requests.open", year, "unit")
        with django_assert_num_queries(0):
            assert tell(scope, "requests.open", year, "unit") == first


@pytest.mark.parametrize("by", ["", "unit", "site", "line", "month"])
def test_the_reads_do_not_grow_with_the_rows(
    world: World, report: Reporter, year: Asked, by: str, django_assert_max_num_queries: Any
) -> None:
    scope = world.dan.scope
    for many in (1, 12):
        for _number in range(many):
            report()
        for one in [one for one in figures(scope) if by in one.by]:
            with django_assert_max_num_queries(12):
                tell(scope, one.code, year, by)


def test_a_code_is_announced_once(world: World):
    made = Figure(
        code="test.one", name="One", words="One.", kind="count", better="", by=frozenset({""}),
        permission="requests.view", count=lambda _scope, _asked, _by: [],
    )  # fmt: skip
    register_figure(made)
    try:
        with pytest.raises(ValueError, match="announced twice"):
            register_figure(made)
        with pytest.raises(ValueError, match="no known kind"):
            register_figure(replace(made, code="test.two", kind="apples"))
    finally:
        unregister_figure("test.one")


def test_square_metres_are_told_to_the_thousandth_a_room_has(world: World, year: Asked):
    with everywhere(reason="a test measures rooms"):
        like = {"site": world.site, "storey": world.storey, "community": world.community, "name": "Room"}
        Space.objects.bulk_create(
            Space(**like, number=f"9.{n}", uid=uuid4(), area_m2=Decimal("10.1")) for n in range(33)
        )  # fmt: skip
    with everywhere(reason="a test adds up by itself"):
        rooms = list(Space.objects.filter(community=world.community).values_list("area_m2", flat=True))
    assert str(whole(world.dan.scope, "estate.m2", year).value) == f"{sum(area for area in rooms if area):.3f}"
