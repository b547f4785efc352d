"""Change anything in a bundle, and the verifier names it: by file, row and field where it can be worked out again."""

import json
import zipfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samdrift.kernel.bundles import behind_form, form
from samdrift.kernel.bundles.checking import Report, verify
from samdrift.kernel.bundles.opening import NotABundle
from samdrift.operations.bundles.tests.tampering import (
    content_of,
    events_of,
    table_of,
    with_cell,
    with_event,
    with_events,
    with_json,
    written,
)

pytestmark = pytest.mark.slow
OFTEN = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
OF_WORK = sorted(set(form.COLUMNS) - {form.PLACES, form.INVOICES, form.LINES, *behind_form.COLUMNS})


def read(path: Path) -> tuple[Report | None, str]:
    """What the verifier says: its report, or why it does not read the file."""
    try:
        return verify(path), ""
    except NotABundle as refused:
        return None, str(refused)


def another(text: str) -> str:
    """Another value of the same sort: what somebody would write who wants to look better."""
    if text in ("0", "1"):
        return "10"[int(text)]
    try:
        return (datetime.fromisoformat(text) + timedelta(minutes=1)).isoformat()
    except ValueError:
        return str(int(text) + 1) if text.isdigit() else text + "x"


def cells(content: dict[str, bytes]) -> Iterator[tuple[str, int, str]]:
    for name, columns in form.COLUMNS.items():
        for row, _values in enumerate(table_of(content, name)):
            yield from ((name, row, column) for column in columns)


@OFTEN
@given(data=st.data())
def test_another_value_in_any_cell_is_named_although_every_hash_was_made_to_fit(bundle, tmp_path, data):
    content = content_of(bundle)
    name, row, column = data.draw(st.sampled_from(list(cells(content))))
    values = table_of(content, name)[row]
    changed = written(tmp_path / "changed.zip", with_cell(content, name, row, column, another))
    report, refused = read(changed)
    if report is None:  # rows out of their order
        assert name in refused
        return
    if (name, column) in form.NAMES_ONLY and not values.get("agreed_due_at") and not values.get("excluded"):
        return
    named = {(one.file, one.field) for one in report.differences}
    if name == form.PLACES or column in form.COLUMNS[name][: form.KEYS[name]]:
        assert report.differences
    elif (name, column) in form.NAMES_ONLY:
        assert any(one.file == name and values["clock"] in one.row for one in report.differences)
    else:
        assert (name, column) in named
        key = " ".join(values[one] for one in form.COLUMNS[name][: form.KEYS[name]])
        assert any((one.file, one.row, one.field) == (name, key, column) for one in report.differences)


