"""Service lines, services, request types with versioned forms, problem chips, hold reasons and resolution codes."""

from django.db import models
from django.db.models import Q

from samdrift.foundation.fields import TranslatedField
from samdrift.foundation.scope import Scope, ScopedModel


class CatalogueModel(ScopedModel):
    """A row any member of the community may read."""

    class Meta:
        abstract = True

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return scope.of_community()


class ServiceLine(CatalogueModel):
    """A line of service, such as cleaning, by the code of domain.md §2.4."""

    code = models.CharField(max_length=8)
    name = TranslatedField()
    position = models.PositiveSmallIntegerField(default=0)
    icon = models.CharField(max_length=32, blank=True)
    cpv = models.CharField(max_length=12, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["community", "code"], name="a_line_code_is_used_once")]


class Service(CatalogueModel):
    """A service of a line."""

    line = models.ForeignKey(ServiceLine, models.PROTECT, related_name="+")
    code = models.CharField(max_length=24)
    name = TranslatedField()
    product_group = models.CharField(max_length=12, blank=True)  # as EN 15221-4 groups them

    class Meta:
        constraints = [models.UniqueConstraint(fields=["community", "code"], name="a_service_code_is_used_once")]


class RequestType(CatalogueModel):
    """Something that can be asked for."""

    service = models.ForeignKey(Service, models.PROTECT, related_name="+")
    line_code = models.CharField(max_length=8)
    code = models.CharField(max_length=32)
    name = TranslatedField()
    hint = TranslatedField(blank=True)
    icon = models.CharField(max_length=32, blank=True)
    audience = models.CharField(max_length=12, default="user")  # public (also strangers), user, role
    impact = models.PositiveSmallIntegerField(default=3)
    urgency = models.PositiveSmallIntegerField(default=3)
    request_class = models.CharField(max_length=2, default="D1")  # the data class of requests of this type
    approval = models.CharField(max_length=12, default="none")  # none, budget, security, clinical
    approval_above_minor = models.BigIntegerField(null=True, blank=True)
    # What one of it costs until a price list says it; nothing: no price is agreed.
    price_minor = models.BigIntegerField(null=True, blank=True)
    charge = models.CharField(max_length=12, default="included")  # included, quota, price_list, quote
    skills = models.JSONField(default=list, blank=True)
    keywords = models.JSONField(default=dict, blank=True)  # language → words that suggest this type
    duplicate_hours = models.PositiveSmallIntegerField(default=72)
    silent_close_days = models.PositiveSmallIntegerField(default=3)  # working days of silence, then closed
    evidence = models.JSONField(default=list, blank=True)  # what closing demands: photo, reading, signature, scan
    special_minutes = models.JSONField(default=dict, blank=True)  # service-specific clocks, minutes by clock kind
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["community", "code"], name="a_request_type_code_is_used_once")]


class FormVersion(CatalogueModel):
    """The questions of a request type, as JSON Schema; a request keeps the version it was made with."""

    request_type = models.ForeignKey(RequestType, models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField(default=1)
    schema = models.JSONField(default=dict)
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request_type", "number"], name="a_form_version_is_numbered_once")
        ]


class ProblemChip(CatalogueModel):
    """A problem one can report in one tap about one kind of place or thing."""

    # A use or class after its family, as in space:washroom and asset:lift; a star for any; or the word secured.
    object_kind = models.CharField(max_length=48)
    code = models.CharField(max_length=40)
    label = TranslatedField()
    icon = models.CharField(max_length=32, blank=True)
    request_type = models.ForeignKey(RequestType, models.PROTECT, related_name="+")
    impact = models.PositiveSmallIntegerField(null=True, blank=True)
    urgency = models.PositiveSmallIntegerField(null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["community", "object_kind", "code"], name="a_chip_stands_once_on_a_kind")
        ]


class HoldReason(CatalogueModel):
    """Why work may wait, whether the clock then stands, who caused it, what proves it and for how long."""

    code = models.CharField(max_length=32)
    name = TranslatedField()
    stops_clock = models.BooleanField()
    after_make_safe_only = models.BooleanField(default=False)
    caused_by = models.CharField(max_length=10)  # customer, provider, third, nobody
    evidence = models.CharField(max_length=24, blank=True)
    limit_work_days = models.PositiveSmallIntegerField(null=True, blank=True)
    needs_other_party = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["community", "code"], name="a_hold_reason_code_is_used_once")]


class ResolutionCode(CatalogueModel):
    """How a request ended."""

    code = models.CharField(max_length=32)
    name = TranslatedField()
    line_code = models.CharField(max_length=8, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["community", "code"], name="a_resolution_code_is_used_once")]
