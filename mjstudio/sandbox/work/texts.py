"""The text endpoints: describe, shorten, translate. Simple and deterministic."""

import re

from mjstudio.sandbox.work.nodes import Colour

_NAMES: tuple[tuple[Colour, str], ...] = (
    ((24, 26, 34), "deep night blue"),
    ((60, 62, 68), "slate grey"),
    ((128, 128, 128), "silver grey"),
    ((225, 225, 222), "pale mist"),
    ((170, 60, 45), "brick red"),
    ((225, 120, 60), "burnt orange"),
    ((230, 190, 100), "golden amber"),
    ((90, 130, 70), "moss green"),
    ((50, 110, 110), "sea teal"),
    ((70, 110, 180), "cobalt blue"),
    ((120, 90, 150), "dusky violet"),
    ((210, 150, 170), "faded rose"),
)
_LEADS = (
    "A wide landscape in {colour}, soft light, painterly brushwork",
    "An atmospheric scene, {colour} tones, layered depth, quiet mood",
    "Concept art of a distant horizon, {colour} palette, fine grain",
    "A still moment in {colour}, gentle haze, cinematic composition",
)
_FILLERS = re.compile(
    r"(?:an?|the|of|in|on|at|with|and|very|really|quite|some|that|which|is|are|to|by|for|from|"
    r"beautiful|amazing|stunning|highly|detailed)[,.]?",
    re.IGNORECASE,
)
_GLOSSARY = {
    "一只": "a ", "坐在": "sitting on ", "桌子上": "a table", "桌子": "table", "猫": "cat ",
    "狗": "dog ", "山": "mountain ", "海": "sea ", "日落": "sunset ", "城市": "city ",
    "森林": "forest ", "夜": "night ", "雪": "snow ", "花": "flower ", "月亮": "moon ",
    "女孩": "girl ", "水墨画": "ink wash painting ", "一个": "a ", "在": "in ", "的": "'s ",
    "和": "and ", "，": ", ", "。": ". ",
}  # fmt: skip
_MOST_SHORT = 5


def colour_name(colour: Colour) -> str:
    """Return the nearest colour that has a name."""

    def distance(entry: tuple[Colour, str]) -> int:
        return sum((one - other) ** 2 for one, other in zip(entry[0], colour, strict=True))

    return min(_NAMES, key=distance)[1]


def described(colour: Colour, size: tuple[int, int]) -> list[str]:
    """Return four prompts that could have made a picture with that average colour and size."""
    ratio = size[0] / size[1]
    known = {"1:1": 1.0, "3:2": 1.5, "16:9": 16 / 9, "2:3": 2 / 3, "9:16": 9 / 16}
    name = min(known, key=lambda key: abs(known[key] - ratio))
    return [f"{lead.format(colour=colour_name(colour))} --ar {name}" for lead in _LEADS]


def shortened(prompt: str) -> list[str]:
    """Return up to five shorter prompts, longest first; the prompt itself if none is shorter."""
    words = [word for word in prompt.split() if not _FILLERS.fullmatch(word)]
    found: list[str] = []
    length = len(words)
    while length > 0 and len(found) < _MOST_SHORT:
        text = " ".join(words[:length]).strip(" ,.")
        if text and text not in found:
            found.append(text)
        length = length * 3 // 4
    return found or [prompt.strip()]


def translated(content: str) -> str:
    """Translate known Chinese words into English; unknown ones stay."""
    pattern = "|".join(map(re.escape, sorted(_GLOSSARY, key=len, reverse=True)))
    text = re.sub(pattern, lambda match: _GLOSSARY[match[0]], content)
    return re.sub(r" +", " ", text).strip()
