"""Whether anything of a community lies behind secured doors."""

from samdrift.foundation.scope import everywhere
from samdrift.registers.estate.models import Asset, Space


def has_secured_places(community_id: int) -> bool:
    """Whether a room or a thing of the community is secured; which one is told to nobody."""
    with everywhere(reason="whether there is any, to warn when nobody is cleared for it"):
        return any(model.objects.filter(community=community_id, zone="secured").exists() for model in (Space, Asset))
