"""Service lines, services, request types with versioned forms, problem chips, hold reasons and resolution codes."""

from django.db import models
from django.db.models import Q

from samdrift.foundation.fields import TranslatedField
from samdrift.foundation.scope import Scope, ScopedModel


class CatalogueModel(ScopedModel):
    """A row any member of the community may read."""

    class Meta:
        abstract = True

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        return scope.of_community()


class ServiceLine(CatalogueModel):
    """A line of service, such as cleaning, by the code of domain.md §2.4."""

    code = models.CharField(max_length=8)
    name = TranslatedField()
    position = models.PositiveSmallIntegerField(default=0)
    icon = models.CharField(max_length=32, blank=True)
    cpv = models.CharField(max_length=12, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["community", "code"], name="a_line_code_is_used_once")]


class Service(CatalogueModel):
    """A service of a line."""

    line = models.ForeignKey(ServiceLine, models.PROTECT, related_name="+")
    code = models.CharField(max_length=24)
    name = TranslatedField()
    product_group = models.CharField(max_length=12, blank=True)  # as EN 15221-4 groups them

    class Meta:
        constraints = [models.UniqueConstraint(fields=["community", "code"], name="a_service_code_is_used_once")]


class RequestType(CatalogueModel):
    """Something that can be asked for."""

    service = models.ForeignKey(Service, models.PROTECT, related_name="+")
    line_code = models.CharField(max_length=8)
    code = models.CharField(max_length=32)
    name = TranslatedField()
    hint = TranslatedField(blank=True)
    icon = models.CharField(max_length=32, blank=True)
    audience = models.CharField(max_length=12, default="user")  # public (also strangers), user, role
    impact = models.PositiveSmallIntegerField(default=3)
    urgency = models.PositiveSmallIntegerField(default=3)
    request_class = models.CharField(max_length=2, default="D1")  # the data class of requests of this type
    approval = models.CharField(max_length=12, default="none")  # none, budget, security, clinical
    approval_above_minor = models.BigIntegerField(null=True, blank=True)
    # What one of it costs until a price list says it; nothing: no price is agreed.
    price_minor = models.BigIntegerField(null=True, blank=True)
    charge = models.CharField(max_length=12, default="included")  # included, quota, price_list, quote
    skills = models.JSONField(default=list, blank=True)
    keywords = models.JSONField(default=dict, blank=True)  # language → words that suggest this type
    duplicate_hours = models.PositiveSmallIntegerField(default=72)
    silent_close_days = models.PositiveSmallIntegerField(default=3)  # working days of silence, then closed
    evidence = models.JSONField(default=list, blank=True)  # what closing demands: photo, reading, signature, scan
    special_minutes = models.JSONField(default=dict, blank=True)  # service-specific clocks, minutes by clock kind
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["community", "code"], name="a_request_type_code_is_used_once"),
            # Whoever is asked would learn that there is a case, and who is not named on it could not answer.
            models.CheckConstraint(
                condition=~Q(request_class__in=("D6", "D7")) | Q(approval="none"), name="a_restricted_type_asks_nobody"
            ),
        ]


class FormVersion(CatalogueModel):
    """The questions of a request type, as JSON Schema; a request keeps the version it was made with."""

    request_type = models.ForeignKey(RequestType, models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField(default=1)
    schema = models.JSONField(default=dict)
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request_type", "number"], name="a_form_version_is_numbered_once")
        ]


class ProblemChip(CatalogueModel):
    """A problem one can report in one tap about one kind of place or thing."""

    # A use or class after its family, as in space:washroom and asset:lift; a star for any; or the word secured.
    object_kind = models.CharField(max_length=48)
    code = models.CharField(max_length=40)
    label = TranslatedField()
    icon = models.CharField(max_length=32, blank=True)
    request_type = models.ForeignKey(RequestType, models.PROTECT, related_name="+")
    impact = models.PositiveSmallIntegerField(null=True, blank=True)
    urgency = models.PositiveSmallIntegerField(null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["community", "object_kind", "code"], name="a_chip_stands_once_on_a_kind")
        ]


