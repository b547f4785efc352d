"""Questions about work: what is mine, what an order is about, what was spent."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy

from samdrift.foundation.files.public import StoredFile, files_of
from samdrift.foundation.questions import Question
from samdrift.foundation.scope import Scope, everywhere
from samdrift.operations.approvals import public as approvals
from samdrift.operations.promises import public as promises
from samdrift.operations.work import rules
from samdrift.operations.work.models import (
    Charge,
    ChecklistVersion,
    Quote,
    StepResult,
    VerificationShare,
    WorkLine,
    WorkOrder,
)
from samdrift.operations.work.rules import checklists
from samdrift.registers.parties import public as parties
from samdrift.registers.tags import public as tags

STATE_WORDS = {
    "planned": gettext_lazy("Planned"),
    "ready": gettext_lazy("Ready"),
    "dispatched": gettext_lazy("Dispatched"),
    "accepted": gettext_lazy("Accepted"),
    "started": gettext_lazy("Started"),
    "paused": gettext_lazy("On hold"),
    "done": gettext_lazy("Done"),
    "verified": gettext_lazy("Verified"),
    "closed": gettext_lazy("Closed"),
    "failed": gettext_lazy("Could not be done"),
    "cancelled": gettext_lazy("Cancelled"),
}
FAILURE_WORDS = {
    "no_access": gettext_lazy("No access"),
    "part_missing": gettext_lazy("A part is missing"),
    "unsafe": gettext_lazy("It is not safe"),
    "not_found": gettext_lazy("Nothing to be found"),
}
REFUSAL_WORDS = {
    "unsafe": gettext_lazy("It is not safe"),
    "wrong_skill": gettext_lazy("It needs another skill"),
    "no_time": gettext_lazy("I have no time"),
    "wrong_place": gettext_lazy("It is not my place"),
}
NO_SCAN_WORDS = {
    "tag_missing": gettext_lazy("The tag is missing or torn"),
    "cannot_scan": gettext_lazy("I cannot scan here"),
    "remote": gettext_lazy("It is done from elsewhere"),
}
SHOWN_WITH = ("service_request__request_type", "site", "space", "asset", "team", "assignee")


def state_word(state: str) -> str:
    """A state as people say it."""
    return str(STATE_WORDS.get(state, state))


def my_work(scope: Scope) -> QuerySet[WorkOrder]:
    """The open orders given to this person, then those of their teams nobody has taken; each due first on top."""
    rows = WorkOrder.objects.within_permission(scope, "work.do").filter(is_open=True).exclude(state="failed")
    mine = rows.filter(assignee=scope.person_id) | rows.filter(assignee__isnull=True, team__in=scope.team_ids)
    own_first = F("assignee_id").asc(nulls_last=True)  # there is nobody's in it but one's own and nobody's
    return mine.select_related(*SHOWN_WITH).order_by(own_first, F("due_at").asc(nulls_last=True), "priority", "pk")


def done_lately(scope: Scope, *, most: int = 20) -> QuerySet[WorkOrder]:
    """What this person finished last."""
    rows = WorkOrder.objects.within_permission(scope, "work.do").filter(assignee=scope.person_id, is_open=False)
    return rows.select_related(*SHOWN_WITH).order_by("-changed_at", "-pk")[:most]


def order_with_all(scope: Scope, uid: UUID) -> WorkOrder:
    """An order with what its page shows.

    Raises:
        DoesNotExist: No such order within the scope.
    """
    rows = WorkOrder.objects.within(scope).select_related(*SHOWN_WITH, "contract", "service_request__requester")
    return rows.get(uid=uid)


def may_charge(scope: Scope, order: WorkOrder) -> bool:
    """Whether the reader answers for what work costs here."""
    return scope.allows(
        "work.charge", contract=order.contract_id, line=order.line_code, site=order.site_id, unit=order.unit_id,
        data_class="D2",
    )  # fmt: skip


def sees_order(scope: Scope, uid: UUID) -> bool:
    """Whether the scope may see an order, and so its photos."""
    return WorkOrder.objects.within(scope).filter(uid=uid).exists()


def orders_of_request(scope: Scope, request_uid: UUID) -> QuerySet[WorkOrder]:
    """A request's orders, the first one first."""
    return WorkOrder.objects.within(scope).filter(service_request__uid=request_uid).order_by("pk")


