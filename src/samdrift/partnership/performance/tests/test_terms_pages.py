"""Proposing remedies and definitions by page: read, refused by field, previewed, accepted by the other party."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from samdrift.foundation import clock
from samdrift.foundation.errors import Invalid, NotAllowed, Refused
from samdrift.foundation.scope import everywhere
from samdrift.kernel.credits import RemedyTerms
from samdrift.kernel.key_figures import Measure
from samdrift.partnership.performance.commands.defining import answer_terms, propose_definition, propose_remedies
from samdrift.partnership.performance.commands.standard import standard_definitions, standard_remedies
from samdrift.partnership.performance.models import KpiDefinition, RemedyTermsVersion
from samdrift.partnership.performance.queries import previewing
from samdrift.partnership.performance.queries.previewing import Proposed, preview
from samdrift.partnership.performance.rules.remedies import terms_from
from samdrift.partnership.performance.tests.conftest import MARCH, Measured, day
from samdrift.partnership.performance.tests.test_definitions import JUNE, K03
from samdrift.partnership.performance.web.terms_forms import NextVersionForm, RemedyForm
from tests.world import START

APRIL = date(2025, 4, 1)


@pytest.fixture(autouse=True)
def in_may(monkeypatch: pytest.MonkeyPatch) -> None:
    """The doors' clock stands on 20 May 2025."""
    offset = datetime(2025, 5, 20, 10, tzinfo=UTC) - clock.real_now()
    monkeypatch.setattr(clock, "_offset", lambda: offset)


@pytest.fixture
def frozen(measured: Measured, monkeypatch: pytest.MonkeyPatch) -> Measured:
    """March and April frozen, with a serious miss of K06 in both."""
    from samdrift.partnership.performance.commands import crediting

    monkeypatch.setattr(previewing, "charged_in", crediting.charged_in)
    for month in (MARCH, APRIL):
        measured.read("K06", 88, 100, month)
        measured.freeze(month)
    return measured


def typed(**other: Any) -> dict[str, Any]:
    """What the remedies' form shows at first, as it is sent, with other values."""
    shown = RemedyForm.of(terms_from(standard_remedies(START).terms))
    sent = {name: "" if value is None else str(value) for name, value in shown.items()}
    return {**sent, "valid_from": "2025-07-01", "note": "As talked about", **other}


def test_remedies_are_proposed_by_page_and_accepted_by_the_other_party(frozen: Measured, client: Client) -> None:
    page = f"/performance/remedies/{frozen.contract.uid}/"
    client.force_login(frozen.client.person)
    assert "Propose the next version" in client.get(page).content.decode()
    sent = typed(at_risk="10", per_lot="k06 1000,00", sessions="K25 4 3", reductions="K07 100")
    assert client.post(page, sent).status_code == 302
    with everywhere(reason="test"):
        row = RemedyTermsVersion.objects.get(number=2)
    told = terms_from(row.terms)
    assert (told.at_risk, told.per_lot, told.sessions, told.reductions, told.cap_line) == (
        Decimal("0.1"), {"K06": 100_000}, {"K25": (Decimal("0.04"), 3)}, {"K07": Decimal(1)}, Decimal("0.15")
    )  # fmt: skip
    client.force_login(frozen.provider.person)
    shown = client.get(page).content.decode()
    assert "Accept" in shown
    assert "What the last months would have cost" in shown
    client.post(f"/performance/terms/{row.uid}/accept/", {"version": row.version})
    with everywhere(reason="test"):
        assert RemedyTermsVersion.objects.get(number=2).standing == "accepted"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("at_risk", "200"), ("ratchet", "one two"), ("ratchet", ""), ("grace", "x"), ("per_lot", "K06"),
        ("per_lot", "K06 x"), ("per_lot", "K06 1\nk06 2"), ("sessions", "K25 4"), ("reductions", "K07 200"),
        ("waiver_alone", "much"), ("valid_from", "2025-07-02"), ("valid_from", "2025-05-01"), ("model", "Z"),
    ],
)  # fmt: skip
def test_what_are_no_remedies_is_refused_at_its_field(
    measured: Measured, client: Client, field: str, value: str
) -> None:
    client.force_login(measured.client.person)
    answer = client.post(f"/performance/remedies/{measured.contract.uid}/", typed(**{field: value}))
    assert answer.status_code == 422
    with everywhere(reason="test"):
        assert RemedyTermsVersion.objects.count() == 1


def test_only_who_may_see_credits_opens_remedies(measured: Measured, client: Client) -> None:
    client.force_login(measured.world.someone("LOC-FM").person)
    assert client.get(f"/performance/remedies/{measured.contract.uid}/").status_code == 403
    client.force_login(measured.world.carla.person)
    assert client.get(f"/performance/remedies/{measured.contract.uid}/").status_code in (403, 404)


