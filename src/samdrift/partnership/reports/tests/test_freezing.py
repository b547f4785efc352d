"""A report's way from draft to frozen, and that it comes out the same for ever."""

import json
from datetime import UTC, date, datetime

import pytest

from samdrift.foundation.checks.public import DoesNotHold
from samdrift.foundation.errors import Invalid, NotAllowed, Refused, Stale
from samdrift.foundation.events.models import EventRecord
from samdrift.foundation.scope import Scope, everywhere
from samdrift.partnership.performance.commands import correcting
from samdrift.partnership.reports import jobs
from samdrift.partnership.reports.commands import agreeing, drafting, saying
from samdrift.partnership.reports.formats import page, paper, tables
from samdrift.partnership.reports.models import Report
from samdrift.partnership.reports.queries import reading
from samdrift.partnership.reports.queries.comparing import regenerated
from samdrift.partnership.reports.rules import canonical
from samdrift.partnership.reports.tests.conftest import LATER, MARCH, QUARTER, TENTH, Reported


def test_a_draft_tells_the_key_figures_and_says_what_is_missing(reported: Reported) -> None:
    data = reported.data
    [kpis] = [one for one in data["sections"] if one["code"] == "kpis"]
    rows = {row["cells"][0]["en"][:3]: row for row in kpis["blocks"][0]["rows"]}
    assert rows["K06"]["cells"][2] == "87.50"
    assert rows["K06"]["cells"][4]["en"] == "21 / 24"
    assert rows["K06"]["cells"][9] > 0
    absent = {one["code"]: one["why"] for one in data["absent"]}
    assert "inclusion" in absent
    assert set(absent["inclusion"]) == {"en", "da", "sv"}
    assert reported.report.digest == canonical.digest(reported.report.data)


def test_the_whole_way_is_signed_by_both_and_ends_frozen(reported: Reported) -> None:
    report = reported.frozen()
    assert report.state == "frozen"
    with everywhere(reason="test"):
        events = list(EventRecord.objects.filter(kind__startswith="reports.").order_by("pk"))
    assert [one.kind for one in events] == [
        "reports.drafted", "reports.commented", "reports.commented", "reports.agreed", "reports.agreed",
        "reports.frozen",
    ]  # fmt: skip
    assert events[-1].payload["digest"] == canonical.digest(report.data)
    assert {one["side"] for one in json.loads(report.data)["signed"]} == {"customer", "provider"}


def test_nobody_agrees_before_both_have_commented_nor_freezes_before_both_agreed(reported: Reported) -> None:
    with pytest.raises(Refused, match="comment first"):
        agreeing.agree_report(reported.client.scope, reported.uid, expected_version=None, now=TENTH)
    reported.commented()
    agreeing.agree_report(reported.client.scope, reported.uid, expected_version=None, now=TENTH)
    with pytest.raises(Refused, match="already"):
        agreeing.agree_report(reported.client.scope, reported.uid, expected_version=None, now=TENTH)
    with pytest.raises(Refused, match="agree first"):
        agreeing.freeze_report(reported.client.scope, reported.uid, expected_version=None, now=TENTH)


def test_agreeing_is_for_the_offices_and_on_what_one_has_seen(reported: Reported) -> None:
    reported.commented()
    for actor in (reported.steer, reported.auditor):
        with pytest.raises(NotAllowed):
            agreeing.agree_report(actor.scope, reported.uid, expected_version=None, now=TENTH)
    with pytest.raises(Stale):
        agreeing.agree_report(reported.client.scope, reported.uid, expected_version=1, now=TENTH)
    with pytest.raises(Report.DoesNotExist):
        agreeing.agree_report(reported.months.world.carla.scope, reported.uid, expected_version=None, now=TENTH)


def test_a_report_waits_for_key_figures_that_still_move(reported: Reported) -> None:
    april = date(2025, 4, 1)
    reported.months.compute(april)
    scope = Scope(community_id=reported.months.world.community.pk)
    made = drafting.make_draft(scope, reported.months.contract.pk, "monthly", april, now=LATER)
    for actor in (reported.client, reported.provider):
        saying.finish_comments(actor.scope, made.uid, expected_version=None, now=LATER)
    with pytest.raises(Refused, match="not frozen yet"):
        agreeing.agree_report(reported.client.scope, made.uid, expected_version=None, now=LATER)


def test_page_paper_and_tables_come_out_the_same_after_the_world_changed(reported: Reported) -> None:
    kept = reported.frozen()
    data = json.loads(kept.data)
    before = [
        page.document(data, "da"),
        paper.printed(data, "da"),
        tables.workbook(data, "da"),
        tables.archive(data, "da"),
    ]
    world = reported.months.world
    world.north.name = {"en": "Elsewhere", "da": "Andetsteds", "sv": "Annorstädes"}
    world.north.save(update_fields=["name"])
    reported.months.read("K06", 1, 24, date(2025, 4, 1))
    reported.months.freeze(date(2025, 4, 1))
    again = json.loads(reported.report.data)
    after = [
        page.document(again, "da"),
        paper.printed(again, "da"),
        tables.workbook(again, "da"),
        tables.archive(again, "da"),
    ]
    assert before == after
    assert before[1].startswith(b"%PDF")


