"""Every setting, declared once: its type, its range, its default, and its row in the dialog.

To add one, add a field. The file, its repair and the settings dialog follow from it (see
`setting`). The token is never among them.
"""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from msgspec import Meta

from mjstudio.library.setting import ACCOUNT, ADVANCED, JOBS, LOOK, Check, Row, declared
from mjstudio.model.account import DEFAULT_BASE_URL, check_base_url
from mjstudio.model.delivery_mode import DeliveryMode, check_public_address
from mjstudio.model.errors import InvalidRequest
from mjstudio.model.pacing import MOST_AT_ONCE
from mjstudio.model.release import FEED, check_feed
from mjstudio.texts import N_, _
from mjstudio.texts.languages import NAMES

MAX_HISTORY = 200
_MAX_WINDOW = 65_536
_MOST_BEFORE = 12
"""Jobs at once that older versions allowed."""


def _base64(found: Any) -> str:
    try:
        base64.b64decode(found, validate=True)
    except (binascii.Error, TypeError) as error:
        raise ValueError(str(error)) from None
    return str(found)


def _texts(found: Any) -> Any:
    """Return the texts in a list, dropping everything else."""
    if not isinstance(found, list | tuple):
        return found
    return tuple(one for one in found if isinstance(one, str))[-MAX_HISTORY:]


def _keys(found: Any) -> Any:
    """Return the lists of texts by name, dropping everything else."""
    if not isinstance(found, Mapping):
        return found
    return {
        name: tuple(one for one in keys if isinstance(one, str))
        for name, keys in found.items()
        if isinstance(name, str) and isinstance(keys, list | tuple)
    }


def _at_once(found: Any) -> Any:
    """Return the most that the service takes for what older versions took for more."""
    older = type(found) is int and MOST_AT_ONCE < found <= _MOST_BEFORE
    return MOST_AT_ONCE if older else found


def _address(found: Any) -> str:
    return check_base_url(_text(found))


def _public_address(found: Any) -> str:
    return check_public_address(_text(found))


def _feed(found: Any) -> str:
    return check_feed(_text(found))


def _text(found: object) -> str:
    if not isinstance(found, str):
        raise ValueError("not a text")  # noqa: TRY004 (one kind for the caller)
    return found


Length = Annotated[int, Meta(ge=0, le=65_536)]
Folder = Annotated[str, Meta(max_length=32_768)]
Name = Annotated[str, Meta(max_length=64)]
Base64 = Annotated[str, Meta(max_length=_MAX_WINDOW), Check(_base64)]


