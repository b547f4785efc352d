"""Publishing figures of a contract: one party's manager proposes, the other's agrees, either ends it at once."""

from collections.abc import Sequence
from datetime import date, datetime
from secrets import token_hex
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.foundation.events.public import record
from samdrift.foundation.scope import Scope, everywhere
from samdrift.partnership.insight.events import PublicPageMoved
from samdrift.partnership.insight.models import PublicPage
from samdrift.partnership.insight.queries.public_page import offered
from samdrift.partnership.insight.rules import public_page as rules

PUBLISH = "insight.publish"
CLASS = "D1"


@transaction.atomic
def propose_page(scope: Scope, contract_id: int, codes: Sequence[str], *, today: date, now: datetime) -> PublicPage:
    """Propose which figures of a contract everybody may read.

    Raises:
        Invalid: None is chosen, or one that may not be published.
        NotAllowed: The actor speaks for neither party here.
        Refused: One waits for an answer already.
    """
    scope.require(PUBLISH, contract=contract_id, data_class=CLASS)
    if scope.side not in ("customer", "provider"):
        raise NotAllowed(_("Only the two parties propose to each other."))
    known = [one.code for one in offered(scope.community_id, contract_id, today)]
    wanted = rules.chosen(codes, known)
    if not wanted or set(codes) - set(known):
        raise Invalid({"figures": _("Choose at least one of these figures.")})
    with everywhere(reason="what was published of a contract is numbered, whoever sees it"):
        before = PublicPage.objects.filter(contract=contract_id).order_by("-number").first()
        waits = PublicPage.objects.filter(contract=contract_id, state=rules.PROPOSED).exists()
    if waits:
        raise Refused(_("One waits for the other party already."))
    made = PublicPage(
        community_id=scope.community_id, data_class=CLASS, contract_id=contract_id, figures=wanted, side=scope.side,
        number=before.number + 1 if before else 1, code=before.code if before else token_hex(6),
        author_id=scope.person_id, proposed_at=now,
    )  # fmt: skip
    made.save()
    _tell(scope, made, now)
    return made


@transaction.atomic
def answer_page(scope: Scope, uid: UUID, *, agree: bool, expected_version: int, now: datetime) -> PublicPage:
    """Agree to what the other party wants published, in place of what is; or do not.

    Raises:
        DoesNotExist: No such row within the scope.
        NotAllowed: It is one's own side's, or one's own.
        Refused: It was answered already.
    """
    row = _locked(scope, uid, expected_version, rules.PROPOSED)
    if not rules.may_answer(proposed_by_side=row.side, side=scope.side, proposer=row.author_id, person=scope.person_id):
        raise NotAllowed(_("The other party answers what yours proposed."))
    if agree:
        with everywhere(reason="what is published of the contract until now"):
            held = list(PublicPage.objects.filter(contract=row.contract_id, state=rules.AGREED).order_by("pk"))
        for before in held:
            before.state = rules.REPLACED
            before.save_changes("state")
    return _decided(scope, row, rules.AGREED if agree else rules.REFUSED, now)


@transaction.atomic
def withdraw_page(scope: Scope, uid: UUID, *, expected_version: int, now: datetime) -> PublicPage:
    """Take one's party's proposal back.

    Raises:
        DoesNotExist: No such row within the scope.
        NotAllowed: It is the other party's.
        Refused: It was answered already.
    """
    row = _locked(scope, uid, expected_version, rules.PROPOSED)
    if row.side != scope.side:
        raise NotAllowed(_("The party that proposed it takes it back."))
    return _decided(scope, row, rules.WITHDRAWN, now)


@transaction.atomic
def end_page(scope: Scope, uid: UUID, *, expected_version: int, now: datetime) -> PublicPage:
    """Publish nothing more: either party does so alone, at once.

    Raises:
        DoesNotExist: No such row within the scope.
        Refused: It is not published.
    """
    return _decided(scope, _locked(scope, uid, expected_version, rules.AGREED), rules.ENDED, now)


def _locked(scope: Scope, uid: UUID, expected_version: int, state: str) -> PublicPage:
    row = PublicPage.objects.within(scope).locked(uid, expected_version)
    scope.require(PUBLISH, contract=row.contract_id, data_class=row.data_class)
    if row.state != state:
        raise Refused(_("It was answered already."))
    return row


def _decided(scope: Scope, row: PublicPage, state: str, now: datetime) -> PublicPage:
    row.state = state
    if state != rules.ENDED:  # who agreed stays known; who ended it is told by the book
        row.decided_by_id, row.decided_at = scope.person_id, now
    row.save_changes("state", "decided_by", "decided_at")
    _tell(scope, row, now)
    return row


def _tell(scope: Scope, row: PublicPage, now: datetime) -> None:
    event = PublicPageMoved(page_uid=row.uid, state=row.state, number=row.number, figures=", ".join(row.figures))
    record(event, scope=scope, at=now, subject=row)
