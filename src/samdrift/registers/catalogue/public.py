"""What other rooms may use of the catalogue."""

from samdrift.registers.catalogue.commands.articles import answer_article
from samdrift.registers.catalogue.commands.standard import install_standard_catalogue, publish_form
from samdrift.registers.catalogue.commands.starter import install_starter_articles
from samdrift.registers.catalogue.models import (
    FormVersion,
    HoldReason,
    ProblemChip,
    RequestType,
    ResolutionCode,
    Service,
    ServiceLine,
)
from samdrift.registers.catalogue.queries.advice import articles_suggested
from samdrift.registers.catalogue.queries.articles import (
    Read,
    articles_about,
    deflection,
    due_for_review,
    read_article,
    read_articles,
    search_articles,
)
from samdrift.registers.catalogue.queries.asked import line_column, type_column
from samdrift.registers.catalogue.queries.known import (
    Catalogue,
    Chip,
    catalogue_of,
    form_problems,
    request_types,
)
from samdrift.registers.catalogue.queries.suggesting import may_ask, spoken_of, suggest_types, types_suggested_by
from samdrift.registers.catalogue.registry import register_ask_page
from samdrift.registers.catalogue.rules.forms import Question, questions_of, shown
from samdrift.registers.catalogue.rules.suggesting import SAME_MATTER, same_matter

__all__ = [
    "SAME_MATTER",
    "Catalogue",
    "Chip",
    "FormVersion",
    "HoldReason",
    "ProblemChip",
    "Question",
    "Read",
    "RequestType",
    "ResolutionCode",
    "Service",
    "ServiceLine",
    "answer_article",
    "articles_about",
    "articles_suggested",
    "catalogue_of",
    "deflection",
    "due_for_review",
    "form_problems",
    "install_standard_catalogue",
    "install_starter_articles",
    "line_column",
    "may_ask",
    "publish_form",
    "questions_of",
    "read_article",
    "read_articles",
    "register_ask_page",
    "request_types",
    "same_matter",
    "search_articles",
    "shown",
    "spoken_of",
    "suggest_types",
    "type_column",
    "types_suggested_by",
]
