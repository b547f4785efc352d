"""Rows of the partnership for the examples of tests/addresses.py: figures, invoices, savings, changes, reports."""

import json
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from samdrift.foundation.scope import Scope
from samdrift.kernel.notice_table import DEFAULT, as_written
from samdrift.partnership.addons.models import AddOn, AddOnSign, AddOnTerms
from samdrift.partnership.addons.rules import DEFAULT as USUAL_TERMS
from samdrift.partnership.addons.rules import as_written as terms_as_written
from samdrift.partnership.benchmarking.models import BenchmarkTerms, Making, Pack, PeerValue, PriceFactor
from samdrift.partnership.handover.models import ExitPack
from samdrift.partnership.insight.models import PublicPage, TimeReleased
from samdrift.partnership.invoicing.models import (
    BillingParty,
    Invoice,
    InvoiceLine,
    InvoiceRun,
    LateDue,
    LineDispute,
    PaymentFile,
)
from samdrift.partnership.joining.models import Accession, EligibleBody, Framework, FrameworkTerms
from samdrift.partnership.performance.models import (
    KpiDefinition,
    KpiPeriod,
    KpiResult,
    RemedyTermsVersion,
    ServiceCredit,
)
from samdrift.partnership.reports.commands.drafting import make_draft
from samdrift.partnership.reports.models import Report
from samdrift.partnership.savings.models import Baseline, Commitment, SavingItem, Scheme, Settlement
from samdrift.partnership.scaling.models import ChangeOrder, Closure, ScalingTerms, Scenario
from tests.example_work import WorkRows
from tests.world import NOON, words


