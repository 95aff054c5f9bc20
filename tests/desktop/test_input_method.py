"""Users of fcitx5 write Chinese, whatever their desktop calls it."""

import pytest

from mjstudio.desktop.input_method import wanted_modules


@pytest.mark.parametrize(
    ("environ", "wanted"),
    [
        ({"QT_IM_MODULE": "fcitx"}, "fcitx;ibus"),
        ({"QT_IM_MODULE": "fcitx5"}, "fcitx5;ibus"),
        ({"QT_IM_MODULE": "xim"}, "xim;ibus"),
        ({"QT_IM_MODULES": "wayland;fcitx"}, "wayland;fcitx;ibus"),
        ({"QT_IM_MODULES": "fcitx", "QT_IM_MODULE": "ibus"}, "fcitx;ibus"),
        ({"QT_IM_MODULES": "wayland;fcitx;ibus"}, ""),
        ({"QT_IM_MODULE": "ibus"}, ""),
        ({"QT_IM_MODULE": "compose"}, ""),
        ({"QT_IM_MODULE": ""}, ""),
        ({}, ""),
    ],
)
def test_fcitx_is_found_where_ibus_would_be(environ: dict[str, str], wanted: str) -> None:
    assert wanted_modules(environ) == wanted
