"""Pages of tags: the list with its health, one tag and its moves, making and printing, claiming and walking."""

import io
from datetime import timedelta

import pytest
from django.urls import reverse

from samdrift.foundation.clock import now
from samdrift.foundation.scope import everywhere
from samdrift.registers.estate.models import Space
from samdrift.registers.tags.commands.batches import make_batch
from samdrift.registers.tags.formats.codes import new_code
from samdrift.registers.tags.models import Tag, TagBinding

BACKEND = "samdrift.doors.account.backend.PasswordBackend"
BASE = "https://samdrift.example"


@pytest.fixture
def as_asta(world, client):
    client.force_login(world.asta.person, backend=BACKEND)
    return client


def blank(world):
    batch = make_batch(world.asta.scope, 1, base_url=BASE, now=now())
    with everywhere(reason="test"):
        return Tag.objects.get(batch=batch)


def test_the_list_tells_where_tags_hang_and_how_they_are(world, as_asta):
    html = as_asta.get(reverse("tags:list")).content.decode()
    for told in ("0.12 Toilet", "Station Nord", "Never scanned", "Hangs"):
        assert told in html


def test_the_list_costs_the_same_for_many(world, as_asta, django_assert_num_queries):
    as_asta.get(reverse("tags:list"))
    counts = []
    for extra in (1, 30):
        codes = [new_code(bytes([extra, n, 3, 4, 5, 6, 7])) for n in range(extra)]
        Tag.objects.bulk_create(
            Tag(community=world.community, code=code, state="mounted", site=world.site, space=world.washroom)
            for code in codes
        )
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as asked:
            as_asta.get(reverse("tags:list"))
        counts.append(len(asked))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("query", ["state=mounted", "health=never", "q=toilet", "q=7K3M9-PQRS2-N", "q=NPS-S1"])
def test_the_list_can_be_narrowed(world, as_asta, query):
    assert "Toilet" in as_asta.get(f"{reverse('tags:list')}?{query}").content.decode()


def test_filters_that_fit_nothing_say_so(world, as_asta):
    assert "No tag passes these filters" in as_asta.get(f"{reverse('tags:list')}?state=retired").content.decode()


def test_people_without_the_right_are_turned_away_and_others_communities_see_nothing(world, client):
    client.force_login(world.someone("USR").person, backend=BACKEND)
    assert client.get(reverse("tags:list")).status_code == 403
    client.force_login(world.carla.person, backend=BACKEND)
    assert client.get(reverse("tags:tag", args=[world.tag.uid])).status_code == 404
    assert client.get(reverse("tags:claim", args=[blank(world).code])).status_code == 404


def test_a_list_shows_whole_codes_only_to_those_who_print(world, as_asta, client):
    assert "7K3M9-PQRS2-N" in as_asta.get(reverse("tags:list")).content.decode()
    client.force_login(world.bo.person, backend=BACKEND)
    assert "7K3M9" not in client.get(reverse("tags:list")).content.decode()


def test_a_tag_is_reported_confirmed_and_replaced_on_its_page(world, as_asta):
    address, new = reverse("tags:tag", args=[world.tag.uid]), blank(world)

    def act(move, **fields):
        with everywhere(reason="test"):
            version = Tag.objects.get(pk=world.tag.pk).version
        return as_asta.post(f"{address}{move}/", {"version": version, **fields})

    assert act("report", trouble="damaged").status_code == 302
    assert "Somebody says" in as_asta.get(address).content.decode()
    assert act("settle", confirmed="1").status_code == 302
    assert act("replace", successor=new.code).status_code == 302
    with everywhere(reason="test"):
        old, new = Tag.objects.get(pk=world.tag.pk), Tag.objects.get(pk=new.pk)
    assert (old.state, old.successor_id) == ("replaced", new.pk)
    assert (new.state, new.space_id) == ("mounted", world.washroom.pk)


