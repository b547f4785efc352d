"""Makes a database with a technician, forty orders of theirs and a session, and tells about it as JSON."""

import json

ORDERS = 40


def main() -> None:
    """Migrate, fill, print."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.test import Client

    from samdrift.foundation import clock
    from samdrift.operations.requests import public as requests
    from samdrift.operations.work import public as work
    from tests.world import World

    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    world, now = World(), clock.now()
    tech, orders = world.join_team(world.someone("SVC-E", name="Tea")), []
    for number in range(ORDERS):
        ask = requests.Ask(
            request_type="mnt.fault", channel="web", title=f"Tap {number}", site_id=world.site.pk,
            space_id=world.washroom.pk, requester_id=world.dan.person.pk,
        )  # fmt: skip
        made = requests.submit_request(world.asta.scope, ask, received_at=now, now=now).service_request
        order = work.assign_work(world.asta.scope, made.uid, expected_version=None, assignee_id=tech.person.pk, now=now)
        orders.append(str(order.uid))
    client = Client()
    client.force_login(tech.person)
    session = client.cookies["sessionid"].value
    print(json.dumps({"orders": orders, "session": session, "tag": world.tag.code}))


def counted() -> None:
    """What is in the database now, as JSON."""
    import django

    django.setup()
    from collections import Counter

    from samdrift.foundation.files.models import StoredFile
    from samdrift.foundation.scope import everywhere
    from samdrift.operations.field.models import FieldAction
    from samdrift.operations.work.models import WorkLine, WorkOrder

    with everywhere(reason="counting"):
        told = {
            "orders_done": WorkOrder.objects.filter(state="done").count(),
            "lines": WorkLine.objects.count(),
            "photos": StoredFile.objects.filter(owner_kind="work.workorder").count(),
            "pieces": dict(Counter(FieldAction.objects.values_list("outcome", flat=True))),
        }
    print(json.dumps(told))


if __name__ == "__main__":
    import sys

    counted() if "count" in sys.argv else main()
