"""The demonstration is exact in every sum, the same in every run, and tells nothing after the day it is told."""

import hashlib
import json
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.models import Avg, Count, Exists, F, Max, OuterRef, Q, Sum
from django.test import Client

from samdrift.doors.demo import contacts, county, dispatch, figures, mail, month, onsite, people, upkeep
from samdrift.doors.demo.load import AS_OF, load
from samdrift.doors.demo.planning import plan_of
from samdrift.foundation import clock
from samdrift.foundation.events.public import EventRecord, deliver_all
from samdrift.foundation.files.public import StoredFile
from samdrift.foundation.scope import everywhere
from samdrift.kernel.bundles import behind_form
from samdrift.kernel.bundles.checking import verify
from samdrift.operations.bundles.public import write_bundle
from samdrift.operations.desk import public as desk
from samdrift.operations.dispatch.commands.proposing import ask_for_plan, propose
from samdrift.operations.planning import public as planning
from samdrift.operations.promises import public as promises
from samdrift.operations.requests import public as requests
from samdrift.operations.work import public as work
from samdrift.partnership.handover import public as handover
from samdrift.registers.contracts import public as contracts
from samdrift.registers.estate import public as estate
from samdrift.registers.parties import public as parties
from samdrift.registers.tags import public as tags
from tests.memory import forget_everything


@pytest.mark.slow(30)
def test_what_was_planned_is_in_the_database(everything: None) -> None:
    plan = plan_of("ci")
    police = parties.Community.objects.get(code="NP")
    assert requests.ServiceRequest.objects.filter(community=police).count() == sum(plan.requests.values())
    assert tags.Tag.objects.filter(state__in=("mounted", "damaged", "missing")).count() == plan.tags
    assert tags.Tag.objects.filter(state="mounted", last_scan_on=None).exists()
    assert estate.Space.objects.aggregate(Sum("area_m2"))["area_m2__sum"] == Decimal(plan.area_m2)
    users = parties.RoleAssignment.objects.filter(employment__organisation__code="NP").values("employment__person")
    assert users.distinct().count() >= sum(plan.users.values())


@pytest.mark.slow
def test_both_desks_had_their_year_of_contacts(everything: None) -> None:
    scale = figures.SCALE["ci"]
    police = desk.Contact.objects.filter(community__code="NP")
    assert police.count() == round(contacts.POLICE_CONTACTS / scale)
    assert police.filter(service_request__isnull=False).count() == sum(plan_of("ci").requests.values())
    county_s = desk.Contact.objects.filter(community__code="HC", started_at__year=2025)
    for channel, count in contacts.COUNTY.channels.items():
        assert county_s.filter(channel=channel).count() == round(count / scale), channel
    calls = county_s.filter(channel="phone")
    assert 0.93 < calls.filter(answered_at__isnull=False).count() / calls.count() < 0.95
    waited = calls.aggregate(mean=Avg("wait_seconds", filter=Q(answered_at__isnull=False)))["mean"]
    assert 48 < waited < 58
    came_back = Exists(desk.Contact.objects.filter(repeat_of=OuterRef("pk")))
    for months, low, high in (((1, 2, 3), 0.54, 0.62), ((11, 12), 0.67, 0.75)):
        asked = county_s.filter(started_at__month__in=months, eligible_for_fcr=True)
        net = asked.filter(outcome="resolved").exclude(came_back).count() / asked.count()
        assert low < net < high, (months, net)
    far = desk.Contact.objects.filter(repeat_of__isnull=False)
    assert far.exists()
    assert all(row.started_at - row.repeat_of.started_at < timedelta(days=7) for row in far.select_related("repeat_of"))


@pytest.mark.slow
def test_nothing_happens_after_the_day_it_is_told(everything: None) -> None:
    assert EventRecord.objects.aggregate(Max("happened_at"))["happened_at__max"] <= AS_OF
    assert requests.ServiceRequest.objects.aggregate(Max("changed_at"))["changed_at__max"] <= AS_OF
    assert not requests.ServiceRequest.objects.filter(unit__isnull=True).exists()


