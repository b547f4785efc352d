"""Doubles of the world of mail, on this machine: a server that takes mails by SMTP and keeps them."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage


@dataclass
class SmtpServer:
    """What a mail server took, and what it is to answer.

    `refuse` maps an address to the answer it gets; `busy` counts how many mails are put off before one is taken.
    """

    port: int = 0
    taken: list[tuple[list[str], bytes]] = field(default_factory=list)
    refuse: dict[str, str] = field(default_factory=dict)
    busy: int = 0

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def mails(self) -> list[EmailMessage]:
        return [message_from_bytes(raw, policy=policy.default) for _to, raw in self.taken]


@contextmanager
def smtp_server() -> Iterator[SmtpServer]:  # noqa: C901 - a double reads best in one piece
    """A mail server of one's own."""
    state = SmtpServer()

    class Handler(socketserver.StreamRequestHandler):
        def say(self, line: str) -> None:
            self.wfile.write(line.encode() + b"\r\n")

        def handle(self) -> None:
            self.say("220 double")
            to: list[str] = []
            while line := self.rfile.readline():
                word = line.decode(errors="replace").strip()
                verb = word.upper()
                if verb.startswith(("EHLO", "HELO")):
                    self.say("250 double")
                elif verb.startswith("RCPT TO:"):
                    address = word[8:].strip().strip("<>").split(">")[0]
                    answer = state.refuse.get(address, "250 ok")
                    if answer.startswith("250"):
                        to.append(address)
                    self.say(answer)
                elif verb == "DATA":
                    self.take(to)
                    to = []
                elif verb == "QUIT":
                    self.say("221 bye")
                    return
                else:
                    self.say("250 ok")

        def take(self, to: list[str]) -> None:
            self.say("354 go on")
            lines = []
            while (line := self.rfile.readline()) not in (b".\r\n", b""):
                lines.append(line[1:] if line.startswith(b"..") else line)
            if state.busy:
                state.busy -= 1
                self.say("451 too busy, come again")
                return
            state.taken.append((list(to), b"".join(lines)))
            self.say("250 taken")

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        state.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield state
        finally:
            server.shutdown()
            thread.join()


@dataclass
class ImapServer:
    """A mailbox: its mails, which of them are seen or gone, and what was asked of it."""

    port: int = 0
    mails: list[bytes] = field(default_factory=list)
    sizes: dict[int, int] = field(default_factory=dict)  # what it says of a mail instead of its true size
    seen: set[int] = field(default_factory=set)
    gone: set[int] = field(default_factory=set)
    fetched: list[int] = field(default_factory=list)
    arrived: str = "05-May-2025 12:00:03 +0200"

    def url(self, scheme: str = "imap", query: str = "") -> str:
        return f"{scheme}://desk:secret@127.0.0.1:{self.port}/INBOX?community=NPS{query}"


@contextmanager
def imap_server() -> Iterator[ImapServer]:  # noqa: C901 - a double reads best in one piece
    """A mailbox of one's own, for one client at a time."""
    state = ImapServer()

    class Handler(socketserver.StreamRequestHandler):
        def say(self, line: str) -> None:
            self.wfile.write(line.encode() + b"\r\n")

        def handle(self) -> None:
            self.say("* OK double")
            while line := self.rfile.readline().decode(errors="replace").strip():
                tag, _space, rest = line.partition(" ")
                verb = rest.upper()
                if verb.startswith("CAPABILITY"):
                    self.say("* CAPABILITY IMAP4rev1")
                elif verb.startswith("LOGIN") and "secret" not in rest:
                    self.say(f"{tag} NO wrong")
                    continue
                elif verb.startswith("SELECT"):
                    self.say(f"* {len(state.mails)} EXISTS")
                elif verb.startswith("UID SEARCH"):
                    wait = [n for n in range(1, len(state.mails) + 1) if n not in state.seen | state.gone]
                    self.say(f"* SEARCH {' '.join(map(str, wait))}".rstrip())
                elif verb.startswith("UID FETCH"):
                    self.fetch(int(rest.split()[2]), verb)
                elif verb.startswith("UID STORE"):
                    number = int(rest.split()[2])
                    state.seen.add(number)
                    if "DELETED" in verb:
                        state.gone.add(number)
                elif verb.startswith("LOGOUT"):
                    self.say("* BYE")
                    self.say(f"{tag} OK")
                    return
                self.say(f"{tag} OK done")

        def fetch(self, number: int, verb: str) -> None:
            mail = state.mails[number - 1]
            if "BODY.PEEK" in verb:
                state.fetched.append(number)
                self.wfile.write(
                    f"* {number} FETCH (UID {number} BODY[] {{{len(mail)}}}\r\n".encode() + mail + b")\r\n"
                )
                return
            size = state.sizes.get(number, len(mail))
            self.say(f'* {number} FETCH (UID {number} RFC822.SIZE {size} INTERNALDATE "{state.arrived}")')

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        state.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield state
        finally:
            server.shutdown()
            thread.join()
