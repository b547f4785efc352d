"""A question put through the gate once answers each scope as its query would, and keeps no answer."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.db.models.functions import TruncMonth
from django.utils.functional import SimpleLazyObject

from samdrift.foundation import questions
from samdrift.foundation.questions import Question, Shaped
from samdrift.foundation.scope import Scope
from samdrift.operations.requests.models import ServiceRequest
from samdrift.operations.requests.tests.conftest import *  # noqa: F403  (a desk at noon, and a way to ask)
from samdrift.registers.estate.models import Space
from tests.world import NOON


def _rooms(scope, site, uid):
    rows = Space.objects.within(scope).filter(site=site).exclude(uid=uid)
    return rows.select_related("site", "storey").order_by("pk")


@pytest.fixture
def asked():
    return Question(_rooms, -1, UUID(int=77))


def test_it_gives_each_scope_what_its_query_gives(world, asked):
    other = world.washroom.uid
    for actor in (world.asta, world.bo, world.carla, world.dan):
        for _ in range(2):
            rows = asked.rows(actor.scope, world.site.pk, other)
            assert rows == list(_rooms(actor.scope, world.site.pk, other))
    assert asked.rows(world.asta.scope, world.site.pk, UUID(int=0))
    assert not asked.rows(world.carla.scope, world.site.pk, UUID(int=0))


def test_rows_come_with_what_belongs_to_them(world, asked, django_assert_num_queries):
    scope = world.asta.scope
    with django_assert_num_queries(1):
        row = asked.first(scope, world.site.pk, UUID(int=0))
        assert (row.uid, row.site.name, row.storey) == (world.washroom.uid, world.site.name, world.storey)
    assert (row._state.adding, row.outline, row.area_m2) == (False, world.washroom.outline, world.washroom.area_m2)


def test_grants_taken_away_close_the_question_at_once(world, asked):
    scope = world.asta.scope
    assert asked.rows(scope, world.site.pk, UUID(int=0))
    narrowed = scope.limited_to(frozenset({"requests.view"}))
    assert asked.rows(narrowed, world.site.pk, UUID(int=0)) == []
    elsewhere = tuple(replace(grant, sites=frozenset({world.other_site.pk})) for grant in scope.grants)
    assert asked.rows(replace(scope, grants=elsewhere), world.site.pk, UUID(int=0)) == []


def test_who_sees_nothing_is_answered_without_a_statement(world, asked, django_assert_num_queries):
    nobody = Scope(community_id=world.community.pk)
    for _ in range(2):
        with django_assert_num_queries(0):
            assert asked.rows(nobody, world.site.pk, UUID(int=0)) == []


def test_values_come_as_values(world):
    numbers = Question(lambda scope, site: Space.objects.within(scope).filter(site=site).values_list("number"), -1)
    flat = Question(lambda scope, site: Space.objects.within(scope).filter(site=site).values_list("uid", flat=True), -1)
    assert (world.washroom.number,) in numbers.rows(world.asta.scope, world.site.pk)
    assert world.washroom.uid in flat.rows(world.asta.scope, world.site.pk)


def test_it_keeps_the_scope_and_not_the_request_it_came_with(world, asked):
    asked.rows(SimpleLazyObject(lambda: world.asta.scope), world.site.pk, UUID(int=0))
    ((_vendor, kept),) = asked._statements
    assert type(kept) is Scope
    assert kept == world.asta.scope


def test_it_does_not_keep_statements_without_end(world, asked, monkeypatch):
    monkeypatch.setattr(questions, "MOST_SCOPES", 2)
    for actor in (world.asta, world.bo, world.dan):
        asked.rows(actor.scope, world.site.pk, UUID(int=0))
    assert len(asked._statements) == 1


def test_gaps_and_values_must_fit(world, asked):
    with pytest.raises(TypeError):
        asked.rows(world.asta.scope, world.site.pk)
    lost = Question(lambda scope, _pk: Space.objects.within(scope), -1)
    with pytest.raises(ValueError, match="gap"):
        lost.rows(world.asta.scope, 1)


def _requests(scope, form, sites, since, line, uid):
    rows = ServiceRequest.objects.within(scope).filter(received_at__gte=since).order_by(*form)
    rows = rows if sites is None else rows.filter(site__in=sites)
    rows = rows if line is None else rows.filter(line_code=line)
    rows = rows if uid is None else rows.exclude(uid=uid)
    told = rows.annotate(day=TruncMonth("received_at", tzinfo=ZoneInfo("Europe/Copenhagen")))
    return told.values_list("uid", "day", "site_id")


def test_a_shaped_question_gives_in_every_shape_what_its_query_gives(world, report):
    asked = Shaped(_requests)
    made = [report(site_id=site.pk, space_id=None) for site in (world.site, world.other_site, world.empty_site)]
    sites = [row.site_id for row in made]
    shapes = [
        (frozenset(some) if some is not None else None, NOON - timedelta(days=back), line, uid)
        for some in (None, sites[:1], sites[1:2], sites[:2], sites[1:])
        for back in (-1, 0, 3)
        for line in (None, made[0].line_code, "none")
        for uid in (None, made[0].uid, made[1].uid)
    ]
    for scope in (world.asta.scope, world.bo.scope, world.carla.scope):
        for form in (("pk",), ("-received_at", "-pk")):
            for values in shapes:
                assert asked.rows(scope, form, *values) == list(_requests(scope, form, *values)), values
    assert asked.rows(world.bo.scope, ("pk",), frozenset(), NOON, None, None) == []
    assert len(asked._written) == 3 * 2 * (3 * 2 * 2) + 1, "one of a shape, whatever the values are"


def test_a_shaped_question_is_closed_by_grants_taken_away(world, report):
    row, asked = report(), Shaped(_requests)
    values = (frozenset({row.site_id}), NOON - timedelta(days=9), None, None)
    assert asked.first(world.bo.scope, ("pk",), *values)[0] == row.uid
    assert asked.first(world.bo.scope.limited_to(frozenset()), ("pk",), *values) is None


def test_what_is_true_or_not_is_no_value(world):
    with pytest.raises(TypeError):
        Shaped(_requests).rows(world.bo.scope, (), True)
