"""An example for every address: which row of the small world it shows, so that the walk can knock on each door.

A new address fails tests/test_every_address.py until it stands here (or needs nothing), or in OPEN with its reason.
"""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.urls import URLPattern, URLResolver, get_resolver

from tests.example_rows import Rows

# Addresses anybody may call, and why.
OPEN = {
    "account:sign_in": "how else would one get in",
    "account:be_one_of_the_people": "the demonstration's way in; elsewhere it answers 404",
    "account:welcome": "the link is the key; without it there is no such page",
    "notices:quieten": "the signed link is the key; mail programs press it without a session",
    "desk:mail_in": "a mail server comes with a key of its own, and without one is turned away",
    "account:forgotten": "who has forgotten the password cannot sign in; the answer is the same for every address",
    "account:new_password": "the link is the key; without it there is no such page",
    "account:sign_out": "harmless for a stranger, and a form that is too old still works",
    "shell:language": "strangers read the scan page in their language",
    "shell:theme": "strangers have eyes too",
    "shell:service_worker": "the scan page keeps reports without signal",
    "field:app": "the shell a phone keeps: words and scripts, nobody's data; what is personal comes by the API",
    "field:worker": "a list of files; the worker of the shell",
    "tags:walk_app": "the shell a phone keeps: words and scripts, nobody's data; a site comes by the API",
    "tags:walk_worker": "a list of files; the worker of the shell",
    "field:manifest": "browsers fetch it without cookies",
    "rounds:app": "the shell a phone keeps: words and scripts, nobody's data; what is personal comes by the API",
    "shell:manifest": "browsers fetch it without cookies",
    "shell:offline": "shown when there is no signal, so without anybody's data",
    "shell:style": "components with invented data, in the demonstration only",
    "shell:scan_sample": "the same",
    "shell:sample": "the same",
    "api:openapi-json": "the description of the API holds no data",
    "api:api-root": "names the description",
    "api-nothing": "says there is no such address",
    "healthz": "asked by machines that watch us",
    "readyz": "asked by machines that watch us; says yes or no",
    "robots": "read by crawlers",
    "scan": "the code on the wall is for everybody; the gate narrows it to one place",
    "insight:public_start": "only what both parties agreed everybody may read; else there is no such page",
    "insight:public": "the same",
    "ask:feed": "the secret in the address is the key; it shows what its maker may see",
    "wall": "the same",
    "planning:feed": "the secret in the address is the key; it shows what its maker may see",
    "track": "the token is the key",
    "job": "the token is the key; it opens one company's orders",
    "job_order": "the same",
    "job_photo": "the same",
    "exchange:discovery": "names the methods, as Open311 asks",
    "exchange:services": "the catalogue a body offers to other systems, as Open311 asks",
    "exchange:service": "the same",
    "exchange:requests": "the api_key in the call is the key; without it only what a body publishes",
    "exchange:request": "the same",
    "exchange:token": "the token is the key",
    "exchange:receive": "the signature is the key",
    "allauth": "the identity provider's way in, when one is configured",
}

Example = Callable[[Rows], dict[str, Any]]


def _occurrence(rows: Rows) -> dict[str, Any]:
    return {"uid": rows.occurrence.uid}


def _round(rows: Rows) -> dict[str, Any]:
    return {"uid": rows.round.uid}


def _plan(rows: Rows) -> dict[str, Any]:
    return {"uid": rows.plan.uid}


def _person(rows: Rows) -> dict[str, Any]:
    return {"uid": rows.world.dan.person.uid}


def _unit(rows: Rows) -> dict[str, Any]:
    return {"uid": rows.world.north.uid}


def _request(rows: Rows) -> dict[str, Any]:
    return {"uid": rows.request.uid}


def _order(rows: Rows) -> dict[str, Any]:
    return {"uid": rows.order.uid}


def _rule(rows: Rows) -> dict[str, Any]:
    return {"uid": rows.world.contract.uid, "code": "P3"}


def _proposal(rows: Rows) -> dict[str, Any]:
    return {"uid": rows.proposal.uid}


def _at(name: str) -> Example:
    return lambda rows: {"uid": getattr(rows.world, name).uid}


