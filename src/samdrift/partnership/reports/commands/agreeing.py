"""Both parties agree on the same figures and comments, and the report is frozen with them."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Refused
from samdrift.foundation.scope import Scope
from samdrift.partnership.performance import public as performance
from samdrift.partnership.reports.commands.drafting import note, permission_of, speaks
from samdrift.partnership.reports.events import ReportAgreed, ReportFrozen
from samdrift.partnership.reports.models import Report
from samdrift.partnership.reports.queries.reading import data_of, published
from samdrift.partnership.reports.rules import canonical, periods, states


@transaction.atomic
def agree_report(scope: Scope, uid: UUID, *, expected_version: int | None, now: datetime) -> Report:
    """Agree on a report for one's own party: on the very figures its fingerprint names.

    Raises:
        DoesNotExist: No such report within the scope.
        NotAllowed: The actor does not speak for a party of this contract.
        Refused: Not both have commented, one's own party has agreed, or key figures of the period still move.
        Stale: It changed meanwhile.
    """
    report = Report.objects.within(scope).locked(uid, expected_version)
    side = speaks(scope, permission_of(report.kind), report.contract_id)
    state = states.after(report.state, "agree")
    if state is None:
        raise Refused(_("Both parties comment first, then each agrees."))
    if getattr(report, f"{side}_agreed_at"):
        raise Refused(_("Your party has agreed on this report already."))
    if _still_move(report):
        raise Refused(_("Key figures of this period are not frozen yet. Agree once they are."))
    setattr(report, f"{side}_agreed_at", now)
    setattr(report, f"{side}_agreed_by_id", scope.person_id)
    if report.customer_agreed_at and report.provider_agreed_at:
        report.state = state
    report.save_changes("state", f"{side}_agreed_at", f"{side}_agreed_by")
    note(ReportAgreed, report, scope, now, side=side)
    return report


def _still_move(report: Report) -> bool:
    """Whether a month of the report is measured and its key figures are not frozen."""
    months = [periods.after(report.first_day, number) for number in range(periods.MONTHS[report.kind])]
    return performance.months_move(report.contract_id, months)


@transaction.atomic
def freeze_report(scope: Scope, uid: UUID, *, expected_version: int | None, now: datetime) -> Report:
    """Freeze a report both agreed on: data and what both published become one text, whose fingerprint the book keeps.

    Raises:
        DoesNotExist: No such report within the scope.
        NotAllowed: The actor does not speak for a party of this contract.
        Refused: Not both have agreed, or it is frozen.
        Stale: It changed meanwhile.
    """
    report = Report.objects.within(scope).locked(uid, expected_version)
    speaks(scope, permission_of(report.kind), report.contract_id)
    state = states.after(report.state, "freeze")
    if state is None:
        raise Refused(_("Both parties agree first, then the report is frozen."))
    report.data = frozen_text(report)
    report.digest, report.state, report.frozen_at = canonical.digest(report.data), state, now
    report.save_changes("data", "digest", "state", "frozen_at")
    note(ReportFrozen, report, scope, now)
    return report


def frozen_text(report: Report) -> str:
    """The text a report is frozen as: its data, what both published, and when each side agreed on what."""
    signed = [
        {"side": side, "at": at.isoformat(timespec="seconds"), "digest": report.digest}
        for side in states.SIDES
        if (at := getattr(report, f"{side}_agreed_at")) is not None
    ]
    return canonical.written(data_of(report) | {"said": published(report), "signed": signed})
