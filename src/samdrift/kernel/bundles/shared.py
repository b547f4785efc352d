"""Parts of a framework's shared cost behind lines of invoices: one body's own, by its key of all."""

from samdrift.kernel.bundles import behind_form as form
from samdrift.kernel.bundles.behind import Book, Found, Part, day_from, month_of, whole
from samdrift.kernel.framework import key_share_minor

SHARED = "shared"


def shares(book: Book) -> Found:
    """Every part the book tells of.

    Parts of a cost sum to it exactly, so the hundredths that are left go to large remainders: which body they went to
    is told by all keys together, and those are nobody's business. A part is right when it lies within a hundredth.
    """
    found = Found({form.SHARES: []})
    for told in book.of(form.SHARED_KINDS):
        what, month = told.event.payload, month_of(day_from(told.event.payload["month"]))
        own, every, total, stated = (
            whole(what[name]) for name in ("own_key", "all_keys", "total_minor", "amount_minor")
        )
        near = every > 0 and abs(stated * every - total * own) < every
        amount = stated if near else key_share_minor(total, own, every)
        unit = book.unit(told.event.unit)
        if month in book.months:
            found.tables[form.SHARES].append({
                "month": month, "share": str(what["share_uid"]), "code": str(what["code"]), "unit": unit,
                "own_key": str(own), "all_keys": str(every), "total_minor": str(total), "amount_minor": str(amount),
            })  # fmt: skip
        found.parts.append(Part(SHARED, str(what["share_uid"]), month, unit, "", "", amount, told.event.at))
    found.tables[form.SHARES].sort(key=lambda row: (row["month"], row["share"]))
    return found