@pytest.mark.slow
def test_planned_work_adds_up_to_the_years_totals(everything: None) -> None:
    year = planning.PlanOccurrence.objects.filter(nominal_on__year=2025, carried_from=None, line_code="MNT")
    assert year.filter(statutory=False).count() == round(upkeep.PLANNED / 200)
    assert year.filter(statutory=True).count() == round(upkeep.STATUTORY / 200)
    assert not year.filter(statutory=True, state="waived").exists()
    issued = planning.PlanOccurrence.objects.filter(state="issued")
    assert issued.exists()
    assert issued.filter(work_order__isnull=True).count() == 0


@pytest.mark.slow
def test_past_planned_work_has_orders_that_are_done_with_evidence_and_papers(everything: None) -> None:
    done = planning.PlanOccurrence.objects.filter(state__in=("done_on_time", "done_late"))
    orders = work.WorkOrder.objects.filter(pk__in=done.values("work_order"))
    assert orders.count() == done.count() > 0
    assert not orders.exclude(state__in=("done", "closed")).exists()
    assert not orders.filter(Q(assignee=None) | Q(done_at=None) | Q(started_at=None)).exists()
    assert orders.filter(done_at__lte=F("started_at")).count() == 0
    assert work.WorkLine.objects.filter(work_order__in=orders).count() == orders.count()
    scanned = orders.filter(asset__isnull=False, kind="planned")
    assert scanned.exists()
    assert not scanned.filter(place_confirmed_at=None).exists()
    papers = planning.Certificate.objects.filter(occurrence__in=done.filter(statutory=True))
    assert papers.count() == done.filter(statutory=True).count() > 0
    owned = StoredFile.objects.filter(owner_kind="planning.certificate")
    assert set(owned.values_list("owner_uid", flat=True)) >= set(papers.values_list("uid", flat=True))
    told = EventRecord.objects.filter(kind="planning.occurrence_done").count()
    assert told == done.count()


@pytest.mark.slow
def test_mail_runs_are_routes_gone_stop_by_stop_and_exact_in_their_sum(everything: None) -> None:
    runs = planning.PlanOccurrence.objects.filter(line_code="MAI")
    assert runs.filter(nominal_on__year=2025).count() == round(mail.RUNS / 200)
    done = work.WorkOrder.objects.filter(pk__in=runs.filter(state="done_on_time").values("work_order"))
    rows = work.StepResult.objects.filter(work_order__in=done, value="yes").values_list("work_order")
    ticked = dict(rows.annotate(n=Count("pk")).order_by())
    assert done.count() > 0
    for order in done.select_related("checklist"):
        assert order.checklist is not None
        assert ticked[order.pk] == len(order.checklist.steps) > 0
    ahead = work.WorkOrder.objects.filter(line_code="MAI", kind="planned", is_open=True)
    assert ahead.exists()
    assert not ahead.filter(assignee=None).exists()


@pytest.mark.slow
def test_whoever_did_planned_work_behind_secured_doors_is_cleared(everything: None) -> None:
    done = work.WorkOrder.objects.filter(kind__in=("planned", "statutory"), data_class="D8", assignee__isnull=False)
    people_there = set(done.values_list("assignee", flat=True))
    police = parties.Community.objects.get(code="NP")
    assert people_there == parties.cleared_on(police.pk, people_there, AS_OF.date())


@pytest.mark.slow
def test_nobody_does_two_planned_things_at_once(everything: None) -> None:
    spans = work.WorkOrder.objects.filter(kind__in=("planned", "statutory"), done_at__isnull=False)
    by_person: dict[int, list[tuple[Any, Any]]] = {}
    for person, begun, ended in spans.order_by("started_at").values_list("assignee", "started_at", "done_at"):
        by_person.setdefault(person, []).append((begun, ended))
    for found in by_person.values():
        assert all(earlier[1] <= later[0] for earlier, later in pairwise(found))


