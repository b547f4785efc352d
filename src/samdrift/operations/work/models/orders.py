"""Work orders and what was spent on them."""

from django.db import models
from django.db.models import F, Q

from samdrift.foundation.fields import TranslatedField
from samdrift.foundation.scope import NOTHING, Scope, ScopedModel
from samdrift.registers.parties import public as parties


class ChecklistVersion(ScopedModel):
    """What is gone through at a kind of work, step by step; an order keeps the version it was made with."""

    code = models.CharField(max_length=40)
    number = models.PositiveSmallIntegerField(default=1)
    name = TranslatedField()
    line_code = models.CharField(max_length=8, blank=True)
    steps = models.JSONField(default=list)  # as `rules.checklists.Step` reads them, in order
    published_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["community", "code", "number"], name="a_checklist_version_is_numbered_once")
        ]

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return scope.of_community()


class Problem(ScopedModel):
    """A thing that fails again and again in the same way: open → cause_known → acting → closed."""

    number = models.CharField(max_length=24)
    asset = models.ForeignKey("estate.Asset", models.PROTECT, related_name="+")
    fault_code = models.CharField(max_length=32)  # the request type it was reported by
    contract = models.ForeignKey("contracts.Contract", models.PROTECT, related_name="+", db_index=False)
    site = models.ForeignKey("estate.Site", models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey("parties.Unit", models.PROTECT, null=True, related_name="+", db_index=False)
    line_code = models.CharField(max_length=8)
    state = models.CharField(max_length=12, default="open")
    cause = models.TextField(blank=True)
    action = models.TextField(blank=True)
    outcome = models.TextField(blank=True)
    opened_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["community", "number"], name="a_problem_number_is_used_once"),
            models.UniqueConstraint(
                fields=["asset", "fault_code"],
                name="a_thing_has_one_open_problem_of_a_kind",
                condition=Q(closed_at__isnull=True),
            ),
        ]
        indexes = [models.Index(fields=["community", "state", "opened_at"], name="problem_by_state")]

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return scope.narrow(
            permission or "work.view_problems", contract="contract_id", site="site_id", unit="unit_id", line="line_code"
        )


