"""What people say to each other about a work order."""

from django.db import models
from django.db.models import Q

from samdrift.foundation.scope import Scope, ScopedModel
from samdrift.operations.work.models.orders import WorkOrder, of_order


class OrderComment(ScopedModel):
    """Something said about an order, for whoever sees it; kept as it was written, in the language it was written in."""

    work_order = models.ForeignKey(WorkOrder, models.PROTECT, related_name="+")
    author = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    body = models.TextField()
    language = models.CharField(max_length=2)
    mentioned = models.JSONField(default=list)  # ids of people, as they were known when it was said
    said_at = models.DateTimeField()

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return of_order(scope, permission)
