"""packaging/smoke.py: what it takes for amiss."""

import io
import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from PIL import Image

Import = Callable[[str], ModuleType]


def png(image: Image.Image) -> bytes:
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def picture(mode: str, colours: int) -> Image.Image:
    """A picture in random patches, so that every filter of PNG is used."""
    dice = random.Random(colours)
    bands = len(mode)
    made = Image.new(mode, (61, 47))
    palette = [tuple(dice.randrange(256) for _ in range(bands)) for _ in range(colours)]
    for number in range(colours * 3):
        colour = palette[number % colours]
        x, y = dice.randrange(61), dice.randrange(47)
        made.paste(colour if bands > 1 else colour[0], (x, y, x + 9, y + 7))
    return made


@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA"])
@pytest.mark.parametrize("colours", [1, 5, 40])
def test_colours_are_counted_as_pillow_counts_them(module: Import, mode: str, colours: int) -> None:
    image = picture(mode, colours)
    found = module("smoke_tour").count_colours(png(image))
    assert found == len(image.getcolors(maxcolors=10_000) or [])


def tour(folder: Path, *, ok: bool = True, image: Image.Image | None = None) -> Path:
    folder.mkdir()
    told = {"ok": ok, "steps": [{"name": "begin", "ok": ok}]}
    (folder / "tour.json").write_text(json.dumps(told))
    if image is not None:
        (folder / "01-begin.png").write_bytes(png(image))
    return folder


def test_a_tour_in_order_is_reported(module: Import, tmp_path: Path) -> None:
    steps, colours = module("smoke_tour").report(tour(tmp_path / "t", image=picture("RGB", 40)))
    assert steps == 1
    assert colours["01-begin.png"] >= 16


def test_a_blank_screenshot_is_amiss(module: Import, tmp_path: Path) -> None:
    smoke = module("smoke_tour")
    with pytest.raises(smoke.Failed, match="blank screenshots: 01-begin"):
        smoke.report(tour(tmp_path / "t", image=Image.new("RGB", (50, 50), "navy")))


def test_no_screenshot_at_all_is_amiss(module: Import, tmp_path: Path) -> None:
    smoke = module("smoke_tour")
    with pytest.raises(smoke.Failed, match="no screenshot"):
        smoke.report(tour(tmp_path / "t"))


def test_a_step_that_failed_is_amiss(module: Import, tmp_path: Path) -> None:
    smoke = module("smoke_tour")
    with pytest.raises(smoke.Failed, match="begin"):
        smoke.report(tour(tmp_path / "t", ok=False, image=picture("RGB", 40)))


def test_any_line_of_output_is_amiss(module: Import) -> None:
    smoke = module("smoke")
    smoke.expect_silence("the program", "\n  \n")
    with pytest.raises(smoke.Failed, match="something"):
        smoke.expect_silence("the program", "\nqt.qpa: something\n")


def test_what_stays_of_a_package_is_told_and_what_was_there_before_is_not(module: Import) -> None:
    own = ["/.", "/usr", "/usr/bin", "/usr/bin/mjstudio", "/usr/lib/mjstudio"]
    left = module("smoke").left_over(own, {"usr/lib/mjstudio", "var/log/apt"}, set())
    assert left == ["/usr/lib/mjstudio"]


def test_a_folder_that_another_package_uses_too_may_stay(module: Import) -> None:
    own = ["/usr/share/applications", "/usr/share/applications/mjstudio.desktop"]
    new = {path.lstrip("/") for path in own}
    left = module("smoke").left_over(own, new, {"/usr/share/applications"})
    assert left == ["/usr/share/applications/mjstudio.desktop"]


def test_without_a_package_it_says_how_to_make_one(module: Import, tmp_path: Path) -> None:
    smoke = module("smoke")
    with pytest.raises(smoke.Failed, match=r"dev\.py package"):
        smoke.only_package(tmp_path)


# The window


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A folder of programs that stand in for a display, its window manager, and wmctrl.

    The window's number is the process that `program` wrote down, and closing it ends that process.
    """
    tools = {
        "Xvfb": "echo 7 >&3\nexec sleep 600\n",
        "openbox": 'test "$DISPLAY" = :7 || exit 1\nexec sleep 600\n',
        "wmctrl": f"""\
