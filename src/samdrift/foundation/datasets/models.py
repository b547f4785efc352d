"""Questions people keep, what they are told of them, and secret addresses under which an answer is read."""

from django.db import models
from django.db.models import Q

from samdrift.foundation.scope import Scope, ScopedModel


class SavedQuestion(ScopedModel):
    """A question under a name: one person's own, or shared with everybody of the person's party."""

    person = models.ForeignKey("parties.Person", models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    dataset = models.CharField(max_length=40)
    question = models.TextField()  # its canonical form
    shared = models.BooleanField(default=False)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["community", "person", "dataset", "name"], name="a_question_has_one_name")
        ]

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        # A name may tell more than its writer meant to the other party: shared is shared on one side.
        mine = Q(person=scope.person_id or 0, owner_party=scope.party_id)
        same_party = Q(shared=True, owner_party=scope.party_id or 0)
        return Q(community=scope.community_id) & (mine | same_party)


class Subscription(ScopedModel):
    """Somebody is told of a question's answer, at the times they chose."""

    saved = models.ForeignKey(SavedQuestion, models.CASCADE, related_name="+")
    person = models.ForeignKey("parties.Person", models.CASCADE, related_name="+")
    employment = models.ForeignKey("parties.Employment", models.PROTECT, related_name="+")
    every = models.CharField(max_length=8)  # day, week, month
    only_changes = models.BooleanField(default=False)
    next_on = models.DateField()
    answer_digest = models.CharField(max_length=64, blank=True)  # of the answer told last
    told_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)  # told that it can no longer be answered; once

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["saved", "person"], name="somebody_follows_a_question_once"),
        ]
        indexes = [models.Index(fields=["community", "next_on"], name="subscription_due")]

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return Q(community=scope.community_id, person=scope.person_id or 0, employment=scope.employment_id or 0)


class SecretLink(ScopedModel):
    """An address whose secret is the key: a feed of a question, or a wall screen. It shows what its maker may see."""

    kind = models.CharField(max_length=8)  # feed, wall
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    saved = models.ForeignKey(SavedQuestion, models.CASCADE, null=True, blank=True, related_name="+")
    employment = models.ForeignKey("parties.Employment", models.PROTECT, related_name="+")
    shows = models.JSONField(default=dict)  # for walls: what is shown, in order
    made_at = models.DateTimeField()
    used_on = models.DateField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)  # its maker was told that it can no longer be answered
    ended_at = models.DateTimeField(null=True, blank=True)

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return scope.of_community() & Q(employment=scope.employment_id or 0)
