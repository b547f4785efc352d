"""What other rooms may use of the catalogue."""

from samdrift.registers.catalogue.models import (
    FormVersion,
    HoldReason,
    ProblemChip,
    RequestType,
    ResolutionCode,
    Service,
    ServiceLine,
)

__all__ = [
    "FormVersion",
    "HoldReason",
    "ProblemChip",
    "RequestType",
    "ResolutionCode",
    "Service",
    "ServiceLine",
]