@dataclass(frozen=True)
class Settings:
    """The program's settings, in the order of the dialog.

    Raises InvalidRequest, naming the field, for a value out of range.
    """

    use_sandbox: Annotated[
        bool | None,
        Row(
            page=ACCOUNT,
            label=N_("Work with"),
            words=(N_("My account"), N_("Sandbox")),
            help=N_("The sandbox runs on this computer and costs nothing."),
            summary="{value}",
            name="use",
        ),
    ] = None
    """None means: the sandbox while there is no token."""
    base_url: Annotated[
        str,
        Check(_address),
        Row(
            page=ACCOUNT,
            label=N_("Base URL"),
            help=N_("Your token is sent to this address alone."),
            placeholder=DEFAULT_BASE_URL,
            name="base_url_edit",
        ),
    ] = DEFAULT_BASE_URL

    language: Annotated[
        Literal["system", "en", "zh_CN"],
        Row(
            page=LOOK,
            label=N_("Language"),
            words=lambda value: NAMES.get(value) or _("Match system"),
            help=N_("Prompts stay as you wrote them."),
            summary="{value}",
            at_start=True,
        ),
    ] = "system"
    theme: Annotated[
        Literal["system", "dark", "light"],
        Row(
            page=LOOK,
            label=N_("Theme"),
            words=(N_("Match system"), N_("Dark"), N_("Light")),
            help=N_("Changes at once. Cancel brings the old one back."),
            summary="{value}",
            at_once=True,
        ),
    ] = "dark"

    running_limit: Annotated[
        int,
        Meta(ge=1, le=MOST_AT_ONCE),
        Check(_at_once),
        Row(
            page=JOBS,
            label=N_("Running at once"),
            help=N_(
                "Others wait in the queue. The service takes five at most, whatever was set before."
            ),
            summary=N_("{value} at once"),
        ),
    ] = 3
    mode: Annotated[
        Literal["", "fast", "relax", "turbo"],
        Row(
            page=JOBS,
            label=N_("Speed of new pictures"),
            words=(N_("Service’s choice"), N_("Fast"), N_("Relax"), N_("Turbo")),
            name="speed",
        ),
    ] = ""
    notify: Annotated[
        bool,
        Row(
            page=JOBS,
            label=N_("Notifications"),
            words=(N_("Never"), N_("When a job ends")),
            help=N_("Only while another program is in front."),
        ),
    ] = True

    delivery: Annotated[
        Literal["stream", "wait", "poll", "callback"],
        Row(
            page=ADVANCED,
            heading=N_("Delivery"),
            label=N_("How pictures come"),
            words=lambda value: DeliveryMode(value).label,
            hints=lambda value: DeliveryMode(value).hint,
            summary="{value}",
        ),
    ] = "stream"
    """The value of a DeliveryMode."""
    callback_url: Annotated[
        str,
        Check(_public_address, optional=True),
        Row(
            page=ADVANCED,
            label=N_("Callback address"),
            help=N_("Only for callbacks: your own tunnel or proxy, which leads to the port below."),
            placeholder="https://studio.example.net",
            name="callback_url_edit",
        ),
    ] = ""
    callback_port: Annotated[
        int,
        Meta(ge=0, le=65_535),
        Row(
            page=ADVANCED,
            label=N_("Callback port"),
            help=N_("The port on this computer that your tunnel or proxy leads to."),
            placeholder=N_("any"),
            name="callback_port_edit",
        ),
    ] = 0
    callback_steps: Annotated[
        bool,
        Row(
            page=ADVANCED,
            label=N_("Callback at every step"),
            help=N_("With progress and previews; otherwise there is one callback at the end."),
        ),
    ] = True
    check_updates: Annotated[
        bool,
        Row(
            page=ADVANCED,
            heading=N_("New versions"),
            label=N_("Check for new versions"),
            words=(N_("Never"), N_("Once a day")),
            name="updates",
        ),
    ] = False
    update_feed: Annotated[
        str,
        Check(_feed, optional=True),
        Row(
            page=ADVANCED,
            label=N_("Feed"),
            help=N_("The address of a JSON document. Your token is never sent to it."),
            placeholder="https://…/mjstudio.json",
            only_with="check_updates",
            name="update_feed",
        ),
    ] = FEED
    updates_checked: Annotated[float, Meta(ge=0, lt=1e12)] = 0.0
    """Seconds of the epoch."""

    window_geometry: Base64 = ""
    window_state: Base64 = ""
    mask_colour: Annotated[str, Meta(pattern=r"^#[0-9a-fA-F]{6}\Z")] = "#ff3d7f"
    mask_opacity: Annotated[float, Meta(ge=0, le=1)] = 0.46
    mask_outline_only: bool = False
    mask_pressure: bool = True
    mask_subtract: Annotated[
        Literal["", "ctrl", "meta"],
        Row(
            page=LOOK,
            heading=N_("Masks"),
            label=N_("Key that subtracts"),
            words=(N_("Alt"), N_("Alt or Ctrl"), N_("Alt or Super")),
            help=N_("Some desktops move windows with Alt. The right button subtracts, too."),
        ),
    ] = ""
    mask_tool: Name = "brush"
    """The tool's name. Its sizes are in picture pixels, the tolerance 0..255; the mask clamps."""
    mask_size: Length = 120
    mask_tolerance: Length = 32
    mask_amount: Length = 8
    mask_feather: Length = 0
    mask_folder: Folder = ""
    library_kind: Literal["all", "grids", "singles", "redrawn"] = "all"
    library_starred: bool = False
    compare_view: Literal["swipe", "blink", "side", "heat"] = "swipe"
    compare_pace: Annotated[float, Meta(gt=0, le=100)] = 1.5
    """Blinks per second."""
    lock_feather: Length = 16
    """In picture pixels."""
    next_delivery: Literal["", "stream", "wait", "poll", "callback"] = ""
    """The delivery mode of the next jobs; empty for the one in `delivery`."""
    shown_job: Name = ""
    """The id of the job on the stage."""
    save_folder: Folder = ""
    """The folder where pictures were last saved."""
    prompt_history: Annotated[tuple[str, ...], Check(_texts)] = ()
    """The sent prompts, the newest last."""

    keys: Annotated[Mapping[str, tuple[str, ...]], Check(_keys)] = field(
        default_factory=dict, hash=False
    )
    """The keys that the artist changed, by command, in Qt's portable text."""

    unknown: Mapping[str, Any] = field(default_factory=dict, repr=False, hash=False)
    """What a newer version wrote; it is preserved."""

    def __post_init__(self) -> None:
        for name, setting in declared(Settings).items():
            if not setting.fits(getattr(self, name)):
                words = _("The setting “{name}” is out of range.").format(name=name)
                raise InvalidRequest(name, words)


_ROWS = {name: setting.row for name, setting in declared(Settings).items() if setting.row}
IN_DIALOG = (*_ROWS, "keys")
"""The settings that the dialog shows and Save applies."""
AT_ONCE = tuple(name for name, row in _ROWS.items() if row.at_once)
"""The settings that take effect while they are being chosen."""
