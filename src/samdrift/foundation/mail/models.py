"""Threads: which thing a mail to somebody speaks of, so that the answer finds it."""

from django.db import models
from django.db.models import Q

from samdrift.foundation.scope import NOTHING, Scope, ScopedModel


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
