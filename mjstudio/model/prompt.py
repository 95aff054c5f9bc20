"""A prompt, taken apart and put together: `https://… words --ar 16:9 --iw 2`.

The text that the artist typed is the truth; controls change one parameter of it and leave the
rest as it stands. The order is Midjourney's: image URLs in front, then words, then parameters.
"""

import re
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from mjstudio.model.parameters import Arity, ParameterSpec, find_spec, parse_ratio

MAX_REFERENCES = 5
"""Image URLs that may stand in front of a prompt (the service's documentation)."""

_URL = re.compile(r"https?://\S+", re.IGNORECASE)
_FIRST_FLAG = re.compile(r"(?:^|(?<=\s))(?:--|—)[A-Za-z]")
_WORD = re.compile(r"\S+")
_LONG_FLAG = re.compile(r"(?:--|—)([A-Za-z][A-Za-z0-9_-]*)")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter as written: `flag` with its dashes, `value` without surrounding blanks.

    A word that belongs to no parameter (`-c`, or the `x` in `--tile x`) stands as a flag of its
    own without a `spec`, so that nothing the artist typed is lost.
    """

    flag: str
    value: str = ""

    @property
    def spec(self) -> ParameterSpec | None:
        """What is known of this parameter; None for a stray or unknown word."""
        match = _LONG_FLAG.fullmatch(self.flag)
        return find_spec(match[1]) if match else None

    @property
    def name(self) -> str:
        """The canonical name, such as `stylize` for `--s`; empty where unknown."""
        return self.spec.name if self.spec else ""

    def __str__(self) -> str:
        return f"{self.flag} {self.value}" if self.value else self.flag


@dataclass(frozen=True, slots=True)
class Prompt:
    """The three parts of a prompt, in the order in which the service reads them."""

    references: tuple[str, ...] = ()
    words: str = ""
    parameters: tuple[Parameter, ...] = ()

    @classmethod
    def parse(cls, text: str) -> "Prompt":
        """Take a prompt apart. Never fails: what is not understood is kept as a stray word."""
        rest = text.strip()
        references: list[str] = []
        while match := _URL.match(rest):
            references.append(match[0])
            rest = rest[match.end() :].lstrip()
        first = _FIRST_FLAG.search(rest)
        words, tail = (
            (rest, "") if first is None else (rest[: first.start()], rest[first.start() :])
        )
        return cls(tuple(references), words.rstrip(), _parse_parameters(tail.split()))

    def compose(self) -> str:
        """The text to show and to send."""
        return " ".join(
            part for part in (*self.references, self.words, *map(str, self.parameters)) if part
        )

    def value(self, name: str) -> str | None:
        """The value of a parameter by its canonical name: the last one written counts.

        None where it is absent; `""` for a flag that is present.
        """
        found = [p.value for p in self.parameters if p.name == name]
        return found[-1] if found else None

    def with_parameter(self, name: str, value: str | None) -> "Prompt":
        """The same prompt with one parameter set (`""` for a flag), or removed by None.

        The first place where it stands keeps its spelling; repetitions are dropped.
        """
        kept: list[Parameter] = []
        done = value is None
        for parameter in self.parameters:
            if parameter.name != name:
                kept.append(parameter)
            elif not done:
                kept.append(Parameter(parameter.flag, value or ""))
                done = True
        if not done:
            kept.append(Parameter(f"--{name}", value or ""))
        return replace(self, parameters=tuple(kept))

    @classmethod
    def edited(cls, text: str, name: str, value: str | None) -> str:
        """A prompt's text with one parameter set (`""` for a flag) or removed by None.

        Everything else stays as it was typed, line breaks included.
        """
        first = _FIRST_FLAG.search(text)
        start = len(text) if first is None else first.start()
        words = [(m.start(), m.end()) for m in _WORD.finditer(text, start)]
        result, at, done, word = "", 0, value is None, 0
        for parameter in _parse_parameters([text[a:b] for a, b in words]):
            count = 1 + len(parameter.value.split())
            begin, end = words[word][0], words[word + count - 1][1]
            word += count
            if parameter.name != name:
                continue
            if done:
                result += text[at:begin].rstrip(" ")
            else:
                result += text[at:begin] + str(Parameter(parameter.flag, value or ""))
                done = True
            at = end
        result += text[at:]
        if done:
            return result
        added = str(Parameter(f"--{name}", value or ""))
        return f"{result.rstrip()} {added}" if result.strip() else added

    def with_references(self, references: tuple[str, ...]) -> "Prompt":
        """The same prompt with these image URLs in front."""
        return replace(self, references=references)

    @property
    def ratio(self) -> tuple[int, int]:
        """Width and height of `--ar`; (1, 1) where absent or malformed."""
        return parse_ratio(self.value("ar") or "") or (1, 1)

    @property
    def unrecognized(self) -> tuple[str, ...]:
        """The words that the service would call unrecognized arguments, in order."""
        return tuple(p.flag for p in self.parameters if p.spec is None)


def _parse_parameters(tokens: list[str]) -> tuple[Parameter, ...]:
    found: list[Parameter] = []
    at = 0
    while at < len(tokens):
        flag = tokens[at]
        at += 1
        spec = Parameter(flag).spec
        wanted = _values_wanted(spec, tokens[at:])
        found.append(Parameter(flag, " ".join(tokens[at : at + wanted])))
        at += wanted
    return tuple(found)


def _values_wanted(spec: ParameterSpec | None, following: list[str]) -> int:
    if spec is None or spec.arity is Arity.FLAG:
        return 0
    until_flag = next(
        (i for i, token in enumerate(following) if _LONG_FLAG.fullmatch(token)), len(following)
    )
    return until_flag if spec.arity is Arity.MANY else min(1, until_flag)


def is_url(text: str) -> bool:
    """Whether a text is one http or https URL with a host."""
    if not _URL.fullmatch(text):
        return False
    try:
        return bool(urlsplit(text).hostname)
    except ValueError:
        return False
