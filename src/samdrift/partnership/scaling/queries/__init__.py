"""Every read of this room: districts and their prices, what-ifs, scenarios, change orders, closures, charges."""

from samdrift.partnership.scaling.queries.asking import approvals_of, approvals_within, same_again
from samdrift.partnership.scaling.queries.changes import (
    change_by_uid,
    changes_of,
    decisions_of,
    everything_said,
    lines_of,
    open_changes,
    said_of,
    standing_of,
)
from samdrift.partnership.scaling.queries.charges import charges_of_month, kept_of_year
from samdrift.partnership.scaling.queries.cliffs import Cliff, open_scenarios, orders_near, scenarios_near
from samdrift.partnership.scaling.queries.districts import (
    District,
    closures_of,
    district,
    districts,
    scenario_by_uid,
    scenarios_of,
)
from samdrift.partnership.scaling.queries.following import ledger_steps
from samdrift.partnership.scaling.queries.overview import overview
from samdrift.partnership.scaling.queries.pictures import Known, known, terms_on
from samdrift.partnership.scaling.queries.terms import preview, terms_shown

__all__ = [
    "Cliff",
    "District",
    "Known",
    "approvals_of",
    "approvals_within",
    "change_by_uid",
    "changes_of",
    "charges_of_month",
    "closures_of",
    "decisions_of",
    "district",
    "districts",
    "everything_said",
    "kept_of_year",
    "known",
    "ledger_steps",
    "lines_of",
    "open_changes",
    "open_scenarios",
    "orders_near",
    "overview",
    "preview",
    "said_of",
    "same_again",
    "scenario_by_uid",
    "scenarios_near",
    "scenarios_of",
    "standing_of",
    "terms_on",
    "terms_shown",
]