def test_what_the_rules_refuse_is_said_on_the_page(world, as_asta):
    answer = as_asta.post(reverse("tags:act", args=[world.tag.uid, "settle"]), {"version": 1, "confirmed": "1"})
    assert answer.status_code == 409
    assert "Nothing was reported" in answer.content.decode()


def test_a_tag_moves_to_a_room_found_by_name(world, as_asta):
    office = Space.objects.create(
        community=world.community, site=world.site, storey=world.storey, number="0.30", name="Kontor"
    )
    address = reverse("tags:tag", args=[world.tag.uid])
    assert "Kontor" in as_asta.get(f"{address}?place=kontor").content.decode()
    assert as_asta.post(f"{address}move/", {"version": 1, "to": f"space:{office.uid}"}).status_code == 302
    with everywhere(reason="test"):
        assert Tag.objects.get(pk=world.tag.pk).space_id == office.pk
        assert TagBinding.objects.filter(tag=world.tag, released_at__isnull=True).count() == 1


def test_the_security_officer_makes_a_tag_silent(world, client):
    client.force_login(world.someone("SEC-OFF").person, backend=BACKEND)
    assert (
        client.post(
            reverse("tags:act", args=[world.tag.uid, "disclosure"]), {"version": 1, "disclosure": "secured"}
        ).status_code
        == 302
    )
    client.logout()
    assert "Toilet" not in client.get(f"/q/{world.tag.code}").content.decode()


def test_labels_of_a_site_come_as_pdf_table_and_zpl(world, as_asta):
    made = as_asta.post(reverse("tags:make"), {"kind": "site", "site": str(world.site.uid), "what": "assets"})
    assert made.status_code == 302
    for form, sheet, begins in (
        ("pdf", "a4-3x8", b"%PDF"),
        ("csv", "a4-3x8", b"\xef\xbb\xbfcode"),
        ("zpl", "roll-62x29", b"^XA"),
    ):
        answer = as_asta.post(reverse("tags:print"), {"site": str(world.site.uid), "form": form, "sheet": sheet})
        assert answer.status_code == 200
        assert b"".join(answer.streaming_content).startswith(begins)
    with everywhere(reason="test"):
        assert Tag.objects.get(asset=world.lift).state == "printed"


def test_a_label_of_a_secured_place_tells_no_place_in_any_form(world, as_asta):
    room = Space.objects.create(
        community=world.community, site=world.site, storey=world.storey, number="0.99", name="Celleblok", zone="secured"
    )
    as_asta.post(reverse("tags:make"), {"kind": "site", "site": str(world.site.uid), "what": "spaces"})
    for form, sheet in (("csv", "a4-3x8"), ("zpl", "roll-62x29")):
        answer = as_asta.post(reverse("tags:print"), {"site": str(world.site.uid), "form": form, "sheet": sheet})
        whole = b"".join(answer.streaming_content)
        assert room.name.encode() not in whole
        assert b"Station" not in whole


def test_nothing_to_print_is_said_and_not_a_fault(world, as_asta):
    answer = as_asta.post(reverse("tags:print"), {"form": "pdf", "sheet": "a4-3x8"})
    assert answer.status_code == 422
    assert "There is no label to print" in answer.content.decode()


@pytest.mark.parametrize("count", ["0", "-1", "abc", "50001", "", "9" * 40])
def test_an_impossible_number_of_tags_is_refused(world, as_asta, count):
    assert as_asta.post(reverse("tags:make"), {"kind": "blank", "count": count}).status_code == 422


def test_a_scanned_blank_tag_leads_a_colleague_to_claiming_it(world, as_asta):
    tag = blank(world)
    assert reverse("tags:claim", args=[tag.code]) in as_asta.get(f"/q/{tag.code}").content.decode()


