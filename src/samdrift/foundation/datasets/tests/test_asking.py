"""Asking the list of requests: what passes the filters, how it is counted, and who is told what."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from samdrift.foundation.datasets import public as datasets
from samdrift.foundation.datasets.public import Question, Today
from samdrift.foundation.errors import Invalid, NotAllowed
from samdrift.operations.requests.models import ServiceRequest
from tests.world import NOON, World

TODAY = Today(NOON, ZoneInfo("Europe/Copenhagen"))
REQUESTS = "requests"


@pytest.fixture
def several(world: World) -> Callable[..., list[ServiceRequest]]:
    """Writes requests as they stand in the table: what is asked is plumbing, not how they came."""
    from samdrift.registers.catalogue.models import RequestType

    kind = RequestType.objects.within(world.asta.scope).first()
    assert kind is not None

    def write(count: int, **values: Any) -> list[ServiceRequest]:
        start = ServiceRequest.objects.within(world.asta.scope).count()
        known: dict[str, Any] = {
            "community": world.community, "contract": world.contract, "site": world.site, "unit": world.north,
            "line_code": "MNT", "request_type": kind, "channel": "web", "title": "The tap drips", "team": world.team,
            "received_at": NOON, "changed_at": NOON,
        }  # fmt: skip
        rows = [
            ServiceRequest(**{**known, **values, "number": f"N-{start + n:04}", "track_digest": f"{start + n:064}"})
            for n in range(count)
        ]
        return ServiceRequest.objects.bulk_create(rows)

    return write


def ask(world: World, address: str, scope: Any = None) -> Question:
    from django.http import QueryDict

    scope = scope or world.asta.scope
    return datasets.question_from(datasets.datasets[REQUESTS], scope, dict(QueryDict(address).lists()))


def titles(world: World, address: str, scope: Any = None) -> list[str]:
    scope = scope or world.asta.scope
    question = ask(world, "columns=title&" + address, scope)
    found = datasets.listed(datasets.datasets[REQUESTS], scope, question, TODAY, size=200)
    return sorted(values[0] for _uid, values in found.rows)


def counted(world: World, address: str, scope: Any = None) -> dict[Any, Any]:
    scope = scope or world.asta.scope
    answer = datasets.grouped(datasets.datasets[REQUESTS], scope, ask(world, address, scope), TODAY)
    told = {}
    for cell in answer.cells:
        keys = tuple(
            names[key][0] if key in names else str(key) for key, names in zip(cell.keys, answer.names, strict=True)
        )
        told[keys if len(keys) > 1 else keys[0]] = "hidden" if cell.hidden else cell.value
    return told


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("state=closed", ["Lamp"]),
        ("state=closed&state=submitted", ["Lamp", "Tap"]),
        ("state=!closed", ["Tap"]),
        ("title=am", ["Lamp"]),
        ("title=%3DTap", ["Tap"]),
        ("received=2025-04", ["Lamp"]),
        ("received=last_month", ["Lamp"]),
        ("received=today", ["Tap"]),
        ("received=2025-05-01..", ["Tap"]),
        ("received.from=2025-04-01&received.to=2025-04-30", ["Lamp"]),
        ("rating=-", ["Tap"]),
        ("rating=*", ["Lamp"]),
        ("me_too=3..5", ["Lamp"]),
        ("me_too=9", []),
        ("open=no", ["Lamp"]),
        ("line=MNT", ["Lamp", "Tap"]),
        ("site=police-S1", ["Lamp", "Tap"]),
        ("unit=TOP", ["Lamp", "Tap"]),
        ("unit=SOUTH", []),
        ("assignee=me", []),
        ("priority=2&open=no", ["Lamp"]),
    ],
)
def test_filters_keep_what_they_say(world: World, several: Any, address: str, found: list[str]) -> None:
    site = world.site.code
    several(1, title="Tap")
    april = datetime(2025, 4, 30, 21, 59, tzinfo=UTC)  # one minute before midnight in Copenhagen
    more = {"closed_at": NOON, "me_too": 4}
    several(1, title="Lamp", state="closed", is_open=False, received_at=april, rating=4, priority=2, **more)
    assert titles(world, address.replace("police-S1", site)) == found


@pytest.mark.parametrize(
    "address",
    [
        "nothing=1", "state=strange", "state=closed'--", "received=whenever", "received=2025-13-01", "me_too=many",
        "me_too=1e400", "rating=3", "site=%00", "site=nowhere", "team=~x", "priority=9", "by=title", "by=received:hour",
        "by=state&by=line&by=site", "show=sum:title", "by=state&show=median:rating", "order=site", "columns=secret",
        "title=" + "x" * 300, "received=99999-01-01..", "open=perhaps", "community_id=1", "contract__code=1",
        "requester__email=x", "rating__gt=1", "assignee=" + "1", "received=next_0_months..",
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_refused_in_a_sentence(world: World, several: Any, address: str) -> None:
    with pytest.raises(Invalid) as refused:
        titles(world, address)
    assert all(str(sentence).endswith((".", "!")) for sentence in refused.value.fields.values())


def test_a_question_comes_back_from_its_address_and_from_its_json(world: World) -> None:
    address = "state=!closed&title=~leak&received=2025-01..2025-06&me_too=3..5&by=received:month&by=unit:district"
    question = ask(world, address + "&show=mean:rating&order=-received&columns=title,state")
    assert ask(world, question.as_query()) == question
    assert datasets.from_json(question.as_json()) == question


def test_months_are_those_of_the_readers_wall_clock(world: World, several: Any) -> None:
    several(2, received_at=datetime(2025, 3, 31, 21, 59, tzinfo=UTC))  # March, summer time
    several(3, received_at=datetime(2025, 3, 31, 22, 0, tzinfo=UTC))  # April
    several(1, received_at=datetime(2024, 12, 31, 23, 0, tzinfo=UTC))  # January, winter time
    assert counted(world, "by=received:month") == {"2025-01-01": 1, "2025-03-01": 2, "2025-04-01": 3}
    assert counted(world, "by=received:quarter") == {"2025-01-01": 3, "2025-04-01": 3}
    assert counted(world, "by=received:year&by=state") == {("2025-01-01", "submitted"): 6}


def test_rows_without_a_day_are_counted_apart(world: World, several: Any) -> None:
    several(2)
    several(1, resolved_at=NOON)
    assert counted(world, "by=resolved") == {"2025-05-01": 1, "None": 2}


def test_units_are_counted_by_district(world: World, several: Any) -> None:
    several(2)
    several(1, unit=world.south, site=world.other_site)
    assert counted(world, "by=unit:district") == {"NORTH": 2, "SOUTH": 1}


def test_means_and_sums_are_of_what_is_known(world: World, several: Any) -> None:
    for rating in (1, 2, 3, 4, 5, None):
        several(1, rating=rating)
    assert counted(world, "by=state&show=mean:rating") == {"submitted": 3}
    assert counted(world, "by=state&show=sum:reopened") == {"submitted": 0}


def test_figures_about_too_few_people_are_not_told_nor_given_away_by_the_rest(world: World, several: Any) -> None:
    people = [world.someone("SVC-E", name=f"P{n}").person for n in range(3)]
    for person, count in zip(people, (4, 6, 9), strict=True):
        several(count, assignee=person)
    answer = datasets.grouped(datasets.datasets[REQUESTS], world.asta.scope, ask(world, "by=assignee"), TODAY)
    assert sorted(cell.rows or 0 for cell in answer.cells) == [0, 0, 9]
    assert answer.total is None


def test_what_is_hidden_is_together_as_many_as_may_be_told(world: World, several: Any) -> None:
    people = [world.someone("SVC-E", name=f"P{n}").person for n in range(4)]
    for person, count in zip(people, (1, 1, 6, 9), strict=True):
        several(count, assignee=person)
    answer = datasets.grouped(datasets.datasets[REQUESTS], world.asta.scope, ask(world, "by=assignee"), TODAY)
    told = sorted(cell.rows or 0 for cell in answer.cells)
    assert told == [0, 0, 0, 9], "seventeen less fifteen would be two people of one row each"


def test_what_few_people_said_is_not_counted_by_asking_only_for_it(world: World, several: Any) -> None:
    several(2, rating=1)
    several(7, rating=5, unit=world.south, site=world.other_site)
    several(6)
    assert counted(world, "by=site&rating=*") == {world.site.code: "hidden", world.other_site.code: "hidden"}
    assert counted(world, "by=site&rating=-") == {world.site.code: 6}
    assert counted(world, "by=site") == {world.site.code: 8, world.other_site.code: 7}


def test_the_other_community_is_told_nothing(world: World, several: Any) -> None:
    several(3)
    carla = world.carla.scope
    assert titles(world, "", carla) == []
    assert counted(world, "by=state", carla) == {}


def test_a_narrow_grant_counts_its_own_rows_only(world: World, several: Any) -> None:
    several(3)
    several(2, unit=world.south, site=world.other_site)
    scope = world.asta.scope
    narrow = replace(scope, grants=tuple(replace(g, sites=frozenset({world.site.pk})) for g in scope.grants))
    assert counted(world, "by=state", narrow) == {"submitted": 3}
    assert datasets.listed(
        datasets.datasets[REQUESTS], narrow, ask(world, "", narrow), TODAY
    ).count == 3  # fmt: skip


def test_who_may_not_see_the_list_may_not_ask_it(world: World) -> None:
    nobody = world.someone("EVAL").scope
    with pytest.raises(NotAllowed):
        datasets.listed(datasets.datasets[REQUESTS], nobody, Question(dataset=REQUESTS), TODAY)


@pytest.mark.parametrize("order", ["-received", "received", "resolved", "-me_too", "title", "-number"])
def test_pages_follow_each_other_without_a_gap(world: World, several: Any, order: str) -> None:
    for n in range(7):
        several(
            1, received_at=NOON + timedelta(hours=n // 2), resolved_at=NOON if n % 2 else None, rating=n % 3 or None
        )
    dataset, scope = datasets.datasets[REQUESTS], world.asta.scope
    question = ask(world, f"order={order}")
    seen, after = [], ""
    while True:
        page = datasets.listed(dataset, scope, question, TODAY, after=after, size=3)
        seen += [uid for uid, _values in page.rows]
        after = page.next
        if not after:
            break
    whole = datasets.listed(dataset, scope, question, TODAY, size=100)
    assert seen == [uid for uid, _values in whole.rows]
    assert len(set(seen)) == 7


@pytest.mark.parametrize("cursor", ["x", "W10", "WzEsMV0", "eyJ0IjoxfQ", "WyJcdTAwMDAiLDFd"])
def test_a_cursor_that_is_none_of_ours_is_refused(world: World, several: Any, cursor: str) -> None:
    several(1)
    with pytest.raises(Invalid):
        datasets.listed(
            datasets.datasets[REQUESTS], world.asta.scope, Question(dataset=REQUESTS), TODAY, after=cursor
        )  # fmt: skip


@pytest.mark.parametrize("address", ["", "by=received&by=line", "by=unit:district", "by=team&show=mean:rating"])
def test_an_answer_costs_the_same_for_many(
    world: World, several: Any, django_assert_max_num_queries: Any, address: str
) -> None:
    dataset, scope = datasets.datasets[REQUESTS], world.asta.scope
    question = ask(world, address)
    for extra in (1, 30):
        several(extra)
        with django_assert_max_num_queries(8):
            if question.by:
                datasets.grouped(dataset, scope, question, TODAY)
            else:
                datasets.listed(dataset, scope, question, TODAY)