class WorkOrder(ScopedModel):
    """The doing: for a request or out of a plan, by a team or a person."""

    number = models.CharField(max_length=24)
    service_request = models.ForeignKey("requests.ServiceRequest", models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=16, default="corrective")
    contract = models.ForeignKey("contracts.Contract", models.PROTECT, related_name="+", db_index=False)
    site = models.ForeignKey("estate.Site", models.PROTECT, null=True, related_name="+", db_index=False)
    space = models.ForeignKey("estate.Space", models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    asset = models.ForeignKey("estate.Asset", models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    unit = models.ForeignKey("parties.Unit", models.PROTECT, null=True, related_name="+", db_index=False)
    line_code = models.CharField(max_length=8)
    title = models.CharField(max_length=160)
    priority = models.PositiveSmallIntegerField(default=4)
    team = models.ForeignKey("parties.Team", models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    assignee = models.ForeignKey(
        "parties.Person", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    # planned, ready, dispatched, accepted, started, paused, done, verified, closed, failed, cancelled
    state = models.CharField(max_length=12, default="ready")
    is_open = models.BooleanField(default=True)
    due_at = models.DateTimeField(null=True, blank=True)
    planned_from = models.DateTimeField(null=True, blank=True)
    planned_to = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    made_safe_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    pause_reason = models.CharField(max_length=32, blank=True)
    failure_reason = models.CharField(max_length=24, blank=True)  # no_access, part_missing, unsafe, not_found
    resolution_code = models.CharField(max_length=32, blank=True)
    certificate = models.CharField(max_length=80, blank=True, default="", db_default="")  # its number
    note = models.TextField(blank=True)
    attempted_at = models.DateTimeField(null=True, blank=True)  # when nobody let us in
    start_reason = models.CharField(max_length=16, blank=True, default="", db_default="")  # begun without a scan
    permit_number = models.CharField(max_length=40, blank=True, default="", db_default="")
    # Drawn for somebody of the customer to verify; what is not drawn verifies itself at `settles_at`.
    sampled = models.BooleanField(default=False, db_default=False)
    settles_at = models.DateTimeField(null=True, blank=True)
    verified_at = models.DateTimeField(null=True, blank=True)
    verified_by = models.ForeignKey(
        "parties.Person", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    place_confirmed_at = models.DateTimeField(null=True, blank=True)  # the tag was scanned at the place
    for_review = models.CharField(max_length=40, blank=True)  # done offline after being cancelled or given away
    # What doing it demands, inherited from the request type or the plan (W3).
    evidence = models.JSONField(default=list)
    skills = models.JSONField(default=list, db_default=[])
    permit_kind = models.CharField(max_length=24, blank=True, default="", db_default="")  # hot_work, height, …
    checklist = models.ForeignKey(
        ChecklistVersion, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    instructions = models.TextField(blank=True, default="", db_default="")
    estimated_minutes = models.PositiveIntegerField(null=True, blank=True)
    # What it was made out of, such as an occurrence of a plan: the same source never gives two orders.
    source_kind = models.CharField(max_length=40, blank=True, default="", db_default="")
    source_uid = models.UUIDField(null=True, blank=True)
    follow_up_of = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    problem = models.ForeignKey(Problem, models.PROTECT, null=True, blank=True, related_name="+")
    ready_at = models.DateTimeField(null=True, blank=True)  # planned work becomes ready then: its window less lead time
    awaits_material = models.BooleanField(default=False, db_default=False)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["community", "number"], name="a_work_order_number_is_used_once"),
            models.UniqueConstraint(
                fields=["community", "source_kind", "source_uid"],
                name="a_source_gives_one_work_order",
                condition=Q(source_uid__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["assignee", "is_open", "due_at"], name="order_by_assignee"),
            models.Index(fields=["team", "is_open", "due_at"], name="order_by_team"),
            models.Index(fields=["community", "is_open", "due_at", "id"], name="order_by_due"),
            models.Index(fields=["site", "is_open"], name="order_by_site"),
            models.Index(fields=["ready_at"], name="order_by_ready_at", condition=Q(state="planned")),
            models.Index(fields=["settles_at"], name="order_by_settling", condition=Q(settles_at__isnull=False)),
            models.Index(fields=["site", "done_at"], name="order_to_verify", condition=Q(state="done")),
            # What was done on a day: for sums kept by day.
            models.Index(
                fields=["contract", "done_at", "site"], name="order_by_done", condition=Q(done_at__isnull=False)
            ),
            models.Index(fields=["contract", "created_at", "site"], name="order_by_made"),
            # What is open stays a small part however many years there are. By due moment, with all that the gate and
            # the day's overview ask, so that counting touches no row.
            models.Index(
                fields=[
                    "community",
                    "due_at",
                    "id",
                    "contract",
                    "unit",
                    "site",
                    "line_code",
                    "team",
                    "assignee",
                    "state",
                    "planned_from",
                    "data_class",
                    "owner_party",
                    "service_request",
                ],
                condition=Q(is_open=True),
                name="open_order_due",
            ),
        ]

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        permission = permission or "work.view"
        rows = scope.narrow(
            permission,
            contract="contract_id",
            site="site_id",
            unit="unit_id",
            line="line_code",
            order="pk",
            assigned=_given_to(scope),
        )
        # By the request's key, so that counting orders reads no request.
        request: type[ScopedModel] = cls._meta.get_field("service_request").related_model  # type: ignore[assignment]
        return rows | parties.case_rows(scope, permission, uid="service_request_id", through=request)


def _given_to(scope: Scope, prefix: str = "") -> Q:
    """Orders given to the person or a team of theirs; a link is no person, so what nobody has is not its own."""
    teams = Q(**{f"{prefix}team__in": scope.team_ids})
    return teams if scope.person_id is None else Q(**{f"{prefix}assignee": scope.person_id}) | teams


class WorkLine(ScopedModel):
    """What was spent on a work order; a mistake is corrected by a line that takes back."""

    work_order = models.ForeignKey(WorkOrder, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10)  # time, travel, material, hired (what a subcontractor cost)
    person = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+")
    worked_on = models.DateField()
    minutes = models.IntegerField(default=0)
    quantity = models.DecimalField(max_digits=14, decimal_places=4, null=True, blank=True)
    unit_code = models.CharField(max_length=12, blank=True)
    text = models.CharField(max_length=160, blank=True)
    cost_minor = models.BigIntegerField(null=True, blank=True)  # what it cost us, where that is known
    outside = models.BooleanField(default=False, db_default=False)  # outside the contract's working hours
    written_at = models.DateTimeField()
    corrects = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        # The hours of a day: for sums kept by day.
        indexes = [models.Index(fields=["worked_on", "work_order"], name="work_line_by_day")]

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return of_order(scope, permission)


def of_order(scope: Scope, permission: str) -> Q:
    """Rows that belong to an order, by their column `work_order`: seen by whoever sees the order."""
    permission = permission or "work.view"
    rows = scope.narrow(
        permission,
        contract="work_order__contract_id",
        site="work_order__site_id",
        unit="work_order__unit_id",
        line="work_order__line_code",
        order="work_order_id",
        assigned=_given_to(scope, "work_order__"),
    )
    return rows | parties.case_rows(scope, permission, uid="work_order__service_request__uid")


class StepResult(ScopedModel):
    """An answer to a step of an order's checklist; the last one counts, those before stay in the book."""

    work_order = models.ForeignKey(WorkOrder, models.PROTECT, related_name="+")
    step_key = models.CharField(max_length=40)
    kind = models.CharField(max_length=12)  # as the step's
    value = models.CharField(max_length=400)
    passed = models.BooleanField(null=True)  # nothing where nothing can fail
    note = models.CharField(max_length=400, blank=True)
    person = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    answered_at = models.DateTimeField()
    device_at = models.DateTimeField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    follow_up = models.ForeignKey(WorkOrder, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return of_order(scope, permission)


class VerificationShare(ScopedModel):
    """How many of a contract's finished orders are drawn for the customer to verify; a line's newest row counts."""

    contract = models.ForeignKey("contracts.Contract", models.PROTECT, related_name="+")
    line_code = models.CharField(max_length=8, blank=True)  # "" for every line that has no share of its own
    one_in = models.PositiveIntegerField()  # 1: every order, 10: one in ten, 0: none
    set_by = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    set_at = models.DateTimeField()

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return scope.narrow(permission or "work.verify", contract="contract_id", line="line_code")


class Quote(ScopedModel):
    """What extra work would cost: waiting → approved → an order; or rejected, or withdrawn."""

    number = models.CharField(max_length=24)
    contract = models.ForeignKey("contracts.Contract", models.PROTECT, related_name="+", db_index=False)
    site = models.ForeignKey("estate.Site", models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey("parties.Unit", models.PROTECT, null=True, related_name="+", db_index=False)
    line_code = models.CharField(max_length=8)
    title = models.CharField(max_length=160)
    text = models.TextField(blank=True)
    lines = models.JSONField(default=list)  # [{"text", "amount_minor"}], as they were quoted
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    state = models.CharField(max_length=10, default="waiting")
    quoted_by = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    quoted_at = models.DateTimeField()
    decided_by = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    decided_at = models.DateTimeField(null=True)
    work_order = models.OneToOneField(WorkOrder, models.PROTECT, null=True, related_name="+")
    done_on = models.DateField(null=True)  # until which day it was done before it was offered; None: it is to be done

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["community", "number"], name="a_quote_number_is_used_once"),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="a_quote_is_above_nothing"),
        ]
        indexes = [models.Index(fields=["community", "state", "quoted_at"], name="quote_by_state")]

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return scope.narrow(
            permission or "work.view_quotes", contract="contract_id", site="site_id", unit="unit_id", line="line_code"
        )


class Charge(ScopedModel):
    """An amount charged for extra work under its approved quote; a mistake is corrected by a negative one."""

    quote = models.ForeignKey(Quote, models.PROTECT, related_name="+")
    text = models.CharField(max_length=160)
    amount_minor = models.BigIntegerField()
    written_by = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    written_at = models.DateTimeField()

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return scope.narrow(
            permission or "work.view_quotes", contract="quote__contract_id", site="quote__site_id",
            unit="quote__unit_id", line="quote__line_code",
        )  # fmt: skip


class CompanyClearance(ScopedModel):
    """That a subcontractor may work at a site, or at every site, from a day to a day: what somebody cleared it for."""

    organisation = models.ForeignKey("parties.Organisation", models.PROTECT, related_name="+")
    site = models.ForeignKey("estate.Site", models.PROTECT, null=True, related_name="+", db_index=False)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)  # the last day
    reference = models.CharField(max_length=80, blank=True)  # where the paper lies
    written_by = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    written_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)  # taken back before its last day

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="a_company_clearance_ends_after_it_begins",
            )
        ]

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return scope.of_community() if scope.may(permission or "work.view_companies") else NOTHING


