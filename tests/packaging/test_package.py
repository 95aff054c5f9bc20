"""What the packages are made of, decided without building one."""

import hashlib
import importlib.metadata
import io
import json
import lzma
import os
import re
import subprocess
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)", re.MULTILINE)
Import = Callable[[str], ModuleType]


def pins(path: Path) -> dict[str, str]:
    return dict(PIN.findall(path.read_text(encoding="utf-8")))


# The lock


def test_what_is_packed_has_the_versions_that_are_tested() -> None:
    tested, packed = pins(ROOT / "requirements.lock"), pins(ROOT / "packaging" / "build.lock")
    assert "pyside6-essentials" in packed
    assert "pyinstaller" in packed
    assert {name: packed[name] for name in packed.keys() & tested.keys()} == {
        name: tested[name] for name in packed.keys() & tested.keys()
    }


# What is left out


@pytest.mark.parametrize(
    "path",
    [
        "PySide6/Qt/plugins/tls/libqopensslbackend.so",
        "PySide6/Qt/plugins/egldeviceintegrations/libqeglfs-x11-integration.so",
        "PySide6/Qt/plugins/platformthemes/libqgtk3.so",
        "PySide6/Qt/translations/qtbase_de.qm",
        "PySide6/Qt/translations/designer_zh_CN.qm",
        "PySide6\\plugins\\imageformats\\qtiff.dll",
        "PySide6/Qt/lib/libQt6EglFSDeviceIntegration.so.6",
        "PySide6/Qt/lib/libQt6EglFsKmsSupport.so.6",
    ],
)
def test_what_the_program_never_uses_is_left_out(module: Import, path: str) -> None:
    assert not module("trim").is_wanted(path)


@pytest.mark.parametrize(
    "path",
    [
        "PySide6/Qt/plugins/platforms/libqxcb.so",
        "PySide6/Qt/plugins/platforms/libqwayland.so",
        "PySide6/Qt/plugins/platforms/libqoffscreen.so",
        "PySide6/Qt/plugins/platforminputcontexts/libibusplatforminputcontextplugin.so",
        "PySide6/Qt/plugins/platforminputcontexts/libcomposeplatforminputcontextplugin.so",
        "PySide6/Qt/plugins/imageformats/libqwebp.so",
        "PySide6/Qt/plugins/imageformats/libqjpeg.so",
        "PySide6/Qt/plugins/iconengines/libqsvgicon.so",
        "PySide6/Qt/lib/libQt6Network.so.6",
        "PySide6/Qt/translations/qtbase_zh_CN.qm",
        "PySide6\\translations\\qtbase_zh_CN.qm",
        "resources/icons/brush.svg",
    ],
)
def test_what_it_uses_stays(module: Import, path: str) -> None:
    assert module("trim").is_wanted(path)


def test_libraries_of_the_building_system_stay_there_but_for_those_lent(module: Import) -> None:
    library = "/usr/lib/x86_64-linux-gnu/"
    entries = [
        (name, library + name, "BINARY")
        for name in ("libssl.so.3", "libxcb-cursor.so.0", "libpython3.11.so.1.0")
    ]
    entries.append(("PIL/_imaging.so", "/home/me/PIL/_imaging.so", "EXTENSION"))
    kept = [entry[0] for entry in module("trim").trimmed(entries)]
    assert kept == ["PIL/_imaging.so", "libpython3.11.so.1.0", "libxcb-cursor.so.0"]


@pytest.mark.parametrize(
    ("found", "wanted"),
    [
        ("$ORIGIN/../Qt/lib", "$ORIGIN/../Qt/lib"),
        ("", ""),
        ("/home/me/.pyenv/lib", "$ORIGIN/.."),
        ("$ORIGIN/../Qt/lib:/home/me/lib", "$ORIGIN/../Qt/lib:$ORIGIN/.."),
        ("$ORIGIN/../../../lib", "$ORIGIN/.."),
    ],
)
def test_no_library_looks_outside_the_package(module: Import, found: str, wanted: str) -> None:
    assert module("pack_onedir").own_paths(found, Path("/p/A"), Path("/p")) == wanted


# The archive


