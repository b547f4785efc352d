"""Following one's report by its link: what it shows, what one can do there, and what it never tells."""

import re
from datetime import timedelta

import pytest

from samdrift.foundation.clock import now
from samdrift.foundation.scope import everywhere
from samdrift.operations.requests.public import (
    Ask,
    ServiceRequest,
    ask_requester,
    assign_request,
    resolve,
    start,
    submit_request,
    triage,
)
from samdrift.registers.catalogue import public as catalogue
from samdrift.registers.catalogue.commands.articles import Draft, publish_article, write_article
from samdrift.registers.parties.public import tag_scope


@pytest.fixture
def sent(world):
    """A stranger's report at the washroom, with the secret of its link."""
    scope = tag_scope(world.community.pk, site_id=world.site.pk)
    ask = Ask(
        request_type="mnt.fault",
        channel="qr",
        description="It drips",
        site_id=world.site.pk,
        space_id=world.washroom.pk,
    )
    moment = now() - timedelta(hours=1)
    return submit_request(scope, ask, received_at=moment, now=moment)


def row_of(sent):
    with everywhere(reason="test"):
        return ServiceRequest.objects.get(pk=sent.service_request.pk)


def fields(client, token):
    html = client.get(f"/track/{token}").content.decode()
    return {name: re.search(rf'name="{name}" value="([^"]*)"', html)[1] for name in ("key", "token")}


def resolved(world, sent):
    uid, scope = sent.service_request.uid, world.asta.scope
    triage(scope, uid, expected_version=None, now=now())
    assign_request(
        scope, uid, expected_version=None, team_id=world.team.pk, assignee_id=world.asta.person.pk, now=now()
    )
    start(scope, uid, expected_version=None, now=now())
    resolve(scope, uid, expected_version=None, resolution="repaired", now=now())


def test_the_link_shows_number_place_state_and_promise(world, client, sent):
    answer = client.get(f"/track/{sent.track_token}")
    html = answer.content.decode()
    assert answer.status_code == 200
    for told in (sent.service_request.number, "Toilet 0.12", "Received", "We promise to have it solved by"):
        assert told in html
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Robots-Tag"] == "noindex"


def test_it_never_tells_who_works_on_it(world, client, sent):
    uid = sent.service_request.uid
    ask_requester(world.asta.scope, uid, expected_version=None, question="Hot or cold?", now=now())
    html = client.get(f"/track/{sent.track_token}").content.decode()
    assert "Hot or cold?" in html
    assert "Asta" not in html


@pytest.mark.parametrize("token", ["x", "a" * 25, "<script>", "0" * 200])
def test_a_link_that_opens_nothing_is_a_page_not_found(world, client, sent, token):
    assert client.get(f"/track/{token}").status_code == 404
    assert client.post(f"/track/{token}", {"action": "confirm"}).status_code == 404


def test_guessing_links_is_slowed_down(world, client):
    answers = [client.get(f"/track/{'a' * 24}{n % 10}").status_code for n in range(62)]
    assert set(answers) == {404, 429}


def test_an_answer_lets_the_clock_run_on_and_is_kept_once(world, client, sent):
    uid = sent.service_request.uid
    ask_requester(world.asta.scope, uid, expected_version=None, question="Hot or cold?", now=now())
    form = {**fields(client, sent.track_token), "action": "answer", "text": "Cold <b>water</b>"}
    for _ in range(2):
        assert client.post(f"/track/{sent.track_token}", form).status_code == 303
    html = client.get(f"/track/{sent.track_token}").content.decode()
    assert html.count("Cold &lt;b&gt;water&lt;/b&gt;") == 1
    assert not row_of(sent).waiting_for_requester


def test_one_tap_confirms_and_then_it_can_be_rated(world, client, sent):
    resolved(world, sent)
    path = f"/track/{sent.track_token}"
    assert client.post(path, {**fields(client, sent.track_token), "action": "confirm"}).status_code == 303
    assert row_of(sent).state == "closed"
    rated = {**fields(client, sent.track_token), "action": "rate", "stars": "4", "text": "Quick"}
    assert client.post(path, rated).status_code == 303
    assert (row_of(sent).rating, row_of(sent).rating_reason) == (4, "Quick")


def test_one_tap_reopens(world, client, sent):
    resolved(world, sent)
    form = {**fields(client, sent.track_token), "action": "reopen"}
    assert client.post(f"/track/{sent.track_token}", form).status_code == 303
    assert row_of(sent).state == "in_progress"


def test_what_cannot_be_done_now_is_said_on_the_page(world, client, sent):
    # The form's fields come from a moment when it could be done.
    ask_requester(world.asta.scope, sent.service_request.uid, expected_version=None, question="Hot?", now=now())
    form = {**fields(client, sent.track_token), "action": "confirm"}
    answer = client.post(f"/track/{sent.track_token}", form)
    assert answer.status_code == 409
    assert "not resolved yet" in answer.content.decode()


def test_a_form_of_another_link_is_refused(world, client, sent):
    ask_requester(world.asta.scope, sent.service_request.uid, expected_version=None, question="Hot?", now=now())
    form = {"key": "k", "token": "made-up", "action": "answer", "text": "Cold"}
    assert client.post(f"/track/{sent.track_token}", form).status_code == 403
    assert row_of(sent).waiting_for_requester


def test_a_witness_sees_state_and_can_do_nothing(world, client, sent):
    from samdrift.operations.desk.public import Arrival, join_report

    scope = tag_scope(world.community.pk, site_id=world.site.pk)
    row = sent.service_request
    joined = join_report(
        scope, row.pk, "D1", Arrival(started_at=now()), contact_text="", device_key="d", language="en", now=now()
    )
    html = client.get(f"/track/{joined.track_token}").content.decode()
    assert "Received" in html
    assert 'name="action"' not in html
    assert "It drips" not in html


@pytest.mark.parametrize(("language", "word"), [("da", "Modtaget"), ("sv", "Mottagen")])
def test_the_page_speaks_the_readers_language(world, client, sent, language, word):
    html = client.get(f"/track/{sent.track_token}", headers={"Accept-Language": language}).content.decode()
    assert f'<html lang="{language}">' in html


def test_what_helps_meanwhile_stands_below_and_is_answered_once(world, client, sent):
    lead = world.someone("SD-LEAD").scope
    told = dict.fromkeys(("en", "da", "sv"), "Put a bucket under it.")
    for code, audience in (("bucket", "requesters"), ("agents-only", "agents")):
        draft = Draft(code=code, audience=audience, title=told, body=told, request_types=("mnt.fault",))
        made = write_article(lead, draft, now=now())
        publish_article(lead, made.uid, expected_version=None, now=now())
    page = f"/track/{sent.track_token}"
    html = client.get(page).content.decode()
    assert html.count("Put a bucket under it.") == 2
    uid = re.search(r'name="article" value="([^"]*)"', html)[1]
    for said in ("helped", "helped", "not_helped"):
        answer = client.post(page, {**fields(client, sent.track_token), "action": said, "article": uid})
        assert answer.status_code == 303
    counts = catalogue.deflection(lead, now() - timedelta(days=1), now() + timedelta(days=1))
    assert (counts["helped"], counts["not_helped"]) == (1, 0)
    wrong = client.post(page, {**fields(client, sent.track_token), "action": "helped", "article": "x"})
    assert wrong.status_code == 422
    resolved(world, sent)
    assert "Put a bucket under it." not in client.get(page).content.decode()