class WorkLink(ScopedModel):
    """A subcontractor's way in without a seat: to one order, or to all its company has. Only its hash is kept."""

    organisation = models.ForeignKey("parties.Organisation", models.PROTECT, related_name="+", db_index=False)
    team = models.ForeignKey("parties.Team", models.PROTECT, related_name="+", db_index=False)
    work_order = models.ForeignKey(WorkOrder, models.PROTECT, null=True, related_name="+")  # none: the company's list
    digest = models.CharField(max_length=64, unique=True)
    address = models.EmailField(blank=True)
    language = models.CharField(max_length=2, default="en")
    sending = models.ForeignKey("notices.Sending", models.SET_NULL, null=True, related_name="+")
    made_by = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)  # first
    last_opened_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("made_at")), name="a_link_expires_after_it_was_made")
        ]
        indexes = [models.Index(fields=["community", "organisation"], name="link_by_company")]

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        permission = permission or "work.view_companies"
        of_order = Q(work_order__isnull=False) & scope.narrow(
            permission, contract="work_order__contract_id", site="work_order__site_id", unit="work_order__unit_id",
            line="work_order__line_code",
        )  # fmt: skip
        lists = Q(work_order__isnull=True) & scope.of_community() if scope.may(permission) else NOTHING
        return of_order | lists
