"""What is known of a file; its bytes lie in the storage under their hash."""

from django.db import models
from django.db.models import Q

from samdrift.foundation.scope import NOTHING, Scope, ScopedModel


class StoredFile(ScopedModel):
    """One file of one owner. Reached through its owner only: `open_file` and `files_of` ask the owner's gate."""

    owner_kind = models.CharField(max_length=60)
    owner_uid = models.UUIDField()
    name = models.CharField(max_length=120)
    media_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)
    thumbnail_sha256 = models.CharField(max_length=64, default="", blank=True, db_index=True)
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    person_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner_uid", "owner_kind", "sha256"],
                condition=Q(owner_party__isnull=True),
                name="an_owner_has_a_shared_file_once",
            ),
            models.UniqueConstraint(
                fields=["owner_uid", "owner_kind", "sha256", "owner_party"],
                condition=Q(owner_party__isnull=False),
                name="an_owner_has_a_partys_file_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_image(self) -> bool:
        """Whether it can be shown in a page."""
        return self.media_type.startswith("image/")

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        # The owner's gate cannot be put into a question about files, so this door stays shut.
        return NOTHING
