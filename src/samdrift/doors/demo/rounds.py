"""The demonstration's rounds: cleaners with a morning round, a year of it, and one by name half way through today's.

In the months of story 1 (domain.md §7.6) the cleaners of Syd- og Sønderjylland leave rooms out for want of time.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import cycle
from zoneinfo import ZoneInfo

from samdrift.doors.demo.chance import generator, uid
from samdrift.doors.demo.people import HIRED, HOME, Parties, all_powerful
from samdrift.doors.demo.upkeep_past import DAY, works
from samdrift.foundation.scope import Scope, everywhere
from samdrift.operations.rounds import public as rounds
from samdrift.operations.work import public as work
from samdrift.operations.workforce import public as workforce
from samdrift.registers.estate import public as estate
from samdrift.registers.parties import public as parties
from samdrift.registers.tags import public as tags

SINCE = date(2025, 1, 6)  # a Monday
ROOMS = 12
CLEANER = "Mette Sand"
MOST_ROUNDS = 4
WRITTEN = datetime(2025, 1, 3, 9, tzinfo=UTC)
STORY_UNIT, BAD = "SSJ", (2, 3, 4)
# How often a room is left out for want of time, in the story's months, and because nobody gets in.
NO_TIME, NO_TIME_THEN, SHUT = 0.003, 0.07, 0.008
TASKS = {
    "toilet": ("bins", "surfaces", "sanitary", "supplies", "floor"),
    "accessible_toilet": ("bins", "sanitary", "supplies", "floor"),
    "locker_room": ("bins", "surfaces", "floor"), "shower": ("sanitary", "floor"),
    "tea_kitchen": ("bins", "surfaces", "floor"),
    "kitchen": ("bins", "surfaces", "floor"), "canteen": ("bins", "surfaces", "floor"), "corridor": ("floor", "glass"),
    "office": ("bins", "surfaces"), "open_office": ("bins", "surfaces", "floor"), "meeting_room": ("surfaces", "floor"),
    "reception": ("bins", "glass", "floor"), "waiting_room": ("bins", "surfaces", "floor"),
}  # fmt: skip
NOTE = "Vask bag døren også."
SITE_NOTE = "Rengøringsvognen står i kosteskabet ved elevatoren. Fyld sæbe op om mandagen."


def load_rounds(made: Parties, *, as_of: datetime) -> int:
    """A round for the cleaners of each district's first sites, and how far they are this morning; how many rounds."""
    manager = parties.scope_at(made.faces["OPS-M"], None, now=as_of)
    assert manager is not None
    cleaner = _cleaner(made)
    with everywhere(reason="the demonstration's own teams and sites"):
        rows = parties.Team.objects.filter(community=made.community, code__startswith="REN-").order_by("code")
        first = (f"REN-{HOME}", f"REN-{STORY_UNIT}")
        teams = sorted(rows, key=lambda team: (team.code not in first, team.code != first[0], team.code))
        teams = [team for team in teams if team.site_ids][:MOST_ROUNDS]
    count = 0
    for number, team in enumerate(teams):
        people = [cleaner, *_people(made, team)] if number == 0 else _people(made, team)
        for place, (site, person) in enumerate(zip(team.site_ids[:2], cycle(people), strict=False)):
            if place and number:
                break  # two rounds in the first district, one in each other
            count += _round(manager, team, site, person, people[-1], as_of)
    return count


def _cleaner(made: Parties) -> parties.Person:
    """The cleaner visitors sign in as."""
    person = parties.Person(
        uid=uid("face", "cleaner"), email="face.cleaner@example.org", given_name=CLEANER.split()[0],
        family_name=CLEANER.split()[1], language="da", password="!demonstration",  # noqa: S106 (no password fits this)
    )  # fmt: skip
    person.save(force_insert=True)
    with everywhere(reason="the demonstration's own cleaners"):
        rows = parties.Team.objects.filter(community=made.community, code__startswith="REN-").order_by("code")
        home = rows.filter(code=f"REN-{HOME}").first() or rows[0]
    employment = parties.Employment.objects.create(
        uid=uid("employment", "face", "cleaner"), community=made.community, organisation=made.provider, person=person,
        title="Cleaner", starts_on=HIRED,
    )  # fmt: skip
    parties.RoleAssignment.objects.create(
        uid=uid("role", "cleaner"), community=made.community, employment=employment, role="SVC-E", valid_from=HIRED,
        reach_kind="community", reach_to=[],
    )  # fmt: skip
    parties.TeamMember.objects.create(
        uid=uid("member", "cleaner"), community=made.community, team=home, employment=employment
    )
    return person


def _people(made: Parties, team: parties.Team) -> list[parties.Person]:
    ids = made.workers.get(team.pk, [])
    found = {person.pk: person for person in parties.Person.objects.filter(pk__in=ids)}
    return [found[one] for one in ids]


