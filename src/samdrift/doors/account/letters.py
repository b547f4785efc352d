"""Letters about accounts: the invitation, and the link for a forgotten password. Links are made when they leave."""

from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.urls import reverse
from django.utils.http import base36_to_int
from django.utils.translation import gettext as _

from samdrift.foundation.clock import now
from samdrift.foundation.fields import uuid7
from samdrift.foundation.notices import public as notices
from samdrift.foundation.scope import everywhere
from samdrift.registers.parties import public as parties

INVITATION, FORGOTTEN, CHANGED = "account.invitation", "account.forgotten", "account.changed"
FORGOTTEN_SECONDS = 3600

first_links = PasswordResetTokenGenerator()
"""For a first password: works once, for PASSWORD_RESET_TIMEOUT, because it holds the password's hash."""


class _Forgotten(PasswordResetTokenGenerator):
    """Links for a forgotten password: they work once and for an hour, and are no links for a first one."""

    key_salt = "samdrift.account.forgotten"

    def check_token(self, user: parties.Person | None, token: str | None) -> bool:
        """Whether the link is this person's, unused, and made within the hour."""
        if user is None or not token or not super().check_token(user, token):
            return False
        made = base36_to_int(token.partition("-")[0])
        return self._num_seconds(self._now()) - made <= FORGOTTEN_SECONDS


forgotten_links = _Forgotten()


def send_letter(person_id: int, letter: str) -> bool:
    """Put a letter about an account on its way, from the community the person works in first; not without one."""
    with everywhere(reason="a letter about somebody's own account; nobody acts"):
        held = parties.Employment.objects.filter(person=person_id).order_by("pk")
        community_id = held.values_list("community_id", flat=True).first()
    if community_id is None:
        return False
    state = "waiting" if notices.configured(notices.MAIL) else "kept"
    row = notices.Sending(
        uid=uuid7(), community_id=community_id, data_class="D4", channel=notices.MAIL, letter=letter,
        receiver_id=person_id, state=state, not_before=now(), made_at=now(),
    )  # fmt: skip
    notices.queue([row])
    return True


@notices.letter_writer(INVITATION)
def _invitation(row: notices.Sending) -> notices.Letter | None:
    person = row.receiver
    if person is None or person.has_usable_password() or person.state != "invited":
        return None
    path = reverse("account:welcome", kwargs={"uid": person.uid, "token": first_links.make_token(person)})
    return notices.Letter(
        title=_("You are invited to samdrift"),
        text=_("Welcome, %(name)s.\n\nChoose your password and you are in. The link works once, for three days.")
        % {"name": person.given_name},
        link=notices.absolute(path), link_text=_("Choose your password"),
        reason=_("You get this because somebody at your work has made an account for you."),
    )  # fmt: skip


@notices.letter_writer(FORGOTTEN)
def _forgotten(row: notices.Sending) -> notices.Letter | None:
    person = row.receiver
    # Asked for long ago, by a queue that stood: nobody waits for it any more.
    if person is None or not person.is_active or (now() - row.made_at).total_seconds() > FORGOTTEN_SECONDS:
        return None
    path = reverse("account:new_password", kwargs={"uid": person.uid, "token": forgotten_links.make_token(person)})
    return notices.Letter(
        title=_("Choose a new password"),
        text=_("Somebody, probably you, has forgotten your password.\n\nThe link works once, for one hour. If it was "
               "not you, do nothing: nobody else has it."),
        link=notices.absolute(path), link_text=_("Choose a new password"),
        reason=_("You get this because your address was written into “Forgotten password”."),
    )  # fmt: skip


@notices.letter_writer(CHANGED)
def _changed(row: notices.Sending) -> notices.Letter | None:
    return notices.Letter(
        title=_("Your password was changed"),
        text=_("Your password was changed just now, and you were signed out everywhere else.\n\nIf it was not you, "
               "tell whoever looks after samdrift at once."),
        reason=_("You get this because it is your account."),
    )  # fmt: skip
