"""Clauses, how they are read, and options: one party proposes, the other accepts."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, Refused
from samdrift.foundation.scope import Scope
from samdrift.registers.contracts.commands import wording as commands
from samdrift.registers.contracts.commands.proposals import CLAUSE, OPTION, READING, contract_of, propose
from samdrift.registers.contracts.commands.wording import ClauseDraft, OptionDraft
from samdrift.registers.contracts.models import TermsProposal
from samdrift.registers.contracts.queries import wording
from samdrift.registers.parties import public as parties


@transaction.atomic
def propose_clause(
    scope: Scope, contract_uid: UUID, draft: ClauseDraft, *, now: datetime, note: str = ""
) -> TermsProposal:
    """Propose a clause, new or as the next edition of the one with its number.

    Raises:
        DoesNotExist, NotAllowed: As for other terms.
        Invalid: It has no number, title or text, or begins in the past.
    """
    contract = contract_of(scope, contract_uid)
    commands.check_clause(draft)
    if draft.valid_from < parties.community_day(scope, now):
        raise Invalid({"valid_from": _("Terms begin today or later: what was promised under the old ones stays.")})
    content = {"title": draft.title, "text": draft.text, "valid_from": draft.valid_from.isoformat()}
    return propose(scope, contract, CLAUSE, draft.number, content, note, now)


@transaction.atomic
def propose_option(
    scope: Scope, contract_uid: UUID, draft: OptionDraft, *, now: datetime, note: str = ""
) -> TermsProposal:
    """Propose a right to run the contract longer, with the day it has to be used by.

    Raises:
        DoesNotExist, NotAllowed: As for other terms.
        Invalid: It has no code or name, its deadline has passed, or it ends no later than the contract.
        Refused: There is an option with its code already.
    """
    contract = contract_of(scope, contract_uid)
    today = parties.community_day(scope, now)
    commands.check_option(contract, draft, today=today)
    if any(one.code == draft.code for one in wording.options_of(scope, contract)):
        raise Refused(_("There is already an option with the code %(code)s.") % {"code": draft.code})
    content = {
        "name": draft.name, "ends_on": draft.ends_on.isoformat(), "exercise_by": draft.exercise_by.isoformat(),
        "consequence": draft.consequence, "clause": draft.clause, "valid_from": today.isoformat(),
    }  # fmt: skip
    return propose(scope, contract, OPTION, draft.code, content, note, now)


@transaction.atomic
def propose_reading(
    scope: Scope, contract_uid: UUID, number: str, text: str, *, now: datetime, note: str = ""
) -> TermsProposal:
    """Propose how both parties read a clause: its words stay, and what they mean is written beside them.

    Raises:
        DoesNotExist: No such contract or clause within the scope.
        Invalid: It says nothing.
    """
    contract = contract_of(scope, contract_uid)
    wording.clause_editions(scope, contract, number)
    if not text.strip():
        raise Invalid({"text": _("Write how the clause is read.")})
    content = {"text": text.strip()[:2000], "valid_from": parties.community_day(scope, now).isoformat()}
    return propose(scope, contract, READING, number, content, note, now)
