"""The desk's one field: callers, places, things and requests found while somebody types, asked one after another."""

import json
import random
import sys
import time
from datetime import date
from typing import Any

from benchmarks._databases import on_both

GIVEN = ("Anne", "Bent", "Charlotte", "Dorthe", "Erik", "Frederik", "Gitte", "Henrik", "Ingrid", "Jørgen", "Karen",
         "Lars", "Mette", "Niels", "Ole", "Pernille", "Rasmus", "Søren", "Tove", "Ulla", "Åse", "Ægir")  # fmt: skip
FAMILY = ("Kjærgård", "Nielsen", "Jensen", "Hansen", "Østergaard", "Mortensen", "Lund", "Holm", "Dahl", "Bæk", "Skov",
          "Friis", "Krogh", "Bruun", "Thorsen", "Winther", "Vester", "Storm", "Juul", "Iversen", "Eriksen")  # fmt: skip
ROOMS = ("Kontor", "Mødelokale", "Toilet", "Gang", "Depot", "Kantine", "Omklædning", "Vagtcentral", "Arkiv")
THINGS = ("Varmepumpe", "Elevator", "Vandhane", "Dør", "Kopimaskine", "Ventilator", "Pære", "Kaffemaskine")
TEXTS = ("Vandhanen drypper", "Lyset virker ikke", "Døren binder", "For koldt i lokalet", "Elevatoren står stille")
# What people type, letter by letter; digits of a number on the display come at once.
TYPED = ("mette nielsen", "kjærgård", "åse b", "søren holm", "pernille.nielsen.77", "district 7", "station 14", "b231",
         "mødelokale 2.0", "toilet", "varmepumpe", "elevator 8", "vandhanen dr", "NPS-2025-1000512",
         "1.0412")  # fmt: skip
AT_ONCE = ("+45 33 14 00 77", "33140512", "4533149999")
PEOPLE, SPACES, ASSETS = 14_000, 20_000, 15_000


def run(requests: int = 100_000, rounds: int = 3) -> dict[str, Any]:
    """Both databases, each on a fresh one: 14,000 people, 250 sites, 35,000 tagged rooms and things."""
    return on_both("benchmarks.find_caller", requests, rounds)


def fill(world: Any, requests: int) -> None:
    """People, places, things, tags and requests with their search rows."""
    from benchmarks._requests_world import _fill
    from samdrift.foundation.bulk import insert_rows
    from samdrift.foundation.search.public import fold, words_of
    from samdrift.registers.estate.models import Asset, Site, Space
    from samdrift.registers.parties.models import Employment, Person, Unit
    from samdrift.registers.tags import public as tags

    _fill(world, requests)
    community, chance = world.community, random.Random(2)
    units = list(Unit.objects._rows().filter(community=community, code__startswith="U"))
    sites = list(Site.objects._rows().filter(community=community, code__startswith="B"))
    people = Person.objects.bulk_create(
        [_person(Person, chance, n) for n in range(PEOPLE)], batch_size=1000
    )  # fmt: skip
    insert_rows([
        Employment(community=community, person=person, organisation=world.customer, unit=units[n % len(units)],
                   title="Officer", starts_on=date(2024, 1, 1))
        for n, person in enumerate(people)
    ])  # fmt: skip
    spaces = insert_rows([
        Space(community=community, site=sites[n % 250], number=f"{n % 9}.{n // 9:04d}", name=ROOMS[n % 9], use="office",
              search_text=fold(f"{n % 9}.{n // 9:04d} {ROOMS[n % 9]}"))
        for n in range(SPACES)
    ])  # fmt: skip
    assets = insert_rows([
        Asset(community=community, site=space.site, space=space, number=f"A{n:05d}", name=f"{THINGS[n % 8]} {n}",
              kind="thing", search_text=fold(f"A{n:05d} {THINGS[n % 8]} {n}"))
        for n, space in enumerate(spaces[:ASSETS])
    ])  # fmt: skip
    codes = iter(tags.new_codes(SPACES + ASSETS, random.Random(1).randbytes))
    insert_rows([
        tags.Tag(community=community, code=next(codes), state="mounted", site=row.site, space=space, asset=asset)
        for row, space, asset in [*((s, s, None) for s in spaces), *((a, a.space, a) for a in assets)]
    ])  # fmt: skip
    _index(community, words_of)


def _person(model: Any, chance: random.Random, n: int) -> Any:
    given, family = chance.choice(GIVEN), chance.choice(FAMILY)
    person = model(
        email=f"{given}.{family}.{n}@example.org".lower(), given_name=given, family_name=family, password="!",
        work_phone=f"+45 33 14 {n // 100:02d} {n % 100:02d}",
    )  # fmt: skip
    person.fold_name()
    return person


def _index(community: Any, words_of: Any) -> None:
    from samdrift.foundation.bulk import insert_rows
    from samdrift.foundation.search.commands import tidy
    from samdrift.foundation.search.models import SearchRow
    from samdrift.operations.requests.models import ServiceRequest

    rows = ServiceRequest.objects._rows().filter(community=community).order_by("pk")
    columns = ("uid", "number", "title", "contract_id", "site_id", "unit_id", "line_code")
    batch: list[SearchRow] = []
    for uid, number, title, contract, site, unit, line in rows.values_list(*columns).iterator(5000):
        batch.append(SearchRow(
            community=community, kind="requests.request", subject_uid=uid, title=words_of(f"{number} {title}"),
            body=words_of(title), contract_id=contract, site_id=site, unit_id=unit, line=line,
        ))  # fmt: skip
        if len(batch) == 20_000:
            insert_rows(batch)
            batch = []
    insert_rows(batch)
    tidy()


def measure(requests: int, rounds: int) -> dict[str, Any]:
    """Milliseconds for each thing typed: over all keystrokes, and those of the slowest."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection, transaction

    from samdrift.operations.desk.queries.finding import picks
    from tests.world import World

    call_command("migrate", verbosity=0)
    with transaction.atomic():
        world = World()
        fill(world, requests)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    keystrokes = [word[:upto] for word in TYPED for upto in range(2, len(word) + 1)] + list(AT_ONCE)
    scope, spent = world.asta.scope, dict[str, list[float]]()
    picks(scope, "an", "da")
    for _ in range(rounds):
        for text in keystrokes:
            begun = time.perf_counter()
            picks(scope, text, "da")
            spent.setdefault(text, []).append((time.perf_counter() - begun) * 1000)
    every = sorted(one for some in spent.values() for one in some)
    slowest = sorted(spent, key=lambda text: -min(spent[text]))[:4]
    return {
        "p50_ms": round(every[len(every) // 2], 1),
        "p95_ms": round(every[int(len(every) * 0.95)], 1),
        "slowest": [f"{text!r} {min(spent[text]):.0f}" for text in slowest],
        "requests": requests,
    }


if __name__ == "__main__":
    print(json.dumps(measure(*map(int, sys.argv[1:]))))