@pytest.mark.slow
def test_the_month_is_done_behind_and_given_out_ahead(everything: None) -> None:
    month_of = planning.PlanOccurrence.objects.filter(due_on__range=(date(2026, 1, 1), month.LAST))
    behind = month_of.filter(window_to__lt=AS_OF.date())
    assert not behind.filter(state__in=("forecast", "scheduled")).exists()
    ahead = month_of.filter(due_on__gt=AS_OF.date())
    assert ahead.exists()
    assert not ahead.exclude(state__in=("issued", "done_on_time")).exists()
    given = work.WorkOrder.objects.filter(pk__in=ahead.filter(state="issued").values("work_order"))
    assert given.exclude(assignee=None).count() >= given.count() * 0.8
    for order in given.exclude(assignee=None):
        assert order.planned_from is not None
        assert order.planned_from.date() <= month.LAST


@pytest.mark.slow
def test_clocks_and_orders_say_what_the_requests_say(everything: None) -> None:
    resolved = requests.ServiceRequest.objects.filter(state="closed")
    open_clocks = promises.Promise.objects.filter(stopped_at__isnull=True, subject_uid__in=resolved.values("uid"))
    assert not open_clocks.filter(kind="complete").exists()
    # What the named people did this morning reaches their orders as soon as a worker is there.
    deliver_all()
    in_hand = requests.ServiceRequest.objects.filter(state="in_progress")
    begun = work.WorkOrder.objects.filter(state="started", service_request__isnull=False)
    assert in_hand.count() == begun.count()
    kept = promises.Promise.objects.filter(kind="complete", state="met").count()
    judged = promises.Promise.objects.filter(kind="complete", state__in=("met", "breached")).count()
    assert 0.8 < kept / judged < 0.995


@pytest.mark.slow(40)
def test_two_runs_tell_the_same_story(everything: None) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite gives rows in the order they were written; PostgreSQL, which promises none, is asked")
    first = _digest()
    _forget()
    load(profile="ci")
    assert _digest() == first


def _digest() -> str:
    columns = ("uid", "number", "title", "state", "priority", "received_at", "resolved_at", "due_at", "channel")
    rows = requests.ServiceRequest.objects.order_by("uid").values_list(*columns)
    clocks = promises.Promise.objects.order_by("subject_uid", "kind")
    told: list[Any] = [list(map(str, row)) for row in rows]
    told += [list(map(str, row)) for row in clocks.values_list("subject_uid", "kind", "due_at", "state")]
    told += [list(map(str, row)) for row in tags.Tag.objects.order_by("code").values_list("code", "disclosure")]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def _forget() -> None:
    """Everything of the demonstration, taken out again."""
    from django.apps import apps

    tables = [model._meta.db_table for model in apps.get_models() if not model._meta.label.startswith("contenttypes")]
    with connection.cursor() as cursor, connection.constraint_checks_disabled():
        if connection.vendor == "postgresql":  # whose book refuses to lose single rows
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            names = ", ".join(f'"{table}"' for table in tables)
            cursor.execute(f"TRUNCATE {names} CASCADE")
        else:
            for table in tables:
                cursor.execute(f'DELETE FROM "{table}"')
    forget_everything()


@pytest.mark.slow
@pytest.mark.shared
def test_a_site_comes_from_anybodys_model_once(everything: None) -> None:
    from tests.shared import shared_data

    before = estate.Site.objects.count()
    model = shared_data("bim/AC20-FZK-Haus.ifc")
    for _try in range(2):
        load(profile="ci", model=model)
    assert estate.Site.objects.count() == before + 1
    assert estate.Space.objects.filter(site__code__startswith="MODEL-").count() == 7


# What stands on the first page of somebody who has something to do, and never on an empty one.
WORK_OF = {
    "USR": "/requests/", "REQ-P": "/requests/", "BUD": "/approve/", "UNIT-ADM": "/sites/", "LOC-FM": "/districts/",
    "LOC-INS": "/work/", "DIST-MGT": "/districts/", "CTR-C": "/figure/", "FIN-C": "/invoices/",
    "FIN-APPR": "/invoices/", "SEC-OFF": "/approve/",
    "SD-AG": "/desk/", "SD-LEAD": "/desk/", "OPS-M": "/ask/", "SVC-L": "/work/", "SVC-E": "/work/",
    "CTR-P": "/figure/", "FIN-P": "/savings/", "STEER-C": "/figure/", "AUD": "/bundles/",
    "BO-PAY": "/requests/", "BO-HR": "/requests/", "OH-CLIN": "/requests/",
}  # fmt: skip