def _spent_on(scope: Scope, request_uid: UUID) -> QuerySet[WorkLine]:
    rows = WorkLine.objects.within(scope).filter(work_order__service_request__uid=request_uid)
    return rows.select_related("person").order_by("written_at", "pk")


_ORDERS, _SPENT = Question(orders_of_request, UUID(int=77_061)), Question(_spent_on, UUID(int=77_062))


def orders_with_lines(scope: Scope, request_uid: UUID) -> list[tuple[WorkOrder, list[WorkLine]]]:
    """A request's orders with what was spent on each, the first one first."""
    orders = _ORDERS.rows(scope, request_uid)
    lines: dict[int, list[WorkLine]] = {}
    for line in _SPENT.rows(scope, request_uid) if orders else []:
        lines.setdefault(line.work_order_id, []).append(line)
    return [(order, lines.get(order.pk, [])) for order in orders]


def orders_shown(scope: Scope, show: str, *, after: int | None = None) -> QuerySet[WorkOrder]:
    """Orders for whoever plans, the newest first: open, failed, for_review or all."""
    rows = WorkOrder.objects.within(scope).select_related(*SHOWN_WITH)
    narrowed = {
        "open": rows.filter(is_open=True), "failed": rows.filter(state="failed"), "all": rows,
        "review": rows.exclude(for_review=""), "unassigned": rows.filter(is_open=True, assignee__isnull=True),
    }.get(show, rows.filter(is_open=True))  # fmt: skip
    return (narrowed.filter(pk__lt=after) if after else narrowed).order_by("-pk")


def may_do(scope: Scope, order: WorkOrder) -> bool:
    """Whether the order is this person's to do."""
    return WorkOrder.objects.within_permission(scope, "work.do").filter(pk=order.pk).exists()


def still_needed(scope: Scope, order: WorkOrder) -> list[str]:
    """What closing demands and nobody has given yet."""
    given = set()
    if order.place_confirmed_at is not None:
        given.add("scan")
    if "photo" in order.evidence and files_of(scope, "work.workorder", [order.uid]):
        given.add("photo")
    return rules.missing_proof(order.evidence, given)


def has_tag(order: WorkOrder) -> bool:
    """Whether a tag hangs at the order's thing or room, so that scanning it can prove presence."""
    if order.asset_id is None and order.space_id is None:
        return False
    here = Q(asset=order.asset_id) if order.asset_id else Q(space=order.space_id, asset__isnull=True)
    if order.asset_id and order.space_id:
        here |= Q(space=order.space_id, asset__isnull=True)
    with everywhere(reason="whether a tag hangs at the place of an order the actor has been let through to"):
        return tags.Tag.objects.filter(here, community=order.community_id, state="mounted").exists()


def may(scope: Scope, permission: str, order: WorkOrder) -> bool:
    """Whether the scope may use a permission on this order."""
    if not scope.may(permission):
        return False
    return WorkOrder.objects.within_permission(scope, permission).filter(pk=order.pk).exists()


def taps_of(scope: Scope, order: WorkOrder) -> list[str]:
    """What this person may do with the order now, in the order a page offers it; a question a permission at most."""
    known: dict[str, bool] = {}
    found = []
    for name, permission in rules.PERMISSION.items():
        steps = rules.steps_of(order.state, name)
        needed = {permission} | {rules.PERMISSION[step] for step in steps[:-1] if step != "dispatch"}
        for one in needed if steps else ():
            if one not in known:
                known[one] = may(scope, one, order)
        if steps and all(known[one] for one in needed):
            found.append(name)
    return found


