"""Codes, what they are bound to, print batches, walks and verifications, and reports on unknown codes."""

from django.db import models
from django.db.models import Q

from samdrift.foundation.fields import UidField
from samdrift.foundation.scope import Scope, ScopedModel


class PrintBatch(ScopedModel):
    """Tags made together."""

    code = models.CharField(max_length=20)
    size = models.PositiveIntegerField()
    base_url = models.CharField(max_length=120)  # fixed before printing: what the codes say for ever
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+")
    note = models.CharField(max_length=200, blank=True)

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return scope.of_community()


class Tag(ScopedModel):
    """A code on a wall or a thing. Its site, space and asset are today's binding; `TagBinding` has all."""

    code = models.CharField(max_length=11, unique=True)
    state = models.CharField(max_length=10, default="generated")
    batch = models.ForeignKey(PrintBatch, models.PROTECT, null=True, blank=True, related_name="+")
    site = models.ForeignKey("estate.Site", models.PROTECT, null=True, blank=True, related_name="+")
    space = models.ForeignKey("estate.Space", models.PROTECT, null=True, blank=True, related_name="+")
    asset = models.ForeignKey("estate.Asset", models.PROTECT, null=True, blank=True, related_name="+")
    successor = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    disclosure = models.CharField(max_length=10, default="open")  # open, secured: what a stranger is told
    anonymous_allowed = models.BooleanField(default=True)
    mounted_at = models.DateTimeField(null=True, blank=True)
    mounted_by = models.ForeignKey("parties.Person", models.PROTECT, null=True, blank=True, related_name="+")
    condition = models.CharField(max_length=10, default="ok")  # ok, worn, unreadable
    trouble = models.CharField(max_length=10, blank=True, default="")  # damaged or missing: said, not yet confirmed
    trouble_at = models.DateTimeField(null=True, blank=True)
    # Its room became several, or is no more: since when it waits for somebody to look, and which rooms it may hang in.
    doubt_since = models.DateTimeField(null=True, blank=True)
    doubt_spaces = models.JSONField(default=list, blank=True)  # ids of spaces, the likeliest first
    looked_at = models.DateTimeField(null=True, blank=True)
    last_scan_on = models.DateField(null=True, blank=True)
    scan_days = models.PositiveIntegerField(default=0)  # days on which it was scanned at least once

    class Meta:
        indexes = [
            models.Index(fields=["community", "state"], name="tag_by_state"),
            models.Index(fields=["site", "state"], name="tag_by_site"),
            models.Index(fields=["space"], name="tag_by_space"),
            models.Index(fields=["asset"], name="tag_by_asset"),
        ]

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return scope.narrow(
            permission or "tags.view", unit="site__unit_id", site="site_id", of_contract="site__unit_id", any_line=True
        )


class TagBinding(ScopedModel):
    """What a tag was bound to from one moment to another."""

    tag = models.ForeignKey(Tag, models.PROTECT, related_name="+")
    site = models.ForeignKey("estate.Site", models.PROTECT, related_name="+")
    space = models.ForeignKey("estate.Space", models.PROTECT, null=True, blank=True, related_name="+")
    asset = models.ForeignKey("estate.Asset", models.PROTECT, null=True, blank=True, related_name="+")
    bound_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True, blank=True)
    bound_by = models.ForeignKey("parties.Person", models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tag"], condition=Q(released_at__isnull=True), name="a_tag_is_bound_to_one_thing_at_a_time"
            )
        ]

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return scope.narrow(
            permission or "tags.view", unit="site__unit_id", site="site_id", of_contract="site__unit_id", any_line=True
        )


class SiteRow(ScopedModel):
    """A row about a site, seen by whoever sees the site's tags."""

    site = models.ForeignKey("estate.Site", models.PROTECT, related_name="+")

    class Meta:
        abstract = True

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return scope.narrow(
            permission or "tags.view", unit="site__unit_id", site="site_id", of_contract="site__unit_id", any_line=True
        )


class TagRound(SiteRow):
    """A verification task: the tags of a site, each to be scanned once, until somebody ends it."""

    which = models.CharField(max_length=4, default="all")  # all, due (not seen to work for 180 days)
    due_before = models.DateField(null=True, blank=True)  # for "due": last seen on this day or earlier
    started_at = models.DateTimeField()
    started_by = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    # As it stood at the end; while it runs, the checks are counted.
    there = models.PositiveIntegerField(default=0)
    damaged = models.PositiveIntegerField(default=0)
    missing = models.PositiveIntegerField(default=0)
    left = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["site"], condition=Q(ended_at__isnull=True), name="a_site_has_one_open_verification"
            )
        ]
        indexes = [models.Index(fields=["site", "-started_at"], name="tag_round_by_site")]


class TagCheck(SiteRow):
    """One tag looked at in a verification: there, damaged or missing."""

    round = models.ForeignKey(TagRound, models.PROTECT, related_name="+", db_index=False)
    tag = models.ForeignKey(Tag, models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=8)
    checked_at = models.DateTimeField()
    checked_by = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "tag"], name="a_tag_is_checked_once_in_a_verification")]


class WalkPiece(SiteRow):
    """One thing done on a walk, under the identifier the phone gave it, with both clocks, and what became of it."""

    person = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=8)  # rules.WALK_KINDS
    body = models.JSONField(default=dict)
    tag = models.ForeignKey(Tag, models.PROTECT, null=True, blank=True, related_name="+")
    space = models.ForeignKey("estate.Space", models.PROTECT, null=True, blank=True, related_name="+")
    asset = models.ForeignKey("estate.Asset", models.PROTECT, null=True, blank=True, related_name="+")
    device_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField()
    outcome = models.CharField(max_length=8)  # done, conflict, refused
    why = models.CharField(max_length=16, blank=True)  # what rules.meaning_of_scan said, or the reason of a skip
    words = models.CharField(max_length=400, blank=True)
    looked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["site", "outcome", "kind"], name="walk_piece_by_site")]


class HeldReport(models.Model):
    """What somebody sent under a code that leads nowhere: it waits for the desk.

    A code nobody knows belongs to no community; one that is known but hangs nowhere yet belongs to its own.
    """

    id = models.BigAutoField(primary_key=True)
    uid = UidField()
    code = models.CharField(max_length=40)
    community = models.ForeignKey("parties.Community", models.PROTECT, null=True, blank=True, related_name="+")
    reference = models.CharField(max_length=20, unique=True)
    track_digest = models.CharField(max_length=64, unique=True)
    problem = models.CharField(max_length=40, blank=True)
    text = models.TextField(blank=True)
    contact = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=2, default="en")
    photo = models.BinaryField(null=True, blank=True)  # sanitised; waits here because files belong to a community
    device_key = models.CharField(max_length=64, blank=True)
    received_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey("parties.Person", models.PROTECT, null=True, blank=True, related_name="+")
    outcome = models.CharField(max_length=24, blank=True)  # request, spam
    request_uid = models.UUIDField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["settled_at", "received_at"], name="held_report_waiting")]
