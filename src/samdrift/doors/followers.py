"""What the doors do when something happened: whoever is invited hears of it."""

from samdrift.doors.account.letters import INVITATION, send_letter
from samdrift.foundation.events.public import EventRecord, follow
from samdrift.registers.parties import public as parties


@follow(parties.PersonInvited.kind, name="doors.send_invitation")
def send_invitation(event: EventRecord) -> None:
    """Send the link for a first password, once."""
    person = parties.Person.objects.filter(uid=event.payload["person_uid"], state="invited").first()
    if person is not None:
        send_letter(person.pk, INVITATION)
