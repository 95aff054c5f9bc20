"""Which of Qt's plugins for input methods is asked for.

The Qt of this program brings two, for ibus and for the compose key. fcitx5 has a plugin of its own,
built for the Qt of its distribution, which no other Qt can load; but it also answers where ibus
would (its add-on "ibusfrontend", which is on unless it was turned off). Desktops of its users set
`QT_IM_MODULE=fcitx`, with which Qt finds nothing and nobody writes Chinese, so ibus is named behind
it. `QT_IM_MODULES` is a list since Qt 6.7, and wins; on Wayland an empty one means the compositor.
"""

from collections.abc import Mapping

_ELSEWHERE = ("fcitx", "fcitx5", "xim")
"""What desktops set, and no plugin here is called."""


def wanted_modules(environ: Mapping[str, str]) -> str:
    """What `QT_IM_MODULES` should be for Qt to find fcitx5; empty to leave everything as it is."""
    several = [name for name in environ.get("QT_IM_MODULES", "").split(";") if name]
    named = several or [name for name in (environ.get("QT_IM_MODULE", ""),) if name]
    if "ibus" in named or not any(name in _ELSEWHERE for name in named):
        return ""
    return ";".join((*named, "ibus"))
