"""A prompt in Chinese gets the scene it names, as one in English does."""

import pytest

from mjstudio.sandbox.painting.palette import Hour
from mjstudio.sandbox.painting.prompt_words import Feature, Kind, read


@pytest.mark.parametrize(
    ("prompt", "kind", "hour"),
    [
        ("日出前的山谷，薄雾层叠，清冷的蓝色空气 --ar 16:9", Kind.MOUNTAINS, Hour.DAWN),
        ("暮色中的港口，灯笼倒影", Kind.HARBOUR, Hour.DUSK),
        ("紫色黄昏下的红色沙漠 --stylize 250", Kind.DESERT, Hour.DUSK),
        ("夜晚的赛博朋克街道", Kind.CITY, Hour.NIGHT),
        ("黎明的竹林", Kind.FOREST, Hour.DAWN),
        ("黎明的龍與湖", Kind.MOUNTAINS, Hour.DAWN),
    ],
)
def test_words_steer_the_scene(prompt: str, kind: Kind, hour: Hour) -> None:
    reading = read(prompt)
    assert (reading.kind, reading.hour) == (kind, hour)


def test_the_longest_word_counts() -> None:
    assert read("上海").kind is Kind.CITY
    assert read("海").kind is Kind.HARBOUR
    assert read("花瓶里的牡丹").kind is Kind.STILL_LIFE


def test_what_else_must_be_there_is_read_and_colours_are() -> None:
    reading = read("蓝色的湖，薄雾，小船，一只猫")
    assert {Feature.LAKE, Feature.MIST, Feature.BOATS, Feature.CAT} <= reading.features
    assert len(reading.colours) == 1


def test_words_that_nobody_knows_still_give_a_scene() -> None:
    assert read("虚无") == read("虚无")