def test_made_again_it_is_the_same_and_a_later_correction_is_in_none_of_it(reported: Reported) -> None:
    kept = reported.frozen()
    assert regenerated(kept).found == []
    row = reported.months.row("K06")
    correcting.ask_correction(
        reported.client.scope, row.uid, (24, 24), "Counted twice", expected_version=row.version, now=LATER
    )
    row = reported.months.row("K06")
    correcting.sign_correction(reported.provider.scope, row.uid, expected_version=row.version, now=LATER)
    compared = regenerated(reported.report)
    assert compared.whole
    assert [one for one in compared.found if one.section == "kpis"] == []


def test_what_the_rooms_tell_otherwise_today_is_named(reported: Reported) -> None:
    kept = reported.frozen()
    data = json.loads(kept.data)
    [kpis] = [one for one in data["sections"] if one["code"] == "kpis"]
    [row] = [one for one in kpis["blocks"][0]["rows"] if one["cells"][0]["en"].startswith("K06")]
    row["cells"][2] = "99.00"
    kept.data = canonical.written(data)
    compared = regenerated(kept)
    assert not compared.whole
    assert [(one.section, one.before, one.after) for one in compared.found] == [("kpis", "99.00", "87.50")]
    assert "K06" in compared.found[0].place["sv"]


def test_a_correction_is_a_version_of_its_own_and_lists_what_changed(reported: Reported) -> None:
    with pytest.raises(Refused, match="frozen version"):
        drafting.correct_report(reported.client.scope, reported.uid, "Wrong", now=TENTH)
    first = reported.frozen()
    with pytest.raises(Invalid):
        drafting.correct_report(reported.client.scope, reported.uid, " ", now=LATER)
    row = reported.months.row("K06")
    correcting.ask_correction(
        reported.client.scope, row.uid, (24, 24), "Again", expected_version=row.version, now=TENTH
    )
    row = reported.months.row("K06")
    correcting.sign_correction(reported.provider.scope, row.uid, expected_version=row.version, now=LATER)
    made = drafting.correct_report(reported.provider.scope, reported.uid, "K06 was corrected", now=LATER)
    data = reading.data_of(made)
    assert (made.number, made.state, data["reason"]) == (2, "draft", "K06 was corrected")
    changed = [(one["place"]["en"].split(" ")[0], one["before"], one["after"]) for one in data["changes"]]
    assert ("K06", "87.50", "100.00") in changed
    assert reported.report.data == first.data
    with pytest.raises(Refused):
        drafting.correct_report(reported.provider.scope, reported.uid, "Once more", now=LATER)


def test_a_draft_is_made_anew_only_while_nobody_agreed(reported: Reported) -> None:
    reported.commented()
    before = reported.report.data
    assert not drafting.refresh_open(Scope(community_id=reported.report.community_id), reported.uid, now=TENTH)
    assert reported.report.data == before
    world = reported.months.world
    world.contract.customer.name = {"en": "Police", "da": "Politi", "sv": "Polis"}
    agreeing.agree_report(reported.client.scope, reported.uid, expected_version=None, now=TENTH)
    with pytest.raises(Refused, match="change no more"):
        drafting.refresh_report(reported.client.scope, reported.uid, expected_version=None, now=LATER)


def test_the_clock_drafts_month_and_quarter_once(reported: Reported) -> None:
    community = reported.months.world.community.pk
    assert jobs.act(community, TENTH) == 1  # March stands already; the quarter's pack does not
    assert jobs.act(community, TENTH) == 0
    with everywhere(reason="test"):
        assert list(Report.objects.order_by("pk").values_list("kind", "first_day")) == [
            ("monthly", MARCH), ("steering", QUARTER),
        ]  # fmt: skip


def test_a_period_is_drafted_by_hand_once_and_when_it_is_over(reported: Reported) -> None:
    contract = reported.months.contract.uid
    with pytest.raises(Refused, match="already"):
        drafting.draft_report(reported.client.scope, contract, "monthly", MARCH, now=TENTH)
    with pytest.raises(Refused, match="not over"):
        drafting.draft_report(reported.client.scope, contract, "monthly", date(2025, 4, 1), now=TENTH)
    # Half past midnight on 1 May in Copenhagen, still April by Greenwich: April is over.
    midnight = datetime(2025, 4, 30, 22, 30, tzinfo=UTC)
    assert drafting.draft_report(reported.client.scope, contract, "monthly", date(2025, 4, 1), now=midnight)
    with pytest.raises(Invalid):
        drafting.draft_report(reported.client.scope, contract, "steering", date(2025, 2, 1), now=TENTH)
    with pytest.raises(NotAllowed):
        drafting.draft_report(reported.auditor.scope, contract, "steering", QUARTER, now=TENTH)
    assert drafting.draft_report(reported.steer.scope, contract, "steering", QUARTER, now=TENTH).state == "draft"


def test_the_nightly_check_finds_a_report_somebody_changed(reported: Reported) -> None:
    reported.frozen()
    community = reported.months.world.community.pk
    jobs.check({"community_id": community})
    with everywhere(reason="test"):
        Report.objects.filter(uid=reported.uid).update(data=reported.report.data.replace("87.50", "97.50"))
    with pytest.raises(DoesNotHold, match="changed 2025-03 1"):
        jobs.check({"community_id": community})
