"""What stands behind a line, worked out from events alone: changes, credits, settlements, and lines that miss."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samdrift.kernel import scaling
from samdrift.kernel.bundles import behind_form as form
from samdrift.kernel.bundles.behind import Book, Found, LineCheck, Part, Told
from samdrift.kernel.bundles.changed import changes
from samdrift.kernel.bundles.measured import Counted, measured
from samdrift.kernel.bundles.money import Ledger
from samdrift.kernel.bundles.periods import Period
from samdrift.kernel.bundles.saved import saved
from samdrift.kernel.bundles.shared import shares
from samdrift.kernel.bundles.telling import Happened, Row
from samdrift.kernel.notice_table import DEFAULT, row_as_written

AT = datetime(2025, 1, 15, 12, tzinfo=UTC)
DAY = timedelta(days=1)
MONTHS = {f"2025-{number:02}": date(2025, number, 1) for number in range(1, 13)}
PLACES = {("unit", "1"): "NORTH", ("unit", "2"): "SOUTH", ("site", "7"): "S7"}
LARGE = row_as_written(next(one for one in DEFAULT.rows if one.code == "large"))


def book_of(*events: tuple[str, dict[str, Any]], unit: int | None = 1) -> Book:
    """A book of events, a day apart, and a fee of 145,000.00 a month in the north."""
    ledger = Ledger()
    price = {
        "code": "CLN", "line": "CLN", "unit": "fixed_year", "price": "1740000", "valid_from": "2024-01-01", "bands": [],
        "band_mode": "incremental", "settings": {}, "fixed_share": "0", "index_rule": "",
    }  # fmt: skip
    step = {"item": "CLN", "unit": 1, "site": None, "setting": "", "change": "1", "on": "2024-01-01", "source": ""}
    early = AT - 300 * DAY
    ledger.take(Happened("contracts.prices_written", early, {"written": [price]}, "", None, None))
    ledger.take(Happened("contracts.volumes_changed", early, {"written": [step], "reference": ""}, "", None, None))
    told = [
        Told(place, "", Happened(kind, AT + place * DAY, payload, "", None, unit))
        for place, (kind, payload) in enumerate(events, start=1)
    ]
    return Book(told, ledger, MONTHS, (date(2024, 1, 1), date(2029, 12, 31)), PLACES)


def accepted(**more: Any) -> tuple[str, dict[str, Any]]:
    line = {
        "item": "CLN", "line": "CLN", "unit": 1, "site": 7, "on": "2025-03-01", "row": LARGE,
        "year_before": "3956000.000000", "year_after": "2967000.000000",
    }  # fmt: skip
    return "scaling.change_accepted", {
        "change_id": "c1", "first_day": "2025-03-01", "written": [line], "one_off_minor": 0, **more
    }  # fmt: skip


def test_a_reduction_of_a_quarter_keeps_what_the_notice_table_says() -> None:  # T-CHG-04
    found = changes(book_of(accepted()))
    amounts = [part.amount_minor for part in found.parts]
    assert amounts == [2_472_500] * 3 + [1_236_250] * 3
    assert [part.month for part in found.parts][:2] == ["2025-03", "2025-04"]
    row = found.tables[form.CHANGES][0]
    assert (row["year_amount"], row["share"], row["unit"], row["site"]) == ("989000", "0.3", "NORTH", "S7")


def test_what_is_paid_once_stands_on_the_first_month() -> None:
    found = changes(book_of(accepted(one_off_minor=125_000)))
    (once,) = [part for part in found.parts if part.site == ""]
    assert (once.month, once.unit, once.line, once.amount_minor) == ("2025-03", "NORTH", "CLN", 125_000)


def test_a_change_both_took_back_is_no_longer_charged() -> None:
    found = changes(book_of(accepted(), ("scaling.change_withdrawn", {"change_id": "c1"})))
    assert found.tables[form.CHANGES] == []
    assert {part.until for part in found.parts} == {AT + 2 * DAY}


def test_a_closed_school_gives_back_its_days() -> None:  # T-CHG-06
    credit = {"month": "2025-07-01", "days": 12, "of": 251, "year_fee": "1500400", "share": "0.80", "amount_minor": 0}
    told = {"closure_id": "k1", "written": [{"unit": 2, "site": None, "line": "CLN", "credits": [credit]}]}
    found = changes(book_of(("scaling.closure_told", told)))
    (part,) = found.parts
    assert (part.amount_minor, part.unit, part.month) == (-5_738_582, "SOUTH", "2025-07")


def test_a_change_of_before_is_not_told() -> None:
    found = changes(book_of(accepted(written=[])))
    assert found.parts == []
    assert found.untold[form.CHANGES]({"reference": "c1"})


DEFINITION = {
    "definition": "d1", "code": "K06", "number": 1, "valid_from": "2025-01-01", "source": "plan.upkeep", "per": "unit",
    "line": "CLN", "target": "92", "lower_is_better": False, "scale": 100, "edges": ["2", "5", "10"], "stretch": "97",
    "low_volume_under": 20, "fewest": 1, "weight": "40", "group": "", "earns_back": True,
}  # fmt: skip
REMEDIES = {"remedies": "r1", "number": 1, "valid_from": "2025-01-01", "terms": {"cap_line": None}}
SIGNED = "performance.terms_signed", {"written": [DEFINITION, REMEDIES]}
# 145,000.00 × 8 % × 40 %, half of it for a serious miss.
SERIOUS = 232_000


def figure(kept: int, uid: str = "f1", number: int = 1, run: tuple[int, int, int] = (1, 0, 1)) -> dict[str, Any]:
    return {
        "result": uid, "definition": "d1", "code": "K06", "unit": 1, "number": number, "numerator": kept,
        "denominator": 100, "value": f"{kept}.00", "band": "", "stretch": False, "run": list(run), "repeated": False,
        "settled": False,
    }  # fmt: skip


def frozen(kept: int, month: str = "2025-01-01", **more: Any) -> tuple[str, dict[str, Any]]:
    return "performance.results_frozen", {"month": month, "written": [figure(kept, **more)], "tops": {}}


def credit(**more: Any) -> dict[str, Any]:
    return {
        "credit": "s1", "kind": "credit", "result": "f1", "remedies": "r1", "code": "K06", "unit": 1,
        "month": "2025-01-01", "bills_in": "2025-02-01", "of": None, **more,
    }  # fmt: skip


def priced(**more: Any) -> tuple[str, dict[str, Any]]:
    return "performance.credits_calculated", {"month": "2025-01-01", "written": [credit(**more)], "tops": {}}


def agreed(side: str) -> tuple[str, dict[str, Any]]:
    return "performance.credits_agreed", {"side": side, "credits": ["s1"]}


def worked(*events: tuple[str, dict[str, Any]]) -> Found:
    """What comes of events of which the second and third happened at one moment."""
    book = book_of(*events)
    together = [
        Told(one.position, "", Happened(one.event.kind, AT + 2 * DAY, one.event.payload, "", None, 1))
        if one.position in (2, 3) else one
        for one in book.events
    ]  # fmt: skip
    again = Book(together, book.ledger, book.months, book.within, book.places)
    return measured(again, Counted(Period("2025", "Europe/Copenhagen")))


def test_a_miss_comes_to_its_credit_once_both_agree() -> None:
    told = worked(SIGNED, frozen(89), priced(), agreed("customer"))
    assert told.parts == []
    (row,) = told.tables[form.CREDITS]
    assert (row["net_minor"], row["charge_minor"], row["state"]) == (str(SERIOUS), "14500000", "calculated")
    told = worked(SIGNED, frozen(89), priced(), agreed("customer"), agreed("provider"))
    (part,) = told.parts
    assert (part.unit, part.month, part.amount_minor, part.since) == ("NORTH", "2025-02", -SERIOUS, AT + 5 * DAY)


def test_a_waived_credit_stands_on_no_invoice() -> None:
    told = worked(SIGNED, frozen(89), priced(), ("performance.credit_waived", {"credit_uid": "s1"}))
    assert told.parts == []
    assert told.tables[form.CREDITS][0]["state"] == "waived"


def test_a_miss_without_a_credit_and_a_credit_without_a_miss_are_named() -> None:
    (missing,) = worked(SIGNED, frozen(89)).differences
    assert missing.found == f"a credit of {SERIOUS}"
    (more,) = worked(SIGNED, frozen(95), priced()).differences
    assert (more.stated, more.found) == ("a credit of it", "nothing that was missed")


def test_a_correction_comes_to_the_difference() -> None:
    corrected = "performance.result_corrected", {
        "month": "2025-01-01", "code": "K06", "written": [figure(91, uid="f2", number=2)]
    }  # fmt: skip
    told = worked(
        SIGNED, frozen(89), priced(), corrected, priced(credit="s2", kind="correction", result="f2")
    )  # fmt: skip
    rows = {row["credit"]: row for row in told.tables[form.CREDITS]}
    assert rows["s2"]["net_minor"] == str(SERIOUS // 2 - SERIOUS)  # a minor miss instead of a serious one
    states = {row["number"]: row["state"] for row in told.tables[form.KEY_FIGURES]}
    assert states == {"1": "corrected", "2": "frozen"}


def test_a_disputed_figure_has_no_numbers_until_it_is_settled() -> None:
    disputed = "performance.result_disputed", {"result_uid": "f1", "month": "2025-01-01", "code": "K06"}
    (row,) = worked(SIGNED, disputed).tables[form.KEY_FIGURES]
    assert set(row) == set(form.COLUMNS[form.KEY_FIGURES])  # so that whatever else stands there is a difference
    assert (row["state"], row["numerator"], row["band"]) == ("disputed", "", "")
    settled = "performance.result_settled", {"result_uid": "f1"}
    assert worked(SIGNED, disputed, settled).tables[form.KEY_FIGURES] == []


def test_the_second_month_in_a_row_turns_the_ratchet() -> None:
    january, february = frozen(89), frozen(89, month="2025-02-01", uid="f2", run=(2, 0, 1))
    rows = worked(SIGNED, january, ("x", {}), february).tables[form.KEY_FIGURES]
    assert [(row["misses"], row["repeated"]) for row in rows] == [("1", "0"), ("2", "1")]


def test_a_credit_agreed_on_late_stands_on_the_invoice_of_the_month_in_which_it_was() -> None:
    months = [None] * 40  # a day each: agreed on in March
    events = [SIGNED, frozen(89), priced(), agreed("provider"), *(("x", {}) for _day in months), agreed("customer")]
    found = worked(*events)
    assert [row["bills_in"] for row in found.tables[form.CREDITS]] == ["2025-03"]
    assert [part.month for part in found.parts] == ["2025-03"]


def test_a_figure_frozen_with_other_numbers_than_its_events_give_is_named() -> None:
    by_hand = {**DEFINITION, "source": "reading"}
    read = "performance.reading_recorded", {"code": "K06", "month": "2025-01-01", "numerator": 89, "denominator": 100}
    signed = "performance.terms_signed", {"written": [by_hand, REMEDIES]}
    for kept, said in ((89, []), (95, [("2025-01 K06 NORTH 1", "95 of 100 when it was frozen", "89 of 100")])):
        differences = measured(book_of(signed, read, frozen(kept)), Counted(Period("2025", "Europe/Copenhagen")))
        assert [(one.row, one.stated, one.found) for one in differences.differences if one.field == "numerator"] == said


def settlement(**more: Any) -> tuple[str, dict[str, Any]]:
    facts = {"guaranteed_cum_minor": 1, "verified_cum_minor": 2, "paid_minor": 0}
    written = {
        "settlement": "g1", "scheme": "h1", "kind": "guarantee", "year": 1, "facts": facts, "charge_minor": -5,
        "unit": 1, "invoice_month": "2025-04-01",
    }  # fmt: skip
    return "savings.settlement_moved", {"settlement_uid": "g1", "move": "approve", "written": [written], **more}


TERMS = {"floor_minor": 100_000, "rate": "0.125", "value_minor": 0, "starts_on": "2024-01-01", "profile": ["1"]}
SCHEME = "savings.scheme_moved", {"written": [{"scheme": "h1", "kind": "guarantee", "number": 1, "terms": TERMS}]}


def verified(uid: str = "i1", amount_minor: int = 30_000, year: int = 2024) -> tuple[str, dict[str, Any]]:
    written = {
        "verification": "v1", "saving": uid, "baseline": "b1", "unit": 1, "line": "CLN", "year": year,
        "amount_minor": amount_minor, "cashable": True, "counts": True,
    }  # fmt: skip
    return "savings.saving_moved", {"saving_uid": uid, "amount_minor": amount_minor, "written": [written]}


def test_a_guarantee_is_settled_from_its_scheme_and_what_was_verified() -> None:
    found = saved(book_of(SCHEME, verified(), settlement()))
    (part,) = found.parts
    assert (part.amount_minor, part.unit, part.month) == (-70_000, "NORTH", "2025-04")
    assert found.tables[form.SETTLEMENTS][0]["verified_minor"] == "30000"
    named = [(one.row, one.field, one.stated, one.found) for one in found.differences]
    assert named == [("g1", "guaranteed_cum_minor", "1", "100000"), ("g1", "verified_cum_minor", "2", "30000")]


def test_what_is_verified_after_a_settlement_was_calculated_is_none_of_its_facts() -> None:
    found = saved(book_of(SCHEME, verified(), settlement(move="calculate"), verified("i2", 50_000), settlement()))
    assert found.tables[form.SETTLEMENTS][0]["verified_minor"] == "30000"
    assert [part.amount_minor for part in found.parts] == [-70_000]


def test_a_guarantee_agreed_on_after_a_gain_was_shared_is_none_of_its_facts() -> None:
    facts = {
        "base_minor": 1_000_000, "verified_minor": 30_000, "guaranteed_minor": 100_000,
        "quality": {"critical_met": True, "satisfaction_met": True, "red_lines": 0, "safety_breach_open": False},
    }  # fmt: skip
    written = {
        "settlement": "g2", "scheme": "h2", "kind": "gainshare", "year": 2024, "facts": facts, "charge_minor": 0,
        "unit": 1, "invoice_month": None,
    }  # fmt: skip
    shared = "savings.settlement_moved", {"settlement_uid": "g2", "move": "calculate", "written": [written]}
    sharing = "savings.scheme_moved", {"written": [{"scheme": "h2", "kind": "gainshare", "number": 1, "terms": {}}]}
    later = {"scheme": "h3", "kind": "guarantee", "number": 2, "terms": {**TERMS, "floor_minor": 900_000}}
    found = saved(book_of(SCHEME, sharing, verified(), shared, ("savings.scheme_moved", {"written": [later]})))
    assert [row["guaranteed_minor"] for row in found.tables[form.SETTLEMENTS]] == ["100000"]
    assert found.differences == []


def test_a_saving_whose_baseline_was_left_out_is_not_proven() -> None:
    found = saved(book_of(verified(year=2025)))
    (row,) = found.tables[form.SAVINGS]
    assert found.untold[form.SAVINGS](row)
    line = {"code": "C1", "unit_cost": "400", "driver": "1", "additions_minor": 0}
    baseline = {"baseline": "b1", "lines": [line], "carried": {}}
    told = saved(book_of(("savings.baseline_moved", {"written": [baseline]}), verified(year=2025)))
    assert not told.untold[form.SAVINGS](row)
    assert told.tables[form.SAVINGS][0]["adjusted_minor"] == "40000"


INVOICE = {"invoice": "i1", "month": "2025-02", "unit": "NORTH", "kind": "invoice", "known_at": AT.isoformat()}


def line(place: int = 1, **more: str) -> Row:
    return {
        "month": "2025-02", "invoice": "i1", "position": str(place), "source": "credit", "reference": "s1",
        "line": "CLN", "site": "", "amount_minor": "-500", **more,
    }  # fmt: skip


PART = Part("credit", "s1", "2025-02", "NORTH", "", "CLN", -500, AT - DAY)


@pytest.mark.parametrize(
    ("lines", "kind", "said"),
    [
        ([line()], "invoice", []),
        ([line(amount_minor="500")], "credit_note", []),
        ([line(amount_minor="-501")], "invoice", ["-500"]),
        ([line(), line(2)], "invoice", ["what stands on an invoice already"]),
        ([line(), line(2, reference="s2")], "invoice", ["nothing in the book that stands behind it"]),
        ([line(source="index")], "invoice", ["nothing in the book that stands behind it", "a line of -500"]),
        ([line(source="gift")], "invoice", ["none of what an invoice is made of", "a line of -500"]),
        ([line(source="volume")], "invoice", ["a line of -500"]),
    ],
)
def test_each_line_has_exactly_one_thing_behind_it(lines: list[Row], kind: str, said: list[str]) -> None:
    check = LineCheck([PART])
    assert [one.found for one in check.differences([{**INVOICE, "kind": kind}], lines)] == said


def test_what_became_known_later_or_was_taken_back_need_not_stand_there() -> None:
    for part in (
        Part("credit", "s1", "2025-02", "NORTH", "", "CLN", -500, AT + DAY),
        Part("credit", "s1", "2025-02", "NORTH", "", "CLN", -500, AT - DAY, AT - DAY / 2),
    ):
        assert list(LineCheck([part]).differences([INVOICE], [line(source="volume")])) == []


@given(reduction=st.decimals(min_value=1, max_value=10**7, places=2), day=st.dates(date(2025, 1, 1), date(2025, 6, 30)))
def test_what_is_kept_is_what_the_house_keeps(reduction: Decimal, day: date) -> None:
    kind, payload = accepted()
    payload["written"][0] |= {"on": day.isoformat(), "year_before": str(reduction), "year_after": "0"}
    row = next(one for one in DEFAULT.rows if one.code == "large")
    found = changes(book_of((kind, payload)))
    assert sum(part.amount_minor for part in found.parts) == scaling.remanence_total(reduction, row, day)


def test_a_fee_is_reduced_by_what_did_not_come_and_the_figure_is_not_paid_for_twice() -> None:
    terms = {"cap_line": None, "reductions": {"K06": "0.5"}}
    signed = "performance.terms_signed", {"written": [DEFINITION, {**REMEDIES, "terms": terms}]}
    reduction = {
        "reduction": "q1", "result": "f1", "remedies": "r1", "code": "K06", "line": "CLN", "unit": 1, "site": None,
        "ordered": 1_000, "missing": 10, "bills_in": "2025-02-01",
    }  # fmt: skip
    reduced = "performance.fees_reduced", {"month": "2025-01-01", "written": [reduction], "tops": {}}
    told = worked(signed, frozen(89), reduced, priced())
    told_at_once = [part for part in told.parts if part.reference == "q1"]
    assert [part.amount_minor for part in told_at_once] == [-72_500]  # 1 % of half of 145,000.00
    (row,) = told.tables[form.REDUCTIONS]
    assert (row["fee_minor"], row["share"], row["amount_minor"]) == ("14500000", "0.5", "72500")


@pytest.mark.parametrize(("stated", "found"), [(55_914, 55_914), (55_913, 55_913), (55_915, 55_914), (99_999, 55_914)])
def test_a_part_of_shared_cost_lies_within_a_hundredth_of_its_key(stated: int, found: int) -> None:  # T-FRM-01
    told = {
        "share_uid": "s1", "month": "2025-03-01", "code": "DESK", "own_key": 2_600, "all_keys": 4_650,
        "total_minor": 100_000, "amount_minor": stated,
    }  # fmt: skip
    worked_out = shares(book_of(("joining.share_told", told)))
    assert worked_out.tables[form.SHARES][0]["amount_minor"] == str(found)
    assert [(part.source, part.unit, part.amount_minor) for part in worked_out.parts] == [("shared", "NORTH", found)]
