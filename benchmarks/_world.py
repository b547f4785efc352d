"""Makes a database with the tests' small world and many tags in it, and tells about it as JSON."""

import json

TAGS = 2000


def main() -> None:
    """Migrate, fill, print."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import transaction

    from samdrift.foundation.scope import everywhere
    from samdrift.registers.estate.models import Space
    from samdrift.registers.tags import public as tags
    from tests.world import World

    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    with transaction.atomic():
        world = World()
        spaces = Space.objects.bulk_create(
            Space(
                community=world.community, site=world.site, storey=world.storey, number=f"1.{n:04d}", name="Kontor",
                use=("office", "washroom", "meeting", "corridor")[n % 4], area_m2=12,
            )
            for n in range(TAGS)
        )  # fmt: skip
        install(world)
        codes = tags.new_codes(TAGS, _random())
        tags.Tag.objects.bulk_create(
            tags.Tag(community=world.community, code=code, state="mounted", site=world.site, space=space)
            for code, space in zip(codes, spaces, strict=True)
        )
    with everywhere(reason="counting"):
        print(json.dumps({"codes": codes, "secured": world.secured_tag.code, "tags": tags.Tag.objects.count()}))


def install(world) -> None:  # type: ignore[no-untyped-def]
    """The standard problem chips, pointing at the small world's one request type."""
    from samdrift.registers.catalogue.models import ProblemChip
    from tests.world import words

    for kind in ("space:*", "space:washroom"):
        for place, code in enumerate(("broken", "light", "climate", "dirty", "leak", "door")):
            ProblemChip.objects.create(
                community=world.community, object_kind=kind, code=code, label=words(code.title()), icon="tool",
                request_type=world.fault, position=place,
            )  # fmt: skip


def _random():  # type: ignore[no-untyped-def]
    import random

    return random.Random(1).randbytes


if __name__ == "__main__":
    main()
