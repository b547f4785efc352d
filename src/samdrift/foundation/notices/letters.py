"""Letters: what a message says, written when it leaves, in the receiver's language, from what is known then."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samdrift.foundation.notices import registry, rules
from samdrift.foundation.notices.links import absolute, quieten_path
from samdrift.foundation.notices.models import Notice, Sending
from samdrift.foundation.scope import everywhere

MOST_IN_DIGEST = 50


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a digest: what it says, where to read it, and what stops its kind ("" where a line before does)."""

    text: str
    link: str
    quieten: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What is said, whichever way it goes.

    Attributes:
        title: A mail's subject, a push's headline.
        text: Whole sentences, paragraphs apart by empty lines.
        link, link_text: Where to go on, as an absolute address; "" for nowhere.
        reason: Why the receiver gets it.
        quieten: The address that stops this kind; "" where it cannot be stopped.
        about: The thing it speaks of, whose mails form one thread; answers to them find it by this.
    """

    title: str
    text: str
    link: str = ""
    link_text: str = ""
    reason: str = ""
    quieten: str = ""
    items: Sequence[Item] = ()
    about: tuple[str, UUID] | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """A notice in words."""

    subject: str
    body: str
    reason: str
    kind: str = ""
    names: Mapping[str, Any] = field(default_factory=dict)


Writer = Callable[[Sending], Letter | None]
_writers: dict[str, Writer] = {}


def letter_writer(name: str) -> Callable[[Writer], Writer]:
    """Let the decorated function write letters of this name; in the receiver's language, just before they leave."""

    def register(writer: Writer) -> Writer:
        _writers[name] = writer
        return writer

    return register


def write(row: Sending) -> Letter | None:
    """The letter of a message, or None when its receiver has left or there is nothing to say any more."""
    if row.receiver is not None and row.receiver.state not in ("active", "invited"):
        return None
    with everywhere(reason=f"a letter is written to its receiver: {row.letter}"):
        return _writers[row.letter](row)


def said(notice: Notice) -> Said:
    """A notice in words of the active language; of a restricted thing only that something needs the reader."""
    kind = registry.kinds.get(notice.kind)
    if kind is None or rules.is_restricted(notice.data_class):
        return Said(
            _("Something needs you"), _("Open samdrift to see what it is."),
            _("You get this because it concerns you or your work."), notice.kind,
        )  # fmt: skip
    names = kind.words(notice.facts)
    return Said(str(kind.subject) % names, str(kind.body) % names, str(kind.reason), notice.kind, names)


def link_of(notice: Notice) -> str:
    """Where a notice leads: for somebody we know through the list, which notes that it was read."""
    if notice.receiver_id is not None:
        return reverse("notices:open", kwargs={"uid": notice.uid})
    kind = registry.kinds.get(notice.kind)
    return kind.link(notice) if kind else ""


@letter_writer("notice")
def _notice(row: Sending) -> Letter | None:
    notice = row.notice
    if notice is None:
        return None
    words = said(notice)
    path = link_of(notice)
    restricted = rules.is_restricted(notice.data_class)
    kind = registry.kinds.get(notice.kind)
    about = (notice.subject_kind, notice.subject_uid) if notice.subject_uid and not restricted else None
    return Letter(
        title=words.subject,
        text=words.body,
        link=absolute(path) if path else "",
        link_text=_("Open it in samdrift"),
        reason=words.reason,
        quieten=absolute(quieten_path(notice.kind, person_id=notice.receiver_id, address=notice.address))
        if kind
        else "",
        about=about,
    )


@letter_writer("digest")
def _digest(row: Sending) -> Letter | None:
    told = list(Notice.objects.filter(digest=row.pk, read_at__isnull=True).order_by("told_at", "pk"))
    if not told:
        return None
    count = len(told)
    items = [_item(one) for one in told[:MOST_IN_DIGEST]]
    seen: set[str] = set()
    for place, one in enumerate(told[:MOST_IN_DIGEST]):
        if one.kind not in seen and one.kind in registry.kinds:
            stop = absolute(quieten_path(one.kind, person_id=one.receiver_id))
            items[place] = replace(items[place], quieten=stop)
            seen.add(one.kind)
    return Letter(
        title=ngettext("%(count)s notice in samdrift", "%(count)s notices in samdrift", count) % {"count": count},
        text=_("This is what happened since the last digest and what you have not read yet."),
        link=absolute(reverse("notices:list")),
        link_text=_("See all notices"),
        reason=_("You get this because you chose a daily digest for some kinds of notices."),
        quieten=absolute(quieten_path(rules.DIGEST, person_id=row.receiver_id)),
        items=items,
    )


def _item(notice: Notice) -> Item:
    """A line of a digest; figures that come by digest alone have no mail of their own, so all they say stands here."""
    words, kind = said(notice), registry.kinds.get(notice.kind)
    whole = kind is not None and kind.channels == {rules.DIGEST}
    text = f"{words.subject}. {words.body}" if whole else words.subject
    return Item(text, absolute(link_of(notice)))
