"""Verifications of a site's tags: begun once, every tag looked at once, what is wrong told; and how tags are."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from samdrift.foundation.clock import now
from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.foundation.events.public import history_of
from samdrift.foundation.scope import everywhere
from samdrift.registers.estate.models import Space
from samdrift.registers.tags.commands.batches import make_batch
from samdrift.registers.tags.commands.claiming import claim_tag
from samdrift.registers.tags.commands.hanging import Astray
from samdrift.registers.tags.commands.life import report_trouble
from samdrift.registers.tags.commands.rounds import check_scanned, check_troubled, end_round, start_round
from samdrift.registers.tags.commands.walking import Piece, take
from samdrift.registers.tags.formats.codes import new_code
from samdrift.registers.tags.models import Tag, TagCheck, TagRound
from samdrift.registers.tags.queries.health import health_by_site
from samdrift.registers.tags.queries.rounds import counts_of_round
from tests.world import NOON

LATE = NOON + timedelta(days=2)


@pytest.fixture
def hung(world):
    """Three tags more at the site, hung today."""
    batch = make_batch(world.asta.scope, 3, base_url="https://samdrift.example", now=NOON)
    with everywhere(reason="test"):
        tags = list(Tag.objects.filter(batch=batch).order_by("pk"))
    for number, tag in enumerate(tags):
        room = Space.objects.create(
            community=world.community, site=world.site, storey=world.storey, number=f"0.3{number}"
        )  # fmt: skip
        claim_tag(world.asta.scope, tag.code, kind="space", place_uid=room.uid, now=NOON)
    return tags


def fresh(row):
    with everywhere(reason="test"):
        return type(row).objects.get(pk=row.pk)


def begun(world, which="all", at=NOON):
    return start_round(world.asta.scope, world.site.uid, which=which, now=at)


def test_a_site_has_one_verification_at_a_time_and_whoever_comes_second_joins_it(world, hung):
    first = begun(world)
    assert begun(world, at=NOON + timedelta(hours=1)).pk == first.pk
    assert [e.kind for e in history_of(world.asta.scope, first.uid)] == ["tags.round_started"]
    with pytest.raises(NotAllowed):
        start_round(world.bo.scope, world.site.uid, which="all", now=NOON)
    with pytest.raises(Invalid):
        begun(world, which="some")
    with pytest.raises(Refused):
        start_round(world.asta.scope, world.empty_site.uid, which="all", now=NOON)


def test_every_tag_counts_once_however_often_it_is_scanned(world, hung):
    found = begun(world)
    before = counts_of_round(world.asta.scope, found)
    for _time in range(2):
        check_scanned(world.asta.scope, found.uid, hung[0].code.lower(), now=NOON + timedelta(days=1))
    after = counts_of_round(world.asta.scope, found)
    assert (after.there, after.left, after.total) == (1, before.left - 1, before.total)
    assert fresh(hung[0]).last_scan_on == (NOON + timedelta(days=1)).date()
    # 22:30 by Greenwich is half past midnight of the next day in Copenhagen.
    check_scanned(world.asta.scope, found.uid, hung[1].code, now=NOON.replace(hour=22, minute=30))
    assert fresh(hung[1]).last_scan_on == (NOON + timedelta(days=1)).date()


def test_what_is_damaged_or_missing_is_reported_and_seen_again_it_is_there(world, hung):
    found = begun(world)
    check_troubled(world.asta.scope, found.uid, hung[0].uid, "damaged", now=NOON)
    check_troubled(world.asta.scope, found.uid, hung[1].uid, "missing", now=NOON)
    assert [fresh(tag).trouble for tag in hung] == ["damaged", "missing", ""]
    check_scanned(world.asta.scope, found.uid, hung[1].code, now=NOON)
    assert fresh(hung[1]).trouble == ""
    counts = counts_of_round(world.asta.scope, found)
    assert (counts.there, counts.damaged, counts.missing) == (1, 1, 0)


@pytest.mark.parametrize("means", ["blank", "elsewhere", "ended", "unknown"])
def test_a_strange_tag_does_not_count_and_says_why(world, hung, means):
    found = begun(world)
    tag = hung[0]
    changes = {
        "blank": {"state": "printed"}, "elsewhere": {"site": world.other_site}, "ended": {"state": "retired"},
        "unknown": {"code": new_code(bytes(range(7)))},
    }[means]  # fmt: skip
    code = tag.code
    with everywhere(reason="test"):
        Tag.objects.filter(pk=tag.pk).update(**changes)
    with pytest.raises(Astray) as told:
        check_scanned(world.asta.scope, found.uid, code, now=LATE)
    assert told.value.why == means
    with everywhere(reason="test"):
        assert TagCheck.objects.count() == 0
    announced = [e.kind for e in history_of(world.asta.scope, tag.uid)].count("tags.scanned_astray")
    assert announced == (1 if means == "ended" else announced)


def test_a_strange_tag_on_a_phone_is_announced_to_whoever_looks_after_tags(world, hung):
    found = begun(world)
    with everywhere(reason="test"):
        Tag.objects.filter(pk=hung[0].pk).update(state="retired")
    piece = Piece(uuid4(), "check", world.site.uid, NOON, {"round": str(found.uid), "code": hung[0].code})
    assert take(world.asta.scope, piece, sent_at=LATE, now=LATE).why == "ended"
    assert "tags.scanned_astray" in [e.kind for e in history_of(world.asta.scope, hung[0].uid)]


def test_only_due_tags_are_asked_for_where_that_was_chosen(world, hung):
    with everywhere(reason="test"):
        Tag.objects.filter(pk=hung[0].pk).update(last_scan_on=(NOON - timedelta(days=180)).date())
        Tag.objects.filter(pk__in=[hung[1].pk, hung[2].pk]).update(last_scan_on=(NOON - timedelta(days=179)).date())
    found = begun(world, which="due")
    assert counts_of_round(world.asta.scope, found).left == 1


def test_ending_keeps_the_figures_and_takes_nothing_more(world, hung):
    found = begun(world)
    check_scanned(world.asta.scope, found.uid, hung[0].code, now=NOON)
    total = counts_of_round(world.asta.scope, found).total
    ended = end_round(world.asta.scope, found.uid, expected_version=None, now=NOON)
    assert (ended.there, ended.left) == (1, total - 1)
    for does in (
        lambda: check_scanned(world.asta.scope, found.uid, hung[1].code, now=NOON),
        lambda: end_round(world.asta.scope, found.uid, expected_version=None, now=NOON),
    ):
        with pytest.raises(Refused):
            does()
    assert begun(world).pk != found.pk


def test_the_figures_of_each_site_tell_how_its_tags_are(world, hung):
    with everywhere(reason="test"):
        Tag.objects.filter(pk=hung[0].pk).update(scan_days=31)
    report_trouble(world.asta.scope, hung[1].uid, "damaged", now=NOON)
    sites = health_by_site(world.asta.scope, today=NOON.date())
    (one,) = [site for site in sites if site.uid == world.site.uid]
    figures = one.figures
    assert (figures.often, figures.reported, figures.verified) == (1, 1, 3)
    assert figures.placed == figures.hanging
    assert one.round is None
    assert health_by_site(world.carla.scope, today=NOON.date()) != sites


@pytest.fixture
def as_asta(world, client):
    client.force_login(world.asta.person)
    return client


def test_the_health_page_leads_to_the_tags_and_costs_the_same_for_many_sites(world, as_asta, hung):
    counts = []
    as_asta.get(reverse("tags:health"))
    for extra in (1, 30):
        Tag.objects.bulk_create(
            Tag(
                community=world.community, code=new_code(bytes([extra, n, 9, 4, 5, 6, 7])), state="mounted",
                site=world.site if n % 2 else world.other_site, space=world.washroom,
            )
            for n in range(extra)
        )  # fmt: skip
        with CaptureQueriesContext(connection) as seen:
            html = as_asta.get(reverse("tags:health")).content.decode()
        counts.append(len(seen))
    assert counts[0] == counts[1], counts
    assert "Station Nord" in html
    assert f"health=never&amp;site={world.site.uid}" in html or f"site={world.site.uid}" in html


def test_a_verification_is_done_on_plain_pages_too(world, as_asta, hung):
    answer = as_asta.post(reverse("tags:start_round"), {"site": str(world.site.uid), "which": "all"})
    page = answer["Location"]
    assert "0.30" in as_asta.get(page).content.decode()
    assert as_asta.post(f"{page}check/", {"code": hung[0].code}).status_code == 302
    assert as_asta.post(f"{page}check/", {"code": "nonsense"}).status_code == 422
    assert as_asta.post(f"{page}missing/", {"tag": str(hung[1].uid)}).status_code == 302
    with everywhere(reason="test"):
        found = TagRound.objects.get()
    assert as_asta.post(f"{page}end/", {"version": found.version}).status_code == 302
    assert as_asta.post(f"{page}end/", {"version": found.version + 1}).status_code == 409
    told = as_asta.get(page).content.decode()
    assert "stays due" in told
    with everywhere(reason="test"):
        assert (TagRound.objects.get().there, TagRound.objects.get().missing) == (1, 1)


def test_a_site_without_tags_says_so(world, as_asta):
    answer = as_asta.post(reverse("tags:start_round"), {"site": str(world.empty_site.uid)}, follow=True)
    assert "No tag of this site has to be verified" in answer.content.decode()


def test_verifications_and_figures_stand_in_the_api_too(world, as_asta, hung):
    def post(path, **body):
        return as_asta.post(f"/api/v1{path}", body, content_type="application/json")

    found = post("/tag-rounds", site=str(world.site.uid)).json()
    assert found["there"] == 0
    path = f"/tag-rounds/{found['uid']}"
    assert post(f"{path}/checks", code=hung[0].code).json()["there"] == 1
    assert post(f"{path}/checks", tag=str(hung[1].uid), trouble="damaged").json()["damaged"] == 1
    assert as_asta.get(f"/api/v1{path}").json()["left"] == found["left"] - 2
    assert post(f"{path}/end").status_code == 428
    (site,) = [one for one in as_asta.get("/api/v1/tag-health").json() if one["site"] == str(world.site.uid)]
    assert site["round"] == found["uid"]
    assert site["reported"] == 1


def test_long_unseen_is_judged_by_todays_date(world, as_asta):
    with everywhere(reason="test"):
        Tag.objects.filter(pk=world.tag.pk).update(last_scan_on=now().date() - timedelta(days=181))
    found = health_by_site(world.asta.scope, today=now().date())
    assert next(site for site in found if site.uid == world.site.uid).figures.due >= 1
