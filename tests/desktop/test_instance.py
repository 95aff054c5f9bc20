"""A data folder has one window, however often the program is started."""

import json
import signal
import socket
import stat
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from mjstudio.desktop.instance import OpenRequest, from_line, to_line
from mjstudio.files.image_size import PNG
from tests.desktop.processes import Program, start

pytestmark = pytest.mark.whole


@pytest.fixture
def started(tmp_path: Path) -> Iterator[list[Program]]:
    programs: list[Program] = []
    yield programs
    for program in programs:
        if program.process.poll() is None:
            program.process.send_signal(signal.SIGCONT)
            program.process.kill()
            program.process.communicate()


def test_a_second_start_brings_the_first_to_the_front(tmp_path, started):
    picture = tmp_path / "ein Bild.png"
    picture.write_bytes(PNG + b"a picture of somewhere else")
    started.append(first := Program(tmp_path))
    first.listening()
    second = start(tmp_path, picture.as_uri(), XDG_ACTIVATION_TOKEN="let-it")
    assert (second.returncode, second.stdout, second.stderr) == (0, "", "")
    assert first.hear("front")[1] == "let-it"
    assert first.hear("called")[1] == ""
    assert "no address yet" in first.hear("refused")[1]
    assert first.hear("opened")[1] == "ein Bild.png"
    assert first.end() == (0, [])
    assert not (tmp_path / "data" / "instance.json").exists()
    assert not (tmp_path / "data" / "instance.lock").exists()


def test_what_only_a_first_start_can_do_is_told(tmp_path, started):
    started.append(first := Program(tmp_path))
    first.listening()
    assert start(tmp_path, "--sandbox", "--api-base", "http://127.0.0.1:1").returncode == 0
    assert first.hear("called")[1] == "--sandbox --api-base"


def test_another_data_folder_is_another_window(tmp_path, started):
    started.append(first := Program(tmp_path / "one"))
    started.append(second := Program(tmp_path / "two"))
    first.listening()
    second.listening()
    assert (first.end(), second.end()) == ((0, []), (0, []))


def test_after_a_kill_the_next_start_is_the_first(tmp_path, started):
    started.append(first := Program(tmp_path))
    first.listening()
    first.process.kill()
    first.process.communicate()
    assert (tmp_path / "data" / "instance.lock").exists()
    started.append(second := Program(tmp_path))
    second.listening()
    assert start(tmp_path).returncode == 0
    second.hear("front")
    assert second.end() == (0, [])


def test_a_first_that_hangs_is_told_and_no_second_writes(tmp_path, started):
    started.append(first := Program(tmp_path))
    first.listening()
    first.process.send_signal(signal.SIGSTOP)
    begun = time.monotonic()
    second = start(tmp_path)
    seconds = time.monotonic() - begun
    assert (second.returncode, second.stdout) == (1, "")
    assert second.stderr.startswith("mjstudio is already running and does not answer.")
    assert 0.5 <= seconds < 3
    first.process.send_signal(signal.SIGCONT)
    first.hear("called")
    assert first.end() == (0, [])


def test_one_that_runs_is_ended_in_order_from_outside(tmp_path, started):
    assert start(tmp_path, "--quit").returncode == 0
    assert not (tmp_path / "data").exists()
    started.append(first := Program(tmp_path))
    first.listening()
    said = start(tmp_path, "--quit")
    assert (said.returncode, said.stdout, said.stderr) == (0, "", "")
    assert first.ended() == (0, [])
    assert not (tmp_path / "data" / "instance.lock").exists()


def test_one_that_hangs_is_told_and_not_killed(tmp_path, started):
    started.append(first := Program(tmp_path))
    first.listening()
    first.process.send_signal(signal.SIGSTOP)
    said = start(tmp_path, "--quit")
    assert (said.returncode, said.stdout) == (1, "")
    assert said.stderr == "mjstudio is running and does not end. Close its window.\n"
    assert first.process.poll() is None


def test_two_starts_at_once_make_one_window(tmp_path, started):
    started += [Program(tmp_path), Program(tmp_path)]
    deadline = time.monotonic() + 30
    while all(program.process.poll() is None for program in started):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    second = next(program for program in started if program.process.poll() is not None)
    first = next(program for program in started if program is not second)
    assert second.ended() == (0, [])
    first.hear("front")
    assert first.end() == (0, [])


def test_who_does_not_know_the_secret_is_not_heard(tmp_path, started):
    started.append(first := Program(tmp_path))
    first.listening()
    address = tmp_path / "data" / "instance.json"
    assert stat.S_IMODE(address.stat().st_mode) == 0o600
    told = json.loads(address.read_bytes())
    for line in (
        to_line(OpenRequest(), "guessed"),
        b"[]\n",
        b"\xff\n",
        b"[" * 100_000 + b"\n",
        b"",
    ):
        with socket.create_connection(("127.0.0.1", told["port"]), timeout=10) as stranger:
            stranger.sendall(line)
            stranger.shutdown(socket.SHUT_WR)
            assert stranger.recv(16) == b""
    assert start(tmp_path).returncode == 0
    assert first.hear("called")[1] == ""
    assert first.end() == (0, [])


def test_a_call_arrives_as_it_was_made():
    call = OpenRequest(("/home/ä b.png", "/x\u2028y"), ("--sandbox",), "token")
    for made in (call, OpenRequest(quit=True), OpenRequest(new_prompt=True)):
        assert from_line(to_line(made, "s")) == ("s", made)


@pytest.mark.parametrize("line", [b"", b"7", b"[]", b'{"files": "x"}', b'{"files": [1]}'])
def test_what_is_no_call_is_refused(line):
    with pytest.raises(ValueError, match=r"not a call|Expecting"):
        from_line(line)


def test_a_word_that_is_nothing_is_refused_before_anything_starts(tmp_path):
    for word in ("paint", "notes.txt"):
        said = start(tmp_path, word)
        assert said.returncode == 2
        assert "neither a command" in said.stderr
    assert not (tmp_path / "data").exists()
