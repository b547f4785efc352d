import pytest
from django.urls import reverse

from samdrift.doors.book.tests.test_book import happen
from samdrift.foundation import clock
from samdrift.foundation.events.models import Delivery
from samdrift.foundation.jobs.models import JobRow


@pytest.fixture
def admin(world, client):
    someone = world.someone("ADMIN", name="Ada")
    client.force_login(someone.person)
    return someone


def fail(world, side):
    row = happen(side.someone("CTR-C").scope)
    failed = {
        "failed_at": clock.real_now(),
        "last_error": "Traceback\nValueError: stumbled",
        "due_at": clock.real_now(),
    }
    return Delivery.objects.create(event=row, community_id=side.community.pk, follower="tests.never", **failed)


def failed_job(**payload):
    now = clock.real_now()
    return JobRow.objects.create(
        name="files.clear_orphans", payload=payload, state="failed", run_at=now, enqueued_at=now, failed_at=now,
        last_error="Traceback\nOSError: disk is full",
    )  # fmt: skip


def test_an_administrator_sees_what_failed_and_tries_again(world, client, admin):
    delivery, job = fail(world, world.here), failed_job(community_id=world.community.pk)
    page = client.get(reverse("jobs:list")).content.decode()
    assert "ValueError: stumbled" in page
    assert "OSError: disk is full" in page
    assert "No worker is running" in page
    for address in (reverse("jobs:delivery", args=[delivery.pk, "retry"]), reverse("jobs:job", args=[job.pk, "retry"])):
        assert client.post(address).status_code == 302
        assert client.post(address).status_code == 404
    delivery.refresh_from_db()
    assert (delivery.failed_at, JobRow.objects.get().state) == (None, "waiting")


def test_what_cannot_be_helped_is_let_go(world, client, admin):
    delivery, job = fail(world, world.here), failed_job(community_id=world.community.pk)
    client.post(reverse("jobs:delivery", args=[delivery.pk, "dismiss"]))
    client.post(reverse("jobs:job", args=[job.pk, "dismiss"]))
    assert not Delivery.objects.filter(pk=delivery.pk).exists()
    assert not JobRow.objects.exists()
    assert client.post(reverse("jobs:job", args=[job.pk, "forget"])).status_code == 404


def test_another_communitys_failures_are_neither_seen_nor_decided(world, client, admin):
    delivery, job = fail(world, world.there), failed_job(community_id=world.there.community.pk)
    ours = failed_job()
    page = client.get(reverse("jobs:list")).content.decode()
    assert "stumbled" not in page
    assert "disk is full" not in page
    assert client.post(reverse("jobs:delivery", args=[delivery.pk, "retry"])).status_code == 404
    for one in (job, ours):
        assert client.post(reverse("jobs:job", args=[one.pk, "retry"])).status_code == 404


def test_who_may_not_see_jobs_is_told_so_and_strangers_sign_in(world, client):
    delivery = fail(world, world.here)
    decide = reverse("jobs:delivery", args=[delivery.pk, "retry"])
    assert client.get(reverse("jobs:list")).status_code == 302
    assert client.post(decide).status_code == 302
    client.force_login(world.dan.person)
    assert client.get(reverse("jobs:list")).status_code == 403
    assert client.post(decide).status_code == 403


def test_the_page_costs_the_same_for_many(world, client, admin, django_assert_max_num_queries):
    client.get(reverse("jobs:list"))
    for extra in (1, 30):
        for _ in range(extra):
            failed_job(community_id=world.community.pk)
        with django_assert_max_num_queries(12):
            client.get(reverse("jobs:list"))
