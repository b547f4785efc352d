"""Who may decide a step: by the tree of units, the roles, the limits, and who asked."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Count

from samdrift.foundation.scope import Scope, everywhere
from samdrift.kernel.calendars import round_the_clock
from samdrift.kernel.clock import due_at
from samdrift.kernel.targets import WorkingDays
from samdrift.operations.approvals import rules
from samdrift.operations.approvals.models import Approval, AskedPerson
from samdrift.operations.approvals.queries.terms import limits_on
from samdrift.registers.contracts import public as contracts
from samdrift.registers.parties import public as parties


def day_of(community_id: int, moment: datetime) -> date:
    """The day it is where the community is: roles, limits and deputies end at its midnight."""
    zone = parties.Community.objects.values_list("timezone", flat=True).get(pk=community_id)
    return moment.astimezone(ZoneInfo(zone)).date()


def moments_of(approval: Approval, start: datetime) -> list[datetime]:
    """When time brings something to a step that is asked from `start` on: reminders, then the end of patience."""
    days = (*rules.REMIND_AFTER_WORK_DAYS, rules.TIME_OUT_WORK_DAYS)
    with everywhere(reason="the calendar of the contract that the step's own row names"):
        contract = contracts.Contract.objects.select_related("community").filter(pk=approval.contract_id or 0).first()
        calendar = (
            contracts.working_calendar(contract, start)
            if contract
            else round_the_clock(parties.Community.objects.get(pk=approval.community_id).timezone)
        )
    return [due_at(start, WorkingDays(day), calendar) for day in days]


def never(approval: Approval) -> frozenset[int]:
    """Who may not decide this step, by person: whoever asked or typed it in, and whoever gave an earlier yes."""
    with everywhere(reason="who gave an earlier yes keeps them from the next, whoever may read it"):
        earlier = Approval.objects.filter(
            community=approval.community_id,
            subject_uid=approval.subject_uid,
            state=rules.APPROVED,
            step__gte=approval.first_step,
            step__lt=approval.step,
        ).values_list("decided_by_id", "decided_for_id")
        people = {approval.requested_by_id, approval.entered_by_id, *(one for pair in earlier for one in pair)}
    return frozenset(person for person in people if person is not None)


def could_decide(approval: Approval, *, day: date) -> list[rules.Decider]:
    """Everybody who could be asked for a step, each with the level of their role and their limit."""
    roles, people = limits_on(approval.community_id, day) if approval.kind == "budget" else ({}, {})
    found = parties.deciders(
        approval.community_id, rules.PERMISSION[approval.kind], approval.unit_id, data_class=approval.data_class,
        day=day,
    )  # fmt: skip
    return [
        rules.Decider(one.person_id, one.level, rules.limit_of(people.get(one.person_id), roles, (one.role,)))
        for one in found
    ]


def instead(approval: Approval, *, day: date) -> list[rules.Decider]:
    """Who decides in the stead of a budget holder nobody is."""
    if approval.kind not in rules.FALLS_BACK:
        return []
    found = parties.deciders(
        approval.community_id, rules.UNHELD, approval.unit_id, data_class=approval.data_class, day=day
    )
    return [rules.Decider(one.person_id, rules.FALLBACK_LEVEL) for one in found]


def authority(scope: Scope, approval: Approval, *, day: date) -> int | None:
    """On whose authority the person may decide this step now; None when they may not."""
    where = {"unit": approval.unit_id, "data_class": approval.data_class}
    excluded = never(approval)
    on_whose = scope.authorities(rules.PERMISSION[approval.kind], **where)
    limits: dict[int, int | None] = {}
    if approval.kind == "budget":
        by_role, by_person = limits_on(approval.community_id, day)
        for grant in scope.grants:
            who = grant.for_person or scope.person_id
            if who is not None and rules.PERMISSION["budget"] in grant.permissions:
                own = rules.limit_of(by_person.get(who), by_role, (grant.role,))
                known = limits.get(who, -1)
                limits[who] = None if own is None or known is None else max(own, known)
    found = rules.authority(
        on_whose, me=scope.person_id, never=excluded, limits=limits, amount_minor=approval.amount_minor
    )
    if found is None and approval.level == rules.FALLBACK_LEVEL:
        stead = scope.authorities(rules.UNHELD, **where)
        found = rules.authority(stead, me=scope.person_id, never=excluded, limits={}, amount_minor=None)
    return found


def asked_for(approval: Approval) -> list[int]:
    """The people asked for a step now."""
    return list(AskedPerson.objects.filter(approval=approval).order_by("pk").values_list("person_id", flat=True))


def still_asked(person_id: int) -> int:
    """How many steps wait for nobody but this person: what holds back a departure until others are asked."""
    rows = AskedPerson.objects.filter(approval__state=rules.WAITING)
    alone = rows.values("approval").annotate(many=Count("pk")).filter(many=1).values("approval")
    return rows.filter(person=person_id, approval__in=alone).count()
