"""What stands behind lines that are no volumes is worked out again; any cell changed of it is named."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from samdrift.foundation.scope import Grant, Scope, everywhere
from samdrift.kernel.bundles import behind_form, form
from samdrift.kernel.bundles.checking import verify
from samdrift.kernel.indexation import Part, Rule, Value
from samdrift.operations.approvals import public as approvals
from samdrift.operations.bundles.public import write_bundle
from samdrift.operations.bundles.tests.tampering import content_of, events_of, table_of, with_cell, with_event, written
from samdrift.operations.work.commands import quoting
from samdrift.partnership.invoicing.commands.billing import write_party
from samdrift.partnership.invoicing.commands.disputing import credit_query, query_line
from samdrift.partnership.invoicing.commands.issuing import issue_invoice
from samdrift.partnership.invoicing.models import InvoiceLine
from samdrift.partnership.invoicing.tests.conftest import MONTH, NORTH, invoice_of, lines_of, ran, step
from samdrift.partnership.performance import public as performance
from samdrift.partnership.savings.commands import settling
from samdrift.registers.contracts import public as contracts
from tests.kept_files import kept_file
from tests.world import NOON, START, words

PERIOD = f"{MONTH:%Y-%m}"
MARCH = date(2025, 3, 1)
ELSEWHERE = {behind_form.CHANGES, behind_form.REDUCTIONS, behind_form.SAVINGS, behind_form.SHARES}
TABLES = sorted(set(behind_form.COLUMNS) - ELSEWHERE)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def noon(monkeypatch):
    """The house's clock stands some weeks after all this."""
    from samdrift.foundation import clock

    offset = NOON + timedelta(days=40) - clock.real_now()
    monkeypatch.setattr(clock, "_offset", lambda: offset)


def powerful(world, *permissions):
    """Somebody who may do what a contract's set-up takes."""
    grant = Grant("SYS", frozenset(permissions), data_classes=frozenset({"D0", "D1", "D2"}))
    return Scope(community_id=world.community.pk, grants=(grant,))


@pytest.fixture
def owing(billed):
    """April with extra work, a credit of March, an index that came late; everything was sent on an invoice."""
    world = billed
    world.olga = world.someone("USR", name="Olga")
    world.carl, world.peter = (world.someone(role, name=role, cleared_for=["D2"]) for role in ("CTR-C", "CTR-P"))
    _regulate(world)
    _miss(world)
    _extra(world)
    _guarantee(world)
    ran(world, now=NOON + 5 * HOUR)
    for unit, kind in ((world.north, "invoice"), (world.south, "invoice"), (world.authority, "credit_note")):
        invoice = invoice_of(unit, kind=kind)
        issue_invoice(world.fie.scope, invoice.uid, expected_version=invoice.version, now=NOON + 6 * HOUR)
    return world


def _regulate(world):
    """Windows follow an index; in April the final factor of January is billed, and three months are trued up."""
    scope, pk = world.dan.scope, world.contract.pk
    rule = Rule("NPI", (Part("NPI", Decimal(1), Decimal("116.0"), date(2023, 12, 1)),))
    contracts.record_series(scope, code="NPI", name=words("Net price index"))
    contracts.write_index_rule(
        scope, pk, contracts.IndexRuleDraft(rule=rule, valid_from=START, clause="9.2"), now=NOON - 90 * DAY
    )
    glass = contracts.PriceDraft(
        code="WIN-GLS", line="WIN", name=words("Windows"), unit="m2_year", price=Decimal(40), valid_from=START,
        index_rule="NPI",
    )  # fmt: skip
    contracts.write_prices(scope, pk, [glass], now=NOON - 90 * DAY)
    contracts.add_steps(
        scope, pk, [step("WIN-GLS", world.south.pk, world.other_site.pk, "700")], now=NOON - 90 * DAY
    )  # fmt: skip
    at = NOON - 40 * DAY
    contracts.publish_value(scope, "NPI", Value(date(2024, 12, 1), Decimal("117.2"), date(2025, 1, 10)), now=at)
    proposed = contracts.propose_index(
        world.peter.scope, world.contract.uid, "NPI", effective_from=START, applies_from=MONTH, cut_off=at.date(),
        now=at,
    )  # fmt: skip
    contracts.accept_terms(world.carl.scope, proposed.uid, expected_version=None, now=at)


