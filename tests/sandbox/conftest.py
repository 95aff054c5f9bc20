from collections.abc import Iterator

import httpx
import pytest

from mjstudio.sandbox.service import Sandbox
from mjstudio.sandbox.thread import SandboxThread
from tests.sandbox.client import Client

SCALE = 0.125


@pytest.fixture(scope="session")
def shared() -> Iterator[SandboxThread]:
    with SandboxThread(Sandbox(speed=0, picture_scale=SCALE)) as thread:
        yield thread


@pytest.fixture(scope="session")
def connection(shared: SandboxThread) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=shared.base_url, timeout=20) as http:
        yield http


@pytest.fixture
def sandbox(shared: SandboxThread) -> Iterator[Sandbox]:
    """The service, with an empty record of requests and no faults ordered."""
    sandbox = shared.sandbox
    sandbox.requests.clear()
    sandbox.faults.clear()
    sandbox.speed = 0
    yield sandbox
    sandbox.faults.clear()
    sandbox.speed = 0


@pytest.fixture
def client(sandbox: Sandbox, connection: httpx.Client) -> Client:
    return Client(connection)


@pytest.fixture(scope="session")
def grid(connection: httpx.Client) -> dict[str, object]:
    """A finished grid of 16:9."""
    return Client(connection).imagine(prompt="harbour at dusk --ar 16:9 --v 6.1 --seed 7")


@pytest.fixture(scope="session")
def quick(grid: dict[str, object]) -> dict[str, object]:
    """A request that needs no painting, for tests that are not about pictures."""
    return {"action": "upscale1", "image_id": grid["image_id"]}


@pytest.fixture(scope="session")
def single(connection: httpx.Client, grid: dict[str, object]) -> dict[str, object]:
    """Its second quarter."""
    return Client(connection).imagine(action="upscale2", image_id=grid["image_id"])


@pytest.fixture(scope="session")
def square_single(connection: httpx.Client) -> dict[str, object]:
    """A finished single picture of 1:1."""
    client = Client(connection)
    grid = client.imagine(prompt="mountain lake --seed 5", action="generate")
    return client.imagine(action="upscale3", image_id=grid["image_id"])
