"""One figure of the month that runs: how it stands, what counts against it, and what is still to be decided."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from samdrift.foundation.clock import now
from samdrift.foundation.http import ScopedRequest, require_somewhere
from samdrift.partnership.performance.models import VIEW
from samdrift.partnership.performance.queries import behind, exposure, reading, so_far, sources
from samdrift.partnership.performance.queries.months import tops_of
from samdrift.partnership.performance.queries.terms import definitions_in_force
from samdrift.partnership.performance.web import words
from samdrift.partnership.performance.web.results import elsewhere
from samdrift.registers.parties import public as parties

FIRST = 12  # of what is still to be decided


@require_safe
def running_figure(request: ScopedRequest, uid: UUID, code: str) -> HttpResponse:
    """How a key figure of a contract stands in the month that runs, with the rows it rests on."""
    scope = request.scope
    require_somewhere(scope, VIEW)
    contract = next((one for one in reading.contracts_measured(scope) if one.uid == uid), None)
    if contract is None or not exposure.may_see(scope, contract.pk):
        raise Http404
    today = parties.community_day(scope, now())
    first = today.replace(day=1)
    by_job = so_far.kept(contract.pk, first)
    told = so_far.TOLD | by_job.told.keys()
    definition = next(
        (one for one in definitions_in_force(contract.pk, first) if one.code == code and one.source in told), None
    )
    if definition is None:
        raise Http404
    tops = tops_of(scope.community_id)
    found = so_far.so_far(scope.community_id, contract.pk, [definition], today, tops, by_job)
    line = exposure.standing(definition, found[code])
    against, waiting = behind.running_rows(scope, definition, today, request.GET.get("after", ""))
    context: dict[str, Any] = {
        "contract": contract, "definition": definition, "line": line, "month": first, "today": today,
        "kept_at": by_job.at if definition.source in by_job.told else None,
        "of_desk": definition.source in sources.DESK,
        "elsewhere": elsewhere(scope, definition.source, first),
        "value": words.with_unit(line.judged.value, definition.unit_word), "target": words.target_word(definition),
        "band": words.band_word(line.judged.band), "tone": words.TONES[line.judged.band],
        "kept_close": words.kept_close(definition.source),
        "source": words.source_word(definition.source),
        "against": [(one, words.clock_word(one.clock)) for one in against.rows], "next": against.next,
        "waiting": [(one, words.clock_word(one.clock)) for one in waiting.rows[:FIRST]],
        "more": bool(waiting.next) or len(waiting.rows) > FIRST,
        "path": request.get_full_path(),
    }  # fmt: skip
    return render(request, "performance/running.html", context)
