"""The pages: the team's week, one person, one's own, on call, alerts, alone, skills and notes."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from samdrift.foundation.scope import everywhere
from samdrift.operations.workforce.commands.absences import ask_absence, note_absence
from samdrift.operations.workforce.commands.alerts import raise_alert
from samdrift.operations.workforce.commands.covering import Covering, name_cover, write_note
from samdrift.operations.workforce.commands.keys import KeyGiven, hand_key
from samdrift.operations.workforce.commands.lone import start_watch
from samdrift.operations.workforce.commands.skills import Having, grant_skill, name_skill
from samdrift.operations.workforce.models import (
    Absence,
    Alert,
    KeyHolding,
    LoneWatch,
    Qualification,
    Roster,
    ShiftPattern,
)
from samdrift.operations.workforce.tests.conftest import MONDAY
from samdrift.operations.workforce.tests.test_calling import alarm, roster
from samdrift.registers.parties.models import Team
from tests.world import NOON, words

DAY = timedelta(days=1)
MODULES = ("week", "mine", "people", "calling")


@pytest.fixture(autouse=True)
def _at_noon(monkeypatch):
    monkeypatch.setattr("samdrift.foundation.clock.now", lambda: NOON)
    for module in MODULES:
        monkeypatch.setattr(f"samdrift.operations.workforce.web.{module}.now", lambda: NOON)


@pytest.fixture
def see(client):
    """(somebody, address) → the page's text; with a form it is sent first."""

    def look(actor, address, form=None, status=200):
        client.force_login(actor.person)
        if form is not None:
            sent = client.post(address, form)
            assert sent.status_code == (302 if status == 200 else status), sent.content.decode()[:3000]
            if status != 200:
                return sent.content.decode()
        answer = client.get(address)
        assert answer.status_code == status, answer.content.decode()[:2000]
        return answer.content.decode()

    return look


def test_a_leader_finds_the_weeks_roster(house, see):
    house.works(house.sven)
    sven = house.sven.employment.uid
    note_absence(house.vera.scope, sven, first_day=MONDAY, last_day=MONDAY, kind="absent", now=NOON)
    page = see(house.vera, "/workforce/?week=2025-W19")
    assert "Sven Nps" in page
    assert "08:00–16:00" in page
    assert "Absent" in page
    assert "Absent" not in see(house.siri, "/workforce/?week=2025-W19")  # a colleague sees that he is away
    assert "Away" in see(house.siri, "/workforce/?week=2025-W19")


def test_the_customer_and_other_communities_find_no_roster(house, see):
    house.works(house.sven)
    see(house.dan, "/workforce/", status=403)
    assert "Sven Nps" not in see(house.carla, "/workforce/")
    see(house.carla, f"/workforce/people/{house.sven.employment.uid}/", status=404)
    see(house.dan, f"/workforce/people/{house.sven.employment.uid}/", status=403)


def test_a_leader_answers_who_asks_to_be_away(house, see):
    row = ask_absence(house.sven.scope, first_day=MONDAY + DAY, last_day=MONDAY + DAY, kind="leave", now=NOON)
    assert "Who asks to be away" in see(house.vera, "/workforce/")
    see(house.vera, "/workforce/", {"do": "grant", "uid": row.uid, "version": 1})
    row.refresh_from_db()
    assert row.state == "granted"
    assert "answered already" in see(house.vera, "/workforce/", {"do": "refuse", "uid": row.uid, "version": 2}, 422)


def test_a_protected_person_is_a_title_on_every_page(house, see):
    house.sven.person.protected_identity = True
    house.sven.person.work_phone = "+4599887766"
    house.sven.person.save(update_fields=["protected_identity", "work_phone"])
    house.sven.employment.title = "Technician"
    house.sven.employment.save(update_fields=["title"])
    house.works(house.sven)
    roster(house)
    start_watch(house.sven.scope, every_minutes=30, now=NOON)
    raise_alert(house.asta.scope, alarm(house), now=NOON)
    ask_absence(house.sven.scope, first_day=MONDAY + DAY, last_day=MONDAY + DAY, kind="leave", now=NOON)
    alert = Alert.objects.within(house.asta.scope).get()
    person = f"/workforce/people/{house.sven.employment.uid}/"
    one_roster = f"/workforce/on-call/{Roster.objects.within(house.asta.scope).get().uid}/"
    for address in (
        "/workforce/", "/workforce/on-call/", "/workforce/alone/", f"/workforce/alerts/{alert.uid}/", person,
        one_roster,
    ):  # fmt: skip
        page = see(house.asta, address)
        assert "Sven Nps" not in page, address
        assert "+4599887766" not in page, address
        assert "Technician" in page, address
    assert "Technician" in see(house.siri, "/workforce/mine/")


