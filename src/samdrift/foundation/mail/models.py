"""Threads, which tie an answer to what was asked, and the mails that reached us."""

from django.db import models
from django.db.models import Q

from samdrift.foundation.scope import NOTHING, Scope, ScopedModel

VIEW = "mail.view"


class Thread(ScopedModel):
    """What we wrote to one receiver about one thing. The token stands in the address and ids of those mails."""

    subject_kind = models.CharField(max_length=60)
    subject_uid = models.UUIDField()
    address = models.CharField(max_length=254)
    token = models.CharField(max_length=32, unique=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject_uid", "address", "subject_kind"], name="a_receiver_has_one_thread_about_a_thing"
            )
        ]

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        # The token is the key to a thing: nobody reads it, mails carry it.
        return NOTHING


class IncomingMail(ScopedModel):
    """A mail that reached us, once, and what became of it. What it said is kept as a file for a while."""

    digest = models.CharField(max_length=64)
    message_id = models.CharField(max_length=254, blank=True)
    source = models.CharField(max_length=8)  # imap, http
    arrived_at = models.DateTimeField()  # at our server: promises count from here
    size = models.PositiveIntegerField()
    # waiting, taken, held (for the desk), ignored (nobody wrote it), dismissed (by the desk), refused (no mail)
    state = models.CharField(max_length=10, default="waiting")
    reason = models.CharField(max_length=24, blank=True)
    sender = models.CharField(max_length=254, blank=True)
    sender_name = models.CharField(max_length=120, blank=True)
    subject = models.CharField(max_length=300, blank=True)
    left_out = models.JSONField(default=list, blank=True)  # names of what came along and was not kept
    # what it became, or what it seems to be about
    subject_kind = models.CharField(max_length=60, blank=True)
    subject_uid = models.UUIDField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey("parties.Person", models.PROTECT, null=True, blank=True, related_name="+")
    attempts = models.PositiveSmallIntegerField(default=0)
    forgotten = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["community", "digest"], name="a_mail_is_taken_in_once"),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "taken", "held", "ignored", "dismissed", "refused"]),
                name="a_mail_has_a_known_fate",
            ),
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(state="waiting"), name="mail_to_be_read"),
            models.Index(fields=["community", "arrived_at", "id"], condition=Q(state="held"), name="mail_held"),
            models.Index(fields=["community", "-arrived_at", "-id"], name="mail_newest"),
            models.Index(fields=["message_id"], condition=~Q(message_id=""), name="mail_by_its_id"),
        ]

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return scope.narrow(permission or VIEW)
