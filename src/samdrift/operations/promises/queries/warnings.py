"""When a share of a promise's time is used: for whoever warns before it is too late."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from samdrift.foundation.scope import everywhere
from samdrift.operations.promises import rules
from samdrift.operations.promises.models import Pause, Promise
from samdrift.operations.promises.queries.columns import clocks_for, facts, facts_of


def share_used_at(community_id: int, due: Mapping[UUID, datetime], percent: int) -> dict[UUID, datetime]:
    """When `percent` of the time of a running promise is used, by the work's uid; three statements for all of them.

    Args:
        due: The works asked about, each with the due moment of the promise that is meant.
        percent: 1 to 99 of the agreed time, in the clock's own time, pauses left out.
    """
    with everywhere(reason="warnings about every promise of a community; who hears of them is asked elsewhere"):
        rows = Promise.objects.filter(community=community_id, subject_uid__in=list(due), stopped_at__isnull=True)
        meant = [row for row in rows.exclude(state="voided") if row.due_at == due[row.subject_uid]]
        stood: dict[UUID, list[Pause]] = {}
        for pause in Pause.objects.filter(subject_uid__in=list(due)).order_by("started_at", "pk"):
            stood.setdefault(pause.subject_uid, []).append(pause)
    return {row.subject_uid: at for row, at in _moments(meant, stood, percent)}


def _moments(
    rows: list[Promise], stood: Mapping[UUID, list[Pause]], percent: int
) -> Iterable[tuple[Promise, datetime]]:
    clocks = clocks_for(rows)
    for row in rows:
        told = facts(row, clocks, facts_of(stood.get(row.subject_uid, ())))
        yield row, rules.project(replace(told, at_risk_percent=percent)).at_risk_at