def test_a_leader_writes_shifts_absences_and_hears_of_short_rest(house, see):
    person = f"/workforce/people/{house.sven.employment.uid}/"
    week = dict.fromkeys(("mon", "tue", "wed"), "14:00-22:00")
    see(house.vera, person, {"do": "weeks", "valid_from": "2025-05-05", "valid_to": "", **week})
    assert ShiftPattern.objects.within(house.vera.scope).get().weeks[0][:4] == ["14:00-22:00"] * 3 + [""]
    page = see(house.vera, person, {"do": "day", "day": "2025-05-07", "windows": "06:00-14:00"})
    assert "Only 8:00 hours of rest" in page
    page = see(house.vera, person, {"do": "day", "day": "2025-05-07", "windows": "early"}, 422)
    assert "is no shift" in page
    see(house.vera, person, {"do": "undo_day", "day": "2025-05-07"})
    see(house.vera, person, {"do": "absence", "first_day": "2025-05-08", "last_day": "", "kind": "training"})
    assert Absence.objects.within(house.vera.scope).get().kind == "training"


def test_a_leader_writes_skills_down_and_hands_out_keys(house, see):
    name_skill(house.vera.scope, code="LIFT", kind="qualification", name=words("Lift key"))
    person = f"/workforce/people/{house.sven.employment.uid}/"
    see(house.vera, person, {"do": "skill", "code": "LIFT", "valid_from": "2025-01-01", "valid_to": "2025-05-20"})
    assert "Runs out" in see(house.vera, person)
    row = Qualification.objects.within(house.vera.scope).get()
    see(house.vera, person, {"do": "withdraw", "uid": row.uid, "version": row.version})
    see(house.vera, person, {"do": "key", "label": "N 12", "kind": "key", "site": house.world.site.pk})
    held = KeyHolding.objects.within(house.vera.scope).get()
    assert "N 12" in see(house.sven, "/workforce/mine/", {"do": "confirm_key", "uid": held.uid})
    held.refresh_from_db()
    assert held.confirmed_at is not None
    see(house.vera, person, {"do": "return_key", "uid": held.uid, "version": held.version})
    assert "No keys." in see(house.vera, person)


def test_a_substitute_reads_what_matters_on_the_round(house, see):
    house.works(house.sven)
    write_note(house.sven.scope, site_id=house.world.site.pk, text="The alarm is behind the door", now=NOON)
    person = f"/workforce/people/{house.sven.employment.uid}/"
    form = {
        "do": "cover", "substitute": house.siri.employment.uid, "first_day": "2025-05-06", "last_day": "",
        "note": "Begin upstairs", "sites": house.world.site.pk,
    }  # fmt: skip
    assert "stands in" in see(house.vera, person, form)
    mine = see(house.siri, "/workforce/mine/")
    assert "Begin upstairs" in mine
    assert "The alarm is behind the door" in mine
    assert "Sven Nps" in mine


def test_the_security_officer_sees_and_writes_clearances_but_no_shifts(house, see):
    house.works(house.sven)
    name_skill(house.hugo.scope, code="DK-SIK", kind="clearance", name=words("Clearance"))
    person = f"/workforce/people/{house.sven.employment.uid}/"
    page = see(house.hugo, person, {"do": "skill", "code": "DK-SIK", "valid_from": "2025-01-01", "escort": "1"})
    assert "with escort" in page
    assert "08:00–16:00" not in page
    see(house.hugo, person, {"do": "day", "day": "2025-05-07", "windows": ""}, 403)


