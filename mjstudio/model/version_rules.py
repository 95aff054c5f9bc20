"""Which parameter which version takes, in which range, and what excludes what, as data.

From the guides of September 2026. What they agree on is certain, and what they differ on is only a
warning. What stands in no row is nobody's business here: every version may take it.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum

from mjstudio.model.parameters import DEFAULT_VERSION
from mjstudio.model.prompt import Prompt
from mjstudio.texts import N_, _
from mjstudio.texts.phrases import listed

COLUMNS = ("8.2", "8.1", "8", "7", "6.1", "niji 7", "niji 6")
"""The versions of the table, newest first."""

_ALIKE = {"6": "6.1", "5.2": "6.1", "niji 5": "niji 6"}
"""Versions of which nothing else is known than what is known of another."""

_NEWEST_NIJI = "7"


class Verdict(Enum):
    """Whether a version takes a parameter, by its sign in the table."""

    TAKEN = "y"
    REFUSED = "-"
    DISPUTED = "?"


_TABLE = {
    #           8.2 8.1 8   7   6.1 n7  n6
    "oref":    "-   -   -   y   -   -   -",
    "ow":      "-   -   -   y   -   -   -",
    "cref":    "-   -   -   -   y   -   y",
    "cw":      "-   -   -   -   y   -   y",
    "quality": "?   -   y   y   y   y   y",
    "hd":      "y   y   y   -   -   -   -",
    "no":      "y   ?   y   y   y   y   y",
    "draft":   "-   -   -   y   -   -   -",
    "turbo":   "?   -   -   y   y   -   -",
    "profile": "y   y   y   y   y   ?   y",
}  # fmt: skip

PARAMETERS = tuple(_TABLE)
"""The parameters with a row in the table, by their canonical names."""

_WEIGHTED = dict(zip(COLUMNS, "---yyyy", strict=True))
_WEIGHT = re.compile(r"\s*::(?:-?\d*\.?\d+)?")

_STYLES = ("cute", "expressive", "original", "scenic")
_STYLED = "niji 6"

_VALUES: dict[tuple[str, str], tuple[str, ...]] = {
    ("quality", "8"): ("1", "2", "4"),
    ("quality", "7"): ("1", "2", "4"),
    ("quality", "6.1"): (".25", ".5", "1", "2"),
    ("quality", "niji 7"): ("1",),
    ("quality", "niji 6"): ("1",),
    ("sv", "7"): ("4", "6"),
    ("sv", "6.1"): ("1", "2", "3", "4"),
    ("sv", "niji 7"): ("4", "6"),
}
"""The values that a version takes, where it takes fewer than others."""

_SV_OF_CODES = ("4", "6")
"""On versions 8 and newer the style versions for codes and `random`, instead of pictures."""

_MOST_WEIGHT = {"niji 7": 2}
"""The largest `--iw`, where it is less than elsewhere."""

_EXCLUDED: tuple[tuple[str, str, str, bool], ...] = (
    ("oref", "quality", "4", True),
    ("oref", "draft", "", True),
    ("oref", "fast", "", False),
)
"""A parameter, one that it does not go with and its value (empty for any), and if it is certain."""

_OLDER = {"oref": "7", "cref": "6.1"}
"""The version to take instead for what was meant and only older ones have."""

_PERMUTED = re.compile(r"(?<!\\)\{[^{}]*(?<!\\)\}")
"""Braces around what is to be chosen from; `\\{` is a plain brace."""


@dataclass(frozen=True, slots=True)
class Broken:
    """A rule that a prompt breaks: its sentence, whether it is certain, and its fix.

    `name` is the parameter that it is about, or `words` the stretch of the prompt's words. The fix
    removes the parameter `without`, or makes the change `mend` of the whole text; where both are
    missing there is none. It need be read only `once`.
    """

    message: str
    certain: bool = True
    name: str = ""
    words: str = ""
    without: str = ""
    mend: Callable[[str], str] | None = None
    once: bool = False


def version_in(prompt: Prompt) -> str:
    """Return the version that a prompt is for, such as `8.2` or `niji 7`."""
    niji = prompt.value("niji")
    if niji is not None:
        return f"niji {niji or _NEWEST_NIJI}"
    return prompt.value("v") or DEFAULT_VERSION


def verdict(version: str, name: str) -> Verdict:
    """Return whether a version takes a parameter; TAKEN where nothing is known."""
    column = _ALIKE.get(version, version)
    row = _TABLE.get(name)
    if row is None or column not in COLUMNS:
        return Verdict.TAKEN
    return Verdict(row.split()[COLUMNS.index(column)])


def held_back(prompt: Prompt) -> Iterator[Broken]:
    """Yield what means several paid jobs at once, and is never sent as it is."""
    written = " ".join((prompt.words, *map(str, prompt.parameters)))
    if found := _PERMUTED.search(written):
        message = _(
            "“{words}” stands for several prompts, each of them a job that costs: write just one."
        ).format(words=found[0][:40])
        yield Broken(message, words=found[0])
    if prompt.value("repeat") is not None:
        message = _(
            "{flag} means several jobs, each of which costs: send the prompt several times."
        )
        flag = _flag(prompt, "repeat")
        yield Broken(message.format(flag=flag), name="repeat", without="repeat")


def broken_rules(prompt: Prompt) -> tuple[Broken, ...]:
    """Return every rule of versions and of combinations that a prompt breaks."""
    return _broken_rules(prompt)


def _broken_rules(prompt: Prompt, *, in_older: bool = True) -> tuple[Broken, ...]:
    """Return the broken rules; `in_older` looks for versions that break none."""
    if prompt.value("niji") is not None and prompt.value("v") is not None:
        # Which version is meant decides on all the others.
        return (_two_versions(prompt),)
    version = version_in(prompt)
    found = [*_refused(prompt, version, in_older), *_values(prompt, version), *_excluded(prompt)]
    column = _ALIKE.get(version, version)
    if (weight := _WEIGHT.search(prompt.words)) and _WEIGHTED.get(column) == "-":
        message = _version(
            version,
            N_("Version {version} takes no “::” weights."),
            N_("Niji {version} takes no “::” weights."),
        )
        found.append(Broken(message, words=weight[0].strip(), mend=_without_weights))
    if len(prompt.references) == 1 and not prompt.words:
        found.append(Broken(_("A picture alone is refused: add words, or a second picture.")))
    if prompt.value("profile"):
        message = _(
            "Profiles and moodboards belong to the account that made them: "
            "the service may not know yours."
        )
        found.append(Broken(message, certain=False, name="profile", once=True))
    return tuple(found)


def _two_versions(prompt: Prompt) -> Broken:
    last = [p.name for p in prompt.parameters if p.name in ("v", "niji")][-1]
    other = "v" if last == "niji" else "niji"
    return _not_together(prompt, last, other)


def _refused(prompt: Prompt, version: str, in_older: bool) -> Iterator[Broken]:
    for name in PARAMETERS:
        if prompt.value(name) is None:
            continue
        found, flag = verdict(version, name), _flag(prompt, name)
        if found is Verdict.REFUSED:
            message = _version(
                version,
                N_("Version {version} does not take {flag}."),
                N_("Niji {version} does not take {flag}."),
                flag=flag,
            )
            mend = _in_older(prompt, name) if in_older else None
            yield Broken(message, name=name, without=name, mend=mend)
        elif found is Verdict.DISPUTED:
            message = _version(
                version,
                N_("Version {version} may not take {flag}: sources differ."),
                N_("Niji {version} may not take {flag}: sources differ."),
                flag=flag,
            )
            yield Broken(message, certain=False, name=name, without=name)
    if prompt.value("style") in _STYLES and _is_known(version) and version != _STYLED:
        words = f"{_flag(prompt, 'style')} {prompt.value('style')}"
        message = _("Only niji 6 takes {flag}.").format(flag=words)
        if _ALIKE.get(version) != _STYLED:
            yield Broken(message, name="style", without="style")


def _values(prompt: Prompt, version: str) -> Iterator[Broken]:
    column = _ALIKE.get(version, version)
    for name in ("quality", "sv"):
        value = prompt.value(name)
        allowed = _VALUES.get((name, column))
        if name == "sv" and column.startswith("8") and _has_codes(prompt):
            allowed = _SV_OF_CODES
        if value and allowed and _bare(value) not in allowed:
            yield _wrong_value(prompt, version, name, _("one of {choices}"), listed(allowed))
    most = _MOST_WEIGHT.get(column)
    weight = prompt.value("iw") or ""
    if most and re.fullmatch(r"\d{0,4}\.?\d{1,4}", weight, re.ASCII) and float(weight) > most:
        yield _wrong_value(prompt, version, "iw", _("at most {choices}"), str(most))


def _excluded(prompt: Prompt) -> Iterator[Broken]:
    for name, other, value, certain in _EXCLUDED:
        met = prompt.value(other)
        if prompt.value(name) is not None and met is not None and (not value or met == value):
            yield _not_together(prompt, name, other, certain=certain)
    codes = (prompt.value("profile") or "").split()
    if any(re.fullmatch(r"m\d+", code, re.IGNORECASE) for code in codes):
        for other in ("sv", "sw"):
            if prompt.value(other) is not None:
                message = _("A moodboard does not go together with {flag}.")
                flag = _flag(prompt, other)
                yield Broken(message.format(flag=flag), name=other, without=other)


def _not_together(prompt: Prompt, name: str, other: str, *, certain: bool = True) -> Broken:
    words = _("{one} does not go together with {other}.")
    if not certain:
        words = _("{one} may not go together with {other}: sources differ.")
    message = words.format(one=_flag(prompt, name), other=_flag(prompt, other))
    return Broken(message, certain, name=other, without=other)


def _wrong_value(prompt: Prompt, version: str, name: str, wanted: str, choices: str) -> Broken:
    message = _version(
        version,
        N_("With version {version}, {flag} takes {wanted}, not “{value}”."),
        N_("With niji {version}, {flag} takes {wanted}, not “{value}”."),
        flag=_flag(prompt, name),
        wanted=wanted.format(choices=choices),
        value=(prompt.value(name) or "")[:40],
    )
    return Broken(message, name=name, without=name)


def _in_older(prompt: Prompt, name: str) -> Callable[[str], str] | None:
    """Return the change to a version that has the parameter, if it takes all the others, too."""
    older = _OLDER.get(name)
    if older is None or prompt.value("niji") is not None:
        return None
    there = _broken_rules(prompt.with_parameter("v", older), in_older=False)
    if any(broken.certain for broken in there):
        return None
    return lambda text: Prompt.edited(text, "v", older)


def _without_weights(text: str) -> str:
    return re.sub(r"\s*::(?:-?\d*\.?\d+)?(?=(\S)?)", lambda m: " " if m[1] else "", text)


def _has_codes(prompt: Prompt) -> bool:
    named = (prompt.value("sref") or "").split()
    return any(not one.lower().startswith(("http://", "https://")) for one in named)


def _bare(value: str) -> str:
    return value.removeprefix("0") if value.startswith("0.") else value


def _is_known(version: str) -> bool:
    return _ALIKE.get(version, version) in COLUMNS


def _flag(prompt: Prompt, name: str) -> str:
    """Return a parameter's flag as it is written in the prompt."""
    written = [parameter.flag for parameter in prompt.parameters if parameter.name == name]
    return written[-1] if written else f"--{name}"


def _version(version: str, usual: str, niji: str, **fields: str) -> str:
    words = niji if version.startswith("niji ") else usual
    return _(words).format(version=version.removeprefix("niji "), **fields)
