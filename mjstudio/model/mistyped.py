"""Parameters as phones, input methods and word processors type them: `–ar`, `——ar`, `16x9`.

The service reads `--name value` between blanks and nothing else; it draws near misses as words, or
refuses them. This module finds them in a text and says what was meant. A program cannot know what a
dash means in prose, so names that are English words (`style`, `no`) count as parameters only with a
value that fits, and a dash between words never does.

Decided: mjstudio corrects nothing while the artist types. Text that changes under the hand is worse
than a wrong dash.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from mjstudio.model.parameters import ENGLISH, Arity, ParameterSpec, find_spec
from mjstudio.model.prompt import first_flag, is_lone_flag

_DASHES = "-‐‑‒–—―⁃−─⸺⸻ー﹘﹣－ｰ"
_LONG_VOWELS = "ーｰ"
"""Part of Japanese words, and what Japanese keyboards type for a dash: only two in a row count."""
_UNSEEN = "\u00ad\u200b\u200e\u200f\u2060\ufeff"
_ODD = "\u00a0\u1680\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B))) + _UNSEEN
"""Characters that look like spaces: no-break, ideographic, zero-width."""
_BLANK = " \t" + _ODD

_RUN = re.compile(f"[{_DASHES}]+")
_NAME = re.compile(f"([{_BLANK}]*)([A-Za-zＡ-Ｚａ-ｚ]+)")
_WORD = re.compile(rf"[^\s{_ODD}]+")
_NEXT = re.compile(f"(?:[{_DASHES}]{{2,}}|[–—－])[A-Za-z]")
_MANY = re.compile(rf".*?(?=[\s{_BLANK}]+[{_DASHES}]+[A-Za-z]|\s*$)", re.DOTALL)
_RATIO = re.compile(
    r"[“”„\"']?(\d{1,4})\s*(?:[:：∶﹕︰xX×ｘＸ✕*＊/／]|\bby\b)\s*(\d{1,4})(?![\w:.])"
)
_SEPARATOR = re.compile(rf"[\s{_BLANK}]*(?:[=＝:：]\s*)?")
_URL = re.compile(r"https?://\S+", re.IGNORECASE)
_QUOTES = "“”„‟«»‘’‚\"'"
_CURLY = str.maketrans({"“": '"', "”": '"', "„": '"', "‟": '"', "‘": "'", "’": "'", "‚": "'"})
_ENDINGS = ".,;!?)]，。、；！？）％%"
_ENDING = re.compile(f"[{re.escape(_ENDINGS + _QUOTES)}]+(?!\\S)")
_ANY_ODD = re.compile(f"[{_ODD}]")


@dataclass(frozen=True, slots=True)
class Mistyped:
    """A stretch of text from `start` to `end`, in characters, that means a parameter.

    `shown` is the text there, `meant` the parameter it looks like, `text` the replacement for the
    stretch. `certain`: nothing else can be meant. `refused`: the service is known to refuse it.
    """

    start: int
    end: int
    shown: str
    meant: str
    text: str
    certain: bool = True
    refused: bool = False


@dataclass(frozen=True, slots=True)
class _Flag:
    """A run of dashes and the name after it, not yet classified."""

    blanks: str
    before: str
    dashes: str
    gap: str
    written: str
    spec: ParameterSpec | None
    start: int
    end: int
    begins_line: bool
    in_tail: bool

    @property
    def name(self) -> str:
        return unicodedata.normalize("NFKC", self.written)

    @property
    def is_word(self) -> bool:
        return self.name.lower() in ENGLISH

    @property
    def doubled(self) -> bool:
        return len(self.dashes) > 1

    @property
    def glued(self) -> bool:
        """Whether it directly follows a character."""
        return not self.begins_line and not self.blanks

    @property
    def read(self) -> bool:
        """Whether the service reads it as a parameter without any change."""
        apart = self.begins_line or bool(self.blanks)
        seen = self.blanks[-1:] not in _UNSEEN if self.blanks else True
        return apart and seen and self.dashes == "--" and not self.gap and self.name == self.written


@dataclass(frozen=True, slots=True)
class _Value:
    """What follows a name: the text between, the value as written and as meant, its end.

    `fits` where the parameter takes it.
    """

    end: int
    between: str = ""
    written: str = ""
    meant: str = ""
    fits: bool = False

    @property
    def apart(self) -> bool:
        """Whether there are only spaces between name and value."""
        return bool(self.between) and not self.between.strip()

    @property
    def odd(self) -> bool:
        return _ANY_ODD.search(self.between) is not None


def mistyped(text: str) -> Iterator[Mistyped]:
    """Yield everything in a text that looks like a parameter but is not one yet, left to right."""
    addresses = [match.span() for match in _URL.finditer(text)]
    tail, done = first_flag(text), 0
    for run in _RUN.finditer(text):
        if run.start() < done or any(a <= run.start() < b for a, b in addresses):
            continue
        flag = _flag(text, run, tail)
        if flag is None:
            continue
        value = _value(text, flag)
        found = _judge(text, flag, value)
        if found is not None:
            done = found.end
            yield found


def _flag(text: str, run: re.Match[str], tail: int) -> _Flag | None:
    named = _NAME.match(text, run.end())
    if named is None or _goes_on(text, named.end()):
        return None
    if set(run[0]) & set(_LONG_VOWELS) and len(run[0]) < 2:
        return None
    start = run.start()
    while start and text[start - 1] in _BLANK:
        start -= 1
    before = text[start - 1] if start else "\n"
    spec = find_spec(unicodedata.normalize("NFKC", named[2]))
    return _Flag(
        blanks=text[start : run.start()],
        before=before,
        dashes=run[0],
        gap=named[1],
        written=named[2],
        spec=spec,
        start=start,
        end=named.end(),
        begins_line=before.isspace(),
        in_tail=start > tail,
    )


def _goes_on(text: str, at: int) -> bool:
    """Return whether a name starts a longer word: `-style-guide`, `--no_frames`, `–aré`."""
    following = text[at : at + 2]
    if following[:1] in ("'", "’", "_"):
        return True
    if following[:1] in _DASHES and len(following) == 2:
        return following[1].isalnum()
    return following[:1].isalpha()


# -- after the name


def _value(text: str, flag: _Flag) -> _Value:
    spec, at = flag.spec, flag.end
    if spec is None:
        return _Value(at)
    if spec.arity is Arity.FLAG:
        ending = _ENDING.match(text, at)
        return _Value(ending.end(), written=ending[0]) if ending else _Value(at)
    separator = _SEPARATOR.match(text, at)
    between = separator[0] if separator else ""
    begin = at + len(between)
    if spec.arity in (Arity.MANY, Arity.ANY):
        return _several(text, spec, at, begin)
    if spec.name == "ar" and (match := _RATIO.match(text, begin)) is not None:
        ending = _ENDING.match(text, match.end())
        end = ending.end() if ending else match.end()
        meant: str | None = _fitting(spec, f"{match[1]}:{match[2]}")
    else:
        word = _WORD.match(text, begin)
        cut = _NEXT.search(text, begin, word.end()) if word else None
        end = cut.start() if cut else (word.end() if word else begin)
        meant = _fitting(spec, text[begin:end])
    if meant is None:
        return _Value(at)
    return _Value(end, between, text[begin:end], meant, fits=True)


def _several(text: str, spec: ParameterSpec, at: int, begin: int) -> _Value:
    """Codes, addresses or words: only curly quotes are checked."""
    match = _MANY.match(text, begin)
    if match is None or not match[0]:
        return _Value(at)
    named = match[0][0].isdecimal() or _URL.match(match[0]) is not None
    fits = spec.name in ("sref", "cref") and named
    meant = match[0].translate(_CURLY)
    if meant == match[0]:
        return _Value(at, fits=fits)
    return _Value(match.end(), text[at:begin], match[0], meant, fits)


def _fitting(spec: ParameterSpec, written: str) -> str | None:
    """Return the value as the service accepts it; None if no reading fits."""
    if spec.check is None:
        return written if _URL.match(written) else None
    plain = _ascii(written).strip(_QUOTES)
    ways = (written, plain, plain.rstrip(_ENDINGS), plain.replace(",", "."))
    return next((way for way in ways if way and spec.check(way) is None), None)


def _ascii(value: str) -> str:
    """Return digits and signs of any width and script as the service writes them."""
    return "".join(
        str(unicodedata.decimal(c)) if c.isdecimal() else c
        for c in unicodedata.normalize("NFKC", value)
    )


# -- what it means


def _judge(text: str, flag: _Flag, value: _Value) -> Mistyped | None:
    if flag.spec is None:
        alone = flag.dashes == "-" and not flag.gap and not flag.glued
        bare = text[value.end : value.end + 1].strip() == ""
        if not (alone and bare and is_lone_flag(f"-{flag.written}", flag.begins_line)):
            return None
        certain: bool | None = True
    elif flag.read:
        certain = _wrong_as_read(flag, value)
    elif flag.glued:
        certain = _glued(flag, value)
    elif flag.gap:
        certain = _with_gap(flag, value)
    else:
        certain = _dashed(text, flag, value)
    return None if certain is None else _found(text, flag, value, certain)


def _wrong_as_read(flag: _Flag, value: _Value) -> bool | None:
    """A parameter that the service sees: is its value as it should be, are its blanks?"""
    spec = flag.spec
    if spec is not None and spec.arity in (Arity.MANY, Arity.ANY):
        return False if value.written or _ANY_ODD.search(flag.blanks) else None
    if value.written and (value.written != value.meant or not (value.apart or value.odd)):
        return True
    return False if value.odd or _ANY_ODD.search(flag.blanks) else None


def _glued(flag: _Flag, value: _Value) -> bool | None:
    """Directly behind a word, a sign or a Chinese character."""
    code = not flag.is_word and len(flag.name) > 1
    if flag.before in _QUOTES + "`([":
        return None
    if flag.in_tail and not flag.gap and flag.dashes != "-":
        return True
    if not flag.doubled:
        hyphen = flag.dashes == "-" and flag.before.isalnum()
        return True if value.fits and code and not hyphen and not flag.gap else None
    if value.fits:
        return True
    latin = flag.before.isalnum() and flag.before.isascii()
    return True if code and not latin and not flag.gap else None


def _with_gap(flag: _Flag, value: _Value) -> bool | None:
    """A blank between dashes and name: prose, but for a value that fits."""
    if not value.fits:
        return None
    if flag.is_word:
        return False if len(flag.dashes) == 2 else None
    return True if flag.doubled or len(flag.name) > 1 else None


def _dashed(text: str, flag: _Flag, value: _Value) -> bool | None:
    """Apart from the words, with dashes of the wrong number or kind."""
    spec = flag.spec
    if spec is None:
        return None
    if flag.doubled or value.fits:
        return True
    if not flag.is_word:
        return flag.dashes == "-" or len(flag.name) > 1
    following = text[value.end :].strip()
    if spec.name == "no":
        return False if following else None
    ends = not following or following.startswith(tuple(_DASHES))
    return False if spec.arity is Arity.FLAG and ends and not flag.begins_line else None


def _found(text: str, flag: _Flag, value: _Value, certain: bool) -> Mistyped | None:
    plain = bool(flag.blanks) and not _ANY_ODD.search(flag.blanks)
    lead = flag.blanks if plain else ("" if flag.begins_line else " ")
    between = value.between if value.apart and not value.odd else " "
    meant = f"--{flag.name}{between}{value.meant}" if value.meant else f"--{flag.name}"
    stood = text[flag.start : value.end]
    if lead + meant == stood:
        return None
    lone = flag.dashes == "-" and not flag.gap and not flag.glued and certain
    return Mistyped(
        flag.start, value.end, stood.strip(_BLANK + "\n"), meant, lead + meant, certain, lone
    )
