"""How the disk image looks: `dmgbuild -s packaging/macos/dmg_settings.py mjstudio OUT.dmg`."""

from pathlib import Path

_built = Path("build/package")

filename = "mjstudio.dmg"
volume_name = "mjstudio"
format = "ULMO"  # noqa: A001 (the name that dmgbuild reads)
files = [str(_built / "onedir" / "mjstudio.app")]
symlinks = {"Applications": "/Applications"}
icon = str(_built / "made" / "icons" / "mjstudio.icns")
icon_locations = {"mjstudio.app": (140, 130), "Applications": (400, 130)}
window_rect = ((200, 200), (540, 300))
icon_size = 96
background = None
default_view = "icon-view"
show_status_bar = False
show_toolbar = False
