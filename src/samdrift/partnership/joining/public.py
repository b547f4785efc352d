"""What other rooms and doors may use of joining."""

from samdrift.partnership.joining.commands.agreeing import TermsDraft, answer_terms, propose_terms
from samdrift.partnership.joining.commands.bulk import load_call_offs, load_cases, load_steps, load_terms
from samdrift.partnership.joining.commands.counting import count_month, split_month
from samdrift.partnership.joining.commands.frameworks import FrameworkDraft, name_body, record_framework
from samdrift.partnership.joining.commands.moving import move_call_off, note_exit_pack
from samdrift.partnership.joining.commands.opening import open_contract
from samdrift.partnership.joining.commands.wishing import CallOffDraft, show_interest
from samdrift.partnership.joining.events import TierCounted
from samdrift.partnership.joining.models import Accession, AccessionStep, BusinessCase, Framework, FrameworkTerms
from samdrift.partnership.joining.queries.call_offs import home_of
from samdrift.partnership.joining.queries.charges import charges_of_month
from samdrift.partnership.joining.queries.terms import items_from
from samdrift.partnership.joining.registry import register_exit_page
from samdrift.partnership.joining.rules import Wish, term_minor, way_to, year_minor

__all__ = [
    "Accession",
    "AccessionStep",
    "BusinessCase",
    "CallOffDraft",
    "Framework",
    "FrameworkDraft",
    "FrameworkTerms",
    "TermsDraft",
    "TierCounted",
    "Wish",
    "answer_terms",
    "charges_of_month",
    "count_month",
    "home_of",
    "items_from",
    "load_call_offs",
    "load_cases",
    "load_steps",
    "load_terms",
    "move_call_off",
    "name_body",
    "note_exit_pack",
    "open_contract",
    "propose_terms",
    "record_framework",
    "register_exit_page",
    "show_interest",
    "split_month",
    "term_minor",
    "way_to",
    "year_minor",
]
