"""A month in which much happened in the small world, and its bundle."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from samdrift.foundation import clock
from samdrift.foundation.scope import everywhere
from samdrift.operations.approvals import public as approvals
from samdrift.operations.bundles.commands.making import write_bundle
from samdrift.operations.disputes.commands import answering, proposing
from samdrift.operations.promises.models import Pause, Promise
from samdrift.operations.requests.commands import corrections, endings, progress, triage
from samdrift.operations.requests.commands.submit import Ask, submit_request
from samdrift.operations.requests.models import ServiceRequest
from samdrift.operations.work.commands import quoting
from samdrift.registers.contracts import public as contracts
from tests.kept_files import kept_file
from tests.priced import price_contract
from tests.world import NOON, OFFICE, World, words

PERIOD = f"{NOON:%Y-%m}"
HOUR = timedelta(hours=1)
WHY = proposing.Why(reason="The ferry was cancelled", evidence="Notice 17")


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """The house's clock stands some weeks after all this."""
    offset = NOON + 800 * HOUR - clock.real_now()
    monkeypatch.setattr(clock, "_offset", lambda: offset)


@pytest.fixture
def month(world: World) -> World:
    """Work kept, late, waiting, reopened, hurried, cancelled and corrected; deadlines, a price, a charge, volumes."""
    world.olga = world.someone("USR", name="Olga")
    publish_terms(world)
    price_contract(world)
    rows = [reported(world, f"Fault {number}", NOON + number * HOUR / 6) for number in range(8)]
    kept, late, waits, again, hurried, gone, moved, struck = rows
    for one, until in ((waits, NOON + 900 * HOUR), (struck, NOON + 60 * HOUR)):
        progress.put_on_hold(
            world.asta.scope, one.uid, expected_version=None, reason="no_access", now=NOON + 2 * HOUR, until=until,
            note="Nobody there",
        )  # fmt: skip
    agree(world, late, struck)
    for one, after in ((kept, 2 * HOUR), (late, 580 * HOUR), (again, 2 * HOUR)):
        progress.resolve_at_once(
            world.asta.scope, one.uid, expected_version=None, resolution="repaired", now=NOON + after, note="Done"
        )
    endings.reopen(world.olga.scope, again.uid, expected_version=None, reason="Still broken", now=NOON + 4 * HOUR)
    triage.confirm_priority(
        world.asta.scope, hurried.uid, expected_version=None, impact=2, urgency=2, now=NOON + 3 * HOUR
    )
    endings.cancel(world.olga.scope, gone.uid, expected_version=None, now=NOON + 3 * HOUR)
    corrections.correct_received_at(
        world.asta.scope, moved.uid, expected_version=None, received_at=NOON - 20 * HOUR, reason="noted_on_paper",
        now=NOON + 3 * HOUR,
    )  # fmt: skip
    charge(world)
    return world


def publish_terms(world: World) -> None:
    """A rule and a calendar version, published with the digest the book seals."""
    writer = world.someone("CTR-C", name="Wim").scope
    contracts.publish_calendar(
        writer, code="OFFICE", name=words("Office"), definition=OFFICE, valid_from=NOON.date().replace(month=9),
        now=NOON - 9 * HOUR,
    )  # fmt: skip
    draft = contracts.PolicyDraft(
        code="LIFTS", name=words("Lifts"), valid_from=NOON.date(), request_type_code="mnt.lift", clause="3.2",
        clocks=[contracts.ClockTerms("complete", "work_days", 3, "OFFICE", "resolved")],
    )  # fmt: skip
    contracts.publish_policy(writer, world.contract.pk, draft, now=NOON - 8 * HOUR)


def reported(world: World, title: str, at: datetime) -> ServiceRequest:
    """A fault in the washroom."""
    ask = Ask(
        request_type="mnt.fault", channel="web", title=title, site_id=world.site.pk, space_id=world.washroom.pk,
        requester_id=world.olga.person.pk,
    )  # fmt: skip
    return submit_request(world.olga.scope, ask, received_at=at, now=at).service_request


def agree(world: World, late: ServiceRequest, struck: ServiceRequest) -> None:
    """Another deadline for one, relief for another clock of it, and a pause both find was none."""
    cap = world.someone("CTR-P", name="Cap")
    with everywhere(reason="test"):
        clocks = {one.kind: one.uid for one in Promise.objects.filter(subject_uid=late.uid)}
        pause = Pause.objects.get(subject_uid=struck.uid)
    moment = NOON + 5 * HOUR
    deadline = proposing.propose_deadline(cap.scope, clocks["complete"], due_at=NOON + 570 * HOUR, why=WHY, now=moment)
    relief = proposing.claim_relief(cap.scope, clocks["attend"], relief="force_majeure", why=WHY, now=moment)
    contested = proposing.contest_pause(world.dan.scope, pause.uid, why=WHY, now=NOON + 5 * HOUR)
    for one, actor, at in (
        (deadline, world.dan, moment),
        (relief, world.dan, moment),
        (contested, cap, NOON + 6 * HOUR),
    ):
        answering.accept(actor.scope, one.uid, expected_version=None, now=at)


def charge(world: World) -> None:
    """Extra work offered, approved, charged for twice."""
    holder = world.someone("BUD", "LOC-FM")
    draft = quoting.QuoteDraft(
        contract_id=world.contract.pk, site_id=world.site.pk, line_code="MNT", title="Paint the hall",
        lines=(("Paint", "8 000,00"), ("Work", "4500.50")),
    )  # fmt: skip
    quote = quoting.submit_quote(world.asta.scope, draft, now=NOON)
    (approval,) = approvals.waiting_for_me(holder.scope)
    approvals.give_approval(holder.scope, approval.uid, expected_version=approval.version, now=NOON + HOUR)
    quote.refresh_from_db()
    with everywhere(reason="test"):
        order = quote.work_order.uid
    for text, amount in (("Paint", "8000"), ("Too much", "-100")):
        quoting.write_charge(world.asta.scope, order, text, amount, now=NOON + 2 * HOUR)


@pytest.fixture
def bundle(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """The bundle of that month."""
    return kept_file(
        request, tmp_path / "bundle.zip", "month", lambda month, path: write_bundle(month.contract, PERIOD, path)
    )
