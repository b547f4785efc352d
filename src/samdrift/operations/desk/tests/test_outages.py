"""Known issues: declared in three languages, told before people report them again, never at secured places."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from samdrift.foundation.clock import now
from samdrift.foundation.errors import Invalid, NotAllowed, Refused, Stale
from samdrift.foundation.events.public import EventRecord
from samdrift.foundation.scope import everywhere
from samdrift.operations.desk.commands.outages import Known, change_outage, declare_outage, end_outage
from samdrift.operations.desk.models import Contact, Outage
from samdrift.operations.desk.queries.outages import outages_at
from samdrift.operations.desk.tests.conftest import BACKEND
from tests.world import NOON, words

THREE = {"en": "The lift stands", "da": "Elevatoren står", "sv": "Hissen står"}


def declared(world, *, at=NOON, actor=None, **values):
    known = {"title": THREE, "text": {}, "site_id": world.site.pk}
    return declare_outage((actor or world.asta).scope, Known(**(known | values)), now=at)


def told(world, **where):
    return [one.title["en"] for one in outages_at(world.community.pk, **where)]


def test_it_is_said_in_all_three_languages_or_not_at_all(world):
    with pytest.raises(Invalid) as wrong:
        declared(world, title={"en": "The lift stands", "da": " "})
    assert set(wrong.value.fields) == {"title_da", "title_sv"}
    with pytest.raises(Invalid) as wrong:
        declared(world, text={"en": "Take the stairs"})
    assert set(wrong.value.fields) == {"text_da", "text_sv"}


def test_it_needs_a_site_or_a_service_and_somebody_who_may(world):
    with pytest.raises(Invalid):
        declared(world, site_id=None)
    with pytest.raises(Invalid):
        declared(world, site_id=world.there.site.pk)
    with pytest.raises(NotAllowed):
        declared(world, actor=world.bo)


def test_it_is_told_at_its_site_and_for_its_line_until_it_is_over(world):
    outage = declared(world, line_code="MNT")
    assert told(world, site_id=world.site.pk) == ["The lift stands"]
    assert told(world, site_id=world.site.pk, lines={"CLN"}) == []
    assert told(world, site_id=world.other_site.pk) == []
    end_outage(world.asta.scope, outage.uid, expected_version=outage.version, now=NOON + timedelta(hours=1))
    Outage.objects.within(world.asta.scope)
    assert outages_at(world.there.community.pk, site_id=world.site.pk) == []
    with pytest.raises(Refused):
        end_outage(world.asta.scope, outage.uid, expected_version=None, now=NOON)


def test_another_building_of_the_site_is_not_told(world):
    from samdrift.registers.estate.models import Building

    annex = Building.objects.create(community=world.community, site=world.site, code="B2", name="Anneks")
    declared(world, building_id=annex.pk)
    assert told(world, site_id=world.site.pk, space_id=world.washroom.pk) == []
    assert told(world, site_id=world.site.pk) == ["The lift stands"]
    with pytest.raises(Invalid):
        declared(world, site_id=world.other_site.pk, building_id=annex.pk)


def test_the_book_tells_that_it_was_changed_and_no_words(world):
    outage = declared(world)
    later = NOON + timedelta(hours=2)
    with pytest.raises(Stale):
        change_outage(
            world.asta.scope, outage.uid, title=THREE, text={}, expected_until=later, expected_version=9, now=NOON
        )
    change_outage(
        world.asta.scope, outage.uid, title=words("Still"), text={}, expected_until=later, expected_version=1, now=NOON
    )
    with everywhere(reason="test"):
        kinds = list(EventRecord.objects.filter(subject_uid=outage.uid).order_by("pk").values_list("kind", flat=True))
        payloads = str(list(EventRecord.objects.filter(subject_uid=outage.uid).values_list("payload", flat=True)))
    assert kinds == ["desk.outage_declared", "desk.outage_changed"]
    assert "lift" not in payloads
    assert "Still" not in payloads


def test_whoever_scans_there_reads_that_it_is_known_in_their_language(world, client):
    declared(world, at=now(), text=words("Take the stairs"))
    page = client.get("/q/7K3M9PQRS2N", headers={"Accept-Language": "sv"}).content.decode()
    assert "Hissen står" in page
    assert "Take the stairs" in page


def test_at_a_secured_place_nothing_is_told(world, client):
    declared(world, at=now())
    page = client.get("/q/8K3M9PQRS2B").content.decode()
    assert "The lift stands" not in page


def test_whoever_asks_for_help_there_reads_that_it_is_known(world, client):
    olga = world.someone("USR", name="Olga")
    client.force_login(olga.person, backend=BACKEND)
    declared(world, at=now(), line_code="MNT")
    for address in (f"/requests/new/?site={world.site.pk}", f"/requests/new/?site={world.site.pk}&type=mnt.fault"):
        assert "The lift stands" in client.get(address).content.decode(), address
    assert "The lift stands" not in client.get(f"/requests/new/?site={world.other_site.pk}").content.decode()


def test_one_key_at_the_console_joins_the_case(world, desk, reported):
    row = reported()
    outage = declared(world, at=now(), request_uid=row.uid)
    html = desk.post(reverse("desk:console"), {"do": f"pick:site:{world.site.pk}"}).content.decode()
    assert "The lift stands" in html
    assert f"known:{outage.uid}" in html
    desk.post(reverse("desk:console"), {"do": f"known:{outage.uid}", "at": f"site:{world.site.pk}"})
    with everywhere(reason="test"):
        contact = Contact.objects.get()
        assert row.__class__.objects.get(pk=row.pk).me_too == 1
    assert (contact.outcome, contact.service_request_id) == ("me_too", row.pk)


def test_without_a_case_being_told_was_the_answer(world, desk):
    outage = declared(world, at=now())
    desk.post(reverse("desk:console"), {"do": f"known:{outage.uid}", "at": f"site:{world.site.pk}"})
    with everywhere(reason="test"):
        assert Contact.objects.get().outcome == "resolved"


def test_it_is_declared_changed_and_ended_by_plain_forms(world, desk, reported):
    row = reported()
    form = desk.get(reverse("desk:outage_new"), {"request": row.uid}).content.decode()
    assert row.number in form
    assert world.site.code in form
    fields = {f"title_{language}": text for language, text in THREE.items()}
    wrong = desk.post(reverse("desk:outage_new"), {"site": world.site.code, "title_en": "Only this"})
    assert wrong.status_code == 422
    assert "Say it in this language too." in wrong.content.decode()
    page = desk.post(reverse("desk:outage_new"), {"site": world.site.code, "case": row.number, **fields}, follow=True)
    assert "The lift stands" in page.content.decode()
    with everywhere(reason="test"):
        outage = Outage.objects.get()
    assert outage.service_request_id == row.pk
    address = reverse("desk:outage", args=[outage.uid])
    desk.post(address, {**fields, "title_en": "The lift stands still", "until": "2030-05-05T12:00", "version": 1})
    with everywhere(reason="test"):
        assert Outage.objects.get().title["en"] == "The lift stands still"
    desk.post(address, {"over": "1", "version": 2})
    with everywhere(reason="test"):
        assert Outage.objects.get().ended_at is not None
    assert "The lift stands still" in desk.get(reverse("desk:outages") + "?tab=ended").content.decode()


def test_whoever_scans_anywhere_in_the_house_joins_the_case(world, client, reported):
    from django.test import Client

    row = reported(space_id=None)
    declared(world, at=now(), request_uid=row.uid)
    page = Client(enforce_csrf_checks=False).get("/q/7K3M9PQRS2N")
    html = page.content.decode()
    assert f'name="same" value="{row.uid}"' in html
    key = re.findall(r'name="key" value="([^"]+)"', html)[0]
    token = re.findall(r'name="token" value="([^"]+)"', html)[0]
    answer = client.post("/q/7K3M9PQRS2N", {"same": str(row.uid), "key": key, "token": token})
    assert answer.status_code == 303, answer.content[:300]
    with everywhere(reason="test"):
        assert row.__class__.objects.get(pk=row.pk).me_too == 1


def test_the_page_of_a_secured_place_takes_nobody_to_a_case(world, client, reported):
    row = reported(space_id=None)
    declared(world, at=now(), request_uid=row.uid)
    assert str(row.uid) not in client.get("/q/8K3M9PQRS2B").content.decode()
