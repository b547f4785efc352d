import io
import subprocess
import sys

import pytest

from samdrift.doors.cli import COMMANDS, Command, main
from samdrift.doors.cli.problem import Problem
from samdrift.doors.cli.serve import server_command


def run(*words):
    out, err = io.StringIO(), io.StringIO()
    return main(words, io.StringIO(), out, err), out.getvalue(), err.getvalue()


def test_without_a_command_all_commands_are_listed():
    status, out, _ = run("help")
    assert status == 0
    assert all(f"  {name} " in out for name in COMMANDS)


def test_an_unknown_command_is_one_sentence_and_status_2():
    assert run("dmeo") == (2, "", "samdrift: there is no command 'dmeo'; ./samdrift help lists them all.\n")


def test_a_command_that_is_not_built_yet_says_so(monkeypatch):
    monkeypatch.setitem(COMMANDS, "dream", Command("dream", "of electric sheep"))
    status, _, err = run("dream")
    assert status == 2
    assert "is not built yet" in err


def test_finding_a_command_does_not_load_django():
    code = "import sys; from samdrift.doors.cli import main; main(['help']); sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=False).returncode == 0


def test_the_server_listens_only_on_this_machine_unless_told_otherwise():
    command = server_command({})
    assert command[command.index("--host") + 1] == "127.0.0.1"
    assert command[command.index("--port") + 1] == "8000"
    assert command[command.index("--workers") + 1] == "2"


@pytest.mark.parametrize("port", ["", "0", "65536", "-1", "x", "80.5"])
def test_a_port_that_is_none_is_refused_by_name(port):
    if port == "":
        assert "8000" in server_command({"SAMDRIFT_PORT": port})
        return
    with pytest.raises(Problem, match="SAMDRIFT_PORT must be a whole number from 1 to 65535"):
        server_command({"SAMDRIFT_PORT": port})


def test_being_asked_to_stop_means_the_same_as_ctrl_c():
    code = (
        "import sys, time, types, samdrift.doors.cli as cli\n"
        "slow = types.ModuleType('samdrift.doors.cli.slow')\n"
        "slow.main = lambda *_: (print('up', flush=True), time.sleep(60))\n"
        "sys.modules['samdrift.doors.cli.slow'] = slow\n"
        "cli.COMMANDS['slow'], cli.built = cli.Command('slow', ''), lambda _command: True\n"
        "sys.argv = ['samdrift', 'slow']\n"
        "sys.exit(cli.main())"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "up\n"
        process.terminate()
        assert process.wait(timeout=30) == 130
