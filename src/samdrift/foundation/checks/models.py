"""What became of each turn of each check."""

from django.db import models
from django.db.models import Q

from samdrift.foundation.scope import NOTHING, Grant, Scope, ScopedModel


class CheckRun(ScopedModel):
    """One turn of one check of one community: how much was counted again, and what did not hold.

    Both parties read it alike, so what is found is told in codes: which rule, of what; never an amount, and nothing
    of one party's own.
    """

    check_name = models.CharField(max_length=60)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    looked_at = models.PositiveIntegerField(default=0)
    found = models.PositiveIntegerField(default=0)
    findings = models.JSONField(default=list)
    error = models.CharField(max_length=300, default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ended_at__gte=models.F("began_at")), name="a_check_ends_after_it_began")
        ]
        indexes = [models.Index(fields=["community", "check_name", "-began_at"], name="turns_of_a_check")]

    def __str__(self) -> str:
        return f"{self.check_name} {self.began_at}"

    @property
    def state(self) -> str:
        """What came of it: it holds, something was found, or it could not be counted."""
        if self.error:
            return "failed"
        return "found" if self.found else "holds"

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        # A check counts a community as a whole: it opens to whoever reads whole contracts, not to parts of them.
        asked = permission or "checks.view"
        wide = any(asked in grant.permissions and grant.reach == "all" and _whole(grant) for grant in scope.grants)
        return Q(community=scope.community_id) if wide else NOTHING


def _whole(grant: Grant) -> bool:
    return grant.units is None and grant.sites is None and grant.lines is None