def test_a_technician_asks_swaps_and_works_alone_on_the_phone(house, see):
    house.works(house.sven)
    page = see(house.sven, "/workforce/mine/")
    assert "08:00–16:00" in page
    form = {"do": "swap", "other": house.siri.employment.uid, "given_day": "2025-05-07", "back_day": "", "roster": ""}
    assert "Waits for an answer" in see(house.sven, "/workforce/mine/", form)
    found = see(house.siri, "/workforce/mine/")
    assert "Yes, I take it" in found
    uid = found.split('name="uid" value="')[1].split('"')[0]
    see(house.siri, "/workforce/mine/", {"do": "swap_agree", "uid": uid, "version": 1})
    assert "Agreed" in see(house.sven, "/workforce/mine/")
    see(house.sven, "/workforce/mine/", {"do": "away", "kind": "absent", "first_day": "2025-05-09", "last_day": ""})
    see(house.sven, "/workforce/mine/", {"do": "alone", "minutes": "30", "place": "Basement"})
    watch = LoneWatch.objects.within(house.sven.scope).get()
    assert "I am well" in see(house.sven, "/workforce/mine/", {"do": "check_in", "uid": watch.uid})
    assert "Basement" in see(house.asta, "/workforce/alone/")
    see(house.asta, "/workforce/alone/", {"do": "end", "uid": watch.uid})
    assert "Nobody works alone" in see(house.asta, "/workforce/alone/")


def test_what_is_typed_wrongly_comes_back_with_a_sentence(house, see):
    for form in (
        {"do": "away", "kind": "leave", "first_day": "soon"}, {"do": "alone", "minutes": "many"},
        {"do": "alone", "minutes": "2"},
    ):  # fmt: skip
        assert "There is a problem" in see(house.sven, "/workforce/mine/", form, 422)
    see(house.sven, "/workforce/mine/", {"do": "dance"}, 404)
    see(house.sven, "/workforce/mine/", {"do": "check_in", "uid": "x"}, 404)


def test_the_desk_sees_who_is_on_call_and_a_manager_writes_a_roster(house, see):
    house.sven.person.work_phone = "+4511223344"
    house.sven.person.save(update_fields=["work_phone"])
    form = {
        "do": "roster", "code": "tech", "name_en": "Technicians on call", "name_da": "Vagt", "name_sv": "Jour",
        "first_day": "2025-05-05", "hand_over": "08:00", "turn_days": "7", "acknowledge_minutes": "10",
        "priorities": ["1"], f"place-{house.siri.employment.uid}": "2", f"place-{house.sven.employment.uid}": "1",
    }  # fmt: skip
    page = see(house.asta, "/workforce/on-call/", form)
    assert page.index("Sven Nps") < page.index("Siri Nps")
    assert "tel:+4511223344" in page
    row = Roster.objects.within(house.asta.scope).get()
    assert row.priorities == [1]
    assert "Sven Nps" in see(house.dan, f"/workforce/on-call/{row.uid}/")
    assert "There is a problem" in see(house.asta, "/workforce/on-call/", form | {"hand_over": "late"}, 422)
    see(house.asta, f"/workforce/on-call/{row.uid}/", {"do": "close", "version": row.version})
    assert "No roster is in use" in see(house.asta, "/workforce/on-call/")


def test_whoever_is_called_takes_it_with_one_tap(house, see):
    roster(house)
    alert = raise_alert(house.asta.scope, alarm(house), now=NOON)
    address = f"/workforce/alerts/{alert.uid}/"
    assert "I take it" in see(house.sven, address)
    see(house.siri, address, status=404)
    assert "Nobody else is called" in see(house.sven, address, {"do": "take"})
    assert "Sven Nps" in see(house.asta, "/workforce/alerts/")
    assert "has taken it already" in see(house.asta, address, {"do": "take"}, 422)


def test_notes_are_written_with_a_photo_and_put_aside(house, see, client):
    from io import BytesIO

    from PIL import Image

    picture = BytesIO()
    Image.new("RGB", (40, 30), "red").save(picture, "JPEG")
    picture.seek(0)
    picture.name = "door.jpg"
    form = {"do": "write", "site": house.world.site.pk, "text": "Mind the step", "photo": picture}
    page = see(house.asta, "/workforce/notes/", form)
    assert "Mind the step" in page
    photo = page.split('<img src="')[1].split('"')[0]
    assert b"".join(client.get(photo).streaming_content)[:2] == b"\xff\xd8"
    client.force_login(house.carla.person)
    assert client.get(photo).status_code == 404
    uid = page.split('name="uid" value="')[1].split('"')[0]
    assert "No notes yet" in see(house.asta, "/workforce/notes/", {"do": "retire", "uid": uid})


