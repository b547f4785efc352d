"""Pages: status, a telling text, and a number of statements that does not grow."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from samdrift.operations.requests import public as requests
from samdrift.operations.requests.models import SavedView, ServiceRequest
from samdrift.operations.requests.queries import lists
from samdrift.registers.catalogue import public as catalogue
from samdrift.registers.catalogue.commands.articles import Draft as ArticleDraft
from samdrift.registers.catalogue.commands.articles import publish_article, write_article
from tests.world import NOON

LATER = NOON + timedelta(hours=1)


@pytest.fixture
def at_noon(monkeypatch):
    """The doors' clock stands an hour after noon."""
    for module in ("lists", "page", "actions", "new"):
        monkeypatch.setattr(f"samdrift.operations.requests.web.{module}.now", lambda: LATER)


@pytest.fixture
def signed_in(client, at_noon):
    def enter(actor):
        client.force_login(actor.person)
        session = client.session
        session["employment"] = actor.employment.pk
        session.save()
        return client

    return enter


def page_of(row):
    return reverse("requests:page", args=[row.uid])


def act(client, row, move, **fields):
    return client.post(reverse("requests:act", args=[row.uid, move]), {"version": row.version, **fields})


def again(world, row):
    return ServiceRequest.objects.within(world.asta.scope).get(pk=row.pk)


def test_the_list_shows_what_one_may_see(world, report, signed_in):
    row = report(description="The tap drips")
    for actor in (world.asta, world.bo, world.dan):
        text = signed_in(actor).get(reverse("requests:list")).content.decode()
        assert "The tap drips" in text
        assert row.number in text
    assert row.number not in signed_in(world.carla).get(reverse("requests:list")).content.decode()
    signed_in(world.someone("ADMIN"))


def test_the_list_costs_the_same_for_many(world, report, signed_in, django_assert_max_num_queries):
    client = signed_in(world.asta)
    client.get(reverse("requests:list"))  # who acts and what things are called is known from here on
    for extra in (1, 30):
        for _ in range(extra):
            report()
        lists.forget()
        with django_assert_max_num_queries(6):
            assert client.get(reverse("requests:list")).status_code == 200


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, True),
        ({"group": "ended"}, False),
        ({"group": "new", "line": "MNT", "priority": "4", "channel": "web"}, True),
        ({"priority": "1"}, False),
        ({"type": "mnt.fault", "state": "submitted"}, True),
        ({"assignee": "me"}, False),
        ({"assignee": "nobody"}, True),
        ({"assignee": "mine"}, False),
        ({"standing": "late"}, False),
        ({"standing": "waiting"}, False),
        ({"since": "2025-05-05", "until": "2025-05-05"}, True),
        ({"since": "2025-05-06"}, False),
        ({"text": "haandvask"}, False),
        ({"text": "Håndvask LØBER"}, True),
        ({"order": "due"}, True),
        ({"site": "nps-s1"}, True),
        ({"site": "nps-s2"}, False),
        ({"priority": "x", "since": "never", "group": "?", "line": "<script>"}, True),
    ],
)
def test_filters_narrow_the_list(world, report, signed_in, query, found):
    row = report(description="Håndvasken løber over")
    text = signed_in(world.asta).get(reverse("requests:list"), query).content.decode()
    assert (row.number in text) == found


def test_units_and_teams_narrow_the_list(world, report, signed_in):
    row = report()
    client = signed_in(world.asta)
    requests.assign_request(world.asta.scope, row.uid, expected_version=None, team_id=world.team.pk, now=NOON)
    for query, found in (
        ({"unit": world.authority.pk}, True), ({"unit": world.south.pk}, False), ({"team": world.team.pk}, True),
        ({"assignee": "mine"}, True),
    ):  # fmt: skip
        assert (row.number in client.get(reverse("requests:list"), query).content.decode()) == found


