"""Makes a database with the tests' small world grown to so many requests, and sessions of people who look at them."""

import json
import os
import random
import sys
from datetime import timedelta
from typing import Any

LINES = ("MNT", "CLN", "CAR", "MAI", "FLT", "REC")
STATES = ("submitted",) * 2 + ("assigned",) * 2 + ("in_progress", "on_hold", "resolved") + ("closed",) * 93
TEXTS = ("Vandhanen drypper", "Lyset virker ikke", "Døren binder", "For koldt i lokalet", "Elevatoren står stille")


def main() -> None:
    """Migrate, fill, print."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection, transaction

    from tests.world import World

    many = int(os.environ.get("BENCH_REQUESTS", "100000"))
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    with transaction.atomic():
        world = World()
        told = {"sessions": _sessions(world), "uids": _fill(world, many), "requests": many, "full": _full(world)}
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    sys.stdout.write(json.dumps(told) + "\n")


def _sessions(world: Any) -> list[str]:
    from importlib import import_module

    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    store = import_module(settings.SESSION_ENGINE).SessionStore

    made = []
    for n in range(8):
        actor = (world.asta, world.bo, world.dan)[n % 3]
        session = store()
        session[SESSION_KEY] = str(actor.person.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = actor.person.get_session_auth_hash()
        session["employment"] = actor.employment.pk
        session.create()
        made.append(str(session.session_key))
    return made


def _fill(world: Any, many: int) -> list[str]:
    """So many requests over a year, a fourteenth of them open, written in large strokes."""
    from samdrift.operations.requests.models import ServiceRequest

    chance, sites, told = random.Random(1), _sites(world), []
    for start in range(0, many, 5000):
        rows = [_row(world, sites, chance, n, many) for n in range(start, min(many, start + 5000))]
        ServiceRequest.objects.bulk_create(rows, batch_size=500)
        told += [str(row.uid) for row in rows[:: max(1, len(rows) // 4)]]
    return told[:200]


def _sites(world: Any) -> list[Any]:
    """Two hundred and fifty stations in twelve districts."""
    from samdrift.registers.estate.models import Site
    from samdrift.registers.parties.models import Unit
    from tests.world import words

    units = [world.north, world.south]
    for n in range(10):
        unit = Unit.objects.create(
            community=world.community, organisation=world.customer, parent=world.authority, code=f"U{n}",
            name=words(f"District {n}"), kind="district", path="",
        )  # fmt: skip
        unit.path = f"{world.authority.path}{unit.pk}/"
        unit.save(update_fields=["path"])
        units.append(unit)
    return Site.objects.bulk_create(
        Site(community=world.community, code=f"B{n}", name=words(f"Station {n}"), unit=units[n % 12], kind="station",
             timezone="Europe/Copenhagen")
        for n in range(250)
    )  # fmt: skip


def _row(world: Any, sites: list[Any], chance: random.Random, n: int, many: int) -> Any:
    """The nth of so many requests; those of the last tenth may be open."""
    from samdrift.foundation.fields import uuid7
    from samdrift.operations.requests.models import ServiceRequest
    from tests.world import NOON

    state = STATES[chance.randrange(100)] if n > many * 0.9 else "closed"
    site, received = sites[n % 250], NOON - timedelta(days=365) * (1 - n / many)
    is_open = state != "closed"
    return ServiceRequest(
        uid=uuid7(), community=world.community, number=f"NPS-2025-{n + 1_000_000:07d}",
        contract=world.contract, site=site, unit_id=site.unit_id, line_code=LINES[n % 6],
        request_type=world.fault, title=TEXTS[n % 5], description=TEXTS[n % 5], channel="qr",
        track_digest=f"{n:064d}", priority=1 + n % 5, state=state, is_open=is_open,
        team=world.team if n % 3 else None, assignee=world.asta.person if n % 7 == 0 else None,
        received_at=received, changed_at=received, closed_at=None if is_open else received,
        next_due_at=received + timedelta(days=2) if is_open else None,
        due_at=received + timedelta(days=9),
    )  # fmt: skip


def _full(world: Any) -> list[str]:
    """Requests with everything on them: promises, pauses, comments and events."""
    from samdrift.operations.requests import public as requests
    from tests.world import NOON

    made = []
    for n in range(40):
        ask = requests.Ask(
            request_type="mnt.fault", channel="web", site_id=world.site.pk, space_id=world.washroom.pk,
            description=f"The tap drips, number {n}", requester_id=world.asta.person.pk,
        )  # fmt: skip
        row = requests.submit_request(world.asta.scope, ask, received_at=NOON, now=NOON).service_request
        later, call = NOON + timedelta(hours=2), {"expected_version": None}
        scope = world.asta.scope
        requests.assign_request(scope, row.uid, team_id=world.team.pk, now=later, **call)
        requests.start(scope, row.uid, now=later, **call)
        requests.ask_requester(scope, row.uid, question="Which tap?", now=later + timedelta(hours=1), **call)
        requests.answer_question(scope, row.uid, body="The left one", now=later + timedelta(days=1))
        requests.put_on_hold(scope, row.uid, reason="no_access", now=later + timedelta(days=2), **call)
        requests.resume(scope, row.uid, now=later + timedelta(days=3), **call)
        made.append(str(row.uid))
    return made


if __name__ == "__main__":
    main()
