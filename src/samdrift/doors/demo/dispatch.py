"""The dispatcher's day: what the home district's technicians have to do today, given to nobody yet."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from random import Random

from samdrift.doors.demo.chance import generator, uid
from samdrift.doors.demo.people import HOME, Parties
from samdrift.foundation.scope import Scope, everywhere
from samdrift.operations.dispatch import public as dispatch
from samdrift.operations.work import public as work
from samdrift.operations.workforce import public as workforce
from samdrift.registers.estate import public as estate
from samdrift.registers.parties import public as parties

# What, how many minutes, at what priority, and the hours it must begin between where it matters.
JOBS = (
    ("Varmen virker ikke på 2. sal", 60, 3, None),
    ("Skift lysrør i garagen", 30, 4, None),
    ("Dør til depot binder", 30, 4, None),
    ("Ventilation larmer i mødelokalet", 45, 4, (9, 11)),
    ("Månedligt eftersyn af nødbelysning", 45, 4, None),
    ("Utæt cisterne på dametoilettet", 30, 3, None),
    ("Lås i skab skal skiftes", 20, 5, None),
    ("Kvartalseftersyn af port", 60, 4, (12, 14)),
    ("Gulvafløb lugter", 45, 3, None),
    ("Opsæt whiteboard", 45, 5, (13, 15)),
)
TECHNICAL_JOBS = {"full": 48, "small": 14, "ci": 4}
BEHIND_DOORS = "Håndvask i arresten er stoppet"


def load_day(scope: Scope, profile: str, made: Parties, contract_id: int, *, as_of: datetime) -> int:
    """Write today's orders of the home district's technicians, and where its teams start; how many orders."""
    sites = _sites(made)
    if not sites:
        return 0
    with everywhere(reason="where the demonstration's teams start"):
        home = sites[0]
        teams = {
            line: made.teams[line, home.unit.code] for line in ("MNT", "MAI") if (line, home.unit.code) in made.teams
        }
    for team in teams.values():
        dispatch.set_team_day(scope, team, dispatch.Hours(home.pk), now=as_of)
    wanted: list[work.PlannedWork] = []
    if "MNT" in teams:
        skills = _skills(scope, made, teams["MNT"], as_of)
        wanted += _technical(teams["MNT"], sites, TECHNICAL_JOBS[profile], contract_id, skills, as_of)
        wanted += _behind_doors(scope, teams["MNT"], sites, contract_id, as_of)
    return len(work.make_orders(scope, wanted, now=as_of - timedelta(hours=16)))


def _sites(made: Parties) -> list[estate.Site]:
    """The sites of the home district, or of the first unit that has any."""
    with everywhere(reason="sites of the demonstration's own units"):
        rows = estate.Site.objects.filter(community=made.community).select_related("unit").order_by("code")
        of_home = [site for site in rows if site.unit_id == made.units[HOME].pk]
        return of_home or [site for site in rows if rows and site.unit_id == rows[0].unit_id]


def _skills(scope: Scope, made: Parties, team: parties.Team, as_of: datetime) -> Sequence[str]:
    """Skills somebody of the team holds today, so that what asks for them can be done."""
    held: Mapping[int, frozenset[str]] = workforce.skills_of(scope, made.workers.get(team.pk, []), as_of.date())
    return sorted({code for codes in held.values() for code in codes})


def _technical(
    team: parties.Team, sites: Sequence[estate.Site], count: int, contract_id: int, skills: Sequence[str],
    as_of: datetime,
) -> Iterator[work.PlannedWork]:  # fmt: skip
    midnight = as_of.replace(hour=0) - timedelta(hours=1)  # in Copenhagen, in winter
    for number in range(count):
        chance: Random = generator("dispatch", number)
        title, minutes, priority, window = JOBS[number % len(JOBS)]
        begins, ends = (midnight + timedelta(hours=hour) for hour in window or (0, 0))
        yield work.PlannedWork(
            uid=uid("dispatch", number), contract_id=contract_id, line_code="MNT", title=title, kind="corrective",
            site_id=chance.choice(sites).pk, priority=priority, team_id=team.pk, estimated_minutes=minutes,
            planned_from=begins if window else None, planned_to=ends if window else None,
            due_at=as_of + timedelta(hours=chance.choice((3, 6, 7, 24, 48, 72))),
            skills=[chance.choice(skills)] if skills and number % 6 == 5 else [],
        )  # fmt: skip


def _behind_doors(
    scope: Scope, team: parties.Team, sites: Sequence[estate.Site], contract_id: int, as_of: datetime
) -> list[work.PlannedWork]:  # fmt: skip
    """One order that only somebody cleared may have (invariant 4), where a site has a secured room."""
    rooms = estate.Space.objects.within(scope).filter(site__in=sites, zone="secured", state="active")
    room = rooms.order_by("pk").first()
    if room is None:
        return []
    return [
        work.PlannedWork(
            uid=uid("dispatch", "secured"), contract_id=contract_id, line_code="MNT", title=BEHIND_DOORS,
            kind="corrective", space_id=room.pk, priority=3, team_id=team.pk, estimated_minutes=45,
            due_at=as_of + timedelta(hours=6),
        )
    ]  # fmt: skip