@pytest.mark.slow
def test_the_providers_rehearsal_of_the_exit_can_be_made(everything: None) -> None:
    pack = handover.ExitPack.objects.select_related("contract").get(with_staff=True)
    assert (pack.contract.code, pack.state, pack.with_staff) == ("NP-IFM-1", "waiting", True)
    handover.make_pack(pack.uid, now=AS_OF)
    pack.refresh_from_db()
    rows = {one["code"]: one["rows"] for one in pack.tables}
    assert all(rows.values()), rows


@pytest.mark.slow
def test_the_pack_of_the_leaving_call_off_can_be_made_and_waits_for_its_joiner(
    everything: None, client: Client
) -> None:  # fmt: skip
    pack = handover.ExitPack.objects.select_related("contract", "unit").get(with_staff=False)
    assert (pack.unit.code if pack.unit else "", pack.state) == ("HC-COL", "waiting")
    handover.make_pack(pack.uid, now=AS_OF)
    client.force_login(parties.Person.objects.get(email="face.joiner.col@example.org"))
    assert "Confirm the handover" in client.get(f"/exit-packs/{pack.uid}/").content.decode()
    client.force_login(parties.Person.objects.get(email="face.joiner.ash@example.org"))
    assert client.get(f"/exit-packs/{pack.uid}/").status_code == 404


@pytest.mark.slow
def test_a_team_leader_finds_this_weeks_roster(everything: None, client: Client) -> None:
    viggo = parties.Person.objects.get(email="face.svc-l@example.org")
    client.force_login(viggo)
    page = client.get("/workforce/?week=2026-W03").content.decode()
    assert "07:00–15:00" in page or "10:00–18:00" in page
    assert "Viggo Hede" in page
    leif = parties.Person.objects.get(email="face.sd-lead@example.org")
    client.force_login(leif)
    assert "On call for the whole country" in client.get("/workforce/on-call/").content.decode()
    george = parties.Person.objects.get(email="county.sd-lead@example.org")
    client.force_login(george)
    assert "Contact centre" in client.get("/workforce/").content.decode()


@pytest.mark.slow
def test_everybody_begins_with_work_of_their_own(everything: None, client: Client) -> None:
    for face in people.FACES:
        client.force_login(parties.Person.objects.get(email=f"face.{face.role}@example.org".lower()))
        page = client.get("/", follow=True)
        main = page.content.decode().partition("<main")[2]
        assert page.status_code == 200
        assert 'class="empty' not in main, f"{face.given} begins on an empty page"
        assert WORK_OF[face.role] in main, f"{face.given} begins on {page.redirect_chain}"
    for face in county.FACES:
        client.force_login(parties.Person.objects.get(email=f"county.{face.role}@example.org".lower()))
        page = client.get("/", follow=True)
        assert page.status_code == 200, f"{face.given} begins on {page.redirect_chain}"


@pytest.mark.slow
def test_the_month_of_the_county_is_shown_to_its_team_leader_only(everything: None, client: Client) -> None:
    client.force_login(parties.Person.objects.get(email="county.sd-lead@example.org"))
    page = client.get("/desk/month/?month=2025-11").content.decode()
    assert "Solved at first contact, net" in page
    client.force_login(parties.Person.objects.get(email="face.sd-lead@example.org"))
    assert "cus.enquiry" not in client.get("/desk/month/?month=2025-11").content.decode()


@pytest.mark.slow
def test_the_dispatcher_finds_a_day_that_can_be_planned(everything: None, client: Client) -> None:
    waiting = work.WorkOrder.objects.filter(assignee=None, is_open=True, created_at__lte=AS_OF, kind="corrective")
    day = waiting.filter(service_request=None)
    assert day.count() == dispatch.TECHNICAL_JOBS["ci"] + day.filter(data_class="D8").count()
    oskar = parties.Person.objects.get(email="face.ops-m@example.org")
    team = day.order_by("pk")[0].team
    assert team is not None
    scope = parties.scope_at(oskar, None, now=AS_OF)
    assert scope is not None
    proposal = propose(scope, ask_for_plan(scope, team, AS_OF.date(), now=AS_OF, seconds=1), now=AS_OF)
    assert (proposal.state, proposal.failure) == ("proposed", "")
    assert proposal.gives["unserved"] < proposal.stands["unserved"]
    client.force_login(oskar)
    page = client.get(f"/dispatch/?team={team.uid}&day={AS_OF.date()}").content.decode()
    assert "Thea Lyng" in page
    assert "Look at the proposal" in page


