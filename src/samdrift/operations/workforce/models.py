"""Shifts, absences, skills, keys, notes, rosters, alerts and lone work. Rosters of people are their employer's own."""

from typing import Any

from django.db import models
from django.db.models import F, Q

from samdrift.foundation.fields import TranslatedField
from samdrift.foundation.scope import NOTHING, Grant, Scope, ScopedModel, everywhere
from samdrift.registers.parties import public as parties

VIEW = "workforce.view"


def is_narrow(grant: Grant) -> bool:
    """Whether a grant reaches only some contracts, lines, units, sites or cases: people have none of these."""
    return any(one is not None for one in (grant.contracts, grant.lines, grant.units, grant.sites, grant.cases))


def rows_of_people(scope: Scope, permission: str, path: str = "employment") -> Q:
    """The rows about people that a scope may use a permission on.

    Somebody's own; with a reach over all, everybody's of the same employer; with a reach that is narrowed to places,
    lines or contracts, those of the teams one is in oneself, because a person stands at no place.
    """
    own = Q(**{f"{path}__person": scope.person_id})
    mates = parties.TeamMember.objects.within(scope).filter(team__in=scope.team_ids).values("employment")
    team = own | Q(**{f"{path}__in": mates})
    rows = scope.narrow(permission, own=own, assigned=team)
    for grant in scope.grants:
        if permission in grant.permissions and grant.reach == "all" and is_narrow(grant):
            mine = Q(owner_party__isnull=True) | Q(owner_party=scope.party_id)
            rows |= Q(community=scope.community_id, data_class__in=grant.data_classes) & team & mine
    return rows


class OfPerson(ScopedModel):
    """A row about one person at work."""

    employment = models.ForeignKey("parties.Employment", models.CASCADE, related_name="+")

    class Meta:
        abstract = True

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return rows_of_people(scope, permission or VIEW)


class ShiftPattern(OfPerson):
    """The weeks somebody works, again and again, from a day to a day."""

    timezone = models.CharField(max_length=64)
    weeks = models.JSONField()  # rules.shifts.kept: seven texts a week
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="a_shift_pattern_ends_after_it_begins",
            ),
            models.UniqueConstraint(fields=["employment", "valid_from"], name="one_shift_pattern_begins_on_a_day"),
        ]


class ShiftChange(OfPerson):
    """What somebody works on one day instead of what the pattern says; an empty text is a day off."""

    day = models.DateField()
    windows = models.CharField(max_length=80, blank=True)
    reason = models.CharField(max_length=8, default="plan")  # plan, swap, cover
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["employment", "day"], name="a_day_is_changed_once")]


class Absence(OfPerson):
    """Days away. Why is said coarsely (leave, training, absent); there is no field for a reason, on purpose."""

    first_day = models.DateField()
    last_day = models.DateField()
    kind = models.CharField(max_length=8)  # leave, training, absent
    state = models.CharField(max_length=9, default="asked")  # asked, granted, refused, withdrawn
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="an_absence_ends_after_it_begins"),
            models.CheckConstraint(
                condition=Q(kind__in=["leave", "training", "absent"]), name="an_absence_is_told_coarsely"
            ),
        ]
        indexes = [models.Index(fields=["community", "last_day", "state"], name="absence_by_last_day")]

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return rows_of_people(scope, permission or "workforce.view_absence")


class SkillKind(ScopedModel):
    """What somebody may be able to do or be allowed to: a skill, a qualification with papers, a clearance."""

    code = models.CharField(max_length=20)
    name = TranslatedField()
    kind = models.CharField(max_length=14)  # skill, qualification, clearance
    retired = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["community", "code"], name="a_skill_code_is_used_once")]

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return scope.of_community()


class Qualification(OfPerson):
    """That somebody has a skill, a qualification or a clearance, until when. Never what an investigation found."""

    skill = models.ForeignKey(SkillKind, models.PROTECT, related_name="+")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)  # the last day
    number = models.CharField(max_length=40, blank=True)  # of the certificate
    site_ids = models.JSONField(default=list, blank=True)  # where it holds; empty: everywhere
    escort = models.BooleanField(default=False)
    state = models.CharField(max_length=9, default="held")  # held, withdrawn, replaced
    told_stage = models.PositiveSmallIntegerField(null=True, blank=True)  # of rules.expiry.STAGES

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["employment", "skill"], condition=Q(state="held"), name="a_skill_is_held_once"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="a_qualification_ends_after_it_begins",
            ),
        ]
        indexes = [models.Index(fields=["community", "state", "valid_to"], name="qualification_by_last_day")]

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return rows_of_people(scope, permission or "workforce.view_skills")


class KeyHolding(OfPerson):
    """A key or card to a site in somebody's hands, from whom, and whether they said so themselves."""

    site = models.ForeignKey("estate.Site", models.PROTECT, related_name="+")
    label = models.CharField(max_length=40)
    kind = models.CharField(max_length=4)  # key, card
    handed_by = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    handed_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    back_by = models.DateField(null=True, blank=True)
    returned_at = models.DateTimeField(null=True, blank=True)
    returned_to = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["site", "label"], condition=Q(returned_at__isnull=True), name="a_key_is_in_one_hand"
            ),
        ]

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return rows_of_people(scope, permission or "workforce.view_keys")


class RoundNote(ScopedModel):
    """What matters at a place, for whoever does the round instead of somebody else. Its photos are files of it."""

    site = models.ForeignKey("estate.Site", models.PROTECT, related_name="+")
    line_code = models.CharField(max_length=8, blank=True)
    text = models.CharField(max_length=600)
    written_by = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    written_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return scope.of_community() if scope.may(permission or "workforce.read_notes") else NOTHING


