"""What pages and the API show of reports: the list, one of them with its versions, and what was said."""

import json
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from samdrift.foundation.scope import Scope, everywhere
from samdrift.partnership.reports.models import VIEW, Report, ReportWord
from samdrift.partnership.reports.rules.states import SIDES
from samdrift.registers.contracts import public as contracts

MOST = 60


def reports(scope: Scope, contract_id: int | None = None, kind: str = "") -> QuerySet[Report]:
    """The reports one may read, the latest period first and its latest version; their data stay in the database."""
    rows = Report.objects.within(scope).defer("data").select_related("contract")
    if contract_id is not None:
        rows = rows.filter(contract=contract_id)
    if kind:
        rows = rows.filter(kind=kind)
    return rows.order_by("-first_day", "kind", "-number", "pk")


def contracts_reported(scope: Scope) -> list[contracts.Contract]:
    """The contracts one may read reports of; whoever reads a report reads the name of its contract."""
    found = Report.objects.within(scope).order_by().values("contract_id")
    with everywhere(reason="the names of contracts whose reports this person reads"):
        rows = contracts.Contract.objects.filter(community=scope.community_id, pk__in=found)
        return list(rows.order_by("code", "pk")[:50])


def contract_reported(scope: Scope, uid: UUID) -> contracts.Contract:
    """A contract whose reports one may read.

    Raises:
        DoesNotExist: No such contract within the scope.
    """
    with everywhere(reason="one contract by its uid; who may read its reports is asked at once"):
        row = contracts.Contract.objects.filter(community=scope.community_id).get(uid=uid)
    if not scope.allows(VIEW, contract=row.pk):
        raise contracts.Contract.DoesNotExist
    return row


def report_by_uid(scope: Scope, uid: UUID) -> Report:
    """One report with its data.

    Raises:
        DoesNotExist: No such report within the scope.
    """
    return Report.objects.within(scope).select_related("contract", "corrects").get(uid=uid)


def versions_of(scope: Scope, report: Report) -> list[Report]:
    """A report's versions, the first one first."""
    rows = reports(scope, report.contract_id, report.kind).filter(first_day=report.first_day)
    return list(rows.order_by("number"))


def data_of(report: Report) -> dict[str, Any]:
    """A report's data as they are kept."""
    read: dict[str, Any] = json.loads(report.data)
    return read


def words_of(scope: Scope, report: Report) -> list[ReportWord]:
    """What was said of a report and holds: what both published, and one's own party's drafts."""
    rows = ReportWord.objects.within(scope).filter(report=report, latest=True)
    return list(rows.order_by("section", "position", "side", "published_at", "pk")[:400])


def published(report: Report) -> dict[str, list[dict[str, Any]]]:
    """What both parties published and holds, as the frozen report keeps it: no names, only sides."""
    with everywhere(reason="what both parties published of one report, which is frozen with it"):
        rows = ReportWord.objects.filter(report=report, latest=True, published_at__isnull=False)
        kept = list(rows.order_by("section", "position", "pk"))
    kept.sort(key=lambda one: (one.section, one.position, SIDES.index(one.side)))
    told = [(one, {"side": one.side, "text": one.text, "at": _second(one.published_at)}) for one in kept]
    return {
        "comments": [{"section": one.section, **said} for one, said in told if one.section],
        "priorities": [{"position": one.position, **said} for one, said in told if not one.section],
    }


def _second(moment: Any) -> str:
    return str(moment.isoformat(timespec="seconds"))


def newest(contract_id: int, kind: str, first: date) -> Report | None:
    """The newest version of a period's report."""
    with everywhere(reason="whether a period's report was drafted already"):
        rows = Report.objects.filter(contract=contract_id, kind=kind, first_day=first).defer("data")
        return rows.order_by("-number").first()
