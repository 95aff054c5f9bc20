"""Catalogues: what is extracted, what the check of translations finds, what a wheel brings."""

import gettext
import io
import os
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
Import = Callable[[str], ModuleType]

SOURCE = '''\
"""A module with texts."""

GREETING = N_("Good morning")


def say(n, lit):
    # Translators: on a button; there is
    # little room.
    one = _("Close")
    two = ngettext("{n} picture", "{n} pictures", n).format(n=n)
    # A remark of the house.
    return one, two, f"{pgettext('of a lamp', 'On')}", _("lit" if lit else "dark"), _(one)
'''

HEADER = """\
msgid ""
msgstr ""
"Project-Id-Version: mjstudio\\n"
"Language: {language}\\n"
"Plural-Forms: {plurals}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"""
CHINESE, GERMAN = ("zh_CN", "nplurals=1; plural=0;"), ("de", "nplurals=2; plural=(n != 1);")


def catalogue(root: Path, entries: str, language: tuple[str, str] = CHINESE) -> Path:
    """A catalogue of that language with those entries, where the tools look for it."""
    path = root / "resources/locale" / language[0] / "LC_MESSAGES/mjstudio.po"
    path.parent.mkdir(parents=True)
    header = HEADER.format(language=language[0], plurals=language[1])
    path.write_text(f"{header}\n{entries}", encoding="utf-8")
    return path


def program(root: Path, *modules: str) -> Path:
    """A program of those modules."""
    for number, source in enumerate(modules):
        path = root / "mjstudio" / f"part{number}.py"
        path.parent.mkdir(exist_ok=True)
        path.write_text(source, encoding="utf-8")
    return root


def found(module: Import, root: Path, path: Path) -> list[str]:
    template = module("catalogues").extracted(root)
    return list(module("catalogue_checks").problems(path, template))


# What is extracted


def test_every_marked_text_is_found_in_order(module: Import) -> None:
    texts = list(module("catalogues").texts(SOURCE, "a.py"))
    assert [(text.forms, text.context) for text in texts] == [
        (("Good morning",), ""),
        (("Close",), ""),
        (("{n} picture", "{n} pictures"), ""),
        (("On",), "of a lamp"),
        (("lit",), ""),
        (("dark",), ""),
    ]
    assert [text.comments for text in texts if text.comments] == [
        ("Translators: on a button; there is little room.",)
    ]


def test_a_catalogue_is_begun_and_keeps_what_is_translated(module: Import, tmp_path: Path) -> None:
    catalogues = module("catalogues")
    root = program(tmp_path, SOURCE, '_("Close")\n_("40 % of it")\n')
    catalogues.update(root, ["zh_CN"])
    path = root / "resources/locale/zh_CN/LC_MESSAGES/mjstudio.po"
    begun = path.read_text(encoding="utf-8")
    assert begun.startswith(HEADER.format(language=CHINESE[0], plurals=CHINESE[1]))
    assert "#: mjstudio/part0.py mjstudio/part1.py\n" in begun
    assert "python-format" not in begun
    assert "\nmsgstr[1]" not in begun  # Chinese has one form

    translated = begun.replace('msgid "Close"\nmsgstr ""', 'msgid "Close"\nmsgstr "关闭"')
    path.write_text(translated, encoding="utf-8")
    assert catalogues.update(root) == []
    program(tmp_path, "\n\n\n" + SOURCE.replace("Good morning", "Good evening"))
    assert catalogues.update(root) == [root / "build/mjstudio.pot", path]
    assert path.read_text(encoding="utf-8") == translated.replace("Good morning", "Good evening")


def test_a_text_that_was_reworded_offers_its_old_translation(
    module: Import, tmp_path: Path
) -> None:
    root = program(tmp_path, '_("Close the window")')
    path = catalogue(root, 'msgid "Close the windows"\nmsgstr "关闭窗口"\n')
    module("catalogues").update(root)
    text = path.read_text(encoding="utf-8")
    assert '#, fuzzy\nmsgid "Close the window"\nmsgstr "关闭窗口"\n' in text


