"""A report in draft: made when its day has come, made anew as long as nobody agreed, begun again as a correction."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.foundation.events.public import record
from samdrift.foundation.scope import Scope, everywhere
from samdrift.partnership.reports.events import CorrectionBegun, ReportDrafted, ReportEvent
from samdrift.partnership.reports.formats.page import NEWEST
from samdrift.partnership.reports.models import Report
from samdrift.partnership.reports.queries.gathering import contract_of, gathered
from samdrift.partnership.reports.queries.reading import contract_reported, data_of, newest
from samdrift.partnership.reports.rules import canonical, periods, states
from samdrift.partnership.reports.rules.differences import differences
from samdrift.registers.parties import public as parties

AGREE, AGREE_PACK = "reports.agree", "reports.agree_pack"


def permission_of(kind: str) -> str:
    """Whose word moves a report of this kind."""
    return AGREE_PACK if kind == periods.STEERING else AGREE


@transaction.atomic
def draft_report(scope: Scope, contract_uid: UUID, kind: str, first: date, *, now: datetime) -> Report:
    """Draft the report of a period that is over, for both parties to comment on.

    Raises:
        DoesNotExist: No such contract within the scope.
        Invalid: It is no kind of report, or no period begins on that day.
        NotAllowed: The actor may not draft reports of this contract.
        Refused: The period is not over, or it has a report already.
    """
    contract = contract_reported(scope, contract_uid)
    if kind not in periods.MONTHS or not periods.is_first(kind, first):
        raise Invalid(
            {"first_day": _("A report begins on the first of a month, a steering pack on that of a quarter.")}
        )
    speaks(scope, permission_of(kind), contract.pk)
    if periods.last_of(kind, first) >= parties.community_day(scope, now):
        raise Refused(_("This period is not over yet."))
    if newest(contract.pk, kind, first) is not None:
        raise Refused(_("This period has a report already. A frozen one is corrected by a new version."))
    return make_draft(scope, contract.pk, kind, first, now=now)


@transaction.atomic
def make_draft(scope: Scope, contract_id: int, kind: str, first: date, *, now: datetime) -> Report:
    """Draft a period's first version; what the clock does, and whoever may."""
    contract = contract_of(scope.community_id, contract_id)
    text = canonical.written(gathered(contract, kind, first, now))
    report = Report.objects.create(
        community_id=contract.community_id, data_class="D2", contract=contract, kind=kind, first_day=first,
        last_day=periods.last_of(kind, first), data=text, digest=canonical.digest(text), known_at=now, drafted_at=now,
        template=NEWEST,
    )  # fmt: skip
    note(ReportDrafted, report, scope, now)
    return report


@transaction.atomic
def refresh_report(scope: Scope, uid: UUID, *, expected_version: int | None, now: datetime) -> Report:
    """Make a draft's data anew, with what has been recorded since.

    Raises:
        DoesNotExist: No such report within the scope.
        NotAllowed: The actor may not draft reports of this contract.
        Refused: Somebody has agreed on it already.
        Stale: It changed meanwhile.
    """
    report = Report.objects.within(scope).select_related("corrects").locked(uid, expected_version)
    speaks(scope, permission_of(report.kind), report.contract_id)
    if not may_be_refreshed(report):
        raise Refused(_("Somebody has agreed on these figures already; they change no more."))
    renew(report, scope, now=now)
    return report


@transaction.atomic
def refresh_open(scope: Scope, uid: UUID, *, now: datetime) -> bool:
    """Make an open report's data anew by the clock; whether any figure changed."""
    with everywhere(reason="one open report, made anew by the clock"):
        report = Report.objects.get_queryset().select_related("corrects").locked(uid)
    return may_be_refreshed(report) and renew(report, scope, now=now)


def may_be_refreshed(report: Report) -> bool:
    """Whether nobody has put a name to a report's figures yet."""
    return states.is_open(report.state) and not (report.customer_agreed_at or report.provider_agreed_at)


def renew(report: Report, scope: Scope, *, now: datetime) -> bool:
    """Make an open report's data anew; whether any figure changed. Nothing is written where none did."""
    contract = contract_of(report.community_id, report.contract_id)
    data = gathered(contract, report.kind, report.first_day, now, report.number)
    if not differences(data_of(report), data):
        return False
    if report.corrects is not None:
        data |= _changes(report.corrects, data, report.reason)
    report.data, report.known_at, report.template = canonical.written(data), now, NEWEST
    report.digest = canonical.digest(report.data)
    # Whoever had said all looks at the new figures before the report goes on.
    report.state, report.customer_commented_at, report.provider_commented_at = states.DRAFT, None, None
    commented = ("customer_commented_at", "provider_commented_at")
    report.save_changes("data", "digest", "known_at", "template", "state", *commented)
    note(ReportDrafted, report, scope, now)
    return True


@transaction.atomic
def correct_report(scope: Scope, uid: UUID, reason: str, *, now: datetime) -> Report:
    """Begin a new version of a frozen report, which stays as it is; the new one lists every change.

    Raises:
        DoesNotExist: No such report within the scope.
        Invalid: No reason is given.
        NotAllowed: The actor may not draft reports of this contract.
        Refused: It is not frozen, or a newer version was begun.
    """
    earlier = Report.objects.within(scope).locked(uid)
    side = speaks(scope, permission_of(earlier.kind), earlier.contract_id)
    if not reason.strip() or len(reason) > 400:
        raise Invalid({"reason": _("Say why, in at most %(most)s characters.") % {"most": 400}})
    latest = newest(earlier.contract_id, earlier.kind, earlier.first_day)
    if earlier.state != states.FROZEN or latest is None or latest.pk != earlier.pk:
        raise Refused(_("Only the newest frozen version of a report is corrected."))
    contract = contract_of(earlier.community_id, earlier.contract_id)
    data = gathered(contract, earlier.kind, earlier.first_day, now, earlier.number + 1)
    data |= _changes(earlier, data, reason.strip())
    text = canonical.written(data)
    report = Report.objects.create(
        community_id=earlier.community_id, data_class=earlier.data_class, contract=contract, kind=earlier.kind,
        first_day=earlier.first_day, last_day=earlier.last_day, number=earlier.number + 1, data=text,
        digest=canonical.digest(text), known_at=now, drafted_at=now, corrects=earlier, reason=reason.strip(),
        template=NEWEST,
    )  # fmt: skip
    note(CorrectionBegun, report, scope, now, side=side)
    return report


def _changes(earlier: Report, data: dict[str, object], reason: str) -> dict[str, object]:
    """What a correction says of the version before it: every figure that changed (common rules of §6)."""
    found = [
        {"section": one.section, "place": one.place, "kind": one.kind, "before": one.before, "after": one.after}
        for one in differences(data_of(earlier), data)
    ]
    return {"changes": found, "reason": reason}


def speaks(scope: Scope, permission: str, contract_id: int) -> str:
    """The side the actor speaks for.

    Raises:
        NotAllowed: They may not, or they are of no party.
    """
    scope.require(permission, contract=contract_id)
    if scope.side not in states.SIDES:
        raise NotAllowed(_("Only the two parties speak about a report."))
    return scope.side


def note(kind: type[ReportEvent], report: Report, scope: Scope, now: datetime, **more: object) -> None:
    """Write into the book what happened to a report, with the fingerprint it had then."""
    event = kind(
        report_uid=report.uid, what=report.kind, first_day=report.first_day, number=report.number,
        digest=report.digest, **more,
    )  # fmt: skip
    record(event, scope=scope, at=now, subject=report)
