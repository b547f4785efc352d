"""Questions about problems: which there are, and the repairs under one."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from samdrift.foundation.scope import Scope
from samdrift.operations.work.models import Problem, WorkOrder

PROBLEM_WORDS = {
    "open": gettext_lazy("Cause unknown"),
    "cause_known": gettext_lazy("Cause known"),
    "acting": gettext_lazy("Something is done"),
    "closed": gettext_lazy("Closed"),
}


def problems_shown(scope: Scope) -> QuerySet[Problem]:
    """Problems one may see, open ones first, then the newest."""
    rows = Problem.objects.within(scope).select_related("asset", "site")
    return rows.order_by("closed_at", "-opened_at", "-pk")


def orders_under(scope: Scope, problem: Problem) -> QuerySet[WorkOrder]:
    """The repairs under a problem one may see, the first one first."""
    rows = WorkOrder.objects.within(scope).filter(problem=problem)
    return rows.select_related("service_request", "assignee").order_by("pk")
