"""Tokens, accounts and the way to the service, as the running program treats them."""

import base64
import contextlib
import json
from urllib.parse import quote

import pytest

from mjstudio.sandbox.trouble.faults import Fault
from tests.end_to_end.accessible import Gone, until
from tests.end_to_end.desk import Desk, Program, by_window_manager

OTHER = "desk-token-of-b-7d1f"
SECRET = "s3cr3t/0f+the=desk%41&x-9"
ASKED = "Do both belong to the same account?"


def press(program: Program, label: str) -> None:
    """Click the button with that label."""

    def found() -> tuple[int, int] | None:
        for frame in program.frames():
            for widget in frame.descendants():
                with contextlib.suppress(Gone):
                    if widget.name == label and widget.role == "push button" and widget.showing:
                        return widget.box.at()
        return None

    program.desk.click(*until(found, label))


def finished(desk: Desk) -> int:
    """How many tasks the service has ended."""
    return sum(task.finished for task in list(desk.service.tasks._tasks.values()))


def pictures(desk: Desk) -> int:
    return len(list((desk.data / "pictures").rglob("*.png")))


@pytest.mark.timeout(240)
def test_a_running_job_waits_for_its_own_account(desk: Desk) -> None:
    desk.service.speed = 4.0
    with desk.start() as program:
        program.imagine("a dune --seed 8")
        until(lambda: "running 0 %" in program.logged(), "the job at work")
        program.close()
    until(lambda: finished(desk) == 1, "the task to end by itself")
    with desk.start(ACEDATACLOUD_API_TOKEN=OTHER) as stranger:
        until(lambda: stranger.says("another account"), "the word on whose job it is")
        stranger.close()
    asked = [r for r in desk.service.received("tasks") if OTHER in r.headers["authorization"]]
    assert asked == [], "a task of one account was looked up with the token of another"
    with desk.start() as program:
        until(lambda: pictures(desk) == 1, "the picture that was made meanwhile")
        assert not program.says(ASKED)
        program.close()
    assert len(desk.made()) == 1


@pytest.mark.timeout(240)
def test_nobody_goes_on_from_a_picture_with_another_token(desk: Desk) -> None:
    with desk.start() as program:
        program.finish_grid("a lake --seed 7")
        program.close()
    with desk.start(ACEDATACLOUD_API_TOKEN=OTHER) as stranger:
        until(lambda: stranger.says(ASKED), "the question")
        stranger.focus_stage()
        desk.key("1")
        until(lambda: stranger.says("Connect that account to continue from it."), "the refusal")
        press(stranger, "It is another account")
        until(lambda: not stranger.says(ASKED), "the question to be answered")
        assert len(desk.made()) == 1, "something was paid for with the wrong token"
        stranger.close()
    with desk.start(ACEDATACLOUD_API_TOKEN=OTHER) as stranger:
        stranger.finish_grid("a dune --seed 8")
        assert not stranger.says(ASKED), "it was asked twice"
        stranger.close()


def spellings(secret: str) -> dict[str, bytes]:
    data = secret.encode()
    found = {"itself": data, "quoted": quote(secret, safe="").encode(), "hex": data.hex().encode()}
    found["json"] = json.dumps(secret)[1:-1].encode()
    for gap in range(3):
        core = base64.b64encode(b"\0" * gap + data)[4 if gap else 0 : -4]
        found[f"base64 after {gap}"] = core
    return found


def written(desk: Desk) -> set[tuple[str, str]]:
    """The files that hold the token, and how it is spelt there."""
    files = {path: path.read_bytes() for path in desk.home.rglob("*") if path.is_file()}
    return {
        (path.name, spelling)
        for path, data in files.items()
        for spelling, text in spellings(SECRET).items()
        if text in data
    }


def with_trouble(desk: Desk, program: Program) -> None:
    """Two jobs that fail: one stream broken off, one answer that repeats the token."""
    desk.service.faults.order(Fault.CUT_STREAM, where="imagine", after_records=1)
    desk.service.faults.order(
        Fault.STATUS, where="imagine", status=401, code="invalid_token", message=f"no: {SECRET}"
    )
    program.imagine("a lake")
    until(lambda: "/midjourney/tasks" in {r.path for r in desk.service.requests}, "a look-up")
    program.imagine("a dune")
    until(lambda: "failed" in program.logged(), "the refusal")
    assert f"Bearer {SECRET}" in {r.headers["authorization"] for r in desk.made()}
    by_window_manager(program)
    until(lambda: program.process.poll() is not None, "the program to end")
    assert program.process.returncode == 0
    assert "DEBUG" in program.errors()
    assert "Traceback" not in program.errors()


@pytest.mark.timeout(240)
def test_a_token_of_the_environment_is_written_nowhere(desk: Desk) -> None:
    with desk.start("--log-level", "debug", ACEDATACLOUD_API_TOKEN=SECRET) as program:
        with_trouble(desk, program)
    assert written(desk) == set()


@pytest.mark.timeout(240)
def test_a_pasted_address_and_token_connect_and_are_written_nowhere(desk: Desk) -> None:
    base = desk.address
    nothing = {"ACEDATACLOUD_API_TOKEN": "", "ACEDATACLOUD_API_BASE_URL": ""}
    with desk.start("--log-level", "debug", **nothing) as program:
        desk.key("ctrl+comma")
        program.click("base_url_edit")
        desk.key("ctrl+a")
        desk.type(f" {base}/midjourney/imagine?x=1 ")
        program.click("token_edit")
        desk.type(SECRET)
        until(lambda: program["base_url_edit"].text == base, "the address as it is meant")
        program.click("settings_save")
        until(lambda: f"connected to {base}" in program.logged(), "the account")
        with_trouble(desk, program)
    assert written(desk) == set()


def test_the_sandbox_is_reached_whatever_proxies_the_desktop_names(desk: Desk) -> None:
    proxies = {
        "ALL_PROXY": "socks://127.0.0.1:7890/",
        "HTTP_PROXY": "http://me:secret@127.0.0.1:1 ",
        "https_proxy": "http://127.0.0.1:1 ",
        "no_proxy": "localhost,::1/128,[::1],fe80::/10",
    }
    with desk.start(sandbox=True, **proxies) as program:
        program.imagine("a lake")
        program.usable("action_reroll")
        assert pictures(desk) == 1
        program.close()
