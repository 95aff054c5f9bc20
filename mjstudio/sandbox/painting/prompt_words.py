"""What a prompt asks for: a kind of scene, an hour, colours and extra features."""

import re
from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2b

from mjstudio.sandbox.painting.chinese_words import in_english
from mjstudio.sandbox.painting.colour import Colour
from mjstudio.sandbox.painting.palette import COLOUR_WORDS, Hour


class Kind(StrEnum):
    """The kinds of scene that the painter knows."""

    MOUNTAINS = "mountains"
    HARBOUR = "harbour"
    FOREST = "forest"
    DESERT = "desert"
    CITY = "city"
    MEADOW = "meadow"
    SPACE = "space"
    STILL_LIFE = "still life"
    ABSTRACT = "abstract"


class Feature(StrEnum):
    """Things that a prompt can add to a scene."""

    MOON = "moon"
    SNOW = "snow"
    RAIN = "rain"
    MIST = "mist"
    AURORA = "aurora"
    STARS = "stars"
    LANTERNS = "lanterns"
    BOATS = "boats"
    LAKE = "lake"
    TREES = "trees"
    AUTUMN = "autumn"
    CAT = "cat"
    RINGS = "rings"
    POPPY = "poppy"
    LAVENDER = "lavender"
    SUNFLOWER = "sunflower"
    TOWER = "lighthouse"
    BIRDS = "birds"


_KINDS = {
    Kind.MOUNTAINS: "mountain valley alps alpine peak hill ridge cliff fjord canyon lake volcano "
    "glacier landscape highland summit everest fuji himalaya castle dragon river waterfall",
    Kind.HARBOUR: "sea ocean harbour harbor port boat ship sail sailing sailboat coast beach wave "
    "bay island lighthouse shore quay pier venice fisherman fishing yacht lagoon mermaid whale",
    Kind.FOREST: "forest wood woods tree jungle grove birch pine fir oak woodland rainforest "
    "deer fox wolf bear elf bamboo redwood swamp owl",
    Kind.DESERT: "desert dune sahara sand camel oasis mesa arizona egypt pyramid mars savanna "
    "nomad",
    Kind.CITY: "city town skyline street tokyo york paris london cyberpunk urban skyscraper "
    "building downtown metropolis neon village rooftop alley subway car taxi robot bridge shanghai "
    "architecture",
    Kind.MEADOW: "meadow flower field garden poppy lavender tulip wildflower grass spring prairie "
    "sunflower pasture farm countryside horse sheep butterfly bee daisy summer tuscany rabbit",
    Kind.SPACE: "space planet galaxy nebula cosmos cosmic astronaut universe saturn jupiter orbit "
    "asteroid comet spaceship starship alien milky interstellar constellation rocket",
    Kind.STILL_LIFE: "still vase fruit apple pear lemon bottle bouquet table bowl jug teapot cup "
    "kitchen coffee tea wine bread food peony orange breakfast candle",
    Kind.ABSTRACT: "abstract marble pattern texture swirl ink fluid agate geode liquid geometric "
    "painting dream music smoke wallpaper fractal",
}
_HOURS = {
    Hour.DAWN: "dawn sunrise morning daybreak early",
    Hour.DAY: "day noon midday sunny afternoon daylight bright summer spring",
    Hour.SUNSET: "sunset evening golden warm",
    Hour.DUSK: "dusk twilight gloaming lantern lanterns",
    Hour.NIGHT: "night midnight moon moonlit moonlight starry star stars aurora nocturne neon "
    "cyberpunk northern dark",
    Hour.STORM: "storm stormy thunder thunderstorm rain rainy tempest overcast gloomy downpour",
}
_FEATURES = {
    Feature.MOON: "moon moonlit moonlight lunar",
    Feature.SNOW: "snow snowy winter frost frozen ice blizzard christmas glacier",
    Feature.RAIN: "rain rainy downpour drizzle storm thunderstorm stormy",
    Feature.MIST: "mist misty fog foggy haze hazy",
    Feature.AURORA: "aurora borealis",
    Feature.STARS: "star stars starry",
    Feature.LANTERNS: "lantern lanterns festival",
    Feature.BOATS: "boat ship sail sailing sailboat yacht fishing fisherman regatta",
    Feature.LAKE: "lake fjord reflection river",
    Feature.TREES: "tree pine fir pines firs",
    Feature.AUTUMN: "autumn fall october november maple",
    Feature.RINGS: "ring rings ringed saturn",
    Feature.POPPY: "poppy",
    Feature.LAVENDER: "lavender bluebell violet",
    Feature.SUNFLOWER: "sunflower buttercup dandelion rapeseed",
    Feature.TOWER: "lighthouse beacon",
    Feature.CAT: "cat kitten feline",
    Feature.BIRDS: "bird birds geese swallow gull gulls crow raven",
}
# When a prompt names no scene, its features choose one of these.
_HOMES = {
    Feature.AURORA: (Kind.MOUNTAINS,),
    Feature.SNOW: (Kind.MOUNTAINS, Kind.FOREST),
    Feature.RAIN: (Kind.CITY, Kind.HARBOUR),
    Feature.LANTERNS: (Kind.HARBOUR,),
    Feature.AUTUMN: (Kind.FOREST,),
    Feature.MOON: (Kind.MOUNTAINS, Kind.DESERT, Kind.HARBOUR),
    Feature.STARS: (Kind.SPACE, Kind.MOUNTAINS, Kind.DESERT),
    Feature.CAT: (Kind.MEADOW, Kind.MOUNTAINS, Kind.CITY),
    Feature.MIST: (Kind.FOREST, Kind.MOUNTAINS),
    Feature.BIRDS: (Kind.HARBOUR, Kind.MEADOW),
}
_UNKNOWN = (Kind.STILL_LIFE, Kind.ABSTRACT, Kind.MOUNTAINS, Kind.MEADOW, Kind.STILL_LIFE)
_USUAL_HOURS = {
    Kind.MOUNTAINS: (Hour.DAWN, Hour.DAWN, Hour.DAY, Hour.SUNSET, Hour.DUSK),
    Kind.HARBOUR: (Hour.DAWN, Hour.SUNSET, Hour.DUSK, Hour.DAY),
    Kind.FOREST: (Hour.DAWN, Hour.DAY, Hour.SUNSET),
    Kind.DESERT: (Hour.SUNSET, Hour.DAY, Hour.DAWN, Hour.DUSK),
    Kind.CITY: (Hour.DUSK, Hour.NIGHT, Hour.SUNSET),
    Kind.MEADOW: (Hour.DAY, Hour.DAWN, Hour.SUNSET, Hour.DAY),
    Kind.SPACE: (Hour.NIGHT,),
    Kind.STILL_LIFE: (Hour.DAY, Hour.SUNSET, Hour.DUSK, Hour.DAWN),
    Kind.ABSTRACT: (Hour.DUSK, Hour.SUNSET, Hour.NIGHT, Hour.DAY, Hour.DAWN),
}


