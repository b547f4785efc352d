"""The tables of a pack that name what lies elsewhere: plans with their terms, papers, open books and reports."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from samdrift.foundation.datasets.public import harmless
from samdrift.foundation.scope import everywhere
from samdrift.operations.bundles import public as bundles
from samdrift.operations.planning import public as planning
from samdrift.partnership.handover.formats.packing import Field
from samdrift.partnership.handover.queries import documents
from samdrift.partnership.handover.queries.asking import Asked, column

Rows = Iterator[tuple[str, ...]]
CHUNK = 2_000


def plan_fields() -> list[Field]:
    """The columns of plans."""
    return [
        column("number", "string", _("Number")), column("name", "string", _("Plan")),
        column("line", "string", _("Service line")), column("site", "string", _("Site")),
        column("room", "string", _("Room")), column("thing", "string", _("Thing")),
        column("kind_of_things", "string", _("All things of a kind")),
        column("statutory", "boolean", _("Asked by law")),
        column("done_last", "date", _("Last done")), column("ends_on", "date", _("Ended on")),
        column("terms", "object", _("When and what"), _("The plan's terms as they hold on the day: recurrence as in "
                                                         "RFC 5545, tolerances, tasks.")),
    ]  # fmt: skip


def plan_rows(asked: Asked) -> Rows:
    """The plans that go on, each with the terms that hold on the day, one read after another of some thousand."""
    scope = asked.scope("planning.view")
    with everywhere(reason="the terms of plans that are read within a scope"):
        versions = planning.PlanVersion.objects.filter(plan=OuterRef("pk"), valid_from__lte=asked.day)
        holds = Subquery(versions.order_by("-valid_from", "-number").values("terms")[:1])
    rows = planning.MaintenancePlan.objects.within(scope).filter(Q(ended_on__isnull=True) | Q(ended_on__gt=asked.day))
    values = rows.annotate(holds=holds).order_by("uid").values_list(
        "number", "name", "line_code", "site__code", "space__number", "asset__number", "asset_kind", "statutory",
        "floats_from", "ended_on", "holds",
    )  # fmt: skip
    for *texts, statutory, last, ended, terms in values.iterator(chunk_size=CHUNK):
        yield (
            *(str(harmless(one or "")) for one in texts), "true" if statutory else "false",
            last.isoformat() if last else "", ended.isoformat() if ended else "",
            json.dumps(terms, ensure_ascii=False, sort_keys=True) if terms else "",
        )  # fmt: skip


def paper_fields() -> list[Field]:
    """The columns of documents."""
    return [
        column("kind", "string", _("Kind"), _("certificate, open_book, monthly or steering")),
        column("name", "string", _("What it is")), column("number", "string", _("Number")),
        column("site", "string", _("Site")), column("thing", "string", _("Thing")),
        column("issuer", "string", _("Issued by")), column("issued_on", "date", _("Issued on")),
        column("valid_to", "date", _("Valid until")),
        column("fingerprint", "string", _("Fingerprint"), _("SHA-256 as it stands in the open book.")),
        column("files", "string", _("Files"), _("Where its files lie in this pack, apart by spaces.")),
        column("files_left_out", "integer", _("Files left out"),
               _("Files that are restricted, or whose bytes are gone, and that are not in this pack.")),
    ]  # fmt: skip


def paper_rows(asked: Asked) -> Rows:
    """Certificates, the open books that were made, and the reports both parties froze, up to the day."""
    values = documents.certificates(asked).values_list(
        "uid", "document", "reference", "site__code", "asset__number", "issuer", "issued_on", "valid_to"
    )  # fmt: skip
    for rows in _in_chunks(values.iterator(chunk_size=documents.CHUNK)):
        filed = documents.filed_with(asked, [row[0] for row in rows])
        for uid, document, reference, site, asset, issuer, issued, valid in rows:
            texts = (str(harmless(one or "")) for one in (document, reference, site, asset, issuer))
            yield (
                "certificate", *texts, issued.isoformat(), valid.isoformat() if valid else "", "",
                " ".join(filed[uid].places), str(filed[uid].left_out),
            )  # fmt: skip
    for one in bundles.ready_of(asked.contract.pk):
        if one.ready_at is not None and one.ready_at < asked.end:
            made = one.ready_at.astimezone(asked.zone).date().isoformat()
            yield "open_book", one.period, "", "", "", "", made, "", one.fingerprint, "", "0"
    told = documents.frozen_reports(asked).values_list("kind", "first_day", "number", "frozen_at", "digest")
    for kind, first, number, frozen_at, digest in told:
        day = frozen_at.astimezone(asked.zone).date().isoformat() if frozen_at else ""
        place = documents.place_of_report(kind, first.isoformat(), number)
        yield kind, first.isoformat(), str(number), "", "", "", day, "", digest, place, "0"


def _in_chunks(rows: Iterable[tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    found: list[tuple[Any, ...]] = []
    for row in rows:
        found.append(row)
        if len(found) == documents.CHUNK:
            yield found
            found = []
    if found:
        yield found
