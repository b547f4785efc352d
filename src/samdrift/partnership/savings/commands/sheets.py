"""Publishing the open book of cost, in the one format there is."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid
from samdrift.foundation.events.public import record
from samdrift.foundation.scope import Scope, everywhere
from samdrift.partnership.savings.events import SheetPublished
from samdrift.partnership.savings.models import CostSheet

WRITE = "savings.write_open_book"
CLASS = "D2"


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetDraft:
    """What a service line cost the provider in a year, part by part, in hundredths; a margin may lie below nothing."""

    contract_id: int
    line_code: str
    year: int
    labour_minor: int
    subcontract_minor: int
    materials_minor: int
    overhead_minor: int
    margin_minor: int
    note: str = ""


@transaction.atomic
def publish_sheet(scope: Scope, draft: SheetDraft, *, now: datetime) -> CostSheet:
    """Publish a sheet; one published before for the same line and year is replaced, not changed.

    Raises:
        Invalid: A cost lies below nothing.
        NotAllowed: The actor does not open the provider's book.
    """
    scope.require(WRITE, contract=draft.contract_id, line=draft.line_code, data_class=CLASS)
    costs = (draft.labour_minor, draft.subcontract_minor, draft.materials_minor, draft.overhead_minor)
    if min(costs) < 0 or not draft.line_code:
        raise Invalid({"labour_minor": _("Only the margin may lie below nothing.")})
    with everywhere(reason="the versions of a cost sheet are numbered, whoever sees them"):
        rows = CostSheet.objects.filter(contract=draft.contract_id, line_code=draft.line_code, year=draft.year)
        number = rows.count() + 1
    made = CostSheet.objects.create(
        community_id=scope.community_id, data_class=CLASS, contract_id=draft.contract_id, line_code=draft.line_code,
        year=draft.year, number=number, labour_minor=draft.labour_minor, subcontract_minor=draft.subcontract_minor,
        materials_minor=draft.materials_minor, overhead_minor=draft.overhead_minor, margin_minor=draft.margin_minor,
        note=draft.note.strip()[:400], published_by_id=scope.person_id, published_at=now,
    )  # fmt: skip
    event = SheetPublished(sheet_uid=made.uid, line_code=made.line_code, year=made.year)
    record(event, scope=scope, at=now, subject=made)
    return made
