"""Urgent requests: what stood open at the end of the period, promises broken twice over, and things that fail again."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from samdrift.foundation.sections import Asked, Block, Section, column, row, sentence, table, told
from samdrift.operations.promises import public as promises
from samdrift.operations.requests import public as requests
from samdrift.operations.work import public as work
from samdrift.partnership.reports.queries.own_sections.named import MONTH, line_texts
from samdrift.partnership.reports.rules.periods import after
from samdrift.registers.parties import public as parties

URGENT, MOST = 2, 25
ENDED = ("cancelled", "duplicate", "declined", "rejected")


def load(asked: Asked) -> Sequence[Block]:
    """P1 and P2 open at the end of the period, what was broken twice over, and what fails again and again."""
    blocks = [*_open(asked), *_broken(asked), *_again(asked)]
    return blocks or [sentence(told(_("No urgent request stood open, and no promise was broken twice over.")))]


def _ends(asked: Asked) -> tuple[datetime, datetime]:
    """The midnights at which the period begins and ends, in the community's own days."""
    zone = ZoneInfo(str(parties.Community.objects.values_list("timezone", flat=True).get(pk=asked.scope.community_id)))
    first, end = asked.first, after(asked.last.replace(day=1), 1)
    begin, close = (datetime(day.year, day.month, day.day, tzinfo=zone) for day in (first, end))
    return begin, close


def _open(asked: Asked) -> list[Block]:
    _begin, end = _ends(asked)
    rows = requests.ServiceRequest.objects.within(asked.scope).filter(
        contract=asked.contract_id, priority__lte=URGENT, received_at__lt=end
    )
    never = Q(resolved_at__isnull=True) & (Q(closed_at__isnull=True) | Q(closed_at__gte=end))
    standing = Q(resolved_at__gte=end) | never
    found = list(rows.filter(standing).exclude(state__in=ENDED).order_by("received_at", "pk")[: MOST + 1])
    names = line_texts(asked.scope)
    made = [
        row(one.number, one.priority, names.get(one.line_code) or one.line_code, one.received_at.date(),
            to=f"/requests/{one.uid}/")
        for one in found[:MOST]
    ]  # fmt: skip
    columns = [column(_("Request"), "short"), column(_("Priority"), "number"), column(_("Service")),
               column(_("Received"), "date")]  # fmt: skip
    return [table("urgent-open", _("P1 and P2 open at the end"), columns, made)] if made else []


def _broken(asked: Asked) -> list[Block]:
    begin, end = _ends(asked)
    rows = promises.Promise.objects.within(asked.scope).filter(
        contract=asked.contract_id, due_at__gte=begin, due_at__lt=end, state="breached", excluded="",
        credit_excluded=False, stopped_at__gt=F("due_at") + (F("due_at") - F("started_at")),
        subject_kind="requests.servicerequest",
    )  # fmt: skip
    found = list(rows.order_by("due_at", "pk")[: MOST + 1])
    uids = [one.subject_uid for one in found[:MOST]]
    numbers = dict(
        requests.ServiceRequest.objects.within(asked.scope).filter(uid__in=uids).values_list("uid", "number")
    )
    made = [
        row(numbers[one.subject_uid], one.priority, one.due_at.date(), one.stopped_at.date(),
            to=f"/requests/{one.subject_uid}/")
        for one in found[:MOST] if one.subject_uid in numbers and one.stopped_at
    ]  # fmt: skip
    columns = [column(_("Request"), "short"), column(_("Priority"), "number"), column(_("Promised by"), "date"),
               column(_("Done"), "date")]  # fmt: skip
    if not made:
        return []
    note = told(_("Broken by more than the time that was promised; the first %(most)s."), most=MOST)
    return [table("broken-twice", _("Promises broken twice over"), columns, made, note)]


def _again(asked: Asked) -> list[Block]:
    """Things with a problem that was opened before the period ended and not closed by then: repeated faults."""
    _begin, end = _ends(asked)
    rows = work.Problem.objects.within(asked.scope).filter(contract=asked.contract_id, opened_at__lt=end)
    rows = rows.filter(Q(closed_at__isnull=True) | Q(closed_at__gte=end)).select_related("asset", "site")
    names = line_texts(asked.scope)
    made = [
        row(one.number, one.asset.name, one.site.name, names.get(one.line_code) or one.line_code, one.opened_at.date(),
            to=reverse("work:problem", args=[one.uid]))
        for one in rows.order_by("opened_at", "pk")[:MOST]
    ]  # fmt: skip
    columns = [column(_("Problem"), "short"), column(_("Thing")), column(_("Site")), column(_("Service")),
               column(_("Open since"), "date")]  # fmt: skip
    note = _("Opened by the third repair of the same thing in 90 days, and open at the end of the period.")
    return [table("again", _("Things that fail again and again"), columns, made, note)] if made else []


SECTIONS = (
    Section(code="urgent", title=_("Urgent, and broken twice over"), place=47, kinds=MONTH, load=load,
            permissions=frozenset({"requests.view", "promises.view", "work.view_problems"})),
)  # fmt: skip
