"""What a scan shows: the place, what is reported already, problems to tap on; and nothing of a silent place."""

import re
from datetime import timedelta

import pytest

from samdrift.foundation.clock import now
from samdrift.foundation.scope import everywhere
from samdrift.operations.requests.public import Ask, assign_request, submit_request
from samdrift.operations.work.models import WorkOrder
from samdrift.registers.tags.models import Tag

OPEN, SECURED, UNKNOWN = "7K3M9PQRS2N", "8K3M9PQRS2B", "ZZZZZZZZZZZ"
VARYING = (r'name="(key|token)" value="[^"]*"', r"/q/[^?\"]*", r"nonce-[A-Za-z0-9+/=_-]*")


def without_what_varies(html: str) -> str:
    for pattern in VARYING:
        html = re.sub(pattern, "", html)
    return html


def reported(world, **values):
    known = {
        "request_type": "mnt.fault", "channel": "web", "description": "Prisoner Jensen floods it",
        "site_id": world.site.pk, "space_id": world.washroom.pk, "requester_id": world.asta.person.pk,
    }  # fmt: skip
    moment = now() - timedelta(hours=2)
    return submit_request(world.asta.scope, Ask(**{**known, **values}), received_at=moment, now=moment).service_request


def test_a_scan_shows_the_place_and_its_problems(chips, client):
    answer = client.get(f"/q/{OPEN}", headers={"Accept-Language": "da"})
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "Toilet 0.12" in html
    assert "Station Nord" in html
    assert [code in html for code in ("Blocked", "Dirty", "Leak", "Light")] == [True] * 4
    assert '<html lang="da">' in html


def test_the_address_on_the_label_is_in_capitals_and_lower_case_works_too(chips, client):
    for address in (f"/Q/{OPEN}", f"/q/{OPEN.lower()}", "/q/7k3m9-pqrs2-n", f"/q/{OPEN}/"):
        assert "Toilet 0.12" in client.get(address).content.decode(), address


@pytest.mark.parametrize(("asked", "language"), [("sv", "sv"), ("da-DK,da;q=0.9", "da"), ("fr", "en"), ("en-GB", "en")])
def test_the_page_speaks_the_phones_language(chips, client, asked, language):
    html = client.get(f"/q/{OPEN}", headers={"Accept-Language": asked}).content.decode()
    assert f'<html lang="{language}">' in html


def test_the_language_can_be_switched_without_a_cookie(chips, client):
    answer = client.get(f"/q/{OPEN}?lang=sv", headers={"Accept-Language": "da"})
    assert '<html lang="sv">' in answer.content.decode()
    assert not answer.cookies


def test_already_reported_tells_kind_and_age_and_never_text_number_or_person(chips, client):
    row = reported(chips, chip_code="leak")
    html = client.get(f"/q/{OPEN}").content.decode()
    assert "Already reported?" in html
    assert "2 h ago" in html
    for secret in ("Jensen", row.number, "Asta", "Prisoner"):
        assert secret not in html


def test_what_is_resolved_or_restricted_is_not_told(chips, client):
    row = reported(chips)
    with everywhere(reason="test"):
        type(row).objects.filter(pk=row.pk).update(data_class="D7")
    assert "Already reported?" not in client.get(f"/q/{OPEN}").content.decode()


def test_a_secured_place_says_nothing_of_itself(chips, client):
    chips.cell.number = "Z-CELL-9"
    chips.cell.save(update_fields=["number"])
    reported(chips, space_id=chips.cell.pk)
    answer = client.get(f"/q/{SECURED}")
    whole = answer.content.decode() + str(answer.headers)
    assert answer.status_code == 200
    assert "Report a problem here" in whole
    for secret in ("Arrest", "Z-CELL-9", "Station", "Nord", "Stuen", "Hovedbygning", "Already reported", "NPS"):
        assert secret not in whole


def test_unknown_secured_and_blank_codes_get_one_and_the_same_page(chips, client, django_assert_num_queries):
    Tag.objects.create(community=chips.community, code="9K3M9PQRS29", state="printed")
    pages = {}
    codes = (SECURED, UNKNOWN, "9K3M9PQRS29", "not-a-code", "8K3M9PQRS2C")
    for code in codes:
        client.get(f"/q/{code}")  # today's scans are noted after the answer, once a day
    for code in codes:
        with django_assert_num_queries(2):
            answer = client.get(f"/q/{code}", headers={"Accept-Language": "da"})
        pages[code] = (answer.status_code, without_what_varies(answer.content.decode()), sorted(answer.headers))
    first = pages[SECURED]
    assert all(page == first for page in pages.values())


