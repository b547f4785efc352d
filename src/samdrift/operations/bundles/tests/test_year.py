"""The open book of a year: its months one by one, each the same as in its own bundle."""

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samdrift.kernel.bundles import form
from samdrift.kernel.bundles.checking import verify
from samdrift.kernel.bundles.periods import Period, first_days_of
from samdrift.operations.bundles.commands.making import write_bundle
from samdrift.operations.bundles.tests.conftest import HOUR, PERIOD
from samdrift.operations.bundles.tests.tampering import (
    content_of,
    events_of,
    table_of,
    with_cell,
    with_event,
    with_json,
    written,
)
from samdrift.operations.bundles.tests.test_tampering import OFTEN, another, cells, read
from samdrift.operations.requests.commands import endings
from samdrift.operations.requests.models import ServiceRequest
from samdrift.registers.contracts import public as contracts
from tests.kept_files import kept_file
from tests.world import NOON, World

pytestmark = pytest.mark.slow
YEAR = f"{NOON:%Y}"
MONTHS = [f"{YEAR}-{number:02}" for number in range(1, 13)]


@pytest.fixture
def year(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """The bundle of the year, in which one request was closed a month later."""
    return kept_file(request, tmp_path / "year.zip", "month", write_year)


def write_year(month: World, path: Path) -> None:
    kept = ServiceRequest.objects.within(month.dan.scope).get(title="Fault 0")
    endings.confirm_closed(month.olga.scope, kept.uid, expected_version=None, now=NOON + 650 * HOUR)
    write_bundle(month.contract, YEAR, path)


def test_a_year_is_its_months_one_after_another(month: World, year: Path, tmp_path: Path) -> None:
    report = verify(year)
    assert [str(one) for one in report.differences] == []
    assert (report.period, report.requests, report.promises) == (YEAR, 8, 22)
    whole = content_of(year)
    figures = json.loads(whole[form.FIGURES])
    assert list(figures) == MONTHS
    fees = table_of(whole, form.FEES)
    for one in (PERIOD, "2025-06"):
        path = tmp_path / "month.zip"
        write_bundle(month.contract, one, path)
        assert verify(path).differences == []
        content = content_of(path)
        assert json.loads(content[form.FIGURES]) == {one: figures[one]}
        assert table_of(content, form.FEES) == [row for row in fees if row["month"] == one]
    assert figures["2025-06"]["requests"]["closed"] == 1


def test_the_fees_of_a_year_are_those_of_its_months(month: World, year: Path) -> None:
    by_month = [contracts.fees_of_month(month.contract.pk, date.fromisoformat(f"{one}-01")) for one in MONTHS]
    assert verify(year).fees_minor == sum(line.amount_minor for lines in by_month for line in lines)


def test_a_fee_moved_to_another_month_is_named_in_both(year: Path, tmp_path: Path) -> None:
    content = content_of(year)
    row = table_of(content, form.FEES)[0]
    changed = with_cell(content, form.FEES, 0, "month", lambda _month: "2025-13")
    found = {(one.file, one.row.split()[0]) for one in verify(written(tmp_path / "x.zip", changed)).differences}
    assert found == {(form.FEES, "2025-13"), (form.FEES, row["month"])}


def test_another_figure_is_named_with_its_month(year: Path, tmp_path: Path) -> None:
    changed = with_json(content_of(year), form.FIGURES, lambda told: told[PERIOD]["requests"].update(received=9))
    (found,) = verify(written(tmp_path / "x.zip", changed)).differences
    assert (found.file, found.field) == (form.FIGURES, f"{PERIOD}.requests.received")


def test_a_period_is_a_month_or_a_year_of_the_place_itself() -> None:
    period = Period("2025", "Europe/Copenhagen")
    assert period.months == tuple(MONTHS)
    midnight = NOON.replace(month=4, day=1, hour=0, minute=0)  # 22:00 UTC the day before is midnight there
    assert [period.place(midnight.replace(month=3, day=31, hour=hour)) for hour in (21, 22)] == [2, 3]
    assert period.place(None) == period.place(period.end) == -1
    for wrong in ("2025-13", "2025-00", "2025-3", "25", "1700", "9999", "2025-03-01", ""):
        with pytest.raises(ValueError, match=r"."):
            first_days_of(wrong)


@OFTEN
@given(data=st.data())
def test_another_value_in_any_cell_of_a_year_is_named(year: Path, tmp_path: Path, data: st.DataObject) -> None:
    content = content_of(year)
    name, row, column = data.draw(st.sampled_from(list(cells(content))))
    report, refused = read(written(tmp_path / "x.zip", with_cell(content, name, row, column, another)))
    if report is None:  # rows out of their order
        assert name in refused
    elif (name, column) not in form.NAMES_ONLY:
        assert report.differences


@OFTEN
@given(data=st.data())
def test_another_byte_anywhere_in_a_year_is_named_by_its_file_or_refused(
    year: Path, tmp_path: Path, data: st.DataObject
) -> None:
    content = content_of(year)
    name = data.draw(st.sampled_from(sorted(set(content) - {form.MANIFEST})))
    at = data.draw(st.integers(0, len(content[name]) - 1))
    new = data.draw(st.integers(0, 255).filter(lambda byte: byte != content[name][at]))
    some = content[name][:at] + bytes([new]) + content[name][at + 1 :]
    report, refused = read(written(tmp_path / "x.zip", content | {name: some}, honest=False))
    assert refused or (report and any(one.file == name for one in report.differences))
    # A maker who writes the manifest anew is found by the seals: nothing of an event can be told otherwise.
    if name == form.EVENTS:
        report, refused = read(written(tmp_path / "x.zip", content | {name: some}))
        assert refused or (report and report.differences)


def test_any_event_of_a_year_told_otherwise_is_named_by_its_place(year: Path, tmp_path: Path) -> None:
    content = content_of(year)
    for place, one in enumerate(events_of(content)):
        if place % 7:
            continue
        changed = with_event(content, place, lambda told: told["event"].update(line="XXX"))
        named = [f"{d.row} {d.field}" for d in verify(written(tmp_path / "x.zip", changed)).differences]
        assert f"{one['event']['subject']} at {one['position']} event" in named
