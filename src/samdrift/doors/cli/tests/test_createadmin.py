import io

import pytest

from samdrift.doors.cli import createadmin, main
from samdrift.doors.cli.problem import Problem

OPTIONS = ["--email", "first@example.org", "--given-name", "Frida", "--family-name", "Lund", "--community", "FIRST",
           "--community-name", "First contract"]  # fmt: skip


def make(password, *options):
    out, err = io.StringIO(), io.StringIO()
    return main(["createadmin", *(options or OPTIONS)], io.StringIO(password), out, err), out.getvalue(), err.getvalue()


@pytest.mark.django_db
def test_the_first_administrator_can_sign_in_and_there_is_only_one(django_user_model):
    assert make("a long enough password 7\n") == (0, "first@example.org administers FIRST.\n", "")
    person = django_user_model.objects.get(email="first@example.org")
    assert person.check_password("a long enough password 7")
    status, _, err = make("a long enough password 7\n")
    assert status == 2
    assert "has an administrator already" in err


@pytest.mark.django_db
def test_a_weak_password_is_refused_and_nobody_is_made(django_user_model):
    status, _, err = make("short\n")
    assert status == 2
    assert "too short" in err
    assert not django_user_model.objects.filter(email="first@example.org").exists()


def test_what_is_missing_is_named():
    status, _, err = make("x", "--email", "first@example.org")
    assert status == 2
    assert "given name is missing" in err
    with pytest.raises(Problem, match="a password is missing"):
        createadmin.password_from(io.StringIO(""), io.StringIO())
