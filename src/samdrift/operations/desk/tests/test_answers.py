"""Answers bound to states, in three languages, changed before they are sent; and what the desk knows of a request."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from samdrift.foundation.clock import now
from samdrift.foundation.errors import Invalid, NotAllowed, Stale
from samdrift.foundation.events.public import deliver_all
from samdrift.foundation.scope import everywhere
from samdrift.operations.desk import public as desk_room
from samdrift.operations.desk.commands import answers as commands
from samdrift.operations.desk.models import AnswerTemplate, ContactLink
from samdrift.operations.desk.queries.answers import forget
from samdrift.operations.desk.rules import answers as rules
from samdrift.operations.desk.tests.conftest import BACKEND
from samdrift.operations.requests.public import Comment, mark_duplicate, split_off
from tests.world import NOON, words

THREE = {"en": "Yours is %(number)s.", "da": "Din sag er %(number)s.", "sv": "Ditt är %(number)s."}


def written(world, actor=None, **values):
    known = {"name": words("The number"), "text": THREE}
    return commands.write_answer((actor or world.asta).scope, commands.Draft(**(known | values)), now=NOON)


@given(st.text(max_size=60))
def test_any_text_is_filled_without_breaking(text):
    assert len(rules.filled(text, {})) <= len(text)


def test_gaps_are_filled_and_a_per_cent_sign_stays():
    assert rules.filled("100% of %(number)s by %(due)s", {"number": "7"}) == "100% of 7 by "
    assert rules.unknown_gaps("%(number)s %(secret)s") == ["secret"]


def test_an_answer_is_offered_where_its_state_and_line_fit():
    assert rules.fits(states=[], line_code="", state="submitted", line="MNT")
    assert rules.fits(states=["submitted"], line_code="MNT", state="submitted", line="MNT")
    assert not rules.fits(states=["resolved"], line_code="", state="submitted", line="MNT")
    assert not rules.fits(states=[], line_code="CLN", state="submitted", line="MNT")


def test_it_is_written_in_three_languages_with_gaps_that_are_filled(world):
    with pytest.raises(Invalid) as wrong:
        written(world, text={"en": "%(secret)s", "da": "x"})
    assert set(wrong.value.fields) == {"text_en", "text_sv"}
    with pytest.raises(Invalid):
        written(world, states=["nowhere"])
    with pytest.raises(NotAllowed):
        written(world, actor=world.someone("SD-AG"))


def test_whoever_saw_an_older_one_does_not_overwrite_it(world):
    answer = written(world)
    draft = commands.Draft(name=words("A"), text=words("B"))
    commands.change_answer(world.asta.scope, answer.uid, draft, expected_version=1, now=NOON)
    with pytest.raises(Stale):
        commands.change_answer(world.asta.scope, answer.uid, draft, expected_version=1, now=NOON)
    commands.put_away_answer(world.asta.scope, answer.uid, expected_version=2, now=NOON)
    with everywhere(reason="test"):
        assert not AnswerTemplate.objects.get().active


def test_the_agent_is_offered_it_in_the_language_of_whoever_asked_and_changes_it(world, desk, reported):
    written(world, states=["submitted"])
    written(world, states=["resolved"], name=words("How did it go"), text=words("Well?"))
    forget()
    row = reported(language="da")
    html = desk.get(reverse("requests:page", args=[row.uid])).content.decode()
    assert f"Din sag er {row.number}." in html
    assert "How did it go" not in html
    desk.post(reverse("requests:act", args=[row.uid, "comment"]), {"body": f"Din sag er {row.number}, Olga."})
    with everywhere(reason="test"):
        assert Comment.objects.get().body.endswith("Olga.")


def test_it_is_written_by_plain_forms(world, desk, client):
    fields = {f"{part}_{key}": text for part in ("name", "text") for key, text in THREE.items()}
    bad = desk.post(reverse("desk:answer_new"), {**fields, "text_da": ""})
    assert bad.status_code == 422
    page = desk.post(reverse("desk:answer_new"), {**fields, "states": ["submitted", "triaged"]}, follow=True)
    assert "Agents are offered it from now on." in page.content.decode()
    with everywhere(reason="test"):
        answer = AnswerTemplate.objects.get()
    assert answer.states == ["submitted", "triaged"]
    desk.post(reverse("desk:answer", args=[answer.uid]), {"away": "1", "version": 1})
    assert "No answers yet" in desk.get(reverse("desk:answers")).content.decode()
    client.force_login(world.bo.person, backend=BACKEND)
    assert client.get(reverse("desk:answers")).status_code == 403


def test_the_request_tells_the_desk_its_contacts_and_what_belongs_together(world, desk, reported, client):
    whole, other = reported(description="Tap and lamp"), reported(description="The tap again")
    contact = desk_room.open_contact(
        world.asta.scope, desk_room.Opening(channel="phone", started_at=now(), caller_handle="33148888"), now=now()
    )
    desk_room.link_contact(world.asta.scope, contact.uid, request_uid=whole.uid, relation="created", now=now())
    mark_duplicate(world.asta.scope, other.uid, expected_version=None, master_uid=whole.uid, now=now())
    part = split_off(world.asta.scope, whole.uid, request_type="mnt.fault", description="The lamp", now=now())
    deliver_all()
    with everywhere(reason="test"):
        assert list(ContactLink.objects.values_list("service_request", flat=True)) == [part.pk]
    html = desk.get(reverse("requests:page", args=[whole.uid])).content.decode()
    for told in ("…888", part.number, other.number, "Merged into it", "Its part"):
        assert told in html, told
    assert "A part of" in desk.get(reverse("requests:page", args=[part.uid])).content.decode()
    client.force_login(world.dan.person, backend=BACKEND)
    assert "…888" not in client.get(reverse("requests:page", args=[whole.uid])).content.decode()


def test_the_page_costs_the_same_however_many_called(world, desk, reported):
    row = reported()
    counted = []
    for many in (1, 29):
        for _each in range(many):
            written(world)
            contact = desk_room.open_contact(
                world.asta.scope, desk_room.Opening(channel="phone", started_at=now()), now=now()
            )
            desk_room.link_contact(world.asta.scope, contact.uid, request_uid=row.uid, relation="about", now=now())
        forget()
        desk.get(reverse("requests:page", args=[row.uid]))
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(reverse("requests:page", args=[row.uid])).status_code == 200
        counted.append(len(queries))
    assert counted[0] == counted[1], counted
