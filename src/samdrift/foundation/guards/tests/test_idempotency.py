from datetime import timedelta

import pytest

from samdrift.foundation import clock
from samdrift.foundation.errors import Invalid
from samdrift.foundation.guards.models import Answer
from samdrift.foundation.idempotency import forget_old_answers, hash_of, once


class Till:
    """Something that must not happen twice."""

    def __init__(self):
        self.paid = 0

    def pay(self):
        self.paid += 1
        return {"uid": f"receipt-{self.paid}"}


def test_a_repeated_write_happens_once_and_answers_the_same(db):
    till = Till()
    assert once("person:1", "k1", "h", till.pay) == ({"uid": "receipt-1"}, False)
    assert once("person:1", "k1", "h", till.pay) == ({"uid": "receipt-1"}, True)
    assert till.paid == 1


def test_what_is_known_beforehand_is_written_once(db, django_assert_num_queries):
    with django_assert_num_queries(3):  # savepoint, claim, release
        assert once("person:1", "k1", "h", lambda: "uid-1", reference="uid-1") == ("uid-1", False)
    assert once("person:1", "k1", "h", lambda: "uid-2", reference="uid-2") == ("uid-1", True)
    assert once("person:1", "k2", "h", lambda: "another", reference="uid-3") == ("another", False)
    assert once("person:1", "k2", "h", lambda: "uid-4") == ("another", True)


def test_keys_of_different_senders_never_meet(db):
    till = Till()
    once("person:1", "k1", "h", till.pay)
    assert once("person:2", "k1", "other", till.pay) == ({"uid": "receipt-2"}, False)


def test_a_key_used_for_something_else_is_refused(db):
    once("person:1", "k1", "h", lambda: None)
    with pytest.raises(Invalid):
        once("person:1", "k1", "other", lambda: None)
    for key in ("", "k" * 201):
        with pytest.raises(Invalid):
            once("person:1", key, "h", lambda: None)


def test_a_failed_write_is_not_remembered(db):
    def fail():
        raise RuntimeError

    with pytest.raises(RuntimeError):
        once("person:1", "k1", "h", fail)
    assert once("person:1", "k1", "h", Till().pay) == ({"uid": "receipt-1"}, False)


SENDER = """
import time
from samdrift.foundation.idempotency import once

def pay():
    time.sleep(0.2)
    with open("till", "a") as till:
        till.write("x")
    return {"uid": "receipt"}

print(once("person:1", "k1", "h", pay))
"""


@pytest.mark.slow
def test_processes_that_send_the_same_at_the_same_time_have_it_done_once(own_database):
    senders = [own_database.start(SENDER) for _ in range(4)]
    answers = sorted(sender.communicate(timeout=60)[0].strip() for sender in senders)
    assert answers == ["({'uid': 'receipt'}, False)"] + ["({'uid': 'receipt'}, True)"] * 3
    assert (own_database.folder / "till").read_text() == "x"


def test_the_hash_tells_requests_apart():
    assert hash_of("POST", "/a", {"x": 1, "y": 2}) == hash_of("POST", "/a", {"y": 2, "x": 1})
    assert len({hash_of("a", "b"), hash_of("ab"), hash_of("a", b"b"), hash_of(b"ab")}) == 4


def test_answers_are_forgotten_after_ninety_days(db):
    once("person:1", "k1", "h", lambda: None)
    assert forget_old_answers(clock.real_now() + timedelta(days=89)) == 0
    assert forget_old_answers(clock.real_now() + timedelta(days=91)) == 1
    assert not Answer.objects.exists()
