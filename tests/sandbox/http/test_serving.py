"""The service in a thread and as a program of its own."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest

from mjstudio.sandbox.__main__ import main
from mjstudio.sandbox.service import Sandbox
from mjstudio.sandbox.thread import SandboxThread
from mjstudio.sandbox.trouble.faults import Fault
from tests.sandbox.client import AUTHORIZATION, NDJSON, Client


def test_it_stops_at_once_whatever_is_open():
    sandbox = Sandbox(speed=0.05, picture_scale=0.02)
    sandbox.faults.order(Fault.HANG, where="describe")
    thread = SandboxThread(sandbox)
    thread.start()
    with httpx.Client(base_url=thread.base_url, timeout=10) as http:
        request = http.build_request(
            "POST", "/midjourney/imagine", json={"prompt": "x"}, headers=AUTHORIZATION | NDJSON
        )
        response = http.send(request, stream=True)
        assert response.status_code == 200
        with socket.create_connection(("127.0.0.1", thread.port)) as idle:
            began = time.monotonic()
            thread.stop()
            assert time.monotonic() - began < 2
            # One that was not accepted yet is reset.
            with contextlib.suppress(ConnectionResetError):
                assert idle.recv(1) == b""
        with pytest.raises(httpx.TransportError):
            response.read()
        with pytest.raises(httpx.ConnectError):
            http.get("/")
    thread.stop()


def test_the_same_service_can_come_back_on_its_port():
    sandbox = Sandbox(speed=0, picture_scale=0.02)
    with SandboxThread(sandbox) as thread:
        port = thread.port
        with httpx.Client(base_url=thread.base_url) as http:
            answer = Client(http).imagine(prompt="x")
    with SandboxThread(sandbox, port) as thread:
        assert thread.port == port
        with httpx.Client(base_url=thread.base_url) as http:
            record = Client(http).post("tasks", {"id": answer["task_id"]}).json()
            assert record["response"]["image_id"] == answer["image_id"]
            Client(http).raw(answer)


def test_a_port_in_use_is_an_error():
    with SandboxThread() as thread, pytest.raises(OSError, match="in use"):
        SandboxThread(port=thread.port).start()


@contextmanager
def program(*arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The service as a program, and its address."""
    process = subprocess.Popen(
        [sys.executable, "-W", "error", "-m", "mjstudio.sandbox", "--port", "0", *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            line = process.stdout.readline()
            assert line.startswith("listening on http://127.0.0.1:"), process.stderr.read()
            yield process, line.removeprefix("listening on ").strip()
        finally:
            process.kill()


def ended(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    """Exit status, and what else was said."""
    status = process.wait(timeout=10)
    return status, process.stdout.read(), process.stderr.read()


def test_it_ends_quietly_when_stdin_does():
    with program("--until-stdin-closes", "--speed", "0.01") as (process, address):
        body = {"prompt": "x --ar 14:1"}
        with httpx.stream(
            "POST", f"{address}/midjourney/imagine", json=body, headers=AUTHORIZATION | NDJSON
        ) as response:
            assert response.status_code == 200
            process.stdin.close()
            assert ended(process) == (0, "", "")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")
def test_it_ends_quietly_on_a_signal():
    with program("--public-url", "https://studio.example") as (process, address):
        assert httpx.get(address).json()["error"]["code"] == "no_api"
        process.send_signal(signal.SIGTERM)
        assert ended(process) == (0, "", "")
    with program() as (process, _):
        process.send_signal(signal.SIGINT)
        assert ended(process) == (0, "", "")


def test_it_says_in_one_line_that_the_port_is_taken(capsys):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert main(["--port", str(port)]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith(f"mjstudio sandbox: cannot listen on 127.0.0.1:{port}: ")
    assert said.err.count("\n") == 1


@pytest.mark.parametrize("arguments", [["--port", "70000"], ["--speed", "-1"], ["--speed", "inf"]])
def test_nonsense_on_the_command_line_is_refused(arguments, capsys):
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
    assert json.dumps(arguments[1])[1:-1] in capsys.readouterr().err
