"""The demonstration's rosters: shifts, skills, keys, days away and who is on call, for both communities."""

from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from samdrift.doors.demo.chance import generator, uid
from samdrift.doors.demo.people import HOME, Parties, all_powerful, write_workers
from samdrift.foundation.errors import Invalid, Refused
from samdrift.foundation.scope import Scope, everywhere
from samdrift.operations.workforce import public as workforce
from samdrift.registers.parties import public as parties

SINCE = date(2025, 1, 6)  # a Monday
OFF = ("", "")
SATURDAY = 5
WEEKS: dict[str, tuple[tuple[str, ...], ...]] = {
    "TEK": ((*["07:00-15:00/30"] * 5, *OFF), (*["10:00-18:00/30"] * 5, *OFF)),
    "REN": ((*["05:00-12:30/30"] * 5, *OFF), (*["05:00-12:30/30"] * 4, "", "06:00-12:00", "")),
    "KANTINE": ((*["06:30-14:00/30"] * 5, *OFF),),
    "POST": ((*["06:00-13:30/30"] * 5, *OFF),),
    "VOGN": ((*["07:00-15:00/30"] * 5, *OFF),),
    "CC": ((*["08:00-16:30/30"] * 5, *OFF), (*["11:00-19:00/30"] * 5, *OFF)),
}
# Code, kind, English, Danish, Swedish, and which teams' people have it, one in so many.
SKILLS = (
    ("LIFT", "qualification", "Lift key", "Elevatornøgle", "Hissnyckel", {"TEK": 2}),
    ("GAS", "qualification", "Gas", "Gas", "Gas", {"TEK": 3}),
    ("COOL", "qualification", "Refrigerants", "Kølemidler", "Köldmedier", {"TEK": 4}),
    ("HIGH", "qualification", "Work at height", "Arbejde i højden", "Arbete på höjd", {"TEK": 2, "REN": 4}),
    ("FOOD", "qualification", "Food hygiene", "Fødevarehygiejne", "Livsmedelshygien", {"KANTINE": 1}),
    ("DRIVE-C", "qualification", "Lorry licence", "Kørekort C", "Körkort C", {"VOGN": 1, "POST": 2}),
    ("FLOOR", "skill", "Floor care", "Gulvpleje", "Golvvård", {"REN": 2}),
    ("DK-SIK", "clearance", "Security clearance", "Sikkerhedsgodkendelse", "Säkerhetsprövning", {"TEK": 1, "REN": 2}),
)
NOTES = (
    ("Alarmen sidder bag døren til venstre. Slå den fra, før lyset tændes.", "CLN"),
    ("Døren til kælderen binder: løft, og skub. Nøgleskabet står ved siden af.", "MNT"),
    ("Rum 2.14 gøres rent efter klokken ti. Spørg i vagten, før du går ind.", "CLN"),
)


def load_police(made: Parties, *, now: datetime) -> int:
    """Rosters of the police contract's people; how many people have shifts."""
    scope = _scope(made.community.pk, made.provider.pk, made.faces["OPS-M"].pk)
    with everywhere(reason="the demonstration's own teams"):
        rows = parties.Team.objects.filter(community=made.community, pk__in=made.workers).order_by("code")
        teams = [(team, _members(team)) for team in rows]
        leader = parties.Employment.objects.get(person=made.faces["SVC-L"])
    lead = [team for team, _people in teams if team.code in (f"TEK-{HOME}", f"REN-{HOME}")] or [teams[0][0]]
    for team in lead:
        parties.TeamMember.objects.create(
            uid=uid("member", team.code, "leader"), community=made.community, team=team, employment=leader, leads=True
        )
    _name_skills(scope)
    for team, people in teams:
        _shifts(scope, team.code.partition("-")[0], people, now)
        _skills(scope, team.code.partition("-")[0], people, now)
        _keys(scope, team, people, now)
    _shifts(scope, "TEK", [leader], now)
    away = _away(scope, [people for _team, people in teams], now, sure=_homes(teams))
    _notes(scope, lead[0], now)
    for team, people in teams:
        if team in lead:
            _stand_in(made, scope, team, [one for one in away if one.employment in people], now)
    _alone(teams, now)
    _on_call(scope, teams, now)
    return sum(len(people) for _team, people in teams) + 1


def _scope(community_id: int, provider_id: int, person_id: int | None) -> Scope:
    return replace(all_powerful(community_id, person_id), party_id=provider_id, side="provider")


