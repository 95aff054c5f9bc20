"""Parses and composes prompts: `https://… words --ar 16:9 --iw 2`.

The text that the artist typed is the truth; controls change one parameter of it and leave the
rest untouched. The order is Midjourney's: image URLs in front, then words, then parameters.
"""

import re
from dataclasses import dataclass, replace

from mjstudio.model.parameters import ENGLISH, Arity, ParameterSpec, find_spec, parse_ratio

MAX_REFERENCES = 5
"""How many image URLs a prompt may begin with (the service's documentation)."""

COMMAS = "，、。；"
"""The characters that end an address besides a space, `,` and `;`."""

_URL = re.compile(r"https?://\S+", re.IGNORECASE)
_FRONT_URL = re.compile(rf"\s*(https?://[^\s{COMMAS}]+?)[,;]*(?:[\s{COMMAS}]+|$)", re.IGNORECASE)
_FLAG = re.compile(r"(?<!\S)--?[A-Za-z]\S*")
_WORD = re.compile(r"\S+")
_LONG_FLAG = re.compile(r"--([A-Za-z][A-Za-z0-9_-]*)")
_LONE_FLAG = re.compile(r"-([A-Za-z]+)")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter as written: `flag` with its dashes, `value` without surrounding blanks.

    A word that belongs to no parameter (`-c`, or the `x` in `--tile x`) becomes a flag of its own
    without a `spec`, so that nothing the artist typed is lost.
    """

    flag: str
    value: str = ""

    @property
    def spec(self) -> ParameterSpec | None:
        """What is known about this parameter; None for a stray or unknown word."""
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
        """Parse a prompt. Never fails: what it does not understand stays as a stray word."""
        references, end = leading_urls(text)
        rest = text[end:].strip()
        first = first_flag(rest)
        words, tail = rest[:first], rest[first:]
        return cls(references, words.rstrip(), _parse_parameters(tail.split()))

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

        Its first occurrence keeps its spelling; repetitions are dropped.
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
        result, at, done = "", 0, value is None
        for parameter, begin, end in located(text):
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
        """Width and height of `--ar`; (1, 1) if absent or malformed."""
        return parse_ratio(self.value("ar") or "") or (1, 1)

    @property
    def unrecognized(self) -> tuple[str, ...]:
        """The words that the service would call unrecognized arguments, in order."""
        return tuple(p.flag for p in self.parameters if p.spec is None)


def leading_urls(text: str) -> tuple[tuple[str, ...], int]:
    """The image URLs in front of a text, and where they end, in characters.

    Commas part them as blanks do.
    """
    found: list[str] = []
    at = 0
    while match := _FRONT_URL.match(text, at):
        found.append(match[1])
        at = match.end()
    return tuple(found), at


def first_flag(text: str) -> int:
    """Where the parameters of a text begin, in characters; its length where it has none.

    They begin at `--` and a letter. A single dash begins them too if a single letter follows, or a
    parameter's name that is not an English word: the service calls `-c` and what follows it
    unrecognized arguments (its documentation). `- a` and `-style` are words.
    """
    for match in _FLAG.finditer(text):
        if match[0].startswith("--") or is_lone_flag(match[0], _begins_line(text, match.start())):
            return match.start()
    return len(text)


def is_lone_flag(word: str, begins_line: bool = False) -> bool:
    """Whether the service takes a word such as `-c` for an argument that it does not know.

    At the beginning of a line a dash may be a bullet: there it must be a parameter's name.
    """
    match = _LONE_FLAG.fullmatch(word)
    if match is None:
        return False
    name = match[1].lower()
    if find_spec(name) is None:
        return len(name) == 1 and not begins_line
    return name not in ENGLISH


def _begins_line(text: str, at: int) -> bool:
    while at and text[at - 1] in " \t":
        at -= 1
    return at == 0 or text[at - 1] == "\n"


def located(text: str) -> tuple[tuple[Parameter, int, int], ...]:
    """Return the parameters of a text, each with its start and end in characters."""
    words = [(m.start(), m.end()) for m in _WORD.finditer(text, first_flag(text))]
    found: list[tuple[Parameter, int, int]] = []
    word = 0
    for parameter in _parse_parameters([text[begin:end] for begin, end in words]):
        count = 1 + len(parameter.value.split())
        found.append((parameter, words[word][0], words[word + count - 1][1]))
        word += count
    return tuple(found)


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
    until_flag = next((i for i, token in enumerate(following) if _is_flag(token)), len(following))
    return until_flag if spec.arity in (Arity.MANY, Arity.ANY) else min(1, until_flag)


def _is_flag(token: str) -> bool:
    return _LONG_FLAG.fullmatch(token) is not None or is_lone_flag(token)