def _round(
    scope: Scope, team: parties.Team, site_id: int, person: parties.Person, buddy: parties.Person, as_of: datetime
) -> int:  # fmt: skip
    with everywhere(reason="the demonstration's own rooms"):
        site = estate.Site.objects.get(pk=site_id)
        spaces = _rooms(list(estate.Space.objects.filter(site=site, zone="normal", state="active").order_by("pk")))
    if not spaces:
        return 0
    draft = rounds.RoundDraft(
        name=f"Morgenrunde, {site.name['da']}", site=site.uid, line="CLN", rule=rounds.rule_of(range(5), 1),
        first_day=SINCE, starts_minute=6 * 60, team=team.uid, person=person.uid,
        buddy=buddy.uid if buddy.pk != person.pk else None,
    )  # fmt: skip
    made = rounds.write_round(scope, draft, now=WRITTEN, uid=uid("round", site.code))
    stops = [
        rounds.StopDraft(
            space=space.uid, tasks=TASKS[space.use], minutes=4 + len(TASKS[space.use]),
            note=NOTE if space.use == "toilet" and place < 4 else "",
        )
        for place, space in enumerate(spaces)
    ]  # fmt: skip
    rounds.set_stops(scope, made.uid, stops, expected_version=None, now=WRITTEN)
    workforce.write_note(scope, site_id=site.pk, text=SITE_NOTE, line="CLN", now=as_of - timedelta(days=60))
    _past(made, team, person, as_of)
    _gone(made, person, as_of)
    return 1


def _past(made: rounds.Round, team: parties.Team, person: parties.Person, as_of: datetime) -> None:
    """The round of every working day of the year until the day before yesterday."""
    zone = ZoneInfo("Europe/Copenhagen")
    last = as_of.astimezone(zone).date() - 2 * DAY
    with everywhere(reason="the rooms of the demonstration's own round"):
        stops = list(rounds.RoundStop.objects.filter(round=made).select_related("round").order_by("position"))
    chance, marks, day = generator("round of a year", made.uid), [], SINCE
    while day <= last:
        if works(day):
            often = NO_TIME_THEN if team.code == f"REN-{STORY_UNIT}" and day.month in BAD else NO_TIME
            begins = datetime.combine(day, time(6), zone)
            marks += [
                rounds.PastMark(
                    stop, day, begins + timedelta(minutes=9 * place + 4), person.pk, chance.random() < 0.9,
                    _left_out(chance.random(), often),
                )
                for place, stop in enumerate(stops)
            ]  # fmt: skip
        day += DAY
    rounds.import_marks(all_powerful(made.community_id), marks)


def _left_out(drawn: float, no_time: float) -> str:
    """Why a room was left out; "" where it was done."""
    if drawn < no_time:
        return "no_time"
    return "occupied" if drawn < no_time + SHUT else ""


def _rooms(spaces: Sequence[estate.Space]) -> list[estate.Space]:
    """A dozen rooms as somebody would go through them: storey by storey, by number, toilets and kitchens among them."""
    wanted = [space for space in spaces if space.use in TASKS]
    needed = [space for space in wanted if space.use not in ("office", "open_office")][: ROOMS * 2 // 3]
    rest = [space for space in wanted if space not in needed][: ROOMS - len(needed)]
    return sorted((*needed, *rest), key=lambda space: (space.storey_id or 0, space.number, space.pk))


def _gone(made: rounds.Round, person: parties.Person, as_of: datetime) -> None:
    """Yesterday's round whole, and this morning's so far: most rooms by scan, one left out."""
    scope = parties.scope_at(person, None, now=as_of)
    assert scope is not None
    chance = generator("round", made.uid)
    today = as_of.astimezone(ZoneInfo("Europe/Copenhagen")).date()
    for day, share in ((today - timedelta(days=1), 1.0), (today, chance.choice((0.3, 0.5, 0.7)))):
        begins = datetime.combine(day, time(6), ZoneInfo("Europe/Copenhagen"))
        (gone,) = [one for one in rounds.rounds_of_day(scope, day) if one.round.pk == made.pk]
        codes, _assets = tags.codes_hanging(
            scope.community_id, space_ids={room.stop.space_id for room in gone.rooms}, asset_ids=()
        )
        for place, room in enumerate(gone.rooms[: round(len(gone.rooms) * share)]):
            at = begins + timedelta(minutes=9 * place + chance.randrange(6))
            if at >= as_of:
                break
            moment = work.Moment(at)
            known = codes.get(room.stop.space_id, [""])[0] if chance.randrange(8) else ""
            of = rounds.OfRoom(room.stop.uid, day, known)
            if place == 2:
                rounds.mark_skipped(scope, of, chance.choice(("occupied", "locked")), moment=moment)
            else:
                rounds.mark_done(scope, of, moment=moment)