class HoldReason(CatalogueModel):
    """Why work may wait, whether the clock then stands, who caused it, what proves it and for how long."""

    code = models.CharField(max_length=32)
    name = TranslatedField()
    stops_clock = models.BooleanField()
    after_make_safe_only = models.BooleanField(default=False)
    caused_by = models.CharField(max_length=10)  # customer, provider, third, nobody
    evidence = models.CharField(max_length=24, blank=True)
    limit_work_days = models.PositiveSmallIntegerField(null=True, blank=True)
    needs_other_party = models.BooleanField(default=False)
    needs_end = models.BooleanField(default=False, db_default=False)  # stops a clock only up to an agreed moment

    class Meta:
        constraints = [models.UniqueConstraint(fields=["community", "code"], name="a_hold_reason_code_is_used_once")]


class ResolutionCode(CatalogueModel):
    """How a request ended."""

    code = models.CharField(max_length=32)
    name = TranslatedField()
    line_code = models.CharField(max_length=8, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["community", "code"], name="a_resolution_code_is_used_once")]


class KnowledgeModel(ScopedModel):
    """A row of an article: seen by its readers, once published, and by those who write articles."""

    class Meta:
        abstract = True

    @staticmethod
    def audiences_of(scope: Scope) -> tuple[str, ...]:
        """Which audiences this person belongs to; the provider's own articles are gated by their owner besides."""
        agents = ("agents",) if scope.may("catalogue.advise") else ()
        return ("requesters", *agents, *(("provider",) if scope.side == "provider" else ()))


class Article(KnowledgeModel):
    """An article that answers a question, or a script that leads an agent through a call, with its versions."""

    code = models.CharField(max_length=40)
    genre = models.CharField(max_length=8, default="article")  # article, script
    audience = models.CharField(max_length=12, default="requesters")  # requesters, agents, provider
    state = models.CharField(max_length=12, default="draft")  # draft, published, withdrawn
    published_number = models.PositiveSmallIntegerField(null=True, blank=True)
    review_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["community", "code"], name="an_article_code_is_used_once"),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_number__isnull=False, review_on__isnull=False),
                name="a_published_article_has_a_version_and_a_day_of_review",
            ),
            models.CheckConstraint(
                condition=~Q(audience="provider") | Q(owner_party__isnull=False),
                name="a_providers_article_has_an_owner",
            ),
        ]

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        rows = scope.of_community()
        if scope.may("catalogue.write_articles"):
            return rows
        return rows & Q(state="published", audience__in=cls.audiences_of(scope))


class ArticleVersion(KnowledgeModel):
    """What an article said from one publication to the next; the newest may still be a draft."""

    article = models.ForeignKey(Article, models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    title = TranslatedField(blank=True)
    body = TranslatedField(blank=True)
    note = models.CharField(max_length=200, blank=True)  # what was changed, for whoever reads the history
    written_by = models.ForeignKey("parties.Person", models.PROTECT, null=True, blank=True, related_name="+")
    written_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="an_article_version_is_numbered_once")
        ]

    @classmethod
    def visible_to(cls, scope: Scope, permission: str = "") -> Q:
        rows = scope.of_community() & Q(article__in=Article.objects.within(scope).values("pk"))
        return rows if scope.may("catalogue.write_articles") else rows & Q(published_at__isnull=False)


class ArticleLink(CatalogueModel):
    """That an article is about a request type."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="+")
    request_type = models.ForeignKey(RequestType, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["article", "request_type"], name="an_article_is_linked_to_a_type_once")
        ]


class ArticleAnswer(CatalogueModel):
    """What one reader said of an article, without saying who: it helped, it did not, or they asked all the same."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="+")
    number = models.PositiveSmallIntegerField()  # of the version that was read
    answer = models.CharField(max_length=12)  # helped, not_helped, accepted, declined
    channel = models.CharField(max_length=8)  # help, web, desk, qr
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["community", "at"], name="article_answers_by_time")]
