"""Places in a text: Qt counts UTF-16 units, Python counts characters."""


def units(text: str, characters: int | None = None) -> int:
    """Return the UTF-16 length of a text's first characters; of all of them by default."""
    return len(text[:characters].encode("utf-16-le", "surrogatepass")) // 2


def characters(text: str, units: int) -> int:
    """How many characters of a text its first UTF-16 units are."""
    encoded = text.encode("utf-16-le", "surrogatepass")[: 2 * units]
    return len(encoded.decode("utf-16-le", "surrogatepass"))