def still_demanded(order: WorkOrder) -> list[str]:
    """What closing demands and has not been given, whoever asks: for what happens without a person."""
    with everywhere(reason="whether an order the actor has been let through to has its photos"):
        photo = StoredFile.objects.filter(owner_kind="work.workorder", owner_uid=order.uid).exists()
    given = {name for name, there in (("photo", photo), ("scan", order.place_confirmed_at is not None)) if there}
    missing = rules.missing_proof(order.evidence, given)
    left = checklists.missing_steps(steps_of(order), answers_of(order))
    return [*missing, "checklist"] if left else missing


def steps_of(order: WorkOrder) -> list[checklists.Step]:
    """The steps of the order's checklist, in the version it was made with."""
    if order.checklist_id is None:
        return []
    with everywhere(reason="the checklist of an order the actor has been let through to"):
        rows = ChecklistVersion.objects.filter(pk=order.checklist_id).values_list("steps", flat=True)
        return checklists.steps_from(rows.first() or [])


def answers_of(order: WorkOrder) -> dict[str, StepResult]:
    """The answer that counts of each step, by its key."""
    if order.checklist_id is None:
        return {}
    with everywhere(reason="the answers of an order the actor has been let through to"):
        rows = StepResult.objects.filter(work_order=order).select_related("person", "follow_up")
        return {row.step_key: row for row in rows.order_by("answered_at", "pk")}


def steps_of_many(
    scope: Scope, orders: Sequence[WorkOrder]
) -> dict[int, tuple[list[checklists.Step], dict[str, str]]]:  # fmt: skip
    """The steps of these orders' checklists and the answers that count, by the order's id, in two statements."""
    with_one = [order for order in orders if order.checklist_id is not None]
    if not with_one:
        return {}
    with everywhere(reason="checklists and answers of orders the actor has been let through to"):
        rows = ChecklistVersion.objects.filter(pk__in={order.checklist_id for order in with_one})
        versions = {pk: checklists.steps_from(steps) for pk, steps in rows.values_list("pk", "steps")}
        given = StepResult.objects.filter(work_order__in=[order.pk for order in with_one]).order_by("answered_at", "pk")
        answers: dict[int, dict[str, str]] = {}
        for order_id, key, value in given.values_list("work_order_id", "step_key", "value"):
            answers.setdefault(order_id, {})[key] = value
    return {order.pk: (versions.get(order.checklist_id or 0, []), answers.get(order.pk, {})) for order in with_one}


def checklists_of(scope: Scope) -> QuerySet[ChecklistVersion]:
    """The checklists that count today, by code."""
    return ChecklistVersion.objects.within(scope).filter(retired_at=None).order_by("code", "number")


def proofs_of_many(scope: Scope, orders: Sequence[WorkOrder]) -> dict[UUID, list[str]]:
    """What closing each of these orders still demands, in one statement."""
    photos = files_of(scope, "work.workorder", [order.uid for order in orders]) if orders else {}
    found = {}
    for order in orders:
        given = {"photo"} if photos.get(order.uid) else set()
        given |= {"scan"} if order.place_confirmed_at is not None else set()
        found[order.uid] = rules.missing_proof(order.evidence, given)
    return found


def lines_of_many(scope: Scope, orders: Sequence[WorkOrder]) -> dict[int, list[WorkLine]]:
    """What was spent on these orders, by the order's id, in the order it was written."""
    rows = WorkLine.objects.within(scope).filter(work_order__in=[order.pk for order in orders])
    found: dict[int, list[WorkLine]] = {}
    for line in rows.order_by("written_at", "pk"):
        found.setdefault(line.work_order_id, []).append(line)
    return found


def lines_of(scope: Scope, order: WorkOrder) -> QuerySet[WorkLine]:
    """What was spent on an order, in the order it was written."""
    return WorkLine.objects.within(scope).filter(work_order=order).select_related("person").order_by("written_at", "pk")


