"""The book, what is owed to its followers, and its seals."""

from typing import Any, NoReturn

from django.db import models
from django.db.models import Q

from samdrift.foundation.events.base import Event, kinds
from samdrift.foundation.scope import Scope, ScopedModel

READ = "events.view"
SEAL = "seal"
"""The follower every event is owed to: the one that seals the book."""


class NeverChanged(RuntimeError):
    """The book was about to be rewritten: what is recorded stays recorded."""


class Withheld(models.Model):
    """What became restricted after the shared book had told of it: from then on the book is silent about it.

    The events stay where they were sealed; only whoever may read their subject reads them, beside it.
    """

    id = models.BigAutoField(primary_key=True)
    subject_uid = models.UUIDField(unique=True)
    since = models.DateTimeField()


class EventRecord(ScopedModel):
    """One thing that happened. Written once by `record`; a trigger refuses every change but erasing the payload."""

    kind = models.CharField(max_length=80)
    book = models.CharField(max_length=40, default="shared")
    contract_id = models.BigIntegerField(null=True)
    site_id = models.BigIntegerField(null=True)
    unit_id = models.BigIntegerField(null=True)
    case_id = models.BigIntegerField(null=True)
    line = models.CharField(max_length=20, default="", blank=True)
    subject_kind = models.CharField(max_length=60, default="", blank=True)
    subject_uid = models.UUIDField(null=True)
    payload = models.JSONField(default=dict)
    salt = models.BinaryField(max_length=16)
    person_id = models.BigIntegerField(null=True)
    employment_id = models.BigIntegerField(null=True)
    party_id = models.BigIntegerField(null=True)
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    device_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            # None begins with the community: without statistics SQLite takes such an index for the best of all and
            # reads the whole community to find the history of three things. PostgreSQL has one more: migration 5.
            models.Index(fields=["subject_uid", "happened_at", "id"], name="events_of_subject"),
            models.Index(fields=["kind", "community", "happened_at"], name="events_of_kind"),
            models.Index(fields=["happened_at", "id"], name="events_in_time"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.uid}"

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        rows = scope.narrow(
            permission or READ,
            own=Q(person_id=scope.person_id) if scope.person_id else None,
            contract="contract_id",
            site="site_id",
            unit="unit_id",
            case="case_id",
            line="line",
        )
        return rows & ~Q(subject_uid__in=Withheld.objects.values("subject_uid"))

    def as_event(self) -> Event:
        """The event as its room wrote it."""
        return kinds[self.kind].from_payload(self.payload)

    def save(self, *args: Any, **options: Any) -> None:
        if not self._state.adding:
            raise NeverChanged(f"{self} is recorded and stays as it is.")
        super().save(*args, **options)

    def delete(self, *args: Any, **options: Any) -> NoReturn:
        raise NeverChanged(f"{self} is recorded and stays.")


class Delivery(models.Model):
    """What is owed to one follower for one event; gone when delivered, kept and shown when it failed for good."""

    event = models.ForeignKey(EventRecord, models.CASCADE, related_name="+", db_index=False)
    community_id = models.BigIntegerField()
    follower = models.CharField(max_length=100)
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    failed_at = models.DateTimeField(null=True)
    last_error = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event", "follower"], name="one_delivery_per_event_and_follower")
        ]
        indexes = [models.Index(fields=["follower", "id"], name="deliveries_of_follower")]

    def __str__(self) -> str:
        return f"{self.follower} ← {self.event_id}"


class Book(models.Model):
    """One audience's chain in one community: how long it is and what it ends on."""

    community_id = models.BigIntegerField()
    name = models.CharField(max_length=40)
    position = models.BigIntegerField(default=0)
    head = models.BinaryField(max_length=32, default=b"")
    checked_at = models.DateTimeField(null=True)
    holds = models.BooleanField(null=True)
    """What the last check found; None before the first."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["community_id", "name"], name="one_book_per_audience")]

    def __str__(self) -> str:
        return f"{self.name} of {self.community_id}"


class Seal(models.Model):
    """The place of one event in its book, its salted hash, and the head of the chain after it."""

    event = models.OneToOneField(EventRecord, models.PROTECT, related_name="+")
    book = models.ForeignKey(Book, models.PROTECT, related_name="+", db_index=False)
    position = models.BigIntegerField()
    leaf = models.BinaryField(max_length=32)
    head = models.BinaryField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["book", "position"], name="one_event_per_place_in_the_book")]

    def __str__(self) -> str:
        return f"{self.book_id}#{self.position}"


class SignedHead(models.Model):
    """The head of a book at the end of a day, signed: both parties keep it and can prove what they held."""

    book = models.ForeignKey(Book, models.PROTECT, related_name="+", db_index=False)
    day = models.DateField()
    position = models.BigIntegerField()
    head = models.BinaryField(max_length=32)
    signature = models.BinaryField(max_length=64)
    public_key = models.BinaryField(max_length=32)
    signed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["book", "day"], name="one_signed_head_per_day")]

    def __str__(self) -> str:
        return f"{self.book_id} on {self.day}"
