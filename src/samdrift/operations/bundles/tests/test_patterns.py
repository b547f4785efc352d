"""Patterns of payloads: a shorter way of writing, which must never let an event say anything else."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samdrift.kernel.bundles import form
from samdrift.kernel.bundles.checking import verify
from samdrift.kernel.bundles.opening import NotABundle
from samdrift.kernel.bundles.patterns import SUBJECT, VALUE
from samdrift.kernel.seals import canonical
from samdrift.operations.bundles.formats import lines
from samdrift.operations.bundles.formats.lines import Lines
from samdrift.operations.bundles.tests.tampering import content_of, events_of, patterns_of, with_events, written

UID = "0196a000-0000-7000-8000-000000000000"
OTHER = "0196a000-0000-7000-8000-000000000001"
KINDS = ["requests.submitted", "requests.triaged", "promises.pause_ended", "work.charge_written"]
texts = st.sampled_from([UID, OTHER, "2025-03-14T09:00:00+00:00", "å", '"', "\\", "\x01", "\x02", ""])
values = st.one_of(texts, st.none(), st.booleans(), st.integers(-5, 5), st.lists(texts, max_size=2))
payloads = st.dictionaries(
    st.sampled_from(["received_at", "pause_uid", "request_id", "until", UID, "a", "zz"]),
    st.one_of(values, st.dictionaries(st.sampled_from(["received_at", "b"]), values, max_size=2)),
    max_size=5,
)


def put_back(written_: Lines, line: str, subject: str) -> tuple[str, str]:
    """The kind and payload a line stands for."""
    cells = line.removesuffix("\n").split("\t")
    if not cells[1].isdigit():
        return cells[1], cells[-1]
    kind, text = written_.patterns().decode().split("\n")[int(cells[1]) - 1].split("\t")
    return kind, text.replace(VALUE, cells[-1]).replace(SUBJECT, subject)


@given(st.lists(st.tuples(st.sampled_from(KINDS), payloads, st.booleans(), st.booleans()), max_size=8))
def test_whatever_payloads_hold_their_lines_stand_for_their_canonical_json(
    told: list[tuple[str, dict[str, Any], bool, bool]],
) -> None:
    written_ = Lines()
    for place, (kind, payload, is_other, is_ascii) in enumerate(told, start=1):
        subject = OTHER if is_other else UID
        line = written_.of(
            subject, place, ["uid", kind, "then", "then", None, 1, None, 2], json.dumps(payload, ensure_ascii=is_ascii)
        )
        assert line.count("\n") == 1
        assert put_back(written_, line, subject) == (kind, canonical(payload).decode())


def test_what_differs_in_its_subject_and_its_own_moment_is_one_pattern() -> None:
    written_ = Lines()
    for subject in (UID, OTHER):
        for hour in ("09", "10"):
            payload = {"received_at": f"2025-03-14T{hour}:00:00+00:00", "priority": 3, "request_id": subject}
            line = written_.of(subject, 1, ["uid", KINDS[0], "then", "then", *[None] * 4], json.dumps(payload))
            assert line == f"1\t1\tuid\tthen\t\t\t\t\t\t2025-03-14T{hour}:00:00+00:00\n"
    assert written_.patterns().decode() == (
        f'requests.submitted\t{{"priority":3,"received_at":"{VALUE}","request_id":"{SUBJECT}"}}\n'
    )


def test_patterns_of_a_kind_are_not_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "MOST_OF_A_KIND", 2)
    written_ = Lines()
    found = [
        written_.of(UID, one, ["uid", KINDS[1], "then", "now", *[None] * 4], json.dumps({"a": one, "request_id": UID}))
        for one in (1, 2, 3, 1)
    ]
    assert [one.split("\t")[1] for one in found] == ["1", "2", KINDS[1], "1"]


@pytest.mark.slow
def test_the_same_events_without_patterns_come_to_the_same(bundle: Path, tmp_path: Path) -> None:
    content = content_of(bundle)
    assert patterns_of(content)
    whole = with_events(content | {form.PATTERNS: b""}, events_of(content))
    assert whole[form.EVENTS] != content[form.EVENTS]
    assert verify(written(tmp_path / "x.zip", whole)).differences == []
    assert with_events(content, events_of(content))[form.EVENTS] == content[form.EVENTS]


@pytest.mark.slow
def test_another_word_in_a_pattern_makes_all_its_events_others(bundle: Path, tmp_path: Path) -> None:
    content = content_of(bundle)
    changed = content[form.PATTERNS].replace(b'"after":"resolved"', b'"after":"declined"')
    many = sum(one["event"]["kind"] == "requests.resolved" for one in events_of(content))
    found = verify(written(tmp_path / "x.zip", content | {form.PATTERNS: changed})).differences
    assert sum(one.file == form.EVENTS and one.field == "event" for one in found) >= many > 0


NO_PATTERNS = (
    "", "requests.closed", "requests.closed\t", 'requests.closed\t{"a":1}', 'requests.closed\t{"a":\x01}',
    'requests.closed\t{"a":"\x01","b":"\x01"}', 'requests.closed\t{"a":"\x01","b":"\x02"}',
    'requests.closed\t{"b":"\x02","c":"\x02","d":"\x01"}', 'requests.closed\t["\x01"]',
    'requests.closed\t{"a":"\\\x01"}', 'requests.closed\t{"a":"\\u00\x01"}', 'requests.closed\t{"a":1,"a":"\x01"}',
    'requests.closed\t{"a":"x"\x01"y"}', 'requests.closed\t{"a":"\x01"}x', 'requests.closed\t{"a":"\x01"',
    'requests"closed\t{"a":"\x01"}', "requests.closed\t" + "[" * 100_000 + '"\x01"',
)  # fmt: skip


@pytest.mark.slow
def test_patterns_of_another_form_are_refused(bundle: Path, tmp_path: Path) -> None:
    content = content_of(bundle)
    for line in NO_PATTERNS:
        changed = content | {form.PATTERNS: content[form.PATTERNS] + f"{line}\n".encode()}
        with pytest.raises(NotABundle, match=form.PATTERNS):
            verify(written(tmp_path / "x.zip", changed))


@pytest.mark.slow
@pytest.mark.parametrize("value", ['x","after":"closed', "x\\", "x"])
def test_a_value_where_a_pattern_has_none_or_that_ends_its_text_is_named_or_refused(
    bundle: Path, tmp_path: Path, value: str
) -> None:
    content = content_of(bundle)
    rows = content[form.EVENTS].decode().split("\n")
    names = {
        str(number) for number, (kind, _text) in enumerate(patterns_of(content), start=1) if kind == "requests.triaged"
    }
    at = next(place for place, row in enumerate(rows) if row[:1] != "\t" and row.split("\t")[1] in names)
    changed = content | {form.EVENTS: "\n".join([*rows[:at], rows[at] + value, *rows[at + 1 :]]).encode()}
    try:
        found = verify(written(tmp_path / "x.zip", changed)).differences
    except NotABundle as refused:
        assert form.EVENTS in str(refused)  # noqa: PT017 - either answer will do
    else:
        assert any(one.file == form.EVENTS and one.field == "event" for one in found)
