"""Contacts: each call, mail, visit or scan is a record of its own; several may belong to one request."""

from django.db import models
from django.db.models import Q

from samdrift.foundation.scope import Scope, ScopedModel


class Interaction(ScopedModel):
    """One contact on one channel."""

    channel = models.CharField(max_length=12)
    direction = models.CharField(max_length=3, default="in")
    started_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    agent = models.ForeignKey("parties.Person", models.PROTECT, null=True, blank=True, related_name="+")
    caller = models.ForeignKey("parties.Person", models.PROTECT, null=True, blank=True, related_name="+")
    language = models.CharField(max_length=2, default="en")
    line_code = models.CharField(max_length=8, blank=True)
    unit = models.ForeignKey("parties.Unit", models.PROTECT, null=True, blank=True, related_name="+")
    outcome = models.CharField(max_length=16, default="request_created")  # request_created, me_too, answered, spam
    device_at = models.DateTimeField(null=True, blank=True)  # when it was written on the phone, by the phone's clock
    clock_off = models.BooleanField(default=False)  # that clock was more than five minutes wrong: believe it less
    service_request = models.ForeignKey("requests.ServiceRequest", models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["community", "-started_at"], name="interaction_newest")]

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return scope.narrow(permission or "desk.view", unit="unit_id", line="line_code", own=Q(caller=scope.person_id))
