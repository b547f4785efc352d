"""What the report tells of people's words and of what fails: complaints, stars, repeated faults, clauses."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from samdrift.foundation.scope import everywhere
from samdrift.foundation.sections import Asked
from samdrift.operations.requests.models import ServiceRequest
from samdrift.operations.requests.tests.conftest import Reporter, nothing_remembered, officer, report
from samdrift.partnership.reports.queries.gathering import reading_scope
from samdrift.partnership.reports.queries.own_sections import said, steering, urgent
from samdrift.registers.catalogue.models import RequestType
from samdrift.registers.contracts import public as contracts
from tests.world import World

__all__ = ["nothing_remembered", "officer", "report"]
MARCH = datetime(2025, 3, 10, 10, tzinfo=UTC)


def asked(world: World, section: Any, kind: str = "monthly") -> Asked:
    return Asked(
        scope=reading_scope(world.community.pk, section), contract_id=world.contract.pk, kind=kind,
        first=date(2025, 3, 1), last=date(2025, 3, 31), known_at=datetime(2025, 4, 20, 7, tzinfo=UTC),
    )  # fmt: skip


def test_a_month_nobody_complained_in_says_so(world: World) -> None:
    [block] = said.load(asked(world, said.SECTIONS[0]))
    assert block["text"]["sv"] == "Ingen klagade och ingen gav stjärnor."


def test_complaints_and_stars_are_told_whole_by_service_by_district_and_one_by_one(
    world: World, report: Reporter
) -> None:
    made = [report(received_at=MARCH + timedelta(hours=n)) for n in range(6)]
    with everywhere(reason="a test has people complain and give stars"):
        kind = RequestType.objects.get(pk=made[0].request_type_id)
        kind.pk, kind.uid, kind.code, kind._state.adding = None, uuid4(), "mnt.complaint", True
        kind.save()
        ServiceRequest.objects.filter(pk__in=[one.pk for one in made[:2]]).update(request_type=kind)
        done = {"closed_at": MARCH + timedelta(days=1), "resolved_at": MARCH + timedelta(days=1), "is_open": False}
        for one, rating in zip(made, (5, 5, 5, 4, 1), strict=False):
            ServiceRequest.objects.filter(pk=one.pk).update(**done, rating=rating, state="closed")
        ServiceRequest.objects.filter(pk=made[1].pk).update(resolved_at=datetime(2025, 5, 1, tzinfo=UTC))
    told, by_line, by_unit, listed = said.load(asked(world, said.SECTIONS[0]))
    came, praised, displeased = told["items"]
    assert (came["value"], praised["value"], displeased["value"]) == ("2", "60.00", "20.00")
    assert (praised["numerator"], praised["denominator"]) == (3, 5)
    assert "type=mnt.complaint" in came["to"]
    assert [row["cells"][1:] for row in by_line["rows"]] == [["2", "60.00", "20.00", 5]]
    assert [row["cells"][1] for row in by_unit["rows"]] == ["2"]
    assert [row["cells"][0] for row in listed["rows"]] == [one.number for one in made[:2]]
    assert [row["cells"][4] for row in listed["rows"]] == ["2025-03-11", None]  # the second was solved after the report


def test_stars_of_fewer_than_five_people_are_hidden(world: World, report: Reporter) -> None:
    made = [report(received_at=MARCH) for _n in range(2)]
    with everywhere(reason="a test has two people give stars"):
        told = {"closed_at": MARCH, "is_open": False, "rating": 1, "state": "closed"}
        ServiceRequest.objects.filter(pk__in=[one.pk for one in made]).update(**told)
    figures = said.load(asked(world, said.SECTIONS[0]))[0]
    assert [one["value"] for one in figures["items"][1:]] == [{"hidden": True}] * 2
    assert [one["numerator"] for one in figures["items"][1:]] == [None, None]


@pytest.mark.parametrize(("days", "told"), [(-20, True), (40, False)])
def test_a_clause_found_not_working_stands_in_the_pack_from_then_on(world: World, days: int, told: bool) -> None:
    early = datetime(2025, 1, 10, tzinfo=UTC)
    draft = contracts.ClauseDraft(
        number="11.4", title="Coffee", text="Within ten minutes.", valid_from=date(2025, 1, 1)
    )
    contracts.write_clause(world.dan.scope, world.contract.pk, draft, now=early)
    at = datetime(2025, 4, 10, tzinfo=UTC) + timedelta(days=days)
    contracts.report_clause(world.dan.scope, world.contract.uid, "11.4", "The coffee is cold.", now=at)
    section = next(one for one in steering.SECTIONS if one.code == "disputes")
    blocks = [one for one in section.load(asked(world, section, "steering")) if one["type"] == "points"]
    assert [one["items"][0]["text"]["en"] for one in blocks] == (
        ["Clause 11.4, Coffee: “The coffee is cold.”"] if told else []
    )


def test_a_thing_with_an_open_problem_fails_again_and_again(world: World) -> None:
    from samdrift.operations.work.models import Problem

    with everywhere(reason="a test has a problem"):
        for opened, closed in ((MARCH, None), (MARCH - timedelta(days=60), MARCH)):
            Problem.objects.create(
                community=world.community, contract=world.contract, asset=world.lift, site=world.site, unit=world.north,
                line_code="MNT", fault_code="mnt.fault", number=f"P-{opened:%m}", opened_at=opened, changed_at=opened,
                closed_at=closed,
            )  # fmt: skip
    [table] = [one for one in urgent.load(asked(world, urgent.SECTIONS[0])) if one.get("code") == "again"]
    assert [row["cells"][0] for row in table["rows"]] == ["P-03"]
