"""What this room's tests share: a plan of the lift, and what time does to it."""

from datetime import date, timedelta
from io import BytesIO

import pytest

from samdrift.foundation.events.public import deliver_all
from samdrift.foundation.scope import everywhere
from samdrift.operations.planning.commands import passing
from samdrift.operations.planning.commands.ahead import system_scope
from samdrift.operations.planning.commands.certifying import Paper, file_certificate
from samdrift.operations.planning.commands.writing import PlanDraft, write_plan
from samdrift.operations.planning.models import PlanOccurrence
from samdrift.operations.planning.rules.terms import Terms
from samdrift.operations.work.commands import doing as work_doing
from samdrift.operations.work.commands.loading import Moment
from samdrift.operations.work.rules import NO_SCAN
from samdrift.registers.parties import public as parties
from tests.world import NOON

TODAY = NOON.date()  # 5 May 2025, a Monday


def monthly(**values):
    """The terms of a monthly plan on the 12th, one day of which is within its lead time."""
    return Terms(**{"rule": "FREQ=MONTHLY", "anchor": date(2025, 5, 12), "lead_days": 14, **values})


@pytest.fixture
def plan(world):
    """Writes a plan of the lift."""

    def made(terms=None, **values):
        place = {} if {"site_id", "space_id"} & set(values) else {"asset_id": world.lift.pk}
        draft = PlanDraft(
            **{"name": "Look after the lift", "line_code": "MNT", "terms": terms or monthly(), "team_id": world.team.pk,
               **place, **values},
        )  # fmt: skip
        return write_plan(world.asta.scope, draft, now=NOON)

    return made


@pytest.fixture
def passes(world):
    """Lets time pass until so many days after today, as the hourly job does."""

    def until(days=0):
        moment = NOON + timedelta(days=days)
        scope = system_scope(world.community.pk)
        today = parties.community_day(scope, moment)
        passing.write_on(scope, today=today, now=moment)
        passing.make_firm(scope, today=today)
        issued, refused = passing.issue_due(scope, today=today, now=moment)
        missed = passing.miss_overdue(scope, today=today, now=moment)
        return issued, refused, missed

    return until


@pytest.fixture
def occurrences():
    """The occurrences of a plan, by due day."""

    def of(plan):
        with everywhere(reason="a test looks at a plan's occurrences"):
            return list(PlanOccurrence.objects.filter(plan=plan).select_related("work_order").order_by("due_on", "pk"))

    return of


@pytest.fixture
def does(world):
    """Does the work of an occurrence's order, so many days from today, and lets followers follow."""

    technician = world.join_team(world.someone("SVC-E", name="Tea"))

    def done(row, days=0, certificate="C-1"):
        moment = Moment(NOON + timedelta(days=days))
        order = row.work_order
        work_doing.start_order(technician.scope, order.uid, expected_version=None, moment=moment, reason=NO_SCAN[0])
        work_doing.finish_order(
            technician.scope, order.uid, expected_version=None, resolution="repaired", moment=moment,
            certificate=certificate,
        )  # fmt: skip
        deliver_all()

    return done


PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


class Files:
    """Files a certificate as Asta."""

    def __init__(self, world):
        self.world = world

    def certificate(self, row, *, issued_on=TODAY, now=NOON, actor=None, **values):
        paper = Paper(**{"document": "Report", "issuer": "Inspectors A/S", "issued_on": issued_on, **values})
        scope = (actor or self.world.asta).scope
        return file_certificate(scope, row.uid, paper, BytesIO(PDF), "report.pdf", now=now)


@pytest.fixture
def files(world):
    """Files certificates."""
    return Files(world)
