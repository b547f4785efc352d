"""The tables and events by which a bundle proves what stands behind lines that are no volumes."""

EXTRAS, REGULATIONS, KEY_FIGURES, REDUCTIONS, CREDITS, CHANGES, SHARES, SAVINGS, SETTLEMENTS = (
    "extras.csv", "regulations.csv", "keyfigures.csv", "reductions.csv", "credits.csv", "changes.csv", "shares.csv",
    "savings.csv", "settlements.csv",
)  # fmt: skip
COLUMNS: dict[str, tuple[str, ...]] = {
    EXTRAS: ("month", "reference", "by", "unit", "site", "line", "amount_minor"),
    REGULATIONS: ("run", "rule", "effective_from", "applies_from", "raw", "factor", "reason"),
    KEY_FIGURES: (
        "month", "figure", "unit", "number", "state", "definition", "numerator", "denominator", "value", "band",
        "misses", "repeated",
    ),
    REDUCTIONS: (
        "month", "reduction", "figure", "unit", "site", "line", "ordered", "missing", "fee_minor", "share",
        "amount_minor", "bills_in",
    ),
    CREDITS: (
        "month", "credit", "kind", "figure", "line", "unit", "charge_minor", "points", "factor", "gross_minor", "steps",
        "net_minor", "bills_in", "state",
    ),
    CHANGES: (
        "month", "reference", "kind", "place", "item", "unit", "site", "line", "on", "year_amount", "share", "days",
        "of_days", "amount_minor",
    ),
    SHARES: ("month", "share", "code", "unit", "own_key", "all_keys", "total_minor", "amount_minor"),
    SAVINGS: ("year", "saving", "unit", "line", "baseline", "adjusted_minor", "amount_minor", "cashable", "counts"),
    SETTLEMENTS: (
        "settlement", "kind", "year", "state", "base_minor", "guaranteed_minor", "verified_minor", "charge_minor",
        "month", "unit",
    ),
}  # fmt: skip
KEYS = {
    EXTRAS: 2,
    REGULATIONS: 1,
    KEY_FIGURES: 4,
    REDUCTIONS: 2,
    CREDITS: 2,
    CHANGES: 4,
    SHARES: 2,
    SAVINGS: 2,
    SETTLEMENTS: 1,
}
"""How many columns tell a row from the others."""
SINCE = dict.fromkeys(COLUMNS, 3)

EXTRA_KINDS = frozenset({"work.charge_written", "work.line_priced"})
INDEX_KINDS = frozenset({"contracts.index_agreed"})
MEASURED_KINDS = frozenset(
    f"performance.{name}" for name in (
        "terms_signed", "answered", "reading_recorded", "result_disputed", "result_settled", "results_frozen",
        "result_corrected", "fees_reduced", "credits_calculated", "credits_agreed", "credit_waived",
        "credit_earned_back",
    )
)  # fmt: skip
CHANGE_KINDS = frozenset(
    f"scaling.{name}" for name in ("change_accepted", "change_withdrawn", "closure_told", "closure_withdrawn")
) | {"invoicing.late_agreed"}
LATE = "late"
"""Among changes: what both parties agreed on after the month was invoiced."""
SAVED_KINDS = frozenset(
    f"savings.{name}" for name in ("baseline_moved", "saving_moved", "scheme_moved", "settlement_moved")
)
SHARED_KINDS = frozenset({"joining.share_told"})
KINDS = SHARED_KINDS | EXTRA_KINDS | INDEX_KINDS | MEASURED_KINDS | CHANGE_KINDS | SAVED_KINDS
