"""The page and the API of approvals."""

import pytest
from django.urls import reverse

from samdrift.foundation.clock import now
from samdrift.operations.approvals import public as approvals
from samdrift.operations.requests import public as requests
from samdrift.operations.requests.models import ServiceRequest
from samdrift.registers.parties import public as parties
from tests.world import NOON


@pytest.fixture
def signed_in(client):
    def enter(actor):
        client.force_login(actor.person)
        session = client.session
        session["employment"] = actor.employment.pk
        session.save()
        return client

    return enter


@pytest.fixture
def asked(world):
    world.fault.approval = "budget"
    world.fault.version += 1
    world.fault.save()
    officer = world.someone("USR", name="Olga")

    def make():
        ask = requests.Ask(
            request_type="mnt.fault", channel="web", site_id=world.site.pk, requester_id=officer.person.pk,
            description="A new tap", price_estimate_minor=125_050,
        )  # fmt: skip
        return requests.submit_request(officer.scope, ask, received_at=NOON, now=NOON).service_request

    return make


def test_the_holder_of_the_budget_decides_in_one_press(world, asked, signed_in):
    holder, row = world.someone("BUD"), asked()
    client = signed_in(holder)
    text = client.get(reverse("approvals:list")).content.decode()
    for telling in ("A new tap", "Olga", "1,250.50"):
        assert telling in text
    step = approvals.waiting_for_me(holder.scope).get()
    answer = client.post(reverse("approvals:approve", args=[step.uid]), {"version": step.version})
    assert answer.url == reverse("approvals:list")
    assert ServiceRequest.objects.within(world.asta.scope).get(pk=row.pk).state == "submitted_approved"
    text = client.get(reverse("approvals:list")).content.decode()
    assert "Nothing waits for you" in text
    assert "Decided lately" in text
    again = client.post(reverse("approvals:approve", args=[step.uid]), {"version": step.version})
    assert again.status_code == 409


def test_a_no_needs_a_reason(world, asked, signed_in):
    holder, row = world.someone("BUD"), asked()
    step = approvals.waiting_for_me(holder.scope).get()
    address = reverse("approvals:refuse", args=[step.uid])
    client = signed_in(holder)
    assert client.post(address, {"version": step.version}).status_code == 422
    assert client.post(address, {"version": step.version, "reason": "Too dear"}).status_code == 302
    assert ServiceRequest.objects.within(world.asta.scope).get(pk=row.pk).state == "rejected"


def test_others_find_nothing_or_may_not(world, asked, signed_in):
    holder = world.someone("BUD")
    asked()
    step = approvals.waiting_for_me(holder.scope).get()
    address = reverse("approvals:approve", args=[step.uid])
    assert signed_in(world.carla).post(address, {"version": 1}).status_code == 404
    assert signed_in(world.dan).post(address, {"version": 1}).status_code == 403
    assert signed_in(world.bo).get(reverse("approvals:list")).status_code == 403


def test_the_list_costs_the_same_for_many(world, asked, signed_in, django_assert_max_num_queries):
    client = signed_in(world.someone("BUD"))
    client.get(reverse("approvals:list"))
    for extra in (1, 30):
        for _ in range(extra):
            asked()
        with django_assert_max_num_queries(7):
            assert client.get(reverse("approvals:list")).status_code == 200


def test_other_systems_decide_with_the_version_seen(world, asked, signed_in):
    client = signed_in(world.someone("BUD"))
    asked()
    step = client.get("/api/v1/approvals").json()[0]
    address = f"/api/v1/approvals/{step['uid']}"
    assert client.post(f"{address}/approve", content_type="application/json").status_code == 428
    refused = client.post(
        f"{address}/refuse", {"reason": "Too dear"}, content_type="application/json", HTTP_IF_MATCH=str(step["version"])
    )
    assert (refused.status_code, refused.json()["state"]) == (200, "rejected")
    late = client.post(f"{address}/approve", content_type="application/json", HTTP_IF_MATCH=str(step["version"]))
    assert late.status_code == 409


