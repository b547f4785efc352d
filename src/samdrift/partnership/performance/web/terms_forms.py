"""The forms of definitions and remedies: what a person types, read into terms or refused at its field."""

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samdrift.foundation.fields import LANGUAGES
from samdrift.kernel.credits import RemedyTerms
from samdrift.kernel.money import minor
from samdrift.partnership.performance.models import KpiDefinition
from samdrift.partnership.performance.web import words

NAMES = {"en": gettext_lazy("English"), "da": gettext_lazy("Danish"), "sv": gettext_lazy("Swedish")}
CAPS = ("cap_kpi", "cap_line", "cap_month", "cap_year")


class FromMonthForm(forms.Form):
    """From when it holds, and why."""

    valid_from = forms.DateField(
        label=gettext_lazy("Holds from (the first of a month)"), widget=forms.DateInput(attrs={"type": "date"})
    )
    note = forms.CharField(label=gettext_lazy("Why"), max_length=400, required=False)


class NextVersionForm(FromMonthForm):
    """The next version of a definition: numbers and words."""

    target = forms.DecimalField(label=gettext_lazy("Target"), max_digits=9, decimal_places=2, min_value=0)
    stretch = forms.DecimalField(
        label=gettext_lazy("Stretch level"), max_digits=9, decimal_places=2, min_value=0, required=False
    )
    weight = forms.DecimalField(
        label=gettext_lazy("Weight, % of what is at risk"), max_digits=6, decimal_places=2, min_value=0, max_value=100
    )
    edges = forms.CharField(label=gettext_lazy("Serious, severe and critical so far behind"), max_length=40)
    fewest = forms.IntegerField(label=gettext_lazy("Measured from so many on"), min_value=1, max_value=10_000)
    clause = forms.CharField(label=gettext_lazy("Clause"), max_length=80, required=False)

    field_order: tuple[str, ...] = ("target", "stretch", "weight", "edges", "fewest", "clause")

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for language in LANGUAGES:
            self.fields[f"name_{language}"] = forms.CharField(
                label=_("Name (%(language)s)") % {"language": NAMES[language]}, max_length=120
            )
            self.fields[f"counted_{language}"] = forms.CharField(
                label=_("How it is counted (%(language)s)") % {"language": NAMES[language]}, max_length=800,
                widget=forms.Textarea(attrs={"rows": 3}),
            )  # fmt: skip
        self.order_fields([*[name for name in self.fields if name not in ("valid_from", "note")], "valid_from", "note"])

    @staticmethod
    def of(held: KpiDefinition) -> dict[str, Any]:
        """What a version says, as the form's first values."""
        said = {f"{name}_{one}": getattr(held, name).get(one, "") for name in ("name", "counted") for one in LANGUAGES}
        return {
            "target": held.target, "stretch": held.stretch, "weight": held.weight, "edges": " ".join(held.edges),
            "fewest": held.fewest, "clause": held.clause, **said,
        }  # fmt: skip

    def clean_edges(self) -> tuple[str, str, str]:
        """Three numbers, as typed with spaces between them."""
        typed = self.cleaned_data["edges"].replace(",", ".").split()
        if len(typed) != 3 or any(_number(one) is None for one in typed):
            raise forms.ValidationError(_("Write three numbers, such as 2 5 10."))
        first, second, third = typed
        return first, second, third

    def changes(self) -> dict[str, Any]:
        """What of a definition's draft the form says."""
        given = self.cleaned_data
        names = ("target", "stretch", "weight", "edges", "fewest", "clause", "valid_from")
        told = {part: {one: given[f"{part}_{one}"] for one in LANGUAGES} for part in ("name", "counted")}
        return {**{name: given[name] for name in names}, **told}


def _share(label: Any, *, required: bool = True) -> forms.DecimalField:
    return forms.DecimalField(
        label=label, max_digits=6, decimal_places=3, min_value=0, max_value=100, required=required
    )


