"""What other rooms may use of the catalogue."""

from samdrift.registers.catalogue.commands.standard import install_standard_catalogue, publish_form
from samdrift.registers.catalogue.models import (
    FormVersion,
    HoldReason,
    ProblemChip,
    RequestType,
    ResolutionCode,
    Service,
    ServiceLine,
)
from samdrift.registers.catalogue.queries.known import (
    Catalogue,
    Chip,
    catalogue_of,
    form_problems,
    request_types,
)
from samdrift.registers.catalogue.queries.suggesting import may_ask, spoken_of, suggest_types, types_suggested_by
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
    "RequestType",
    "ResolutionCode",
    "Service",
    "ServiceLine",
    "catalogue_of",
    "form_problems",
    "install_standard_catalogue",
    "may_ask",
    "publish_form",
    "questions_of",
    "request_types",
    "same_matter",
    "shown",
    "spoken_of",
    "suggest_types",
    "types_suggested_by",
]
