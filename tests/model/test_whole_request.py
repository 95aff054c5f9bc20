"""What a request tells beside its prompt, and derives from it as the vendor's own client does."""

from typing import Any

import pytest

from mjstudio.model.request import ImagineRequest
from mjstudio.model.whole_request import ActedOn, whole

URL = "https://a.test/1.png"


def told(prompt: str, **fields: Any) -> dict[str, Any]:
    request = whole(ImagineRequest(prompt, **fields))
    names = ("mode", "version", "hd", "quality", "style_reference", "moodboard", "translation")
    return {name: getattr(request, name) for name in names}


USUAL = {
    "mode": "fast",
    "version": "8.2",
    "hd": False,
    "quality": "1",
    "style_reference": False,
    "moodboard": False,
    "translation": False,
}


@pytest.mark.parametrize(
    ("prompt", "differs"),
    [
        ("a fox", {}),
        ("a fox --v 7", {"version": "7"}),
        ("a fox --version 6.1 --q 2", {"version": "6.1", "quality": "2"}),
        ("a fox --v 6 --quality .5", {"version": "6", "quality": ".5"}),
        ("a fox --v 6 --q 0.25", {"version": "6", "quality": ".25"}),
        ("a fox --hd", {"hd": True}),
        ("a fox --v 8.1", {"version": "8.1", "quality": None}),
        ("a fox --v 8.1 --q 4 --turbo", {"version": "8.1", "quality": None}),
        ("a fox --v 8.1 --relax", {"version": "8.1", "quality": None, "mode": "relax"}),
        ("a fox --sref 123 456", {"style_reference": True}),
        (f"{URL} a fox", {"moodboard": True}),
        (f"{URL} a fox --v 8", {"version": "8", "moodboard": True}),
        (f"{URL} a fox --v 7", {"version": "7"}),
        ("a fox --niji 7", {"version": None}),
        ("a fox --niji", {"version": None}),
        ("a fox --v 9", {"version": None}),
        ("a fox --q 3", {"quality": None}),
        ("a fox --fast --turbo", {"mode": "turbo"}),
    ],
)
def test_a_new_pictures_fields_are_those_of_its_prompt(
    prompt: str, differs: dict[str, object]
) -> None:
    assert told(prompt) == {**USUAL, **differs}


def test_the_usual_mode_counts_where_the_prompt_names_none() -> None:
    assert told("a fox", mode="relax")["mode"] == "relax"
    assert told("a fox --turbo", mode="relax")["mode"] == "turbo"


def test_turbo_gives_way_where_the_version_has_none() -> None:
    for refused in ("--v 8.1", "--v 8", "--niji 7", "--niji 6"):
        assert told(f"a fox {refused}", mode="turbo")["mode"] == "fast"
    for taken in ("", "--v 7", "--v 6.1", "--v 6"):
        assert told(f"a fox {taken}", mode="turbo")["mode"] == "turbo"
    asked = ImagineRequest("", "upscale1", "12", mode="turbo")
    assert whole(asked, ActedOn("a fox --niji 7", "")).mode == "fast"


@pytest.mark.parametrize("action", ["upscale1", "reroll", "zoom_out_2x", "an_action_of_tomorrow"])
def test_an_actions_fields_are_those_of_the_picture_acted_on(action: str) -> None:
    asked = ImagineRequest("", action, "12", mode="turbo")
    seven = whole(asked, ActedOn("a fox --v 7 --q 4 --sref 1"))
    assert (seven.mode, seven.version, seven.hd, seven.quality) == ("turbo", "7", False, "4")
    assert not seven.style_reference
    assert not seven.moodboard
    large = whole(asked, ActedOn(f"{URL} a fox --hd", "8"))
    assert (large.version, large.hd, large.moodboard) == ("8", True, False)
    by_itself = whole(asked, ActedOn("a fox --v 8.1 --q 2"))
    assert (by_itself.mode, by_itself.version, by_itself.quality) == ("fast", "8.1", None)


def test_the_version_that_was_sent_outdoes_todays_default() -> None:
    asked = ImagineRequest("", "upscale1", "12")
    assert whole(asked, ActedOn("a fox")).version == "8.2"
    assert whole(asked, ActedOn("a fox", "8")).version == "8"
    assert whole(asked, ActedOn("a fox --niji 7", "")).version is None


def test_a_redrawn_part_has_its_own_words_and_the_pictures_version() -> None:
    asked = ImagineRequest("a boat --v 6", "variation_region", "12", "AAAA")
    request = whole(asked, ActedOn("a lake --v 7 --hd"))
    assert (request.prompt, request.version, request.hd) == ("a boat --v 6", "7", True)
