"""Contacts: each call, mail, visit or scan is a record of its own; several may belong to one request."""

from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import F, Q, QuerySet

from samdrift.foundation.fields import TranslatedField
from samdrift.foundation.scope import CASE_CLASSES, NOTHING, Scope, ScopedModel, everywhere
from samdrift.registers.parties import public as parties

# Who is named on a case reads what was said about it, also without a desk of their own. What is measured counts none:
# both parties read the same figures.
OF_CASES = {"desk.view": "requests.view", "desk.take": "desk.take"}


class Queue(ScopedModel):
    """Where contacts wait: a telephone queue, a mailbox, a counter; with what is promised about answering."""

    code = models.CharField(max_length=24)
    name = models.JSONField(default=dict)
    answer_seconds = models.PositiveIntegerField(default=60)  # answered within these is answered in time
    short_seconds = models.PositiveIntegerField(default=5)  # who gives up sooner did not wait
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["community", "code"], name="a_queue_code_is_used_once")]

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return scope.of_community() if scope.may(permission or "desk.view") else NOTHING


class Contact(ScopedModel):
    """One contact on one channel. A stranger is kept as a keyed hash and a few digits, never as an account."""

    channel = models.CharField(max_length=12)  # rules.contacts.CHANNELS
    direction = models.CharField(max_length=3, default="in")  # in, out
    queue = models.CharField(max_length=24, blank=True, default="", db_default="")  # a Queue's code
    reference = models.CharField(max_length=120, blank=True, default="", db_default="")  # the other system's own id
    started_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    abandoned_at = models.DateTimeField(null=True, blank=True)
    wait_seconds = models.PositiveIntegerField(null=True, blank=True)
    talk_seconds = models.PositiveIntegerField(null=True, blank=True)
    hold_seconds = models.PositiveIntegerField(null=True, blank=True)
    wrap_seconds = models.PositiveIntegerField(null=True, blank=True)
    agent = models.ForeignKey("parties.Person", models.PROTECT, null=True, blank=True, related_name="+")
    caller = models.ForeignKey("parties.Person", models.PROTECT, null=True, blank=True, related_name="+")
    caller_key = models.CharField(max_length=64, blank=True, default="", db_default="")
    caller_hint = models.CharField(max_length=40, blank=True, default="", db_default="")  # the last digits
    language = models.CharField(max_length=2, default="en")
    line_code = models.CharField(max_length=8, blank=True)
    subject = models.CharField(max_length=64, blank=True, default="", db_default="")  # a request type's code
    unit = models.ForeignKey("parties.Unit", models.PROTECT, null=True, blank=True, related_name="+")
    site = models.ForeignKey("estate.Site", models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    # rules.contacts.OUTCOMES, "" while it goes on; and whether first-contact resolution asks about it, by rule
    outcome = models.CharField(max_length=16, blank=True, default="", db_default="")
    eligible_for_fcr = models.BooleanField(null=True)
    by_law = models.BooleanField(default=False, db_default=False)  # several steps are the law's
    avoidable = models.CharField(max_length=24, blank=True, default="", db_default="")  # rules.contacts.AVOIDABLE
    # what was said; forgotten when its time is over, while the figures stay
    note = models.TextField(blank=True, default="", db_default="")
    content_until = models.DateTimeField(null=True, blank=True)
    device_at = models.DateTimeField(null=True, blank=True)  # when it was written on the phone, by the phone's clock
    clock_off = models.BooleanField(default=False)  # that clock was more than five minutes wrong: believe it less
    # the first request it is about; further ones are links
    service_request = models.ForeignKey("requests.ServiceRequest", models.PROTECT, null=True, related_name="+")
    continues = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    repeat_of = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["community", "reference"], condition=~Q(reference=""), name="a_contact_is_told_of_once"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at")),
                name="a_contact_ends_after_its_start",
            ),
        ]
        indexes = [
            models.Index(fields=["community", "-started_at"], name="contact_newest"),
            models.Index(fields=["community", "started_at"], condition=Q(outcome=""), name="contact_under_way"),
            models.Index(fields=["repeat_of"], condition=Q(repeat_of__isnull=False), name="contact_repeats"),
            models.Index(
                fields=["community", "caller_key", "-started_at"],
                condition=~Q(caller_key=""),
                name="contact_by_caller_key",
            ),
            models.Index(fields=["content_until"], condition=Q(content_until__isnull=False), name="contact_to_forget"),
        ]

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        permission = permission or "desk.view"
        rows = scope.narrow(permission, unit="unit_id", site="site_id", line="line_code", own=Q(caller=scope.person_id))
        return rows | _taken_by(scope, permission) | _about_cases(scope, permission)


