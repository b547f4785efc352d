"""The month at the desk: counted as the definitions say, within the gate, each figure with the contacts behind it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from samdrift.foundation.scope import everywhere
from samdrift.kernel import contact_measures as kernel
from samdrift.operations.desk.models import Contact, Queue
from samdrift.operations.desk.queries import measures
from samdrift.operations.requests.commands.submit import Ask, submit_request
from samdrift.operations.requests.models import ServiceRequest
from samdrift.registers.catalogue import public as catalogue
from samdrift.registers.catalogue.commands.articles import Draft, publish_article, write_article

MAY = date(2025, 5, 1)
NOON = datetime(2025, 5, 5, 10, tzinfo=UTC)


def called(world, **values):
    """A call at noon that was answered after ten seconds and solved; `values` say what was otherwise."""
    started = values.pop("started_at", NOON)
    told = {
        "community": world.community, "channel": "phone", "started_at": started, "line_code": "MNT",
        "answered_at": started + timedelta(seconds=10), "wait_seconds": 10, "talk_seconds": 200, "hold_seconds": 20,
        "wrap_seconds": 30, "outcome": "resolved", "eligible_for_fcr": True, "site": world.site,
        "unit": world.north, **values,
    }  # fmt: skip
    return Contact.objects.create(**told)


def gave_up(world, after, **values):
    moment = NOON + timedelta(seconds=after)
    return called(
        world, answered_at=None, abandoned_at=moment, wait_seconds=after, talk_seconds=None, hold_seconds=None,
        wrap_seconds=None, outcome="abandoned", eligible_for_fcr=False, **values,
    )  # fmt: skip


@pytest.fixture
def lead(world):
    return world.someone("SD-LEAD")


def test_suggested_answers_are_counted_and_never_made_a_share(world, lead, client):
    told = dict.fromkeys(("en", "da", "sv"), "Put a bucket under it.")
    made = write_article(lead.scope, Draft(code="bucket", title=told, body=told), now=NOON)
    publish_article(lead.scope, made.uid, expected_version=None, now=NOON)
    page = reverse("desk:month") + "?month=2025-05"
    client.force_login(lead.person)
    assert "Answers before anybody asked" not in client.get(page).content.decode()
    for answer in ("accepted", "accepted", "declined"):
        catalogue.answer_article(lead.scope, made.uid, answer=answer, channel="web", now=NOON)
    html = client.get(page).content.decode()
    assert "An article answered it, and nothing was sent</dt><dd>2</dd>" in html
    assert "a request was sent all the same</dt><dd>1</dd>" in html
    later = reverse("desk:month") + "?month=2025-04"
    assert "Answers before anybody asked" not in client.get(later).content.decode()


def test_a_month_is_counted_as_the_definitions_say(world, lead):
    first = called(world, subject="mnt.fault")
    called(world, wait_seconds=61, repeat_of=first, outcome="request_created")
    called(world, outcome="chaser", eligible_for_fcr=False)
    called(world, avoidable="no_news")
    gave_up(world, 4)
    gave_up(world, 30)
    gave_up(world, 90)
    called(world, started_at=NOON - timedelta(days=40))
    counts = measures.month_at(lead.scope, MAY).whole
    assert (counts.answered, counts.abandoned, counts.short, counts.in_time, counts.late_abandoned) == (4, 3, 1, 3, 1)
    assert (counts.eligible, counts.resolved, counts.repeated) == (3, 2, 1)
    assert (counts.chasers, counts.avoidable, counts.all) == (1, 1, 7)
    assert (counts.wait_s, counts.talk_s, counts.hold_s, counts.wrap_s) == (91, 800, 80, 120)


def test_a_queue_s_own_seconds_count(world, lead):
    Queue.objects.create(
        community=world.community, code="fast", name={"en": "Fast"}, answer_seconds=5, short_seconds=20
    )
    called(world, queue="fast")
    called(world, queue="")
    gave_up(world, 15, queue="fast")
    counts = measures.month_at(lead.scope, MAY, by="queue")
    assert {name: part.in_time for name, part in counts.parts} == {"fast": 0, "": 1}
    assert {name: (part.short, part.late_abandoned) for name, part in counts.parts} == {"fast": (1, 1), "": (0, 0)}


def test_a_transfer_counts_once_and_mail_is_not_answered_in_time(world, lead):
    first = called(world, outcome="transferred")
    called(world, continues=first, eligible_for_fcr=False)
    called(world, channel="mail")
    counts = measures.month_at(lead.scope, MAY).whole
    assert (counts.answered, counts.all, counts.eligible) == (1, 2, 2)


def test_days_are_the_community_s_own(world, lead):
    called(world, started_at=datetime(2025, 4, 30, 22, 0, tzinfo=UTC))  # midnight in Copenhagen: the first of May
    called(world, started_at=datetime(2025, 5, 31, 22, 0, tzinfo=UTC))  # and the first of June
    assert measures.month_at(lead.scope, MAY).whole.all == 1


def test_another_community_and_the_restricted_are_not_counted(world, lead):
    called(world, data_class="D7")
    called(world, community=world.there.community, site=world.there.site, unit=world.there.north)
    assert measures.month_at(lead.scope, MAY).whole == kernel.Counts()


def test_satisfaction_comes_from_the_ratings_of_the_month(world, lead):
    ask = Ask(request_type="mnt.fault", channel="web", description="x", site_id=world.site.pk)
    made = submit_request(world.asta.scope, ask, received_at=NOON, now=NOON).service_request
    with everywhere(reason="test"):
        ServiceRequest.objects.filter(pk=made.pk).update(closed_at=NOON, resolved_at=NOON, rating=5)
    told = measures.month_at(lead.scope, MAY)
    assert (told.satisfaction.share.part, told.satisfaction.share.whole, told.whole.cases) == (1, 1, 1)
    assert told.quarter is not None
    assert not told.satisfaction.publishable


def test_each_figure_opens_to_the_contacts_it_counts(world, lead):
    called(world)
    gave_up(world, 90)
    told = measures.month_at(lead.scope, MAY).whole
    for figure in ("answered", "abandoned", "short", "in_time", "late_abandoned", "eligible", "resolved", "all"):
        assert measures.contacts_behind(lead.scope, MAY, figure).count() == getattr(told, figure), figure


def test_the_page_says_na_where_there_is_nothing_and_prints_its_definitions(world, client, lead):
    client.force_login(lead.person)
    page = client.get(reverse("desk:month") + "?month=2025-05").content.decode()
    assert "n/a" in page
    assert "÷" in page


def test_the_page_shows_the_figures_and_costs_the_same_for_many(world, client, lead):
    client.force_login(lead.person)
    costs = []
    client.get(reverse("desk:month"))
    for extra in (1, 30):
        for number in range(extra):
            called(world, line_code=f"L{number}", avoidable="no_news")
        with CaptureQueriesContext(connection) as asked:
            page = client.get(reverse("desk:month") + "?month=2025-05")
        costs.append(len(asked))
    assert costs[0] == costs[1]
    assert "100.00 %" in page.content.decode()
    assert client.get(reverse("desk:behind") + "?month=2025-05&figure=all&line=L1").status_code == 200
    assert client.get(reverse("desk:behind") + "?month=2025-05&figure=nonsense").status_code == 404
    assert client.get(reverse("desk:month") + "?month=2025-99&by=nonsense&channel=x").status_code == 200


def test_agents_do_not_see_the_month_and_both_contract_managers_do(world, client):
    client.force_login(world.someone("SD-AG").person)
    assert client.get(reverse("desk:month")).status_code == 403
    for role in ("CTR-C", "CTR-P", "OPS-M"):
        client.force_login(world.someone(role).person)
        assert client.get(reverse("desk:month")).status_code == 200
