"""Communities, organisations, units, people, employments, role assignments, teams and API tokens."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q

from samdrift.foundation.fields import TranslatedField, UidField
from samdrift.foundation.scope import NOTHING, Scope, ScopedModel
from samdrift.foundation.search.public import words_of
from samdrift.registers.parties import rules


class Community(models.Model):
    """One contract community: the clients, providers and joiners who share one record. The border between tenants."""

    id = models.BigAutoField(primary_key=True)
    uid = UidField()
    code = models.CharField(max_length=12, unique=True)
    name = TranslatedField()
    currency = models.CharField(max_length=3)
    timezone = models.CharField(max_length=64)
    language = models.CharField(max_length=2, default="en")


class Organisation(models.Model):
    """A public body or company; the same one may be a member of several communities."""

    id = models.BigAutoField(primary_key=True)
    uid = UidField()
    code = models.CharField(max_length=20, unique=True)
    name = TranslatedField()
    kind = models.CharField(max_length=24)  # customer, provider, subcontractor, consultant, union, joiner, auditor …
    country = models.CharField(max_length=2)
    organisation_number = models.CharField(max_length=32, blank=True)
    language = models.CharField(max_length=2, default="en")


class Member(ScopedModel):
    """An organisation's place in a community: on the customer's side, the provider's, or neither."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    side = models.CharField(max_length=10)  # customer, provider, neither

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["community", "organisation"], name="an_organisation_is_a_member_once")
        ]

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        beside = Q(organisation__kind__in=rules.WALLED_KINDS) if scope.walled else Q(pk__in=())
        return scope.of_community() & (~beside | scope.own_body("organisation"))


class Unit(ScopedModel):
    """A node of an organisation's tree. `parent` and `path` are today's; `UnitPlacement` keeps the tree of any day."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    path = models.CharField(max_length=200)  # ids from the top down, "/3/17/": what lies under it starts with it
    code = models.CharField(max_length=20)
    name = TranslatedField()
    kind = models.CharField(max_length=24)
    cost_centre = models.CharField(max_length=32, blank=True)
    opened_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["community", "code"], name="a_unit_code_is_used_once")]
        indexes = [models.Index(fields=["community", "path"], name="unit_by_path")]

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return scope.of_community() & scope.own_body("organisation")


class UnitPlacement(ScopedModel):
    """Under which parent a unit stood from when to when, as known from `recorded_at` to `superseded_at`."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    parent = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True, blank=True)

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return scope.of_community() & scope.own_body("unit__organisation")


class PersonManager(BaseUserManager["Person"]):
    """Finds a person by e-mail without regard to case; keeps the folded name beside the name."""

    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(email=(username or "").strip().lower())

    def bulk_create(self, objs: Iterable["Person"], *args: Any, **options: Any) -> list["Person"]:
        """Many people at once."""
        people = list(objs)
        for person in people:
            person.fold_name()
        return super().bulk_create(people, *args, **options)


