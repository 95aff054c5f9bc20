"""The fields of a request beside its prompt, derived from the prompt as composed.

The service reckons its price by them, and its vendor's own client sends them on every request:
with `generate` all of them, with every other action `mode`, `version`, `hd` and `quality`, which
are then those of the picture acted on. Without them the price is left to chance.
"""

from dataclasses import dataclass, replace

from mjstudio.model.action import GENERATE
from mjstudio.model.parameters import DEFAULT_VERSION, QUALITIES, SERVICE_VERSIONS
from mjstudio.model.prompt import Prompt
from mjstudio.model.request import MODES, ImagineRequest
from mjstudio.model.version_rules import Verdict, verdict, version_in

_USUAL_MODE = MODES[0]
_USUAL_QUALITY = "1"
_HD_BY_ITSELF = "8.1"
"""The version that takes no quality, and whose pictures are acted on in fast mode alone."""


@dataclass(frozen=True, slots=True)
class ActedOn:
    """The picture that an action starts from.

    `prompt` is the one it was made with, `version` the one that was sent with it: empty where no
    version was sent, and None where that is not known.
    """

    prompt: str
    version: str | None = None


def whole(request: ImagineRequest, source: ActedOn | None = None) -> ImagineRequest:
    """Return the request with every field that is derived; `source` is what an action acts on.

    The request's own `mode` is the artist's usual one, which the prompt's flag outdoes; turbo gives
    way to fast where the version has none.
    """
    made_with = Prompt.parse(request.prompt if source is None else source.prompt)
    version = version_of(made_with)
    if source is not None and source.version is not None:
        version = source.version or None
    quality = _quality(made_with)
    mode = _mode(Prompt.parse(request.prompt)) or request.mode or _USUAL_MODE
    if mode == "turbo" and verdict(version or version_in(made_with), mode) is Verdict.REFUSED:
        mode = _USUAL_MODE
    if version == _HD_BY_ITSELF:
        quality = None
        mode = mode if request.action == GENERATE else _USUAL_MODE
    hd = made_with.value("hd") is not None
    derived = replace(
        request, whole=True, mode=mode, version=version, quality=quality, hd=hd, translation=False
    )
    if request.action != GENERATE:
        return derived
    pictured = bool(made_with.references) and (version or "").partition(".")[0] == "8"
    sref = made_with.value("sref") is not None
    return replace(derived, style_reference=sref, moodboard=pictured)


def version_of(prompt: Prompt) -> str | None:
    """Return the version that a prompt is made with; None where the service has no name for it."""
    if prompt.value("niji") is not None:
        return None
    named = prompt.value("v")
    if named is None:
        return DEFAULT_VERSION
    return named if named in SERVICE_VERSIONS else None


def _quality(prompt: Prompt) -> str | None:
    named = prompt.value("quality")
    if named is None:
        return _USUAL_QUALITY
    named = named.removeprefix("0") if named.startswith("0.") else named
    return named if named in QUALITIES else None


def _mode(prompt: Prompt) -> str:
    """Return the mode that a prompt's last flag asks for; empty without one."""
    flags = [parameter.name for parameter in prompt.parameters if parameter.name in MODES]
    return flags[-1] if flags else ""