def _taken_by(scope: Scope, permission: str) -> Q:
    """What the agent took stays the agent's, though nobody knows yet which unit or line it is about."""
    classes = {kind for grant in scope.grants if permission in grant.permissions for kind in grant.data_classes}
    if scope.person_id is None or not classes:
        return NOTHING
    mine = Q(community=scope.community_id, agent=scope.person_id, data_class__in=classes)
    return mine & Q(owner_party__isnull=True)


def _about_cases(scope: Scope, permission: str) -> Q:
    """Contacts about a case the person is named on, and about none they are not named on."""
    asked = OF_CASES.get(permission, "")
    if not asked or not parties.classes_named(scope, asked):
        return NOTHING
    mine = _cases(scope)
    with everywhere(reason="which contacts are about one's cases, asked inside the gate"):
        links = ContactLink.objects.all()
    near = Q(service_request__in=mine) | Q(pk__in=links.filter(service_request__in=mine).values("contact"))
    others = _restricted_requests().exclude(pk__in=mine)
    far = Q(pk__in=links.filter(service_request__in=others).values("contact")) | Q(service_request__in=others)
    rows = Q(community=scope.community_id, data_class__in=parties.classes_named(scope, asked))
    return rows & near & ~far & Q(owner_party__isnull=True)


def _cases(scope: Scope) -> QuerySet[Any, Any]:
    """The keys of the requests that are cases of the person's."""
    return _restricted_requests().filter(uid__in=parties.cases_of(scope)).values("pk")


def _restricted_requests() -> QuerySet[Any]:
    with everywhere(reason="the keys of cases, asked inside the gate of what speaks of them"):
        found: QuerySet[Any] = apps.get_model("requests", "ServiceRequest").objects.filter(data_class__in=CASE_CLASSES)
    return found.values("pk")


class ContactLink(ScopedModel):
    """A further request a contact is about; the first one stands on the contact."""

    contact = models.ForeignKey(Contact, models.PROTECT, related_name="+")
    service_request = models.ForeignKey("requests.ServiceRequest", models.PROTECT, related_name="+")
    relation = models.CharField(max_length=12)  # rules.contacts.RELATIONS
    linked_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["contact", "service_request"], name="a_contact_is_linked_once")]

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        permission = permission or "desk.view"
        rows = scope.narrow(
            permission, contract="service_request__contract_id", unit="service_request__unit_id",
            site="service_request__site_id", line="service_request__line_code",
        )  # fmt: skip
        asked = OF_CASES.get(permission, "")
        return rows | (parties.case_rows(scope, asked, uid="service_request__uid") if asked else NOTHING)


class Outage(ScopedModel):
    """A known issue the desk has declared: told in three languages wherever people would report it again."""

    title = TranslatedField()  # what is the matter
    text = TranslatedField(blank=True)  # what to do meanwhile
    site = models.ForeignKey("estate.Site", models.PROTECT, null=True, blank=True, related_name="+")
    building = models.ForeignKey("estate.Building", models.PROTECT, null=True, blank=True, related_name="+")
    line_code = models.CharField(max_length=8, blank=True)  # only requests of this line are about it; "" for any
    service_request = models.ForeignKey(  # the case everybody joins
        "requests.ServiceRequest", models.PROTECT, null=True, blank=True, related_name="+"
    )
    declared_by = models.ForeignKey("parties.Person", models.PROTECT, null=True, blank=True, related_name="+")
    started_at = models.DateTimeField()
    expected_until = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(site__isnull=False) | ~Q(line_code=""), name="an_outage_has_a_site_or_a_line"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at")),
                name="an_outage_ends_after_its_start",
            ),
        ]
        indexes = [
            models.Index(fields=["community", "-started_at"], condition=Q(ended_at__isnull=True), name="outage_current")
        ]

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        # Everybody of the community may read what is out; only those over that site and line may change it.
        return scope.narrow(permission, site="site_id", line="line_code") if permission else scope.of_community()


class AnswerTemplate(ScopedModel):
    """An answer people of the desk give often: bound to states, in three languages, changed before it is sent."""

    name = TranslatedField()
    text = TranslatedField()  # may hold %(number)s, %(title)s, %(place)s and %(due)s
    states = models.JSONField(default=list, blank=True)  # of the request; empty for any
    line_code = models.CharField(max_length=8, blank=True)  # "" for any
    active = models.BooleanField(default=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["community", "position", "id"], name="answer_in_order")]

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return scope.of_community() if scope.may(permission or "desk.view") else NOTHING


class Mailbox(ScopedModel):
    """What a mail to an address becomes when somebody we know wrote it: of which type, and where."""

    address = models.CharField(max_length=254, blank=True)  # "" for every other address
    request_type = models.CharField(max_length=64)
    site = models.ForeignKey("estate.Site", models.PROTECT, null=True, blank=True, related_name="+", db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["community", "address"], name="an_address_is_one_mailbox")]

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return scope.of_community() if scope.may(permission or "desk.view") else NOTHING
