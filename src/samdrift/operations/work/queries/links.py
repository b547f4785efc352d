"""What a subcontractor's link opens, and what the provider sees of links and companies."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db.models import F, QuerySet

from samdrift.foundation.notices import public as notices
from samdrift.foundation.scope import OPEN_CLASSES, Grant, Scope, everywhere
from samdrift.operations.work.models import CompanyClearance, WorkLink, WorkOrder
from samdrift.operations.work.queries import SHOWN_WITH
from samdrift.operations.work.rules import links

# What the person at the job may do, and what of the request follows from it; never more than one order's worth.
OF_ORDERS = frozenset({"work.view", "work.do", "work.interrupt"})
OF_REQUESTS = frozenset({"requests.view", "requests.start", "requests.hold", "requests.resolve"})
MOST = 60


@dataclass(frozen=True, slots=True)
class Opened:
    """What a link leads to.

    Attributes:
        standing: "open", or "gone" when it was taken back or the order went to another: then there are no orders.
        scope: Opens exactly these orders and nothing else; acts for the company, as no person.
    """

    link: WorkLink
    standing: str
    scope: Scope
    orders: Sequence[WorkOrder]
    company: str

    @property
    def is_list(self) -> bool:
        """Whether it is the company's own list rather than one order."""
        return self.link.work_order_id is None


def opened(token: str, *, real_now: datetime) -> Opened | None:
    """What the holder of a link may see, or None when it opens nothing: unknown, forged and expired are one."""
    if len(token) != 25:
        return None
    with everywhere(reason="the secret of the link is the key; what it opens is narrowed to its company's orders"):
        link = WorkLink.objects.filter(digest=links.digest_of(token)).select_related("organisation", "team").first()
        orders = list(_orders(link)) if link is not None else []
    if link is None:
        return None
    theirs = link.work_order_id is None or bool(orders)
    standing = links.standing(
        expires_at=link.expires_at, withdrawn_at=link.withdrawn_at, still_theirs=theirs, now=real_now
    )
    if not standing:
        return None
    shown = orders if standing == "open" else []
    name = link.organisation.name
    return Opened(link, standing, _scope(link, shown), shown, name.get(link.language) or name.get("en", ""))


def _orders(link: WorkLink) -> QuerySet[WorkOrder]:
    rows = WorkOrder.objects.filter(
        community=link.community_id, team=link.team_id, assignee__isnull=True, data_class__in=OPEN_CLASSES
    ).exclude(state__in=("planned", "ready", "cancelled", "verified", "closed"))
    if link.work_order_id is not None:
        rows = WorkOrder.objects.filter(
            pk=link.work_order_id, team=link.team_id, assignee__isnull=True, data_class__in=OPEN_CLASSES
        ).exclude(state__in=("planned", "ready", "cancelled"))
    return rows.select_related(*SHOWN_WITH).order_by("-is_open", F("due_at").asc(nulls_last=True), "pk")[:MOST]


def _scope(link: WorkLink, orders: Sequence[WorkOrder]) -> Scope:
    ids = frozenset(order.pk for order in orders)
    cases = frozenset(order.service_request_id for order in orders if order.service_request_id is not None)
    grants = (
        Grant(role="SUB", permissions=OF_ORDERS, reach="assigned", orders=ids, data_classes=OPEN_CLASSES),
        Grant(role="SUB", permissions=OF_REQUESTS, cases=cases, data_classes=OPEN_CLASSES),
    )
    return Scope(
        community_id=link.community_id, party_id=link.organisation_id, side="provider", language=link.language,
        team_ids=frozenset({link.team_id}), grants=grants, roles=("SUB",),
    )  # fmt: skip


def links_of_order(scope: Scope, order: WorkOrder) -> list[WorkLink]:
    """The links that were made for an order, the newest first."""
    rows = WorkLink.objects.within(scope).filter(work_order=order)
    return list(rows.select_related("organisation", "sending").order_by("-pk"))


def list_links(scope: Scope) -> QuerySet[WorkLink]:
    """The links to companies' own lists, the newest first."""
    rows = WorkLink.objects.within(scope).filter(work_order__isnull=True)
    return rows.select_related("organisation", "sending").order_by("-pk")


def clearances(scope: Scope) -> QuerySet[CompanyClearance]:
    """Which companies are cleared for which sites, those that hold first."""
    rows = CompanyClearance.objects.within(scope).select_related("organisation", "site")
    return rows.order_by(F("ended_at").desc(nulls_first=True), "organisation__code", "-valid_from", "pk")


@dataclass(frozen=True, slots=True)
class ClearedSpell:
    """A company's clearance: for a site or every site, from a day to a day, as long as nobody took it back."""

    site_id: int | None
    valid_from: date
    valid_to: date | None
    written_at: datetime
    ended_at: datetime | None


def clearances_of(company_ids: Collection[int]) -> dict[int, list[ClearedSpell]]:
    """Every clearance some companies ever had, by company; across the gate, for who counts both parties' figures."""
    found: dict[int, list[ClearedSpell]] = {}
    with everywhere(reason="whether companies that came to work were cleared is counted"):
        rows = CompanyClearance.objects.filter(organisation__in=company_ids).order_by("pk")
        for row in rows:
            spell = ClearedSpell(row.site_id, row.valid_from, row.valid_to, row.written_at, row.ended_at)
            found.setdefault(row.organisation_id, []).append(spell)
    return found


def address_of(link: WorkLink) -> str:
    """The whole address of a link, for whoever may hand it out."""
    return notices.absolute(f"/job/{links.token_of(link.uid, settings.SECRET_KEY)}")


def standing_of(link: WorkLink, order: WorkOrder | None, *, real_now: datetime) -> str:
    """How a link stands for whoever made it: open, withdrawn, given_away or expired."""
    if link.withdrawn_at is not None:
        return "withdrawn"
    if real_now >= link.expires_at:
        return "expired"
    return "open" if order is None or (order.team_id == link.team_id and order.assignee_id is None) else "given_away"
