"""Add-ons, what was said about them, signs of them in the data, and the terms of a contract about them."""

from typing import Any

from django.db import models
from django.db.models import Q

from samdrift.foundation.scope import NOTHING, Scope, ScopedModel

VIEW = "addons.view"


class AddOnTerms(ScopedModel):
    """How a contract handles add-ons from a day on: codes and thresholds; proposed by one party, accepted by the other.

    Without an accepted row the usual terms hold.
    """

    contract = models.ForeignKey("contracts.Contract", models.PROTECT, related_name="+")
    terms: Any = models.JSONField()  # as `rules.terms_from` reads them
    clause = models.CharField(max_length=80, blank=True)
    valid_from = models.DateField()
    standing = models.CharField(max_length=10, default="open")  # open, accepted, refused
    proposed_by = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    party = models.ForeignKey("parties.Organisation", models.PROTECT, null=True, related_name="+", db_index=False)
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["contract"], condition=Q(standing="open"), name="one_version_of_add_on_terms_waits"
            )
        ]

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return scope.narrow(permission or VIEW, contract="contract_id")


class AddOn(ScopedModel):
    """Something that was done beyond what the contract orders. While it is one party's own, the other sees nothing."""

    # Given when both parties see it: a gap in the numbers would tell of what one keeps to itself.
    number = models.CharField(max_length=24, blank=True)
    contract = models.ForeignKey("contracts.Contract", models.PROTECT, related_name="+")
    unit = models.ForeignKey("parties.Unit", models.PROTECT, null=True, related_name="+", db_index=False)
    site = models.ForeignKey("estate.Site", models.PROTECT, related_name="+", db_index=False)
    space = models.ForeignKey("estate.Space", models.PROTECT, null=True, related_name="+", db_index=False)
    line_code = models.CharField(max_length=8)
    code = models.CharField(max_length=24)
    item = models.CharField(max_length=24, blank=True)
    setting = models.CharField(max_length=40, blank=True)
    measure = models.CharField(max_length=8)  # item, hours, cost, travel
    quantity = models.DecimalField(max_digits=14, decimal_places=4, null=True)
    times = models.PositiveSmallIntegerField(default=1)
    cost_minor = models.BigIntegerField(null=True)
    asked_by = models.CharField(max_length=12)  # coordinator, user, nobody: never a name
    text = models.CharField(max_length=160, blank=True)
    happened_on = models.DateField()  # the day where the place is
    state = models.CharField(max_length=10, default="noted")
    work_order = models.ForeignKey("work.WorkOrder", models.PROTECT, null=True, related_name="+", db_index=False)
    service_request = models.ForeignKey(
        "requests.ServiceRequest", models.PROTECT, null=True, related_name="+", db_index=False
    )
    team = models.ForeignKey("parties.Team", models.PROTECT, null=True, related_name="+", db_index=False)
    noted_by = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    party = models.ForeignKey("parties.Organisation", models.PROTECT, null=True, related_name="+", db_index=False)
    noted_at = models.DateTimeField()
    # What it is worth by the prices of its day, why, and the numbers it was counted with; None: it has no price.
    price_minor = models.BigIntegerField(null=True)
    price_why = models.CharField(max_length=16, blank=True)
    price_facts: Any = models.JSONField(default=dict, blank=True)
    currency = models.CharField(max_length=3)
    offered_minor = models.BigIntegerField(null=True)  # what it was offered at, by its price or as somebody typed
    decided_by = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=400, blank=True)
    quote = models.ForeignKey("work.Quote", models.PROTECT, null=True, related_name="+")
    scenario = models.ForeignKey("scaling.Scenario", models.PROTECT, null=True, related_name="+", db_index=False)
    change = models.ForeignKey("scaling.ChangeOrder", models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["community", "number"], condition=~Q(number=""), name="an_add_on_is_numbered_once"
            ),
            models.CheckConstraint(
                condition=Q(quantity__isnull=True) | Q(quantity__gt=0), name="an_add_on_is_more_than_nothing"
            ),
            models.CheckConstraint(condition=Q(times__gte=1), name="an_add_on_was_done_at_least_once"),
            models.CheckConstraint(
                condition=~Q(state__in=("offered", "charged")) | Q(quote__isnull=False),
                name="a_charged_add_on_has_its_offer",
            ),
        ]
        indexes = [
            models.Index(fields=["community", "state", "-id"], name="add_on_by_state"),
            models.Index(fields=["contract", "happened_on", "line_code"], name="add_on_by_day"),
            models.Index(fields=["site", "line_code", "happened_on"], name="add_on_by_place"),
        ]

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        own = NOTHING if scope.person_id is None else Q(noted_by=scope.person_id)
        return scope.narrow(
            permission or VIEW, contract="contract_id", site="site_id", unit="unit_id", line="line_code", own=own
        )


class AddOnNote(ScopedModel):
    """What somebody wrote about an add-on for their own party alone; never edited."""

    add_on = models.ForeignKey(AddOn, models.PROTECT, related_name="+")
    text = models.CharField(max_length=400)
    person = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    written_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(owner_party__isnull=False), name="a_note_is_one_party_s_own")]

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        own = NOTHING if scope.person_id is None else Q(add_on__noted_by=scope.person_id)
        return scope.narrow(
            permission or VIEW, contract="add_on__contract_id", site="add_on__site_id", unit="add_on__unit_id",
            line="add_on__line_code", own=own,
        )  # fmt: skip


class AddOnSign(ScopedModel):
    """Repeated signs in the data that something is done beyond what is ordered; one open of a kind at a place."""

    contract = models.ForeignKey("contracts.Contract", models.PROTECT, related_name="+")
    unit = models.ForeignKey("parties.Unit", models.PROTECT, null=True, related_name="+", db_index=False)
    site = models.ForeignKey("estate.Site", models.PROTECT, related_name="+", db_index=False)
    line_code = models.CharField(max_length=8)
    kind = models.CharField(max_length=12)  # as `rules.signs.KINDS`
    about = models.CharField(max_length=24, blank=True)  # the code that came again, or the item that was ordered
    first_day = models.DateField()
    last_day = models.DateField()
    count = models.PositiveIntegerField()
    facts: Any = models.JSONField(default=dict, blank=True)  # the numbers that make it a sign
    standing = models.CharField(max_length=10, default="open")  # open, noted, dismissed
    found_at = models.DateTimeField()
    answered_by = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    answered_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=400, blank=True)
    add_on = models.ForeignKey(AddOn, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "kind", "site", "line_code", "about"], condition=Q(standing="open"),
                name="one_sign_of_a_kind_is_open",
            ),
            models.CheckConstraint(
                condition=Q(last_day__gte=models.F("first_day")), name="a_sign_ends_after_it_begins"
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["community", "standing", "-last_day"], name="sign_by_standing")]

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return scope.narrow(
            permission or VIEW, contract="contract_id", site="site_id", unit="unit_id", line="line_code"
        )
