"""The form of what a contract says of changes: rows of the notice table and the numbers beside them."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samdrift.kernel.notice_table import APPROVALS, DEFAULT, Remanence, Row, Table, table_from
from samdrift.partnership.scaling.commands import TermsDraft
from samdrift.partnership.scaling.models import ScalingTerms

LESS, MORE, LEFT = "less", "more", "left"
WAYS = [
    ("", gettext_lazy("no row")), (LESS, gettext_lazy("less service")), (MORE, gettext_lazy("more service")),
    (LEFT, gettext_lazy("a site is left for good")),
]  # fmt: skip
WHOSE = [
    ("budget", gettext_lazy("budget holder")), ("contract", gettext_lazy("and contract manager")),
    ("steering", gettext_lazy("and steering committee")),
]  # fmt: skip
MOST_ROWS = 16
BLANK_ROWS = 2
HUNDRED = Decimal(100)


def _share(label: Any, **more: Any) -> forms.DecimalField:
    return forms.DecimalField(label=label, max_digits=6, decimal_places=3, min_value=0, max_value=100, **more)


class RowForm(forms.Form):
    """One row of the notice table; without a way it is left out."""

    way = forms.ChoiceField(label=gettext_lazy("Speaks of"), choices=WAYS, required=False)
    above = _share(gettext_lazy("Above % of the volume"), required=False)
    notice_months = forms.IntegerField(
        label=gettext_lazy("Months of notice"), min_value=0, max_value=36, required=False
    )
    whose = forms.ChoiceField(label=gettext_lazy("Whose yes"), choices=WHOSE, required=False)
    kept = forms.CharField(
        label=gettext_lazy("Kept of the reduced fee"), max_length=80, required=False,
        help_text=gettext_lazy("Months and per cent, such as: 1-3 30 4-6 15"),
    )  # fmt: skip

    @staticmethod
    def of(row: Row) -> dict[str, Any]:
        """A row as first values."""
        return {
            "way": LEFT if row.closure else MORE if row.up else LESS,
            "above": plain(row.above), "notice_months": row.notice_months, "whose": row.approvals[-1],
            "kept": " ".join(f"{one.first_month}-{one.last_month} {plain(one.share)}" for one in row.remanence),
        }  # fmt: skip

    def clean_kept(self) -> tuple[Remanence, ...]:
        """Stretches of months with the per cent that is kept in each."""
        parts = self.cleaned_data["kept"].replace(",", ".").replace("–", "-").split()
        try:
            pairs = list(zip(parts[::2], parts[1::2], strict=True))
            return tuple(_stretch(months, share) for months, share in pairs)
        except (ValueError, InvalidOperation) as wrong:
            raise forms.ValidationError(_("Write months and per cent, such as 1-3 30 4-6 15.")) from wrong

    def row(self) -> Row | None:
        """The row, named by what it speaks of, or None where it is left out."""
        given = self.cleaned_data
        if not given.get("way"):
            return None
        whose = APPROVALS[: APPROVALS.index(given["whose"] or "budget") + 1]
        above = Decimal(0) if given["way"] == LEFT else (given["above"] or Decimal(0)) / HUNDRED
        return Row(
            f"{given['way']}_{plain(above)}", above, given["notice_months"] or 0, whose, given["kept"],
            up=given["way"] == MORE, closure=given["way"] == LEFT,
        )  # fmt: skip


def _stretch(months: str, share: str) -> Remanence:
    first, _dash, last = months.partition("-")
    return Remanence(int(first), int(last or first), Decimal(share) / HUNDRED)


class TermsForm(forms.Form):
    """What stands beside the rows, from when it holds, and why."""

    window_months = forms.IntegerField(
        label=gettext_lazy("Small steps are summed over so many months"), min_value=1, max_value=60
    )
    any_day = forms.BooleanField(label=gettext_lazy("A change may begin on any day of a month"), required=False)
    short_closure_days = forms.IntegerField(
        label=gettext_lazy("Working days up to which a closure only moves hours"), min_value=0, max_value=260
    )
    short_closure_notice = forms.IntegerField(
        label=gettext_lazy("Working days a short closure is told ahead"), min_value=0, max_value=260
    )
    long_closure_notice = forms.IntegerField(
        label=gettext_lazy("Working days a longer closure is told ahead"), min_value=0, max_value=260
    )
    closure_share = _share(gettext_lazy("Of the daily price a longer closure gives back, %"))
    renegotiate_below = _share(gettext_lazy("Prices are talked about below so many % of what was first ordered"))
    posts_to_consult = forms.DecimalField(
        label=gettext_lazy("Freed posts from which the joint committee is asked"), max_digits=6, decimal_places=2,
    )  # fmt: skip
    hours_a_post = forms.DecimalField(label=gettext_lazy("Hours of a post in a year"), max_digits=7, decimal_places=2)
    labour = forms.CharField(
        label=gettext_lazy("Work in the price: a service line, % of its price and what an hour costs, one a line"),
        required=False, max_length=800, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Such as: CLN 75 290"),
    )  # fmt: skip
    clause = forms.CharField(label=gettext_lazy("Clause"), max_length=80, required=False)
    valid_from = forms.DateField(
        label=gettext_lazy("Holds from"), widget=forms.DateInput(attrs={"type": "date"}),
        help_text=gettext_lazy("A day ahead. What was asked for before keeps the rows it met."),
    )  # fmt: skip
    note = forms.CharField(label=gettext_lazy("Why"), max_length=400, required=False)

    @staticmethod
    def of(held: ScalingTerms | None) -> dict[str, Any]:
        """A version as first values; without one the usual rows."""
        table = table_from(held.table) if held else DEFAULT
        labour = held.labour if held else {}
        return {
            "window_months": table.window_months, "any_day": table.any_day,
            "short_closure_days": table.short_closure_days, "short_closure_notice": table.short_closure_notice,
            "long_closure_notice": table.long_closure_notice, "closure_share": plain(table.closure_share),
            "renegotiate_below": plain(table.renegotiate_below),
            "posts_to_consult": held.posts_to_consult if held else 1,
            "hours_a_post": held.hours_a_post if held else 1665, "clause": held.clause if held else "",
            "labour": "\n".join(f"{line} {plain(Decimal(share))} {hour}" for line, (share, hour) in labour.items()),
        }  # fmt: skip

    def clean_labour(self) -> dict[str, tuple[Decimal, Decimal]]:
        """By service line a share and what an hour costs."""
        found: dict[str, tuple[Decimal, Decimal]] = {}
        for line in self.cleaned_data["labour"].splitlines():
            parts = line.replace(",", ".").split()
            if not parts:
                continue
            try:
                code, share, hour = parts
                if code.upper() in found:
                    raise ValueError(code)
                found[code.upper()] = (Decimal(share) / HUNDRED, Decimal(hour))
            except (ValueError, InvalidOperation) as wrong:
                raise forms.ValidationError(
                    _("Write one service line a line: %(line)s") % {"line": line[:40]}
                ) from wrong
        if any(not (number.is_finite() and number < 10**6) for pair in found.values() for number in pair):
            raise forms.ValidationError(_("Write numbers."))
        return found


class TermsForms:
    """The form with its rows, as one thing to look at and to read."""

    def __init__(self, posted: Mapping[str, Any] | None, held: ScalingTerms | None) -> None:
        rows = (table_from(held.table) if held else DEFAULT).rows
        many = len(rows) + BLANK_ROWS
        if posted is not None and str(posted.get("rows", "")).isdecimal():
            many = min(int(posted["rows"]), MOST_ROWS)
        self.held = held
        self.main = TermsForm(posted, initial=TermsForm.of(held))
        self.rows = [
            RowForm(posted, prefix=f"row{number}", initial=RowForm.of(rows[number]) if number < len(rows) else None)
            for number in range(many)
        ]

    def is_valid(self) -> bool:
        """Whether every field could be read."""
        return all([self.main.is_valid(), *[row.is_valid() for row in self.rows]])

    @property
    def errors(self) -> bool:
        """Whether anything is wrong."""
        return bool(self.main.errors) or any(row.errors for row in self.rows)

    def draft(self) -> TermsDraft:
        """What was typed; rooms, which no page asks about, stay as they are held."""
        given = self.main.cleaned_data
        rows = [one.row() for one in self.rows]
        table = Table(
            tuple(row for row in rows if row is not None), given["window_months"], given["any_day"],
            given["short_closure_days"], given["short_closure_notice"], given["long_closure_notice"],
            given["closure_share"] / HUNDRED, given["renegotiate_below"] / HUNDRED,
        )  # fmt: skip
        return TermsDraft(
            valid_from=given["valid_from"], table=table, labour=given["labour"], hours_a_post=given["hours_a_post"],
            posts_to_consult=given["posts_to_consult"], rooms=self.held.rooms if self.held else {},
            clause=given["clause"],
        )  # fmt: skip


def plain(share: Decimal) -> str:
    """A share in per cent, without noughts behind the mark."""
    told = (share * HUNDRED).normalize()
    return f"{told.quantize(Decimal(1)) if told == told.to_integral_value() else told:f}"
