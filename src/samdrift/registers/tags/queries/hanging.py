"""Which codes hang where: asked by the server only, to know a place again when a phone says what it scanned."""

from collections.abc import Iterable

from samdrift.foundation.scope import everywhere
from samdrift.registers.tags import rules
from samdrift.registers.tags.models import Tag


def codes_hanging(
    community_id: int, *, space_ids: Iterable[int], asset_ids: Iterable[int]
) -> tuple[dict[int, list[str]], dict[int, list[str]]]:
    """The codes that lead to these rooms and to these things, by id; the caller never lets them out of the house.

    Who reads a code from a list has not stood before it: a scan would prove nothing any more (features Q13).
    """
    spaces: dict[int, list[str]] = {}
    assets: dict[int, list[str]] = {}
    with everywhere(reason="only marks made of the codes leave the house, never the codes"):
        rows = Tag.objects.filter(community=community_id, state__in=sorted(rules.BOUND)).order_by("pk")
        of_spaces = rows.filter(space__in=list(space_ids), asset__isnull=True).values_list("space_id", "code")
        of_assets = rows.filter(asset__in=list(asset_ids)).values_list("asset_id", "code")
        for space_id, code in of_spaces:
            spaces.setdefault(space_id, []).append(code)
        for asset_id, code in of_assets:
            assets.setdefault(asset_id, []).append(code)
    return spaces, assets