class Person(AbstractBaseUser):
    """A human being, once, however many employments. Not a tenant's row: reached through employments only."""

    id = models.BigAutoField(primary_key=True)
    uid = UidField()
    email = models.EmailField(unique=True)
    given_name = models.CharField(max_length=80)
    family_name = models.CharField(max_length=80)
    language = models.CharField(max_length=2, default="en")
    work_phone = models.CharField(max_length=32, blank=True)
    external_id = models.CharField(max_length=120, blank=True, db_index=True)
    protected_identity = models.BooleanField(default=False)
    # invited, active, suspended, departed, anonymised
    state = models.CharField(max_length=12, default="active")
    # Raised with every change of employments and assignments, so that a cached scope is never used past it.
    grants_version = models.PositiveIntegerField(default=1)
    # " given family" folded (æ→ae, å→a …), so that a search for a word's beginning is one LIKE "% word%".
    folded_name = models.CharField(max_length=400, blank=True, editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["given_name", "family_name"]
    objects: ClassVar[PersonManager] = PersonManager()

    class Meta:
        indexes = [
            # Read from end to end while an agent types: the index is a tenth of the table.
            models.Index(fields=["folded_name"], name="person_by_folded_name"),
            models.Index(fields=["work_phone"], name="person_by_work_phone"),
        ]

    def fold_name(self) -> None:
        """Write the name as people search for it: each word after a space, without the letters of one country."""
        self.folded_name = f" {words_of(self.full_name)}"

    def save(self, *args: Any, **options: Any) -> None:
        """Keep the folded name beside the name; nothing else."""
        columns = options.get("update_fields")
        if columns is None or {"given_name", "family_name"} & set(columns):
            self.fold_name()
            if columns is not None:
                options["update_fields"] = [*columns, "folded_name"]
        super().save(*args, **options)

    @property
    def is_active(self) -> bool:  # type: ignore[override]
        """Whether the person may sign in."""
        return self.state == "active"

    @property
    def full_name(self) -> str:
        """The name as colleagues see it."""
        return f"{self.given_name} {self.family_name}".strip()


class Employment(ScopedModel):
    """A person's work for one organisation of the community, from a day to a day."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    title = models.CharField(max_length=120, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)  # the last day
    full_time_share = models.DecimalField(max_digits=4, decimal_places=3, default=1)
    seniority_on = models.DateField(null=True, blank=True)

    class Meta:
        # Who works in a unit on a day is counted from this alone.
        indexes = [
            models.Index(
                fields=["community", "unit", "organisation", "starts_on", "ends_on"], name="employment_by_unit_and_day"
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="employment_ends_after_it_starts",
            ),
        ]

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        code = permission or "parties.view_people"
        rows = scope.narrow(code, unit="unit_id", own=Q(person=scope.person_id))
        looks_up = any(code in grant.permissions and grant.reach == "all" for grant in scope.grants)
        if code == "parties.view_people" and scope.side == "provider" and looks_up:
            # A provider's people are put to work across sites and contracts; they know their own colleagues.
            rows |= Q(community=scope.community_id, organisation=scope.party_id, owner_party=None)
        return rows


class RoleAssignment(ScopedModel):
    """A role for one employment, where it reaches, and who gave it."""

    employment = models.ForeignKey(Employment, models.PROTECT, related_name="+")
    role = models.CharField(max_length=12)
    # What narrows it: community, contract, line, unit (with all below), sites, case; `reach_to` holds ids or codes.
    reach_kind = models.CharField(max_length=10, default="community")
    reach_to = models.JSONField(default=list, blank=True)
    cleared_for = models.JSONField(default=list, blank=True)  # data classes beyond the open ones, such as D8
    state = models.CharField(max_length=8, default="granted")  # asked (waits for a second person), granted, refused
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    granted_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    approved_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=200, blank=True)

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        own = Q(employment__person=scope.person_id)
        return scope.narrow(permission or "parties.view_roles", own=own, unit="employment__unit_id")


class Deputy(ScopedModel):
    """Who stands in for somebody from a day to a day. Why somebody is away is only said coarsely, never a diagnosis."""

    principal = models.ForeignKey(Employment, models.PROTECT, related_name="+")
    stand_in = models.ForeignKey(Employment, models.PROTECT, related_name="+")
    first_day = models.DateField()
    last_day = models.DateField()
    kind = models.CharField(max_length=8, default="leave")  # leave, training, absent
    named_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    named_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["stand_in", "last_day"], name="deputy_by_stand_in")]
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="a_deputy_ends_after_the_first_day"),
            models.CheckConstraint(condition=~Q(principal=F("stand_in")), name="nobody_stands_in_for_themselves"),
        ]

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        own = Q(principal__person=scope.person_id) | Q(stand_in__person=scope.person_id)
        return scope.narrow(permission or "parties.view_roles", own=own, unit="principal__unit_id")


class Interest(ScopedModel):
    """What somebody declared about a counterpart: an interest, a gift, hospitality. Their own party's alone.

    While it is open, or was upheld, they approve nothing of that counterpart's (domain.md §2.15).
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    counterpart = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=12)  # interest, gift, hospitality, other
    text = models.CharField(max_length=400)
    value_minor = models.BigIntegerField(null=True, blank=True)
    happened_on = models.DateField()
    declared_at = models.DateTimeField()
    state = models.CharField(max_length=8, default="open")  # open, cleared, upheld, ended
    decision = models.CharField(max_length=400, blank=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", db_index=False)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("person")),
                name="nobody_decides_on_their_own_interest",
            )
        ]

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        own = Q(person=scope.person_id)
        if permission:
            return scope.narrow(permission, own=own)
        return scope.narrow("parties.declare_interests", own=own) | scope.narrow("parties.decide_interests")


