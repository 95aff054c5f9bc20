"""Texts in the chosen language: English where nothing else is known, and never an error."""

import struct
from collections.abc import Iterator
from pathlib import Path

import pytest

from mjstudio import texts
from mjstudio.texts import DOMAIN, N_, _, ngettext, pgettext, use

HEADER = "Content-Type: text/plain; charset=UTF-8\nPlural-Forms: {}\n"
TWO_FORMS = "nplurals=2; plural=(n != 1);"
ONE_FORM = "nplurals=1; plural=0;"
GERMAN = {
    "Close": "Schließen",
    "{n} job\0{n} jobs": "{n} Auftrag\0{n} Aufträge",
    "noun\x04Upscale": "Vergrößerung",
    "verb\x04Upscale": "Vergrößern",
}
CHINESE = {"{n} job\0{n} jobs": "{n} 个任务"}


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    yield
    use("en")


@pytest.fixture
def locale(tmp_path: Path) -> Path:
    write(tmp_path, "de", GERMAN, TWO_FORMS)
    write(tmp_path, "zh_CN", CHINESE, ONE_FORM)
    return tmp_path


def write(folder: Path, language: str, entries: dict[str, str], plural: str) -> Path:
    """A catalogue as msgfmt writes it."""
    pairs = sorted(
        (k.encode(), v.encode()) for k, v in {"": HEADER.format(plural), **entries}.items()
    )
    at = 28 + 16 * len(pairs)
    tables, strings = [b"", b""], b""
    for side in (0, 1):
        for pair in pairs:
            tables[side] += struct.pack("<II", len(pair[side]), at + len(strings))
            strings += pair[side] + b"\0"
    header = struct.pack("<7I", 0x950412DE, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, at)
    path = folder / language / "LC_MESSAGES" / f"{DOMAIN}.mo"
    path.parent.mkdir(parents=True)
    path.write_bytes(header + b"".join(tables) + strings)
    return path


def test_a_text_is_english_until_a_language_is_chosen(locale: Path) -> None:
    assert (_("Close"), pgettext("verb", "Upscale")) == ("Close", "Upscale")
    assert use("de", locale)
    assert (_("Close"), pgettext("verb", "Upscale")) == ("Schließen", "Vergrößern")


def test_one_word_is_translated_by_its_sense(locale: Path) -> None:
    use("de", locale)
    assert pgettext("noun", "Upscale") != pgettext("verb", "Upscale")
    assert pgettext("adjective", "Upscale") == "Upscale"


def test_a_number_chooses_the_form_that_the_language_has(locale: Path) -> None:
    def jobs(n: int) -> str:
        return ngettext("{n} job", "{n} jobs", n).format(n=n)

    assert [jobs(n) for n in (0, 1, 2)] == ["0 jobs", "1 job", "2 jobs"]
    use("de", locale)
    assert [jobs(n) for n in (0, 1, 2)] == ["0 Aufträge", "1 Auftrag", "2 Aufträge"]
    use("zh_CN", locale)
    assert [jobs(n) for n in (0, 1, 2)] == ["0 个任务", "1 个任务", "2 个任务"]


def test_a_constant_follows_a_language_chosen_after_its_declaration(locale: Path) -> None:
    declared = N_("Close")
    use("de", locale)
    assert declared == "Close"
    assert _(declared) == "Schließen"


@pytest.mark.parametrize("written", ["de_AT", "de-AT", "de_DE.UTF-8"])
def test_a_region_without_a_catalogue_gets_its_languages(locale: Path, written: str) -> None:
    assert use(written, locale)
    assert _("Close") == "Schließen"


@pytest.mark.parametrize("language", ["en", "xx", "", "../de", "C"])
def test_an_unknown_language_is_english_again(locale: Path, language: str) -> None:
    use("de", locale)
    assert not use(language, locale)
    assert _("Close") == "Close"


def test_a_catalogues_header_is_no_text(locale: Path) -> None:
    use("de", locale)
    assert _("") == ""


def test_a_catalogue_cut_off_anywhere_leaves_english_or_whole_texts(locale: Path) -> None:
    path = locale / "de" / "LC_MESSAGES" / f"{DOMAIN}.mo"
    whole = path.read_bytes()
    folder = locale / "cut"
    for length in range(len(whole)):
        cut = folder / str(length) / "de" / "LC_MESSAGES" / f"{DOMAIN}.mo"
        cut.parent.mkdir(parents=True)
        cut.write_bytes(whole[:length])
        use("de", folder / str(length))
        assert _("Close") in ("Close", "Schließen")


def test_a_bad_plural_rule_leaves_english(tmp_path: Path) -> None:
    write(tmp_path, "de", GERMAN, "nplurals=2; plural=__import__('os');")
    assert not use("de", tmp_path)
    assert _("Close") == "Close"


def test_without_the_programs_resources_texts_are_english(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> Path:
        raise FileNotFoundError("no icons")

    monkeypatch.setattr(texts.assets, "resources", missing)
    assert not use("de")
    assert _("Close") == "Close"
