"""What is missing before a pack is handed over: a few counts, whatever the number of rows."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from samdrift.foundation.datasets.public import datasets
from samdrift.operations.bundles import public as bundles
from samdrift.partnership.handover.queries import listed
from samdrift.partnership.handover.queries.asking import Asked
from samdrift.partnership.handover.rules import Missing
from samdrift.registers.contracts import public as contracts

SENTENCES: Mapping[str, Any] = {
    "requests_open": _("Requests that are open and go over to whoever comes next."),
    "requests_unowned": _("Open requests that no team and no person has."),
    "work_open": _("Work orders that are open."),
    "work_unowned": _("Open work orders that no team and no person has."),
    "assets_no_age": _("Things in service without a day they were installed on."),
    "assets_no_warranty": _("Things in service whose warranty nobody wrote down."),
    "assets_no_condition": _("Things in service whose condition nobody judged."),
    "assets_no_room": _("Things in service that stand in no room."),
    "tags_broken": _("Tags that are reported damaged or missing."),
    "plans_overdue": _("Tests asked for by law that are overdue on the day."),
    "certificates_missing": _("Tests asked for by law that are done, and whose certificate is not filed."),
    "changes_open": _("Changes of service that are asked for and not in force yet."),
    "invoices_unpaid": _("Invoices that are neither paid nor given back."),
    "invoices_disputed": _("Invoices of which a part is in dispute."),
    "credits_open": _("Service credits that are on no invoice yet."),
    "obligations_due": _("Obligations whose day has come and that nobody noted as kept."),
    "bundle_missing": _("The open book of the year is not made yet."),
    "staff_closed": _(
        "A staff list and keys not opened yet: they are the provider's own, and its contract office opens them."
    ),
}  # fmt: skip
"""What each line says, in the order of the list."""

ASKED: Mapping[str, tuple[str, str]] = {
    "requests_open": ("requests", "open=yes"),
    "requests_unowned": ("requests", "open=yes&team=-&assignee=-"),
    "work_open": ("work", "open=yes"),
    "work_unowned": ("work", "open=yes&team=-&assignee=-"),
    "assets_no_age": ("assets", "state=in_service&installed=-"),
    "assets_no_warranty": ("assets", "state=in_service&warranty=-"),
    "assets_no_condition": ("assets", "state=in_service&condition=-"),
    "assets_no_room": ("assets", "state=in_service&room=-"),
    "tags_broken": ("tags", "trouble=damaged&trouble=missing"),
    "changes_open": ("changes", "&".join(f"state={one}" for one in listed.ON_THEIR_WAY)),
    "invoices_unpaid": ("invoices", "&".join(f"state={one}" for one in listed.OUT)),
    "invoices_disputed": ("invoices", "disputed=0.01.."),
    "credits_open": ("credits", "state=calculated&state=agreed"),
}
"""The list and the question behind a line, where there is one."""


def question_behind(code: str, contract: contracts.Contract) -> tuple[str, str] | None:
    """The list behind a line and its question, of this contract where the list knows contracts."""
    if code not in ASKED:
        return None
    dataset, query = ASKED[code]
    of_contract = datasets[dataset].column("contract") is not None
    return dataset, f"{query}&contract={contract.code}" if of_contract else query


def missing(asked: Asked) -> list[Missing]:
    """Every line of the list with its count, also what counts nothing: both parties see what was looked at."""
    found = {**_work(asked), **_things(asked), **_money(asked), **_duties(asked)}
    found["bundle_missing"] = int(
        f"{asked.day.year}" not in {one.period for one in bundles.ready_of(asked.contract.pk)}
    )
    found["staff_closed"] = int(not asked.with_staff)
    return [Missing(code, found[code]) for code in SENTENCES]


def _work(asked: Asked) -> dict[str, int]:
    found: dict[str, int] = {}
    for code in ("requests", "work"):
        nobody = Q(team__isnull=True, assignee__isnull=True)
        counts = listed.rows_of(asked, code).aggregate(every=Count("pk"), nobody=Count("pk", filter=nobody))
        found |= {f"{code}_open": counts["every"], f"{code}_unowned": counts["nobody"]}
    dataset = datasets["planned"]
    rows = dataset.rows(asked.scope(dataset.permission), dataset.permission).filter(statutory=True)
    late = Q(state__in=listed.AHEAD, due_on__lt=asked.day)
    paper = Q(state__in=("done_on_time", "done_late"), certified_on__isnull=True)
    counts = rows.filter(late | paper).aggregate(late=Count("pk", filter=late), paper=Count("pk", filter=paper))
    changes = listed.rows_of(asked, "changes").count()
    return found | {"plans_overdue": counts["late"], "certificates_missing": counts["paper"], "changes_open": changes}


def _things(asked: Asked) -> dict[str, int]:
    counts = listed.rows_of(asked, "assets").filter(state="in_service").aggregate(
        age=Count("pk", filter=Q(installed_on__isnull=True)), warranty=Count("pk", filter=Q(warranty_to__isnull=True)),
        condition=Count("pk", filter=Q(condition__isnull=True)), room=Count("pk", filter=Q(space__isnull=True)),
    )  # fmt: skip
    broken = listed.rows_of(asked, "tags").exclude(trouble="").count()
    return {f"assets_no_{name}": count for name, count in counts.items()} | {"tags_broken": broken}


def _money(asked: Asked) -> dict[str, int]:
    counts = listed.rows_of(asked, "invoices").aggregate(
        out=Count("pk", filter=Q(state__in=listed.OUT)), disputed=Count("pk", filter=Q(disputed_minor__gt=0))
    )
    to_bill = listed.rows_of(asked, "credits").count()
    return {"invoices_unpaid": counts["out"], "invoices_disputed": counts["disputed"], "credits_open": to_bill}


def _duties(asked: Asked) -> dict[str, int]:
    every = contracts.obligations_of(asked.scope("contracts.view"), asked.contract, asked.end)
    return {"obligations_due": sum(due is not None and due <= asked.day for _one, due, _kept in every)}