def _miss(world):
    """Cleaning fails in March in the north: a credit both parties agree on, which April's invoice takes."""
    pk = world.contract.pk
    performance.agree_at_signing(
        powerful(world, "contracts.write"), pk, performance.standard_definitions(START),
        performance.standard_remedies(START), now=NOON - 100 * DAY,
    )  # fmt: skip
    for unit, kept in ((world.north, 21), (world.south, 24)):
        performance.record_reading(
            world.carl.scope, pk, "K06", MARCH, (kept, 24), evidence="Control", unit_id=unit.pk, now=NOON - 32 * DAY
        )  # fmt: skip
    period = performance.compute_month(world.community.pk, pk, MARCH, now=NOON - 30 * DAY)
    performance.freeze_month(performance.counting_scope(world.community.pk), period, now=NOON - 20 * DAY)
    for side in (world.carl, world.peter):
        performance.agree_credits(side.scope, pk, MARCH, now=NOON - 18 * DAY)


def _extra(world):
    """A wall painted in April under an approved quote."""
    holder, at = world.someone("BUD", "LOC-FM", name="Holger"), NOON - 15 * DAY
    draft = quoting.QuoteDraft(
        contract_id=world.contract.pk, site_id=world.site.pk, line_code="MNT", title="Paint the hall",
        lines=(("Paint", "8 000,00"),),
    )  # fmt: skip
    quote = quoting.submit_quote(world.asta.scope, draft, now=at)
    (approval,) = approvals.waiting_for_me(holder.scope)
    approvals.give_approval(holder.scope, approval.uid, expected_version=approval.version, now=at + HOUR)
    quote.refresh_from_db()
    with everywhere(reason="test"):
        order = quote.work_order.uid
    quoting.write_charge(world.asta.scope, order, "Paint", "7999.50", now=at + 2 * HOUR)


def _guarantee(world):
    """A guarantee of a thousand for last year, of which nothing was saved: the provider pays, in April."""
    pk, at = world.contract.pk, NOON - 10 * DAY
    steering = world.someone("STEER-C", name="Stine", cleared_for=["D2"])
    terms = {
        "floor_minor": 100_000, "rate": "0.125", "value_minor": 100_000, "starts_on": "2024-01-01",
        "profile": ["1"], "caught_up": "offset",
    }  # fmt: skip
    scheme = settling.propose_scheme(world.peter.scope, pk, "guarantee", terms, now=at)
    settling.agree_to_scheme(world.carl.scope, scheme.uid, expected_version=1, now=at)
    row = settling.settle_guarantee(world.finn.scope, pk, 1, now=at)
    settling.sign_settlement(world.finn.scope, row.uid, expected_version=1, now=at)
    settling.sign_settlement(world.fie.scope, row.uid, expected_version=2, now=at)
    settling.approve_settlement(steering.scope, row.uid, month=MONTH, expected_version=3, now=at)
    write_party(world.finn.scope, world.contract.uid, world.authority.uid, NORTH, now=at)


@pytest.fixture
def bundle(request, tmp_path):
    return kept_file(
        request, tmp_path / "bundle.zip", "owing", lambda owing, path: write_bundle(owing.contract, PERIOD, path)
    )


def differences(path):
    return [str(one) for one in verify(path).differences]


def test_every_line_has_exactly_one_thing_behind_it(owing, bundle):
    report = verify(bundle)
    assert [str(one) for one in report.differences] == []
    lines = table_of(content_of(bundle), form.LINES)
    assert {line["source"] for line in lines} == {"volume", "index", "credit", "extra", "gainshare"}
    assert report.worked[behind_form.CREDITS] == 1
    assert report.worked[behind_form.EXTRAS] == 1
    assert report.worked[behind_form.REGULATIONS] == 1
    assert report.worked[behind_form.SETTLEMENTS] == 1
    assert report.untold == {}


@pytest.mark.parametrize("source", ["index", "credit", "extra", "gainshare"])
@pytest.mark.parametrize("column", ["reference", "source", "line", "month"])
def test_a_line_with_nothing_behind_it_is_named(bundle, tmp_path, source, column):
    content = content_of(bundle)
    place = next(at for at, line in enumerate(table_of(content, form.LINES)) if line["source"] == source)
    other = {"reference": "0193f0e0-0000-7000-8000-000000000001", "source": "change", "line": "XXX", "month": "2025-05"}
    line = table_of(content, form.LINES)[place]
    changed = with_cell(content, form.LINES, place, column, lambda _text: other[column])
    found = verify(written(tmp_path / "x.zip", changed)).differences
    assert any(line["invoice"] in one.row for one in found if one.file == form.LINES)


