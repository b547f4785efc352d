"""Work somebody finds where they stand: the request, its order and who does it, in one action."""

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Refused
from samdrift.foundation.scope import Scope, everywhere
from samdrift.operations.requests import public as requests
from samdrift.operations.work.commands import giving, loading
from samdrift.operations.work.commands.loading import Moment
from samdrift.operations.work.models import WorkOrder

BEGIN = "work.begin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What was found; the phone has chosen both identifiers, so that it can go on with the order before it is sent."""

    order_uid: UUID
    request_uid: UUID
    request_type: str
    title: str
    description: str = ""
    site_id: int | None = None
    space_id: int | None = None
    asset_id: int | None = None
    scanned: bool = False  # the place is that of a tag the finder stood before


@transaction.atomic
def begin_on_the_spot(scope: Scope, found: Found, *, moment: Moment) -> WorkOrder:
    """Make the request and its order, already accepted by whoever found the work.

    Raises:
        Invalid: Something in it does not fit.
        NotAllowed: The actor may not begin work by themselves here.
        Refused: No contract covers it, somebody must approve it first, or an identifier is another's.
    """
    with everywhere(reason="whether the identifier a phone chose is free"):
        if WorkOrder.objects.filter(uid=found.order_uid).exists():
            raise Refused(_("This identifier is already used for something else. Choose a new one."))
    ask = requests.Ask(
        request_type=found.request_type, channel="app", title=found.title, description=found.description,
        site_id=found.site_id, space_id=found.space_id, asset_id=found.asset_id, requester_id=scope.person_id,
        uid=found.request_uid, described_at=moment.happened_at,
    )  # fmt: skip
    row = requests.submit_within(scope, ask, received_at=moment.happened_at, now=moment.now).service_request
    scope.require(
        BEGIN, contract=row.contract_id, site=row.site_id, unit=row.unit_id, line=row.line_code, own=True,
        assigned=True,
    )  # fmt: skip
    if row.state == "awaiting_approval":
        raise Refused(_("Somebody must say yes to this first. Report it instead of beginning it."))
    requests.give(scope, row, team_id=_team(scope, row.line_code), assignee_id=scope.person_id, now=moment.happened_at)
    order = giving.new_order(scope, row, moment.now, uid=found.order_uid)
    order.team_id, order.assignee_id = row.team_id, scope.person_id
    order.place_confirmed_at = moment.happened_at if found.scanned else None
    loading.move(scope, order, "accept", moment)
    return loading.save(order, "team", "assignee", "place_confirmed_at")


def _team(scope: Scope, line_code: str) -> int | None:
    """The first of the actor's teams that does such work."""
    from samdrift.registers.parties import public as parties

    for team in parties.Team.objects.within(scope).filter(pk__in=scope.team_ids, closed_on=None).order_by("pk"):
        if not team.lines or line_code in team.lines:
            return team.pk
    return None
