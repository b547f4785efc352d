"""Getting ready to go live: the joiner's first local administrator is invited, and tags wait for its places."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.foundation.scope import Grant, Scope, everywhere
from samdrift.partnership.joining import rules
from samdrift.partnership.joining.commands.wishing import note_step
from samdrift.partnership.joining.models import Accession
from samdrift.partnership.joining.queries import ready
from samdrift.registers.parties import public as parties
from samdrift.registers.tags import public as tags

ADMINISTRATOR = "UNIT-ADM"
INVITES = frozenset({"parties.view_people", "parties.manage_people", "parties.assign_roles"})
MOST_TAGS = 5_000


@transaction.atomic
def invite_administrator(
    scope: Scope, uid: UUID, *, email: str, given_name: str, family_name: str, language: str, now: datetime
) -> parties.Employment:
    """Invite the joiner's first local administrator: a letter with a link brings them to their first password.

    Who follows is invited by them; the role reaches the joiner's own units and nothing else.

    Raises:
        DoesNotExist: No such call-off within the scope.
        Invalid: A name or the address is missing, or the language is none of ours.
        NotAllowed: One does not speak for the joiner.
        Refused: Not all have signed, there is an administrator already, or one would invite oneself.
    """
    row = _readied(scope, uid, (rules.JOINER,))
    if not (given_name.strip() and family_name.strip()) or "@" not in email:
        raise Invalid({"email": _("Write both names and the e-mail address.")})
    if ready.has_administrator(row.unit_id):
        raise Refused(_("There is a local administrator already; they invite the next."))
    today = parties.community_day(scope, now)
    acting = _acting(scope, row, "ADMIN", INVITES)
    with everywhere(reason="the joiner's own body, whose call-off the actor speaks for"):
        unit, organisation = parties.Unit.objects.get(pk=row.unit_id), row.organisation
    employment = parties.invite_person(
        acting, email=email, given_name=given_name.strip(), family_name=family_name.strip(),
        organisation_uid=organisation.uid, unit_uid=unit.uid, starts_on=today, language=language, now=now,
    )  # fmt: skip
    parties.assign_role(
        acting, employment.uid, role=ADMINISTRATOR, valid_from=today, now=now, reach_kind="unit",
        reach_to=[row.unit_id], reason=row.number,
    )  # fmt: skip
    note_step(scope, row, "invite", rules.JOINER, row.state, "", now=now)
    return employment


@transaction.atomic
def reserve_tags(scope: Scope, uid: UUID, *, blank: int, base_url: str, now: datetime) -> int:
    """Make tags for the joiner: one for each room and thing of its places that has none, and blank ones besides.

    Args:
        blank: Tags that lead nowhere until somebody hangs them, 0 to 5,000.
        base_url: The address the labels will say for ever.
    Returns:
        How many were made.
    Raises:
        DoesNotExist: No such call-off within the scope.
        Invalid: The number cannot be.
        NotAllowed: One speaks for none of its sides.
        Refused: Not all have signed, or nothing is without its tag and none were asked for.
    """
    row = _readied(scope, uid, rules.SIDES)
    if not 0 <= blank <= MOST_TAGS:
        raise Invalid({"blank": _("Write a number from 0 to 5,000.")})
    acting, made = _acting(scope, row, "OPS-M", frozenset({"tags.make", "estate.view"})), 0
    for site in ready.sites_to_tag(row.unit_id):
        batch = tags.make_tags_for(acting, site, what="both", base_url=base_url, now=now, note=row.number)
        made += batch.size
    if blank:
        made += tags.make_batch(_everywhere(acting), blank, base_url=base_url, now=now, note=row.number).size
    if not made:
        raise Refused(_("Every room and thing has its tag already. Ask for blank ones."))
    return made


def _readied(scope: Scope, uid: UUID, sides: tuple[str, ...]) -> Accession:
    """The call-off, locked, once one of the sides asks and all have signed."""
    row = Accession.objects.within(scope).select_related("framework", "organisation").locked(uid, None)
    framework = row.framework
    side = rules.side_in(scope.party_id, row.organisation_id, framework.owner_id, framework.provider_id)
    where = {"contract": framework.contract_id, "unit": row.unit_id, "data_class": row.data_class}
    if side not in sides or not scope.allows(rules.PERMISSION[side], **where):
        raise NotAllowed(_("This step is for somebody else to make."))
    if row.core or row.state not in rules.READYING:
        raise Refused(_("First all three sign the call-off."))
    return row


def _acting(scope: Scope, row: Accession, role: str, permissions: frozenset[str]) -> Scope:
    """As whom a signed call-off acts: in the joiner's own units, with what the step needs and nothing else."""
    with everywhere(reason="the units of a joiner whose call-off the actor speaks for"):
        path = parties.Unit.objects.values_list("path", flat=True).get(pk=row.unit_id)
        units = frozenset(parties.Unit.objects.filter(path__startswith=path).values_list("pk", flat=True))
    grant = Grant(role, permissions, units=units)
    return Scope(
        community_id=row.community_id, person_id=scope.person_id, party_id=row.organisation_id, grants=(grant,),
        roles=(role,),
    )  # fmt: skip


def _everywhere(acting: Scope) -> Scope:
    """The same without units: a blank tag is of no place yet."""
    (grant,) = acting.grants
    return Scope(
        community_id=acting.community_id, person_id=acting.person_id, party_id=acting.party_id,
        grants=(Grant(grant.role, frozenset({"tags.make"})),), roles=acting.roles,
    )  # fmt: skip