# What the check finds

GOOD = {
    "_('Close')": ("Close", "关闭"),
    "_('{n} of {total:,} kept')": ("{n} of {total:,} kept", "共 {total:,} 张,已保留 {n} 张"),
    "_('Move to…')": ("Move to…", "移动到…"),
    "_('Host:')": ("Host:", "主机:"),
    "_('<b>No</b> mask')": ("<b>No</b> mask", "<b>没有</b>蒙版"),
    "_('&Seed of --seed')": ("&Seed of --seed", "--seed 的种子(&S)"),
    "_('Midjourney {version}')": ("Midjourney {version}", "Midjourney {version}"),
    "_(', ')": (", ", ", "),
}


@pytest.mark.parametrize("source", GOOD)
def test_a_good_translation_passes(module: Import, tmp_path: Path, source: str) -> None:
    original, translated = GOOD[source]
    flag = "#, python-brace-format\n" if "{" in original else ""
    path = catalogue(
        program(tmp_path, source),
        f'#: mjstudio/part0.py\n{flag}msgid "{original}"\nmsgstr "{translated}"\n',
    )
    assert found(module, tmp_path, path) == []


BAD = {
    "not translated": ("Close", ""),
    "missing: n;": ("{n} kept", "已保留"),
    "not in the text: count": ("{n} kept", "已保留 {count} 张"),
    "missing: size:,": ("{size:,} bytes", "{size} 字节"),
    "broken placeholder": ("{n} kept", "已保留 {n 张"),
    "is no name": ("{n} kept", "已保留 {} 张"),
    "other blanks": ("with ", "与"),
    "ends with “…”": ("Move to…", "移动到"),
    "ends with “:”": ("Host:", "主机"),
    "tags do not agree": ("<b>No</b> mask", "<b>没有蒙版"),
    "parameters do not agree": ("Needs --seed", "需要 --种子"),
    "mnemonics do not agree": ("&Seed", "种子"),
    "left as it was": ("This cannot be read", "This cannot be read"),
}


@pytest.mark.parametrize("problem", BAD)
def test_a_bad_translation_is_found(module: Import, tmp_path: Path, problem: str) -> None:
    original, translated = BAD[problem]
    path = catalogue(
        program(tmp_path, f"_({original!r})"), f'msgid "{original}"\nmsgstr "{translated}"\n'
    )
    assert problem in found(module, tmp_path, path)[0]


def test_a_guess_is_found_and_one_that_nobody_asks_for(module: Import, tmp_path: Path) -> None:
    path = catalogue(
        program(tmp_path, "_('Close')"),
        '#, fuzzy\nmsgid "Close"\nmsgstr "关闭"\n\n#~ msgid "Open"\n#~ msgstr "打开"\n',
    )
    assert found(module, tmp_path, path)[:2] == ["obsolete: “Open”", "fuzzy: “Close”"]


@pytest.mark.parametrize("source", ["", "_('Close')\n_('Open')"])
def test_a_catalogue_out_of_step_is_found(module: Import, tmp_path: Path, source: str) -> None:
    path = catalogue(
        program(tmp_path, source), '#: mjstudio/part0.py\nmsgid "Close"\nmsgstr "关闭"\n'
    )
    assert found(module, tmp_path, path) == ["out of step with the source; run `dev.py texts`"]


JOBS = '#: mjstudio/part0.py\n{}msgid "{}"\nmsgid_plural "{{n}} jobs"\n'


