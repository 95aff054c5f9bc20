"""Finds the problems of a prompt before it costs money."""

import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from mjstudio.model.address import is_url
from mjstudio.model.mistyped import Mistyped, mistyped
from mjstudio.model.parameters import Arity, OneOf
from mjstudio.model.prompt import (
    COMMAS,
    MAX_REFERENCES,
    Parameter,
    Prompt,
    first_flag,
    leading_urls,
    located,
)
from mjstudio.model.version_rules import Broken, broken_rules, held_back
from mjstudio.texts import _

IMAGE_SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".webp", ".gif"})
_PAGE_SUFFIXES = frozenset({".html", ".htm", ".php", ".asp", ".aspx", ".jsp", ".svg", ".pdf"})


_ASTRAY = re.compile(rf"(?:(?<=\s)|^)(https?://[^\s{COMMAS}]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Fix:
    """The fix of a problem: `text` replaces what is between `start` and `end`, in characters."""

    start: int
    end: int
    text: str

    def apply(self, text: str) -> str:
        """Return the fixed text."""
        return text[: self.start] + self.text + text[self.end :]


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem to show beside the prompt.

    `blocking` problems keep the prompt from being sent. The others stop the first attempt, so that
    the artist reads them, and let the second one through. `span` is the place in the text, in
    characters, where the problem has one.
    """

    message: str
    blocking: bool = True
    span: tuple[int, int] | None = None
    fix: Fix | None = None
    once: bool = False
    """Whether a warning needs to be read only once, whatever is written later."""


def check_text(text: str) -> str | None:
    """Return why a text cannot be sent, or None: JSON has no NUL and no lone surrogates."""
    if "\0" in text:
        return _("The prompt contains a NUL character; remove it.")
    if re.search(r"[\ud800-\udfff]", text):
        return _("The prompt contains half a character (a lone surrogate); type it again.")
    return None


def check_reference(url: str) -> Problem | None:
    """What is wrong with one image URL.

    A page is refused where its address says so; an address without an ending may well be a
    picture, so that is a word of warning only.
    """
    if not is_url(url):
        return Problem(
            _("“{url}” is not the address of a picture (http or https).").format(url=url[:60])
        )
    suffix = PurePosixPath(urlsplit(url).path).suffix.lower()
    if suffix in IMAGE_SUFFIXES:
        return None
    shown = url if len(url) <= 60 else url[:57] + "…"
    if suffix in _PAGE_SUFFIXES:
        return Problem(
            _(
                "{address} is a web page, not a picture. Open the picture itself and copy "
                "its address."
            ).format(address=shown)
        )
    return Problem(
        _(
            "{address} does not look like a picture: its address should end in .png, .jpg or .webp."
        ).format(address=shown),
        blocking=False,
    )


def lint(
    text: str, references: tuple[str, ...] = (), *, empty: bool = False
) -> tuple[Problem, ...]:
    """Every problem of a prompt, the gravest first; empty when it can be sent.

    `text` is the prompt as typed, `references` the image URLs that go in front of it and are not in
    the text. `empty` allows a prompt without words, as a region's may be.
    """
    parsed = Prompt.parse(text)
    prompt = parsed.with_references((*references, *parsed.references))
    found: list[Problem] = []
    if reason := check_text(prompt.compose()):
        found.append(Problem(reason))
    behind = _behind(text)
    if not (prompt.words or prompt.references or behind or empty):
        found.append(Problem(_("Describe the picture first.")))
    if len(prompt.references) > MAX_REFERENCES:
        found.append(
            Problem(
                _("{count} image URLs: the service takes at most {most}.").format(
                    count=len(prompt.references), most=MAX_REFERENCES
                )
            )
        )
    found += filter(None, map(check_reference, prompt.references))
    found += _astray(text)
    typed = tuple(mistyped(text))
    found += map(_mistyped, typed)
    found += behind
    told = [problem.span for problem in found if problem.span]
    for parameter, start, end in located(text):
        if not any(start < other[1] and other[0] < end for other in told):
            found += _check_parameter(parameter, (start, end))
    found += (_broken(rule, text) for rule in held_back(parsed))
    if not empty:
        # A region is drawn by its picture's version, which stands in another prompt.
        found += (_broken(rule, text) for rule in broken_rules(prompt))
    return tuple(sorted(found, key=gravity))


def gravity(problem: Problem) -> tuple[bool, bool]:
    """Return a sort key: blocking problems first, and among them those with a fix."""
    return not problem.blocking, problem.fix is None


def _astray(text: str) -> list[Problem]:
    """Find image URLs after the first word."""
    _urls, start = leading_urls(text)
    match = _ASTRAY.search(text, start, first_flag(text))
    if match is None:
        return []
    moved = f"{text[:start]}{match[1]} {text[start : match.start()].lstrip()}"
    return [
        Problem(
            _("Move image URLs to the front of the prompt."),
            span=match.span(1),
            fix=Fix(0, match.end(), moved.rstrip(" ")),
        )
    ]


def _behind(text: str) -> list[Problem]:
    """Words behind the parameters, which the service calls unrecognized arguments.

    What follows a parameter that is not known may be its value.
    """
    found: list[Problem] = []
    first, run, known = first_flag(text), None, False
    for parameter, start, end in (*located(text), (Parameter("--"), len(text), len(text))):
        if parameter.spec is None and known and not parameter.flag.startswith("-"):
            run = (run[0] if run else start, end)
            continue
        if run is not None:
            words = text[slice(*run)]
            front, flags = text[:first].rstrip(" "), text[first : run[0]].rstrip()
            moved = f"{front} {words} {flags}" if front.strip() else f"{words} {flags}"
            message = _("Move these words in front of the parameters: “{words}”.").format(
                words=words[:40]
            )
            found.append(Problem(message, span=run, fix=Fix(0, run[1], moved)))
            run = None
        spec = parameter.spec
        known = spec is not None and not (spec.check and spec.check(parameter.value))
    return found


def _broken(rule: Broken, text: str) -> Problem:
    """Return the problem of a broken rule, with its place and its fix in the text."""
    span = None
    if rule.words:
        at = text.find(rule.words)
        span = (at, at + len(rule.words)) if at >= 0 else None
    for parameter, start, end in located(text):
        if rule.name and parameter.name == rule.name:
            span = (start, end)
    mended = text
    if rule.mend is not None:
        mended = rule.mend(text)
    elif rule.without:
        mended = Prompt.edited(text, rule.without, None)
    fix = Fix(0, len(text), mended.strip()) if mended != text else None
    return Problem(rule.message, rule.certain, span, fix, rule.once)


def _mistyped(found: Mistyped) -> Problem:
    if found.refused:
        said = _("The service refuses “{shown}”. Did you mean {meant}?").format(
            shown=found.shown, meant=found.meant
        )
    elif found.certain:
        said = _("The service won’t understand “{shown}”. Did you mean {meant}?").format(
            shown=found.shown, meant=found.meant
        )
    elif found.shown == found.meant:
        said = _(
            "There is an unusual space before {meant}: the service may not recognize the parameter."
        ).format(meant=found.meant)
    else:
        said = _("“{shown}” looks like {meant}.").format(shown=found.shown, meant=found.meant)
    start = found.end - len(found.shown)
    return Problem(said, found.certain, (start, found.end), Fix(found.start, found.end, found.text))


def _check_parameter(parameter: Parameter, span: tuple[int, int]) -> list[Problem]:
    spec = parameter.spec
    if spec is None:
        # Midjourney adds parameters before mjstudio knows them: warn, but let them through.
        return [
            Problem(
                _("The service may not know “{flag}”.").format(flag=parameter.flag), False, span
            )
        ]
    if not parameter.value:
        needs_value = spec.arity in (Arity.ONE, Arity.MANY)
        return (
            [Problem(_("{flag} needs a value.").format(flag=parameter.flag), span=span)]
            if needs_value
            else []
        )
    wanted = spec.check(parameter.value) if spec.check else None
    if wanted is None:
        return []
    # An unknown version or style may be new: warn. A number out of range is refused.
    return [
        Problem(
            _("{flag} takes {wanted}, not “{value}”.").format(
                flag=parameter.flag, wanted=wanted, value=parameter.value[:40]
            ),
            blocking=not isinstance(spec.check, OneOf),
            span=span,
        )
    ]