def test_a_checklist_an_offer_and_notes_of_a_place_stand_ready(everything: None, client: Client) -> None:
    thea, birgit, frida = (
        parties.Person.objects.get(email=f"face.{role}@example.org") for role in ("svc-e", "bud", "loc-fm")
    )
    order = work.WorkOrder.objects.get(title=onsite.NAMES["da"], assignee=thea)
    client.force_login(thea)
    assert "Alle lamper lyser" in client.get(f"/work/{order.uid}/checklist/?lang=da").content.decode()
    client.force_login(birgit)
    assert "To stikkontakter mere" in client.get("/approvals/").content.decode()
    client.force_login(frida)
    assert "To stikkontakter mere" in client.get("/work/quotes/").content.decode()


@pytest.mark.slow
def test_a_year_of_invoices_balances_and_two_are_stopped(everything: None) -> None:
    from samdrift.partnership.invoicing.models import Finding, Invoice, InvoiceLine
    from samdrift.partnership.invoicing.queries.invariants import broken

    written = Invoice.objects.filter(community__code="NP", origin="written", kind="invoice")
    assert written.values("month").distinct().count() == 12
    for first, known_at in set(written.values_list("month", "known_at")):
        fees = contracts.fees_of_month(written[0].contract_id, first, known_at=known_at)
        lines = InvoiceLine.objects.filter(invoice__in=written.filter(month=first), source="volume")
        assert lines.aggregate(total=Sum("amount_minor"))["total"] == sum(fee.amount_minor for fee in fees)
    assert broken(written[0].community_id) == []
    stopped = Invoice.objects.filter(origin="received").order_by("pk")
    assert [one.state for one in stopped] == ["rejected", "queried"]
    assert Finding.objects.filter(invoice=stopped[0], code="duplicate").exists()
    found = Finding.objects.filter(invoice=stopped[1]).order_by("pk").values_list("code", flat=True)
    assert list(found) == ["no_source", "no_evidence", "round_sum"]
    assert set(written.filter(credits=None).values_list("state", flat=True)) >= {
        "paid",
        "matched",
        "credited",
        "queried",
    }


@pytest.mark.slow
def test_the_book_of_a_month_with_its_fees_and_invoices_verifies(
    everything: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("samdrift.foundation.clock._offset", lambda: AS_OF - clock.real_now())
    with everywhere(reason="looking at the demonstration"):
        contract = contracts.Contract.objects.get(code="NP-IFM-1")
    path = tmp_path / "march.zip"
    write_bundle(contract, "2025-03", path)
    report = verify(path)
    assert [str(one) for one in report.differences[:5]] == []
    assert report.invoices == 18
    assert report.lines >= report.fees > 100
    assert report.fees_minor == sum(one.amount_minor for one in contracts.fees_of_month(contract.pk, date(2025, 3, 1)))


@pytest.mark.slow
def test_what_stands_behind_every_line_of_a_year_verifies(
    everything: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("samdrift.foundation.clock._offset", lambda: AS_OF - clock.real_now())
    with everywhere(reason="looking at the demonstration"):
        contract = contracts.Contract.objects.get(code="NP-IFM-1")
    for period in ("2025", "2026-01"):  # January gives back what a closed house did not use
        path = tmp_path / f"{period}.zip"
        write_bundle(contract, period, path)
        report = verify(path)
        assert [str(one) for one in report.differences[:5]] == []
        assert report.untold == {}
        told = {behind_form.CHANGES} if period == "2026-01" else {behind_form.KEY_FIGURES, behind_form.CREDITS}
        assert all(report.worked[name] for name in told | {behind_form.REGULATIONS, behind_form.SETTLEMENTS})
