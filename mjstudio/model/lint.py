"""What is wrong with a prompt, told before it costs money."""

import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from mjstudio.model.parameters import Arity
from mjstudio.model.prompt import MAX_REFERENCES, Parameter, Prompt, is_url

IMAGE_SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".webp", ".gif"})
_PAGE_SUFFIXES = frozenset({".html", ".htm", ".php", ".asp", ".aspx", ".jsp", ".svg", ".pdf"})


@dataclass(frozen=True, slots=True)
class Problem:
    """Something to say beside the prompt.

    `blocking` problems keep it from being sent; the others hold the first attempt, so that the
    artist has read them, and let the second one through.
    """

    message: str
    blocking: bool = True


def check_text(text: str) -> str | None:
    """Why a text cannot be sent, or None: JSON has no place for NUL and lone surrogates."""
    if "\0" in text:
        return "The prompt holds a NUL character; remove it."
    if re.search(r"[\ud800-\udfff]", text):
        return "The prompt holds half of a character (a lone surrogate); type it again."
    return None


def check_reference(url: str) -> Problem | None:
    """What is wrong with one image URL.

    A page is refused where its address says so; an address without an ending may well be a
    picture, so that is a word of warning only.
    """
    if not is_url(url):
        return Problem(f"“{url[:60]}” is not the address of a picture (http or https).")
    suffix = PurePosixPath(urlsplit(url).path).suffix.lower()
    if suffix in IMAGE_SUFFIXES:
        return None
    shown = url if len(url) <= 60 else url[:57] + "…"
    if suffix in _PAGE_SUFFIXES:
        return Problem(f"{shown} is a page, not a picture. Open the picture itself and copy that.")
    return Problem(
        f"{shown} does not look like a picture: its address should end in .png, .jpg or .webp.",
        blocking=False,
    )


def lint(prompt: Prompt) -> tuple[Problem, ...]:
    """Every problem of a prompt, the blocking ones first; empty when it can be sent."""
    found: list[Problem] = []
    if reason := check_text(prompt.compose()):
        found.append(Problem(reason))
    if not prompt.words and not prompt.references:
        found.append(Problem("Describe the picture first."))
    if len(prompt.references) > MAX_REFERENCES:
        found.append(
            Problem(
                f"{len(prompt.references)} image URLs: the service takes at most {MAX_REFERENCES}."
            )
        )
    found += filter(None, map(check_reference, prompt.references))
    if prompt.references and re.search(r"(?:^|\s)https?://", prompt.words, re.IGNORECASE):
        found.append(Problem("An image URL stands among the words: move it to the front."))
    elif re.search(r"(?:^|\s)https?://", prompt.words, re.IGNORECASE):
        found.append(Problem("Image URLs stand in front of the words: move it there."))
    found += filter(None, map(_check_parameter, prompt.parameters))
    return tuple(sorted(found, key=lambda problem: not problem.blocking))


def _check_parameter(parameter: Parameter) -> Problem | None:
    spec = parameter.spec
    if spec is None:
        # New parameters appear at Midjourney before they do here: warn, but let them through.
        return Problem(f"The service may not know “{parameter.flag}”.", blocking=False)
    if not parameter.value:
        needs_value = spec.arity in (Arity.ONE, Arity.MANY)
        return Problem(f"{parameter.flag} needs a value.") if needs_value else None
    wanted = spec.check(parameter.value) if spec.check else None
    if wanted is None:
        return None
    # A version or a style of tomorrow is a word of warning; a number out of range is refused.
    return Problem(
        f"{parameter.flag} takes {wanted}, not “{parameter.value[:40]}”.",
        blocking=not wanted.startswith("one of"),
    )
