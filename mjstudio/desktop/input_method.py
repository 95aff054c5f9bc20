"""Chooses the plugin for input methods that Qt should load.

The Qt of this program brings two, for ibus and for the compose key. fcitx5 has a plugin of its own,
built for the Qt of its distribution, which no other Qt can load; but it also answers where ibus
would (its add-on "ibusfrontend", which is on unless it was turned off). Desktops of its users set
`QT_IM_MODULE=fcitx`, with which Qt finds nothing and nobody writes Chinese, so ibus is named behind
it. `QT_IM_MODULES` is a list since Qt 6.7, and wins; on Wayland an empty one means the compositor.
"""

from collections.abc import Mapping

_ELSEWHERE = ("fcitx", "fcitx5", "xim")
"""The name that desktops set, and that no plugin here has."""


def wanted_modules(environ: Mapping[str, str]) -> str:
    """Return the value of `QT_IM_MODULES` that lets Qt find fcitx5; empty to change nothing."""
    several = [name for name in environ.get("QT_IM_MODULES", "").split(";") if name]
    named = several or [name for name in (environ.get("QT_IM_MODULE", ""),) if name]
    if "ibus" in named or not any(name in _ELSEWHERE for name in named):
        return ""
    return ";".join((*named, "ibus"))