def for_review(scope: Scope) -> QuerySet[WorkOrder]:
    """Orders worked on with a phone after they were cancelled or given away, for whoever decides about that."""
    return (
        WorkOrder.objects.within_permission(scope, "work.review")
        .exclude(for_review="")
        .select_related(*SHOWN_WITH)
        .order_by("-changed_at")
    )


def place_line(order: WorkOrder, language: str) -> str:
    """Where it is, in one line: site, space, thing."""
    parts = [
        order.site.name.get(language) or order.site.name.get("en", "") if order.site else "",
        " ".join(part for part in (order.space.number, order.space.name) if part) if order.space else "",
        order.asset.name if order.asset else "",
    ]
    return " · ".join(part for part in parts if part)


def timezone_of(scope: Scope) -> str:
    """The zone a time is typed in where no site says otherwise: the community's."""
    return parties.Community.objects.values_list("timezone", flat=True).get(pk=scope.community_id)


def shares_of(contract_id: int) -> dict[str, int]:
    """One in how many orders is drawn, by line; the newest word of each counts."""
    with everywhere(reason="how many orders of a contract are drawn, asked when one of them is finished"):
        rows = VerificationShare.objects.filter(contract=contract_id).order_by("pk")
        return dict(rows.values_list("line_code", "one_in"))


def to_verify(scope: Scope, *, drawn_only: bool = False) -> QuerySet[WorkOrder]:
    """Finished orders this person may verify, those drawn first, then by when they were done."""
    rows = WorkOrder.objects.within_permission(scope, "work.verify").filter(state="done")
    rows = rows.filter(sampled=True) if drawn_only else rows
    # Whoever did the work does not verify it.
    rows = rows.exclude(assignee=scope.person_id) if scope.person_id is not None else rows
    return rows.select_related(*SHOWN_WITH).order_by("-sampled", "done_at", "pk")


def clock_runs_on(scope: Scope, order: WorkOrder) -> bool:
    """Whether something is promised about an order that waits, and no clock stands for it."""
    about = order.service_request.uid if order.service_request else order.uid
    running = promises.promises_of(scope, about).filter(stopped_at__isnull=True)
    found = list(running.values_list("paused", flat=True))
    return bool(found) and not any(found)


QUOTE_WORDS = {
    "waiting": gettext_lazy("Waits for a yes"),
    "approved": gettext_lazy("Approved"),
    "rejected": gettext_lazy("Not approved"),
    "withdrawn": gettext_lazy("Taken back"),
}


def quotes_shown(scope: Scope) -> QuerySet[Quote]:
    """Quotes for extra work one may see, the newest first."""
    rows = Quote.objects.within(scope).select_related("site", "work_order", "contract")
    return rows.order_by("-quoted_at", "-pk")


def charges_of(scope: Scope, quote: Quote) -> QuerySet[Charge]:
    """What was charged under a quote, in the order it was written."""
    return Charge.objects.within(scope).filter(quote=quote).select_related("written_by").order_by("written_at", "pk")


def quotes_for_approval(scope: Scope, uids: list[UUID]) -> dict[UUID, approvals.Shown]:
    """What an approver reads of quotes."""
    with everywhere(reason="the approver was asked about these quotes"):
        rows = Quote.objects.filter(community=scope.community_id, uid__in=uids).select_related("site")
        return {
            row.uid: approvals.Shown(
                title=f"{row.number} {row.title}", address=f"/work/quotes/{row.uid}/",
                where=row.site.name.get(scope.language) or row.site.name.get("en", ""),
            )
            for row in rows
        }  # fmt: skip


def doers_of(scope: Scope, orders: Iterable[WorkOrder]) -> Mapping[int, str]:
    """By what names this reader knows who has these orders and who asked for them (trap 64); two reads at most."""
    people: set[int | None] = set()
    for order in orders:
        people |= {order.assignee_id, order.service_request.requester_id if order.service_request else None}
    return parties.names_of(scope, {person for person in people if person is not None})
