"""What the contract says and how both parties read it: clauses, readings, options, facts and obligations, by date."""

from django.db import models
from django.db.models import F, Q

from samdrift.foundation.scope import Scope, ScopedModel
from samdrift.registers.contracts.models.prices import VIEW_TERMS, alike_for_units


class WordingModel(ScopedModel):
    """What whoever may see the terms of a contract reads."""

    contract = models.ForeignKey("contracts.Contract", models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    party = models.ForeignKey("parties.Organisation", models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        abstract = True

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return alike_for_units(scope, permission or VIEW_TERMS)


class Clause(WordingModel):
    """A version of a clause: of those known, the one written last holds from its day on."""

    number = models.CharField(max_length=20)  # as the contract counts: 7.3
    edition = models.PositiveSmallIntegerField(default=1)
    title = models.CharField(max_length=160)
    text = models.TextField(max_length=8000)
    valid_from = models.DateField()
    proposal = models.ForeignKey("contracts.TermsProposal", models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contract", "number", "edition"], name="a_clause_edition_is_numbered_once"),
        ]


class ClauseNote(WordingModel):
    """Beside a clause: how both parties read it, or that one of them finds it not working."""

    clause = models.CharField(max_length=20)
    kind = models.CharField(max_length=12)  # reading, not_working
    text = models.TextField(max_length=2000)
    proposal = models.ForeignKey("contracts.TermsProposal", models.PROTECT, null=True, related_name="+", db_index=False)


class ContractOption(WordingModel):
    """A right to run the contract longer, to be used by a day."""

    code = models.CharField(max_length=20)
    name = models.CharField(max_length=160)
    ends_on = models.DateField()  # the contract's last day once it is used
    exercise_by = models.DateField()
    consequence = models.CharField(max_length=600, blank=True)
    clause = models.CharField(max_length=20, blank=True)
    exercised_at = models.DateTimeField(null=True, blank=True)
    told = models.PositiveSmallIntegerField(null=True, blank=True)  # the last milestone people were told of

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contract", "code"], name="a_contract_option_is_written_once"),
            models.CheckConstraint(condition=Q(ends_on__gt=F("exercise_by")), name="an_option_is_used_before_it_ends"),
        ]


class ContractFact(WordingModel):
    """What a source states about the contract; where sources differ all are kept, and one may be verified."""

    about = models.CharField(max_length=80)
    value = models.CharField(max_length=200)
    source = models.CharField(max_length=200)
    verified = models.BooleanField(default=False)
    verified_at = models.DateTimeField(null=True, blank=True)  # unknown of what was verified before it was kept
    valid_from = models.DateField(null=True, blank=True)


class Obligation(WordingModel):
    """What one side owes beside its daily work, once or again and again."""

    code = models.CharField(max_length=20)
    side = models.CharField(max_length=12)  # customer, provider
    text = models.CharField(max_length=600)
    clause = models.CharField(max_length=20, blank=True)
    due_on = models.DateField()
    every_months = models.PositiveSmallIntegerField(default=0)  # 0: once

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contract", "code"], name="an_obligation_is_written_once"),
        ]


class ObligationKept(WordingModel):
    """That an obligation was kept for one of its days, and by what that is seen."""

    obligation = models.ForeignKey(Obligation, models.PROTECT, related_name="+")
    due_on = models.DateField()
    evidence = models.CharField(max_length=600)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["obligation", "due_on"], name="an_obligation_is_kept_once_a_day"),
        ]