class RemedyForm(FromMonthForm):
    """How misses become money, in per cent and whole words."""

    model = forms.ChoiceField(
        label=gettext_lazy("Model"),
        choices=[("A", gettext_lazy("A: points")), ("B", gettext_lazy("B: weighted amount at risk"))],
    )
    at_risk = _share(gettext_lazy("At risk of a month's charges, % (B)"))
    per_point = _share(gettext_lazy("A point costs of the charges, % (A)"))
    ratchet = forms.CharField(label=gettext_lazy("Multiplied by misses in a row (B)"), max_length=80)
    cap_kpi = _share(gettext_lazy("Cap of a figure, % of the month's charges"), required=False)
    cap_line = _share(gettext_lazy("Cap of a service line, % of its charges"), required=False)
    cap_month = _share(gettext_lazy("Cap of a month, % of its charges"), required=False)
    cap_year = _share(gettext_lazy("Cap of a year, % of its charges"), required=False)
    grace = forms.CharField(label=gettext_lazy("Owed in the first months live, %"), max_length=80, required=False)
    earn_back_share = _share(gettext_lazy("Earned back, % of a credit"))
    earn_back_months = forms.IntegerField(
        label=gettext_lazy("Months at the stretch level it takes"), min_value=1, max_value=24
    )
    waiver_alone = forms.CharField(label=gettext_lazy("The contract manager may waive alone up to"), max_length=20)
    per_lot = forms.CharField(
        label=gettext_lazy("Bod: a figure and what each failure costs, one a line"), required=False, max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}), help_text=gettext_lazy("Such as: K06 1000.00"),
    )  # fmt: skip
    sessions = forms.CharField(
        label=gettext_lazy("Model C: a figure, % of the yearly charge and sessions a day, one a line"), required=False,
        max_length=400, widget=forms.Textarea(attrs={"rows": 2}), help_text=gettext_lazy("Such as: K25 4 3"),
    )  # fmt: skip
    reductions = forms.CharField(
        label=gettext_lazy("Reductions: a figure of visits and % of the fee that stands for them, one a line"),
        required=False, max_length=400, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Such as: K07 100"),
    )  # fmt: skip

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.order_fields([*[name for name in self.fields if name not in ("valid_from", "note")], "valid_from", "note"])

    @staticmethod
    def of(held: RemedyTerms) -> dict[str, Any]:
        """Terms as the form's first values."""
        caps = {name: _percent(getattr(held, name)) for name in CAPS}
        return {
            "model": held.model, "at_risk": _percent(held.at_risk), "per_point": _percent(held.per_point),
            "ratchet": " ".join(f"{one:f}" for one in held.ratchet), **caps,
            "grace": " ".join(str(_percent(one)) for one in held.grace),
            "earn_back_share": _percent(held.earn_back_share), "earn_back_months": held.earn_back_months,
            "waiver_alone": words.plain(Decimal(held.waiver_alone_minor) / 100),
            "per_lot": "\n".join(f"{code} {words.plain(Decimal(one) / 100)}" for code, one in held.per_lot.items()),
            "sessions": "\n".join(f"{code} {_percent(one)} {n}" for code, (one, n) in held.sessions.items()),
            "reductions": "\n".join(f"{code} {_percent(one)}" for code, one in held.reductions.items()),
        }  # fmt: skip

    def clean_ratchet(self) -> list[str]:
        """Factors with spaces between them."""
        return self._numbers("ratchet", least=1)

    def clean_grace(self) -> list[str]:
        """Per cent with spaces between them, as shares."""
        return [_as_share(Decimal(one)) for one in self._numbers("grace", least=0)]

    def clean_waiver_alone(self) -> int:
        """An amount in hundredths."""
        found = minor(self.cleaned_data["waiver_alone"])
        if found is None or found < 0:
            raise forms.ValidationError(_("Write an amount."))
        return found

    def clean_per_lot(self) -> dict[str, int]:
        """Amounts in hundredths by figure."""

        def read(parts: list[str]) -> int | None:
            return minor(" ".join(parts))

        return self._lines("per_lot", read)

    def clean_sessions(self) -> dict[str, list[Any]]:
        """A share and sessions a day by figure."""

        def read(parts: list[str]) -> list[Any] | None:
            share = _number(parts[0]) if len(parts) == 2 and parts[1].isdecimal() else None
            return None if share is None else [_as_share(share), int(parts[1])]

        return self._lines("sessions", read)

    def clean_reductions(self) -> dict[str, str]:
        """Shares by figure."""

        def read(parts: list[str]) -> str | None:
            share = _number(parts[0]) if len(parts) == 1 else None
            return None if share is None else _as_share(share)

        return self._lines("reductions", read)

    def _numbers(self, name: str, *, least: int) -> list[str]:
        typed = self.cleaned_data[name].replace(",", ".").split()
        if len(typed) < least or any(_number(one) is None for one in typed):
            raise forms.ValidationError(_("Write numbers with spaces between them."))
        return [f"{_number(one):f}" for one in typed]

    def _lines(self, name: str, read: Callable[[list[str]], Any]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for line in self.cleaned_data[name].splitlines():
            parts = line.split()
            if not parts:
                continue
            value = read(parts[1:]) if len(parts) > 1 else None
            if value is None or parts[0].upper() in found:
                raise forms.ValidationError(_("Write one figure a line: %(line)s") % {"line": line[:40]})
            found[parts[0].upper()] = value
        return found

    def terms(self, held: Mapping[str, Any]) -> dict[str, Any]:
        """The terms as a version keeps them; what the form does not ask about stays as it is held."""
        given = self.cleaned_data
        shares = ("at_risk", "per_point", "earn_back_share", *CAPS)
        return {
            **held, "model": given["model"], "ratchet": given["ratchet"], "grace": given["grace"],
            **{name: None if given[name] is None else _as_share(given[name]) for name in shares},
            "earn_back_months": given["earn_back_months"], "waiver_alone_minor": given["waiver_alone"],
            **{name: given[name] for name in ("per_lot", "sessions", "reductions")},
        }  # fmt: skip


def _number(typed: str) -> Decimal | None:
    try:
        found = Decimal(typed.replace(",", "."))
    except InvalidOperation:
        return None
    return found if found.is_finite() and 0 <= found <= 10**6 else None


def _percent(share: Decimal | None) -> Decimal | None:
    """A share in per cent, without noughts behind the mark."""
    if share is None:
        return None
    told = (share * 100).normalize()
    return told.quantize(Decimal(1)) if told == told.to_integral_value() else told


def _as_share(percent: Decimal) -> str:
    return f"{(percent / 100).normalize():f}"
