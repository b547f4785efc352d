"""What is no bundle is refused with one sentence and status 2, whatever it is, and costs nobody's memory."""

import gc
import io
import json
import os
import subprocess
import sys
import zipfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

import samdrift
from samdrift.doors.cli.verifier import packed
from samdrift.kernel.bundles import asking, comparing, differing, form, opening
from samdrift.kernel.bundles.checking import verify
from samdrift.kernel.bundles.opening import NotABundle
from samdrift.operations.bundles.tests.conftest import PERIOD
from samdrift.operations.bundles.tests.tampering import Content, content_of, with_event, with_json, written

pytestmark = pytest.mark.slow


def refused(path: Path) -> str:
    with pytest.raises(NotABundle) as raised:
        verify(path)
    return str(raised.value)


def test_what_is_no_zip_is_refused(tmp_path):
    for content in (b"", b"PK", b"hello" * 100, os.urandom(5000), b"PK\x05\x06" + b"\xff" * 18):
        path = tmp_path / "x.zip"
        path.write_bytes(content)
        assert refused(path)
    assert "cannot be read" in refused(tmp_path / "nothing.zip")
    assert "cannot be read" in refused(tmp_path)


def test_half_a_bundle_is_refused(bundle, tmp_path):
    content = bundle.read_bytes()
    path = tmp_path / "half.zip"
    for part in (10, 3):
        path.write_bytes(content[: len(content) * part // 11])
        assert refused(path)


def test_a_bundle_with_broken_bytes_inside_is_refused_or_differs(bundle, tmp_path):
    content, path = bytearray(bundle.read_bytes()), tmp_path / "broken.zip"
    for at in range(60, len(content) // 2, len(content) // 40):
        path.write_bytes(bytes(content[:at]) + bytes([content[at] ^ 255]) + bytes(content[at + 1 :]))
        try:
            report = verify(path)
        except NotABundle:
            continue
        # A byte of the zip's own, such as the hour an entry was written, is none of what the bundle holds.
        assert report.differences or content_of(path) == content_of(bundle)


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "/etc/passwd", "a\\b", "events.jsonl/", "CON", "manifest.json.exe"]
)
def test_a_file_that_is_none_of_a_bundle_is_refused_by_its_name(bundle, tmp_path, name):
    assert "no file of a bundle" in refused(written(tmp_path / "x.zip", content_of(bundle) | {name: b"x"}))


def test_a_missing_file_is_named(bundle, tmp_path):
    for name in (form.MANIFEST, *(one for one in form.FILES if form.belongs(one, form.VERSION))):
        content = content_of(bundle)
        del content[name]
        told = refused(written(tmp_path / "x.zip", content, honest=form.MANIFEST in content))
        assert name in told
        assert "missing" in told


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_file_twice_is_refused(bundle, tmp_path):
    path = written(tmp_path / "x.zip", content_of(bundle))
    with zipfile.ZipFile(path, "a") as opened:
        opened.writestr(form.REQUESTS, b"x")
    assert "twice" in refused(path)


def test_a_zip_bomb_is_refused_before_it_is_unpacked(bundle, tmp_path, monkeypatch):
    monkeypatch.setattr(opening, "LARGEST_UNPACKED", 10 << 20)
    content = content_of(bundle) | {form.LEAVES: b"0" * (11 << 20)}
    assert "larger than" in refused(written(tmp_path / "x.zip", content))


def test_a_file_that_lies_about_its_length_is_refused(bundle, tmp_path):
    content = content_of(bundle) | {form.LEAVES: b"0" * (5 << 20) + b"\n"}
    path = written(tmp_path / "x.zip", content)
    assert "more hashes" in refused(path)
    monstrous = path.read_bytes().replace((5 * (1 << 20) + 1).to_bytes(4, "little"), (65).to_bytes(4, "little"))
    path.write_bytes(monstrous)
    assert refused(path)


def test_a_directory_of_many_files_is_refused_unread(tmp_path):
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as opened:
        for number in range(2000):
            opened.writestr(str(number), b"")
    assert "more files" in refused(path)


def test_an_encrypted_file_is_refused(bundle, tmp_path):
    content = bytearray(bundle.read_bytes())
    at = content.rfind(b"PK\x01\x02")
    content[at + 8] |= 1
    path = tmp_path / "x.zip"
    path.write_bytes(bytes(content))
    assert refused(path)


DEEP = b"[" * 200_000
NO_JSON = (
    b"", b"{", b"[]", b"null", b'"x"', DEEP, b"\xff\xfe", b'{"a":1,"a":2}', b'{"a":1.5}', b'{"a":NaN}',
    b'{"a":' + b"9" * 5000 + b"}",
)  # fmt: skip
NO_LINES = (b"", b"\n", b"x\n", b'"\n', b"\xff\n", b"a" * (2 << 20) + b"\n", b"\x00\n", b'"a\r\n"\n')


def named_or_refused(path: Path, name: str) -> None:
    """The verifier names a difference, or refuses with the name of the file."""
    try:
        assert verify(path).differences
    except NotABundle as told:
        assert name in str(told)  # noqa: PT017 - either answer will do, and this one names the file


def test_json_of_another_form_is_refused_or_differs(bundle, tmp_path):
    content = content_of(bundle)
    for name in (form.MANIFEST, form.CALENDARS, form.RULES, form.SEALS, form.FIGURES, form.CONTRACT):
        for some in NO_JSON:
            named_or_refused(written(tmp_path / "x.zip", content | {name: some}, honest=False), name)


def test_lines_of_another_form_are_refused_or_differ(bundle, tmp_path):
    content = content_of(bundle)
    for name in (*form.COLUMNS, form.EVENTS, form.LEAVES):
        for some in NO_LINES:
            named_or_refused(written(tmp_path / "x.zip", content | {name: some}), name)


def test_many_rows_about_one_piece_of_work_are_read_one_after_another_and_not_for_ever(bundle, tmp_path, monkeypatch):
    content = content_of(bundle)
    heading, first, *rest = content[form.PAUSES].split(b"\n")
    subject, behind = first.split(b",", 1)
    many = [b'"%s",%s' % (subject, behind)] * 3_000
    path = written(tmp_path / "x.zip", content | {form.PAUSES: b"\n".join([heading, *many, *rest])})
    named_or_refused(path, form.PAUSES)
    monkeypatch.setattr(comparing, "MOST_ABOUT_ONE", 1_000)
    assert "more than 1000 rows are about" in refused(path)


def test_rows_about_nothing_are_named_one_by_one_until_they_are_too_many(bundle, tmp_path, monkeypatch):
    content = content_of(bundle)
    rest = b"," * (len(form.COLUMNS[form.REQUESTS]) - 1)
    many = b"".join(b"zz%05d%s\n" % (number, rest) for number in range(300))
    path = written(tmp_path / "x.zip", content | {form.REQUESTS: content[form.REQUESTS] + many})
    assert len(verify(path).differences) == 300
    monkeypatch.setattr(comparing, "MOST_LOST", 200)
    assert "about work no event tells of" in refused(path)


def test_more_differences_than_memory_holds_are_counted(bundle, tmp_path, monkeypatch):
    content = content_of(bundle)
    rest = b"," * (len(form.COLUMNS[form.REQUESTS]) - 1)
    many = b"".join(b"zz%05d%s%s\n" % (number, b"z" * 1_000, rest) for number in range(300))
    path = written(tmp_path / "x.zip", content | {form.REQUESTS: content[form.REQUESTS] + many})
    monkeypatch.setattr(differing, "MOST_NAMED", 100)
    found = verify(path).differences
    assert (len(found), found.more) == (100, 200)
    assert {len(one.row) for one in found} == {differing.LONGEST}
    assert "300 differences." in asked(str(path))[1]
    assert json.loads(asked("--json", str(path))[1])["more_differences"] == 200


@pytest.mark.parametrize("again", ["the same code", "another code"])
def test_a_place_that_stands_twice_is_named(bundle, tmp_path, again):
    content = content_of(bundle)
    row = content[form.PLACES].split(b"\n")[1]
    kind, number, _code = row.split(b",")
    more = row if again == "the same code" else b",".join([kind, number, b"ELSEWHERE"])
    path = written(tmp_path / "x.zip", content | {form.PLACES: content[form.PLACES] + more + b"\n"})
    found = [one for one in verify(path).differences if one.file == form.PLACES]
    assert [one.row for one in found] == [f"{kind.decode()} {number.decode()}"]


def test_a_quote_in_a_line_above_events_is_refused(bundle, tmp_path):
    content = content_of(bundle)
    first, rest = content[form.EVENTS].split(b"\n", 1)
    for more in (b'"', b"\\", b'null,"party":"'):
        changed = content | {form.EVENTS: first + more + b"\n" + rest}
        assert "events.tsv line 1: no event" in refused(written(tmp_path / "x.zip", changed))


def test_tables_of_money_larger_than_any_contract_are_refused_before_memory_is_full(bundle, tmp_path, monkeypatch):
    content = content_of(bundle)
    heading, _rest = content[form.LINES].split(b"\n", 1)
    empty = b"," * (len(form.COLUMNS[form.LINES]) - 1)
    path = written(tmp_path / "x.zip", content | {form.LINES: b"\n".join([heading, *[empty] * 2_000, b""])})
    monkeypatch.setattr(opening, "MOST_KEPT", 1_000)
    assert "the tables of money have more than 1000 rows" in refused(path)
    monkeypatch.undo()
    monkeypatch.setattr(opening, "LARGEST_KEPT", 10_000)
    assert "tables of money" in refused(path)


def test_more_hashes_than_a_book_has_places_are_refused_unread(bundle, tmp_path, monkeypatch):
    monkeypatch.setattr(opening, "LARGEST_LEAVES", 64)
    assert f"{form.LEAVES} is larger than" in refused(bundle)


def test_salts_of_another_length_are_refused_and_others_differ(bundle, tmp_path):
    content = content_of(bundle)
    salts = content[form.SALTS]
    for some in (b"", salts[:-1], salts[:-16], salts + bytes(16)):
        with pytest.raises(NotABundle, match=r"salts|no event"):
            verify(written(tmp_path / "x.zip", content | {form.SALTS: some}))
    named_or_refused(written(tmp_path / "x.zip", content | {form.SALTS: bytes(16) + salts[16:]}), form.EVENTS)


def set_at(path: tuple[Any, ...], value: Any) -> Any:
    def change(inside: Any) -> None:
        for key in path[:-1]:
            inside = inside[key]
        inside[path[-1]] = value

    return change


EVENTS_NOT = (
    (("event", "happened_at"), "0001-01-01T00:00:00+00:00"), (("event", "happened_at"), "9999-12-31T23:59:59"),
    (("event", "happened_at"), None), (("event", "payload"), []), (("event", "payload"), {"policy_uid": []}),
    (("event", "kind"), {"a": 1}), (("event", "site"), {}), (("event", "site"), 10**15), (("salt",), "00" * 16),
    (("salt",), "00" * 32), (("position",), -1), (("position",), 10**15), (("position",), "x"),
    (("event", "line"), '"'), (("event", "line"), "\\"),
    (("event", "subject"), None), (("event", "subject"), 5),
)  # fmt: skip
RULES_NOT = (
    ((0, "clocks", 0, "amount"), 10**15), ((0, "clocks", 0, "amount"), -1), ((0, "clocks", 0, "amount"), "x"),
    ((0, "clocks", 0, "unit"), "parsecs"), ((0, "clocks", 0, "at_risk_percent"), 0), ((0, "clocks"), None),
    ((0, "clocks", 0, "cut_off"), "25:99"), ((0, "clocks", 0, "kind"), ["x"]), ((0, "rule"), {"x": 1}), ((0,), 5),
)  # fmt: skip


def test_events_of_another_form_are_refused_or_differ(bundle, tmp_path):
    content = content_of(bundle)
    for path, value in EVENTS_NOT:
        for line in (0, 5, 20):
            changed = with_event(content, line, set_at(path, value))
            named_or_refused(written(tmp_path / "x.zip", changed), form.EVENTS)


def test_rules_of_another_form_are_refused_or_differ(bundle, tmp_path):
    content = content_of(bundle)
    for path, value in RULES_NOT:
        path_of = written(tmp_path / "x.zip", with_json(content, form.RULES, set_at(path, value)))
        with suppress(NotABundle):  # an unused rule may say anything; it must only do no harm
            verify(path_of)


def test_a_calendar_never_asks_for_a_library(bundle, tmp_path):
    def change(calendars: Any) -> None:
        calendars[0]["definition"]["holidays"] = [{"country": "DK"}]

    assert "holidays as dates" in refused(
        written(tmp_path / "x.zip", with_json(content_of(bundle), form.CALENDARS, change))
    )


def asked(*words: str) -> tuple[int, str, str]:
    out, wrong = io.StringIO(), io.StringIO()
    return asking.main(words, out, wrong), out.getvalue(), wrong.getvalue()


def test_the_status_says_whether_it_holds_differs_or_is_none(bundle, tmp_path):
    assert asked(str(bundle))[0] == 0
    content: Content = with_json(
        content_of(bundle), form.FIGURES, lambda told: told[PERIOD]["requests"].update(received=99)
    )
    status, told, _wrong = asked(str(written(tmp_path / "x.zip", content)))
    assert status == 1
    assert f"figures.json, {PERIOD}.requests.received: the bundle says 99, and it comes to 8" in told
    assert "1 difference." in told
    status, told, wrong = asked(str(tmp_path / "none.zip"))
    assert (status, told) == (2, "")
    assert "cannot be read" in wrong
    status, told, _wrong = asked("--json", str(tmp_path / "none.zip"))
    assert status == 2
    assert "error" in json.loads(told)
    assert json.loads(asked("--json", str(bundle))[1])["differences"] == []


def test_rows_the_book_does_not_tell_of_are_said_first_and_the_status_is_not_that_of_a_proof(bundle, monkeypatch):
    found = verify(bundle)
    found.untold = {"credits.csv": 2}
    monkeypatch.setattr(asking, "verify", lambda *_path, **_trusted: found)
    status, told, _wrong = asked(str(bundle))
    assert status == asking.UNTOLD
    assert "NOT PROVEN: the events of this bundle do not tell enough to work out again: 2 credits." in told
    assert told.endswith("0 differences, and not everything is proven.\n")


@pytest.mark.parametrize("collecting", [True, False])
def test_the_collector_is_left_as_it_was_found(bundle, tmp_path, collecting):
    before = gc.isenabled()
    (gc.enable if collecting else gc.disable)()
    try:
        broken = content_of(bundle)
        del broken[form.LEAVES]
        for path in (bundle, written(tmp_path / "x.zip", broken)):
            with suppress(NotABundle):
                verify(path)
            assert gc.isenabled() is collecting
    finally:
        (gc.enable if before else gc.disable)()


def test_bytes_that_are_not_what_the_zip_itself_says_differ_from_the_manifest(bundle, tmp_path):
    """The checksum of a zip is not asked: the manifest names the SHA-256 of the same bytes."""
    content = content_of(bundle)
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as opened:
        for name, some in content.items():
            opened.writestr(name, some)
    path = tmp_path / "x.zip"
    path.write_bytes(path.read_bytes().replace(b'"code": "LIFTS"', b'"code": "LIFTZ"'))
    assert ("rules.json", "SHA-256") in {(one.file, one.field) for one in verify(path).differences}


def test_the_verifier_as_one_file_needs_nothing_but_python(bundle, tmp_path):
    path = tmp_path / "verify.pyz"
    path.write_bytes(packed())
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(path), str(bundle)], check=False, capture_output=True, text=True, timeout=60
    )
    assert (done.stderr, done.returncode) == ("", 0)
    assert "0 differences." in done.stdout


def test_a_key_the_reader_trusts_and_heads_the_reader_kept_are_asked_for(bundle, tmp_path):
    kept = tmp_path / "heads.json"
    stretch = json.loads(content_of(bundle)[form.SEALS])["stretches"][-1]
    kept.write_text(json.dumps([{"position": stretch["to"], "head": "0" * 64}]))
    assert asked("--heads", str(kept), str(bundle))[0] == 1
    kept.write_text("[1]")
    assert asked("--heads", str(kept), str(bundle))[0] == 2


def test_it_runs_with_nothing_but_python(bundle):
    """No site-packages, no settings: what the other party has who copies the folder `samdrift/kernel`."""
    source = str(Path(samdrift.__file__).parents[1])
    done = subprocess.run(
        [sys.executable, "-S", "-m", "samdrift.kernel.bundles", str(bundle)], check=False, capture_output=True,
        text=True, env={"PYTHONPATH": source}, timeout=60,
    )  # fmt: skip
    assert done.stderr == ""
    assert done.returncode == 0
    assert "0 differences." in done.stdout