def test_the_preview_of_the_terms_that_hold_is_what_stood(frozen: Measured) -> None:
    held = standard_remedies(START).terms
    rows = preview(frozen.client.scope, frozen.contract.pk, Proposed(terms=terms_from(held), kept=held))
    assert [(one.month, one.would_minor) for one in rows] == [(one.month, one.credits_minor) for one in rows]
    assert [one.credits_minor for one in rows] == [580_000, 725_000]
    doubled = replace(terms_from(held), at_risk=Decimal("0.16"))
    twice = preview(frozen.client.scope, frozen.contract.pk, Proposed(terms=doubled, kept=held))
    assert [one.would_minor for one in twice] == [1_160_000, 1_450_000]


def test_the_preview_judges_a_figure_by_the_proposed_target(frozen: Measured) -> None:
    proposed = Proposed(code="K06", measure=Measure(target=Decimal(85)), weight=Decimal(10))
    rows = preview(frozen.client.scope, frozen.contract.pk, proposed)
    assert [(one.missed, one.would_miss, one.would_minor) for one in rows] == [(1, 0, 0), (1, 0, 0)]
    harder = Proposed(code="K06", measure=Measure(target=Decimal(99)), weight=Decimal(10))
    rows = preview(frozen.client.scope, frozen.contract.pk, harder)
    assert [one.would_minor for one in rows] == [1_160_000, 1_450_000]
    with pytest.raises(NotAllowed):
        preview(frozen.world.someone("LOC-FM").scope, frozen.contract.pk, proposed)


def test_a_definition_is_proposed_with_its_words_and_previewed_first(frozen: Measured, client: Client) -> None:
    page = f"/performance/definitions/{frozen.contract.uid}/K06/"
    client.force_login(frozen.provider.person)
    with everywhere(reason="test"):
        held = KpiDefinition.objects.get(code="K06")
    sent = {name: "" if value is None else str(value) for name, value in NextVersionForm.of(held).items()}
    sent |= {"target": "85", "stretch": "90", "edges": "1 4 9", "counted_en": "Lots ÷ lots, by the joint control.",
             "valid_from": "2025-07-01", "note": "Joint controls"}  # fmt: skip
    shown = client.post(page, {**sent, "preview": "1"}).content.decode()
    assert "1 → 0" in shown
    with everywhere(reason="test"):
        assert KpiDefinition.objects.filter(code="K06").count() == 1
    assert client.post(page, {**sent, "edges": "1 2"}).status_code == 422
    assert client.post(page, sent).status_code == 302
    with everywhere(reason="test"):
        made = KpiDefinition.objects.get(code="K06", number=2)
    assert (made.target, made.edges, made.counted["en"], made.source) == (
        85, ["1", "4", "9"], "Lots ÷ lots, by the joint control.", "reading"
    )  # fmt: skip


def test_terms_hold_from_a_month_ahead_when_proposed_and_when_accepted(measured: Measured) -> None:
    scope, uid = measured.client.scope, measured.contract.uid
    at = datetime(2025, 6, 3, 9, tzinfo=UTC)
    with pytest.raises(Invalid):
        propose_definition(scope, uid, K03, now=at)
    with pytest.raises(Invalid):
        propose_remedies(scope, uid, standard_remedies(JUNE), now=at)
    made = propose_remedies(scope, uid, standard_remedies(JUNE), now=day(APRIL, 20))
    with pytest.raises(Refused):
        answer_terms(measured.provider.scope, made.uid, "accept", expected_version=None, now=at)
    assert len(standard_definitions(JUNE)) == 24


shares = st.integers(0, 100_000).map(lambda n: Decimal(n) / 100_000)


@given(
    at_risk=shares, cap=st.none() | shares, steps=st.lists(shares, max_size=4),
    lots=st.dictionaries(st.sampled_from(["K06", "K07", "K19"]), st.integers(0, 10**8), max_size=3),
    fees=st.dictionaries(st.sampled_from(["K07", "K16"]), shares, max_size=2),
)  # fmt: skip
def test_what_the_form_shows_is_what_it_reads(
    at_risk: Decimal, cap: Decimal | None, steps: list[Decimal], lots: dict[str, int], fees: dict[str, Decimal]
) -> None:
    terms = RemedyTerms(at_risk=at_risk, cap_kpi=cap, grace=tuple(steps), per_lot=lots, reductions=fees)
    shown = RemedyForm.of(terms)
    sent = {name: "" if value is None else str(value) for name, value in shown.items()}
    form = RemedyForm({**sent, "valid_from": "2025-07-01"})
    assert form.is_valid(), form.errors
    assert terms_from(form.terms({})) == terms


def test_other_systems_read_and_propose_remedies(measured: Measured, client: Client) -> None:
    client.force_login(measured.client.person)
    address = f"/api/v1/contracts/{measured.contract.uid}/kpi-remedies"
    said = {"valid_from": "2025-07-01", "terms": {"model": "A", "per_lot": {"K06": 50_000}}, "note": "Points"}
    made = client.post(address, said, content_type="application/json")
    assert (made.status_code, made.json()["number"], made.json()["standing"]) == (201, 2, "open")
    assert [one["number"] for one in client.get(address).json()] == [2, 1]
    wrong = client.post(address, {**said, "terms": {"at_risk": "x"}}, content_type="application/json")
    assert wrong.status_code == 422
    client.force_login(measured.world.someone("LOC-INS").person)
    assert client.get(address).status_code == 403