@pytest.mark.parametrize(
    ("language", "one", "strings", "problems"),
    [
        (GERMAN, "{n} job", ("{n} Auftrag", "{n} Aufträge"), []),
        (GERMAN, "one job", ("ein Auftrag", "{n} Aufträge"), []),
        (GERMAN, "one job", ("{n} Auftrag", "{n} Aufträge"), []),
        (GERMAN, "one job", ("ein Auftrag", "Aufträge"), ["missing: n;"]),
        (GERMAN, "{n} job", ("{n} Auftrag", ""), ["not translated"]),
        (CHINESE, "one job", ("{n} 个任务",), []),
        (CHINESE, "one job", ("一个任务",), ["missing: n;"]),
        (CHINESE, "{n} job", ("{n} 个任务", "{n} 个任务"), ["more translations than num_plurals"]),
    ],
)
def test_plural_forms(
    module: Import,
    tmp_path: Path,
    language: tuple[str, str],
    one: str,
    strings: tuple[str, ...],
    problems: list[str],
) -> None:
    entry = JOBS.format("#, python-brace-format\n", one)
    entry += "".join(f'msgstr[{index}] "{text}"\n' for index, text in enumerate(strings))
    path = catalogue(
        program(tmp_path, f"ngettext({one!r}, '{{n}} jobs', n)"), entry, language=language
    )
    told = found(module, tmp_path, path)
    assert len(told) == len(problems)
    for problem, words in zip(told, problems, strict=True):
        assert words in problem


# What is compiled


def read(content: bytes) -> gettext.GNUTranslations:
    return gettext.GNUTranslations(io.BytesIO(content))


def test_what_is_done_is_compiled_and_always_alike(module: Import, tmp_path: Path) -> None:
    path = catalogue(
        tmp_path,
        'msgctxt "of a lamp"\nmsgid "On"\nmsgstr "亮"\n\n'
        'msgid "{n} job"\nmsgid_plural "{n} jobs"\nmsgstr[0] "{n} 个任务"\n\n'
        'msgid "Open"\nmsgstr ""\n\n#, fuzzy\nmsgid "Close"\nmsgstr "打开"\n',
    )
    catalogues, dev_texts = module("catalogues"), module("dev_texts")
    locale = tmp_path / "resources/locale"
    assert dev_texts.is_stale(locale)
    (made,) = catalogues.compile_all(locale)
    assert not dev_texts.is_stale(locale)
    content = made.read_bytes()
    texts = read(content)
    assert texts.pgettext("of a lamp", "On") == "亮"
    assert texts.ngettext("{n} job", "{n} jobs", 1) == "{n} 个任务"
    assert (texts.gettext("Open"), texts.gettext("Close")) == ("Open", "Close")
    assert catalogues.compile_all(locale) == [made]
    assert made.read_bytes() == content

    os.utime(path, (made.stat().st_mtime + 1,) * 2)
    assert dev_texts.is_stale(locale)


@pytest.mark.whole
def test_a_wheel_brings_every_catalogue_and_no_source_of_one(tmp_path: Path) -> None:
    from hatchling.builders.sdist import SdistBuilder
    from hatchling.builders.wheel import WheelBuilder

    # As pip does with a source archive: what is in it has to do.
    (archive,) = SdistBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"])
    with tarfile.open(archive) as tar:
        # As of Python 3.14; Debian 12's own Python knows no filters.
        modern = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}
        tar.extractall(tmp_path, **modern)  # noqa: S202  (our own archive)
    unpacked = Path(archive.removesuffix(".tar.gz"))
    assert not list(unpacked.rglob("*.mo"))
    (wheel,) = WheelBuilder(str(unpacked)).build(directory=str(tmp_path), versions=["standard"])
    with zipfile.ZipFile(wheel) as opened:
        names = opened.namelist()
        assert len(names) == len(set(names))
        assert not [name for name in names if name.endswith((".po", ".pot"))]
        (path,) = (name for name in names if name.endswith("zh_CN/LC_MESSAGES/mjstudio.mo"))
        assert path.startswith("mjstudio/resources/locale/")
        assert read(opened.read(path)).info()["language"] == "zh_CN"
