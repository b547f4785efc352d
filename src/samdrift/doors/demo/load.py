"""Loading the demonstration: parties, terms, estate, tags and a year of work, each through its room."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from django.db import connection, transaction

from samdrift.doors.demo import (
    addons,
    benchmarks,
    contacts,
    county,
    county_money,
    county_savings,
    dispatch,
    estate,
    figures,
    invoices,
    joiners,
    leaving,
    mail,
    month,
    onsite,
    people,
    performance,
    planted,
    prices,
    regulated,
    released,
    reports,
    requests,
    rounds,
    savings,
    scaling,
    tags,
    terms,
    today,
    town,
    town_money,
    upkeep,
    wording,
    workforce,
)
from samdrift.doors.demo.loaded import Loaded, SignIn
from samdrift.doors.demo.planning import Plan, plan_of
from samdrift.foundation.clock import standing_at
from samdrift.foundation.scope import Scope, everywhere
from samdrift.foundation.tallies.public import keep_up, rebuild_all
from samdrift.registers.catalogue import public as catalogue
from samdrift.registers.contracts import public as contracts
from samdrift.registers.parties import public as parties

# The day the story has reached: a Thursday morning, nine o'clock in Copenhagen.
AS_OF = datetime(2026, 1, 15, 8, tzinfo=UTC)
SET_UP = datetime(2024, 1, 1, 8, tzinfo=UTC)


def load(*, profile: str, model: Path | None = None) -> Loaded:
    """Load a profile unless it is there already, and a site from `model` when one is given."""
    with everywhere(reason="whether the demonstration is loaded"):
        loaded = parties.Community.objects.filter(code="NP").exists()
    if not loaded:
        _load_all(plan_of(profile))
    if model is not None:
        with step(f"A site from {model.name}"):
            estate.add_site_from(model, now=AS_OF)
    return Loaded(as_of=AS_OF, people=_sign_ins())


def _load_all(plan: Plan) -> None:
    """Load it in many transactions: whoever finds a part only, after a kill, throws it away and begins anew."""
    with step("People, units and teams", SET_UP), transaction.atomic():
        made = people.load_parties(plan)
    scope = people.all_powerful(made.community.pk, made.faces["UNIT-ADM"].pk)
    with step("Catalogue, calendars and the contract", SET_UP), transaction.atomic():
        catalogue.install_standard_catalogue(scope, now=SET_UP)
        catalogue.install_starter_articles(scope, now=SET_UP)
        contract = terms.agree_terms(scope, made.customer.pk, made.provider.pk, now=SET_UP)
    with step(f"Building models of {len(plan.sites)} sites, written and imported", SET_UP):
        by_unit: dict[str, list[int]] = {}
        for number, site in enumerate(estate.load_estate(scope, plan, made, now=SET_UP), 1):
            by_unit.setdefault(plan.sites[number - 1].unit.code, []).append(site.pk)
            tell(f"{number} of {len(plan.sites)}")
        people.give_sites(made, by_unit)
    with step("Price book, and the volumes of every site", SET_UP), transaction.atomic():
        prices.load_prices(scope, plan, made, contract.pk, now=SET_UP)
        scaling.load_terms(scope, contract.pk, now=SET_UP)
        regulated.write_rule(scope, contract.pk, now=SET_UP)
        regulated.tell_the_story(made, contract)
        wording.write_down(scope, contract.pk, now=SET_UP)
        wording.tell_the_story(made, contract, as_of=AS_OF)
    with step("Changes of service of a year"), transaction.atomic():
        for changes in scaling.tell_changes(made, plan.profile, as_of=AS_OF):
            tell(f"{changes} changes")
    with step(f"{plan.tags:,} tags"), transaction.atomic():
        tags.load_tags(scope, plan, made.faces["SVC-E"].pk, now=SET_UP, as_of=AS_OF)
    whole = replace(plan, requests=planted.without(plan.requests))
    errands = today.errands_for(whole.requests)
    with step(f"{sum(plan.requests.values()):,} requests of a year"):
        # What happens by itself is nobody's doing.
        by_itself = people.all_powerful(made.community.pk)
        if planted.planted_for(plan.requests):
            planted.load_bededag(made, contract.uid)
        told = replace(whole, requests=today.without(whole.requests, errands))
        for written in requests.load_requests(by_itself, told, made, contract.pk, as_of=AS_OF):
            tell(f"{written:,} requests")
        with transaction.atomic():
            today.run_errands(made, errands, as_of=AS_OF)
    with step("Shifts, skills, keys, and today's orders for the dispatcher"), transaction.atomic():
        workforce.load_police(made, now=AS_OF)
        dispatch.load_day(scope, plan.profile, made, contract.pk, as_of=AS_OF)
        onsite.load_onsite(made, contract.pk, as_of=AS_OF)
    with step("Rounds, gone yesterday and half way through today"), transaction.atomic():
        rounds.load_rounds(made, as_of=AS_OF)
    scale = figures.SCALE[plan.profile]
    with step("Mail routes and their runs of a year"):
        routes = mail.load_routes(by_itself, made, contract.pk, scale=scale, as_of=AS_OF)
        for run in mail.tell_the_past(by_itself, made, routes, as_of=AS_OF):
            tell(f"{run:,} runs")
    with step("Plans, and the planned work of a year"):
        plans = upkeep.load_plans(by_itself, made, contract.pk, scale=scale, as_of=AS_OF)
        for written in plans:
            tell(f"{written:,} plans and days")
    with step("The month ahead, planned and given to people"):
        for given in month.plan_month(made, as_of=AS_OF):
            tell(f"{given:,} orders")
        mail.give_runs(made, routes, as_of=AS_OF)
    with step("Contacts of a year"):
        somewhere = {"unit_id": made.units[people.HOME].pk, "site_id": None}
        for written in contacts.load_police_contacts(
            by_itself, scale=scale, agents=made.agents, where=somewhere, now=AS_OF
        ):
            tell(f"{written:,} contacts")
    with step("Key figures of a year, agreed on and frozen, with their credits, and the invoices that take them"):
        _settle_months(scope, made, contract, scale)
    with step("The county and its contact centre"):
        for written in county.load_county(plan.profile, scale=scale, now=AS_OF, set_up=SET_UP):
            tell(f"{written:,} contacts")
        workforce.load_county(now=AS_OF)
    with step("Baselines, savings, budgets and the guarantee"), transaction.atomic():
        savings.load_savings(made, contract.pk, as_of=AS_OF)
        county_savings.load_guarantee(as_of=AS_OF)
        released.load_releases(made, contract.pk, as_of=AS_OF)
    with step("What was done beyond the contract"), transaction.atomic():
        tell(f"{addons.tell_add_ons(made, as_of=AS_OF)} add-ons")
    with step("The county's framework and who joined it"), transaction.atomic():
        joiners.load_joiners()
    with step("The county's prices, volumes, key figures, budgets and invoices"), transaction.atomic():
        county_money.load_money(set_up=SET_UP)
    with step("The town, and its money", SET_UP), transaction.atomic():
        made_town = town.load_town(plan.profile, now=SET_UP)
        town_money.load_money(made_town, set_up=SET_UP)
    with step("Sums that figures are read from"):
        rebuild_all(AS_OF)
        performance.count_running(now=AS_OF)
    with step("Statistics for the planner"), connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    # Reports are told from those sums, by a planner that knows the tables.
    _report(made, contract.pk)
    with step("The year's benchmark pack, beside invented peers"), transaction.atomic():
        benchmarks.load_pack(made, contract)
    leaving.ask_leaving(as_of=AS_OF)
    leaving.ask_rehearsal(made, contract.uid, as_of=AS_OF)
    with step("A report in draft for the town"), transaction.atomic():
        town_money.draft_report(made_town)
        keep_up(AS_OF)


def _settle_months(scope: Scope, made: people.Parties, contract: contracts.Contract, scale: int) -> None:
    """Each month's figures, and then its invoices, for the next month's figures count those too."""
    sending = invoices.Year(made, contract.pk)
    for counted in performance.load_figures(scope, made, (contract.pk, contract.uid), scale=scale, set_up=SET_UP):
        with transaction.atomic():
            sending.send(counted)
        tell(f"{counted:%Y-%m}")
    with transaction.atomic():
        sending.tell_stories(as_of=AS_OF)


def _report(made: people.Parties, contract_id: int) -> None:
    with step("Reports of a year, agreed on and frozen"), transaction.atomic():
        for period in reports.load_reports(people.all_powerful(made.community.pk), made, contract_id):
            tell(period)


def _sign_ins() -> tuple[SignIn, ...]:
    police = [
        SignIn(
            f"{face.given} {face.family}", str(parties.role_name(face.role)), f"face.{face.role}@example.org".lower()
        )
        for face in people.FACES
    ]
    named = SignIn(rounds.CLEANER, "Cleaner", "face.cleaner@example.org")
    return (
        *police, named,
        *(
            SignIn(
                f"{face.given} {face.family}", f"{parties.role_name(face.role)} (county)",
                f"county.{face.role}@example.org".lower(),
            )
            for face in county.FACES
        ),
        *(
            SignIn(
                " ".join(body.contact), f"{parties.role_name('JOIN')} ({body.name})", joiners.mail_of(body)
            )
            for body in joiners.BODIES if body.code in joiners.SIGN_INS
        ),
        *(
            SignIn(
                f"{face.given} {face.family}", f"{parties.role_name(face.role)} (town)",
                f"town.{face.role}@example.org".lower(),
            )
            for face in town.FACES
        ),
    )  # fmt: skip


@contextmanager
def step(name: str, at: datetime = AS_OF) -> Iterator[None]:
    """Tell what is being done, and how long it took; what is written meanwhile is noted as of `at`."""
    print(f"  {name} ...", end="", flush=True)
    began = time.monotonic()
    with standing_at(at):
        yield
    print(f" {time.monotonic() - began:.1f} s", flush=True)


def tell(progress: str) -> None:
    """How far a step has come, on one line of a terminal."""
    if sys.stdout.isatty():
        print(f"\r  ... {progress}\033[K", end="", flush=True)
