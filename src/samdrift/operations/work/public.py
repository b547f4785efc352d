"""What other rooms may use of work."""

from samdrift.operations.work.commands.checking import ChecklistDraft, add_follow_up, answer_step, publish_checklist
from samdrift.operations.work.commands.companies import ClearanceDraft, clear_company
from samdrift.operations.work.commands.doing import (
    accept_order,
    confirm_place,
    fail_order,
    finish_order,
    make_safe,
    pause_order,
    refuse_order,
    resume_order,
    start_order,
)
from samdrift.operations.work.commands.giving import assign_work
from samdrift.operations.work.commands.history import PastOrder, import_orders
from samdrift.operations.work.commands.linking import LinkDraft, hand_over, make_list_link, note_opened, withdraw_link
from samdrift.operations.work.commands.loading import Moment
from samdrift.operations.work.commands.meanwhile import (
    count_work,
    discount_work,
    keep_end,
    keep_line,
    keep_mark,
    keep_photo,
    why_review,
)
from samdrift.operations.work.commands.on_the_spot import Found, begin_on_the_spot
from samdrift.operations.work.commands.past_planned import PastWork, import_planned
from samdrift.operations.work.commands.picturing import add_clean_photo, add_photo
from samdrift.operations.work.commands.planning import PlannedWork, make_orders, plan_order
from samdrift.operations.work.commands.quoting import QuoteDraft, submit_quote, write_charge
from samdrift.operations.work.commands.slotting import Place, Slot, slot_order, slot_orders
from samdrift.operations.work.commands.spending import Spent, quantity_from, write_line
from samdrift.operations.work.commands.steering import cancel_order, replan_order
from samdrift.operations.work.commands.verifying import rework_order, set_share, verify_order
from samdrift.operations.work.events import OrderMoved, QuoteApproved, QuoteRejected, QuoteWithdrawn
from samdrift.operations.work.models import Charge, ChecklistVersion, Problem, Quote, StepResult, WorkLine, WorkOrder
from samdrift.operations.work.queries import (
    FAILURE_WORDS,
    NO_SCAN_WORDS,
    REFUSAL_WORDS,
    SHOWN_WITH,
    answers_of,
    checklists_of,
    done_lately,
    for_review,
    has_tag,
    lines_of,
    lines_of_many,
    my_work,
    orders_of_request,
    place_line,
    proofs_of_many,
    state_word,
    steps_of,
    steps_of_many,
    still_needed,
    taps_of,
)
from samdrift.operations.work.queries.links import ClearedSpell, Opened, address_of, clearances_of, opened
from samdrift.operations.work.queries.prices import PricedWork, priced_work
from samdrift.operations.work.registry import OrderDoor, register_order_door
from samdrift.operations.work.rules import KINDS, MOVES, checklists, is_open
from samdrift.operations.work.rules import links as link_rules

__all__ = [
    "FAILURE_WORDS",
    "KINDS",
    "MOVES",
    "NO_SCAN_WORDS",
    "REFUSAL_WORDS",
    "SHOWN_WITH",
    "Charge",
    "ChecklistDraft",
    "ChecklistVersion",
    "ClearanceDraft",
    "ClearedSpell",
    "Found",
    "LinkDraft",
    "Moment",
    "Opened",
    "OrderDoor",
    "OrderMoved",
    "PastOrder",
    "PastWork",
    "Place",
    "PlannedWork",
    "PricedWork",
    "Problem",
    "Quote",
    "QuoteApproved",
    "QuoteDraft",
    "QuoteRejected",
    "QuoteWithdrawn",
    "Slot",
    "Spent",
    "StepResult",
    "WorkLine",
    "WorkOrder",
    "accept_order",
    "add_clean_photo",
    "add_follow_up",
    "add_photo",
    "address_of",
    "answer_step",
    "answers_of",
    "assign_work",
    "begin_on_the_spot",
    "cancel_order",
    "checklists",
    "checklists_of",
    "clear_company",
    "clearances_of",
    "confirm_place",
    "count_work",
    "discount_work",
    "done_lately",
    "fail_order",
    "finish_order",
    "for_review",
    "hand_over",
    "has_tag",
    "import_orders",
    "import_planned",
    "is_open",
    "keep_end",
    "keep_line",
    "keep_mark",
    "keep_photo",
    "lines_of",
    "lines_of_many",
    "link_rules",
    "make_list_link",
    "make_orders",
    "make_safe",
    "my_work",
    "note_opened",
    "opened",
    "orders_of_request",
    "pause_order",
    "place_line",
    "plan_order",
    "priced_work",
    "proofs_of_many",
    "publish_checklist",
    "quantity_from",
    "refuse_order",
    "register_order_door",
    "replan_order",
    "resume_order",
    "rework_order",
    "set_share",
    "slot_order",
    "slot_orders",
    "start_order",
    "state_word",
    "steps_of",
    "steps_of_many",
    "still_needed",
    "submit_quote",
    "taps_of",
    "verify_order",
    "why_review",
    "withdraw_link",
    "write_charge",
    "write_line",
]
