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