class Cover(OfPerson):
    """A substitute (`employment`) who works somebody's shifts from a day to a day, and what they were told."""

    absent = models.ForeignKey("parties.Employment", models.CASCADE, related_name="+")
    first_day = models.DateField()
    last_day = models.DateField()
    note = models.CharField(max_length=600, blank=True)
    sites = models.JSONField(default=list, blank=True)  # whose notes the substitute reads
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="a_cover_ends_after_it_begins"),
            models.CheckConstraint(condition=~Q(absent=F("employment")), name="nobody_covers_for_themselves"),
        ]


class Roster(ScopedModel):
    """Who is called outside hours for some lines, places and priorities: turns that follow each other."""

    code = models.CharField(max_length=20)
    name = TranslatedField()
    lines = models.JSONField(default=list, blank=True)  # empty: every line
    site_ids = models.JSONField(default=list, blank=True)  # empty: every site
    priorities = models.JSONField(default=list, blank=True)  # empty: every priority
    outside = models.CharField(max_length=20, blank=True)  # a service calendar: called while it is closed; "" always
    timezone = models.CharField(max_length=64)
    first_day = models.DateField()
    turn_days = models.PositiveSmallIntegerField(default=7)
    hand_over = models.PositiveSmallIntegerField(default=480)  # minutes after local midnight
    acknowledge_minutes = models.PositiveSmallIntegerField(default=10)
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["community", "code"], name="a_roster_code_is_used_once"),
            models.CheckConstraint(condition=Q(turn_days__gte=1), name="a_turn_has_a_day"),
        ]

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return scope.of_community() if scope.may(permission or "workforce.view_on_call") else NOTHING


class RosterMember(ScopedModel):
    """One place in a roster's order."""

    roster = models.ForeignKey(Roster, models.CASCADE, related_name="+")
    employment = models.ForeignKey("parties.Employment", models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["roster", "employment"], name="one_takes_turns_once_in_a_roster")
        ]

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return scope.of_community() if scope.may(permission or "workforce.view_on_call") else NOTHING


class Swap(OfPerson):
    """One (`employment`) asks a colleague to take a turn or a shift, perhaps for one of theirs; both must agree."""

    other = models.ForeignKey("parties.Employment", models.CASCADE, related_name="+")
    roster = models.ForeignKey(Roster, models.CASCADE, null=True, related_name="+")  # none: it is about shifts
    given_day = models.DateField()  # of the shift, or the first one of the turn
    back_day = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=9, default="asked")  # asked, agreed, refused, withdrawn
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        code = permission or VIEW
        return rows_of_people(scope, code) | rows_of_people(scope, code, path="other")


class Alert(ScopedModel):
    """Something urgent for which somebody is called until one takes it. `step` is the rung of rules.calling.LADDER."""

    subject_kind = models.CharField(max_length=40)
    subject_uid = models.UUIDField()
    number = models.CharField(max_length=24)
    title = models.CharField(max_length=160)
    site = models.ForeignKey("estate.Site", models.PROTECT, null=True, related_name="+", db_index=False)
    unit = models.ForeignKey("parties.Unit", models.PROTECT, null=True, related_name="+", db_index=False)
    contract = models.ForeignKey("contracts.Contract", models.PROTECT, null=True, related_name="+", db_index=False)
    line_code = models.CharField(max_length=8)
    priority = models.PositiveSmallIntegerField()
    roster = models.ForeignKey(Roster, models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(max_length=8, default="waiting")  # waiting, taken, settled
    step = models.PositiveSmallIntegerField(default=0)
    raised_at = models.DateTimeField()
    next_at = models.DateTimeField(null=True, blank=True)
    taken_by = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    taken_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["community", "subject_uid"], name="a_matter_is_alerted_once"),
            models.CheckConstraint(
                condition=Q(taken_at__isnull=True) | Q(taken_at__gte=F("raised_at")),
                name="an_alert_is_taken_after_it_is_raised",
            ),
        ]
        indexes = [models.Index(fields=["state", "next_at"], name="alert_by_next")]

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return scope.narrow(
            permission or "workforce.view_alerts", contract="contract_id", site="site_id", unit="unit_id",
            line="line_code", assigned=Q(pk__in=AlertCall.rows_of(scope)),
        )  # fmt: skip


class AlertCall(ScopedModel):
    """That somebody was called about an alert, on which rung and when."""

    alert = models.ForeignKey(Alert, models.CASCADE, related_name="+")
    person = models.ForeignKey("parties.Person", models.PROTECT, related_name="+")
    step = models.PositiveSmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["alert", "person", "step"], name="one_is_called_once_on_a_rung")]

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        # Read with its alert, by whoever has passed the alert's gate.
        return NOTHING

    @classmethod
    def rows_of(cls, scope: Scope) -> models.QuerySet[Any, Any]:
        """The alerts somebody was called about."""
        with everywhere(reason="whether one was called oneself"):
            return cls.objects.filter(community=scope.community_id, person=scope.person_id).values("alert")


class LoneWatch(OfPerson):
    """Somebody at work alone who gives a sign of life before `due_at`, again and again."""

    site = models.ForeignKey("estate.Site", models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    place = models.CharField(max_length=120, blank=True)
    every_minutes = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=7, default="running")  # running, ended
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    told = models.PositiveSmallIntegerField(default=0)  # rungs of rules.calling.ALONE_LADDER told of this due_at
    next_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["employment"], condition=Q(state="running"), name="one_is_alone_once_at_a_time"
            ),
        ]
        indexes = [models.Index(fields=["state", "next_at"], name="lone_watch_by_next")]

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return rows_of_people(scope, permission or "workforce.watch_lone")
