"""Fees in a bundle: worked out by the verifier from the prices, index factors and volumes the book told."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from samdrift.kernel.bundles import form
from samdrift.kernel.bundles.checking import verify
from samdrift.kernel.fees import VolumeStep
from samdrift.operations.bundles.commands.making import write_bundle
from samdrift.operations.bundles.tests.tampering import (
    as_version,
    content_of,
    events_of,
    table_of,
    with_cell,
    with_event,
    written,
)
from samdrift.registers.contracts import public as contracts
from tests.priced import price_contract
from tests.world import NOON, World

PERIOD = f"{NOON:%Y-%m}"
FIRST = NOON.date().replace(day=1)


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """The house's clock stands some weeks after all this."""
    from samdrift.foundation import clock

    offset = NOON + timedelta(days=40) - clock.real_now()
    monkeypatch.setattr(clock, "_offset", lambda: offset)


@pytest.fixture
def priced(world: World) -> World:
    """Offices with a lever and halls with bands; in the middle of the month 300 m² fewer at the site."""
    price_contract(world)
    item = next(iter(contracts.volumes(world.contract.pk, FIRST)))
    step = VolumeStep(*item, change=Decimal(-300), on=FIRST.replace(day=12), recorded_at=NOON)
    contracts.add_steps(world.dan.scope, world.contract.pk, [step], reference="a change", now=NOON)
    return world


@pytest.fixture
def bundle(priced: World, tmp_path: Path) -> Path:
    path = tmp_path / "bundle.zip"
    write_bundle(priced.contract, PERIOD, path)
    return path


def test_fees_are_worked_out_again_from_the_book(priced: World, bundle: Path) -> None:
    report = verify(bundle)
    assert [str(one) for one in report.differences] == []
    lines = contracts.fees_of_month(priced.contract.pk, FIRST)
    assert lines
    assert len(lines[0].stretches) == 2  # the volume fell on the twelfth
    assert (report.fees, report.fees_minor) == (len(lines), sum(line.amount_minor for line in lines))
    assert [row["amount_minor"] for row in table_of(content_of(bundle), form.FEES)] == [
        str(line.amount_minor) for line in lines
    ]


@pytest.mark.parametrize("column", ["line", "quantity", "price", "amount_minor"])
def test_any_other_figure_of_a_fee_is_named(bundle: Path, tmp_path: Path, column: str) -> None:
    content = content_of(bundle)
    changed = with_cell(content, form.FEES, 0, column, lambda text: f"{text}1")
    row = table_of(content, form.FEES)[0]
    (found,) = verify(written(tmp_path / "x.zip", changed)).differences
    assert (found.file, found.field, found.found) == (form.FEES, column, row[column])
    assert found.row == " ".join(row[name] for name in ("month", "item", "unit", "site", "setting"))


def test_a_fee_left_out_or_put_in_is_named(bundle: Path, tmp_path: Path) -> None:
    content = content_of(bundle)
    lines = content[form.FEES].splitlines(keepends=True)
    fewer = content | {form.FEES: b"".join(lines[:-1])}
    (found,) = verify(written(tmp_path / "x.zip", fewer)).differences
    assert found.found == "a row that is missing"
    more = content | {form.FEES: b"".join([*lines, f"{PERIOD},cln.none,,,,CLN,1,1,100\n".encode()])}
    (found,) = verify(written(tmp_path / "x.zip", more)).differences
    assert found.stated == "this row"


@pytest.mark.parametrize(
    ("kind", "field", "value"),
    [
        ("contracts.prices_written", "price", "999.00"),
        ("contracts.volumes_changed", "change", "-100"),
        ("contracts.volumes_changed", "on", "2025-01-01"),
    ],
)
def test_another_price_volume_or_day_breaks_its_seal_and_shows_in_the_fees(
    bundle: Path, tmp_path: Path, kind: str, field: str, value: str
) -> None:
    content = content_of(bundle)
    told = [one["event"] for one in events_of(content)]
    last = max(place for place, event in enumerate(told) if event["kind"] == kind)

    def change(line: Any) -> None:
        line["event"]["payload"]["written"][0][field] = value

    report = verify(written(tmp_path / "x.zip", with_event(content, last, change)))
    assert {form.EVENTS} <= {one.file for one in report.differences}
    assert form.FEES in {one.file for one in report.differences} or field == "price"


@pytest.mark.parametrize("value", ["NaN", "1e99", "", 5, "0.0000000000001"])
def test_a_number_nobody_agreed_on_is_a_difference_and_no_fault(bundle: Path, tmp_path: Path, value: object) -> None:
    content = content_of(bundle)
    told = [one["event"] for one in events_of(content)]
    place = next(at for at, event in enumerate(told) if event["kind"] == "contracts.volumes_changed")

    def change(line: Any) -> None:
        line["event"]["payload"]["written"][0]["change"] = value

    report = verify(written(tmp_path / "x.zip", with_event(content, place, change)))
    assert any(one.field == "" and one.stated == "what cannot have happened" for one in report.differences)


@pytest.mark.parametrize("version", [1, 2, 3, 4])
def test_one_of_an_older_version_is_read(bundle: Path, tmp_path: Path, version: int) -> None:
    older = as_version(content_of(bundle), version)
    report = verify(written(tmp_path / "x.zip", older))
    assert report.differences == []
    assert report.fees == (verify(bundle).fees if version > 1 else 0)
    if version > 1:
        changed = with_cell(older, form.FEES, 0, "amount_minor", lambda text: f"{text}1")
        (found,) = verify(written(tmp_path / "x.zip", changed)).differences
        assert (found.file, found.field) == (form.FEES, "amount_minor")
        assert found.row.startswith(PERIOD)


def test_prices_are_told_in_the_class_of_prices_and_without_words(bundle: Path) -> None:
    events = [one["event"] for one in events_of(content_of(bundle))]
    told = [event for event in events if event["kind"] in form.MONEY]
    assert {event["data_class"] for event in told} == {"D2"}
    assert all("name" not in one for event in told for one in event["payload"].get("written", ()))


def test_the_first_day_counts_in_the_communitys_own_month(priced: World, tmp_path: Path) -> None:
    path = tmp_path / "next.zip"
    following = (FIRST + timedelta(days=32)).replace(day=1)
    write_bundle(priced.contract, f"{following:%Y-%m}", path)
    report = verify(path)
    assert report.differences == []
    assert report.fees_minor == sum(
        line.amount_minor for line in contracts.fees_of_month(priced.contract.pk, date.fromisoformat(f"{following}"))
    )
