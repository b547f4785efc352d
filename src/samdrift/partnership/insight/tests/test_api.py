"""Figures for other systems: their definitions, and the same numbers."""

from django.test import Client

from samdrift.operations.requests.tests.conftest import Reporter
from samdrift.partnership.insight.queries import tell
from samdrift.partnership.insight.registry import Asked
from tests.world import World

YEAR = {"since": "2025-01-01", "until": "2026-01-01"}


def test_each_figure_is_listed_with_its_definition(world: World, client: Client):
    client.force_login(world.dan.person)
    listed = {one["code"]: one for one in client.get("/api/v1/figures").json()}
    assert listed["requests.open"]["by"] == ["line", "site", "unit"]
    assert listed["promises.kept"]["words"].startswith("Promises about requests that fell due")
    client.force_login(world.someone("EVAL").person)
    assert client.get("/api/v1/figures").status_code == 403


def test_the_answer_is_the_number_pages_show(world: World, report: Reporter, year: Asked, client: Client):
    report()
    client.force_login(world.dan.person)
    query = {"contract": str(world.contract.uid), **YEAR, "by": "unit", "unit": str(world.authority.uid)}
    answer = client.get("/api/v1/figures/requests.reported", query).json()
    (cell,) = tell(world.dan.scope, "requests.reported", year, "unit")
    assert [(one["key"], one["value"]) for one in answer["cells"]] == [(str(world.north.uid), str(cell.value))]
    elsewhere = {**query, "unit": str(world.south.uid)}
    assert client.get("/api/v1/figures/requests.reported", elsewhere).json()["cells"] == []


def test_what_there_is_not_is_answered_so(world: World, client: Client):
    client.force_login(world.dan.person)
    query = {"contract": str(world.contract.uid), **YEAR}
    assert client.get("/api/v1/figures/requests.most", query).status_code == 422
    assert client.get("/api/v1/figures/requests.open", {**query, "by": "month"}).status_code == 422
    assert client.get("/api/v1/figures/requests.open", {**query, "by": "colour"}).status_code == 422


def test_days_no_contract_has_and_lines_there_are_not_are_refused_in_a_sentence(world: World, client: Client):
    client.force_login(world.dan.person)
    query = {"contract": str(world.contract.uid), **YEAR}
    for wrong in (
        {"since": "0001-01-01", "until": "0001-01-02"}, {"until": "9999-12-31"}, {"since": "2026-01-01"},
        {"line": "NOPE"},
    ):  # fmt: skip
        answer = client.get("/api/v1/figures/requests.reported", {**query, **wrong})
        assert answer.status_code == 422, wrong
        assert answer.json()["fields"].keys() <= {"since", "until", "line"}
    assert client.get("/api/v1/figures/requests.reported", {**query, "line": "MNT"}).status_code == 200
