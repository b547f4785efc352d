"""A wholly new key figure: its words, how it is judged, what it would have been, and proposing it."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from samdrift.foundation.clock import now
from samdrift.foundation.fields import LANGUAGES
from samdrift.foundation.http import ScopedRequest, done, require_somewhere
from samdrift.kernel.key_figures import Measure
from samdrift.partnership.performance import registry
from samdrift.partnership.performance.commands import defining
from samdrift.partnership.performance.commands.defining import DefinitionDraft
from samdrift.partnership.performance.models import VIEW
from samdrift.partnership.performance.queries import sources, terms, trying
from samdrift.partnership.performance.web import words
from samdrift.partnership.performance.web.terms_forms import NAMES, NextVersionForm
from samdrift.registers.contracts import public as contracts
from samdrift.registers.parties import public as parties

PARTS = ("numerator", "denominator", "exclusions")
LABELS = {
    "numerator": gettext_lazy("Counted (%(language)s): the numerator"),
    "denominator": gettext_lazy("Of what (%(language)s): the denominator"),
    "exclusions": gettext_lazy("Left out (%(language)s): the exclusions"),
}


class NewDefinitionForm(NextVersionForm):
    """A figure nobody has defined yet."""

    code = forms.CharField(label=gettext_lazy("Code"), max_length=12, help_text=gettext_lazy("Such as: K25"))
    source = forms.ChoiceField(label=gettext_lazy("Where the rows come from"))
    per = forms.ChoiceField(
        label=gettext_lazy("Judged"),
        choices=[("contract", gettext_lazy("for the whole contract")), ("unit", gettext_lazy("by district"))],
    )
    line_code = forms.ChoiceField(label=gettext_lazy("Service line"), required=False)
    lower_is_better = forms.BooleanField(label=gettext_lazy("Lower is better"), required=False)
    low_volume_under = forms.IntegerField(
        label=gettext_lazy("Single failures are allowed under"), min_value=0, max_value=10_000, initial=20
    )
    earns_back = forms.BooleanField(
        label=gettext_lazy("Credits can be earned back"), required=False, initial=True
    )  # fmt: skip

    field_order = (
        "code", "source", "per", "line_code", "target", "lower_is_better", "stretch", "weight", "edges",
        "low_volume_under", "fewest", "earns_back", "clause",
    )  # fmt: skip

    def __init__(self, *args: Any, **more: Any) -> None:
        more.setdefault("initial", {"edges": "2 5 10", "fewest": 1, "weight": 0})
        super().__init__(*args, **more)
        for language in LANGUAGES:
            del self.fields[f"counted_{language}"]
            for part in PARTS:
                self.fields[f"{part}_{language}"] = forms.CharField(
                    label=LABELS[part] % {"language": NAMES[language]}, max_length=240, required=part != "exclusions"
                )
        codes = [*sources.SEEN, *registry.sources()]
        known = [(code, f"{words.source_word(code)} · {code}") for code in codes if code not in sources.LATER]
        self.fields["source"].choices = sorted(known, key=lambda one: one[1])  # type: ignore[attr-defined]
        self.order_fields([*[name for name in self.fields if name not in ("valid_from", "note")], "valid_from", "note"])

    def counted(self) -> dict[str, str]:
        """How it is counted, in each language: numerator, denominator and exclusions as one text."""
        found = {}
        for language in LANGUAGES:
            said = {part: self.cleaned_data[f"{part}_{language}"].strip().rstrip(".") for part in PARTS}
            with translation.override(language):
                told = _("Counted: %(numerator)s. Of: %(denominator)s.") % said
                if said["exclusions"]:
                    told += " " + _("Left out: %(exclusions)s.") % said
            found[language] = told
        return found

    def draft(self) -> DefinitionDraft:
        """What the form says, as it is proposed."""
        given = self.cleaned_data
        same = (
            "code", "source", "per", "line_code", "target", "lower_is_better", "stretch", "weight", "edges",
            "low_volume_under", "fewest", "earns_back", "clause", "valid_from",
        )  # fmt: skip
        name = {one: given[f"name_{one}"] for one in LANGUAGES}
        return DefinitionDraft(name=name, counted=self.counted(), **{one: given[one] for one in same})


@require_http_methods(["GET", "HEAD", "POST"])
def new_definition(request: ScopedRequest, uid: UUID) -> HttpResponse:
    """The form of a new figure, what it would have been in the last months, and sending it to the other party."""
    scope = request.scope
    require_somewhere(scope, VIEW)
    contract = contracts.Contract.objects.within(scope).get(uid=uid)
    scope.require(defining.DEFINE, contract=contract.pk)
    rows = list(terms.definitions_shown(scope, contract.pk))
    held = {row.code: row.weight for row in reversed(rows) if row.standing == "accepted"}
    form = NewDefinitionForm(request.POST or None)
    lines = sorted(contracts.line_names(scope).items())
    form.fields["line_code"].choices = [("", _("All")), *lines]  # type: ignore[attr-defined]
    sent = request.method == "POST" and form.is_valid()
    if sent and form.cleaned_data["code"] in {row.code for row in rows}:
        form.add_error("code", _("There is such a figure already. Propose its next version on its own page."))
    sent = sent and not form.errors and done(form, lambda: defining.check_definition(form.draft()))
    looks = "preview" in request.POST
    if sent and not looks and done(form, lambda: _propose(request, contract, form)):
        messages.success(request, _("Proposed. It holds once the other party has accepted it."))
        return redirect("performance:definition", uid, form.cleaned_data["code"])
    context = {
        "contract": contract, "form": form, "weights": sum(held.values(), Decimal(0)),
        "can_try": not sent or trying.can_try(form.cleaned_data["source"]),
        "counted": form.counted() if sent and looks else None,
        "tried": _tried(request, contract, form) if sent and looks else None,
    }  # fmt: skip
    return render(request, "performance/new_definition.html", context, status=422 if form.errors else 200)


def _propose(request: ScopedRequest, contract: contracts.Contract, form: NewDefinitionForm) -> None:
    note = form.cleaned_data["note"]
    defining.propose_definition(request.scope, contract.uid, form.draft(), now=now(), note=note)


def _tried(request: ScopedRequest, contract: contracts.Contract, form: NewDefinitionForm) -> list[dict[str, Any]]:
    draft = form.draft()
    first, second, third = (Decimal(edge) for edge in draft.edges)
    measure = Measure(
        target=draft.target, lower_is_better=draft.lower_is_better, scale=draft.scale, edges=(first, second, third),
        stretch=draft.stretch, low_volume_under=draft.low_volume_under, fewest=draft.fewest,
    )  # fmt: skip
    figure = trying.NewFigure(
        code=draft.code, source=draft.source, measure=measure, weight=draft.weight, line_code=draft.line_code
    )
    today = parties.community_day(request.scope, now())
    return [
        {"row": one, "band": words.band_word(one.band), "tone": words.TONES[one.band]}
        for one in trying.tried(request.scope, contract, figure, today)
    ]
