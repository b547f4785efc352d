"""Rounds with their rooms as they hold from day to day, what was said about each room, and calls for help."""

from typing import Any

from django.db import models
from django.db.models import F, Q

from samdrift.foundation.scope import Scope, ScopedModel
from samdrift.operations.workforce import public as workforce

VIEW = "rounds.view"


def rows_of_rounds(scope: Scope, permission: str, path: str = "") -> Q:
    """The rows on which a scope may use a permission: for reach "assigned" the rounds one goes oneself.

    Those are one's own, those of one's team, those one is the buddy of, and those of whoever one stands in for. Which
    of them are for today is another question: whoever stood in last week may still look at what they did.
    """
    mine = Q()
    if scope.person_id is not None:
        mine = Q(**{f"{path}person": scope.person_id}) | Q(**{f"{path}buddy": scope.person_id})
        mine |= Q(**{f"{path}team__in": scope.team_ids})
        mine |= Q(**{f"{path}person__in": workforce.absent_people(scope)})
    return scope.narrow(
        permission, assigned=mine or None, contract=f"{path}contract_id", site=f"{path}site_id", unit=f"{path}unit_id",
        line=f"{path}line_code",
    )  # fmt: skip


class Round(ScopedModel):
    """Rooms of one site that somebody goes through on some days: what a contract's daily work is made of."""

    name = models.CharField(max_length=120)
    contract = models.ForeignKey("contracts.Contract", models.PROTECT, related_name="+", db_index=False)
    site = models.ForeignKey("estate.Site", models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey("parties.Unit", models.PROTECT, related_name="+", db_index=False)
    line_code = models.CharField(max_length=8)
    team = models.ForeignKey("parties.Team", models.PROTECT, null=True, blank=True, related_name="+")
    person = models.ForeignKey("parties.Person", models.PROTECT, null=True, blank=True, related_name="+")
    # Called first when whoever goes the round needs help.
    buddy = models.ForeignKey("parties.Person", models.PROTECT, null=True, blank=True, related_name="+")
    rule = models.CharField(max_length=200)  # RRULE; weeks are counted from the first day
    first_day = models.DateField()
    last_day = models.DateField(null=True, blank=True)
    off_days = models.CharField(max_length=4, default="skip")  # skip, keep: weekdays nobody works
    starts_minute = models.PositiveSmallIntegerField(default=360)  # after local midnight
    # What changes of service made of it, the earliest first, each with whose doing it is (`rules.Pace`, `rules.Rest`).
    paces: Any = models.JSONField(default=list, blank=True)  # {"from", "rule", "by"}
    rests: Any = models.JSONField(default=list, blank=True)  # {"from", "until" (or None: for good), "by"}
    created_at = models.DateTimeField()
    # Days it had before they were changed: [until, rule, first day, last day or None, off_days], the oldest first.
    earlier = models.JSONField(default=list, blank=True, db_default=[])

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(team__isnull=False) | Q(person__isnull=False), name="a_round_is_somebodys"
            ),
            models.CheckConstraint(
                condition=Q(last_day__isnull=True) | Q(last_day__gte=F("first_day")),
                name="a_round_ends_after_it_begins",
            ),
        ]
        indexes = [models.Index(fields=["community", "last_day"], name="round_by_last_day")]

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return rows_of_rounds(scope, permission or VIEW)


class OfRound(ScopedModel):
    """A row that is seen by whoever sees its round, in its own data class: a secured room is a secured stop."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="+", db_index=False)

    class Meta:
        abstract = True

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return rows_of_rounds(scope, permission or VIEW, "round__")


class RoundStop(OfRound):
    """One room of a round, from a day to a day: another row takes over when anything about it changes."""

    space = models.ForeignKey("estate.Space", models.PROTECT, related_name="+", db_index=False)
    position = models.PositiveSmallIntegerField()
    tasks = models.JSONField(default=list)  # of rules.TASKS
    minutes = models.PositiveSmallIntegerField(default=5)
    note = models.CharField(max_length=200, blank=True)
    paces: Any = models.JSONField(default=list, blank=True)  # {"from", "weekdays" ([]: whenever the round goes), "by"}
    from_day = models.DateField()
    until_day = models.DateField(null=True, blank=True)  # the last day

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until_day__isnull=True) | Q(until_day__gte=F("from_day")),
                name="a_stop_ends_after_it_begins",
            ),
            models.UniqueConstraint(fields=["round", "space", "from_day"], name="a_room_is_once_in_a_round_from_a_day"),
        ]


class StopMark(OfRound):
    """What somebody said about a room on a day; its uid is the one the phone chose. Taken back, it stays."""

    stop = models.ForeignKey(RoundStop, models.PROTECT, related_name="+")
    day = models.DateField()  # the round's day, at its site
    kind = models.CharField(max_length=8)  # done, skipped
    reason = models.CharField(max_length=12, blank=True)  # of rules.SKIP_REASONS
    by_scan = models.BooleanField(default=False)
    person = models.ForeignKey("parties.Person", models.PROTECT, related_name="+", db_index=False)
    happened_at = models.DateTimeField()
    device_at = models.DateTimeField(null=True)  # the phone's clock
    received_at = models.DateTimeField()  # ours
    drift_seconds = models.IntegerField(null=True)  # how far the phone's clock is ahead of ours
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="done", reason="") | (Q(kind="skipped") & ~Q(reason="")),
                name="a_skipped_room_has_a_reason",
            )
        ]
        indexes = [models.Index(fields=["round", "day"], name="stop_mark_by_day")]


class HelpCall(OfRound):
    """Somebody on a round asks for help; answered by whoever comes."""

    stop = models.ForeignKey(RoundStop, models.PROTECT, null=True, related_name="+", db_index=False)
    kind = models.CharField(max_length=8)  # of rules.HELP_KINDS
    person = models.ForeignKey("parties.Person", models.PROTECT, related_name="+", db_index=False)
    called_at = models.DateTimeField()
    device_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField()
    answered_by = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["community", "answered_at", "-called_at"], name="help_call_by_answer")]


def days_of(day: Any) -> Q:
    """The stops that hold on a day."""
    return Q(from_day__lte=day) & (Q(until_day__isnull=True) | Q(until_day__gte=day))
