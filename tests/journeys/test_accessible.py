"""Every main page, in both themes, wide and on a phone, as the person whose work it is: no violation of WCAG 2.2 AA."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings

from samdrift.foundation import clock
from samdrift.foundation.events.public import deliver_all
from samdrift.foundation.mail.public import hand_in, read_one
from samdrift.foundation.scope import Grant, Scope, everywhere
from samdrift.operations.planning.commands.doing import issue_now
from samdrift.operations.planning.commands.writing import PlanDraft, write_plan
from samdrift.operations.planning.models import PlanOccurrence
from samdrift.operations.planning.rules.terms import Terms
from samdrift.operations.requests import public as requests
from samdrift.operations.rounds import public as rounds
from samdrift.operations.work import public as work
from samdrift.operations.work.commands.giving import assign_work
from samdrift.operations.workforce.commands.absences import ask_absence
from samdrift.operations.workforce.commands.alerts import Alarm, raise_alert
from samdrift.operations.workforce.commands.covering import write_note
from samdrift.operations.workforce.commands.keys import KeyGiven, hand_key
from samdrift.operations.workforce.commands.lone import start_watch
from samdrift.operations.workforce.commands.on_call import RosterDraft, set_roster
from samdrift.operations.workforce.commands.shifts import Weeks, set_shifts
from samdrift.operations.workforce.commands.skills import Having, grant_skill, name_skill
from samdrift.partnership.addons import public as addons
from samdrift.partnership.insight.models import PublicPage
from samdrift.partnership.joining.tests.conftest import ITEMS, TIERS, Shared
from samdrift.partnership.performance import public as performance
from samdrift.registers.catalogue.commands.articles import Draft, publish_article, write_article
from samdrift.registers.estate.models import Space
from samdrift.registers.tags.commands.rounds import start_round
from tests.example_rows import Rows
from tests.journeys.conftest import OPEN_TAG, SECURED_TAG
from tests.priced import price_contract, word_contract
from tests.world import NOON

pytestmark = [pytest.mark.browser, pytest.mark.slow(8)]

# Who looks at which pages; {…} is a row of the stocked world.
PAGES: dict[str, tuple[str, ...]] = {
    "": ("/account/sign-in/", f"/q/{OPEN_TAG}", f"/q/{SECURED_TAG}", "{track}", "{job}", "{jobs}", "{public}en/"),
    "olga": (
        "/requests/mine/", "/requests/new/", "/requests/{request}/", "/account/", "/notices/", "/help/",
        "/help/{article}/", "/requests/new/?site={site_id}&text=spill+on+the+floor+fault",
    ),
    "lena": (
        "/catalogue/articles/", "/catalogue/articles/new/", "/catalogue/articles/{article}/",
        "/catalogue/articles/{article}/edit/",
    ),
    "asta": (
        "/desk/", "/desk/new/", "/desk/held/", "/desk/console/?at=site:{site_id}", "/desk/outages/",
        "/desk/outages/new/", "/desk/answers/", "/desk/answers/new/", "/desk/queues/", "/desk/board/", "/desk/mail/",
        "/dispatch/", "/dispatch/set-up/", "/rounds/", "/rounds/all/", "/rounds/new/", "/rounds/{daily}/",
        "/rounds/{daily}/edit/", "/rounds/{daily}/rooms/", "/rounds/{daily}/days/2025-05-05/",
        "/requests/{request}/where/", "/work/all/", "/work/checklists/", "/work/review/", "/sites/{site}/notes/",
        "/approvals/", "/work/companies/",
        "/plans/", "/plans/new/", "/plans/{plan}/", "/plans/{plan}/edit/", "/plans/occurrences/",
        "/plans/occurrences/?view=month&month=2025-05", "/plans/occurrences/{occurrence}/", "/plans/forecast/",
        "/plans/statutory/", "/plans/standards/", "/plans/standards/new/", "/plans/happening/",
        "/plans/readings/{asset}/", "/plans/calendars/",
        "/teams/", "/teams/new/", "/teams/{team}/?q=bo", "/teams/{team}/edit/",
    ),
    "dan": (
        "/ask/", "/ask/requests/", "/ask/requests/?by=received:month&by=state",
        "/work/verify/", "/work/quotes/", "/work/problems/",
        "/requests/", "/requests/board/", "/requests/{request}/", "/search/?q=tap", "/book/", "/people/",
        "/promises/pauses/", "/bundles/",
        "/exchange/", "/exchange/jurisdiction/", "/exchange/partner/", "/exchange/webhooks/",
        "/desk/month/", "/desk/month/contacts/", "/desk/indicators/",
        "/desk/indicators/requests/", "/proposals/", "/proposals/request/{request}/",
        "/overview/contracts/", "/overview/contract/{contract}/", "/overview/operations/", "/overview/audit/",
        "/overview/contract/{contract}/public/",
        "/overview/districts/",
        "/overview/district/{north}/", "/overview/time-released/",
        "/overview/time-released/new/", "/overview/time-released/{released}/",
        "/districts/", "/changes/", "/approvals/rules/", "/deputies/?text=nps", "/interests/",
        "/counterparts/", "/counterparts/new/",
        "/savings/", "/savings/initiatives/", "/savings/guarantee/", "/budgets/", "/savings/open-book/",
        "/savings/initiatives/new/", "/savings/baselines/new/",
        "/frameworks/", "/frameworks/{framework}/", "/call-offs/{call_off}/",
        "/map/", "/map/?site=NPS-S1&box=553000,314000,2000,1600",
    ),
    "bo": (
        "/notices/choices/", "/checks/", "/contracts/{contract}/", "/contracts/{contract}/rates/",
        "/contracts/{contract}/wording/", "/contracts/{contract}/index/rules/new/",
        "/contracts/{contract}/index/values/file/", "/contracts/{contract}/wording/8.1/",
        "/contracts/{contract}/wording/new/",
        "/contracts/{contract}/prices/", "/contracts/{contract}/prices/new/", "/contracts/{contract}/prices/BIG/",
        "/contracts/{contract}/volumes/", "/contracts/{contract}/volumes/?unit=NORTH", "/contracts/{contract}/index/",
        "/contracts/{contract}/index/?rule=NPI&effective_from=2025-04-01&applies_from=2025-06-01&cut_off=2025-05-01",
        "/contracts/{contract}/rules/P3/",
        "/contracts/{contract}/rules/P3/edit/", "/contracts/{contract}/calendars/OFFICE/",
        "/contracts/{contract}/calendars/OFFICE/edit/", "/promises/bench/", "/promises/replay/", "/promises/why/",
        "/promises/recalculated/", "/performance/", "/performance/results/{figure}/", "/performance/definitions/",
        "/performance/definitions/{contract}/K06/", "/performance/new-definition/{contract}/", "/performance/credits/",
        "/performance/remedies/{contract}/", "/reports/", "/reports/{report}/", "/reports/{report}/compare/",
        "/scaling/terms/{contract}/", "/benchmarks/", "/benchmarks/{pack}/", "/benchmarks/{pack}/line/?key=CLN:CLN-OFF",
        "/benchmarks/making/{making}/", "/benchmarks/market/{contract}/", "/benchmarks/terms/{contract}/",
        "/contracts/{contract}/exit-packs/", "/exit-packs/{exit_pack}/",
    ),
    "per": (
        "/add-ons/", "/add-ons/new/", "/add-ons/new/?order={order}", "/add-ons/{add_on}/", "/add-ons/terms/{contract}/",
        "/work/quotes/{offered}/",
    ),
    "joan": (
        "/frameworks/", "/frameworks/{shared}/", "/frameworks/{shared}/join/", "/call-offs/{wanted}/",
        "/call-offs/{wanted}/wishes/",
    ),
    "finn": (
        "/invoices/", "/invoices/{invoice}/", "/invoices/lines/{invoice_line}/", "/invoices/{invoice}/recompute/",
        "/invoices/runs/", "/invoices/runs/{invoice_run}/", "/invoices/receive/", "/invoices/parties/",
        "/invoices/payments/", "/invoices/late/",
    ),
    "lea": ("/desk/mail/boxes/", "/desk/mail/all/", "/desk/mail/{mail}/", "/notices/sent/"),
    "vera": (
        "/workforce/", "/workforce/people/{colleague}/", "/workforce/skills/", "/workforce/notes/",
        "/workforce/on-call/", "/workforce/on-call/{roster}/", "/workforce/alerts/", "/workforce/alerts/{alert}/",
        "/workforce/alone/", "/workforce/mine/", "/workforce/tables/",
    ),
    "tea": (
        "/work/", "/work/done/", "/work/{order}/", "/field/", "/field/round/", "/rounds/mine/",
        "/work/{order}/checklist/", "/work/{order}/comments/", "/work/checklists/",
    ),
    "ulla": (
        "/sites/", "/sites/{site}/", "/storeys/{storey}/", "/storeys/{storey}/?colour=promises.risk&q=toilet",
        "/sites/{site}/model/?q=toilet", "/spaces/{space}/", "/assets/{asset}/", "/imports/",
        "/imports/new/", "/tags/", "/tags/make/", "/tags/print/", "/tags/{tag}/", "/tags/walk/",
        "/tags/walk/{storey}/", "/tags/health/", "/tags/rounds/{round}/", "/walk/",
    ),
}  # fmt: skip


@pytest.fixture
def stocked(house: Any) -> dict[str, str]:
    """The house with two requests: one asked about, one at work; the rows that addresses name."""
    house.ulla, house.lena = house.someone("UNIT-ADM", name="Ulla"), house.someone("SD-LEAD", name="Lena")
    words = dict.fromkeys(("en", "da", "sv"), "A spill on the floor\n\n- Warn the others\n\n1. Ring us")
    draft = Draft(code="spill", title=dict.fromkeys(words, "A spill"), body=words, request_types=("mnt.fault",))
    article = write_article(house.lena.scope, draft, now=NOON)
    publish_article(house.lena.scope, article.uid, expected_version=None, now=NOON)
    house.ulla = house.someone("UNIT-ADM", name="Ulla")
    house.lea = house.someone("SD-LEAD", name="Lea")
    house.finn = house.someone("FIN-C", name="Finn")
    price_contract(house)  # before anything is invoiced: then its prices of that month are no longer changed
    rows = Rows(house)
    assert rows.line_dispute
    assert rows.mesh
    raw = b"From: Eva <eva@home.example>\r\nTo: desk@fm.example\r\nSubject: The gate\r\n\r\nThe gate squeaks.\r\n"
    held = read_one(hand_in(house.community.pk, raw, arrived_at=NOON, source="http")[0])
    made = []
    for title in ("The tap drips", "The lamp is dark"):
        ask = requests.Ask(
            request_type="mnt.fault", channel="web", title=title, description=title, site_id=house.site.pk,
            space_id=house.washroom.pk, requester_id=house.olga.person.pk,
        )  # fmt: skip
        made.append(requests.submit_request(house.olga.scope, ask, received_at=NOON, now=NOON))
    first = made[0].service_request
    requests.ask_requester(house.asta.scope, first.uid, expected_version=None, question="Which one?", now=NOON)
    second = made[1].service_request
    order = assign_work(house.asta.scope, second.uid, expected_version=None, team_id=house.team.pk, now=NOON)
    word_contract(house)
    deliver_all()
    roster, alert = rosters_of(house)
    job, jobs = job_links_of(house)
    terms = Terms(rule="FREQ=MONTHLY", anchor=NOON.date(), statutory=True, document="Report", tasks=("Oil", "Test"))
    draft = PlanDraft(name="Look after the lift", line_code="MNT", terms=terms, asset_id=house.lift.pk)
    plan = write_plan(house.asta.scope, draft, now=NOON)
    with everywhere(reason="the occurrences of a test's plan"):
        due = PlanOccurrence.objects.filter(plan=plan).order_by("due_on")[0]
    issue_now(house.asta.scope, due.uid, expected_version=None, now=NOON)
    tag_round = start_round(house.ulla.scope, house.site.uid, which="all", now=NOON)
    shared = Shared(house, "SHARED")
    shared.agreed("tiers", TIERS)
    shared.agreed("prices", ITEMS)
    house.joan = shared.east.contact
    add_on, offered = add_ons_of(house, order)
    handed = rows.exit_pack
    handed.state, handed.ready_at, handed.fingerprint = "ready", NOON, "ab" * 32
    handed.tables, handed.missing = [{"code": "sites", "rows": 1, "size": 9}], [{"code": "work_open", "count": 1}]
    handed.save()
    return {
        "add_on": add_on, "offered": offered,
        "shared": str(shared.row.uid), "wanted": str(shared.wants(shared.east).uid),
        "framework": str(rows.framework.uid), "call_off": str(rows.call_off.uid),
        "invoice": str(rows.invoice.uid), "invoice_line": str(rows.invoice_line.uid),
        "invoice_run": str(rows.invoice_run.uid),
        "figure": figures_of(house), "north": house.north.uid, "released": rows.released.uid,
        "report": str(rows.report.uid), "pack": str(rows.pack.uid), "making": str(rows.pack_making.uid),
        "exit_pack": str(rows.exit_pack.uid),
        "colleague": str(house.tea.employment.uid), "roster": str(roster.uid), "alert": str(alert.uid),
        "plan": str(plan.uid), "occurrence": str(due.uid),
        "contract": str(house.contract.uid), "daily": str(a_round(house).uid),
        "request": str(first.uid), "order": str(order.uid), "site": str(house.site.uid), "track": track_of(made[0]),
        "public": published_by(house),
        "storey": str(house.storey.uid), "space": str(house.washroom.uid), "asset": str(house.lift.uid),
        "tag": str(house.tag.uid), "job": job, "jobs": jobs, "site_id": str(house.site.pk), "team": str(house.team.uid),
        "article": str(article.uid), "mail": str(held.uid), "round": str(tag_round.uid),
    }  # fmt: skip


def figures_of(house: Any) -> str:
    """Key figures of March for both parties, one of them disputed; its uid."""
    grant = Grant("SYS", frozenset({"contracts.write"}), data_classes=frozenset({"D0", "D1", "D2"}))
    scope = Scope(community_id=house.community.pk, grants=(grant,))
    drafts = performance.standard_definitions(date(2025, 1, 1))
    terms = performance.standard_remedies(date(2025, 1, 1))
    performance.agree_at_signing(scope, house.contract.pk, drafts, terms, now=NOON)
    month = date(2025, 3, 1)
    performance.record_reading(
        house.dan.scope, house.contract.pk, "K06", month, (20, 24), unit_id=house.north.pk, evidence="17", now=NOON
    )
    performance.compute_month(house.community.pk, house.contract.pk, month, now=NOON)
    row = performance.result_of(house.bo.scope, house.contract.pk, month, "K06", house.north.pk)
    performance.dispute(house.dan.scope, row.uid, "Not ours", expected_version=None, now=NOON)
    return str(row.uid)


def job_links_of(house: Any) -> tuple[str, str]:
    """A subcontractor's link to one order, at work, and to its list."""
    firm = house.subcontractor()
    wanted = work.PlannedWork(
        contract_id=house.contract.pk, line_code="MNT", title="Two sockets", site_id=house.site.pk,
        due_at=NOON, instructions="In the corridor",
    )  # fmt: skip
    order = work.plan_order(house.asta.scope, wanted, now=NOON)
    draft = work.LinkDraft(company_uid=firm.organisation.uid, language="en")
    one = work.hand_over(house.asta.scope, order.uid, draft, expected_version=None, now=NOON, real_now=clock.real_now())
    every = work.make_list_link(house.asta.scope, draft, now=NOON, real_now=clock.real_now())
    first, second = (work.link_rules.token_of(link.uid, settings.SECRET_KEY) for link in (one, every))
    opened = work.opened(first, real_now=clock.real_now())
    work.accept_order(opened.scope, order.uid, expected_version=None, moment=work.Moment(NOON))
    work.start_order(opened.scope, order.uid, expected_version=None, moment=work.Moment(NOON))
    return f"/job/{first}", f"/job/{second}"


