"""What can be found: one row for each thing, with the words it is found by and all that the gate looks at."""

from django.db import models
from django.db.models import Q

from samdrift.foundation.scope import NOTHING, Scope, ScopedModel
from samdrift.foundation.search.registry import everywhere_kinds, permission_for


class SearchRow(ScopedModel):
    """The folded words of one thing. Its gate columns are those of the thing itself, kept by the same command."""

    kind = models.CharField(max_length=60)
    subject_uid = models.UUIDField()
    title = models.TextField(default="", blank=True)
    body = models.TextField(default="", blank=True)
    contract_id = models.BigIntegerField(null=True)
    site_id = models.BigIntegerField(null=True)
    unit_id = models.BigIntegerField(null=True)
    case_id = models.BigIntegerField(null=True)
    line = models.CharField(max_length=20, default="", blank=True)
    person_id = models.BigIntegerField(null=True)
    """Whose own the thing is, such as who asked."""
    assignee_id = models.BigIntegerField(null=True)
    team_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject_uid", "kind"], name="one_search_row_per_thing")]
        indexes = [models.Index(fields=["community", "kind", "-id"], name="search_rows_newest")]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_uid}"

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        """Rows of kinds found by `permission`, or by each kind's own when none is named."""
        found = NOTHING
        for kind, needed in permission_for.items():
            if permission in ("", needed) and scope.may(needed):
                rows = scope.of_community() if kind in everywhere_kinds else cls._narrowed(scope, needed)
                found |= Q(kind=kind) & rows
        return found

    @staticmethod
    def _narrowed(scope: Scope, permission: str) -> Q:
        mine = Q(person_id=scope.person_id) if scope.person_id else NOTHING
        given = Q(assignee_id=scope.person_id) if scope.person_id else NOTHING
        if scope.team_ids:
            given |= Q(team_id__in=scope.team_ids)
        return scope.narrow(
            permission,
            own=mine,
            assigned=given,
            contract="contract_id",
            site="site_id",
            unit="unit_id",
            case="case_id",
            line="line",
        )
