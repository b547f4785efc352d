"""Makes a database with the tests' small world, twelve stations and a desk of agents with sessions, and tells of it."""

import json
import sys
from typing import Any

AGENTS = 8


def main() -> None:
    """Migrate, fill, print."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import transaction

    from samdrift.registers.estate.models import Site
    from tests.world import World, words

    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    with transaction.atomic():
        world = World()
        sites = [world.site] + [
            Site.objects.create(
                community=world.community, code=f"STORM-{n}", name=words(f"Station {n}"), unit=world.north,
                kind="station", timezone="Europe/Copenhagen",
            )
            for n in range(1, 12)
        ]  # fmt: skip
        sessions = [_session(world.someone("SD-AG", name=f"Agent {n}")) for n in range(AGENTS)]
    told = {"sessions": sessions, "sites": [[site.pk, site.code] for site in sites]}
    sys.stdout.write(json.dumps(told) + "\n")


def _session(actor: Any) -> str:
    from importlib import import_module

    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(actor.person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = actor.person.get_session_auth_hash()
    session["employment"] = actor.employment.pk
    session.create()
    return str(session.session_key)


if __name__ == "__main__":
    main()