def _members(team: parties.Team) -> list[parties.Employment]:
    rows = parties.TeamMember.objects.filter(team=team).select_related("employment__person").order_by("pk")
    return [row.employment for row in rows]


def _shifts(scope: Scope, kind: str, people: Sequence[parties.Employment], now: datetime) -> None:
    for number, one in enumerate(people):
        weeks = WEEKS.get(kind, WEEKS["VOGN"])
        turned = weeks[number % len(weeks) :] + weeks[: number % len(weeks)]  # half of a team is early, half late
        workforce.set_shifts(scope, one.uid, workforce.Weeks(weeks=turned, valid_from=SINCE), now=now)


def _name_skills(scope: Scope) -> None:
    for code, kind, english, danish, swedish, _teams in SKILLS:
        workforce.name_skill(scope, code=code, kind=kind, name={"en": english, "da": danish, "sv": swedish})


def _skills(scope: Scope, kind: str, people: Sequence[parties.Employment], now: datetime) -> None:
    for one in people:
        chance = generator("skills", one.uid)
        for code, skill_kind, _en, _da, _sv, teams in SKILLS:
            if kind not in teams or chance.randrange(teams[kind]):
                continue
            ends = now.date() + timedelta(days=chance.randrange(20, 900)) if skill_kind != "skill" else None
            begins = now.date() - timedelta(days=chance.randrange(200, 700))
            number = f"{code}-{chance.randrange(10_000, 99_999)}" if skill_kind == "qualification" else ""
            having = workforce.Having(code=code, valid_from=begins, valid_to=ends, number=number)
            workforce.grant_skill(scope, one.uid, having, now=now)


def _keys(scope: Scope, team: parties.Team, people: Sequence[parties.Employment], now: datetime) -> None:
    for number, one in enumerate(people):
        sites = team.site_ids[number : number + 1] if team.code.startswith(("TEK", "REN")) else []
        for site in sites:
            given = workforce.KeyGiven(
                site_id=site, label=f"{team.code} {number + 1}", kind="card" if number % 2 else "key"
            )
            workforce.hand_key(scope, one.uid, given, now=now)


@dataclass(frozen=True, slots=True)
class Away:
    """Somebody's days away."""

    employment: parties.Employment
    first_day: date
    last_day: date


def _homes(teams: Sequence[tuple[parties.Team, list[parties.Employment]]]) -> set[int]:
    """Of each of the home district's teams the one who is certainly away, for a substitute to stand in."""
    found = [people for team, people in teams if team.code.endswith(f"-{HOME}") and people]
    return {people[min(1, len(people) - 1)].pk for people in found if len(people) > 1}


def _away(
    scope: Scope, teams: Sequence[Sequence[parties.Employment]], now: datetime, *, sure: Collection[int] = ()
) -> list[Away]:  # fmt: skip
    """About one in twelve is away this week or the next, and whoever is named in `sure`."""
    today, found = now.date(), []
    for people in teams:
        for number, one in enumerate(people):
            chance = generator("away", one.uid)
            if chance.randrange(12) and not (number == 1 and people is teams[0]) and one.pk not in sure:
                continue
            first = today + timedelta(days=chance.randrange(-1, 6))
            kind = chance.choice(("leave", "leave", "absent", "training"))
            last = first + timedelta(days=chance.randrange(1, 4))
            workforce.note_absence(scope, one.uid, first_day=first, last_day=last, kind=kind, now=now)
            found.append(Away(one, first, last))
    return found


STAND_IN = "Se noterne om stedet: alarmen først, og spørg i vagten ved dør 2."
SATURDAYS = ((*[""] * 5, "06:00-12:00", ""),)


def _stand_in(made: Parties, scope: Scope, team: parties.Team, away: Sequence[Away], now: datetime) -> None:
    """A substitute who works Saturdays of their own takes over the shifts of who is away, with notes for the round."""
    if not away:
        return
    ((_person, employment),) = write_workers(made, f"substitute-{team.code}", 1)
    parties.TeamMember.objects.create(
        uid=uid("member", team.code, employment.uid), community=made.community, team=team, employment=employment
    )
    workforce.set_shifts(scope, employment.uid, workforce.Weeks(weeks=SATURDAYS, valid_from=SINCE), now=now)
    taken: set[date] = set()
    for one in away:
        days = {one.first_day + timedelta(days=number) for number in range((one.last_day - one.first_day).days + 1)}
        weekdays = sorted(day for day in days - taken if day.weekday() < SATURDAY)
        if not weekdays or set(weekdays) & taken:
            continue
        taken |= days
        wanted = workforce.Covering(
            first_day=weekdays[0], last_day=weekdays[-1], note=STAND_IN, site_ids=tuple(team.site_ids[:3])
        )
        # Who is off that day anyway, or would be at work twice, is covered by nobody.
        with suppress(Invalid, Refused):
            workforce.name_cover(scope, one.employment.uid, employment.uid, wanted, now=now)


