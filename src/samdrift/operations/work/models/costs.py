"""What lines of work come to by the contract's rates, and time that is running."""

from django.db import models
from django.db.models import Q

from samdrift.foundation.scope import Scope, ScopedModel
from samdrift.operations.work.models.orders import WorkLine, WorkOrder, of_order


class LinePrice(ScopedModel):
    """What a line came to when it was written, and why; written once. A line without one has no price."""

    work_line = models.OneToOneField(WorkLine, models.PROTECT, related_name="+")
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    reason = models.CharField(max_length=10)  # rate, included, quoted, taken_back
    rate = models.CharField(max_length=200, blank=True)  # the line of the price list, as `kernel.pricing` writes it
    price_list = models.ForeignKey("contracts.PriceList", models.PROTECT, null=True, related_name="+", db_index=False)
    priced_at = models.DateTimeField()

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        at = "work_line__work_order__"
        return scope.narrow(
            permission or "work.view_prices", contract=f"{at}contract_id", site=f"{at}site_id", unit=f"{at}unit_id",
            line=f"{at}line_code",
        )  # fmt: skip


class WorkTimer(ScopedModel):
    """Time somebody lets run on an order; stopping it writes the time. One for each person."""

    work_order = models.ForeignKey(WorkOrder, models.PROTECT, related_name="+")
    person = models.OneToOneField("parties.Person", models.PROTECT, related_name="+")
    started_at = models.DateTimeField()

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return of_order(scope, permission)