@pytest.mark.parametrize("source", ["index", "credit", "extra", "gainshare"])
def test_a_line_of_another_amount_is_named_with_what_it_should_be(bundle, tmp_path, source):
    content = content_of(bundle)
    lines = table_of(content, form.LINES)
    place = next(at for at, line in enumerate(lines) if line["source"] == source)
    right = lines[place]["amount_minor"]
    changed = content
    for column in ("amount_minor", "price"):  # quantity × price stays right
        wrong = str(int(right) + 100) if column == "amount_minor" else f"{(abs(int(right)) + 100) / 100:.2f}"
        changed = with_cell(changed, form.LINES, place, column, lambda _text, wrong=wrong: wrong)
    found = verify(written(tmp_path / "x.zip", changed)).differences
    row = " ".join(lines[place][name] for name in ("month", "invoice", "position"))
    assert (form.LINES, row, "amount_minor", right) in {(one.file, one.row, one.field, one.found) for one in found}


@pytest.fixture
def march(request, tmp_path):
    return kept_file(
        request, tmp_path / "march.zip", "owing", lambda owing, path: write_bundle(owing.contract, "2025-03", path)
    )


@pytest.mark.parametrize("name", TABLES)
def test_any_cell_changed_behind_a_line_is_named(bundle, march, tmp_path, name):
    content = content_of(march if name == behind_form.KEY_FIGURES else bundle)
    assert table_of(content, name)
    for place, row in enumerate(table_of(content, name)[:3]):
        for column in behind_form.COLUMNS[name]:
            changed = with_cell(content, name, place, column, lambda text: "7" if text != "7" else "8")
            found = [one for one in verify(written(tmp_path / "x.zip", changed)).differences if one.file == name]
            assert found, (column, row)
            if column not in behind_form.COLUMNS[name][: behind_form.KEYS[name]]:
                key = " ".join(row[one] for one in behind_form.COLUMNS[name][: behind_form.KEYS[name]])
                assert (key, column, row[column]) in {(one.row, one.field, one.found) for one in found}


@pytest.mark.parametrize("name", TABLES)
def test_a_row_left_out_behind_a_line_is_named(bundle, march, tmp_path, name):
    content = content_of(march if name == behind_form.KEY_FIGURES else bundle)
    head, *rows = content[name].splitlines(keepends=True)
    found = verify(written(tmp_path / "x.zip", content | {name: b"".join([head, *rows[1:]])})).differences
    assert name in {one.file for one in found}


def test_a_charge_that_was_known_and_stands_on_no_invoice_is_named(owing, tmp_path):
    with everywhere(reason="test"):
        InvoiceLine.objects.filter(source="credit").delete()
    path = tmp_path / "x.zip"
    write_bundle(owing.contract, PERIOD, path)
    assert any("a line of -" in one for one in differences(path))


def test_a_figure_changed_in_the_house_differs_from_what_it_was_counted_from(owing, tmp_path):
    with everywhere(reason="test"):
        row = performance.KpiResult.objects.get(code="K06", unit=owing.north, month=MARCH)
        performance.KpiResult.objects.filter(pk=row.pk).update(numerator=24, band="passed", value=100)
    path = tmp_path / "march.zip"
    write_bundle(owing.contract, "2025-03", path)
    named = {(one.file, one.row, one.field, one.stated, one.found) for one in verify(path).differences}
    key = f"2025-03 K06 {owing.north.code} 1"
    assert {
        (behind_form.KEY_FIGURES, key, "numerator", "24", "21"),
        (behind_form.KEY_FIGURES, key, "band", "passed", row.band),
    } <= named


def test_what_was_written_before_the_book_told_it_is_said_and_is_no_difference(owing, bundle, tmp_path):
    content = content_of(bundle)
    told = [one["event"] for one in events_of(content)]
    for place, event in enumerate(told):
        if event["kind"].startswith("performance.") and "written" in event["payload"]:
            content = with_event(content, place, lambda line: line["event"]["payload"].pop("written"))
    report = verify(written(tmp_path / "older.zip", content))
    assert {one.field for one in report.differences} == {"event"}  # they are not those that were sealed, of course
    assert report.untold == {behind_form.CREDITS: 1, "lines of credit": 1}


def test_a_credit_note_gives_back_what_was_queried(owing, tmp_path):
    invoice = invoice_of(owing.north)
    line = lines_of(invoice)[0]
    dispute = query_line(
        owing.finn.scope, line.uid, amount="10,00", reason="not_delivered", text="Closed", expected_version=None,
        now=NOON + 20 * HOUR,
    )  # fmt: skip
    credit_query(owing.fie.scope, dispute.uid, answer="Yes", expected_version=None, now=NOON + 21 * HOUR)
    path = tmp_path / "may.zip"
    write_bundle(owing.contract, "2025-05", path)
    assert differences(path) == []
    content = content_of(path)
    assert [row["amount_minor"] for row in table_of(content, form.LINES)] == ["1000"]
    changed = with_cell(content, form.LINES, 0, "amount_minor", lambda _text: "900")
    found = verify(written(tmp_path / "x.zip", changed)).differences
    assert "1000, as it was queried" in {one.found for one in found}