def _alone(teams: Sequence[tuple[parties.Team, list[parties.Employment]]], now: datetime) -> None:
    """A technician at work alone whose sign of life is missing since twenty minutes."""
    team, people = next(((t, p) for t, p in teams if t.code.startswith("TEK") and p and t.site_ids), (None, []))
    if team is None:
        return
    began = now - timedelta(minutes=80)
    scope = parties.scope_at(people[0].person, None, now=began)
    assert scope is not None
    workforce.start_watch(scope, every_minutes=60, place="Kælder, teknikrum", site_id=team.site_ids[0], now=began)


def _notes(scope: Scope, team: parties.Team, now: datetime) -> None:
    for site, (text, line) in zip(team.site_ids, NOTES, strict=False):
        workforce.write_note(scope, site_id=site, text=text, line=line, now=now)


def _on_call(scope: Scope, teams: Sequence[tuple[parties.Team, list[parties.Employment]]], now: datetime) -> None:
    """Technicians of each district outside office hours, and one roster for all that has none of its own."""
    technicians = [(team, people) for team, people in teams if team.code.startswith("TEK")]
    for team, people in technicians:
        if len(people) > 1 and team.site_ids:
            name = {code: f"{word}, {team.code.partition('-')[2]}" for code, word in ON_CALL.items()}
            _roster(scope, team.code, name, [one.uid for one in people], now, sites=team.site_ids)
    first = [people[0].uid for _team, people in technicians if people]
    _roster(scope, "LAND", NATIONAL, first, now)


ON_CALL = {"en": "Technicians on call", "da": "Teknikervagt", "sv": "Teknikerjour"}
NATIONAL = {"en": "On call for the whole country", "da": "Landsvagt", "sv": "Jour för hela landet"}


def _roster(
    scope: Scope, code: str, name: dict[str, str], members: Sequence[UUID], now: datetime, *,
    sites: Sequence[int] = (), outside: str = "DK-STD",
) -> None:  # fmt: skip
    draft = workforce.RosterDraft(
        code=code, name=name, first_day=SINCE, members=members, site_ids=sites, priorities=(1,), outside=outside,
        lines=("MNT", "GRD", "CAR", "SEC"),
    )  # fmt: skip
    workforce.set_roster(scope, draft, now=now)


def load_county(*, now: datetime) -> int:
    """The contact centre's shifts and duty managers; how many people have shifts."""
    with everywhere(reason="the demonstration's own county"):
        community = parties.Community.objects.get(code="HC")
        held = parties.RoleAssignment.objects.filter(community=community, role__in=("SD-AG", "SD-LEAD", "OPS-M"))
        rows = list(held.select_related("employment__person").order_by("pk"))
    leads = [row.employment for row in rows if row.role != "SD-AG"]
    people = [row.employment for row in rows if row.role == "SD-AG"]
    scope = _scope(community.pk, leads[0].organisation_id, leads[0].person_id)
    team = parties.Team.objects.create(
        uid=uid("team", "HC", "CC"), community=community, code="CC", organisation_id=leads[0].organisation_id,
        lines=["CUS"], name={"en": "Contact centre", "da": "Kontaktcenter", "sv": "Kontaktcenter"},
    )  # fmt: skip
    parties.TeamMember.objects.bulk_create(
        parties.TeamMember(
            uid=uid("member", "HC", one.uid), community=community, team=team, employment=one, leads=one in leads
        )
        for one in (*leads, *people)
    )
    _shifts(scope, "CC", [*people, *leads], now)
    _away(scope, [people], now)
    name = {"en": "Duty managers", "da": "Vagthavende ledere", "sv": "Ledare med jour"}
    draft = workforce.RosterDraft(
        code="DUTY", name=name, first_day=SINCE, members=[one.uid for one in leads], priorities=(1,),
    )  # fmt: skip
    workforce.set_roster(scope, draft, now=now)
    return len(people) + len(leads)
