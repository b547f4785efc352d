"""Taking organisations into the community."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, Refused
from samdrift.foundation.events.public import record
from samdrift.foundation.scope import Scope
from samdrift.registers.parties.events import OrganisationAdded
from samdrift.registers.parties.models import Member, Organisation

SIDES = ("customer", "provider", "neither")
KINDS = (
    "customer", "provider", "subcontractor", "consultant", "union", "employment_authority", "joiner", "auditor",
)  # fmt: skip


@transaction.atomic
def add_organisation(
    scope: Scope, *, code: str, name: Mapping[str, str], kind: str, country: str, side: str, now: datetime
) -> Member:
    """Make an organisation known and take it into the community.

    Raises:
        NotAllowed: The actor may not take organisations in.
        Invalid: Its kind or side is not one we know.
        Refused: The code is taken.
    """
    scope.require("parties.manage_organisations")
    if kind not in KINDS:
        raise Invalid({"kind": _("Choose one of: %(kinds)s.") % {"kinds": ", ".join(KINDS)}})
    if Organisation.objects.filter(code=code).exists():
        raise Refused(_("There is an organisation with this code already; take that one in."))
    made = Organisation.objects.create(code=code, name=dict(name), kind=kind, country=country)
    return add_member(scope, made.code, side=side, now=now)


@transaction.atomic
def add_member(scope: Scope, organisation_code: str, *, side: str, now: datetime) -> Member:
    """Take a known organisation into the community, on one side of it.

    Raises:
        NotAllowed: The actor may not take organisations in.
        DoesNotExist: There is no such organisation.
        Refused: It is a member already.
    """
    scope.require("parties.manage_organisations")
    if side not in SIDES:
        raise Invalid({"side": _("Choose one of: %(sides)s.") % {"sides": ", ".join(SIDES)}})
    organisation = Organisation.objects.get(code=organisation_code)
    if Member.objects.within(scope).filter(organisation=organisation).exists():
        raise Refused(_("This organisation is a member already."))
    member = Member.objects.create(community_id=scope.community_id, organisation=organisation, side=side)
    record(OrganisationAdded(member_id=member.uid, side=side), scope=scope, at=now, subject=member)
    return member