def test_a_room_made_secured_falls_silent_at_once(chips, client):
    assert "Toilet 0.12" in client.get(f"/q/{OPEN}").content.decode()
    chips.washroom.zone = "secured"
    chips.washroom.save(update_fields=["zone"])
    assert "Toilet" not in client.get(f"/q/{OPEN}").content.decode()


def test_a_torn_tag_still_leads_to_its_place_and_a_replaced_one_to_its_successor(chips, client):
    new = Tag.objects.create(
        community=chips.community, code="9K3M9PQRS29", state="mounted", site=chips.site, space=chips.washroom
    )
    chips.tag.state = "damaged"
    chips.tag.save(update_fields=["state"])
    assert "Toilet 0.12" in client.get(f"/q/{OPEN}").content.decode()
    chips.tag.state, chips.tag.successor = "replaced", new
    chips.tag.save(update_fields=["state", "successor"])
    assert "Toilet 0.12" in client.get(f"/q/{OPEN}").content.decode()


def test_the_page_costs_two_statements_however_much_is_reported(chips, client, django_assert_num_queries):
    client.get(f"/q/{OPEN}")  # the catalogue is remembered for a quarter of a minute
    for extra in (1, 30):
        for _ in range(extra):
            reported(chips)
        with django_assert_num_queries(2):
            client.get(f"/q/{OPEN}")


def test_script_in_a_room_name_is_only_text(chips, client):
    chips.washroom.name = "<script>alert(1)</script>"
    chips.washroom.version += 1
    chips.washroom.save(update_fields=["name", "version"])
    html = client.get(f"/q/{OPEN}").content.decode()
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert" in html


def test_script_in_the_address_is_only_text(chips, client):
    html = client.get('/q/"><script>alert(1)<script>').content.decode()
    assert "<script>alert" not in html


def test_the_page_is_kept_by_nobody_between_and_tells_no_other_site(chips, client):
    answer = client.get(f"/q/{OPEN}")
    assert answer["Cache-Control"] == "private, no-cache"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert answer["X-Robots-Tag"] == "noindex"


def test_a_scan_is_noted_once_a_day(chips, client):
    for _ in range(3):
        client.get(f"/q/{OPEN}")
    with everywhere(reason="test"):
        tag = Tag.objects.get(pk=chips.tag.pk)
    assert tag.last_scan_on == now().date()
    assert tag.scan_days == 1


def test_colleagues_see_the_secured_place_when_cleared_and_only_then(chips, client):
    cleared = chips.someone("OPS-M", cleared_for=["D8"])
    client.force_login(cleared.person, backend="samdrift.doors.account.backend.PasswordBackend")
    assert "Arrest" in client.get(f"/q/{SECURED}").content.decode()
    client.force_login(chips.asta.person, backend="samdrift.doors.account.backend.PasswordBackend")
    assert "Arrest" not in client.get(f"/q/{SECURED}").content.decode()


def test_people_of_another_community_are_strangers_here(chips, client):
    client.force_login(chips.carla.person, backend="samdrift.doors.account.backend.PasswordBackend")
    assert "For colleagues" not in client.get(f"/q/{OPEN}").content.decode()


def test_a_technician_proves_presence_by_scanning(chips, client, opened):
    row, tech = reported(chips), chips.join_team(chips.someone("SVC-E"))
    assign_request(
        chips.asta.scope, row.uid, expected_version=None, team_id=chips.team.pk, assignee_id=tech.person.pk,
        now=now(),
    )  # fmt: skip
    client.force_login(tech.person, backend="samdrift.doors.account.backend.PasswordBackend")
    assert "I am here" in client.get(f"/q/{OPEN}").content.decode()
    with everywhere(reason="test"):
        order = WorkOrder.objects.get()
    answer = client.post(f"/q/{OPEN}", {**opened(client, OPEN), "here": str(order.uid)})
    assert answer["Location"] == f"/work/{order.uid}/"
    with everywhere(reason="test"):
        assert WorkOrder.objects.get().place_confirmed_at is not None
    assert "I am here" not in client.get(f"/q/{OPEN}").content.decode()


def test_presence_cannot_be_proven_for_somebody_elses_order(chips, client, opened):
    row = reported(chips)
    assign_request(
        chips.asta.scope, row.uid, expected_version=None, team_id=None, assignee_id=chips.asta.person.pk, now=now()
    )
    with everywhere(reason="test"):
        order = WorkOrder.objects.get()
    client.force_login(chips.someone("SVC-E").person, backend="samdrift.doors.account.backend.PasswordBackend")
    assert "I am here" not in client.get(f"/q/{OPEN}").content.decode()
    assert client.post(f"/q/{OPEN}", {**opened(client, OPEN), "here": str(order.uid)}).status_code == 404
