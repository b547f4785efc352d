"""Where contacts wait, and what is promised about answering them."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from samdrift.foundation.errors import Invalid
from samdrift.foundation.events.public import record
from samdrift.foundation.fields import LANGUAGES
from samdrift.foundation.scope import Scope
from samdrift.operations.desk import events
from samdrift.operations.desk.models import Queue

MAY = "desk.set_up"
LONGEST_WAIT = 3600


@transaction.atomic
def set_queue(
    scope: Scope, code: str, *, name: Mapping[str, str], answer_seconds: int, short_seconds: int, now: datetime
) -> Queue:
    """Name a queue, or say anew what it is called and promises; its code stays, for the telephone knows it.

    Args:
        answer_seconds: Answered within these is answered in time, 1 to 3600.
        short_seconds: Who gives up sooner did not wait, 0 to 60; neither counted as offered nor as lost.

    Raises:
        NotAllowed: The actor does not set the desk up.
        Invalid: The code does not fit, a language is missing, or a limit.
    """
    scope.require_somewhere(MAY)
    code = code.strip().casefold()
    wrong: dict[str, object] = {}
    if not code or len(code) > 24 or not code.replace("-", "").replace("_", "").isalnum() or not code.isascii():
        wrong["code"] = _("A code has up to 24 letters, digits and hyphens.")
    for language in LANGUAGES:
        if not name.get(language, "").strip():
            wrong[f"name_{language}"] = _("Say it in this language too.")
    if not 1 <= answer_seconds <= LONGEST_WAIT:
        wrong["answer_seconds"] = _("Between one second and an hour.")
    if not 0 <= short_seconds <= 60:
        wrong["short_seconds"] = _("Between none and sixty seconds.")
    if wrong:
        raise Invalid(wrong)
    queue = Queue.objects.within(scope).filter(code=code).first() or Queue(community_id=scope.community_id, code=code)
    queue.name = {language: name[language].strip()[:80] for language in LANGUAGES}
    queue.answer_seconds, queue.short_seconds = answer_seconds, short_seconds
    if queue.pk is None:
        queue.save(force_insert=True)
    else:
        queue.save_changes("name", "answer_seconds", "short_seconds")
    told = events.QueueSet(queue_id=queue.uid, queue=code, answer_seconds=answer_seconds, short_seconds=short_seconds)
    record(told, scope=scope, at=now, subject=queue)
    return queue
