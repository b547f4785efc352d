"""What the named people have before them this morning: asked, approved and answered through the rooms' own commands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from samdrift.doors.demo.chance import uid
from samdrift.doors.demo.people import HOME, Parties
from samdrift.foundation.scope import CASE_CLASSES, Scope, everywhere
from samdrift.operations.requests import public as requests
from samdrift.registers.estate import public as estate
from samdrift.registers.parties import public as parties


@dataclass(frozen=True, slots=True)
class Errand:
    """One thing somebody asked for lately.

    Attributes:
        role: The named person who asked.
        line: Whose place it takes among the year's requests.
        hours: How long ago.
        then: What the desk and the technician did since: nothing, asked, or resolved.
    """

    role: str
    line: str
    request_type: str
    text: str
    hours: int
    then: str = ""
    amount_minor: int | None = None
    answers: Mapping[str, object] = field(default_factory=dict)


LUNCH = {"when": "2026-01-19", "at": "12:00", "people": 12, "what": "lunch"}
ERRANDS = (
    Errand("REQ-P", "MEE", "mee.order", "Frokost til 12 på mandag kl. 12", 20, amount_minor=238_800, answers=LUNCH),
    Errand("REQ-P", "MNT", "mnt.minor", "Ny dør mellem reception og mødelokale", 26, amount_minor=1_450_000),
    Errand("REQ-P", "CLN", "cln.refill", "Mangler håndsæbe ved receptionen", 1),
    Errand("USR", "SEC", "sec.badge", "Nyt adgangskort, det gamle er knækket", 22),
    Errand("USR", "MNT", "mnt.light", "The light above my desk flickers", 24, "asked"),
    Errand("USR", "MNT", "mnt.lock", "The locker room door does not close", 30, "resolved"),
    Errand("LOC-FM", "CLN", "cln.missed", "Trappen er ikke gjort rent siden mandag", 3),
    # Each exists for Olga and one case worker alone; it takes the place of a visitor in the sums.
    Errand("USR", "REC", "pay.query", "My overtime in December is missing", 28),
    Errand("USR", "REC", "hrs.letter", "A letter about my employment for the bank", 46),
    Errand("USR", "REC", "ohs.self", "I would like to talk to somebody in confidence", 50),
)


def errands_for(planned: dict[str, int]) -> tuple[Errand, ...]:
    """The errands that fit into the year's requests, each in the place of one of its line, so that the sums stay."""
    left = dict(planned)
    kept = []
    for errand in ERRANDS:
        if left.get(errand.line, 0) > 1:
            left[errand.line] -= 1
            kept.append(errand)
    return tuple(kept)


def without(planned: dict[str, int], errands: Sequence[Errand]) -> dict[str, int]:
    """How many of each line are still to be told when the errands are."""
    return {line: count - sum(errand.line == line for errand in errands) for line, count in planned.items()}


def run_errands(made: Parties, errands: Sequence[Errand], *, as_of: datetime) -> None:
    """Ask for each, the longest ago first, and let the desk and a technician do what they did since."""
    site = site_of(made)
    for number, errand in sorted(enumerate(errands), key=lambda one: -one[1].hours):
        asked_at = as_of - timedelta(hours=errand.hours)
        scope = _scope(made, errand.role, asked_at)
        ask = requests.Ask(
            request_type=errand.request_type, channel="web", title=errand.text, site_id=site.pk, language="da",
            requester_id=scope.person_id, price_estimate_minor=errand.amount_minor, answers=errand.answers,
            uid=uid("errand", number),
        )  # fmt: skip
        row = requests.submit_request(scope, ask, received_at=asked_at, now=asked_at).service_request
        if row.data_class in CASE_CLASSES:
            # A case's number is random; the demonstration tells the same story each time.
            row.number = requests.random_number(made.community.code, asked_at.year, row.uid.bytes[-8:])
            row.save_changes("number")
        if errand.then:
            _go_on(made, row, errand, asked_at)


def _go_on(made: Parties, row: requests.ServiceRequest, errand: Errand, asked_at: datetime) -> None:
    """The desk gives it to the technician, who asks something or resolves it within two hours."""
    first, second = asked_at + timedelta(minutes=20), asked_at + timedelta(minutes=100)
    desk, technician = _scope(made, "SD-AG", first), _scope(made, "SVC-E", second)
    team = made.teams["MNT", home_of(made)]
    given = requests.assign_request(
        desk, row.uid, expected_version=None, now=first, team_id=team.pk, assignee_id=technician.person_id
    )
    if errand.then == "asked":
        question = "Which of the two lamps is it, the one by the window?"
        requests.ask_requester(desk, row.uid, expected_version=given.version, question=question, now=second)
        return
    begun = requests.start(technician, row.uid, expected_version=given.version, now=second)
    requests.resolve(
        technician, row.uid, expected_version=begun.version, resolution="repaired", now=second + timedelta(minutes=40)
    )


def _scope(made: Parties, role: str, moment: datetime) -> Scope:
    scope = parties.scope_at(made.faces[role], None, now=moment)
    assert scope is not None
    return scope


def home_of(made: Parties) -> str:
    """The unit the named people look after, or one with sites where it has none."""
    return HOME if ("MNT", HOME) in made.teams else next(unit for line, unit in made.teams if line == "MNT")


def site_of(made: Parties) -> estate.Site:
    """The site the named people's errands are about."""
    with everywhere(reason="a site of the named people's unit"):
        sites = estate.Site.objects.filter(community=made.community, unit=made.units[home_of(made)])
        return sites.order_by("code")[0]