@pytest.fixture
def archive(module: Import, tmp_path: Path) -> Path:
    """An archive of a program that says hello."""
    folder, made, dist = tmp_path / "folder", tmp_path / "made", tmp_path / "dist"
    for path in (folder / "_internal", made / "icons", dist):
        path.mkdir(parents=True)
    (folder / "mjstudio").write_text("#!/bin/sh\necho hello\n")
    (folder / "mjstudio-first-paint").write_text("not for artists\n")
    (folder / "_internal" / "a library").write_text("content\n")
    for size in module("icons").SIZES:
        (made / "icons" / f"mjstudio-{size}.png").write_bytes(b"png")
    module("completions").main([str(made / "completions")])
    module("pack_desktop").make(ROOT, made)
    variables = {"SOURCE_DATE_EPOCH": "1700000000"}
    build = module("pack_archive").build
    first: Path = build(ROOT, folder, made, dist, variables)
    content = first.read_bytes()
    (folder / "mjstudio").touch()
    assert build(ROOT, folder, made, dist, variables).read_bytes() == content
    return first


def install(
    archive: Path, home: Path, *arguments: str, **variables: str
) -> subprocess.CompletedProcess[str]:
    home.mkdir(exist_ok=True)
    return subprocess.run(
        ["sh", str(archive), *arguments],
        env={"HOME": str(home), "PATH": os.environ["PATH"], **variables},
        capture_output=True,
        text=True,
        check=False,
    )


def everything(folder: Path) -> set[str]:
    return {p.relative_to(folder).as_posix() for p in folder.rglob("*") if not p.is_dir()}


linux_alone = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a package of Linux")


@linux_alone
def test_the_archive_installs_without_root_and_goes_without_a_trace(
    module: Import, archive: Path, tmp_path: Path
) -> None:
    home = tmp_path / "an artist"
    mine = home / ".local/share/mjstudio/pictures/mine.png"
    mine.parent.mkdir(parents=True)
    mine.write_text("mine")
    before = everything(home)

    done = install(archive, home)
    assert (done.returncode, done.stderr) == (0, "")
    said = subprocess.run([home / ".local/bin/mjstudio"], capture_output=True, check=True)
    assert said.stdout == b"hello\n"
    name = module("identity").ID
    entry = (home / f".local/share/applications/{name}.desktop").read_text()
    assert f'Exec="{home}/.local/opt/mjstudio/mjstudio" %F\n' in entry
    assert f'Exec="{home}/.local/opt/mjstudio/mjstudio" --sandbox\n' in entry
    share = home / ".local/share"
    assert (share / f"icons/hicolor/128x128/apps/{name}.png").is_file()
    assert (share / "bash-completion/completions/mjstudio").is_file()
    assert (share / "fish/vendor_completions.d/mjstudio.fish").is_file()
    assert (share / "man/man1/mjstudio.1").is_file()
    assert (share / "man/zh_CN/man1/mjstudio.1").is_file()
    assert not (home / ".local/opt/mjstudio/mjstudio-first-paint").exists()

    done = install(archive, home, "--uninstall")
    assert (done.returncode, done.stderr) == (0, "")
    assert everything(home) == before


@linux_alone
def test_it_can_go_elsewhere_and_be_installed_over(archive: Path, tmp_path: Path) -> None:
    prefix = tmp_path / "else where"
    assert install(archive, tmp_path / "home", "--prefix", str(prefix)).returncode == 0
    (prefix / "of the version before").touch()
    assert install(archive, tmp_path / "home", f"--prefix={prefix}").returncode == 0
    assert (prefix / "mjstudio").is_file()
    assert not (prefix / "of the version before").exists()


