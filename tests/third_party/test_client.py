"""A published client of this API works on `mjstudio sandbox` unchanged.

The client is midjourney-pro-cli from PyPI, in an environment of its own that
`packaging/dev.py test` makes and names by MJSTUDIO_THIRD_PARTY.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

pytestmark = pytest.mark.whole


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with subprocess.Popen(
        [sys.executable, "-m", "mjstudio", "sandbox", "--port", "0", "--speed", "0"],
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line.startswith("listening on http://127.0.0.1:")
        yield line.removeprefix("listening on ").strip()
        process.terminate()
        assert process.wait(timeout=10) == 0


class Client:
    def __init__(self, address: str) -> None:
        folder = os.environ.get("MJSTUDIO_THIRD_PARTY")
        if not folder:
            pytest.skip("packaging/dev.py test makes the environment of the client")
        self._program = str(Path(folder) / "midjourney")
        self._environment = {
            **os.environ,
            "ACEDATACLOUD_API_BASE_URL": address,
            "ACEDATACLOUD_API_TOKEN": "any-token",
            "COLUMNS": "100000",
        }

    def run(self, *words: str) -> dict[str, Any]:
        done = subprocess.run(
            [self._program, *words, "--json"],
            env=self._environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert done.returncode == 0, done.stderr + done.stdout
        answer = json.loads(done.stdout)
        assert isinstance(answer, dict)
        return answer

    def finished(self, task_id: str) -> dict[str, Any]:
        deadline = time.monotonic() + 60
        while True:
            record = self.run("task", task_id)
            if record.get("finished_at"):
                response = record["response"]
                assert isinstance(response, dict)
                return response
            assert time.monotonic() < deadline


@pytest.fixture
def client(address: str) -> Client:
    return Client(address)


def test_it_imagines_upscales_and_asks_for_the_seed(client: Client) -> None:
    grid = client.finished(client.run("imagine", "a harbour at dusk")["task_id"])
    assert grid["progress"] == 100
    assert (grid["raw_image_width"], grid["raw_image_height"]) == (2048, 2048)
    picture = httpx.get(grid["image_url"], timeout=30)
    assert picture.headers["content-type"] == "image/png"
    upscaled = client.run("transform", grid["image_id"], "upscale2")
    single = client.finished(upscaled["task_id"])
    assert single["raw_image_width"] == 1024
    assert client.run("seed", grid["image_id"])["seed"].isdigit()


def test_it_describes_and_translates(client: Client) -> None:
    grid = client.finished(client.run("imagine", "a quiet lake")["task_id"])
    assert len(client.run("describe", grid["image_url"])["descriptions"]) == 4
    assert client.run("translate", "ein stiller See")["content"]