def test_a_deputy_reads_for_whom_and_decides(world, asked, signed_in):
    holder, deputy = world.someone("BUD", name="Bente"), world.someone("USR", name="Dorte")
    row = asked()
    today = parties.community_day(holder.scope, now())  # not the day in Greenwich, for an hour or two
    parties.name_deputy(
        holder.scope, holder.employment.uid, deputy.employment.uid, first_day=today, last_day=today, kind="leave",
        today=today, now=now(),
    )  # fmt: skip
    client = signed_in(deputy)
    text = client.get(reverse("approvals:list")).content.decode()
    for telling in ("A new tap", "for Bente", "Station Nord", "1,250.50"):
        assert telling in text
    step = approvals.Approval.objects.within(holder.scope).get()
    client.post(reverse("approvals:approve", args=[step.uid]), {"version": step.version})
    assert "for Bente" in client.get(reverse("approvals:list")).content.decode()
    page = signed_in(world.dan).get(reverse("requests:page", args=[row.uid])).content.decode()
    assert "Dorte" in page
    assert "for Bente" in page


def test_many_are_approved_at_once_each_for_itself(world, asked, signed_in):
    holder = world.someone("BUD")
    rows = [asked() for _ in range(3)]
    client = signed_in(holder)
    steps = list(approvals.waiting_for_me(holder.scope))
    approvals.give_approval(holder.scope, steps[0].uid, expected_version=1, now=NOON)
    chosen = [f"{step.uid}:{step.version}" for step in steps]
    answer = client.post(reverse("approvals:approve_many"), {"chosen": chosen}, follow=True)
    text = answer.content.decode()
    assert "2 approved" in text
    assert "already decided" in text
    found = ServiceRequest.objects.within(world.asta.scope).filter(pk__in=[row.pk for row in rows])
    assert {row.state for row in found} == {"submitted_approved"}
    for wrong in ({}, {"chosen": ["x"]}):
        assert client.post(reverse("approvals:approve_many"), wrong).status_code == 422


def test_other_systems_approve_many_and_read_why_not(world, asked, signed_in):
    client = signed_in(world.someone("BUD"))
    asked()
    step = client.get("/api/v1/approvals").json()[0]
    unknown = "01990000-0000-7000-8000-000000000000"
    sent = {"chosen": [{"uid": step["uid"], "version": 1}, {"uid": unknown, "version": 1}]}
    said = client.post("/api/v1/approvals/approve", sent, content_type="application/json").json()
    assert said["approved"] == [step["uid"]]
    assert [one["uid"] for one in said["left"]] == [unknown]


def test_the_contract_office_publishes_rules_and_limits(world, signed_in):
    client, address = signed_in(world.dan), reverse("approvals:rules")
    rule = {
        "what": "rule", "code": "dear", "line": "MNT", "kind_1": "budget", "above_1": "5000,50", "kind_2": "security",
        "at_time_out": "lapse", "valid_from": "2025-06-01",
    }  # fmt: skip
    assert client.post(address, rule).status_code == 302
    assert client.post(address, rule).status_code == 422
    assert client.post(address, rule | {"code": "x", "above_1": "much"}).status_code == 422
    limit = {"what": "limit", "role": "BUD", "amount": "10000", "valid_from": "2025-06-01"}
    assert client.post(address, limit).status_code == 302
    text = client.get(address).content.decode()
    for telling in ("dear", "5,000.50", "10,000.00", "Budget holder"):
        assert telling in text
    assert signed_in(world.someone("BUD")).post(address, limit).status_code == 403
    assert signed_in(world.bo).get(address).status_code == 403


def test_other_systems_read_and_publish_rules(world, signed_in):
    client = signed_in(world.dan)
    sent = {"code": "dear", "steps": [{"kind": "budget", "above_minor": 500}], "valid_from": "2025-06-01"}
    made = client.post("/api/v1/approval-rules", sent, content_type="application/json")
    assert (made.status_code, made.json()["number"]) == (201, 1)
    assert client.get("/api/v1/approval-rules").json()[0]["steps"] == [{"kind": "budget", "above_minor": 500}]
    assert client.post("/api/v1/approval-rules", sent, content_type="application/json").status_code == 409


def test_price_and_approver_are_shown_before_ordering(world, signed_in):
    world.fault.approval, world.fault.charge = "budget", "price_list"
    world.fault.save_changes("approval", "charge")
    world.someone("BUD", name="Bente")
    client = signed_in(world.someone("USR"))
    address = reverse("requests:new") + f"?site={world.site.pk}&type=mnt.fault"
    text = client.get(address).content.decode()
    assert "no price is agreed for it yet" in text
    assert "Bente" in text
    world.fault.price_minor = 125_050
    world.fault.save_changes("price_minor")
    assert "1,250.50" in client.get(address).content.decode()
    client.post(reverse("requests:new"), {"site": world.site.pk, "type": "mnt.fault", "description": "A new tap"})
    assert approvals.Approval.objects.within(world.dan.scope).get().amount_minor == 125_050
