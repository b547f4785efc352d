"""What people are told: a report to comment on, the other party's word, and that it stands (domain.md §6.1)."""

from django.utils.translation import gettext_lazy as _

from samdrift.foundation.events.public import EventRecord
from samdrift.foundation.notices.public import NoticeKind, Telling, To, register_kinds
from samdrift.foundation.scope import everywhere
from samdrift.partnership.reports.events import (
    CorrectionBegun,
    ReportAgreed,
    ReportCommented,
    ReportDrafted,
    ReportFrozen,
)
from samdrift.partnership.reports.models import VIEW, Report
from samdrift.partnership.reports.rules import periods
from samdrift.registers.parties import public as parties

OFFICES, STEERING = ("CTR-C", "CTR-P"), ("STEER-C", "STEER-P")


def _report(event: EventRecord) -> Report | None:
    with everywhere(reason="the report an event speaks of; its receivers are asked through their own gate"):
        rows = Report.objects.filter(uid=event.payload["report_uid"], community=event.community_id).defer("data")
        return rows.first()


def _telling(event: EventRecord, report: Report, roles: tuple[str, ...], *, others: str = "") -> Telling | None:
    """Whoever of these roles reads the report; with `others` only those of the side that did not act."""
    found = parties.holders_of(report.community_id, roles, now=event.happened_at, contract_id=report.contract_id)
    where = {"contract": report.contract_id, "data_class": report.data_class}
    to = [
        To(one.person_id, one.employment_id, language=one.scope.language) for one in found
        if one.scope.allows(VIEW, **where) and one.person_id != event.person_id and one.scope.side != (others or "-")
    ]  # fmt: skip
    facts = {"period": periods.name_of(report.kind, report.first_day)}
    return Telling(
        to=to, facts=facts, data_class=report.data_class, subject_kind="reports.report", subject_uid=report.uid
    ) if to else None  # fmt: skip


def _drafted(event: EventRecord) -> Telling | None:
    report = _report(event)
    if report is None or report.drafted_at != report.known_at:  # made anew: nobody is told a second time
        return None
    return _telling(event, report, OFFICES + (STEERING if report.kind == periods.STEERING else ()))


def _moved(event: EventRecord) -> Telling | None:
    report = _report(event)
    if report is None:
        return None
    roles = OFFICES + (STEERING if report.kind == periods.STEERING else ())
    return _telling(event, report, roles, others=event.payload["side"])


def _frozen(event: EventRecord) -> Telling | None:
    report = _report(event)
    return None if report is None else _telling(event, report, OFFICES + STEERING)


def _link(notice: object) -> str:
    return f"/reports/{getattr(notice, 'subject_uid', '')}/"


REASON = _("You get this because you speak for one of the contract's parties.")
register_kinds(
    NoticeKind(
        key="reports.drafted", number="N-64", name=_("A report to comment on"),
        subject=_("The report of %(period)s is drafted"),
        body=_("The report of %(period)s stands in draft. Read it, comment on its sections and name your priorities."),
        reason=REASON, events=(ReportDrafted.kind,), tell=_drafted, link=_link,
    ),
    NoticeKind(
        key="reports.moved", number="N-64", name=_("The other party's word on a report"),
        subject=_("The other party moved on with the report of %(period)s"),
        body=_("The other party has commented on the report of %(period)s, agreed on it, or begun a correction."),
        reason=REASON, events=(ReportCommented.kind, ReportAgreed.kind, CorrectionBegun.kind), tell=_moved, link=_link,
    ),
    NoticeKind(
        key="reports.frozen", number="N-64", name=_("A report is frozen"),
        subject=_("The report of %(period)s is frozen"),
        body=_("Both parties agreed on the report of %(period)s. It stands with its figures and comments."),
        reason=REASON, events=(ReportFrozen.kind,), tell=_frozen, link=_link,
    ),
)  # fmt: skip
