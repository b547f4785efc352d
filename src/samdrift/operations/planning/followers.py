"""Plans follow work, and the estate: what an order's end ends, and which plans newly imported assets get."""

from dataclasses import replace

from samdrift.foundation.events.public import EventRecord, follow
from samdrift.foundation.scope import Scope, everywhere
from samdrift.operations.planning.commands.ahead import ALL_CLASSES, system_scope
from samdrift.operations.planning.commands.doing import order_done
from samdrift.operations.planning.commands.standards import apply_standards
from samdrift.operations.work import public as work
from samdrift.registers.estate import public as estate


@follow(work.OrderMoved.kind, name="planning.finish_occurrence")
def finish_occurrence(event: EventRecord) -> None:
    """End the occurrence whose order was finished."""
    if event.payload["move"] == "finish" and event.subject_uid is not None:
        scope = Scope(community_id=event.community_id, person_id=event.person_id, party_id=event.party_id)
        order_done(scope, event.subject_uid, at=event.happened_at)


@follow(estate.ImportApplied.kind, name="planning.plan_new_assets")
def plan_new_assets(event: EventRecord) -> None:
    """Give what a model brought in its plans by class."""
    with everywhere(reason="the site of an import of the event's own community"):
        rows = estate.ModelImport.objects.filter(uid=event.payload["import_uid"])
        site_id = rows.values_list("site_id", flat=True).first()
    if site_id is not None:
        scope = planner_scope(event.community_id)
        apply_standards(scope, now=event.happened_at, site_id=site_id)


def planner_scope(community_id: int) -> Scope:
    """Nobody in particular, planning what standards say."""
    scope = system_scope(community_id)
    (grant,) = scope.grants
    permissions = frozenset({"planning.view", "planning.write", "estate.view"})
    return replace(scope, grants=(replace(grant, permissions=permissions, data_classes=ALL_CLASSES),))
