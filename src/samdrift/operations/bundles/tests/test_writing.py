"""What is in a bundle, what is not, and that it verifies."""

import json
import subprocess
import sys
from datetime import datetime

from samdrift.doors.cli.verifier import packed
from samdrift.foundation.events.models import EventRecord, Seal
from samdrift.foundation.events.public import withhold
from samdrift.foundation.events.sealing import sign_heads
from samdrift.foundation.scope import everywhere
from samdrift.kernel.bundles import form
from samdrift.kernel.bundles.checking import verify
from samdrift.operations.bundles.commands.making import write_bundle
from samdrift.operations.bundles.queries.rows import line_of
from samdrift.operations.bundles.tests.conftest import HOUR, PERIOD, reported
from samdrift.operations.bundles.tests.tampering import content_of, events_of, table_of
from samdrift.operations.desk.queries.indicators import Period, counted
from samdrift.operations.promises.models import Promise
from samdrift.operations.requests.commands import endings
from samdrift.operations.requests.models import ServiceRequest
from tests.world import NOON


def test_a_bundle_of_all_that_happens_verifies(bundle):
    report = verify(bundle)
    assert [str(one) for one in report.differences] == []
    assert (report.requests, report.promises) == (8, 22)
    told = {one["event"]["kind"] for one in events_of(content_of(bundle))}
    assert {"promises.pause_struck", "promises.deadline_agreed", "promises.excluded", "promises.retargeted"} <= told
    assert {"work.charge_written", "contracts.policy_published", "contracts.calendar_published"} <= told


def test_the_same_book_gives_the_same_bytes(month, bundle, tmp_path):
    again = tmp_path / "again.zip"
    write_bundle(month.contract, PERIOD, again)
    assert again.read_bytes() == bundle.read_bytes()


def test_another_month_has_what_goes_on_and_an_earlier_one_nothing(month, tmp_path):
    path = tmp_path / "x.zip"
    assert write_bundle(month.contract, "2025-04", path).requests == 0
    assert verify(path).differences == []
    kept = ServiceRequest.objects.within(month.dan.scope).get(title="Fault 0")
    endings.confirm_closed(month.olga.scope, kept.uid, expected_version=None, now=NOON + 650 * HOUR)
    assert write_bundle(month.contract, "2025-06", path).requests == 1
    assert verify(path).differences == []


def test_no_name_no_text_and_nothing_restricted_is_in_it(month, tmp_path):
    hidden = reported(month, "Hidden", NOON)
    later = reported(month, "Later", NOON)
    with everywhere(reason="test"):
        ServiceRequest.objects.filter(pk=hidden.pk).update(data_class="D7")
    withhold([later.uid], since=NOON)
    path = tmp_path / "x.zip"
    write_bundle(month.contract, PERIOD, path)
    every = b"".join(content_of(path).values()).decode(errors="replace")
    for word in ("Olga", "Asta", "example.org", "Fault 1", "Paint", "ferry", "Nobody there", "Hidden", "Later"):
        assert word not in every
    assert str(hidden.uid) not in every
    assert str(later.uid) not in every
    assert verify(path).differences == []


def test_what_had_to_be_forgotten_is_left_out_and_the_rest_verifies(month, bundle, tmp_path):
    with everywhere(reason="test"):
        one = EventRecord.objects.filter(kind="requests.resolved").order_by("pk")[0]
        EventRecord.objects.filter(pk=one.pk).update(payload={}, salt=b"")
    path = tmp_path / "x.zip"
    write_bundle(month.contract, PERIOD, path)
    report = verify(path)
    assert report.differences == []
    assert report.requests == 7


def test_signed_heads_bound_what_is_shown_and_are_checked(month, tmp_path):
    path = tmp_path / "x.zip"
    write_bundle(month.contract, PERIOD, path)
    day = NOON.date()
    assert sign_heads(day, NOON) == 1
    reported(month, "After", NOON + HOUR)
    write_bundle(month.contract, PERIOD, path)
    seals = json.loads(content_of(path)[form.SEALS])
    assert [head["day"] for head in seals["signed"]] == [day.isoformat()]
    report = verify(path)
    assert report.differences == []
    assert len(report.keys) == 1
    (named,) = {one.field for one in verify(path, key="0" * 64).differences}
    assert named == "public_key"


def test_a_column_that_drifted_is_a_difference(month, tmp_path):
    with everywhere(reason="test"):
        one = Promise.objects.filter(state="met").order_by("pk")[0]
        Promise.objects.filter(pk=one.pk).update(due_at=one.due_at + HOUR)
        request = ServiceRequest.objects.filter(state="closed").first() or ServiceRequest.objects.order_by("pk")[0]
        ServiceRequest.objects.filter(pk=request.pk).update(priority=5)
    path = tmp_path / "x.zip"
    write_bundle(month.contract, PERIOD, path)
    named = {(d.file, d.row, d.field) for d in verify(path).differences}
    assert (form.PROMISES, f"{one.subject_uid} {one.kind}", "due_at") in named
    assert (form.REQUESTS, str(request.uid), "priority") in named


def test_the_signs_are_those_of_the_page(month, bundle):
    figures = json.loads(content_of(bundle)[form.FIGURES])[PERIOD]
    begin, end = datetime(2025, 4, 30, 22, tzinfo=NOON.tzinfo), datetime(2025, 5, 31, 22, tzinfo=NOON.tzinfo)
    shown = counted(month.dan.scope, Period(begin, end))
    for code in ("last_minutes", "reopened", "loops", "received_later"):
        assert figures["signs"][code] == {"part": shown[code].part, "whole": shown[code].whole}
    assert figures["requests"]["received"] == 8
    due = [row for row in figures["promises"] if row["clock"] == "complete"]
    assert sum(row["agreed"] for row in due) == 1


def test_every_event_of_it_is_sealed(month, bundle):
    with everywhere(reason="test"):
        assert Seal.objects.count() == EventRecord.objects.count()
    assert len(table_of(content_of(bundle), form.CHARGES)) == 2


def test_the_verifier_as_one_file_says_the_same(bundle, tmp_path):
    alone = tmp_path / "verify.pyz"
    alone.write_bytes(packed())
    command = [sys.executable, "-I", "-S", str(alone), str(bundle)]
    done = subprocess.run(command, cwd=tmp_path, env={}, check=False, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("0 differences.\n")


def test_work_that_is_no_request_is_of_the_line_of_its_last_promise():
    given = [{"key": "9", "line": "CLN"}, {"key": "10", "line": "MNT"}, {"key": "2", "line": "CAT"}]
    assert line_of(given) == "MNT"
    assert line_of([]) == ""
