"""A request that breaks a rule of the service is never made."""

import pytest

from mjstudio.model.errors import InvalidRequest
from mjstudio.model.request import ImagineRequest

SIX = " ".join(f"https://a.test/{n}.png" for n in range(6))


@pytest.mark.parametrize(
    ("field", "fields"),
    [
        ("prompt", {}),
        ("prompt", {"prompt": "--ar 1:1"}),
        ("prompt", {"prompt": f"{SIX} a cat"}),
        ("prompt", {"prompt": "a\0cat"}),
        ("action", {"prompt": "a", "action": ""}),
        ("image_id", {"prompt": "a", "action": "upscale1"}),
        ("image_id", {"prompt": "a", "image_id": "1"}),
        ("image_id", {"prompt": "a", "action": "reroll", "image_id": "1\n2"}),
        ("mask", {"prompt": "a", "mask": "AAAA"}),
        ("mask", {"action": "variation_region", "image_id": "1"}),
        ("mask", {"action": "variation_region", "image_id": "1", "mask": "data:x"}),
        ("callback_url", {"prompt": "a", "callback_url": "ftp://a"}),
        ("timeout", {"prompt": "a", "timeout": 0}),
        ("mode", {"prompt": "a", "mode": "hasty"}),
        ("version", {"prompt": "a", "version": "99"}),
        ("quality", {"prompt": "a", "quality": "3"}),
    ],
)
def test_a_broken_rule_names_its_field(field: str, fields: dict[str, object]) -> None:
    with pytest.raises(InvalidRequest) as caught:
        ImagineRequest(**fields)  # type: ignore[arg-type]
    assert caught.value.field == field
    assert caught.value.message


def test_what_the_service_takes_is_taken() -> None:
    ImagineRequest("a cat")
    ImagineRequest("https://a.test/1.png")
    ImagineRequest("", "upscale1", "1234197197067915365")
    ImagineRequest("", "variation_region", "1", "AAAA")
    ImagineRequest("", "an_action_of_tomorrow", "1")
