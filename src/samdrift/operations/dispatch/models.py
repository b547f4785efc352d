"""Where a team's day begins, measured ways, kept windows, and routes proposed for a day."""

from django.db import models
from django.db.models import F, Q

from samdrift.foundation.scope import NOTHING, Scope, ScopedModel

VIEW = "dispatch.view"


class TeamDay(ScopedModel):
    """Where a team's days begin and end, and its hours where no shifts are written; minutes after local midnight."""

    team = models.OneToOneField("parties.Team", models.CASCADE, related_name="+")
    site = models.ForeignKey("estate.Site", models.PROTECT, null=True, related_name="+", db_index=False)
    shift_from = models.PositiveSmallIntegerField(default=8 * 60)
    shift_to = models.PositiveSmallIntegerField(default=16 * 60)
    rest_minutes = models.PositiveSmallIntegerField(default=30)
    rest_from = models.PositiveSmallIntegerField(default=11 * 60)
    rest_to = models.PositiveSmallIntegerField(default=13 * 60)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(shift_to__gt=F("shift_from")), name="a_shift_ends_after_it_begins"),
            models.CheckConstraint(condition=Q(rest_to__gte=F("rest_from")), name="a_rest_has_a_window"),
        ]

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return scope.of_community() if scope.may(permission or VIEW) else NOTHING


class Way(ScopedModel):
    """A way between two sites as somebody measured it; where there is none it is guessed from the straight line."""

    start = models.ForeignKey("estate.Site", models.CASCADE, related_name="+", db_index=False)
    end = models.ForeignKey("estate.Site", models.CASCADE, related_name="+", db_index=False)
    seconds = models.PositiveIntegerField()
    metres = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["start", "end"], name="a_way_is_measured_once")]
        indexes = [models.Index(fields=["community"], name="way_by_community")]

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return scope.of_community() if scope.may(permission or VIEW) else NOTHING


class KeptWindow(ScopedModel):
    """Between which moments an order may be done, kept from before a dispatcher gave it a time within them."""

    work_order = models.OneToOneField("work.WorkOrder", models.CASCADE, related_name="+")
    earliest = models.DateTimeField(null=True)
    latest = models.DateTimeField(null=True)

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return _of_order(scope, permission)


class DayProposal(ScopedModel):
    """Routes for one team's day, from being asked for until they are accepted, dismissed or undone."""

    team = models.ForeignKey("parties.Team", models.CASCADE, related_name="+", db_index=False)
    day = models.DateField()
    state = models.CharField(max_length=10, default="waiting")  # rules.proposing.STATES
    seconds = models.PositiveSmallIntegerField(default=10)
    seed = models.PositiveIntegerField(default=1)
    asked_by = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    asked_for = models.ForeignKey("parties.Employment", models.PROTECT, null=True, related_name="+", db_index=False)
    asked_at = models.DateTimeField()
    ready_at = models.DateTimeField(null=True, blank=True)
    failure = models.CharField(max_length=24, blank=True)  # nothing_to_plan, nobody, under_way, faulty
    stands = models.JSONField(default=dict)  # rules.figures.Figures of the day as it stood
    gives = models.JSONField(default=dict)  # and as it would be

    class Meta:
        indexes = [models.Index(fields=["team", "day", "-id"], name="day_proposal_newest")]

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return scope.of_community() if scope.may(permission or VIEW) else NOTHING


class ProposedStop(ScopedModel):
    """One order's place in a proposal: with whom, when, or why with nobody; and how it lay before it was accepted."""

    proposal = models.ForeignKey(DayProposal, models.CASCADE, related_name="+")
    work_order = models.ForeignKey("work.WorkOrder", models.CASCADE, related_name="+", db_index=False)
    order_version = models.PositiveIntegerField()  # at which it was planned, and after accepting the one since
    person = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    position = models.PositiveSmallIntegerField(default=0)
    begins_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    travel_metres = models.PositiveIntegerField(default=0)
    fixed = models.BooleanField(default=False)
    reason = models.CharField(max_length=12, blank=True)  # why nobody gets to it
    state = models.CharField(max_length=8, default="proposed")  # proposed, accepted, passed, undone
    before = models.JSONField(default=dict)  # team, person, times: what undoing gives back

    class Meta:
        indexes = [models.Index(fields=["proposal", "person", "position"], name="proposed_stop_in_order")]

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return _of_order(scope, permission)


def _of_order(scope: Scope, permission: str) -> Q:
    return scope.narrow(
        permission or VIEW, contract="work_order__contract_id", site="work_order__site_id",
        unit="work_order__unit_id", line="work_order__line_code",
    )  # fmt: skip
