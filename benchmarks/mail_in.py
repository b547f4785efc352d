"""Mails taken in: handed over, kept, read, and made requests and answers of, by one worker."""

import json
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks._databases import on_both

SAMPLES = Path(__file__).resolve().parents[1] / "src/samdrift/foundation/mail/tests/samples"


def run(mails: int = 1500) -> dict[str, Any]:
    """On both databases; half are new requests, a quarter comments on requests, a quarter of people nobody knows."""
    return on_both("benchmarks.mail_in", mails)


def main(mails: int) -> None:
    """Migrate, fill, take in, print."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import transaction

    from samdrift.foundation.clock import now
    from samdrift.foundation.mail import public as mail
    from samdrift.foundation.scope import everywhere
    from samdrift.operations.desk.models import Mailbox
    from samdrift.operations.requests import public as requests
    from tests.world import World

    call_command("migrate", verbosity=0)
    with transaction.atomic():
        world = World()
        Mailbox.objects.create(community=world.community, address="", request_type="mnt.fault")
        writers = [world.someone("USR") for _each in range(200)]
        asked = []
        for one in writers:
            ask = requests.Ask(
                request_type="mnt.fault", channel="web", title="The tap drips", site_id=world.site.pk,
                requester_id=one.person.pk,
            )  # fmt: skip
            moment = now()
            asked.append(requests.submit_request(one.scope, ask, received_at=moment, now=moment).service_request)
    raws = [_raw(number, writers, asked) for number in range(mails)]
    read = _timed(lambda: [mail.read_mail(raw) for raw in raws])
    handed = _timed(lambda: [mail.hand_in(world.community.pk, raw, arrived_at=now(), source="http") for raw in raws])
    cpu = time.process_time()
    taken = _timed(_take_all)
    cpu = time.process_time() - cpu
    with everywhere(reason="counting"):
        states = dict.fromkeys(("taken", "held", "ignored", "refused", "waiting"), 0)
        for state in mail.IncomingMail.objects.values_list("state", flat=True):
            states[state] += 1
    figures = {
        "mails": mails, "read_ms": round(read / mails * 1000, 2), "handed_in_per_s": round(mails / handed),
        "read_and_settled_per_s": round(mails / taken),
        "settled_cpu_ms": round(cpu / mails * 1000, 1), "all_per_s": round(mails / (handed + taken)), **states,
    }  # fmt: skip
    print(json.dumps(figures))


def _take_all() -> None:
    from samdrift.foundation.mail import public as mail

    while mail.read_waiting(most=20):
        pass


def _timed(do: Any) -> float:
    began = time.perf_counter()
    do()
    return time.perf_counter() - began


def _raw(number: int, writers: list[Any], asked: list[Any]) -> bytes:
    name = ("plain_da", "gmail_da", "plain_da", "html_gmail")[number % 4]
    raw = (SAMPLES / f"{name}.eml").read_bytes().replace(b"Message-ID: <", f"Message-ID: <{number}.".encode())
    place = number // 4 % len(writers)
    if number % 4 == 3:
        return raw.replace(b"olga@police.example", f"stranger{number}@elsewhere.example".encode())
    raw = raw.replace(b"POL-2025-0000001", asked[place].number.encode())
    return raw.replace(b"olga@police.example", writers[place].person.email.encode())


if __name__ == "__main__":
    main(int(sys.argv[1])) if len(sys.argv) > 1 else print(run())