@dataclass(frozen=True, slots=True)
class Reading:
    """What the painter found in a prompt; `number` is its hash, which decides everything else."""

    kind: Kind
    hour: Hour
    features: frozenset[Feature]
    colours: tuple[Colour, ...]
    number: int


def _spread(table: dict[str, str]) -> dict[str, str]:
    return {word: name for name, words in table.items() for word in words.split()}


_KIND_OF = _spread({str(kind): words for kind, words in _KINDS.items()})
_HOUR_OF = _spread({str(hour): words for hour, words in _HOURS.items()})


def words_of(prompt: str) -> list[str]:
    """Return a prompt's words in lower case, plurals also as singulars, without web addresses.

    The English equivalents of its Chinese words follow at the end.
    """
    text = re.sub(r"https?://\S+", " ", prompt.lower())
    found: list[str] = []
    for word in re.findall(r"[^\W\d_]+|\d+", text):
        found.append(word)
        if word.endswith("ies"):
            found.append(word[:-3] + "y")
        elif word.endswith("s"):
            found.append(word[:-1])
    return found + in_english(text)


def read(prompt: str) -> Reading:
    """Read a prompt. Any text yields a scene, and the same text always the same one."""
    words = words_of(prompt)
    number = int.from_bytes(blake2b(" ".join(words).encode(), digest_size=6).digest(), "big")
    features = frozenset(
        feature for feature, names in _FEATURES.items() if set(names.split()) & set(words)
    )
    kinds = [_KIND_OF[word] for word in words if word in _KIND_OF]
    if kinds:
        # The scene named most often; on a tie the first, because prompts begin with their subject.
        kind = Kind(max(kinds, key=lambda name: (kinds.count(name), -kinds.index(name))))
    else:
        homes = next((homes for name, homes in _HOMES.items() if name in features), _UNKNOWN)
        kind = homes[number % len(homes)]
    hours = [_HOUR_OF[word] for word in words if word in _HOUR_OF]
    usual = _USUAL_HOURS[kind]
    hour = Hour(hours[0]) if hours else usual[(number >> 8) % len(usual)]
    if kind is Kind.SPACE:
        hour = Hour.NIGHT
    colours = tuple(COLOUR_WORDS[word] for word in words if word in COLOUR_WORDS)
    return Reading(kind, hour, features, colours[:3], number)
