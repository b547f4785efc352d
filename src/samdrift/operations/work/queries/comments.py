"""What was said about an order, and whom one may mention there."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from samdrift.foundation.scope import Scope
from samdrift.operations.work.models import OrderComment, WorkOrder
from samdrift.registers.parties import public as parties

# Who is worth mentioning beside those who do the work; each is then asked whether they see the order.
ROLES = (
    "OPS-M", "SVC-L", "SD-AG", "SD-LEAD", "CTR-P", "CTR-C", "LOC-FM", "LOC-INS", "REQ-P", "SEC-OFF", "DIST-MGT",
)  # fmt: skip
MOST = 200


def comments_of(scope: Scope, order: WorkOrder) -> QuerySet[OrderComment]:
    """What was said about an order, the first on top."""
    rows = OrderComment.objects.within(scope).filter(work_order=order)
    return rows.select_related("author").order_by("said_at", "pk")


def sees_comment(scope: Scope, uid: UUID) -> bool:
    """Whether the scope may see a comment, and so its photos."""
    return OrderComment.objects.within(scope).filter(uid=uid).exists()


def sees(scope: Scope, order: WorkOrder) -> bool:
    """Whether somebody else sees an order, asked of their own gate."""
    if order.owner_party_id not in (None, scope.party_id):
        return False
    if order.service_request is not None and parties.is_named(scope, order.service_request.uid):
        return True
    assigned = order.assignee_id == scope.person_id or (order.team_id or 0) in scope.team_ids
    return scope.allows(
        "work.view", contract=order.contract_id, site=order.site_id, unit=order.unit_id, line=order.line_code,
        data_class=order.data_class, assigned=assigned,
    )  # fmt: skip


def mentionable(scope: Scope, order: WorkOrder, *, now: datetime) -> Mapping[int, str]:
    """Whom one may mention on an order: who sees it, by the name this reader knows; protected people by none."""
    found = parties.holders_of(
        order.community_id, ROLES, now=now, unit_id=order.unit_id, site_id=order.site_id,
        contract_id=order.contract_id, line=order.line_code,
    )  # fmt: skip
    if order.team_id is not None:
        found = [*parties.team_of(order.community_id, order.team_id, now=now), *found]
    doer = parties.employed_here(order.community_id, order.assignee_id, now=now) if order.assignee_id else None
    found = [doer, *found] if doer else found
    seeing = {one.person_id for one in found if one.person_id != scope.person_id and sees(one.scope, order)}
    hidden = set(parties.Person.objects.filter(pk__in=seeing, protected_identity=True).values_list("pk", flat=True))
    names = parties.names_of(scope, sorted(seeing - hidden)[:MOST])
    return dict(sorted(names.items(), key=lambda one: one[1].casefold()))
