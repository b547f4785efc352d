import socket

import pytest


def test_tests_cannot_reach_another_machine():
    with pytest.raises(Exception, match="Tests may not"):
        socket.create_connection(("192.0.2.1", 80), timeout=1)
    with pytest.raises(Exception, match="Tests may not look up"):
        socket.getaddrinfo("example.org", 443)


def test_tests_can_reach_their_own_machine():
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname(), timeout=5) as c,
    ):
        assert c.getpeername() == server.getsockname()
