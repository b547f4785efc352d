"""Who follows the case of a known issue: whoever reported it, said "me too", or reported what became a duplicate."""

from django.db.models import Q

from samdrift.foundation.notices.public import To
from samdrift.operations.requests import public as requests

MOST = 5000


def followers_of(case: requests.ServiceRequest) -> list[To]:
    """Everybody to be told of a case, each once; strangers by the mail address they left. Asked by followers of events.

    What became a duplicate counts too, and so do those who joined the duplicate before it was merged.
    """
    rows = requests.ServiceRequest.objects.filter(Q(pk=case.pk) | Q(master=case.pk), data_class=case.data_class)
    asked = rows.order_by("pk").values_list("requester", "contact", "language")[:MOST]
    witnesses = requests.Witness.objects.filter(service_request__in=rows.values("pk")).order_by("pk")
    joined = witnesses.values_list("person", "contact", "service_request__language")[:MOST]
    found: dict[tuple[int | None, str], To] = {}
    for person_id, contact, language in (*asked, *joined):
        address = "" if person_id is not None else contact.strip().lower()
        if person_id is not None or ("@" in address and " " not in address):
            to = To(person_id, address=address, language=language, own=person_id is not None)
            found.setdefault((person_id, address), to)
    return list(found.values())
