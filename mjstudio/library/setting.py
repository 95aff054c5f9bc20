"""What a setting's declaration can state: how its values are checked, and its dialog row.

A setting is a field of `Settings`. Its type and msgspec's `Meta` say what the file may contain; a
`Check` covers what those cannot express; a `Row` gives it a place in the settings dialog. Reading
and repairing the file, the dialog, and what Save applies all follow from `declared`.
"""

from collections.abc import Callable
from dataclasses import MISSING, Field, dataclass, fields
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec

from mjstudio.model.errors import StudioError
from mjstudio.texts import N_, _

KEPT_ASIDE = "unknown"
"""The field for what a newer version wrote; not a setting itself."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the settings dialog: the suffix of its object name, its title and its icon."""

    name: str
    title: str
    icon: str


ACCOUNT = Page("account", N_("Account"), "user-round")
LOOK = Page("look", N_("Look and language"), "palette")
KEYS = Page("keys", N_("Keys"), "keyboard")
JOBS = Page("jobs", N_("Jobs"), "list-checks")
ADVANCED = Page("advanced", N_("Advanced"), "sliders-horizontal")
PAGES = (ACCOUNT, LOOK, KEYS, JOBS, ADVANCED)
"""In the order of the dialog. The keys are one field of `Settings`, with their own page."""


@dataclass(frozen=True, slots=True)
class Check:
    """A check that a type cannot express.

    `value` receives what was found and returns what to store, tolerating what people write by hand;
    it raises InvalidRequest or ValueError for unusable values. If the setting is `optional`, empty
    text is not checked.
    """

    value: Callable[[Any], Any]
    optional: bool = False

    def __call__(self, found: object) -> object:
        """Return the value to store. Raises the errors of `value`."""
        return found if self.optional and found == "" else self.value(found)


Texts = tuple[str, ...] | Callable[[Any], str]
"""A text for each value, declared by `N_`; or a function that returns it, translated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """How the settings dialog shows a setting. Texts are declared by `N_` and translated there.

    `words` name the values of a choice in the order of its type (off before on), and `hints` tell
    about each; where the model has the texts, they are functions of a value. `help` is shown below
    the control. `heading` begins a part of the page with this row. `placeholder` is shown in an
    empty field, which means 0 where the setting is a number. `only_with` names the switch without
    which the setting does nothing, and with which it cannot be empty. `summary` tells of the value,
    as `{value}`, under the name of the page. One that is `at_once` is in force while it is being
    chosen, and goes back with Cancel; one that is `at_start` only from the next start on. `name` is
    the control's object name, or the beginning of its buttons' names; by default the setting's own.
    """

    page: Page
    label: str
    words: Texts = ()
    hints: Texts = ()
    help: str = ""
    heading: str = ""
    placeholder: str = ""
    only_with: str = ""
    summary: str = ""
    at_once: bool = False
    at_start: bool = False
    name: str = ""


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting, as its field declares it.

    `values` are those of a choice or a switch, without None; `least` and `most` are the limits of a
    number, None if it has none.
    """

    name: str
    default: Any
    row: Row | None
    values: tuple[Any, ...]
    least: float | None
    most: float | None
    kind: Any
    check: Check | None

    def word(self, value: object) -> str:
        """Return the translated name of a choice's value."""
        return self._text(self.row.words if self.row else (), value)

    def hint(self, value: object) -> str:
        """Return a translated sentence about a choice's value; empty if there is none."""
        return self._text(self.row.hints if self.row else (), value)

    def _text(self, texts: Texts, value: object) -> str:
        if callable(texts):
            return texts(value)
        return _(texts[self.values.index(value)]) if texts else ""

    def kept(self, found: object) -> object:
        """Check a value from outside and return it as it is stored.

        Raises ValueError or StudioError for unusable values.
        """
        value = found if self.check is None else self.check(found)
        try:
            return msgspec.convert(value, self.kind)
        except (msgspec.ValidationError, RecursionError) as error:
            raise ValueError(str(error)) from None

    def fits(self, value: object) -> bool:
        """Return whether the program may set this value as it is."""
        try:
            return self.kept(value) == value
        except (ValueError, StudioError):
            return False


@cache
def declared(settings: type) -> dict[str, Setting]:
    """Return the settings that a class declares, by name, in order."""
    hints = get_type_hints(settings, include_extras=True)
    return {
        field.name: _setting(field, hints[field.name])
        for field in fields(settings)
        if field.name != KEPT_ASIDE
    }


def _setting(field: "Field[Any]", hint: Any) -> Setting:
    made = field.default_factory
    default, name = field.default if made is MISSING else made(), field.name
    if default is MISSING:
        raise TypeError(f"the setting {name} has no default")
    plain, *told = get_args(hint) if get_origin(hint) is Annotated else (hint,)
    metas = [one for one in told if isinstance(one, msgspec.Meta)]
    row = next((one for one in told if isinstance(one, Row)), None)
    values = _values(plain)
    for texts in (row.words, row.hints) if row is not None else ():
        if not callable(texts) and len(texts) not in (0, len(values)):
            raise TypeError(f"the setting {name} has {len(values)} values, {len(texts)} texts")
    return Setting(
        name=name,
        default=default,
        row=row,
        values=values,
        least=next((meta.ge for meta in metas if meta.ge is not None), None),
        most=next((meta.le for meta in metas if meta.le is not None), None),
        kind=hint,
        check=next((one for one in told if isinstance(one, Check)), None),
    )


def _values(plain: Any) -> tuple[Any, ...]:
    if get_origin(plain) in (Union, UnionType):
        return tuple(v for one in get_args(plain) if one is not NoneType for v in _values(one))
    if plain is bool:
        return (False, True)
    return get_args(plain) if get_origin(plain) is Literal else ()
