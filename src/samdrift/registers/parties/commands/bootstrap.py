"""The first administrator of an installation: the one person nobody else can let in."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid, Refused
from samdrift.foundation.scope import everywhere
from samdrift.registers.parties.models import Community, Employment, Member, Organisation, Person, RoleAssignment


@transaction.atomic
def create_first_admin(
    *, email: str, given_name: str, family_name: str, password: str, community_code: str, community_name: str,
    currency: str, timezone: str, language: str, today: date,
) -> Person:  # fmt: skip
    """Make the first administrator, and the community with its keeper's organisation where there is none yet.

    Later administrators take two people: one asks in the product, another agrees.

    Raises:
        Invalid: The password is empty.
        Refused: The community has an administrator already, or the e-mail belongs to somebody.
    """
    if not password:
        raise Invalid({"password": _("Give a password.")})
    address = email.strip().lower()
    named = dict.fromkeys(("en", "da", "sv"), community_name or community_code)
    community, _made = Community.objects.get_or_create(
        code=community_code,
        defaults={"name": named, "currency": currency, "timezone": timezone, "language": language},
    )
    with everywhere(reason="the first administrator comes before anybody could act"):
        if RoleAssignment.objects.filter(community=community, role="ADMIN", valid_to=None, state="granted").exists():
            raise Refused(_("This community has an administrator already; they invite the next in the product."))
        if Person.objects.filter(email=address).exists():
            raise Refused(_("This e-mail belongs to somebody already."))
        organisation = _keeper(community, named)
        person = Person(
            email=address, given_name=given_name, family_name=family_name, language=language
        )  # fmt: skip
        person.set_password(password)
        person.save()
        employment = Employment.objects.create(
            community=community, person=person, organisation=organisation, starts_on=today
        )
        RoleAssignment.objects.create(
            community=community, employment=employment, role="ADMIN", valid_from=today, reason="First administrator"
        )
    return person


def _keeper(community: Community, named: dict[str, str]) -> Organisation:
    member = Member.objects.filter(community=community).select_related("organisation").order_by("pk").first()
    if member is not None:
        return member.organisation
    organisation, _made = Organisation.objects.get_or_create(
        code=f"{community.code}-KEEPER"[:20], defaults={"name": named, "kind": "customer", "country": ""}
    )
    Member.objects.create(community=community, organisation=organisation, side="neither")
    return organisation