def a_round(house: Any) -> Any:
    """A round of Tea's with a room done, one left out, and a call for help."""
    draft = rounds.RoundDraft(
        name="Ground floor", site=house.site.uid, line="MNT", rule="FREQ=DAILY", first_day=NOON.date(),
        team=house.team.uid, person=house.tea.person.uid,
    )  # fmt: skip
    made = rounds.write_round(house.asta.scope, draft, now=NOON)
    with everywhere(reason="the rooms of a test's site"):
        spaces = Space.objects.filter(site=house.site, zone="normal").order_by("number")
        stops = [rounds.StopDraft(space=space.uid, tasks=("bins", "floor"), note="Knock") for space in spaces]
    rounds.set_stops(house.asta.scope, made.uid, stops, expected_version=None, now=NOON)
    (shown,) = rounds.rounds_of_day(house.asta.scope, NOON.date())
    of = [rounds.OfRoom(room.stop.uid, NOON.date()) for room in shown.rooms]
    rounds.mark_done(house.tea.scope, of[0], moment=work.Moment(NOON))
    rounds.mark_skipped(house.tea.scope, of[1], "occupied", moment=work.Moment(NOON))
    rounds.call_help(house.tea.scope, made.uid, "come", stop_uid=None, moment=work.Moment(NOON))
    return made


