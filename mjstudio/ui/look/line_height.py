"""Gives a font the line metrics of another: the same height and the same baseline.

A line is as high as its tallest letters. So beside a button with Chinese text, one with `Ctrl F`
would have a lower line, and its letters would be a pixel higher. Where nearly every line is
Chinese, Inter gets the lines of the Chinese font: 19 pixels for letters of 13, and one baseline
everywhere.

A font's line height is in its tables `hhea` and `OS/2`
(https://learn.microsoft.com/typography/opentype/spec/hhea).
"""

import struct

_DIRECTORY = 12
"""Offset of the table list; each entry has 16 bytes: name, checksum, offset, length."""
_UNITS_PER_EM = 18  # in `head`
_HHEA_LINE = 4  # ascender, descender, line gap
_OS2_TYPO_LINE, _OS2_WIN_LINE = 68, 74


def with_line(font: bytes, ascent: float, descent: float) -> bytes:
    """A TrueType font with another line, which reaches so far above and below the baseline.

    Both in ems. Raises ValueError if this is not such a font.
    """
    made = bytearray(font)
    try:
        head, hhea, os2 = (_place(font, name) for name in (b"head", b"hhea", b"OS/2"))
        (units,) = struct.unpack_from(">H", font, head + _UNITS_PER_EM)
        above, below = round(ascent * units), round(descent * units)
        struct.pack_into(">hhh", made, hhea + _HHEA_LINE, above, -below, 0)
        struct.pack_into(">hhh", made, os2 + _OS2_TYPO_LINE, above, -below, 0)
        struct.pack_into(">HH", made, os2 + _OS2_WIN_LINE, above, below)
    except struct.error as error:
        raise ValueError(str(error)) from None
    return bytes(made)


def _place(font: bytes, name: bytes) -> int:
    """Return a table's offset. Raises ValueError, struct.error."""
    (count,) = struct.unpack_from(">H", font, 4)
    for at in range(_DIRECTORY, _DIRECTORY + 16 * count, 16):
        tag, _sum, place, _length = struct.unpack_from(">4sIII", font, at)
        if tag == name:
            return int(place)
    raise ValueError(f"no table {name!r}")
