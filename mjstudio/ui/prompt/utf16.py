"""Places in a text: Qt counts UTF-16 units, Python counts characters."""


def units(text: str, characters: int | None = None) -> int:
    """How many UTF-16 units the first characters of a text take; all of it where none are given."""
    return len(text[:characters].encode("utf-16-le", "surrogatepass")) // 2


def characters(text: str, units: int) -> int:
    """How many characters of a text its first UTF-16 units are."""
    encoded = text.encode("utf-16-le", "surrogatepass")[: 2 * units]
    return len(encoded.decode("utf-16-le", "surrogatepass"))