def rosters_of(house: Any) -> tuple[Any, Any]:
    """A leader with a team at work: shifts, somebody away, a key, a roster with an alert, somebody alone."""
    house.vera = house.join_team(house.someone("SVC-L", "OPS-M", name="Vera"))
    vera, tea = house.vera.scope, house.tea.employment.uid
    office = ["08:00-16:00/30", "15:00-23:00", "06:00-14:00", "08:00-16:00", "08:00-16:00", "", ""]
    set_shifts(vera, tea, Weeks(weeks=[office], valid_from=date(2025, 1, 6)), now=NOON)
    ask_absence(house.tea.scope, first_day=date(2030, 5, 6), last_day=date(2030, 5, 6), kind="leave", now=NOON)
    words = dict.fromkeys(("en", "da", "sv"), "Lift key")
    name_skill(vera, code="LIFT", kind="qualification", name=words)
    grant_skill(vera, tea, Having(code="LIFT", valid_from=date(2025, 1, 1), valid_to=date(2025, 5, 20)), now=NOON)
    hand_key(vera, tea, KeyGiven(site_id=house.site.pk, label="N 12"), now=NOON)
    write_note(vera, site_id=house.site.pk, text="The alarm is behind the door", now=NOON)
    start_watch(house.tea.scope, every_minutes=30, place="Basement", now=NOON)
    draft = RosterDraft(code="NIGHT", name=words, first_day=date(2025, 1, 6), members=[tea, house.vera.employment.uid])
    roster = set_roster(vera, draft, now=NOON)
    alarm = Alarm(
        subject_kind="requests.servicerequest", subject_uid=uuid4(), number="NPS-1", title="Flood", line="MNT",
        priority=1, site_id=house.site.pk, unit_id=house.north.pk, contract_id=house.contract.pk,
    )  # fmt: skip
    return roster, raise_alert(vera, alarm, now=NOON)


