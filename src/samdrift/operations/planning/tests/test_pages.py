"""The pages: what they tell, what they refuse, and that they cost the same for many rows."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from samdrift.foundation.scope import everywhere
from samdrift.operations.planning.commands.writing import PlanDraft, write_plans
from samdrift.operations.planning.models import MaintenancePlan, StandardPlan
from samdrift.operations.planning.tests.conftest import PDF, TODAY, monthly
from tests.world import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon(monkeypatch):
    """The pages' clock stands at noon."""
    for module in ("plans", "occurrences", "overview", "standards", "feeds"):
        monkeypatch.setattr(f"samdrift.operations.planning.web.{module}.now", lambda: NOON)


@pytest.fixture
def asta(world, client):
    client.force_login(world.asta.person)
    return client


def many(world, count):
    drafts = [
        PlanDraft(name=f"Plan {n}", line_code="MNT", terms=monthly(), asset_id=world.lift.pk) for n in range(count)
    ]
    return write_plans(world.asta.scope, drafts, now=NOON)


def typed(world, **values):
    return {
        "name": "Test the lift", "site": str(world.site.uid), "asset": "LIFT-1", "line": "MNT", "trigger": "calendar",
        "anchor": "2025-05-12", "every": "3", "unit": "months", "on": "same", "holidays": "next", "lead_days": "14",
        "before_days": "7", "after_days": "7", "do": "save", **values,
    }  # fmt: skip


@pytest.mark.parametrize("page", ["list", "occurrences", "forecast", "statutory", "standards"])
def test_lists_cost_the_same_for_many(world, asta, django_assert_num_queries, page):
    many(world, 1)
    address = reverse(f"planning:{page}")
    asta.get(address)
    with CaptureQueriesContext(connection) as one:
        asta.get(address)
    many(world, 30)
    with django_assert_num_queries(len(one)):
        assert asta.get(address).status_code == 200


def test_a_plan_is_written_in_plain_words_and_shown(world, asta):
    answer = asta.post(reverse("planning:new"), typed(world, tasks="Oil\nTest"))
    with everywhere(reason="a test looks for the plan"):
        plan = MaintenancePlan.objects.get()
    assert answer["Location"] == reverse("planning:plan", args=[plan.uid])
    page = asta.get(answer["Location"]).content.decode()
    assert "Every 3 months on day 12" in page
    assert "Test the lift" in page


def test_the_next_ten_dates_are_shown_before_anything_is_written(world, asta):
    answer = asta.post(reverse("planning:new"), typed(world, do="preview", unit="weeks", every="1"))
    page = answer.content.decode()
    assert page.split('<ol class="stack tight">')[1].split("</ol>")[0].count("<li>") == 10
    with everywhere(reason="a test looks for plans"):
        assert MaintenancePlan.objects.count() == 0


def test_what_cannot_be_read_comes_back_with_what_was_typed(world, asta):
    answer = asta.post(reverse("planning:new"), typed(world, rule="FREQ=NEVER", hours="many"))
    assert answer.status_code == 422
    assert "FREQ=NEVER" in answer.content.decode()


