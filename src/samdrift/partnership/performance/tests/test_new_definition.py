"""A wholly new key figure by page: in three languages, tried on months that ended, proposed and accepted."""

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from samdrift.foundation import clock
from samdrift.foundation.scope import everywhere
from samdrift.partnership.performance import registry
from samdrift.partnership.performance.models import KpiDefinition
from samdrift.partnership.performance.queries import trying
from samdrift.partnership.performance.registry import FigureSource, register_source
from samdrift.partnership.performance.tests.conftest import Measured
from samdrift.partnership.performance.tests.test_terms_pages import frozen  # noqa: F401

SOURCE = "test.keys"


@pytest.fixture(autouse=True)
def in_may(monkeypatch: pytest.MonkeyPatch) -> None:
    """The doors' clock stands on 20 May 2025."""
    offset = datetime(2025, 5, 20, 10, tzinfo=UTC) - clock.real_now()
    monkeypatch.setattr(clock, "_offset", lambda: offset)


@pytest.fixture(autouse=True)
def keys() -> Iterator[None]:
    """Another room counts keys handed back in time: 90 of 100 in March, 99 of 100 in other months."""
    register_source(
        SOURCE,
        FigureSource(
            word="Keys", count=lambda _contract, begin, _end, _until: [(None, 90 if begin.month == 2 else 99, 100)],
            against=lambda *_of: [], page="performance:month",
        ),
    )  # fmt: skip
    yield
    registry.sources().pop(SOURCE)  # type: ignore[attr-defined]


def typed(**other: Any) -> dict[str, Any]:
    words = {
        f"{part}_{one}": f"{part} {one}" for part in ("name", "numerator", "denominator") for one in ("en", "da", "sv")
    }
    return {
        "code": "K30", "source": SOURCE, "per": "contract", "target": "98", "weight": "5", "edges": "2 5 10",
        "low_volume_under": "20", "fewest": "1", "clause": "9.4", "valid_from": "2025-07-01", "note": "Keys were lost",
        "exclusions_en": "lost by users", **words, **other,
    }  # fmt: skip


def test_it_is_tried_on_past_months_then_proposed_and_accepted(frozen: Measured, client: Client) -> None:  # noqa: F811
    page = f"/performance/new-definition/{frozen.contract.uid}/"
    client.force_login(frozen.provider.person)
    assert "A new key figure" in client.get("/performance/definitions/").content.decode()
    shown = client.post(page, typed(preview="1")).content.decode()
    assert "Counted: numerator en. Of: denominator en. Left out: lost by users." in shown
    assert "99.00" in shown
    with everywhere(reason="test"):
        assert not KpiDefinition.objects.filter(code="K30").exists()
    assert client.post(page, typed()).status_code == 302
    with everywhere(reason="test"):
        row = KpiDefinition.objects.get(code="K30")
    assert (row.counted["da"], row.weight, row.clause) == ("Talt: numerator da. Af: denominator da.", 5, "9.4")
    assert client.post(page, typed()).status_code == 422  # it waits for an answer
    client.force_login(frozen.client.person)
    assert "lost by users" in client.get("/performance/definitions/").content.decode()
    client.post(f"/performance/terms/{row.uid}/accept/", {"version": row.version})
    row.refresh_from_db()
    assert row.standing == "accepted"
    client.force_login(frozen.world.someone("LOC-FM").person)
    assert client.get(page).status_code == 403


def test_what_a_miss_alone_would_have_cost_is_told_to_who_may_see_it(frozen: Measured) -> None:  # noqa: F811
    figure = trying.NewFigure(code="K30", source=SOURCE, measure=trying.Measure(target=Decimal(98)), weight=Decimal(5))
    rows = trying.tried(frozen.client.scope, frozen.contract, figure, datetime(2025, 5, 20, tzinfo=UTC).date())
    assert [(one.month.month, one.numerator, one.band) for one in rows] == [
        (2, 90, "severe"), (3, 99, "passed"), (4, 99, "passed")
    ]  # fmt: skip
    assert [one.cost_minor for one in rows][1:] == [0, 0]
    watcher = frozen.world.someone("LOC-FM").scope
    rows = trying.tried(watcher, frozen.contract, figure, datetime(2025, 5, 20, tzinfo=UTC).date())
    assert [one.cost_minor for one in rows] == [None, None, None]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("code", ""), ("code", "K06"), ("source", "none.fleet"), ("numerator_sv", ""), ("per", "unit"),
        ("valid_from", "2025-07-02"), ("edges", "5 2 1"), ("weight", "101"), ("line_code", "XXX"), ("stretch", "97"),
    ],
)  # fmt: skip
def test_what_cannot_be_counted_is_refused_at_its_field(
    measured: Measured, client: Client, field: str, value: str
) -> None:
    client.force_login(measured.client.person)
    answer = client.post(f"/performance/new-definition/{measured.contract.uid}/", typed(**{field: value}))
    assert answer.status_code == 422
    assert field in answer.content.decode()