own=$(cat {tmp_path}/own 2>/dev/null) || exit 1
case $1 in
-l) printf '0x00%d  0 1 box another\\n0x01%d  0 %d box mjstudio\\n' 1 "$own" "$own" ;;
-i) test "$3" = "0x01$own" && kill -USR1 "$own" && rm {tmp_path}/own ;;
esac
""",
    }
    for name, text in tools.items():
        tool = tmp_path / name
        tool.write_text(f"#!/bin/sh\n{text}")
        tool.chmod(0o755)
    return tmp_path


def open_and_close(desk: Path, module: Import, at_the_end: str) -> subprocess.CompletedProcess[str]:
    """Twice start a program that waits until its window is closed, and does something then."""
    program = desk / "program"
    program.write_text(
        f"#!/bin/sh\ntrap '{at_the_end}' USR1\necho $$ >{desk}/own.new\n"
        f"mv {desk}/own.new {desk}/own\nwhile :; do sleep 0.05; done\n"
    )
    program.chmod(0o755)
    script = module("smoke").WINDOW_SCRIPT
    return subprocess.run(
        ["sh", str(script), "2", str(program)],
        env={**os.environ, "PATH": f"{desk}:{os.environ['PATH']}"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


posix_alone = pytest.mark.skipif(sys.platform == "win32", reason="a script of a shell")


@posix_alone
def test_a_window_is_closed_and_opened_again(module: Import, desk: Path) -> None:
    done = open_and_close(desk, module, "exit 0")
    assert done.returncode == 0, done.stdout
    assert module("smoke").without_closings(done.stdout) == ""


@posix_alone
def test_what_a_program_prints_as_it_closes_is_amiss(module: Import, desk: Path) -> None:
    smoke = module("smoke")
    told = smoke.without_closings(open_and_close(desk, module, "echo QThread >&2; exit 0").stdout)
    with pytest.raises(smoke.Failed, match="QThread"):
        smoke.expect_silence("the program", told)


@posix_alone
def test_a_program_that_ends_with_another_code_is_amiss(module: Import, desk: Path) -> None:
    smoke = module("smoke")
    done = open_and_close(desk, module, "exit 3")
    assert done.returncode == 1
    with pytest.raises(smoke.Failed, match="exit code 3"):
        smoke.without_closings(done.stdout)


@posix_alone
def test_a_program_that_opens_no_window_is_amiss(module: Import, desk: Path) -> None:
    smoke = module("smoke")
    (desk / "wmctrl").write_text("#!/bin/sh\nexit 1\n")
    script = ["sh", str(smoke.WINDOW_SCRIPT), "2", "sh", "-c", "exit 4"]
    environ = {**os.environ, "PATH": f"{desk}:{os.environ['PATH']}"}
    done = subprocess.run(script, env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stdout == "ended before it had a window: exit code 4\n"


# The machine's own way to its mirrors


def test_a_root_fetches_packages_of_python_as_this_machine_does(module: Import) -> None:
    told = """\
:env:.cert='/etc/own.pem'
:env:.find-links='/opt/wheels'
global.cert='/etc/other.pem'
global.constraint='/etc/constraints.txt'
global.default-timeout='180'
global.extra-index-url='file:///opt/simple https://more.example/simple'
global.index-url='https://index.example/simple'
"""
    assert module("smoke_root").pip_variables(told) == {
        "PIP_CERT": "/etc/own.pem",
        "PIP_TIMEOUT": "180",
        "PIP_EXTRA_INDEX_URL": "https://more.example/simple",
        "PIP_INDEX_URL": "https://index.example/simple",
    }


def test_a_root_fetches_packages_of_debian_as_this_machine_does(module: Import) -> None:
    told = """\
APT::Architecture "amd64";
Acquire::Languages "none";
Acquire::http::Proxy "http://proxy.example:3128";
Acquire::Check-Valid-Until "false";
"""
    assert module("smoke_root").apt_options(told) == [
        'Acquire::http::Proxy "http://proxy.example:3128";',
        'Acquire::Check-Valid-Until "false";',
    ]


# The commands of the README

REFUSAL = """\
This needs libEGL.so.1, which are not here. Install them with:

  sudo apt-get update && sudo apt-get install -y --no-install-recommends libegl1
