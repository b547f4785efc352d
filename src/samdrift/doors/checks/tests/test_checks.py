"""The page of the nightly checks: both parties read it, and whoever may asks for a turn."""

import pytest
from django.urls import reverse

from samdrift.foundation.checks.public import CheckRun, checks
from samdrift.foundation.jobs.models import JobRow
from tests.world import NOON


def ran(world, name, **more):
    return CheckRun.objects.create(
        community=world.community, check_name=name, began_at=NOON, ended_at=NOON, **{"looked_at": 12} | more
    )


@pytest.mark.parametrize("who", ["bo", "dan"])
def test_both_parties_read_what_was_found(world, client, who):
    name = next(iter(sorted(checks)))
    ran(world, name, found=1, findings=[{"rule": "invented", "about": "2025-03 K06", "page": "/performance/"}])
    client.force_login(getattr(world, who).person)
    page = client.get(reverse("checks:list")).content.decode()
    assert "Something does not hold" in page
    assert "2025-03 K06" in page
    assert str(checks[name].title) in page


def test_the_other_community_reads_nothing_of_it(world, client):
    ran(world, next(iter(sorted(checks))), found=1, findings=[{"rule": "x", "about": "2025-03 K06"}])
    client.force_login(world.there.someone("CTR-C").person)
    assert "2025-03 K06" not in client.get(reverse("checks:list")).content.decode()


def test_whoever_may_not_see_contracts_does_not_see_it(world, client):
    client.force_login(world.someone("EMP").person)
    assert client.get(reverse("checks:list")).status_code == 403


def test_a_check_can_be_run_now(world, client):
    name = next(iter(sorted(checks)))
    client.force_login(world.bo.person)
    assert client.post(reverse("checks:run"), {"check": name}).status_code == 302
    assert JobRow.objects.get().name == name
    assert client.post(reverse("checks:run"), {"check": "invented"}).status_code == 404
    client.force_login(world.someone("AUD").person)
    assert client.post(reverse("checks:run"), {"check": name}).status_code == 403


def test_the_page_costs_the_same_for_many_turns(world, client, django_assert_num_queries):
    client.force_login(world.bo.person)
    client.get(reverse("checks:list"))
    for extra in (1, 30):
        for _turn in range(extra):
            ran(world, next(iter(sorted(checks))))
        with django_assert_num_queries(3):
            client.get(reverse("checks:list"))


def test_the_api_tells_the_same(world, client):
    name = next(iter(sorted(checks)))
    ran(world, name)
    client.force_login(world.bo.person)
    told = client.get("/api/v1/checks").json()
    assert next(one for one in told if one["name"] == name)["state"] == "holds"
