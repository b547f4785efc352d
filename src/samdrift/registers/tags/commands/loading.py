"""The first lines of every command: the tag, locked, and the place somebody means."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samdrift.foundation.errors import Invalid, Refused
from samdrift.foundation.events.public import record
from samdrift.foundation.scope import Scope, everywhere
from samdrift.registers.estate import public as estate
from samdrift.registers.tags import events, rules
from samdrift.registers.tags.formats.codes import code_in
from samdrift.registers.tags.models import Tag, TagBinding
from samdrift.registers.tags.queries.scanning import SECURED

STATES = {
    "generated": gettext_lazy("Made"),
    "printed": gettext_lazy("Printed"),
    "mounted": gettext_lazy("Hangs"),
    "damaged": gettext_lazy("Damaged"),
    "missing": gettext_lazy("Missing"),
    "replaced": gettext_lazy("Replaced"),
    "retired": gettext_lazy("Retired"),
}


@dataclass(frozen=True, slots=True)
class Place:
    """What a tag is bound to: a thing in its room, a room, or a whole site."""

    site: estate.Site
    space: estate.Space | None = None
    asset: estate.Asset | None = None

    @property
    def where(self) -> dict[str, object]:
        """The place in the dimensions of the gate."""
        return {"site": self.site.pk, "unit": self.site.unit_id}

    @property
    def secured(self) -> bool:
        """Whether strangers must not learn of it."""
        return SECURED in {part.zone for part in (self.site, self.space, self.asset) if part is not None}

    @property
    def ids(self) -> rules.Ids:
        """Site, space and asset, by id."""
        return (self.site.pk, self.space.pk if self.space else None, self.asset.pk if self.asset else None)

    @property
    def data_class(self) -> str:
        """The class of what is bound."""
        return (self.asset or self.space or self.site).data_class


def place_named(scope: Scope, kind: str, uid: UUID) -> Place:
    """The site, space or asset a person points at, within what that person sees.

    Raises:
        DoesNotExist: There is none within the scope.
        Invalid: A tag is not bound to such a thing.
    """
    if kind == "site":
        return Place(estate.Site.objects.within(scope).get(uid=uid))
    if kind == "space":
        space = estate.Space.objects.within(scope).select_related("site").get(uid=uid)
        return Place(space.site, space)
    if kind == "asset":
        asset = estate.Asset.objects.within(scope).select_related("site", "space").get(uid=uid)
        return Place(asset.site, asset.space, asset)
    raise Invalid({"place": _("A tag is bound to a site, a room or a thing.")})


def locked(scope: Scope, uid: UUID, expected_version: int | None = None) -> Tag:
    """The tag, locked until the transaction ends."""
    return Tag.objects.within(scope).locked(uid, expected_version)


def locked_by_code(scope: Scope, typed: str) -> Tag:
    """The tag of the person's community with this code, bound or not, locked.

    Raises:
        Invalid: It is no code, or a mistyped one.
        DoesNotExist: The community has no such tag.
    """
    code = code_in(typed)
    if code is None:
        raise Invalid({"code": _("This is not the code of a tag. Look at the letters under the symbol again.")})
    with everywhere(reason="a tag that hangs nowhere yet belongs to its community and to no site"):
        uid = Tag.objects.filter(community=scope.community_id, code=code).values_list("uid", flat=True).first()
        if uid is None:
            raise Tag.DoesNotExist
        return Tag.objects.get_queryset().locked(uid)


def moved_by(tag: Tag, move: str) -> str:
    """The tag's state after `move`.

    Raises:
        Refused: The tag's life does not have this move here.
    """
    state = rules.after(tag.state, move)
    if state is None:
        raise Refused(_("This cannot be done with a tag that is at “%(state)s”.") % {"state": STATES[tag.state]})
    return state


def bind(scope: Scope, tag: Tag, place: Place, *, reason: str, now: datetime) -> None:
    """Lead the tag to a place from now on and keep where it led before; the caller saves the tag and tells."""
    with everywhere(reason="the bindings of a tag the command has locked"):
        TagBinding.objects.filter(tag=tag, released_at__isnull=True).update(released_at=now)
    TagBinding.objects.create(
        community_id=tag.community_id, data_class=place.data_class, tag=tag, site=place.site, space=place.space,
        asset=place.asset, bound_at=now, bound_by_id=scope.person_id, reason=reason,
    )  # fmt: skip
    tag.site, tag.space, tag.asset = place.site, place.space, place.asset
    tag.disclosure = SECURED if place.secured else "open"
    tag.data_class = place.data_class


BOUND_COLUMNS = ("site", "space", "asset", "disclosure", "data_class")


def tell(scope: Scope, tag: Tag, event: type[events.TagEvent], *, at: datetime, **values: object) -> None:
    """Record an event about the tag."""
    record(event(tag_id=tag.uid, site_id=tag.site_id, **values), scope=scope, at=at, subject=tag)