class CaseMember(ScopedModel):
    """Somebody at work, or a team, for whom a restricted case exists; for everybody else there is no such case."""

    case_uid = models.UUIDField()
    employment = models.ForeignKey(Employment, models.PROTECT, null=True, related_name="+", db_index=False)
    team = models.ForeignKey("Team", models.PROTECT, null=True, related_name="+", db_index=False)
    named_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", db_index=False)
    named_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["employment"], condition=Q(ended_at__isnull=True), name="case_of_employment"),
            models.Index(fields=["team"], condition=Q(ended_at__isnull=True), name="case_of_team"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(employment__isnull=True, team__isnull=False)
                | Q(employment__isnull=False, team__isnull=True),
                name="a_case_member_is_a_person_or_a_team",
            ),
            models.UniqueConstraint(
                fields=["case_uid", "employment"],
                condition=Q(ended_at__isnull=True, employment__isnull=False),
                name="one_is_named_once_on_a_case",
            ),
            models.UniqueConstraint(
                fields=["case_uid", "team"],
                condition=Q(ended_at__isnull=True, team__isnull=False),
                name="a_team_is_named_once_on_a_case",
            ),
        ]

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        # Reached through the case only, by whoever has passed its gate.
        return NOTHING


class Team(ScopedModel):
    """A group that work is given to."""

    code = models.CharField(max_length=20)
    name = TranslatedField()
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    lines = models.JSONField(default=list)
    site_ids = models.JSONField(default=list, blank=True)  # the sites it serves; empty: all
    skills = models.JSONField(default=list, blank=True)
    calendar_code = models.CharField(max_length=20, blank=True)
    closed_on = models.DateField(null=True, blank=True)  # since when it is given no more work

    class Meta:
        constraints = [models.UniqueConstraint(fields=["community", "code"], name="a_team_code_is_used_once")]

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return scope.of_community()


class TeamMember(ScopedModel):
    """One employment in one team."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="+")
    employment = models.ForeignKey(Employment, models.CASCADE, related_name="+")
    leads = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "employment"], name="one_is_in_a_team_once")]

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return scope.of_community()


class Counterpart(ScopedModel):
    """Who answers to whom on each tier: one person of each party for one area."""

    tier = models.CharField(max_length=12)  # strategic, tactical, operational, user
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    customer = models.ForeignKey(Employment, models.PROTECT, related_name="+")
    provider = models.ForeignKey(Employment, models.PROTECT, related_name="+")
    customer_deputy = models.ForeignKey(Employment, models.PROTECT, null=True, blank=True, related_name="+")
    provider_deputy = models.ForeignKey(Employment, models.PROTECT, null=True, blank=True, related_name="+")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return scope.of_community() & scope.own_body("customer__organisation", "provider__organisation")


class ApiToken(ScopedModel):
    """A key another system acts with, as one employment. Only its hash is kept."""

    employment = models.ForeignKey(Employment, models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=12)
    digest = models.CharField(max_length=64, unique=True)
    permissions = models.JSONField(null=True, blank=True)  # null: all of the employment's
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_on = models.DateField(null=True, blank=True)

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        own = Q(employment__person=scope.person_id)
        return scope.narrow(permission or "parties.manage_tokens", own=own, unit="employment__unit_id")

    def works_at(self, moment: datetime) -> bool:
        """Whether the token opens doors at `moment`."""
        return self.revoked_at is None and (self.expires_at is None or moment < self.expires_at)