@linux_alone
@pytest.mark.parametrize("arguments", [(), ("--uninstall",)])
def test_a_folder_of_somebody_else_is_never_touched(
    archive: Path, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    prefix = tmp_path / "pictures"
    prefix.mkdir()
    (prefix / "mine.png").touch()
    done = install(archive, tmp_path / "home", "--prefix", str(prefix), *arguments)
    assert done.returncode == 1
    assert "mjstudio" in done.stderr
    assert everything(prefix) == {"mine.png"}


@linux_alone
def test_it_leaves_behind_what_removes_it(archive: Path, tmp_path: Path) -> None:
    home = tmp_path / "an artist"
    mine = home / ".local/share/mjstudio/pictures/mine.png"
    mine.parent.mkdir(parents=True)
    mine.write_text("mine")
    before = everything(home)
    for prefix in (home / ".local/opt/mjstudio", home / "else where"):
        done = install(archive, home, "--prefix", str(prefix))
        assert f"{prefix}/uninstall" in done.stdout
        program = prefix / "uninstall"
        assert program.stat().st_size < 10_000, "it has the archive in it"
        done = subprocess.run(
            ["sh", str(program)],
            env={"HOME": str(home), "PATH": os.environ["PATH"]},
            capture_output=True,
            text=True,
            check=False,
            cwd="/",
        )
        assert (done.returncode, done.stderr) == (0, "")
        assert everything(home) == before


@linux_alone
@pytest.mark.parametrize(
    ("program", "said"),
    [
        ("#!/bin/sh\necho 'GLIBC_9 not found' >&2\nexit 1\n", "GLIBC_9 not found"),
        (
            "#!/bin/sh\n[ $1 = --version ] && exit\necho 'it lacks libxcb9: apt' >&2\nexit 1\n",
            "it lacks libxcb9: apt",
        ),
    ],
)
def test_what_cannot_work_here_is_not_installed_and_told(
    module: Import, archive: Path, tmp_path: Path, program: str, said: str
) -> None:
    home = tmp_path / "home"
    assert install(archive, home).returncode == 0
    before = everything(home)
    (tmp_path / "folder" / "mjstudio").write_text(program)
    build = module("pack_archive").build
    other = build(
        ROOT,
        tmp_path / "folder",
        tmp_path / "made",
        tmp_path / "dist",
        {"SOURCE_DATE_EPOCH": "1700000000"},
    )
    done = install(other, home)
    assert (done.returncode, done.stdout) == (1, "")
    assert said in done.stderr
    assert "nothing was installed" in done.stderr
    assert everything(home) == before
    assert (home / ".local/opt/mjstudio/mjstudio").read_text() == "#!/bin/sh\necho hello\n"


@linux_alone
def test_what_sudo_means_is_told(archive: Path, tmp_path: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root is run by sudo")
    home = tmp_path / "home"
    done = install(archive, home, SUDO_USER="frida")
    assert done.returncode == 0
    assert "belongs to root" in done.stderr
    assert "frida" in done.stderr
    assert install(archive, home).stderr == ""


@linux_alone
def test_a_damaged_archive_installs_nothing(archive: Path, tmp_path: Path) -> None:
    content = bytearray(archive.read_bytes())
    content[-20] ^= 255
    archive.write_bytes(content)
    done = install(archive, tmp_path / "home")
    assert done.returncode == 1
    assert "damaged" in done.stderr
    assert everything(tmp_path / "home") == set()


def test_the_tar_has_one_time_one_owner_and_the_order_of_names(
    module: Import, tmp_path: Path
) -> None:
    names = ["b", "a/c", "mjstudio"]
    (tmp_path / "a").mkdir()
    files = {}
    for name in names:
        (tmp_path / name).write_text(name)
        files[name] = tmp_path / name
    packed = module("pack_archive").packed(files, {".mark": b"x"}, 1700000000)
    with tarfile.open(fileobj=io.BytesIO(lzma.decompress(packed))) as tar:
        entries = tar.getmembers()
    assert [entry.name for entry in entries] == [".mark", "a/c", "b", "mjstudio"]
    assert {(entry.mtime, entry.uid, entry.gid) for entry in entries} == {(1700000000, 0, 0)}
    assert [entry.mode for entry in entries] == [0o644, 0o644, 0o644, 0o755]


# Sums, bill, comparing


def test_sums_are_as_sha256sum_reads_them(module: Import, tmp_path: Path) -> None:
    (tmp_path / "b.deb").write_bytes(b"b")
    (tmp_path / "a.run").write_bytes(b"a")
    module("pack").sums(tmp_path)
    assert (tmp_path / "SHA256SUMS").read_text().splitlines() == [
        f"{hashlib.sha256(b'a').hexdigest()}  a.run",
        f"{hashlib.sha256(b'b').hexdigest()}  b.deb",
    ]


def test_the_bill_names_what_the_program_imports(module: Import) -> None:
    pack_bill = module("pack_bill")
    found = {
        name: importlib.metadata.distribution(name)
        for name in ("pyside6-essentials", "httpx", "pillow")
    }
    made = pack_bill.component("library", "x", "", "MIT OR Apache-2.0", "pkg:pypi/x")
    assert "version" not in made
    assert made["licenses"] == [{"expression": "MIT OR Apache-2.0"}]
    assert all(pack_bill.licence(part) for part in found.values())


def test_two_builds_are_compared_to_the_byte(module: Import, tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    for folder in (one, other):
        (folder / "sub").mkdir(parents=True)
        (folder / "sub" / "same").write_text("same")
        (folder / "differs").write_text(folder.name)
    (one / "alone").touch()
    (one / "link").symlink_to("same")
    (other / "link").symlink_to("differs")
    assert module("pack").differences(one, other) == [
        "alone: only in one of the two",
        "differs: other bytes",
        "link: another link",
    ]


def test_the_time_of_a_build_is_told_or_that_of_the_last_release(
    module: Import, tmp_path: Path
) -> None:
    pack = module("pack")
    (tmp_path / "CHANGELOG.md").write_text("## [1.0.0] - 2026-01-02\n")
    assert pack.epoch(tmp_path, {"SOURCE_DATE_EPOCH": "12"}) == 12
    assert pack.epoch(tmp_path, {"PATH": os.environ["PATH"]}) == 1767312000


def test_the_control_file_and_the_sums_of_a_debian_package(module: Import, tmp_path: Path) -> None:
    pack_deb = module("pack_deb")
    text = pack_deb.control_text("1.2.3-1", "amd64", "libc6", 140000)
    assert "Version: 1.2.3-1\n" in text
    assert "Depends: libc6\n" in text
    assert all(len(line) <= 80 for line in text.splitlines() if line.startswith(" "))
    (tmp_path / "DEBIAN").mkdir()
    (tmp_path / "DEBIAN" / "control").write_text(text)
    (tmp_path / "usr").mkdir()
    (tmp_path / "usr" / "file").write_bytes(b"x")
    assert pack_deb.md5sums(tmp_path) == "9dd4e461268c8034f5c8564e155c67a6  usr/file\n"


# Windows, macOS: they cannot be run everywhere, but read


def test_the_version_resource_of_windows_can_be_read(module: Import) -> None:
    text = module("pack_desktop").version_resource("1.2.3")
    assert "filevers=(1, 2, 3, 0)" in text
    compile(text, "version-resource.txt", "eval")


def test_every_system_has_the_same_id(module: Import) -> None:
    name = module("identity").ID
    for path in ("windows/mjstudio.nsi", f"flatpak/{name}.yml"):
        assert name in (ROOT / "packaging" / path).read_text(encoding="utf-8")


def test_the_benchmark_is_in_no_package() -> None:
    for name in ("windows/mjstudio.nsi", "macos/finish.sh"):
        assert "mjstudio-first-paint" in (ROOT / "packaging" / name).read_text(encoding="utf-8")
    assert json.dumps("mjstudio-first-paint") in (
        (ROOT / "packaging/pack_onedir.py").read_text(encoding="utf-8")
    )


# dev.py


@linux_alone
def test_dev_installs_what_tests_and_packages_are_checked_with(module: Import) -> None:
    dev_system = module("dev_system")
    for command in ("test", "package"):
        _, programs = dev_system.wanted(command, {})
        assert {"desktop-file-validate", "appstreamcli"} <= programs.keys()
        assert programs.keys() <= dev_system.PACKAGES.keys()
    assert "appstreamcli" not in dev_system.wanted("bench", {})[1]


def test_a_missing_tool_is_named(module: Import) -> None:
    refusal = module("dev_process").Refusal
    with pytest.raises(refusal, match="no-such-tool is not here"):
        module("pack_onedir").run(["no-such-tool"])


def test_a_tool_that_fails_is_quoted(module: Import) -> None:
    refusal = module("dev_process").Refusal
    command = [sys.executable, "-c", "raise SystemExit('out of paper')"]
    with pytest.raises(refusal, match="out of paper"):
        module("pack_onedir").run(command)
