"""Reports with their data and versions, and what each party says of them."""

from django.db import models
from django.db.models import Q

from samdrift.foundation.scope import Scope, ScopedModel
from samdrift.partnership.reports.rules.states import DRAFT

VIEW = "reports.view"


class Report(ScopedModel):
    """A report of a contract and period: draft → commented → agreed → frozen. A correction is a version of its own.

    Its data are kept as one text, not as the database's JSON: their fingerprint is that of these very letters.
    """

    contract = models.ForeignKey("contracts.Contract", models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=10)  # monthly, steering
    first_day = models.DateField()
    last_day = models.DateField()
    number = models.PositiveSmallIntegerField(default=1)  # 1, then one more with each correction
    state = models.CharField(max_length=10, default=DRAFT)
    template = models.PositiveSmallIntegerField(default=1)  # the version of page and paper it is shown by
    data = models.TextField()  # as `rules.canonical.written` writes it
    digest = models.CharField(max_length=64)
    known_at = models.DateTimeField()
    drafted_at = models.DateTimeField()
    customer_commented_at = models.DateTimeField(null=True, blank=True)
    provider_commented_at = models.DateTimeField(null=True, blank=True)
    customer_agreed_at = models.DateTimeField(null=True, blank=True)
    customer_agreed_by = models.ForeignKey(
        "parties.Person", models.PROTECT, null=True, related_name="+", db_index=False
    )
    provider_agreed_at = models.DateTimeField(null=True, blank=True)
    provider_agreed_by = models.ForeignKey(
        "parties.Person", models.PROTECT, null=True, related_name="+", db_index=False
    )
    frozen_at = models.DateTimeField(null=True, blank=True)
    corrects = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", db_index=False)
    reason = models.CharField(max_length=400, blank=True)  # of a correction

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "kind", "first_day", "number"], name="a_reports_version_is_numbered_once"
            ),
            models.CheckConstraint(
                condition=Q(last_day__gte=models.F("first_day")), name="a_report_ends_after_it_began"
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["community", "kind", "-first_day", "-number"], name="report_by_period")]

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return scope.narrow(permission or VIEW, contract="contract_id")


class ReportWord(ScopedModel):
    """What one party says of a section, or one of its priorities: a draft is its own (D3) until it is published.

    Published words are never edited: a newer one takes their place, and they stay.
    """

    report = models.ForeignKey(Report, models.PROTECT, related_name="+", db_index=False)
    section = models.CharField(max_length=24, blank=True)  # empty: a priority
    position = models.PositiveSmallIntegerField(default=0)  # of a priority, from 1
    side = models.CharField(max_length=8)
    text = models.CharField(max_length=1000)
    person = models.ForeignKey("parties.Person", models.PROTECT, null=True, related_name="+", db_index=False)
    written_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    latest = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["report", "section", "position", "side"], name="a_party_drafts_a_word_once",
                condition=Q(published_at__isnull=True),
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=False) | Q(owner_party__isnull=False, data_class="D3"),
                name="a_draft_is_its_partys_own",
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["report", "section", "position"], name="word_of_report")]

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return scope.narrow(permission or VIEW, contract="report__contract_id")