"""


def test_root_types_what_a_user_was_told(module: Import) -> None:
    line = "apt-get update && apt-get install -y --no-install-recommends libegl1"
    assert module("smoke_source").to_type(1, REFUSAL) == line


@pytest.mark.parametrize(("code", "told"), [(0, REFUSAL), (1, "no"), (1, REFUSAL * 2)])
def test_a_refusal_names_one_line_to_type(module: Import, code: int, told: str) -> None:
    source = module("smoke_source")
    with pytest.raises(source.Failed, match=f"exit code {code}"):
        source.to_type(code, told)


def test_a_test_that_was_left_out_for_want_of_a_program_is_amiss(module: Import) -> None:
    source = module("smoke_source")
    source.expect_whole("SKIPPED [1] tests/x.py:1: Windows has no such signals\n3 passed\n")
    source.expect_whole("SKIPPED [1] tests/y.py:1: Noto Sans CJK is not here\n3 passed\n")
    with pytest.raises(source.Failed, match="xmodmap"):
        source.expect_whole("SKIPPED [2] tests/desk.py:630: not installed: xmodmap\n3 passed\n")


@pytest.mark.skipif(not shutil.which("git"), reason="there is no git here")
def test_the_checkout_is_copied_without_what_git_ignores(module: Import, tmp_path: Path) -> None:
    source, target = tmp_path / "source", tmp_path / "target"
    subprocess.run(["git", "init", "--quiet", str(source)], check=True)
    (source / "build").mkdir()
    (source / "build" / "made").touch()
    (source / ".gitignore").write_text("build/\n")
    (source / "new.py").touch()
    assert module("smoke_source").copy_checkout(source, target) == 2
    assert sorted(path.name for path in target.iterdir()) == [".gitignore", "new.py"]


# The upgrade


@pytest.mark.skipif(not shutil.which("dpkg-deb"), reason="Debian packages are Debian's")
def test_the_next_package_has_another_program_file_that_starts_the_real_one(
    module: Import, tmp_path: Path
) -> None:
    tree = tmp_path / "tree"
    home = tree / "usr/lib/mjstudio"
    home.mkdir(parents=True)
    (home / "mjstudio").write_text("#!/bin/sh\necho it runs: $1\n")
    (home / "mjstudio").chmod(0o755)
    (tree / "DEBIAN").mkdir()
    control = (
        "Package: mjstudio\nVersion: 1.2-1\nArchitecture: all\nMaintainer: x <x@example.org>\n"
    )
    (tree / "DEBIAN/control").write_text(f"{control}Description: x\n")
    package = tmp_path / "mjstudio.deb"
    build = ["dpkg-deb", "--root-owner-group", "--build", str(tree), str(package)]
    subprocess.run(build, check=True, capture_output=True)
    (tmp_path / "made").mkdir()
    made = module("smoke_upgrade").next_package(package, tmp_path / "made")
    version = ["dpkg-deb", "--field", str(made), "Version"]
    assert subprocess.run(version, check=True, capture_output=True).stdout == b"1.2-1+next\n"
    there = tmp_path / "there"
    subprocess.run(["dpkg-deb", "--extract", str(made), str(there)], check=True)
    link = tmp_path / "mjstudio"
    link.symlink_to(there / "usr/lib/mjstudio/mjstudio")
    said = subprocess.run([str(link), "again"], check=True, capture_output=True)
    assert said.stdout == b"it runs: again\n"


def test_a_package_that_cannot_be_read_fails_the_run(module: Import, tmp_path: Path) -> None:
    if not shutil.which("dpkg-deb"):
        pytest.skip("Debian packages are Debian's")
    (tmp_path / "bad.deb").write_bytes(b"no package")
    with pytest.raises(module("smoke_root").Failed, match="dpkg-deb"):
        module("smoke_upgrade").next_package(tmp_path / "bad.deb", tmp_path)
