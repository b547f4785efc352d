"""What people were told, what left the house, and what they chose."""

from datetime import time

from django.db import models
from django.db.models import Q

from samdrift.foundation.scope import NOTHING, Scope, ScopedModel

VIEW_SENT = "notices.view_sent"


class Sending(ScopedModel):
    """One message that leaves the house: waiting, sent, failed, or kept because nothing is there to send it by."""

    channel = models.CharField(max_length=4)
    notice = models.ForeignKey("notices.Notice", models.CASCADE, null=True, related_name="+")
    letter = models.CharField(max_length=40)  # who writes it, when it leaves: notice, digest, account.password
    receiver = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    address = models.CharField(max_length=254, blank=True)  # where a stranger is reached
    language = models.CharField(max_length=2, default="en")
    state = models.CharField(max_length=8, default="waiting")
    not_before = models.DateTimeField()
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "sent", "failed", "kept"]), name="a_message_waits_is_sent_or_failed"
            )
        ]
        indexes = [models.Index(fields=["community", "-made_at", "-id"], name="sending_newest")]

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return scope.narrow(permission or VIEW_SENT)


class Notice(ScopedModel):
    """One thing one receiver was told, once for each cause. Its words are made when it is read, from its facts."""

    receiver = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    employment_id = models.BigIntegerField(null=True)
    own = models.BooleanField(default=False)  # about what the receiver asked for: theirs to see, whatever its class
    address = models.CharField(max_length=254, blank=True)
    language = models.CharField(max_length=2, default="en")  # a stranger's; a person's own counts when it is read
    kind = models.CharField(max_length=60)
    cause = models.CharField(max_length=120)
    subject_kind = models.CharField(max_length=60, blank=True)
    subject_uid = models.UUIDField(null=True)
    facts = models.JSONField(default=dict, blank=True)
    told_at = models.DateTimeField()
    listed = models.BooleanField(default=True)  # in the list and the count; else it only left the house
    read_at = models.DateTimeField(null=True)
    for_digest = models.BooleanField(default=False)
    digest = models.ForeignKey("notices.Sending", models.SET_NULL, null=True, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cause", "kind", "receiver"],
                condition=Q(receiver__isnull=False),
                name="a_person_is_told_once_of_a_cause",
            ),
            models.UniqueConstraint(
                fields=["cause", "kind", "address"],
                condition=Q(receiver__isnull=True),
                name="an_address_is_told_once_of_a_cause",
            ),
        ]
        indexes = [
            models.Index(fields=["receiver", "-told_at", "-id"], name="notice_newest"),
            models.Index(
                fields=["receiver", "community"],
                condition=Q(read_at__isnull=True, listed=True),
                name="notice_unread",
            ),
            models.Index(fields=["subject_uid", "kind"], name="notice_of_subject"),
            models.Index(fields=["receiver"], condition=Q(for_digest=True), name="notice_for_digest"),
            models.Index(fields=["digest"], condition=Q(digest__isnull=False), name="notice_of_digest"),
        ]

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        """One's own, of the employment one acts for, of classes one is cleared for today."""
        if scope.person_id is None:
            return NOTHING
        own_too = {data_class for grant in scope.grants for data_class in grant.data_classes}
        cleared = {one for grant in scope.grants if grant.reach != "own" for one in grant.data_classes}
        classes = Q(data_class__in=cleared | {"D0", "D1", "D4"}) | Q(own=True, data_class__in=own_too)
        mine = Q(owner_party__isnull=True)
        if scope.party_id is not None:
            mine |= Q(owner_party=scope.party_id)
        at_work = Q(employment_id__isnull=True) | Q(employment_id=scope.employment_id)
        to_me = Q(community=scope.community_id, receiver=scope.person_id, listed=True)
        return to_me & mine & at_work & classes


class Choice(models.Model):
    """By which ways somebody wants one kind; no ways at all is quietened."""

    person = models.ForeignKey("parties.Person", models.CASCADE, null=True, related_name="+", db_index=False)
    address = models.CharField(max_length=254, blank=True)
    kind = models.CharField(max_length=60)
    channels = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind"], condition=Q(person__isnull=False), name="a_person_chooses_once_for_a_kind"
            ),
            models.UniqueConstraint(
                fields=["address", "kind"], condition=Q(person__isnull=True), name="an_address_chooses_once_for_a_kind"
            ),
        ]


class Habits(models.Model):
    """When somebody wants to be left alone, and when the digest comes; wall-clock times of the community's zone."""

    person = models.OneToOneField("parties.Person", models.CASCADE, related_name="+")
    quiet_from = models.TimeField(null=True)
    quiet_to = models.TimeField(null=True)
    digest_at = models.TimeField(default=time(7))
    last_digest_at = models.DateTimeField(null=True)


class PushDevice(models.Model):
    """A browser its person allowed push messages to."""

    person = models.ForeignKey("parties.Person", models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    endpoint = models.CharField(max_length=1000)
    p256dh = models.CharField(max_length=120)
    auth = models.CharField(max_length=40)
    at = models.DateTimeField()
