"""Tests whether a public address leads to the receiver: posts a nonce there and waits for it."""

import asyncio
import json
import secrets
from dataclasses import dataclass
from enum import Enum

from mjstudio.api.transport import NETWORK_ERRORS, Exchange, build_http
from mjstudio.api.webhook import Receiver
from mjstudio.model.errors import StudioError
from mjstudio.texts import _

ROUND_TRIP_SECONDS = 10.0


class Outcome(Enum):
    """What happened to the post."""

    ARRIVED = "arrived"
    REFUSED = "refused"
    ELSEWHERE = "elsewhere"
    TIMEOUT = "timeout"


@dataclass(frozen=True, slots=True)
class Proof:
    """The outcome, and a sentence for the artist."""

    outcome: Outcome
    words: str

    @property
    def arrived(self) -> bool:
        """Whether callbacks will arrive through that address."""
        return self.outcome is Outcome.ARRIVED


async def prove(receiver: Receiver, address: str, *, seconds: float = ROUND_TRIP_SECONDS) -> Proof:
    """Post to `address` + the receiver's path and wait for it to arrive. Never raises.

    The post contains no token; redirects are not followed.
    """
    loop = asyncio.get_running_loop()
    nonce, came = secrets.token_urlsafe(16), asyncio.Event()

    def arrived() -> None:
        loop.call_soon_threadsafe(came.set)

    answer: int | Proof = 0
    receiver.expect_probe(nonce, arrived)
    try:
        async with asyncio.timeout(seconds):
            answer = await _post(address + receiver.path, nonce)
            if answer == 200:
                # The answer may arrive before the news from the receiver's thread.
                async with asyncio.timeout(min(1.0, seconds)):
                    await came.wait()
    except TimeoutError:
        pass
    finally:
        receiver.forget_probe(nonce)
    if came.is_set():
        return Proof(Outcome.ARRIVED, _("It works: the test callback arrived."))
    if isinstance(answer, Proof):
        return answer
    if answer:
        return Proof(Outcome.ELSEWHERE, _answered(answer))
    return Proof(
        Outcome.TIMEOUT,
        _(
            "No callback arrived within {seconds:g} seconds. Is the tunnel running, and "
            "does it lead to port {port}?"
        ).format(seconds=seconds, port=receiver.port),
    )


async def _post(url: str, nonce: str) -> int | Proof:
    """Send the post; return HTTP's status, or why there was none."""
    exchange = Exchange()
    try:
        http = await asyncio.to_thread(build_http)
        async with http:
            request = http.build_request(
                "POST",
                url,
                content=json.dumps({"probe": nonce}),
                headers={"content-type": "application/json", "user-agent": "mjstudio"},
                extensions={"trace": exchange.trace},
            )
            response = await http.send(request, stream=True, auth=None, follow_redirects=False)
            status = response.status_code
            await response.aclose()
    except StudioError as error:
        return Proof(Outcome.REFUSED, error.message)
    except NETWORK_ERRORS as error:
        return Proof(Outcome.REFUSED, exchange.failure(error).message)
    return status


def _answered(status: int) -> str:
    if 300 <= status < 400:
        return _(
            "The address redirects to another one (HTTP {status}). Enter that one instead."
        ).format(status=status)
    if status in (502, 503, 504):
        return _(
            "Your tunnel or proxy answered HTTP {status}: it does not reach this computer."
        ).format(status=status)
    return _(
        "Something else answers at this address (HTTP {status}): the callback did not arrive here."
    ).format(status=status)
