"""Planted stories: what a demonstration can point at, each found by its planted ids (domain.md §7.6)."""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from samdrift.doors.demo import terms, today
from samdrift.doors.demo.chance import uid
from samdrift.doors.demo.people import HOME, Parties
from samdrift.foundation.scope import Scope
from samdrift.operations.promises import public as promises
from samdrift.operations.requests import public as requests
from samdrift.registers.contracts import public as contracts
from samdrift.registers.parties import public as parties

BEDEDAG = date(2025, 5, 16)
MISTAKEN = datetime(2025, 1, 6, 9, 30, tzinfo=UTC)  # the year's holiday set is imported with a day that is none
PUT_RIGHT = datetime(2025, 3, 31, 18, 15, tzinfo=UTC)
ACCEPTED_AFTER = timedelta(minutes=40)
CAME = datetime(2025, 3, 31, 15, 10, tzinfo=UTC)  # 17:10 in Copenhagen, after the office has closed


@dataclass(frozen=True, slots=True)
class Asked:
    """One request of the story: when it was done by the wall clock in UTC, and what that made of its promise."""

    text: str
    minutes: int
    done: datetime


# Thirty working days end on the mistaken holiday: with it on Monday 19 May, without it on the day itself.
ASKED = (
    Asked("En ny knagerække i depotet", 0, datetime(2025, 5, 14, 9, tzinfo=UTC)),
    Asked("Hylderne i kopirummet hænger skævt", 25, datetime(2025, 5, 16, 8, 40, tzinfo=UTC)),
    Asked("Opslagstavlen ved trappen skal flyttes", 55, datetime(2025, 5, 19, 8, tzinfo=UTC)),
)


def story(number: int, part: int) -> UUID:
    """The planted id of a part of a story, the same in every profile and every run."""
    return uid("story", number, part)


def planted_for(planned: Mapping[str, int]) -> bool:
    """Whether a profile is large enough: the story's requests stand in the place of as many of its year."""
    return planned.get("MNT", 0) > len(ASKED)


def without(planned: Mapping[str, int]) -> dict[str, int]:
    """How many of each line are still to be told when the planted ones are."""
    fewer = len(ASKED) if planted_for(planned) else 0
    return {line: count - (fewer if line == "MNT" else 0) for line, count in planned.items()}


def load_bededag(made: Parties, contract_uid: UUID) -> None:
    """Story 9: store bededag, abolished, stands in the calendar of 2025; both parties put it right in March.

    Three requests run at that moment; the recalculation list shows their old and their new due times.
    """
    usual = terms.office_hours()
    mistaken = deepcopy(usual)
    mistaken["days"][BEDEDAG.isoformat()] = []
    with transaction.atomic():
        _agreed(made, contract_uid, mistaken, MISTAKEN, "Holidays of 2025, imported")
        rows = [_asked(made, part, one) for part, one in enumerate(ASKED)]
    with transaction.atomic():
        _agreed(made, contract_uid, usual, PUT_RIGHT, "Store bededag has been abolished")
        # The third version, after the one set up and the mistaken one. A worker would count the same, later.
        promises.recalculate_running(made.community.pk, terms.OFFICE, 3, at=PUT_RIGHT + ACCEPTED_AFTER)
    with transaction.atomic():
        _done(made, rows)


def _agreed(made: Parties, contract_uid: UUID, definition: Mapping[str, Any], now: datetime, note: str) -> None:
    """The provider proposes hours for 2025 and the customer accepts them."""
    name, _usual = terms.CALENDARS[terms.OFFICE]
    proposal = contracts.propose_calendar(
        _as(made, "CTR-P", now), contract_uid, code=terms.OFFICE, name=name, definition=definition,
        valid_from=date(2025, 1, 1), now=now, note=note,
    )  # fmt: skip
    later = now + ACCEPTED_AFTER
    contracts.accept_terms(_as(made, "CTR-C", later), proposal.uid, expected_version=None, now=later)


def _asked(made: Parties, part: int, one: Asked) -> requests.ServiceRequest:
    at = CAME + timedelta(minutes=one.minutes)
    scope = _as(made, "USR", at)
    ask = requests.Ask(
        request_type="mnt.fault", channel="web", title=one.text, site_id=today.site_of(made).pk, language="da",
        requester_id=scope.person_id, impact=4, urgency=4, uid=story(9, part),
    )  # fmt: skip
    return requests.submit_request(scope, ask, received_at=at, now=at).service_request


def _done(made: Parties, rows: Sequence[requests.ServiceRequest]) -> None:
    """The desk gives them to the technician the next morning; each is done on its day, and confirmed."""
    morning = datetime(2025, 4, 1, 7, 5, tzinfo=UTC)
    desk, technician = _as(made, "SD-AG", morning), _as(made, "SVC-E", morning)
    team = made.teams["MNT", HOME if ("MNT", HOME) in made.teams else today.home_of(made)]
    for row, one in zip(rows, ASKED, strict=True):
        given = requests.assign_request(
            desk, row.uid, expected_version=None, now=morning, team_id=team.pk, assignee_id=technician.person_id
        )
        begun = requests.start(
            technician, row.uid, expected_version=given.version, now=one.done - timedelta(minutes=50)
        )  # fmt: skip
        solved = requests.resolve(
            technician, row.uid, expected_version=begun.version, resolution="repaired", now=one.done
        )
        confirmed = one.done + timedelta(hours=3)
        requests.confirm_closed(_as(made, "USR", confirmed), row.uid, expected_version=solved.version, now=confirmed)


def _as(made: Parties, role: str, moment: datetime) -> Scope:
    scope = parties.scope_at(made.faces[role], None, now=moment)
    assert scope is not None
    return scope