def test_a_tag_is_claimed_by_walking_down_the_estate(world, as_asta):
    tag = blank(world)
    address = reverse("tags:claim", args=[tag.code])
    assert "Station Nord" in as_asta.get(address).content.decode()
    assert "Stuen" in as_asta.get(f"{address}?site={world.site.uid}").content.decode()
    assert "Toilet" in as_asta.get(f"{address}?site={world.site.uid}&storey={world.storey.uid}").content.decode()
    assert "Elevator" in as_asta.get(f"{address}?storey={world.storey.uid}&space={world.washroom.uid}").content.decode()
    assert as_asta.post(address, {"to": f"asset:{world.lift.uid}"}).status_code == 302
    with everywhere(reason="test"):
        tag.refresh_from_db()
    assert (tag.state, tag.asset_id, tag.space_id) == ("mounted", world.lift.pk, world.washroom.pk)


def test_a_tag_that_hangs_cannot_be_claimed_again(world, as_asta):
    address = reverse("tags:claim", args=[world.tag.code])
    answer = as_asta.post(address, {"to": f"space:{world.cell.uid}"})
    assert answer.status_code == 409
    assert "already hangs" in answer.content.decode()


def test_a_walk_leads_from_room_to_room_and_the_last_can_be_undone(world, as_asta):
    rooms = [
        Space.objects.create(community=world.community, site=world.site, storey=world.storey, number=f"0.3{n}")
        for n in range(3)
    ]
    address = reverse("tags:walk_storey", args=[world.storey.uid])
    tag = blank(world)
    page = as_asta.get(address)
    assert "0.30" in page.content.decode()
    answer = as_asta.post(
        address, {"space": str(rooms[0].uid), "after": str(rooms[1].uid), "code": f"{BASE}/q/{tag.code}"}
    )
    assert answer["Location"].endswith(f"?at={rooms[1].uid}")
    html = as_asta.get(answer["Location"]).content.decode()
    assert "Last: 0.30" in html
    as_asta.post(address, {"undo": str(tag.uid), "space": str(rooms[0].uid)})
    with everywhere(reason="test"):
        tag.refresh_from_db()
    assert (tag.state, tag.space_id) == ("printed", None)


def test_a_wrong_scan_on_a_walk_stays_in_the_room_and_says_why(world, as_asta):
    room = Space.objects.create(community=world.community, site=world.site, storey=world.storey, number="0.30")
    address = reverse("tags:walk_storey", args=[world.storey.uid])
    for code, status in (("nonsense", 422), ("ZZZZZZZZZZZ", 422), (world.secured_tag.code, 409)):
        answer = as_asta.post(address, {"space": str(room.uid), "code": code}, headers={"Accept": "application/json"})
        assert answer.status_code == status, code
        assert answer.json()["error"]


def test_only_the_walks_page_for_phones_allows_webassembly(world, as_asta):
    assert "'wasm-unsafe-eval'" in as_asta.get(reverse("tags:walk_app"))["Content-Security-Policy"]
    for page in (reverse("tags:list"), reverse("tags:walk_storey", args=[world.storey.uid])):
        assert "wasm" not in as_asta.get(page)["Content-Security-Policy"]
    assert "wasm" not in as_asta.get(reverse("tags:list"))["Content-Security-Policy"]


def test_health_tells_never_scanned_from_long_unseen(world, as_asta):
    with everywhere(reason="test"):
        Tag.objects.filter(pk=world.tag.pk).update(last_scan_on=now().date() - timedelta(days=181))
    assert "Toilet" in as_asta.get(f"{reverse('tags:list')}?health=stale").content.decode()
    assert "Toilet" not in as_asta.get(f"{reverse('tags:list')}?health=never").content.decode()


def test_the_pdf_is_drawn_for_a_whole_batch(world, as_asta):
    as_asta.post(reverse("tags:make"), {"kind": "blank", "count": "130"})
    answer = as_asta.post(reverse("tags:print"), {"form": "pdf", "sheet": "a4-5x13"})
    assert io.BytesIO(b"".join(answer.streaming_content)).getvalue().count(b"/Type /Page\n") in {0, 2}