class MoneyRows(WorkRows):
    """Rows of what the parties settle together."""

    @cached_property
    def kpi_definition(self) -> KpiDefinition:
        return KpiDefinition.objects.create(
            community=self.world.community, contract=self.world.contract, number=1, code="K03", name=words("In time"),
            counted=words("Kept of all"), source="promise.complete", target=92, edges=["2", "5", "10"],
            valid_from=NOON.date().replace(day=1), standing="accepted", proposed_at=NOON,
        )  # fmt: skip

    @cached_property
    def kpi_result(self) -> KpiResult:
        month = NOON.date().replace(day=1)
        period = KpiPeriod.objects.create(
            community=self.world.community, contract=self.world.contract, month=month, state="under_review"
        )
        return KpiResult.objects.create(
            community=self.world.community, period=period, contract=self.world.contract, month=month,
            definition=self.kpi_definition, code="K03", numerator=9, denominator=10, value="90", band="passed",
        )  # fmt: skip

    @cached_property
    def service_credit(self) -> ServiceCredit:
        terms = RemedyTermsVersion.objects.create(
            community=self.world.community, contract=self.world.contract, number=1, terms={"model": "B"},
            valid_from=NOON.date(), standing="accepted", proposed_at=NOON, data_class="D2",
        )  # fmt: skip
        return ServiceCredit.objects.create(
            community=self.world.community, contract=self.world.contract, month=self.kpi_result.month,
            bills_in=self.kpi_result.month, result=self.kpi_result, remedy=terms, code="K03", gross_minor=5,
            net_minor=5, calculated_at=NOON, data_class="D2",
        )  # fmt: skip

    @cached_property
    def invoice_run(self) -> InvoiceRun:
        world = self.world
        return InvoiceRun.objects.create(
            community=world.community, data_class="D2", contract=world.contract, month=NOON.date().replace(day=1),
            asked_at=NOON, state="ready",
        )  # fmt: skip

    @cached_property
    def invoice(self) -> Invoice:
        world, run = self.world, self.invoice_run
        party = {
            "community": world.community, "data_class": "D2", "contract": world.contract, "cvr": "10203040",
            "street": "A", "building": "1", "city": "B", "postcode": "1", "valid_from": run.month, "recorded_at": NOON,
        }  # fmt: skip
        return Invoice.objects.create(
            community=world.community, data_class="D2", contract=world.contract, unit=world.north, run=run,
            supplier=world.provider, seller=BillingParty.objects.create(name="Seller", account="1", **party),
            buyer=BillingParty.objects.create(name="Buyer", unit=world.north, gln="5798009811578", **party),
            number="NPS-2025-F0000001", number_key="nps-2025-f1", month=run.month, first_day=run.month,
            last_day=run.month.replace(day=28), issued_on=run.month, due_on=run.month, currency="DKK", net_minor=10_000,
            vat_minor=2_500, gross_minor=12_500, state="received", order="PO-17", known_at=NOON, made_at=NOON,
        )  # fmt: skip

    @cached_property
    def invoice_line(self) -> InvoiceLine:
        return InvoiceLine.objects.create(
            community=self.world.community, data_class="D2", invoice=self.invoice, position=1, source="volume",
            reference="CLN-OFF", line_code="CLN", item="CLN-OFF", name=words("Cleaning"), quantity=1, unit_code="MON",
            price=100, amount_minor=10_000, vat_percent=25, evidence=["volume:CLN-OFF"],
            stretches=[["2025-05-01", "2025-05-31", "1", "1200", "1", "1200"]],
        )  # fmt: skip

    @cached_property
    def line_dispute(self) -> LineDispute:
        return LineDispute.objects.create(
            community=self.world.community, data_class="D2", invoice=self.invoice, line=self.invoice_line,
            amount_minor=5_000, reason="price", text="Too dear", opened_at=NOON, answer_due_on=NOON.date(),
        )  # fmt: skip

    @cached_property
    def late_due(self) -> LateDue:
        return LateDue.objects.create(
            community=self.world.community, data_class="D2", contract=self.world.contract, unit=self.world.north,
            kind="amount", line_code="CLN", quantity=1, price=100, since=NOON.date(), until=NOON.date(),
            months=[[NOON.date().replace(day=1).isoformat(), 10_000]], text="Found later", proposed_at=NOON,
        )  # fmt: skip

    @cached_property
    def payment_file(self) -> PaymentFile:
        return PaymentFile.objects.create(
            community=self.world.community, data_class="D2", contract=self.world.contract, number=1,
            pay_on=NOON.date(), amount_minor=12_500, currency="DKK", made_at=NOON,
        )  # fmt: skip

    @cached_property
    def baseline(self) -> Baseline:
        return Baseline.objects.create(
            community=self.world.community, data_class="D2", contract=self.world.contract, unit=self.world.north,
            line_code="MNT", year=2024, number=1, total_minor=100, evidence="Accounts", side="customer",
            proposed_at=NOON,
            cost_lines=[{"code": "MNT-1", "name": "Wages", "unit": "m²", "unit_cost": "1", "driver": "1"}],
        )  # fmt: skip

    @cached_property
    def released(self) -> TimeReleased:
        return TimeReleased.objects.create(
            community=self.world.community, contract=self.world.contract, unit=self.world.north, activity="invoices",
            number=1, hours_before=120, hours_now=40, method="records", how="Counted", evidence="Case 12",
            from_day=NOON.date(), side="customer", proposed_at=NOON,
        )  # fmt: skip

    @cached_property
    def public_page(self) -> PublicPage:
        return PublicPage.objects.create(
            community=self.world.community, contract=self.world.contract, number=1, code="a1b2c3",
            figures=["requests.reported"], side="provider", proposed_at=NOON,
        )  # fmt: skip

    @cached_property
    def saving(self) -> SavingItem:
        return SavingItem.objects.create(
            community=self.world.community, data_class="D2", contract=self.world.contract, unit=self.world.north,
            line_code="MNT", number="SAV-2025-0001", title="The tap drips less", kind="process", created_at=NOON,
            moved_at=NOON,
        )  # fmt: skip

    @cached_property
    def commitment(self) -> Commitment:
        return Commitment.objects.create(
            community=self.world.community, data_class="D2", contract=self.world.contract, unit=self.world.north,
            line_code="MNT", owner_party=self.world.contract.customer, month=date(2025, 5, 1), title="New gates",
            promised_minor=100, left_minor=100, recorded_at=NOON,
        )  # fmt: skip

    @cached_property
    def scheme(self) -> Scheme:
        return Scheme.objects.create(
            community=self.world.community, data_class="D2", contract=self.world.contract, kind="guarantee", number=1,
            side="provider", proposed_at=NOON,
            terms={
                "floor_minor": 100, "rate": "0.1", "value_minor": 100, "starts_on": "2025-01-01", "profile": ["1"],
            },
        )  # fmt: skip

    @cached_property
    def settlement(self) -> Settlement:
        return Settlement.objects.create(
            community=self.world.community, data_class="D2", contract=self.world.contract, scheme=self.scheme, year=1,
            state="calculated", facts={"guaranteed_cum_minor": 1, "verified_cum_minor": 0, "paid_minor": 0},
            result={"shortfall_minor": 1, "due_minor": 1, "carried_minor": 0}, charge_minor=-1,
        )  # fmt: skip

    @cached_property
    def exit_pack(self) -> ExitPack:
        return ExitPack.objects.create(
            community=self.world.community, contract=self.world.contract, home=self.world.contract, number=1,
            day=NOON.date(), asked_at=NOON,
        )  # fmt: skip

    @cached_property
    def framework(self) -> Framework:
        return Framework.objects.create(
            community=self.world.community, code="FW", name=words("Shared services"), contract=self.world.contract,
            owner=self.world.customer, provider=self.world.provider, currency="DKK", starts_on=NOON.date(),
            ends_on=NOON.date(), ceiling_minor=1, recorded_at=NOON,
        )  # fmt: skip

    @cached_property
    def framework_terms(self) -> FrameworkTerms:
        return FrameworkTerms.objects.create(
            community=self.world.community, data_class="D2", framework=self.framework, kind="tiers", number=1,
            content={"tiers": [["0", "1"]]}, valid_from=NOON.date(), proposed_at=NOON,
        )  # fmt: skip

    @cached_property
    def call_off(self) -> Accession:
        """A joiner's call-off; the joiner is another body than the contract's parties."""
        body = {
            "community": self.world.community, "data_class": "D2", "framework": self.framework,
            "organisation": self.world.customer, "unit": self.world.south,
        }  # fmt: skip
        EligibleBody.objects.create(**body)
        return Accession.objects.create(
            **body, number="FW-01", starts_on=NOON.date(), made_at=NOON, moved_at=NOON, state="exiting",
            notice_on=NOON.date(),
        )  # fmt: skip

    @cached_property
    def report(self) -> Report:
        scope = Scope(community_id=self.world.community.pk)
        return make_draft(scope, self.world.contract.pk, "monthly", date(2025, 3, 1), now=NOON)

    @cached_property
    def change(self) -> ChangeOrder:
        return ChangeOrder.objects.create(
            **self._of_district, number="CHG-2025-0001", kind="scale_down", state="submitted",
            requested_on=NOON.date(), submitted_at=NOON, submitted_on=NOON.date(), first_day=NOON.date(),
            last_first_day=NOON.date(), approvals=["budget"], asked_by=self.world.dan.person,
        )  # fmt: skip

    @cached_property
    def scenario(self) -> Scenario:
        return Scenario.objects.create(
            **self._of_district, name="Less", wishes=[], requested_on=NOON.date(), made_by=self.world.dan.person,
            made_at=NOON,
        )  # fmt: skip

    @cached_property
    def closure(self) -> Closure:
        return Closure.objects.create(
            **self._of_district, site=self.world.site, line_code="CLN", first_day=NOON.date(), last_day=NOON.date(),
            told_at=NOON, working_days=1, settled_by="hours",
        )  # fmt: skip

    @cached_property
    def add_on(self) -> AddOn:
        """An hour more than ordered, which both parties see."""
        world = self.world
        return AddOn.objects.create(
            community=world.community, number="NPS-2025-A0000001", contract=world.contract, unit=world.north,
            site=world.site, line_code="MNT", code="extra_hours", measure="hours", quantity=1, asked_by="user",
            happened_on=NOON.date(), state="open", party=world.provider, noted_at=NOON, price_minor=43_000,
            price_why="rate_hours", currency="DKK",
        )  # fmt: skip

    @cached_property
    def add_on_sign(self) -> AddOnSign:
        world = self.world
        return AddOnSign.objects.create(
            community=world.community, contract=world.contract, unit=world.north, site=world.site, line_code="MNT",
            kind="repeated", about="extra_hours", first_day=NOON.date(), last_day=NOON.date(), count=3, found_at=NOON,
        )  # fmt: skip

    @cached_property
    def add_on_terms(self) -> AddOnTerms:
        """Proposed by the provider, for the customer to answer."""
        world = self.world
        return AddOnTerms.objects.create(
            community=world.community, data_class="D2", contract=world.contract, terms=terms_as_written(USUAL_TERMS),
            valid_from=NOON.date(), proposed_at=NOON, party=world.provider,
        )  # fmt: skip

    @cached_property
    def scaling_terms(self) -> ScalingTerms:
        """Proposed by the provider, for the customer to answer."""
        world = self.world
        return ScalingTerms.objects.create(
            community=world.community, data_class="D2", contract=world.contract, table=as_written(DEFAULT),
            valid_from=NOON.date() + timedelta(days=60), recorded_at=NOON, proposed_at=NOON, standing="open",
            party=world.provider,
        )  # fmt: skip

    @cached_property
    def pack_making(self) -> Making:
        return Making.objects.create(
            community=self.world.community, data_class="D2", contract=self.world.contract, first_day=date(2025, 2, 1),
            last_day=date(2025, 2, 28), level="2025-02", asked_at=NOON,
        )  # fmt: skip

    @cached_property
    def pack(self) -> Pack:
        data = {
            "lines": [], "apart": [], "facts": [], "factors": [], "followed": [], "strangers": [], "line_names": {},
            "sizes": [], "currency": "DKK", "level": "2025", "months": 1, "above": 0, "over_minor": 0,
            "first": "2025-03-01", "last": "2025-03-31", "known_at": NOON.isoformat(),
            "contract": {"code": self.world.contract.code},
            "terms": {
                "number": 0, "clause": "", "tolerance": "0", "against": "median", "fewest_peers": 3, "fewest_sites": 5,
                "valid_from": None,
            },
        }  # fmt: skip
        row = {
            "key": "CLN:CLN-OFF", "line": "CLN", "item": "CLN-OFF", "name": words("Offices"), "unit": "m2_year",
            "area_basis": "NRA", "quality": "", "cost_minor": 16_500, "units": "1", "unit_cost": "165", "group": "",
            "cpv": "", "by_unit": [], "by_size": [], "settings": [], "index_minor": 0, "average": "1", "compared": None,
        }  # fmt: skip
        return Pack.objects.create(
            **self._of_contract, first_day=date(2025, 3, 1), last_day=date(2025, 3, 31), level="2025",
            data=json.dumps({**data, "lines": [row]}), digest="0" * 64, known_at=NOON, made_at=NOON, due_on=NOON.date(),
        )  # fmt: skip

    @cached_property
    def benchmark_terms(self) -> BenchmarkTerms:
        """Proposed by the provider, for the customer to answer."""
        return BenchmarkTerms.objects.create(
            **self._of_contract, tolerance=5, valid_from=NOON.date(), recorded_at=NOON, standing="open",
            party=self.world.provider,
        )  # fmt: skip

    @cached_property
    def peer_value(self) -> PeerValue:
        return PeerValue.objects.create(
            **self._of_contract, side="customer", source="Tender", fingerprint="a", recorded_at=NOON, peer="Body A",
            year=2024, level="2024", line_code="MNT", unit="visit", currency="DKK", value=1,
        )  # fmt: skip

    @cached_property
    def price_factor(self) -> PriceFactor:
        return PriceFactor.objects.create(
            **self._of_contract, side="customer", source="Index", fingerprint="a", recorded_at=NOON, currency="DKK",
            level="2024", to_currency="DKK", to_level="2025", value=1,
        )  # fmt: skip

    @property
    def _of_contract(self) -> dict[str, Any]:
        return {"community": self.world.community, "data_class": "D2", "contract": self.world.contract}

    @property
    def _of_district(self) -> dict[str, Any]:
        world = self.world
        return {
            "community": world.community, "data_class": "D2", "contract": world.contract, "unit": world.north,
        }  # fmt: skip
