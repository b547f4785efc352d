"""Letters as mails: text and HTML, threaded, with the reason and the way to stop them."""

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from samdrift.foundation.mail import public as mail
from samdrift.foundation.notices.gateways.failures import Undeliverable
from samdrift.foundation.notices.letters import Item, Letter
from samdrift.foundation.notices.models import Sending


class MailGateway:
    """By SMTP."""

    def configured(self) -> bool:
        """Whether a mail server is configured."""
        return mail.configured()

    def send(self, row: Sending, letter: Letter) -> None:
        """Send a letter as a mail.

        Raises:
            Undeliverable: There is no address, or the server refuses it for good.
        """
        address = (row.receiver.email if row.receiver else row.address).strip()
        if "@" not in address:
            raise Undeliverable("There is no mail address.")
        thread = mail.token_for(row.community_id, letter.about, address) if letter.about else ""
        answerable = bool(thread and settings.SAMDRIFT_MAIL_REPLY_TO)
        language = get_language() or "en"
        headers = {}
        if letter.quieten:
            # RFC 8058: mail programs offer to stop it with one press, which posts there without signing in.
            headers = {"List-Unsubscribe": f"<{letter.quieten}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
        try:
            mail.send(
                mail.Mail(
                    uid=row.uid.hex, to=address, name=row.receiver.full_name if row.receiver else "",
                    subject=letter.title, text=as_text(letter, answerable), thread=thread,
                    html=as_html(letter, language, answerable),
                    language=language, headers=headers,
                )
            )  # fmt: skip
        except mail.Refused as refusal:
            raise Undeliverable(str(refusal)) from refusal


def as_text(letter: Letter, answerable: bool = False) -> str:  # noqa: FBT001, FBT002
    """The letter without any markup; `answerable` when an answer to it finds its way."""
    parts = [letter.text]
    parts += [_line(item) for item in letter.items]
    if letter.link:
        parts.append(f"{letter.link_text}: {letter.link}")
    if answerable:
        parts.append(_("You can answer this mail."))
    foot = ["-- ", letter.reason]
    if letter.quieten:
        foot.append(_("Fewer messages like this: %(link)s") % {"link": letter.quieten})
    return "\n\n".join(parts) + "\n\n" + "\n".join(foot) + "\n"


def _line(item: Item) -> str:
    lines = [f"- {item.text}", *([item.link] if item.link else [])]
    if item.quieten:
        lines.append(_("Fewer messages like this: %(link)s") % {"link": item.quieten})
    return "\n  ".join(lines)


def as_html(letter: Letter, language: str, answerable: bool = False) -> str:  # noqa: FBT001, FBT002
    """The letter as a small page, readable with every style switched off."""
    paragraphs = [part for part in letter.text.split("\n\n") if part.strip()]
    context = {"letter": letter, "paragraphs": paragraphs, "reads_in": language, "answerable": answerable}
    return render_to_string("notices/mail.html", context, using="jinja2")
