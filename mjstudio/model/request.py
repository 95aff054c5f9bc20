"""A request for pictures, checked before it costs money."""

from dataclasses import dataclass

from mjstudio.model.action import GENERATE, VARIATION_REGION
from mjstudio.model.address import is_url
from mjstudio.model.errors import InvalidRequest
from mjstudio.model.lint import check_text
from mjstudio.model.parameters import QUALITIES, SERVICE_VERSIONS
from mjstudio.model.prompt import MAX_REFERENCES, Prompt
from mjstudio.texts import _
from mjstudio.texts.phrases import listed

MODES = ("fast", "relax", "turbo")


@dataclass(frozen=True, slots=True)
class ImagineRequest:
    """What `POST /midjourney/imagine` takes; None and False fields are left out when sent.

    A `whole` one, see `whole_request`, has all that the service reckons its price by, and sends
    what is False of it, too.

    `prompt` is the whole text with URLs in front and parameters behind. `mask` is standard
    base64 of a one-channel JPEG of the picture's raw size, white where it is redrawn.
    `timeout` is in seconds. `asynchronous` is sent as `async`.

    Raises InvalidRequest naming the field when a rule of the service is broken.
    """

    prompt: str = ""
    action: str = GENERATE
    image_id: str | None = None
    mask: str | None = None
    callback_url: str | None = None
    asynchronous: bool = False
    mode: str | None = None
    timeout: float | None = None
    split_images: bool = False
    translation: bool = False
    version: str | None = None
    quality: str | None = None
    hd: bool = False
    style_reference: bool = False
    moodboard: bool = False
    whole: bool = False

    def __post_init__(self) -> None:
        self._check_prompt()
        if not self.action:
            raise InvalidRequest("action", _("Choose an action."))
        if self.action != GENERATE and not self.image_id:
            raise InvalidRequest(
                "image_id", _("“{action}” needs a picture to act on.").format(action=self.action)
            )
        if self.action == GENERATE and self.image_id:
            raise InvalidRequest(
                "image_id", _("A new picture can't start from an existing picture's id.")
            )
        if self.image_id and not (self.image_id.isascii() and self.image_id.isprintable()):
            raise InvalidRequest("image_id", _("The picture's id is damaged."))
        if self.mask is not None and self.action != VARIATION_REGION:
            raise InvalidRequest("mask", _("Only “Vary region” takes a mask."))
        if self.action == VARIATION_REGION and not self.mask:
            raise InvalidRequest("mask", _("Paint the part that should be redrawn first."))
        if self.mask is not None and self.mask.startswith("data:"):
            raise InvalidRequest("mask", _("The mask must be plain base64 without a data: prefix."))
        if self.callback_url is not None and not is_url(self.callback_url):
            raise InvalidRequest("callback_url", _("The callback address is not a URL."))
        if self.timeout is not None and not 0 < self.timeout <= 86400:
            raise InvalidRequest(
                "timeout", _("The time limit must be between 0 and 86,400 seconds.")
            )
        self._check_choice("mode", self.mode, MODES)
        self._check_choice("version", self.version, SERVICE_VERSIONS[::-1])
        self._check_choice("quality", self.quality, QUALITIES)

    def _check_prompt(self) -> None:
        if reason := check_text(self.prompt):
            raise InvalidRequest("prompt", reason)
        parts = Prompt.parse(self.prompt)
        if self.action == GENERATE and not parts.words and not parts.references:
            raise InvalidRequest("prompt", _("Describe the picture first."))
        if len(parts.references) > MAX_REFERENCES:
            raise InvalidRequest(
                "prompt",
                _("The service takes at most {most} image URLs.").format(most=MAX_REFERENCES),
            )
        for url in parts.references:
            if not is_url(url):
                raise InvalidRequest(
                    "prompt", _("“{url}” is not the address of a picture.").format(url=url[:60])
                )

    @staticmethod
    def _check_choice(field: str, value: str | None, choices: tuple[str, ...]) -> None:
        if value is not None and value not in choices:
            words = _("“{value}” is not a valid {field}. Choose from {choices}.")
            raise InvalidRequest(
                field, words.format(value=value[:20], field=field, choices=listed(choices))
            )
