"""What the catalogue announces."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from samdrift.foundation.events.public import Event, Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueInstalled(Event):
    """A community took over the standard catalogue."""

    kind: ClassVar[str] = "catalogue.installed"
    says: ClassVar[Sentence] = Sentence(
        _("The standard catalogue was taken over: %(lines)s service lines, %(request_types)s request types."), "list"
    )
    lines: int
    request_types: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FormPublished(Event):
    """A version of a request type's form is asked from now on."""

    kind: ClassVar[str] = "catalogue.form_published"
    says: ClassVar[Sentence] = Sentence(_("Version %(number)s of a request type’s form was published."), "list")
    request_type_uid: UUID
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleWritten(Event):
    """A draft of an article was written or changed."""

    kind: ClassVar[str] = "catalogue.article_written"
    says: ClassVar[Sentence] = Sentence(_("Version %(number)s of an article was written."), "edit")
    article_uid: UUID
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticlePublished(Event):
    """A version of an article is what its readers get from now on."""

    kind: ClassVar[str] = "catalogue.article_published"
    says: ClassVar[Sentence] = Sentence(_("Version %(number)s of an article was published."), "book")
    article_uid: UUID
    number: int
    review_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleWithdrawn(Event):
    """An article is read no more."""

    kind: ClassVar[str] = "catalogue.article_withdrawn"
    says: ClassVar[Sentence] = Sentence(_("An article was withdrawn."), "book")
    article_uid: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleReviewed(Event):
    """Somebody read an article again and found it still right."""

    kind: ClassVar[str] = "catalogue.article_reviewed"
    says: ClassVar[Sentence] = Sentence(_("An article was reviewed; it is due again on %(review_on)s."), "check")
    article_uid: UUID
    review_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleAnswered(Event):
    """A reader said whether an article helped, or asked all the same."""

    kind: ClassVar[str] = "catalogue.article_answered"
    says: ClassVar[Sentence] = Sentence(
        _("A reader said what an article was worth."), "book", by="answer",
        cases={
            "helped": Sentence(_("An article helped its reader."), "book"),
            "not_helped": Sentence(_("An article did not help its reader."), "book"),
            "accepted": Sentence(_("An article answered somebody, who then asked for nothing."), "book"),
            "declined": Sentence(_("An article was offered to somebody, who asked all the same."), "book"),
        },
    )  # fmt: skip
    article_uid: UUID
    number: int
    answer: str
    channel: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticlesInstalled(Event):
    """A community took over the starter articles."""

    kind: ClassVar[str] = "catalogue.articles_installed"
    says: ClassVar[Sentence] = Sentence(_("%(articles)s starter articles were taken over."), "book")
    articles: int
