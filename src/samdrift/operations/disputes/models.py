"""Proposals of one party to the other, and what came of them; an answer stays for ever."""

from django.db import models
from django.db.models import F, Q

from samdrift.foundation.scope import Scope, ScopedModel
from samdrift.registers.parties import public as parties

READ = "disputes.view"


class Proposal(ScopedModel):
    """One thing one side asks the other to agree to about one piece of work."""

    service_request = models.ForeignKey("requests.ServiceRequest", models.PROTECT, related_name="+")
    promise = models.ForeignKey("promises.Promise", models.PROTECT, null=True, related_name="+", db_index=False)
    pause = models.ForeignKey("promises.Pause", models.PROTECT, null=True, related_name="+", db_index=False)
    kind = models.CharField(max_length=8)  # rules.KINDS
    relief = models.CharField(max_length=24, blank=True)  # rules.RELIEFS, for a relief
    asked_due_at = models.DateTimeField(null=True, blank=True)  # for a deadline
    promised_due_at = models.DateTimeField(null=True, blank=True)  # as it stood when it was proposed
    reason = models.CharField(max_length=600)
    evidence = models.CharField(max_length=400, blank=True)
    side = models.CharField(max_length=8)  # customer, provider: whose proposal it is
    proposed_by = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    proposed_at = models.DateTimeField()
    answer_by = models.DateTimeField()
    state = models.CharField(max_length=10, default="open")  # rules.STATES
    answered_by = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=600, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | Q(answered_at__gte=F("proposed_at")),
                name="an_answer_comes_after_its_proposal",
            ),
            models.UniqueConstraint(
                fields=["service_request", "kind"], condition=Q(state="open"), name="one_proposal_of_a_kind_waits"
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["community", "state", "answer_by"], name="proposal_by_answer"),
            models.Index(fields=["community", "-proposed_at", "-id"], name="proposal_newest"),
        ]

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        permission = permission or READ
        rows = scope.narrow(
            permission, contract="service_request__contract_id", site="service_request__site_id",
            unit="service_request__unit_id", line="service_request__line_code",
        )  # fmt: skip
        # Who is named on a case reads what the parties propose about it; answering takes the permission to answer.
        asked = "requests.view" if permission == READ else permission
        return rows | parties.case_rows(scope, asked, uid="service_request__uid")
