"""Reads requests to `/midjourney/imagine` and `/midjourney/edits`, or refuses them.

Refuses at once what any service can detect from the request alone. Unknown prompt arguments are
found by the worker that makes the picture, so they make the task fail instead.
"""

import random
from dataclasses import dataclass
from threading import Lock
from typing import Any

from mjstudio.model.action import CATALOGUE, GENERATE, VARIATION_REGION
from mjstudio.model.prompt import Prompt
from mjstudio.model.request import MODES
from mjstudio.sandbox.http.answers import Refused
from mjstudio.sandbox.work.gallery import Gallery
from mjstudio.sandbox.work.masks import read_mask
from mjstudio.sandbox.work.nodes import Commission, Node
from mjstudio.sandbox.work.painter import EDIT
from mjstudio.sandbox.work.references import References

_TEXTS = ("prompt", "action", "image_id", "mask", "callback_url", "mode", "image_url")
_DEFAULT_TIMEOUT = 480.0
_SEEDS = 2**32


@dataclass(frozen=True, slots=True)
class Asked:
    """An accepted request.

    `timeout` is in seconds; `unrecognized` lists the prompt's unknown arguments.
    """

    commission: Commission
    mode: str
    timeout: float
    split: bool
    asynchronous: bool
    callback_url: str | None
    unrecognized: tuple[str, ...]


class Reader:
    """Reads requests. Its methods decode pictures: call them in a worker thread."""

    def __init__(
        self, gallery: Gallery, references: References, scale: float, seed: int | None
    ) -> None:
        self._gallery = gallery
        self._references = references
        self._scale = scale
        self._chance = random.Random(seed)
        self._lock = Lock()

    def imagine(self, body: dict[str, Any], base: str) -> Asked:
        """Read a request to `imagine`. Raises Refused."""
        _check_types(body)
        action = body.get("action") or GENERATE
        prompt = Prompt.parse(body.get("prompt") or "")
        if action == GENERATE:
            return self._asked(body, self._generate(body, prompt, base), prompt)
        source = self._source(body, action)
        if "mask" in body and action != VARIATION_REGION:
            raise Refused(f"mask is not supported by action `{action}`")
        mask = read_mask(body.get("mask"), source.size) if action == VARIATION_REGION else None
        tints = self._references.tints(prompt, base)
        if action == "reroll":
            commission = source.commission.again(self._seed(None), _merged(prompt, source))
            if commission.source is None and commission.action not in (GENERATE, EDIT):
                raise Refused("the picture that this one was made from is no longer kept")
        else:
            merged = _merged(prompt, source)
            commission = Commission(
                action, merged, self._seed(prompt), source, mask, None, tints, self._scale
            )
        return self._asked(body, commission, prompt)

    def edit(self, body: dict[str, Any], base: str) -> Asked:
        """Read a request to `edits`. Raises Refused."""
        _check_types(body)
        text = body.get("prompt") or ""
        if not text.strip():
            raise Refused("prompt is required")
        prompt = Prompt.parse(text)
        tints = self._references.tints(prompt, base)
        picture = self._references.picture(body.get("image_url"), base, self._scale)
        mask = read_mask(body["mask"], picture.size) if "mask" in body else None
        commission = Commission(
            EDIT, prompt, self._seed(prompt), None, mask, picture, tints, self._scale
        )
        return self._asked(body, commission, prompt)

    def _generate(self, body: dict[str, Any], prompt: Prompt, base: str) -> Commission:
        if not prompt.words and not prompt.references:
            raise Refused("prompt is required")
        if "mask" in body:
            raise Refused(f"mask is not supported by action `{GENERATE}`")
        if prompt.value("niji") is not None and prompt.value("hd") is not None:
            raise Refused("`--hd` is not supported by niji", code="invalid_parameter")
        tints = self._references.tints(prompt, base)
        return Commission(GENERATE, prompt, self._seed(prompt), tints=tints, scale=self._scale)

    def _source(self, body: dict[str, Any], action: str) -> Node:
        if not body.get("image_id"):
            raise Refused(f"image_id is required for action `{action}`")
        node = self._gallery.node(body["image_id"])
        if node is None:
            raise Refused(
                f"image_id `{body['image_id'][:40]}` does not exist: "
                "the sandbox knows the pictures that were made since it started, "
                "and the newest 200 where it keeps them"
            )
        # The documentation lists it nowhere, and lets every finished single picture have it.
        is_region = action == VARIATION_REGION and not node.is_grid
        if action not in node.actions and not is_region:
            known = "is not available for this image" if action in CATALOGUE else "is unknown"
            raise Refused(f"action `{action[:40]}` {known}")
        return node

    def _seed(self, prompt: Prompt | None) -> int:
        text = (prompt.value("seed") or "") if prompt else ""
        if text.isascii() and text.isdecimal():
            return int(text) % _SEEDS
        with self._lock:
            return self._chance.randrange(_SEEDS)

    def _asked(self, body: dict[str, Any], commission: Commission, prompt: Prompt) -> Asked:
        mode = body.get("mode") or "fast"
        if mode not in MODES:
            raise Refused(f"mode must be one of {', '.join(MODES)}")
        timeout = body.get("timeout", _DEFAULT_TIMEOUT)
        if isinstance(timeout, bool) or not isinstance(timeout, int | float) or timeout <= 0:
            raise Refused("timeout must be a positive number")
        return Asked(
            commission,
            mode,
            float(timeout),
            split=bool(body.get("split_images")),
            asynchronous=bool(body.get("async")),
            callback_url=body.get("callback_url") or None,
            unrecognized=prompt.unrecognized,
        )


def _check_types(body: dict[str, Any]) -> None:
    for name in _TEXTS:
        if name in body and not isinstance(body[name], str):
            raise Refused(f"{name} must be a string")


def _merged(prompt: Prompt, source: Node) -> Prompt:
    """Return a result's prompt: the new one if it has words, else the picture's own."""
    return prompt if prompt.words else source.prompt
