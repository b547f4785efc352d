"""Exit packs: of which contract and day, what they hold and lacked, and who confirmed the handover."""

from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import Q

from samdrift.foundation.scope import Scope, ScopedModel
from samdrift.partnership.handover import rules

VIEW, MAKE, CONFIRM = "handover.view", "handover.make", "handover.confirm"
LONGEST_MAKING = timedelta(hours=3)


class ExitPack(ScopedModel):
    """What a contract or call-off hands over as of a day: waiting → ready → handed over, or failed.

    Nothing of it changes once it is ready but who confirmed it. Of a call-off `unit` is the joiner's top unit, and
    `home` the framework owner's own contract; else there is no unit, and `home` is the contract itself.
    """

    contract = models.ForeignKey("contracts.Contract", models.PROTECT, related_name="+", db_index=False)
    home = models.ForeignKey("contracts.Contract", models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey("parties.Unit", models.PROTECT, null=True, related_name="+", db_index=False)
    number = models.PositiveSmallIntegerField()
    day = models.DateField()
    with_staff = models.BooleanField(default=False)  # the provider opened its staff and keys for it
    state = models.CharField(max_length=12, default=rules.WAITING)
    asked_by = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    asked_at = models.DateTimeField()
    failed_at = models.DateTimeField(null=True, blank=True)
    ready_at = models.DateTimeField(null=True, blank=True)
    fingerprint = models.CharField(max_length=64, blank=True)  # of its description
    size = models.BigIntegerField(default=0)
    tables: Any = models.JSONField(default=list)  # [{"code", "rows", "size"}]
    missing: Any = models.JSONField(default=list)  # [{"code", "count"}], as it was when made
    customer_by = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    customer_at = models.DateTimeField(null=True, blank=True)
    provider_by = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    provider_at = models.DateTimeField(null=True, blank=True)
    handed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contract", "number"], name="an_exit_pack_is_numbered_once"),
            models.UniqueConstraint(
                fields=["contract"], condition=Q(state="waiting"), name="an_exit_pack_is_made_at_a_time"
            ),
            models.CheckConstraint(
                condition=~Q(state="handed_over")
                | Q(customer_at__isnull=False, provider_at__isnull=False, handed_at__isnull=False),
                name="handed_over_is_confirmed_by_both",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}"

    def state_at(self, now: datetime) -> str:
        """Its state; one that nobody made for hours was lost with its worker, and failed."""
        lost = self.state == rules.WAITING and self.asked_at < now - LONGEST_MAKING
        return rules.FAILED if lost else self.state

    def confirmed(self) -> dict[str, int | None]:
        """By whom each side confirmed it, where it did."""
        found = {side: getattr(self, f"{side}_by_id") for side in rules.SIDES}
        return {side: person for side, person in found.items() if getattr(self, f"{side}_at") is not None}

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        code = permission or VIEW
        return scope.narrow(code, contract="contract_id", unit="unit_id") | scope.narrow(
            code, contract="home_id", unit="unit_id"
        )