# Pages with something in their address.
EXAMPLES: dict[str, Example] = {
    "account:link": _person,
    "parties:person": _person,
    "parties:person_edit": _person,
    "parties:role_give": _person,
    "parties:person_move": lambda rows: {**_person(rows), "move": "suspend"},
    "parties:employment_end": lambda rows: {"uid": rows.world.dan.employment.uid},
    "parties:role_answer": lambda rows: {"uid": rows.role.uid, "answer": "approve"},
    "parties:unit": _unit,
    "parties:unit_move": _unit,
    "parties:unit_close": _unit,
    "parties:team": _at("team"),
    "parties:team_edit": _at("team"),
    "parties:team_act": lambda rows: {"uid": rows.world.team.uid, "move": "close"},
    "parties:counterparts_end": lambda rows: {"uid": rows.pair.uid},
    "parties:token_revoke": lambda rows: {"uid": rows.token.uid},
    "ask:kept": lambda rows: {"uid": rows.kept_question.uid},
    "ask:forget": lambda rows: {"uid": rows.kept_question.uid},
    "ask:follow": lambda rows: {"uid": rows.kept_question.uid},
    "ask:make_feed": lambda rows: {"uid": rows.kept_question.uid},
    "ask:end_link": lambda rows: {"uid": rows.secret_link.uid},
    "ask:unfollow": lambda rows: {"uid": rows.subscription.uid},
    "requests:page": _request,
    "requests:where": _request,
    "requests:forget_view": lambda rows: {"uid": rows.view.uid},
    "requests:case_people": _request,
    "requests:case_let_go": lambda rows: {**_request(rows), "member": uuid4()},
    "requests:redact": _request,
    "requests:photo": lambda rows: {**_request(rows), "file": uuid4()},
    "planning:plan": _plan,
    "planning:edit": _plan,
    "planning:end": _plan,
    "planning:occurrence": _occurrence,
    "planning:act": lambda rows: {**_occurrence(rows), "move": "issue"},
    "planning:certificate": lambda rows: {"uid": uuid4(), "file": uuid4()},
    "planning:reading": _at("lift"),
    "planning:standard_end": lambda rows: {"uid": rows.standard.uid},
    "planning:feed_end": lambda rows: {"uid": rows.feed.uid},
    "work:page": _order,
    "work:act": lambda rows: {**_order(rows), "move": "accept"},
    "work:checklist": _order,
    "work:problem": lambda rows: {"uid": rows.problem.uid},
    "work:comments": _order,
    "work:comment_photo": lambda rows: {**_order(rows), "comment": uuid4(), "file": uuid4()},
    "work:hand_over": _order,
    "work:link_withdraw": lambda rows: {"uid": rows.work_link.uid},
    "work:clearance_end": lambda rows: {"uid": rows.clearance.uid},
    "work:quote": lambda rows: {"uid": rows.quote.uid},
    "work:quote_withdraw": lambda rows: {"uid": rows.quote.uid},
    "work:answer": lambda rows: {**_order(rows), "key": "s1"},
    "work:photo": lambda rows: {**_order(rows), "file": uuid4()},
    "field:decide": lambda rows: {**_order(rows), "decision": "count"},
    "field:notes": lambda rows: {"site": rows.world.site.uid},
    "field:end_note": lambda rows: {"uid": rows.place_note.uid},
    "rounds:round": _round,
    "rounds:edit": _round,
    "rounds:rooms": _round,
    "rounds:end": _round,
    "rounds:proof": lambda rows: {**_round(rows), "day": "2025-05-05"},
    "rounds:answer": lambda rows: {"uid": rows.help_call.uid},
    "parties:interest_decide": lambda rows: {"uid": rows.interest.uid, "move": "clear"},
    "parties:deputy_end": lambda rows: {"uid": rows.deputy.uid},
    "approvals:approve": lambda rows: {"uid": rows.approval.uid},
    "approvals:refuse": lambda rows: {"uid": rows.approval.uid},
    "desk:act": lambda rows: {**_request(rows), "move": "confirm"},
    "desk:outage": lambda rows: {"uid": rows.outage.uid},
    "desk:answer": lambda rows: {"uid": rows.answer.uid},
    "desk:settle": lambda rows: {"uid": rows.held.uid},
    "estate:site": _at("site"),
    "estate:place": _at("site"),
    "shell:map_tile": lambda _rows: {"level": 1, "column": 0, "row": 0},
    "estate:cobie": _at("site"),
    "contracts:page": _at("contract"),
    "contracts:new_rule": _at("contract"),
    "contracts:rates": _at("contract"),
    "contracts:rule": _rule,
    "contracts:edit_rule": _rule,
    "contracts:end_rule": _rule,
    "contracts:calendar": lambda rows: {"uid": rows.world.contract.uid, "code": "OFFICE"},
    "contracts:edit_calendar": lambda rows: {"uid": rows.world.contract.uid, "code": "OFFICE"},
    "contracts:freeze": lambda rows: {"uid": rows.world.contract.uid, "month": "2025-03"},
    "contracts:wording": _at("contract"),
    "contracts:new_clause": _at("contract"),
    "contracts:clause": lambda rows: {"uid": rows.fact.contract.uid, "number": "8.1"},
    "contracts:use_option": lambda rows: {"uid": rows.fact.contract.uid, "code": "O1"},
    "contracts:state_fact": _at("contract"),
    "contracts:verify_fact": lambda rows: {"uid": rows.fact.uid},
    "contracts:keep_obligation": lambda rows: {"uid": rows.fact.contract.uid, "code": "PLAN"},
    "contracts:prices": _at("contract"),
    "contracts:new_price": _at("contract"),
    "contracts:price": lambda rows: {"uid": rows.price.contract.uid, "code": rows.price.code},
    "contracts:volumes": _at("contract"),
    "contracts:index": _at("contract"),
    "contracts:propose_index": _at("contract"),
    "contracts:enter_value": _at("contract"),
    "contracts:values_file": _at("contract"),
    "contracts:propose_option": _at("contract"),
    "contracts:record_series": _at("contract"),
    "contracts:new_index_rule": _at("contract"),
    "contracts:index_rule": lambda rows: {"uid": rows.world.contract.uid, "code": "NPI"},
    "contracts:proposal": _proposal,
    "contracts:accept": _proposal,
    "contracts:refuse": _proposal,
    "contracts:withdraw": _proposal,
    "estate:model": _at("site"),
    "estate:model_make": _at("site"),
    "estate:mesh": lambda rows: {"uid": rows.mesh.site.uid, "building": rows.mesh.building.uid},
    "estate:storey": _at("storey"),
    "estate:space": _at("washroom"),
    "estate:zone": _at("washroom"),
    "estate:asset": _at("lift"),
    "estate:import": lambda rows: {"uid": rows.model_import.uid},
    "estate:import_act": lambda rows: {"uid": rows.model_import.uid, "move": "apply"},
    "tags:walk_storey": lambda rows: {"storey": rows.world.storey.uid},
    "tags:round": lambda rows: {"uid": rows.tag_round.uid},
    "tags:round_act": lambda rows: {"uid": rows.tag_round.uid, "move": "check"},
    "tags:settle_piece": lambda rows: {"uid": rows.walk_piece.uid},
    "tags:claim": lambda rows: {"code": rows.world.tag.code},
    "tags:tag": _at("tag"),
    "tags:act": lambda rows: {"uid": rows.world.tag.uid, "move": "report"},
    **dict.fromkeys(
        ("catalogue:help_article", "catalogue:help_answer", "catalogue:article", "catalogue:article_edit"),
        lambda rows: {"uid": rows.article.uid},
    ),
    "catalogue:article_act": lambda rows: {"uid": rows.article.uid, "move": "review"},
    "jobs:job": lambda rows: {"job": rows.failed_job.pk, "decision": "retry"},
    "jobs:delivery": lambda rows: {"delivery": rows.failed_delivery.pk, "decision": "retry"},
    "exchange:hand_over": _request,
    "bundles:file": lambda rows: {"uid": rows.bundle.uid},
    **dict.fromkeys(
        ("invoicing:page", "invoicing:recompute", "invoicing:xml", "invoicing:pdf", "invoicing:lines"),
        lambda rows: {"uid": rows.invoice.uid},
    ),
    "invoicing:act": lambda rows: {"uid": rows.invoice.uid, "move": "match"},
    **dict.fromkeys(("invoicing:line", "invoicing:query"), lambda rows: {"uid": rows.invoice_line.uid}),
    "invoicing:answer": lambda rows: {"uid": rows.line_dispute.uid, "answer": "credit"},
    **dict.fromkeys(("invoicing:run", "invoicing:send"), lambda rows: {"uid": rows.invoice_run.uid}),
    "invoicing:answer_late": lambda rows: {"uid": rows.late_due.uid, "answer": "close"},
    "invoicing:payment_file": lambda rows: {"uid": rows.payment_file.uid},
    "performance:agree": lambda rows: {"uid": rows.kpi_result.period.uid},
    "performance:result": lambda rows: {"uid": rows.kpi_result.uid},
    "performance:act": lambda rows: {"uid": rows.kpi_result.uid, "move": "remark"},
    "performance:running": lambda rows: {"uid": rows.world.contract.uid, "code": rows.kpi_definition.code},
    "performance:agree_credits": lambda rows: {"uid": rows.kpi_result.period.uid},
    "performance:waive": lambda rows: {"uid": rows.service_credit.uid},
    "performance:definition": lambda rows: {"uid": rows.world.contract.uid, "code": rows.kpi_definition.code},
    "performance:new_definition": lambda rows: {"uid": rows.world.contract.uid},
    "performance:remedies": lambda rows: {"uid": rows.world.contract.uid},
    "performance:terms": lambda rows: {"uid": rows.kpi_definition.uid, "move": "withdraw"},
    "savings:unit": lambda rows: {"uid": rows.world.north.uid},
    "savings:initiative": lambda rows: {"uid": rows.saving.uid},
    "savings:move": lambda rows: {"uid": rows.saving.uid, "move": "forecast"},
    "savings:baseline": lambda rows: {"uid": rows.baseline.uid},
    "savings:baseline_answer": lambda rows: {"uid": rows.baseline.uid},
    "savings:commitment": lambda rows: {"uid": rows.commitment.uid},
    "savings:scheme_agree": lambda rows: {"uid": rows.scheme.uid},
    "savings:settlement": lambda rows: {"uid": rows.settlement.uid},
    "savings:settlement_move": lambda rows: {"uid": rows.settlement.uid, "move": "sign"},
    **dict.fromkeys(("joining:framework", "joining:join", "joining:propose"), lambda rows: {"uid": rows.framework.uid}),
    **dict.fromkeys(
        ("joining:call_off", "joining:wishes", "joining:case", "joining:invite", "joining:tags"),
        lambda rows: {"uid": rows.call_off.uid},
    ),
    "joining:act": lambda rows: {"uid": rows.call_off.uid, "move": "refuse"},
    "joining:terms_answer": lambda rows: {"uid": rows.framework_terms.uid},
    "handover:list": lambda rows: {"uid": rows.exit_pack.contract.uid},
    "handover:make": lambda rows: {"uid": rows.exit_pack.contract.uid},
    **dict.fromkeys(("handover:pack", "handover:file", "handover:confirm"), lambda rows: {"uid": rows.exit_pack.uid}),
    "insight:district": _unit,
    "insight:contract": lambda rows: {"uid": rows.world.contract.uid},
    "insight:figure": lambda rows: {"uid": rows.world.contract.uid, "code": rows.kpi_definition.code},
    "insight:publishing": lambda rows: {"uid": rows.world.contract.uid},
    "insight:publishing_answer": lambda rows: {"uid": rows.public_page.uid},
    **dict.fromkeys(("insight:release", "insight:release_answer"), lambda rows: {"uid": rows.released.uid}),
    **dict.fromkeys(
        (
            "reports:page",
            "reports:compare",
            "reports:html",
            "reports:pdf",
            "reports:xlsx",
            "reports:tables",
            "reports:data",
            "reports:say",
        ),
        lambda rows: {"uid": rows.report.uid},
    ),
    "reports:act": lambda rows: {"uid": rows.report.uid, "move": "agree"},
    **dict.fromkeys(
        (
            "benchmarking:page",
            "benchmarking:line",
            "benchmarking:compare",
            "benchmarking:xlsx",
            "benchmarking:csv",
            "benchmarking:data",
            "benchmarking:say",
            "benchmarking:refresh",
        ),
        lambda rows: {"uid": rows.pack.uid},
    ),
    "benchmarking:making": lambda rows: {"uid": rows.pack_making.uid},
    "benchmarking:act": lambda rows: {"uid": rows.pack.uid, "move": "agree"},
    **dict.fromkeys(
        ("benchmarking:market", "benchmarking:import", "benchmarking:factor", "benchmarking:terms"),
        lambda rows: {"uid": rows.world.contract.uid},
    ),
    "benchmarking:terms_answer": lambda rows: {"uid": rows.benchmark_terms.uid, "move": "accept"},
    "benchmarking:withdraw": lambda rows: {"uid": rows.peer_value.uid},
    "benchmarking:withdraw_factor": lambda rows: {"uid": rows.price_factor.uid},
    "disputes:propose": _request,
    "disputes:answer": lambda rows: {"uid": rows.deadline_proposal.uid},
    "exchange:webhook": lambda rows: {"uid": rows.webhook.uid},
    "exchange:webhook_set": lambda rows: {"uid": rows.webhook.uid},
    "exchange:incoming_end": lambda rows: {"uid": rows.incoming_hook.uid},
    "workforce:person": lambda rows: {"uid": rows.world.asta.employment.uid},
    "workforce:roster": lambda rows: {"uid": rows.roster.uid},
    "workforce:alert": lambda rows: {"uid": rows.alert.uid},
    "workforce:note_photo": lambda rows: {"uid": rows.note.uid, "file": uuid4()},
    "promises:about": lambda rows: {"uid": rows.request.uid},
    "requests:act": lambda rows: {**_request(rows), "move": "confirm"},
    "desk:mail_one": lambda rows: {"uid": rows.mail.uid},
    "desk:mail_raw": lambda rows: {"uid": rows.mail.uid},
    "dispatch:proposal": lambda rows: {"uid": rows.day_proposal.uid},
    "dispatch:decide": lambda rows: {"uid": rows.day_proposal.uid, "move": "dismiss"},
    "notices:open": lambda rows: {"uid": rows.notice.uid},
    **dict.fromkeys(
        ("scaling:district", "scaling:what_if", "scaling:keep", "scaling:basket", "scaling:closures"), _unit
    ),
    "scaling:terms": lambda rows: {"uid": rows.world.contract.uid},
    "scaling:terms_answer": lambda rows: {"uid": rows.scaling_terms.uid, "move": "accept"},
    "scaling:closure_withdraw": lambda rows: {"uid": rows.closure.uid},
    "scaling:scenario_drop": lambda rows: {"uid": rows.scenario.uid},
    "scaling:scenario_submit": lambda rows: {"uid": rows.scenario.uid},
    "addons:page": lambda rows: {"uid": rows.add_on.uid},
    "addons:act": lambda rows: {"uid": rows.add_on.uid, "move": "stop"},
    "addons:dismiss": lambda rows: {"uid": rows.add_on_sign.uid},
    "addons:terms": lambda rows: {"uid": rows.world.contract.uid},
    "addons:terms_answer": lambda rows: {"uid": rows.add_on_terms.uid, "move": "accept"},
    "scaling:change": lambda rows: {"uid": rows.change.uid},
    "scaling:act": lambda rows: {"uid": rows.change.uid, "move": "approve"},
}

# What everybody signed in may read, whatever their role: nothing there belongs to anybody.
FOR_ALL = {
    "parties:unit": "names of units are the community's",
    "api:read_unit": "names of units are the community's",
}

# Addresses that show one's own things by something that is not a row's uid, or answer alike for everybody.
NO_EXAMPLE: dict[str, str] = {
    "ask:question": "a list's code, the same in every community; its rows pass the gate, which its own tests try",
    "ask:keep": "the same",
    "ask:export": "the same",
}


def addresses() -> list[tuple[str, URLPattern]]:
    """Every address with its full name."""
    return list(_walk(get_resolver(), ""))


def _walk(resolver: URLResolver, above: str) -> Any:
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            yield from _walk(each, above + (f"{each.namespace}:" if each.namespace else ""))
        else:
            yield above + (each.name or each.lookup_str.rpartition(".")[2]), each
