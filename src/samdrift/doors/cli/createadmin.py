"""`./samdrift createadmin`: makes the first administrator of an installation, and the community where there is none.

What is not given as an option is asked for. The password is never an option, since options are seen by everybody on the
machine: it is asked for at a terminal, or read as one line from standard input.
"""

from __future__ import annotations

import argparse
import getpass
from collections.abc import Sequence
from typing import TextIO

from samdrift.doors.cli.django_ready import start_django
from samdrift.doors.cli.problem import Problem

QUESTIONS = {
    "email": "E-mail",
    "given_name": "Given name",
    "family_name": "Family name",
    "community": "Code of the contract community, such as POLICE-DK",
    "community_name": "Its name",
}


def main(arguments: Sequence[str], stdin: TextIO, stdout: TextIO, stderr: TextIO) -> int:
    """Ask for what is missing and make the administrator."""
    options = parsed(arguments)
    for name, question in QUESTIONS.items():
        if not getattr(options, name):
            setattr(options, name, answer(question, stdin, stderr))
    password = password_from(stdin, stderr)
    start_django()
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    from samdrift.foundation.clock import now
    from samdrift.registers.parties.public import create_first_admin

    try:
        validate_password(password)
        person = create_first_admin(
            email=options.email, given_name=options.given_name, family_name=options.family_name, password=password,
            community_code=options.community, community_name=options.community_name, currency=options.currency,
            timezone=options.timezone, language=options.language, today=now().date(),
        )  # fmt: skip
    except ValidationError as error:
        raise Problem(" ".join(error.messages)) from None
    stdout.write(f"{person.email} administers {options.community}.\n")
    return 0


def parsed(arguments: Sequence[str]) -> argparse.Namespace:
    """The options of the command."""
    parser = argparse.ArgumentParser(prog="samdrift createadmin", description="Make the first administrator.")
    parser.add_argument("--email")
    parser.add_argument("--given-name")
    parser.add_argument("--family-name")
    parser.add_argument("--community", help="code of the contract community; made where there is none")
    parser.add_argument("--community-name")
    parser.add_argument("--currency", default="DKK", help="ISO code (DKK)")
    parser.add_argument("--timezone", default="Europe/Copenhagen", help="(Europe/Copenhagen)")
    parser.add_argument("--language", choices=("en", "da", "sv"), default="en", help="the person's and the community's")
    return parser.parse_args(arguments)


def answer(question: str, stdin: TextIO, stderr: TextIO) -> str:
    """What the person at the terminal answers.

    Raises:
        Problem: Nobody is there, or nothing was answered.
    """
    text = ""
    if stdin.isatty():
        stderr.write(f"{question}: ")
        stderr.flush()
        text = stdin.readline().strip()
    if not text:
        raise Problem(f"{question.split(',')[0].lower()} is missing; ./samdrift createadmin --help tells the options.")
    return text


def password_from(stdin: TextIO, stderr: TextIO) -> str:
    """The password, asked for twice at a terminal, else one line of standard input.

    Raises:
        Problem: There is none, or the two differ.
    """
    if not stdin.isatty():
        password = stdin.readline().rstrip("\n")
    else:
        password = getpass.getpass("Password: ", stderr)
        if password != getpass.getpass("Once more: ", stderr):
            raise Problem("the passwords differ.")
    if not password:
        raise Problem("a password is missing; it is read from standard input.")
    return password
