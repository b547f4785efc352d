"""Jurisdictions other systems report to, partners requests go to, and webhooks in both directions."""

from django.db import models
from django.db.models import Q

from samdrift.foundation.fields import TranslatedField
from samdrift.foundation.scope import Scope, ScopedModel
from samdrift.registers.parties import public as parties


class Jurisdiction(ScopedModel):
    """A public body other systems may report to, under the name they call it by."""

    code = models.CharField(max_length=64, unique=True)  # jurisdiction_id, such as police.example
    name = TranslatedField()
    unit = models.ForeignKey("parties.Unit", models.PROTECT, related_name="+")  # its sites are those of this unit
    catch_all = models.ForeignKey("estate.Site", models.PROTECT, related_name="+")  # where reports near no site go
    reach_m = models.PositiveIntegerField(default=300)  # how near a site a point must lie to belong to it
    types = models.JSONField(default=list)  # the request types it takes, by code
    # Whether anybody may read what was reported through this door; else only holders of a key.
    published = models.BooleanField(default=False)
    contact = models.CharField(max_length=200, blank=True)
    active = models.BooleanField(default=True)

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return scope.narrow(permission or "exchange.view", unit="unit_id")


class OpenReport(ScopedModel):
    """What a report through this door said beyond the request: where it pointed and whose system sent it."""

    jurisdiction = models.ForeignKey(Jurisdiction, models.PROTECT, related_name="+", db_index=False)
    service_request = models.OneToOneField("requests.ServiceRequest", models.PROTECT, related_name="+")
    address = models.CharField(max_length=400, blank=True)
    address_id = models.CharField(max_length=80, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    media_url = models.CharField(max_length=400, blank=True)
    reported_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["jurisdiction", "-reported_at"], name="open_report_newest")]

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        permission = permission or "requests.view"
        rows = scope.narrow(
            permission, contract="service_request__contract_id", site="service_request__site_id",
            unit="service_request__unit_id", line="service_request__line_code", case="service_request_id",
        )  # fmt: skip
        return rows | parties.case_rows(scope, permission, uid="service_request__uid")


class Partner(ScopedModel):
    """Another body's Open311 server, which takes over requests that are not ours to solve."""

    name = models.CharField(max_length=120)
    base_url = models.CharField(max_length=300)
    jurisdiction_id = models.CharField(max_length=64, blank=True)
    api_key = models.CharField(max_length=200, blank=True)
    services = models.JSONField(default=dict)  # our request type's code → their service_code
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["community", "name"], name="a_partner_is_named_once")]

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return scope.narrow(permission or "exchange.view")


class Handover(ScopedModel):
    """A request another body took over, and what that body says of it."""

    service_request = models.ForeignKey("requests.ServiceRequest", models.PROTECT, related_name="+")
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="+", db_index=False)
    handed_at = models.DateTimeField()
    handed_by = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    state = models.CharField(max_length=10, default="waiting")  # waiting, sent, closed, refused
    remote_id = models.CharField(max_length=80, blank=True)
    remote_token = models.CharField(max_length=120, blank=True)
    remote_status = models.CharField(max_length=10, blank=True)
    remote_words = models.CharField(max_length=400, blank=True)  # their status notes, or why it was refused
    expected_at = models.DateTimeField(null=True, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["service_request", "partner"], condition=~Q(state="refused"),
                name="a_request_is_handed_to_a_partner_once",
            )
        ]  # fmt: skip
        indexes = [models.Index(fields=["community", "asked_at"], condition=Q(state="sent"), name="handover_to_ask")]

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        permission = permission or "requests.view"
        rows = scope.narrow(
            permission, contract="service_request__contract_id", site="service_request__site_id",
            unit="service_request__unit_id", line="service_request__line_code", case="service_request_id",
        )  # fmt: skip
        return rows | parties.case_rows(scope, permission, uid="service_request__uid")


class Webhook(ScopedModel):
    """An address another system wants to hear at, and how far in the shared book it has been told."""

    name = models.CharField(max_length=80)
    url = models.CharField(max_length=500)
    kinds = models.JSONField(default=list)  # kinds of events, or a room's with a star: requests.*
    secret = models.CharField(max_length=100)
    employment = models.ForeignKey("parties.Employment", models.PROTECT, related_name="+")  # what it may read
    position = models.BigIntegerField(default=0)  # in the shared book; everything up to here was looked at
    state = models.CharField(max_length=8, default="active")  # active, paused, ended
    failures = models.PositiveIntegerField(default=0)  # in a row
    made_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["state", "community"], name="webhook_by_state")]

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return scope.narrow(permission or "exchange.manage")


class HookMessage(ScopedModel):
    """One event on its way to one webhook."""

    webhook = models.ForeignKey(Webhook, models.PROTECT, related_name="+", db_index=False)
    position = models.BigIntegerField()
    kind = models.CharField(max_length=80)
    body = models.TextField()
    state = models.CharField(max_length=8, default="waiting")  # waiting, sent, failed
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["webhook", "position"], name="a_webhook_hears_each_event_once")]
        indexes = [
            models.Index(fields=["webhook", "due_at"], condition=Q(state="waiting"), name="hook_message_due"),
            models.Index(fields=["answered_at"], condition=Q(state="sent"), name="hook_message_sent"),
        ]

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return scope.narrow(permission or "exchange.manage")


class IncomingHook(ScopedModel):
    """An address another system posts signed messages to, such as the telephone exchange's calls."""

    name = models.CharField(max_length=80)
    secret = models.CharField(max_length=100)
    active = models.BooleanField(default=True)
    made_at = models.DateTimeField()
    last_at = models.DateTimeField(null=True, blank=True)

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return scope.narrow(permission or "exchange.manage")
