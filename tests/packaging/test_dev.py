"""packaging/dev.py: what it decides. (What it does is proven by every run of CI.)"""

import importlib
import os
import shutil
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

ROOT = Path(__file__).resolve().parents[2]
NAMES = (
    "dev",
    "dev_checks",
    "dev_house",
    "dev_jobs",
    "dev_process",
    "dev_room",
    "dev_system",
    "dev_texts",
    "dev_venv",
)


@pytest.fixture
def dev(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """The modules of packaging/, each under its own name.

    The folder is put on the path, never its parent: `packaging` is a package of PyPI, too.
    """
    monkeypatch.syspath_prepend(str(ROOT / "packaging"))
    modules: dict[str, ModuleType] = {name: importlib.import_module(name) for name in NAMES}
    return SimpleNamespace(**modules)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A repository that keeps the rules of the house, as an archive of it would be unpacked."""
    for folder in ("mjstudio/model", "resources", "tests", "packaging", ".ci"):
        (tmp_path / folder).mkdir(parents=True)
    for name in ("pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md", "requirements.lock"):
        (tmp_path / name).write_text(f"{name}\n")
    (tmp_path / ".gitignore").write_text(".venv/\nbuild/\n*.egg-info\n")
    (tmp_path / "mjstudio/model/job.py").write_text("job = 1\n" * 400)
    return tmp_path


# Which Python


@pytest.mark.parametrize("version", [(3, 11, 0), (3, 12, 9), (3, 13, 1)])
def test_a_supported_python_is_not_refused(dev: SimpleNamespace, version: tuple[int, ...]) -> None:
    assert dev.dev.refusal(version, "/usr/bin/python3") == ""


@pytest.mark.parametrize("version", [(2, 7, 18), (3, 10, 13), (3, 14, 0), (4, 0, 0)])
def test_another_python_is_refused(dev: SimpleNamespace, version: tuple[int, ...]) -> None:
    said = dev.dev.refusal(version, "/usr/bin/python3")
    assert "needs Python 3.11, 3.12 or 3.13" in said
    assert ".".join(map(str, version)) in said


@pytest.mark.parametrize(
    ("arguments", "code"), [(["--help"], 0), ([], 2), (["deploy"], 2), (["tests", "-k", "x"], 2)]
)
def test_usage(
    dev: SimpleNamespace, arguments: list[str], code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert dev.dev.main(arguments) == code
    told = capsys.readouterr()
    assert "dev.py bench [NAME...]" in (told.err if code else told.out)


# Libraries of the system


def test_packages_follow_from_what_is_missing(dev: SimpleNamespace) -> None:
    lack = dev.dev_system.Lack(
        ("libglib-2.0.so.0", "libgthread-2.0.so.0", "libxcb-cursor.so.0"), ("Xvfb",)
    )
    assert dev.dev_system.debian_packages(lack, 11) == ["libglib2.0-0", "libxcb-cursor0", "xvfb"]


def test_debians_python_without_ensurepip_needs_its_venv_package(dev: SimpleNamespace) -> None:
    lack = dev.dev_system.Lack(ensurepip=True)
    assert dev.dev_system.debian_packages(lack, 13) == ["python3.13-venv"]


def test_debians_python_is_packed_with_the_library_that_it_does_without(
    dev: SimpleNamespace,
) -> None:
    lack = dev.dev_system.Lack(("libpython3.13.so.1.0",))
    assert dev.dev_system.debian_packages(lack, 13) == ["libpython3.13"]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="sonames are Linux's")
def test_the_library_of_a_python_is_asked_for_where_it_is_not(
    dev: SimpleNamespace, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    facts: dict[str, object] = {"INSTSONAME": "libpython3.12.so.1.0", "LIBDIR": str(tmp_path)}
    monkeypatch.setattr(dev.dev_system.sysconfig, "get_config_var", facts.get)
    sonames, _ = dev.dev_system.wanted("package", {})
    assert sonames["libpython3.12.so.1.0"] == "libpython3.12"
    (tmp_path / "libpython3.12.so.1.0").touch()
    sonames, _ = dev.dev_system.wanted("package", {})
    assert "libpython3.12.so.1.0" not in sonames
    facts |= {"INSTSONAME": "libpython3.12.a", "Py_ENABLE_SHARED": 0}
    with pytest.raises(dev.dev_process.Refusal, match="without --enable-shared"):
        dev.dev_system.provide("package", {}, makes_venv=False)


@pytest.fixture
def bare(dev: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """A Debian that has nothing but itself, whose user may not install anything."""
    system: SimpleNamespace = dev.dev_system
    tools = {"apt-get": "/usr/bin/apt-get"}
    monkeypatch.setattr(system.sys, "platform", "linux")
    monkeypatch.setattr(system.sys, "base_prefix", "/usr")
    monkeypatch.setattr(system.shutil, "which", tools.get)
    monkeypatch.setattr(system, "is_there", lambda program: program in tools)
    monkeypatch.setattr(system, "loads", lambda _soname: False)
    monkeypatch.setattr(system.importlib.util, "find_spec", lambda _name: None)
    monkeypatch.setattr(system, "distribution", lambda _release: "debian")
    monkeypatch.setattr(system, "_administrator", lambda _environ: None)
    monkeypatch.setattr(system, "_known_to_apt", lambda _package: True)
    monkeypatch.setattr(system, "_need_shared_python", lambda: None)
    return system


@pytest.mark.parametrize("command", ["run", "check", "test", "bench", "package"])
def test_whoever_may_not_install_is_told_once_for_every_command(
    dev: SimpleNamespace, bare: SimpleNamespace, command: str
) -> None:
    with pytest.raises(dev.dev_process.Refusal) as told:
        bare.provide(command, {}, makes_venv=True)
    (line,) = (each for each in str(told.value).splitlines() if "sudo" in each)
    packages = line.split(" --no-install-recommends ")[1].split()
    assert f"python3.{sys.version_info.minor}-venv" in packages
    assert {bare.PACKAGES[name] for name in bare.PACKAGES} <= set(packages)


@pytest.mark.parametrize("command", ["run", "check", "test", "bench", "package"])
def test_whoever_may_install_gets_what_the_command_needs(
    bare: SimpleNamespace, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    asked: list[str] = []

    def install(_admin: list[str], packages: list[str], _environ: dict[str, str]) -> None:
        asked.extend(packages)
        monkeypatch.setattr(bare, "lacking", lambda *_, **__: bare.Lack())

    monkeypatch.setattr(bare, "_administrator", lambda _environ: [])
    monkeypatch.setattr(bare, "_install", install)
    bare.provide(command, {}, makes_venv=False)
    needed = bare.Lack(*map(tuple, bare.wanted(command, {})))
    assert asked == bare.debian_packages(needed, sys.version_info.minor)


def test_ubuntu_2404_calls_some_packages_otherwise(dev: SimpleNamespace) -> None:
    noble = {"libglib2.0-0t64", "libegl1"}
    packages = ["libegl1", "libglib2.0-0", "unheard-of"]
    assert dev.dev_system.present_names(packages, noble.__contains__) == [
        "libegl1",
        "libglib2.0-0t64",
        "unheard-of",
    ]


@pytest.mark.parametrize(
    ("release", "command"),
    [
        (
            "ID=ubuntu\nID_LIKE=debian\n",
            "sudo apt-get update && sudo apt-get install -y --no-install-recommends libegl1 xvfb",
        ),
        (
            'ID="rocky"\nID_LIKE="rhel centos fedora"\n',
            "sudo dnf install 'libEGL.so.1()(64bit)' /usr/bin/Xvfb",
        ),
        (
            'ID="opensuse-leap"\nID_LIKE="suse opensuse"\n',
            "sudo zypper install 'libEGL.so.1()(64bit)' /usr/bin/Xvfb",
        ),
        ("ID=arch\n", "sudo pacman -S --needed libglvnd"),
        ("ID=nixos\n", "for: libEGL.so.1, Xvfb"),
    ],
)
def test_where_not_permitted_one_command_is_told(
    dev: SimpleNamespace, release: str, command: str
) -> None:
    lack = dev.dev_system.Lack(("libEGL.so.1",), ("Xvfb",))
    packages = dev.dev_system.debian_packages(lack, 11)
    family = dev.dev_system.distribution(release)
    assert command in dev.dev_system.command_to_type(lack, family, packages)


def test_a_library_counts_as_missing_when_it_cannot_be_loaded(dev: SimpleNamespace) -> None:
    assert not dev.dev_system.loads("libno-such-thing.so.7")


@pytest.mark.parametrize(
    ("command", "environ", "window", "wayland", "programs"),
    [
        ("test", {}, True, True, True),
        ("bench", {}, True, False, True),
        ("run", {}, False, False, False),
        ("run", {"DISPLAY": ":0"}, True, False, False),
        ("run", {"WAYLAND_DISPLAY": "wayland-0"}, False, True, False),
    ],
)
def test_a_command_waits_for_what_it_needs_and_no_more(
    dev: SimpleNamespace,
    command: str,
    environ: dict[str, str],
    window: bool,
    wayland: bool,
    programs: bool,
) -> None:
    sonames, needed = dev.dev_system.wanted(command, environ)
    assert "libEGL.so.1" in sonames
    assert ("libxcb-cursor.so.0" in sonames) == window
    assert ("libwayland-client.so.0" in sonames) == wayland
    assert bool(needed) == programs


def test_data_counts_as_present_where_it_lies(dev: SimpleNamespace, tmp_path: Path) -> None:
    data = tmp_path / "pinyin.conf"
    assert not dev.dev_system.is_there(str(data))
    data.touch()
    assert dev.dev_system.is_there(str(data))
    assert not dev.dev_system.is_there("no-such-tool")


# Environments


def test_the_stamp_changes_with_lock_project_python_and_place(
    dev: SimpleNamespace, tree: Path
) -> None:
    def stamp(minor: int = 11, folder: str = ".venv") -> dict[str, str]:
        environment = dev.dev_venv.Environment(
            tree / folder, tree / "requirements.lock", tree / "pyproject.toml"
        )
        found: dict[str, str] = dev.dev_venv.wanted_stamp(environment, minor)
        return found

    first = stamp()
    assert stamp() == first
    assert stamp(minor=12) != first
    assert stamp(folder="elsewhere") != first
    (tree / "requirements.lock").write_text("another lock\n")
    second = stamp()
    assert second != first
    (tree / "pyproject.toml").write_text("another project\n")
    assert stamp() != second


def test_what_has_to_be_done_to_an_environment(dev: SimpleNamespace) -> None:
    wanted = {"python": "3.11", "folder": "/x", "lock": "l", "project": "p"}

    def work(found: object, usable: bool = True) -> str:
        answer: str = dev.dev_venv.work_to_do(found, wanted, usable)
        return answer

    assert work(wanted) == "nothing"
    assert work(wanted | {"project": "old"}) == "project"
    assert work(wanted | {"lock": "old"}) == "remake"
    assert work(wanted | {"folder": "/moved/away"}) == "remake"
    assert work(wanted, usable=False) == "remake"
    assert work("unfinished") == "remake"  # cut short
    assert work(None) == "install"  # made by hand


def test_an_environment_cut_short_or_of_another_python_is_not_ready(
    dev: SimpleNamespace, tree: Path
) -> None:
    environment = dev.dev_venv.Environment(tree / ".venv", tree / "requirements.lock")
    assert not dev.dev_venv.is_ready(environment)
    minor = sys.version_info.minor
    environment.scripts.mkdir(parents=True)
    environment.python.touch()
    settings = environment.folder / "pyvenv.cfg"
    settings.write_text(f"version = 3.{minor}.1\n")
    stamp = environment.folder / dev.dev_venv.STAMP
    wanted = dev.dev_venv.wanted_stamp(environment, minor)
    stamp.write_text(dev.dev_venv.json.dumps(wanted))
    assert dev.dev_venv.is_ready(environment)
    for broken in (dev.dev_venv.UNFINISHED, "", '{"python"'):
        stamp.write_text(broken)
        assert not dev.dev_venv.is_ready(environment)
    stamp.write_text(dev.dev_venv.json.dumps(wanted))
    settings.write_text("version = 3.9.1\n")
    assert not dev.dev_venv.is_ready(environment)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has exclusive locks only")
def test_a_ready_environment_has_many_users_and_one_changes_it_alone(
    dev: SimpleNamespace, tmp_path: Path
) -> None:
    import fcntl

    def may_be_changed() -> bool:
        with guard.open("ab") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
            return True

    guard = tmp_path / "venv" / dev.dev_venv.LOCK
    hold = dev.dev_venv._hold
    with closing(hold(guard, exclusive=False)), closing(hold(guard, exclusive=False)):
        assert not may_be_changed()
    assert may_be_changed()


def test_a_failure_of_the_network_is_told_in_a_sentence(dev: SimpleNamespace) -> None:
    offline = "WARNING: Retrying ... Failed to establish a new connection: NewConnectionError"
    assert "cannot be reached" in dev.dev_venv.pip_failure(offline)
    assert "cannot be reached" not in dev.dev_venv.pip_failure("ERROR: THESE PACKAGES DO NOT MATCH")


# run


def test_run_without_a_display_takes_the_tour(dev: SimpleNamespace) -> None:
    how = dev.dev_jobs.start([], {"HOME": "/root"}, "linux")
    assert how.arguments == ("tour", "--out", str(ROOT / "build" / "tour"))
    assert how.variables == {"QT_QPA_PLATFORM": "offscreen"}
    assert "DISPLAY" in how.before
    assert str(ROOT / "build" / "tour") in how.after


@pytest.mark.parametrize(
    ("environ", "platform"),
    [
        ({"DISPLAY": ":0"}, "linux"),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "linux"),
        ({}, "darwin"),
        ({}, "win32"),
    ],
)
def test_run_with_a_display_opens_the_window(
    dev: SimpleNamespace, environ: dict[str, str], platform: str
) -> None:
    how = dev.dev_jobs.start(["--sandbox"], environ, platform)
    assert (how.arguments, how.variables, how.before) == (("--sandbox",), {}, "")


def test_what_opens_no_window_needs_no_display(dev: SimpleNamespace) -> None:
    how = dev.dev_jobs.start(["sandbox", "--port", "1"], {}, "linux")
    assert how.arguments == ("sandbox", "--port", "1")
    assert not how.before


# test and bench


def test_tests_see_neither_token_nor_home_of_the_artist(dev: SimpleNamespace) -> None:
    artist = {
        "HOME": "/home/artist",
        "XDG_DATA_HOME": "/home/artist/data",
        "ACEDATACLOUD_API_TOKEN": "secret",
        "ACEDATACLOUD_API_BASE_URL": "http://elsewhere",
        "MJSTUDIO_DATA_DIR": "/home/artist/studio",
        "PYTHON_KEYRING_BACKEND": "kept",
        "PATH": os.environ["PATH"],
    }
    with dev.dev_room.clean_room(artist, windows=False) as room:
        assert not {"secret", "http://elsewhere", "/home/artist/studio"} & set(room.values())
        assert room["PYTHON_KEYRING_BACKEND"] == "kept"
        assert room["QT_QPA_PLATFORM"] == "offscreen"
        home = Path(room["HOME"])
        for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
            assert Path(room[name]).is_relative_to(home)
            assert Path(room[name]).is_dir()
        assert Path(room["XDG_RUNTIME_DIR"]).stat().st_mode & 0o777 == 0o700
        (home / ".config" / "left-behind").touch()
    assert not home.exists()


def test_every_check_is_made_and_one_failure_fails_all(
    dev: SimpleNamespace, capsys: pytest.CaptureFixture[str]
) -> None:
    check, report = dev.dev_checks.Check, dev.dev_checks.report
    assert report("test", [check("first", lambda: True), check("last", lambda: True)]) == 0
    assert "all 2 checks are good" in capsys.readouterr().out
    assert report("check", [check("first", lambda: False), check("last", lambda: True)]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "[1/2] first"
    assert lines[2] == "[2/2] last"
    assert lines[-1].startswith("dev.py check, ")
    assert lines[-1].endswith("FAILED: first")


@pytest.mark.parametrize(("cores", "spread"), [(1, []), (2, ["-n", "4", "--dist", "worksteal"])])
def test_tests_are_spread_over_the_cores_unless_some_are_named(
    dev: SimpleNamespace, monkeypatch: pytest.MonkeyPatch, cores: int, spread: list[str]
) -> None:
    called: list[list[str]] = []
    monkeypatch.setattr(dev.dev_checks, "cores", lambda: cores)
    monkeypatch.setattr(dev.dev_checks, "_third_party", lambda *_: True)
    monkeypatch.setattr(dev.dev_checks, "call", lambda command, *_: called.append(command[2:]) or 0)
    assert dev.dev_checks.test([], {}) == 0
    assert called[-1] == ["pytest", *spread]
    assert dev.dev_checks.check([], {}) == 0
    assert called[-1] == ["pytest", *spread, *dev.dev_checks.FAST]
    assert dev.dev_checks.test(["tests/model", "-x"], {}) == 0
    assert called[-1] == ["pytest", "tests/model", "-x"]


def test_a_failure_of_pytest_fails_all(
    dev: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dev.dev_checks, "_third_party", lambda *_: True)
    monkeypatch.setattr(dev.dev_checks, "call", lambda command, *_: int("pytest" in command))
    assert dev.dev_checks.check([], {}) == 1
    assert dev.dev_checks.test([], {}) == 1


def test_the_file_of_a_benchmark_is_where_its_user_is(
    dev: SimpleNamespace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    expected = ["mask", "--json", str(tmp_path / "out.json")]
    assert dev.dev_jobs.with_whole_path(["mask", "--json", "out.json"]) == expected
    assert dev.dev_jobs.with_whole_path(["mask", "--json=out.json"]) == expected
    other = ["--against", str(tmp_path / "other")]
    assert dev.dev_jobs.with_whole_path(["--against", "other"]) == other
    assert dev.dev_jobs.with_whole_path(["--against=other"]) == other


# Rules of the house


def test_a_tidy_house_has_no_problems(dev: SimpleNamespace, tree: Path) -> None:
    (tree / "build").mkdir()
    assert dev.dev_house.problems(tree) == []


def test_what_does_not_belong_or_lacks_at_the_top_is_found(
    dev: SimpleNamespace, tree: Path
) -> None:
    (tree / "notes.txt").touch()
    (tree / "LICENSE").unlink()
    assert dev.dev_house.problems(tree) == [
        "notes.txt: does not belong to the top level",
        "LICENSE: missing",
    ]


@pytest.mark.skipif(not shutil.which("git"), reason="there is no git here")
def test_git_says_what_is_ignored(dev: SimpleNamespace, tree: Path) -> None:
    subprocess.run(["git", "init", "--quiet", str(tree)], check=True)
    for name in ("build", "notes"):
        (tree / name).mkdir()
    (tree / "scratch.egg-info").touch()
    assert dev.dev_house.problems(tree) == ["notes: does not belong to the top level"]


# Programs


@pytest.fixture
def environ(dev: SimpleNamespace) -> dict[str, str]:
    clean: dict[str, str] = dev.dev_process.without_leaks({**os.environ, "PYTHONPATH": "/x"})
    assert "PYTHONPATH" not in clean
    return clean


def test_output_is_held_back_and_exit_codes_are_a_shells(
    dev: SimpleNamespace, environ: dict[str, str]
) -> None:
    python = [sys.executable, "-S", "-c"]
    said = dev.dev_process.capture([*python, "print('so'); raise SystemExit(3)"], environ)
    assert said == (3, "so\n")
    assert dev.dev_process.call([*python, "raise SystemExit(4)"], None, environ) == 4
    assert dev.dev_process.exit_code(-2) == 130
