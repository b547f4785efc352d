"""The page and the API of approvals."""

import pytest
from django.urls import reverse

from samdrift.operations.approvals import public as approvals
from samdrift.operations.requests import public as requests
from samdrift.operations.requests.models import ServiceRequest
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
    row, holder = asked(), world.someone("BUD")
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
    row, holder = asked(), world.someone("BUD")
    step = approvals.waiting_for_me(holder.scope).get()
    address = reverse("approvals:refuse", args=[step.uid])
    client = signed_in(holder)
    assert client.post(address, {"version": step.version}).status_code == 422
    assert client.post(address, {"version": step.version, "reason": "Too dear"}).status_code == 302
    assert ServiceRequest.objects.within(world.asta.scope).get(pk=row.pk).state == "rejected"


def test_others_find_nothing_or_may_not(world, asked, signed_in):
    asked()
    step = approvals.waiting_for_me(world.someone("BUD").scope).get()
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
    asked()
    client = signed_in(world.someone("BUD"))
    step = client.get("/api/v1/approvals").json()[0]
    address = f"/api/v1/approvals/{step['uid']}"
    assert client.post(f"{address}/approve", content_type="application/json").status_code == 428
    refused = client.post(
        f"{address}/refuse", {"reason": "Too dear"}, content_type="application/json", HTTP_IF_MATCH=str(step["version"])
    )
    assert (refused.status_code, refused.json()["state"]) == (200, "rejected")
    late = client.post(f"{address}/approve", content_type="application/json", HTTP_IF_MATCH=str(step["version"]))
    assert late.status_code == 409
