"""A contract whose March is frozen, with its report in draft and both parties' people."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest

from samdrift.foundation.scope import Scope, everywhere
from samdrift.partnership.performance.tests.conftest import MARCH, Measured, measured  # noqa: F401
from samdrift.partnership.reports.commands import agreeing, drafting, saying
from samdrift.partnership.reports.models import Report, ReportWord
from tests.world import Actor

TENTH = datetime(2025, 4, 20, 12, tzinfo=UTC)
LATER = datetime(2026, 4, 20, 12, tzinfo=UTC)
QUARTER = date(2025, 1, 1)


@dataclass
class Reported:
    """The report, both offices, both steering members, and the auditor."""

    months: Measured
    uid: Any
    steer: Actor
    auditor: Actor

    @property
    def client(self) -> Actor:
        return self.months.client

    @property
    def provider(self) -> Actor:
        return self.months.provider

    @property
    def report(self) -> Report:
        with everywhere(reason="test"):
            return Report.objects.select_related("contract", "corrects").get(uid=self.uid)

    @property
    def data(self) -> dict[str, Any]:
        made: dict[str, Any] = json.loads(self.report.data)
        return made

    def words(self) -> list[ReportWord]:
        with everywhere(reason="test"):
            return list(ReportWord.objects.filter(report__uid=self.uid).order_by("pk"))

    def commented(self) -> None:
        """Both have said all."""
        for actor in (self.client, self.provider):
            saying.finish_comments(actor.scope, self.uid, expected_version=self.report.version, now=TENTH)

    def agreed(self) -> None:
        """Both have agreed."""
        self.commented()
        for actor in (self.client, self.provider):
            agreeing.agree_report(actor.scope, self.uid, expected_version=self.report.version, now=TENTH)

    def frozen(self) -> Report:
        """Frozen with everything said."""
        self.agreed()
        return agreeing.freeze_report(self.client.scope, self.uid, expected_version=self.report.version, now=TENTH)


@pytest.fixture
def reported(measured: Measured) -> Reported:  # noqa: F811
    """March, measured and frozen, and its report in draft."""
    measured.read("K06", 21, 24)
    measured.freeze()
    scope = Scope(community_id=measured.world.community.pk)
    made = drafting.make_draft(scope, measured.contract.pk, "monthly", MARCH, now=TENTH)
    steer = measured.world.someone("STEER-C", name="Stine", cleared_for=["D2"])
    return Reported(measured, made.uid, steer, measured.world.someone("AUD", name="Aud"))