def test_what_runs_out_is_listed_for_planners(house, see):
    form = {"do": "name", "code": "gas", "kind": "qualification", "name_en": "Gas", "name_da": "Gas", "name_sv": "Gas"}
    assert "GAS" in see(house.vera, "/workforce/skills/", form)
    having = Having(code="GAS", valid_from=MONDAY, valid_to=MONDAY + 9 * DAY)
    grant_skill(house.vera.scope, house.sven.employment.uid, having, now=NOON)
    assert "Sven Nps" in see(house.vera, "/workforce/skills/")
    see(house.vera, "/workforce/skills/", form | {"kind": "clearance", "code": "x"}, 403)


PAGES = (
    "/workforce/", "/workforce/on-call/", "/workforce/alerts/", "/workforce/alone/", "/workforce/skills/",
    "/workforce/notes/", "/workforce/mine/",
)  # fmt: skip


def test_a_page_costs_the_same_for_many(house, client):
    name_skill(house.vera.scope, code="LIFT", kind="qualification", name=words("Lift key"))
    counts = {address: [] for address in PAGES}
    for extra in (1, 12):
        for number in range(extra):
            actor = house.world.join_team(house.world.someone("SVC-E"))
            house.works(actor)
            roster(house, actor, house.asta, code=f"R{extra}-{number}")
            raise_alert(house.asta.scope, alarm(house), now=NOON)
            start_watch(actor.scope, every_minutes=30, now=NOON)
            having = Having(code="LIFT", valid_from=MONDAY, valid_to=MONDAY + 5 * DAY)
            grant_skill(house.vera.scope, actor.employment.uid, having, now=NOON)
            write_note(house.asta.scope, site_id=house.world.site.pk, text="Mind", now=NOON)
            ask_absence(actor.scope, first_day=MONDAY + 30 * DAY, last_day=MONDAY + 30 * DAY, kind="leave", now=NOON)
            key = KeyGiven(site_id=house.world.site.pk, label=f"{extra}-{number}")
            hand_key(house.vera.scope, house.asta.employment.uid, key, now=NOON)
            covering = Covering(first_day=MONDAY + (20 + extra + number) * DAY, last_day=MONDAY + 70 * DAY)
            with everywhere(reason="a test makes a cover"):
                name_cover_safely(house, actor, covering)
        client.force_login(house.asta.person)
        for address in PAGES:
            client.get(address)
            with CaptureQueriesContext(connection) as seen:
                assert client.get(address).status_code == 200, address
            counts[address].append(len(seen))
    assert {address: few for address, (few, many) in counts.items() if few != many or few > 30} == {}, counts


def name_cover_safely(house, actor, covering):
    """Asta, who has no shifts of her own, stands in where the days are still free."""
    from samdrift.foundation.errors import Refused

    try:
        name_cover(house.vera.scope, actor.employment.uid, house.asta.employment.uid, covering, now=NOON)
    except Refused:
        return


def test_the_week_is_read_from_the_address(house, see):
    house.works(house.sven)
    assert "Week 20, 2025" in see(house.vera, "/workforce/?week=2025-W20")
    assert "Week 19, 2025" in see(house.vera, "/workforce/?week=nonsense")
    assert datetime(2025, 5, 5, tzinfo=UTC).isocalendar().week == 19


def test_the_week_opens_with_the_largest_team(world, house):
    from samdrift.operations.workforce.queries.pages import largest, teams_seen

    empty = Team.objects.create(
        community=world.community, code="AAA", name=words("Nobody"), organisation=world.provider
    )  # fmt: skip
    leader = world.someone("OPS-M").scope
    teams = sorted(teams_seen(leader), key=lambda team: team.code)
    assert teams[0] == empty
    assert largest(leader, teams) == world.team
    assert largest(leader, [empty]) == empty
    assert largest(leader, []) is None