def add_ons_of(house: Any, order: Any) -> tuple[str, str]:
    """What was done beyond the contract on an order: one to be decided with its like, and the offer of another."""
    house.per = house.someone("CTR-P", name="Per")
    draft = addons.AddOnDraft(code="extra_hours", order_uid=order.uid, quantity="2", text="Moved the desks", note="Ask")
    rows = [addons.note_add_on(house.per.scope, draft, now=NOON) for _each in range(3)]
    offer = addons.charge(house.per.scope, [rows[0].uid], versions=[rows[0].version], amount="860", now=NOON)
    return str(rows[1].uid), str(offer.uid)


def track_of(made: Any) -> str:
    return f"/track/{made.track_token}"


def published_by(house: Any) -> str:
    """The address of a page that both parties' managers agreed on."""
    made = PublicPage.objects.create(
        community=house.community, contract=house.contract, number=1, code="a1b2c3", side="customer", state="agreed",
        figures=["requests.reported", "promises.kept"], proposed_at=NOON, decided_at=NOON,
    )  # fmt: skip
    return f"/public/{made.code}/"


# A page is loaded once for both themes: dark is pressed, as the page's own script does it, and the device turns dark.
PRESS_DARK = "document.documentElement.classList.replace('theme-light', 'theme-dark')"
END_TRANSITIONS = "document.getAnimations().forEach(one => one instanceof CSSTransition && one.finish())"


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("who", PAGES)
def test_pages_can_be_used_by_everybody(opens, house, stocked, live_server, faults, who, width):
    """Wide in both themes; on a phone, where colours are the same, in the dark one alone."""
    actor = getattr(house, who) if who else None
    begins = "light" if width > 600 else "dark"
    wrong = {}

    def look(page, theme, address):
        if found := faults(page, colours=theme != begins) + page.complaints:
            wrong[f"{address} {theme}"] = found
        page.complaints.clear()

    page = opens(actor, PAGES[who][0].format(**stocked), width=width, theme=begins)
    for address in PAGES[who]:
        answer = page.goto(live_server.url + address.format(**stocked))
        if answer.status != 200:
            wrong[address] = [str(answer.status)]
            continue
        look(page, begins, address)
        if begins == "light":
            page.evaluate(PRESS_DARK)
            page.emulate_media(color_scheme="dark")
            page.evaluate(END_TRANSITIONS)
            look(page, "dark", address)
            page.emulate_media(color_scheme="light")
    assert wrong == {}
