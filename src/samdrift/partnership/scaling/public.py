"""What other rooms may use of scaling."""

from samdrift.partnership.scaling.commands import (
    Asked,
    TermsDraft,
    accept_change,
    approve_change,
    due_to_act,
    keep_consultation,
    let_time_act,
    propose_terms,
    save_scenario,
    submit_change,
    system_scope,
    tell_closure,
    write_terms,
)
from samdrift.partnership.scaling.events import ChangeAccepted, ChangeTookEffect, ClosureTold
from samdrift.partnership.scaling.models import ChangeOrder
from samdrift.partnership.scaling.queries import (
    changes_of,
    charges_of_month,
    district,
    districts,
    known,
    lines_of,
    open_changes,
    terms_on,
)
from samdrift.partnership.scaling.registry import (
    Column,
    Panel,
    Shown,
    register_column,
    register_panel,
    register_yardstick,
)
from samdrift.partnership.scaling.rules.effects import Effect, work_out
from samdrift.partnership.scaling.rules.levers import Levers, Wish, picked, wishes

__all__ = [
    "Asked",
    "ChangeAccepted",
    "ChangeOrder",
    "ChangeTookEffect",
    "ClosureTold",
    "Column",
    "Effect",
    "Levers",
    "Panel",
    "Shown",
    "TermsDraft",
    "Wish",
    "accept_change",
    "approve_change",
    "changes_of",
    "charges_of_month",
    "district",
    "districts",
    "due_to_act",
    "keep_consultation",
    "known",
    "let_time_act",
    "lines_of",
    "open_changes",
    "picked",
    "propose_terms",
    "register_column",
    "register_panel",
    "register_yardstick",
    "save_scenario",
    "submit_change",
    "system_scope",
    "tell_closure",
    "terms_on",
    "wishes",
    "work_out",
    "write_terms",
]