def test_a_calendar_file_fills_the_form_in(world, asta):
    text = (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART;TZID=Europe/Copenhagen:20250512T070000\r\n"
        "RRULE:FREQ=MONTHLY;BYDAY=2TU\r\nEXDATE;TZID=Europe/Copenhagen:20250610T070000\r\nSUMMARY:Oil\\, test\r\n"
        "END:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    upload = BytesIO(text.encode())
    upload.name = "plan.ics"
    answer = asta.post(reverse("planning:new"), typed(world, do="read", ics=upload))
    page = answer.content.decode()
    assert answer.status_code == 200
    for part in ("Oil, test", "FREQ=MONTHLY;BYDAY=2TU", "2025-06-10", "07:00"):
        assert part in page
    bad = BytesIO(b"hello")
    bad.name = "x.ics"
    assert asta.post(reverse("planning:new"), typed(world, do="read", ics=bad)).status_code == 422


def test_a_plan_is_changed_and_ended_on_its_pages(world, asta, plan):
    made = plan()
    form = asta.get(reverse("planning:edit", args=[made.uid])).content.decode()
    assert 'value="2025-05-12"' in form
    change = typed(world, from_day="2025-06-01", version=str(made.version), unit="weeks", every="2", name="New name")
    assert asta.post(reverse("planning:edit", args=[made.uid]), {**change, "version": "99"}).status_code == 409
    with everywhere(reason="a test reads the version"):
        version = MaintenancePlan.objects.get().version
    answer = asta.post(reverse("planning:edit", args=[made.uid]), {**change, "version": str(version)})
    assert answer.status_code == 302
    page = asta.get(reverse("planning:plan", args=[made.uid])).content.decode()
    assert "New name" in page
    with everywhere(reason="a test reads the version"):
        version = MaintenancePlan.objects.get().version
    asta.post(reverse("planning:end", args=[made.uid]), {"last_day": "2025-07-01", "version": str(version)})
    with everywhere(reason="a test looks at the plan"):
        assert str(MaintenancePlan.objects.get().ended_on) == "2025-07-01"


def test_an_occurrence_is_given_out_ticked_certified_and_shown(world, asta, plan, occurrences):
    made = plan(monthly(statutory=True, document="Report", tasks=("Oil", "Test")))
    row = occurrences(made)[0]
    address = reverse("planning:occurrence", args=[row.uid])
    assert "Give it out now" in asta.get(address).content.decode()
    asta.post(f"{address}issue/", {"version": row.version})
    row = occurrences(made)[0]
    assert row.state == "issued"
    asta.post(f"{address}tick/", {"version": row.version, "items": ["1"]})
    assert occurrences(made)[0].items[0]["done_on"]
    assert asta.post(f"{address}certify/", {"issuer": "X"}).status_code == 422
    paper = BytesIO(PDF)
    paper.name = "report.pdf"
    given = {"issuer": "Inspectors", "document": "Report", "issued_on": "2025-05-05", "valid_to": "2026-05-05"}
    assert asta.post(f"{address}certify/", {**given, "file": paper}).status_code == 302
    page = asta.get(address).content.decode()
    assert "Inspectors" in page
    assert "report.pdf" in page
    paper_link = page.split("/plans/certificates/")[1].split('"')[0]
    answer = asta.get(f"/plans/certificates/{paper_link}")
    assert b"".join(answer.streaming_content) == PDF  # read to its end, it closes itself
    assert asta.post(f"{address}dance/").status_code == 404


def test_waiving_is_offered_to_the_contract_office_only(world, client, plan, occurrences):
    row = occurrences(plan())[0]
    address = reverse("planning:occurrence", args=[row.uid])
    for actor, offered in ((world.asta, False), (world.dan, True)):
        client.force_login(actor.person)
        assert ("Waive it this time" in client.get(address).content.decode()) is offered
    client.post(f"{address}waive/", {"version": row.version, "reason": "The lift is new"})
    assert occurrences(row.plan)[0].state == "waived"


def test_the_month_shows_every_week_of_it(world, asta, plan):
    plan()
    page = asta.get(reverse("planning:occurrences"), {"view": "month", "month": "2025-06"}).content.decode()
    assert "June 2025" in page
    assert "Look after the lift" in page
    assert asta.get(reverse("planning:occurrences"), {"view": "month", "month": "nonsense"}).status_code == 200


def test_filters_narrow_what_is_due(world, asta, plan):
    plan(name="By law", terms=monthly(statutory=True, document="Report"))
    plan(name="By choice")
    page = asta.get(reverse("planning:occurrences"), {"statutory": "1", "state": "open"}).content.decode()
    assert "By law" in page
    assert "By choice" not in page
    page = asta.get(reverse("planning:list"), {"q": "choice"}).content.decode()
    assert "By law" not in page


def test_the_list_begins_with_what_is_to_be_done_and_hides_what_is_over(world, asta, plan, passes, occurrences, does):
    plan(name="Open since Friday", terms=monthly(anchor=date(2025, 5, 2)), from_day=date(2025, 5, 1))
    plan(name="Far ahead", terms=monthly(anchor=date(2025, 9, 1)))
    done = plan(name="Done before", terms=monthly(anchor=date(2025, 5, 8), rule="FREQ=YEARLY"))
    passes()
    does(occurrences(done)[0])
    page = asta.get(reverse("planning:occurrences")).content.decode()
    assert "Open since Friday" in page
    assert "Far ahead" not in page
    assert "Done before" not in page
    assert "Done before" in asta.get(reverse("planning:occurrences"), {"state": "done_on_time"}).content.decode()
    assert "Far ahead" in asta.get(reverse("planning:occurrences"), {"state": "forecast"}).content.decode()


def test_a_standard_plan_is_written_for_a_class(world, asta):
    given = typed(world, code="L-1", asset_kind="lift", contract=str(world.contract.pk), each="asset")
    assert asta.post(reverse("planning:standard_new"), given).status_code == 302
    page = asta.get(reverse("planning:standards")).content.decode()
    assert "L-1" in page
    with everywhere(reason="a test looks at the standard"):
        standard = StandardPlan.objects.get()
        assert MaintenancePlan.objects.filter(standard=standard).count() == 1
    asta.post(reverse("planning:standard_end", args=[standard.uid]), {"version": standard.version})
    assert "Ended" in asta.get(reverse("planning:standards")).content.decode()


def test_a_reading_and_something_that_happened_are_noted(world, asta):
    address = reverse("planning:reading", args=[world.lift.uid])
    assert asta.post(address, {"value": "9"}).status_code == 422
    assert asta.post(address, {"value": "4", "read_on": str(TODAY)}).status_code == 302
    assert asta.post(reverse("planning:happening"), {"event": "storm", "on_day": str(TODAY)}).status_code == 422


def test_a_calendar_program_reads_under_the_secret_address_alone(world, asta, client, plan, passes):
    made = plan(monthly(at="07:00"))
    page = asta.post(reverse("planning:feeds"), {"name": "Phone", "plan": str(made.uid)}).content.decode()
    address = "/plans/feed/" + page.split("/plans/feed/")[1].split("<")[0]
    client.logout()
    answer = client.get(address)
    text = answer.content.decode()
    assert answer["Content-Type"].startswith("text/calendar")
    assert "SUMMARY:Look after the lift" in text
    assert "DTSTART;TZID=Europe/Copenhagen:20250512T070000" in text
    assert "BEGIN:VTIMEZONE" in text
    assert client.get("/plans/feed/nonsense.ics").status_code == 404
    uids = [line for line in text.split("\r\n") if line.startswith("UID:")]
    passes()
    again = client.get(address).content.decode()
    assert [line for line in again.split("\r\n") if line.startswith("UID:")] == uids
    assert "SEQUENCE:2" in again
    with everywhere(reason="a test ends an employment's role"):
        world.asta.employment.ends_on = TODAY - timedelta(days=1)
        world.asta.employment.save()
        world.asta.person.grants_version += 1
        world.asta.person.save()
    assert client.get(address).status_code == 404


def test_the_lifts_page_shows_what_is_planned(world, asta, plan):
    plan()
    page = asta.get(reverse("estate:asset", args=[world.lift.uid])).content.decode()
    assert "Look after the lift" in page
    assert "Take a reading" in page