def leaves_of(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The paths to every value of an event."""
    if isinstance(value, dict):
        for key in value:
            yield from leaves_of(value[key], (*path, key))
    elif isinstance(value, list):
        for place, one in enumerate(value):
            yield from leaves_of(one, (*path, place))
    else:
        yield path


@OFTEN
@given(data=st.data())
def test_another_value_anywhere_in_an_event_is_named_with_its_place_in_the_book(bundle, tmp_path, data):
    content = content_of(bundle)
    events = events_of(content)
    line = data.draw(st.integers(0, len(events) - 1))
    path = data.draw(st.sampled_from(list(leaves_of(events[line]["event"]))))
    position = events[line]["position"]

    def change(value: Any) -> None:
        inside = value["event"]
        for key in path[:-1]:
            inside = inside[key]
        old = inside[path[-1]]
        inside[path[-1]] = not old if isinstance(old, bool) else another(str(old)) if isinstance(old, str) else 77

    changed = written(tmp_path / "changed.zip", with_event(content, line, change))
    report, refused = read(changed)
    if report is None:
        assert form.EVENTS in refused
        return
    assert any(one.file == form.EVENTS and one.row.endswith(f"at {position}") for one in report.differences)


@OFTEN
@given(data=st.data())
def test_another_byte_anywhere_is_named_by_its_file_or_refused(bundle, tmp_path, data):
    content = content_of(bundle)
    name = data.draw(st.sampled_from(sorted(set(content) - {form.MANIFEST})))
    at = data.draw(st.integers(0, len(content[name]) - 1))
    new = data.draw(st.integers(0, 255).filter(lambda byte: byte != content[name][at]))
    some = content[name][:at] + bytes([new]) + content[name][at + 1 :]
    changed = written(tmp_path / "changed.zip", content | {name: some}, honest=False)
    report, refused = read(changed)
    assert refused or (report and any(one.file == name for one in report.differences))


@pytest.mark.parametrize("name", OF_WORK)
def test_a_row_left_out_is_named(bundle, tmp_path, name):
    content = content_of(bundle)
    lines = content[name].splitlines(keepends=True)
    changed = written(tmp_path / "changed.zip", content | {name: b"".join([lines[0], *lines[2:]])})
    assert any(one.file == name for one in verify(changed).differences)


@pytest.mark.parametrize("name", OF_WORK)
def test_a_row_twice_is_named(bundle, tmp_path, name):
    content = content_of(bundle)
    lines = content[name].splitlines(keepends=True)
    changed = written(tmp_path / "changed.zip", content | {name: b"".join([lines[0], lines[1], *lines[1:]])})
    assert any(one.file == name for one in verify(changed).differences)


def test_events_left_out_are_missed_by_the_rows_about_them(bundle, tmp_path):
    content = content_of(bundle)
    kept = [one for one in events_of(content) if one["event"]["kind"] != "promises.milestone_reached"]
    changed = written(tmp_path / "changed.zip", with_events(content, kept))
    assert {"stopped_at", "state"} <= {one.field for one in verify(changed).differences if one.file == form.PROMISES}


def amounts(rules: Any) -> None:
    for rule in rules:
        for clock in rule["clocks"]:
            clock["amount"] += 1


def an_hour_more(calendars: Any) -> None:
    for calendar in calendars:
        calendar["definition"]["week"]["mon"] = ["08:00-17:00"]


@pytest.mark.parametrize(("name", "change"), [(form.RULES, amounts), (form.CALENDARS, an_hour_more)])
def test_other_terms_move_the_deadlines_and_differ_from_what_was_sealed(bundle, tmp_path, name, change):
    report = verify(written(tmp_path / "changed.zip", with_json(content_of(bundle), name, change)))
    assert any(one.file == form.PROMISES and one.field == "due_at" for one in report.differences)
    assert any(one.file == name and one.field == "terms" for one in report.differences)


@pytest.mark.parametrize("key", ["clause", "name", "pauses", "line", "sites", "valid_from", "retarget"])
def test_any_word_of_a_published_rule_is_held_against_its_seal(bundle, tmp_path, key):
    def change(rules: Any) -> None:
        for rule in rules:
            rule[key] = {"clause": "9.9", "name": {"en": "x"}, "pauses": {"x": {}}, "sites": [77]}.get(
                key, "2025-01-02"
            )

    report = verify(written(tmp_path / "changed.zip", with_json(content_of(bundle), form.RULES, change)))
    assert [one.field for one in report.differences] == ["terms"]


@OFTEN
@given(data=st.data())
def test_another_figure_is_named_by_its_path(bundle, tmp_path, data):
    content = content_of(bundle)
    paths = list(leaves_of(json.loads(content[form.FIGURES])))
    path = data.draw(st.sampled_from(paths))

    def change(value: Any) -> None:
        for key in path[:-1]:
            value = value[key]
        value[path[-1]] = another(value[path[-1]]) if isinstance(value[path[-1]], str) else value[path[-1]] + 1

    report = verify(written(tmp_path / "changed.zip", with_json(content, form.FIGURES, change)))
    (one,) = report.differences
    assert one.file == form.FIGURES
    assert str(path[-1]) in one.field


def test_a_leaf_changed_breaks_the_chain(bundle, tmp_path):
    content = content_of(bundle)
    leaves = content[form.LEAVES]
    report = verify(written(tmp_path / "changed.zip", content | {form.LEAVES: leaves[:96] + bytes(32) + leaves[128:]}))
    assert any((one.file, one.field) == (form.SEALS, "head") for one in report.differences)


@pytest.mark.parametrize(
    ("key", "value"),
    [("contract", "X"), ("period", "2025-04"), ("timezone", "Pacific/Auckland"), ("version", form.VERSION + 1)],
)
def test_another_word_in_the_manifest_is_noticed(bundle, tmp_path, key, value):
    content = with_json(content_of(bundle), form.MANIFEST, lambda manifest: manifest.update({key: value}))
    report, refused = read(written(tmp_path / "changed.zip", content))
    assert refused or (report and report.differences)


def test_a_bundle_chained_anew_differs_from_the_head_that_was_kept(bundle):
    stretch = json.loads(content_of(bundle)[form.SEALS])["stretches"][-1]
    assert verify(bundle, kept={stretch["to"]: stretch["head"]}).differences == []
    report = verify(bundle, kept={stretch["to"]: "0" * 64})
    assert [one.field for one in report.differences] == ["signed head"]


def test_the_zip_itself_may_be_packed_anew(bundle, tmp_path):
    again = tmp_path / "again.zip"
    with zipfile.ZipFile(again, "w") as opened:
        for name, some in content_of(bundle).items():
            opened.writestr(name, some)
    assert verify(again).differences == []
