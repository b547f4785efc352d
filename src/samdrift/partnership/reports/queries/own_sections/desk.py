"""The contact centre: who rang and was answered, how soon, what was settled at once, and what should not have come."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from samdrift.foundation.sections import HIDDEN, Asked, Block, Section, column, figure, figures, row, table, told
from samdrift.kernel import contact_measures as measures
from samdrift.operations.desk import public as desk
from samdrift.partnership.reports.queries.own_sections.named import MONTH, line_texts

FEWEST, REASONS = 5, 10
PAGE = "/desk/month/"


def load(asked: Asked) -> Sequence[Block]:
    """The month's figures of the desk, whole and by service."""
    month = desk.month_at(asked.scope, asked.first)
    whole = month.whole
    if not whole.all:
        return []
    to = f"{PAGE}?month={asked.first:%Y-%m}"
    gross, net = measures.resolved_gross(whole), measures.resolved_net(whole)
    level, gave_up = measures.service_level(whole), measures.abandoned_share(whole)
    failure, liked = measures.failure_demand(whole), month.satisfaction.share
    made = [
        figure("desk.offered", _("Offered by phone and chat"), whole.offered, "count", to=to,
               note=told(_("%(count)s answered"), count=whole.answered)),
        _share("desk.level", _("Answered in time"), level, to,
               _("Answered within the promised seconds, of those answered or given up after them.")),
        figure("desk.speed", _("Mean seconds to an answer"), measures.speed_of_answer_s(whole), "number", to=to,
               n=whole.answered),
        _share("desk.abandoned", _("Gave up"), gave_up, to, _("Who gave up waiting; who did at once is in neither.")),
        _share("desk.resolved_gross", _("Settled at the first contact, gross"), gross, to,
               _("Of the contacts that may be settled at once.")),
        _share("desk.resolved_net", _("Settled at the first contact, net"), net, to,
               _("Less those whose caller came back on the same subject within seven days.")),
        _share("desk.failure", _("Contacts that need not have come"), failure, to,
               _("Chasers and avoidable contacts, of all.")),
        figure("desk.satisfaction", _("Satisfied callers"),
               month.satisfaction.share.percent if liked.whole >= FEWEST else HIDDEN, "share", n=liked.whole, to=to,
               words=_("Fours and fives of all answers.")),
    ]  # fmt: skip
    return [figures(made), *_parts(asked, month, to), *_reasons(month, to)]


def _share(code: str, name: object, one: measures.Share, to: str, words: object) -> dict[str, object]:
    return figure(
        code, name, one.percent, "share", words=words, numerator=one.part, denominator=one.whole, n=one.whole, to=to
    )


def _parts(asked: Asked, month: desk.Month, to: str) -> list[Block]:
    names = line_texts(asked.scope)
    columns = [
        column(_("Service")), column(_("Contacts"), "number"), column(_("On phone and chat"), "number"),
        column(_("Answered in time"), "share"), column(_("Gave up"), "share"),
        column(_("Settled at once, net"), "share"),
    ]  # fmt: skip
    made = [
        row(names.get(code) or (code or told(_("Nobody said"))), one.all, one.offered,
            measures.service_level(one).percent, measures.abandoned_share(one).percent,
            measures.resolved_net(one).percent, to=to)
        for code, one in month.parts
    ]  # fmt: skip
    return [table("desk-by-line", _("Contacts by service"), columns, made)]


def _reasons(month: desk.Month, to: str) -> list[Block]:
    """Why contacts need not have come, as agents noted it, the commonest first."""
    columns = [column(_("Why it need not have come")), column(_("Contacts"), "number")]
    made = [
        row(told(desk.AVOIDABLE[code]) if code in desk.AVOIDABLE else code, count, to=to)
        for code, count in month.reasons[:REASONS]
    ]  # fmt: skip
    return [table("desk-reasons", _("Why contacts need not have come"), columns, made)] if made else []


SECTIONS = (
    Section(code="desk", title=_("Contact centre"), place=35, kinds=MONTH, load=load,
            permissions=frozenset({"desk.measure", "desk.view", "requests.view"})),
)  # fmt: skip
