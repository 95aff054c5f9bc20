"""What is read before the program runs is there in Chinese too, and tells the same."""

import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
DESKTOP = ROOT / "resources" / "desktop"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
TRANSLATED = ("name", "summary", "p", "li", "caption", "image")
HAN = re.compile(r"[\u4e00-\u9fff]")
Import = Callable[[str], ModuleType]


@pytest.fixture
def made(module: Import, tmp_path: Path) -> Path:
    """What desktops show, as packages have it."""
    module("pack_desktop").make(ROOT, tmp_path)
    return tmp_path


def test_the_entry_of_the_menu_is_chinese_to_the_last_key(module: Import) -> None:
    entry = (DESKTOP / f"{module('identity').ID}.desktop").read_text(encoding="utf-8")
    for group in entry.split("\n\n"):
        keys = dict(line.split("=", 1) for line in group.splitlines() if "=" in line)
        for key in ("Name", "GenericName", "Comment", "Keywords"):
            if key in keys:
                chinese = keys[f"{key}[zh_CN]"]
                assert HAN.search(chinese) or chinese == "mjstudio"


def test_the_metainfo_says_everything_twice(module: Import, made: Path) -> None:
    """Also what is new in each release; AppStream reads a translation behind its original."""
    root = ET.parse(made / f"{module('identity').ID}.metainfo.xml").getroot()
    said = 0
    for parent in root.iter():
        children = [child for child in parent if child.tag in TRANSLATED]
        assert [child.get(LANGUAGE) for child in children] == [None, "zh_CN"] * (len(children) // 2)
        for original, translation in zip(children[::2], children[1::2], strict=True):
            said += 1
            assert original.tag == translation.tag
            if translation.tag == "image":
                assert (translation.text or "").endswith(".zh_CN.png")
            else:
                assert HAN.search(translation.text or "") or translation.tag == "name"
    assert said > 30
    keywords = root.findall("keywords/keyword")
    assert any(HAN.search(word.text or "") for word in keywords if word.get(LANGUAGE) == "zh_CN")


def sections(changelog: Path) -> list[tuple[str, list[int]]]:
    """The headings of releases, and how many changes stand in each part of them."""
    text = changelog.read_text(encoding="utf-8")
    parts = re.split(r"^## (.+)$", text, flags=re.MULTILINE)[1:]
    return [
        (title, [len(re.findall(r"^- ", kind, re.MULTILINE)) for kind in body.split("\n### ")])
        for title, body in zip(parts[::2], parts[1::2], strict=True)
    ]


def test_both_changelogs_tell_the_same_changes() -> None:
    english, chinese = ROOT / "CHANGELOG.md", ROOT / ".github" / "CHANGELOG.zh-CN.md"
    assert sections(chinese) == sections(english)


def test_a_release_that_one_changelog_lacks_is_named(module: Import) -> None:
    release = module("identity").Release("0.2.0", "2026-05-04", ("Feathered masks.",))
    template = "  <releases/>\n"
    with pytest.raises(ValueError, match=r"zh_CN changelog tells 0\.2\.0 otherwise"):
        module("pack_desktop").metainfo(template, [release], {"zh_CN": []})


def test_the_manual_has_the_options_of_the_english_one(made: Path) -> None:
    pages = [(made / name).read_text(encoding="utf-8") for name in MANUALS]
    english, chinese = (
        re.findall(r"\\-\\-[a-z\\-]+|ACEDATA\w+|MJSTUDIO_\w+", page) for page in pages
    )
    assert chinese == english
    assert "@" not in pages[1]


MANUALS = ("mjstudio.1", "mjstudio.zh_CN.1")


@pytest.mark.parametrize("name", MANUALS)
def test_the_manual_is_set_without_a_complaint(made: Path, name: str) -> None:
    groff = shutil.which("groff")
    if groff is None:
        pytest.skip("groff is not here")
    command = [groff, "-K", "utf8", "-T", "utf8", "-man", "-ww", str(made / name)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert ("沙盒" in done.stdout) == (name == MANUALS[1])


def test_the_debian_package_has_both_manuals(module: Import, made: Path, tmp_path: Path) -> None:
    icons, identity = module("icons"), module("identity")
    (made / "icons").mkdir()
    for size in icons.SIZES:
        (made / "icons" / f"mjstudio-{size}.png").write_bytes(b"png")
    module("completions").main([str(made / "completions")])
    folder, tree = tmp_path / "folder", tmp_path / "tree"
    (folder / "_internal").mkdir(parents=True)
    module("pack_deb").lay_out(ROOT, folder, made, tree)
    manuals = tree / "usr/share/man"
    assert (manuals / "man1/mjstudio.1.gz").is_file()
    assert (manuals / "zh_CN/man1/mjstudio.1.gz").is_file()
    assert (tree / f"usr/share/applications/{identity.ID}.desktop").is_file()
    for name in module("completions").NAMES.values():
        assert (tree / "usr/share" / name).is_file()


def test_both_readmes_lead_to_each_other_and_nowhere_else_in_vain() -> None:
    english, chinese = ROOT / "README.md", ROOT / ".github" / "README.zh-CN.md"
    assert "(.github/README.zh-CN.md)" in english.read_text(encoding="utf-8")
    assert "(../README.md)" in chinese.read_text(encoding="utf-8")
    for page in (english, chinese, ROOT / ".github" / "CHANGELOG.zh-CN.md"):
        for address in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")):
            assert address.startswith("https://") or (page.parent / address).exists(), address


def test_the_chinese_readme_has_the_commands_of_the_english_one() -> None:
    pages = (ROOT / "README.md", ROOT / ".github" / "README.zh-CN.md")
    commands = [
        re.findall(r"^(?:python3|sudo) [^#\n]+?(?= *#|$)", page.read_text("utf-8"), re.MULTILINE)
        for page in pages
    ]
    assert commands[0] == commands[1]