def test_page_follows_page_without_gap_or_repeat(world, report, signed_in):
    numbers = {report(received_at=NOON - timedelta(minutes=n // 3)).number for n in range(60)}
    client, seen, after = signed_in(world.asta), [], ""
    for _ in range(3):
        answer = client.get(reverse("requests:list"), {"after": after} if after else {})
        seen += [row["number"] for row in answer.context_data["rows"]] if hasattr(answer, "context_data") else []
        text = answer.content.decode()
        seen += [number for number in numbers if number in text]
        after = _next(text)
    assert sorted(seen) == sorted(numbers)
    assert not after


def _next(text):
    import re
    from html import unescape

    found = re.search(r'rel="next" href="[^"]*after=([^"&]+)', unescape(text).replace("\n", " "))
    return found[1] if found else ""


def test_script_in_texts_stays_text(world, report, signed_in):
    row = report(description="<script>alert(1)</script>")
    requests.add_comment(world.asta.scope, row.uid, body="<img src=x onerror=alert(2)>", now=NOON)
    client = signed_in(world.asta)
    for address in (reverse("requests:list"), page_of(row), reverse("requests:board")):
        text = client.get(address).content.decode()
        assert "<script>alert" not in text
        assert "<img src=x" not in text


def test_the_page_tells_what_is_promised_and_why_and_what_happened(world, report, signed_in):
    row = report()
    requests.triage(world.asta.scope, row.uid, expected_version=None, now=LATER)
    text = signed_in(world.bo).get(page_of(row)).content.decode()
    for telling in ("Schedule 3, table 1, P4", "P4</strong>", "Olga", "Reported (Web page)", "Station Nord", "<svg"):
        assert telling in text
    assert "Give to" not in text  # Bo only looks


def test_strangers_and_the_other_community_find_no_page(world, report, signed_in, client):
    row = report()
    assert client.get(page_of(row)).status_code == 302
    assert signed_in(world.carla).get(page_of(row)).status_code == 404
    assert act(client, row, "triage").status_code == 404
    assert signed_in(world.bo).get(page_of(row)).status_code == 200
    assert act(client, row, "triage").status_code == 403


def test_the_page_costs_the_same_for_many(world, report, signed_in, django_assert_max_num_queries):
    row, client = report(), signed_in(world.asta)
    client.get(page_of(row))
    for extra in (1, 30):
        for _ in range(extra):
            requests.add_comment(world.asta.scope, row.uid, body="Hello", now=NOON)
        with django_assert_max_num_queries(15):
            assert client.get(page_of(row)).status_code == 200


def test_the_desk_does_each_thing_in_one_press(world, report, signed_in):
    client, row = signed_in(world.asta), report()
    steps = [
        ("triage", {}, "triaged"),
        ("assign", {"team": world.team.pk}, "assigned"),
        ("take", {}, "assigned"),
        ("start", {}, "in_progress"),
        ("hold", {"reason": "no_access", "note": "Nobody home", "until": "2025-05-07T08:00"}, "on_hold"),
        ("resume", {}, "in_progress"),
        ("priority", {"impact": 1, "urgency": 1}, "in_progress"),
        ("made-safe", {}, "made_safe"),
        ("resolve", {"resolution": "repaired", "note": "New washer"}, "resolved"),
    ]
    for move, fields, state in steps:
        row = again(world, row)
        assert act(client, row, move, **fields).status_code == 302
        assert again(world, row).state == state
    assert client.get(page_of(row)).status_code == 200


def test_whoever_asked_confirms_reopens_and_rates_on_the_page(world, officer, report, signed_in):
    row = report()
    requests.resolve_at_once(world.asta.scope, row.uid, expected_version=None, resolution="repaired", now=NOON)
    client = signed_in(officer)
    assert "Yes, it is done" in client.get(reverse("requests:mine")).content.decode()
    assert act(client, again(world, row), "reopen", reason="It drips").status_code == 302
    assert again(world, row).state == "in_progress"
    requests.resolve(world.asta.scope, row.uid, expected_version=None, resolution="repaired", now=LATER)
    assert act(client, again(world, row), "confirm", rating=4, next="mine").url == reverse("requests:mine")
    row = again(world, row)
    assert (row.state, row.rating) == ("closed", 4)
    assert act(client, row, "rate", rating=5).status_code == 302
    assert "5 of 5" in client.get(page_of(row)).content.decode()


def test_a_question_is_answered_on_the_page(world, officer, report, signed_in):
    row = report()
    assert act(signed_in(world.asta), row, "ask", question="Which tap?").status_code == 302
    client = signed_in(officer)
    assert "Which tap?" in client.get(page_of(row)).content.decode()
    assert "Waiting for your answer" in client.get(reverse("requests:mine")).content.decode()
    assert act(client, row, "answer", body="The left one").status_code == 302
    assert not again(world, row).waiting_for_requester


def test_the_second_to_press_hears_what_happened(world, report, signed_in):
    row = report()
    requests.triage(world.asta.scope, row.uid, expected_version=None, now=NOON)
    answer = act(signed_in(world.asta), row, "triage")
    assert answer.status_code == 409
    assert "Confirmed" in answer.content.decode()


def test_a_move_nobody_knows_is_no_page(world, report, signed_in):
    assert act(signed_in(world.asta), report(), "fly").status_code == 404


def test_the_other_sides_words_are_not_on_the_page(world, report, signed_in):
    row = report()
    act(signed_in(world.dan), row, "comment", body="The secret zebra", visibility="customer")
    assert "zebra" in signed_in(world.dan).get(page_of(row)).content.decode()
    for actor in (world.asta, world.bo):
        assert "zebra" not in signed_in(actor).get(page_of(row)).content.decode()


def test_the_board_has_a_column_for_each_state(world, report, signed_in, django_assert_max_num_queries):
    for _ in range(35):
        row = report()
    requests.triage(world.asta.scope, row.uid, expected_version=None, now=NOON)
    client = signed_in(world.asta)
    client.get(reverse("requests:board"))
    with django_assert_max_num_queries(6):
        text = client.get(reverse("requests:board")).content.decode()
    assert "30+" in text
    assert row.number in text


def test_a_view_is_saved_shared_and_forgotten(world, signed_in):
    client = signed_in(world.asta)
    query = {"name": "Late taps", "query": "standing=late&after=abc", "shared": "1"}
    assert client.post(reverse("requests:save_view"), query).url == "/requests/?standing=late"
    assert "Late taps" in signed_in(world.dan).get(reverse("requests:list")).content.decode()
    assert "Late taps" not in signed_in(world.carla).get(reverse("requests:list")).content.decode()
    view = SavedView.objects.within(world.asta.scope).get()
    assert signed_in(world.dan).post(reverse("requests:forget_view", args=[view.uid])).status_code == 404
    assert signed_in(world.asta).post(reverse("requests:forget_view", args=[view.uid])).status_code == 302


def test_an_export_holds_no_formula(world, report, signed_in):
    report(description='=HYPERLINK("http://example.org")')
    client = signed_in(world.dan)
    answer = client.get(reverse("requests:export_csv"))
    text = b"".join(answer.streaming_content).decode()
    assert "'=HYPERLINK" in text
    assert text.count("NPS-2025") == 1
    workbook = client.get(reverse("requests:export_xlsx"))
    assert workbook.content[:2] == b"PK"
    assert signed_in(world.someone("SVC-E")).get(reverse("requests:export_csv")).status_code == 403


def test_asking_goes_from_place_to_type_to_details_to_a_number(world, officer, signed_in):
    client, new = signed_in(officer), reverse("requests:new")
    assert "Station Nord" in client.get(new).content.decode()
    assert "Station Syd" not in client.get(new, {"text": "nord"}).content.decode()
    place = {"site": world.site.pk, "space": world.washroom.pk}
    assert "Fault" in client.get(new, place).content.decode()
    text = client.get(new, {**place, "type": "mnt.fault"}).content.decode()
    assert "What we promise" in text
    assert "Schedule 3, table 1, P4" in text
    answer = client.post(new, {**place, "type": "mnt.fault", "description": "The tap drips"})
    row = ServiceRequest.objects.within(officer.scope).get()
    assert answer.url == page_of(row)
    assert (row.title, row.requester_id, row.channel) == ("The tap drips", officer.person.pk, "web")
    text = client.get(new, {**place, "type": "mnt.fault"}).content.decode()
    assert "Already reported?" in text


def test_what_was_written_to_find_the_type_is_the_description(world, officer, signed_in):
    client, new = signed_in(officer), reverse("requests:new")
    said = {"site": world.site.pk, "space": world.washroom.pk, "text": "noget er i stykker"}
    text = client.get(new, said).content.decode()
    assert "This seems to fit" in text
    assert "text=noget+er+i+stykker" in text
    assert ">noget er i stykker</textarea>" in client.get(new, {**said, "type": "mnt.fault"}).content.decode()


def test_a_suggested_answer_is_accepted_or_passed_over_and_both_are_counted(world, officer, signed_in):
    words = dict.fromkeys(("en", "da", "sv"), "Håndtaget er i stykker, handle broken")
    lead = world.someone("SD-LEAD")
    draft = ArticleDraft(code="handle", title=words, body=words, request_types=("mnt.fault",))
    article = write_article(lead.scope, draft, now=NOON)
    publish_article(lead.scope, article.uid, expected_version=None, now=NOON)
    client, new = signed_in(officer), reverse("requests:new")
    place = {"site": world.site.pk, "space": world.washroom.pk}
    text = client.get(new, {**place, "text": "håndtaget er i stykker"}).content.decode()
    assert "This answers it" in text
    assert f"advised={article.uid}" in text
    accepted = {"answer": "accepted", "channel": "web"}
    client.post(reverse("catalogue:help_answer", args=[article.uid]), accepted)
    assert not ServiceRequest.objects.within(officer.scope).exists()
    said = {**place, "type": "mnt.fault", "description": "x", "advised": f"{article.uid},nonsense,{uuid4()}"}
    assert client.post(new, said).status_code == 302
    assert ServiceRequest.objects.within(officer.scope).count() == 1
    counts = catalogue.deflection(lead.scope, NOON, NOON + timedelta(days=9000))
    assert (counts["accepted"], counts["declined"]) == (1, 1)


def test_what_one_wants_is_kept_while_choosing_the_place(world, officer, signed_in):
    client, new = signed_in(officer), reverse("requests:new")
    text = client.get(new, {"type": "mnt.fault", "said": "the tap drips"}).content.decode()
    assert "type=mnt.fault" in text
    assert "said=the+tap+drips" in text
    details = client.get(new, {"site": world.site.pk, "type": "mnt.fault", "said": "the tap drips"})
    assert ">the tap drips</textarea>" in details.content.decode()


def test_a_form_asks_and_says_what_is_missing(world, officer, signed_in):
    world.form.schema = {
        "type": "object", "required": ["hot"],
        "properties": {"hot": {"type": "string", "x-kind": "choice", "x-label": {"en": "Hot or cold?"},
                               "x-choices": {"hot": {"en": "Hot"}, "cold": {"en": "Cold"}}}},
    }  # fmt: skip
    world.form.published_at = NOON
    world.form.save()
    client, new = signed_in(officer), reverse("requests:new")
    asked = {"site": world.site.pk, "type": "mnt.fault"}
    assert "Hot or cold?" in client.get(new, asked).content.decode()
    answer = client.post(new, asked)
    assert answer.status_code == 422
    assert "Please answer this." in answer.content.decode()
    assert client.post(new, {**asked, "q-hot": "hot"}).status_code == 302
    row = ServiceRequest.objects.within(officer.scope).get()
    assert (row.answers, row.form_id) == ({"hot": "hot"}, world.form.pk)
    assert "Hot or cold?" in client.get(page_of(row)).content.decode()


def test_the_desk_corrects_the_place_in_one_press(world, report, signed_in):
    client, row = signed_in(world.asta), report()
    text = client.get(reverse("requests:where", args=[row.uid])).content.decode()
    assert "All of Station Nord" in text
    assert "Arrest" not in text  # secured places are not listed
    assert act(client, row, "place", site=world.other_site.pk).status_code == 302
    assert again(world, row).site_id == world.other_site.pk
    assert signed_in(world.bo).get(reverse("requests:where", args=[row.uid])).status_code == 403


def test_reports_by_the_desk_are_noted_for_somebody_without_an_account(world, signed_in):
    client = signed_in(world.asta)
    client.post(
        reverse("requests:new"),
        {"site": world.site.pk, "type": "mnt.fault", "channel": "phone", "on_behalf_of": "Fru Holm", "contact": "11"},
    )
    row = ServiceRequest.objects.within(world.asta.scope).get()
    assert (row.requester_id, row.on_behalf_of, row.channel) == (None, "Fru Holm", "phone")


def test_whoever_asked_for_a_duplicate_reads_the_masters_state_and_not_its_words(world, officer, report, signed_in):
    master = report(actor=world.someone("USR"), description="The secret zebra")
    row = report()
    requests.mark_duplicate(world.asta.scope, row.uid, expected_version=None, master_uid=master.uid, now=LATER)
    text = signed_in(officer).get(page_of(row)).content.decode()
    assert "Its state: Submitted" in text
    assert "zebra" not in text
    assert "zebra" in signed_in(world.asta).get(page_of(row)).content.decode()


def test_the_order_of_the_list_is_marked(world, report, signed_in):
    report()
    client = signed_in(world.asta)
    for asked, marked in (("", "Newest first"), ("?order=due", "Due first")):
        page = client.get(reverse("requests:list") + asked).content.decode()
        assert re.search(rf'aria-current="true">{marked}</a>', page)
        assert page.count('aria-current="true">') == 1


def test_a_report_of_one_press_says_what_was_pressed_and_its_type_once(world, officer, signed_in):
    shown = {"type": "mnt.fault", "site": world.site.pk, "space": world.washroom.pk, "uid": uuid4()}
    signed_in(officer).post(reverse("requests:new"), shown)
    page = signed_in(world.asta).get(reverse("requests:list")).content.decode()
    kind = world.fault.name["en"]
    assert page.partition("<tbody>")[2].count(kind) == 1
