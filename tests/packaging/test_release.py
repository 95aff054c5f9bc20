"""What a release consists of: made here of small packages, and read by those who will read it."""

import asyncio
import gzip
import hashlib
import json
import os
import re
import shutil
import subprocess
import threading
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

import mjstudio
from mjstudio.api.feed import MAX_FEED_BYTES, fetch_release
from mjstudio.model import release as reader
from mjstudio.model.release import FEED, Release, read_release

ROOT = Path(__file__).resolve().parents[2]
VERSION = mjstudio.__version__
NOW = 1795000000.0
COMMIT = "0123456789abcdef0123456789abcdef01234567"
Import = Callable[[str], ModuleType]

MACHINES = {"amd64": "linux-x86_64", "arm64": "linux-aarch64"}
needs_tools = pytest.mark.skipif(
    not (shutil.which("gpg") and shutil.which("dpkg-deb") and shutil.which("apt-get")),
    reason="gpg and Debian's tools are not here",
)


def run(*command: str | Path, **options: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, check=True, **options
    )


def debian_package(folder: Path, machine: str) -> None:
    tree = folder / "tree"
    for path in ("DEBIAN", "usr/bin", "usr/share/lintian", "usr/share/doc/mjstudio"):
        (tree / path).mkdir(parents=True)
    (tree / "DEBIAN/control").write_text(
        f"Package: mjstudio\nVersion: {VERSION}-1\nArchitecture: {machine}\n"
        "Maintainer: M <m@example.org>\nDescription: studio\n with a longer one\n"
    )
    (tree / "usr/bin/mjstudio").write_text(f"#!/bin/sh\necho {machine}\n")
    (tree / "usr/share/doc/mjstudio/copyright").write_text("MIT")
    name = f"mjstudio_{VERSION}-1_{machine}.deb"
    run("dpkg-deb", "--root-owner-group", "--build", tree, folder / name)
    shutil.rmtree(tree)


@pytest.fixture
def parts(module: Import, tmp_path: Path) -> Path:
    """What the builds of all systems hand over; Windows writes its own ends of lines."""
    parts = tmp_path / "parts"
    for machine, system in MACHINES.items():
        folder = parts / f"package-{system}"
        folder.mkdir(parents=True)
        if shutil.which("dpkg-deb"):
            debian_package(folder, machine)
        else:
            (folder / f"mjstudio_{VERSION}-1_{machine}.deb").write_text(machine)
        (folder / f"mjstudio-{VERSION}-{system}.run").write_text("archive")
    for system, name in (("windows", "windows-x64-setup.exe"), ("macos", "macos-arm64.dmg")):
        (parts / f"package-{system}").mkdir()
        (parts / f"package-{system}" / f"mjstudio-{VERSION}-{name}").write_text(system)
    for folder in parts.iterdir():
        (folder / f"mjstudio-{VERSION}.cdx.json").write_text(folder.name)
        module("pack").sums(folder)
    sums = parts / "package-windows" / "SHA256SUMS"
    sums.write_bytes(sums.read_bytes().replace(b"\n", b"\r\n"))
    return parts


@pytest.fixture(scope="module")
def secret_key(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A key that is thrown away after these tests."""
    home = tmp_path_factory.mktemp("gnupg")
    home.chmod(0o700)
    gpg = ["gpg", "--batch", "--homedir", str(home), "--passphrase", "", "--pinentry-mode=loopback"]
    run(*gpg, "--quick-gen-key", "mjstudio <m@example.org>", "ed25519", "sign", "never")
    made = run(*gpg, "--armor", "--export-secret-keys").stdout
    run("gpgconf", "--homedir", home, "--kill", "all")
    return made


@pytest.fixture
def released(module: Import, parts: Path, secret_key: str, tmp_path: Path) -> Path:
    out = tmp_path / "all"
    module("release").make(parts, out, tmp_path / "NOTES.md", secret_key, COMMIT, NOW)
    return out


class Page(ThreadingHTTPServer):
    """The page of the releases, as GitHub serves it: one is sent on twice to get a file."""

    def __init__(self, files: Path) -> None:
        self.asked: list[str] = []
        page = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                page.asked.append(self.path)
                name = self.path.rsplit("/", 1)[1].partition("?")[0]
                moved = {
                    f"/releases/latest/download/{name}": f"/releases/download/v{VERSION}/{name}",
                    f"/releases/download/v{VERSION}/{name}": f"/kept/{name}?jwt={'x' * 1200}",
                }.get(self.path)
                path = files / name
                if moved is not None or not path.is_file():
                    self.send_response(404 if moved is None else 302)
                    self.send_header("Location", f"{page.url}{moved}")
                    self.send_header("Content-Length", "0")
                    self.end_headers()
                    return
                content = path.read_bytes()
                self.send_response(200)
                self.send_header("Content-Type", "application/octet-stream")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: object) -> None:
                pass

        super().__init__(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server_port}"


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Page]:
    page = Page(tmp_path / "all")
    thread = threading.Thread(target=page.serve_forever)
    thread.start()
    yield page
    page.shutdown()
    page.server_close()
    thread.join()


# All files


@needs_tools
def test_a_release_has_the_files_of_all_systems_and_what_is_made_of_them(
    released: Path, tmp_path: Path
) -> None:
    bills = {f"mjstudio-{VERSION}-{name}.cdx.json" for name in (*MACHINES.values(), "windows")}
    assert {path.name for path in released.iterdir()} == bills | {
        f"mjstudio-{VERSION}-macos.cdx.json",
        f"mjstudio-{VERSION}-linux-x86_64.run",
        f"mjstudio-{VERSION}-linux-aarch64.run",
        f"mjstudio_{VERSION}-1_amd64.deb",
        f"mjstudio_{VERSION}-1_arm64.deb",
        f"mjstudio-{VERSION}-windows-x64-setup.exe",
        f"mjstudio-{VERSION}-macos-arm64.dmg",
        f"mjstudio-{VERSION}-manifests.zip",
        "mjstudio.json",
        *("Packages", "Packages.gz", "Release", "InRelease", "mjstudio.sources"),
        *("SHA256SUMS", "SHA256SUMS.asc", "mjstudio.asc"),
    }
    assert "### Added" in (tmp_path / "NOTES.md").read_text(encoding="utf-8")


@needs_tools
def test_the_sums_are_right_and_their_signature_is_good(released: Path, tmp_path: Path) -> None:
    run("sha256sum", "--check", "--strict", "SHA256SUMS", cwd=released)
    keyring = tmp_path / "key.gpg"
    run("gpg", "--dearmor", "--output", keyring, released / "mjstudio.asc")
    check = ["gpgv", "--keyring", str(keyring), str(released / "SHA256SUMS.asc")]
    run(*check, released / "SHA256SUMS")
    with pytest.raises(subprocess.CalledProcessError):
        run(*check, released / "Packages")


def test_without_a_key_there_is_a_release_without_apt(
    module: Import, parts: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = module("release").main(
        [str(parts), str(tmp_path / "all"), str(tmp_path / "N")], {"GITHUB_SHA": COMMIT}
    )
    assert code == 0
    assert "SKIPPED" in capsys.readouterr().out
    assert {"mjstudio.json", "SHA256SUMS"} <= {p.name for p in (tmp_path / "all").iterdir()}
    assert not list((tmp_path / "all").glob("*Release"))
    assert not list((tmp_path / "all").glob("*.asc"))
    assert module("release").main([], {}) == 2


@needs_tools
def test_what_is_no_key_makes_no_release(module: Import, parts: Path, tmp_path: Path) -> None:
    with pytest.raises(module("dev_process").Refusal, match="gpg could not"):
        module("release").make(parts, tmp_path / "all", tmp_path / "N", "not a key", COMMIT, NOW)


@pytest.mark.parametrize("damage", ["missing", "changed", "besides"])
def test_a_build_that_is_not_whole_makes_no_release(
    module: Import, parts: Path, tmp_path: Path, damage: str
) -> None:
    folder = parts / "package-macos"
    if damage == "missing":
        shutil.rmtree(folder)
    elif damage == "changed":
        (folder / f"mjstudio-{VERSION}-macos-arm64.dmg").write_text("something else")
    else:
        (folder / "something else").touch()
    with pytest.raises(module("dev_process").Refusal, match="macos"):
        module("release").make(parts, tmp_path / "all", tmp_path / "NOTES.md", "", COMMIT, NOW)


# apt


class Machine:
    """An apt with a state of its own: it knows one source, and nothing is installed."""

    def __init__(self, folder: Path, source: str) -> None:
        self.folder = folder
        for path in (
            "etc/sources.list.d",
            "etc/trusted.gpg.d",
            "state/lists/partial",
            "cache/archives/partial",
        ):
            (folder / path).mkdir(parents=True)
        (folder / "status").touch()
        (folder / "none").touch()
        (folder / "etc/sources.list.d/mjstudio.sources").write_text(source)

    def apt(self, *arguments: str, machine: str = "amd64") -> subprocess.CompletedProcess[str]:
        options = {
            "Dir::Etc": self.folder / "etc",
            "Dir::Etc::sourcelist": "/dev/null",
            "Dir::Etc::sourceparts": self.folder / "etc/sources.list.d",
            "Dir::Etc::trustedparts": self.folder / "etc/trusted.gpg.d",
            "Dir::Etc::main": self.folder / "none",
            "Dir::Etc::parts": self.folder / "etc/apt.conf.d",
            "Dir::State": self.folder / "state",
            "Dir::State::status": self.folder / "status",
            "Dir::Cache": self.folder / "cache",
            "APT::Architecture": machine,
            "APT::Architectures::": machine,
            "APT::Sandbox::User": "",
            "APT::Update::Error-Mode": "any",
            "Acquire::http::Proxy": "DIRECT",
            "Acquire::Languages": "none",
        }
        command = ["apt-get", "--quiet"]
        for name, value in options.items():
            command += ["-o", f"{name}={value}"]
        return subprocess.run(
            [*command, *arguments],
            cwd=self.folder,
            env={
                "PATH": os.environ["PATH"],
                "LC_ALL": "C.UTF-8",
                "APT_CONFIG": str(self.folder / "none"),
            },
            capture_output=True,
            text=True,
            check=False,
        )


def own_source(released: Path, page: Page) -> str:
    source = (released / "mjstudio.sources").read_text()
    assert "URIs: https://github.com/mjstudio/mjstudio/releases\n" in source
    return source.replace("https://github.com/mjstudio/mjstudio", page.url)


@needs_tools
@pytest.mark.parametrize("machine", list(MACHINES))
def test_apt_believes_the_index_and_fetches_the_package(
    released: Path, page: Page, tmp_path: Path, machine: str
) -> None:
    desk = Machine(tmp_path / "desk", own_source(released, page))
    done = desk.apt("update", machine=machine)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stderr == ""
    done = desk.apt("download", "mjstudio", machine=machine)
    assert done.returncode == 0, done.stdout + done.stderr
    name = f"mjstudio_{VERSION}-1_{machine}.deb"
    assert (desk.folder / name).read_bytes() == (released / name).read_bytes()
    # By the address of its own release, not of whichever is the newest now.
    assert f"/releases/download/v{VERSION}/{name}" in page.asked


@needs_tools
@pytest.mark.parametrize("damage", ["index", "signature", "package", "key"])
def test_apt_refuses_what_was_changed_on_the_way(
    module: Import, released: Path, page: Page, tmp_path: Path, damage: str
) -> None:
    source = own_source(released, page)
    if damage == "index":
        text = (released / "Packages").read_text().replace("studio", "trojan")
        (released / "Packages").write_text(text)
        (released / "Packages.gz").write_bytes(gzip.compress(text.encode()))
    elif damage == "signature":
        text = (released / "InRelease").read_text()
        (released / "InRelease").write_text(text.replace("Label: mjstudio", "Label: trojan"))
    elif damage == "package":
        deb = released / f"mjstudio_{VERSION}-1_amd64.deb"
        deb.write_bytes(deb.read_bytes()[:-1] + b"!")
    else:
        other = source[: source.index("Signed-By")]
        source = other + "Signed-By: /nonexistent.gpg\n"
    desk = Machine(tmp_path / "desk", source)
    codes = [desk.apt("update").returncode, desk.apt("download", "mjstudio").returncode]
    assert codes[1] != 0
    assert (codes[0] == 0) == (damage == "package")
    assert not list(desk.folder.glob("*.deb"))


# News of versions


def test_the_program_reads_the_news_of_its_releases(module: Import) -> None:
    identity, news = module("identity"), module("release_news")
    data = news.feed(ROOT)
    assert len(data) < MAX_FEED_BYTES
    told = json.loads(data)
    newest = identity.all_releases()[0]
    release = read_release(told)
    assert release.version == VERSION
    assert release.url == f"{identity.HOMEPAGE}/releases/tag/v{VERSION}"
    assert release.notes == told["notes"]  # nothing of it was cut off
    assert release.notes.startswith(newest.changes[0])
    assert told["translations"].keys() == identity.translated_releases().keys() == {"zh_CN"}


@needs_tools
def test_the_feed_is_fetched_as_github_serves_it(released: Path, page: Page) -> None:
    told = json.loads((released / "mjstudio.json").read_text(encoding="utf-8"))
    assert FEED == "https://github.com/mjstudio/mjstudio/releases/latest/download/mjstudio.json"
    url = FEED.replace("https://github.com/mjstudio/mjstudio", page.url)
    release = asyncio.run(fetch_release(url))
    assert release == Release(VERSION, told["url"], told["notes"])
    assert len(page.asked) == 3


def test_in_chinese_they_are_those_of_the_chinese_changelog(
    module: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "spoken", lambda: "zh_CN")
    found = module("identity").translated_releases()["zh_CN"][0]
    notes = read_release(json.loads(module("release_news").feed(ROOT))).notes
    assert notes.startswith(found.changes[0] + found.changes[1])
    assert notes.endswith(" …")


def test_a_summary_holds_whole_changes_alone(module: Import) -> None:
    news = module("release_news")
    assert news.summary(["One.", "Two."]) == "One. Two."
    assert news.summary(["一。", "二。"]) == "一。二。"
    assert news.summary(["One.", "x" * 495]) == "One. …"
    assert news.summary([]) == ""
    assert len(news.summary(["x" * 100 + "."] * 9)) <= news.MOST


def test_the_notes_of_a_release_are_its_sections_of_the_changelogs(module: Import) -> None:
    news = module("release_news")
    text = "## [0.2.0] - 2026-05-04\n\n### Fixed\n\n- A mask.\n\n## [0.1.0] - 2026-01-02\n"
    assert news.section(text, "0.2.0") == "### Fixed\n\n- A mask.\n"
    assert news.section(text, "0.1.0") == "\n"
    with pytest.raises(ValueError, match=r"no section 0\.3\.0"):
        news.section(text, "0.3.0")
    notes = news.notes(ROOT)
    assert notes.index("### Added") < notes.index("## 中文") < notes.index("### 新增")
    assert "Unreleased" not in notes


# winget, Homebrew, the AUR


@pytest.fixture
def manifests(module: Import, parts: Path, tmp_path: Path) -> dict[str, str]:
    out = tmp_path / "all"
    module("release").make(parts, out, tmp_path / "NOTES.md", "", COMMIT, NOW)
    with zipfile.ZipFile(out / f"mjstudio-{VERSION}-manifests.zip") as packed:
        return {name: packed.read(name).decode() for name in packed.namelist()}


def checksum(parts: Path, name: str) -> str:
    (path,) = parts.rglob(name)
    return hashlib.sha256(path.read_bytes()).hexdigest()


# The schema at https://github.com/microsoft/winget-cli/tree/master/schemas/JSON/manifests/v1.12.0:
# what a manifest must have, and what besides it may have of what is used here.
HEAD = {"PackageIdentifier", "PackageVersion", "ManifestType", "ManifestVersion"}
LOCALE = {"PackageLocale", "ShortDescription", "Description", "ReleaseNotesUrl"}
REQUIRED = {
    "version": HEAD | {"DefaultLocale"},
    "installer": HEAD | {"Installers"},
    "defaultLocale": HEAD
    | {"PackageLocale", "Publisher", "PackageName", "License", "ShortDescription"},
    "locale": HEAD | {"PackageLocale"},
}
OPTIONAL = {
    "version": set(),
    "installer": {
        "Platform", "MinimumOSVersion", "InstallerType", "Scope", "InstallModes", "UpgradeBehavior",
        "ProductCode", "ReleaseDate",
    },
    "defaultLocale": LOCALE | {
        "PublisherUrl", "PublisherSupportUrl", "PackageUrl", "LicenseUrl", "Moniker", "Tags",
    },
    "locale": LOCALE,
}  # fmt: skip


def test_wingets_manifests_are_of_its_schema(
    module: Import, manifests: dict[str, str], parts: Path
) -> None:
    folder = f"winget/manifests/m/mjstudio/mjstudio/{VERSION}/mjstudio.mjstudio"
    found: dict[str, dict[str, Any]] = {}
    for name, text in manifests.items():
        if name.startswith("winget/"):
            assert name.startswith(folder)
            told = yaml.load(text, yaml.BaseLoader)  # noqa: S506 (of texts alone, as winget reads it)
            kind = told["ManifestType"]
            found[kind] = told
            schema = f"https://aka.ms/winget-manifest.{kind}.1.12.0.schema.json"
            assert text.startswith(f"# yaml-language-server: $schema={schema}\n")
            assert REQUIRED[kind] <= told.keys() <= REQUIRED[kind] | OPTIONAL[kind]
            assert (told["PackageIdentifier"], told["PackageVersion"]) == (
                "mjstudio.mjstudio",
                VERSION,
            )
            assert told["ManifestVersion"] == "1.12.0"
            for key, value in told.items():
                if key.endswith("Url"):
                    assert value.startswith("https://")
    assert found.keys() == REQUIRED.keys()

    installer = found["installer"]
    assert installer["InstallerType"] == "nullsoft"
    assert installer["Scope"] == "user"
    assert set(installer["InstallModes"]) <= {"interactive", "silent", "silentWithProgress"}
    date.fromisoformat(installer["ReleaseDate"])
    nsis = (ROOT / "packaging/windows/mjstudio.nsi").read_text(encoding="utf-8")
    assert f'CurrentVersion\\Uninstall\\{installer["ProductCode"]}"' in nsis
    (one,) = installer["Installers"]
    setup = f"mjstudio-{VERSION}-windows-x64-setup.exe"
    assert one == {
        "Architecture": "x64",
        "InstallerUrl": f"{module('identity').HOMEPAGE}/releases/download/v{VERSION}/{setup}",
        "InstallerSha256": checksum(parts, setup).upper(),
    }
    for kind in ("defaultLocale", "locale"):
        assert 3 <= len(found[kind]["ShortDescription"]) <= 256
    assert found["locale"]["PackageLocale"] == "zh-CN"
    assert found["version"]["DefaultLocale"] == found["defaultLocale"]["PackageLocale"]


def test_homebrews_cask_has_its_stanzas_in_order(
    module: Import, manifests: dict[str, str], parts: Path
) -> None:
    text = manifests["homebrew/Casks/mjstudio.rb"]
    assert re.findall(r"^  (\w+)", text, re.MULTILINE) == [
        "version", "sha256", "url", "name", "desc", "homepage", "livecheck", "end", "depends_on",
        "depends_on", "app", "zap",
    ]  # fmt: skip
    fields = dict(re.findall(r'^  (\w+) "(.*)"$', text, re.MULTILINE))
    image = f"mjstudio-{VERSION}-macos-arm64.dmg"
    assert fields["sha256"] == checksum(parts, image)
    url = fields["url"].replace("#{version}", fields["version"])
    assert url == f"{module('identity').HOMEPAGE}/releases/download/v{VERSION}/{image}"
    assert 'depends_on macos: ">= :ventura"' in text
    assert not fields["desc"].lower().startswith(("a ", "an ", "the ", "mjstudio"))
    assert len(fields["desc"]) <= 80
    assert "Application Support" not in text  # pictures and settings stay


needs_bash = pytest.mark.skipif(not shutil.which("bash"), reason="the recipe is one of bash")


@needs_bash
def test_archs_recipe_and_its_summary_say_the_same(
    manifests: dict[str, str], parts: Path, tmp_path: Path
) -> None:
    (tmp_path / "PKGBUILD").write_text(manifests["aur/PKGBUILD"])
    names = (
        "pkgname pkgver pkgrel pkgdesc arch url license depends optdepends provides conflicts"
        " options source_x86_64 source_aarch64 sha256sums_x86_64 sha256sums_aarch64"
    )
    script = (
        f'. ./PKGBUILD; for n in {names}; do declare -n v=$n; printf "$n = %s\\n" "${{v[@]}}"; done'
    )
    told = run("bash", "-euc", script, cwd=tmp_path).stdout.splitlines()
    summary = [line.strip() for line in manifests["aur/.SRCINFO"].splitlines() if line]
    assert sorted(told) == sorted(line for line in summary if not line.startswith("pkgbase"))
    assert f"sha256sums_aarch64 = {checksum(parts, f'mjstudio_{VERSION}-1_arm64.deb')}" in told
    assert not any("-" in line for line in told if line.startswith("pkgver"))


@needs_bash
@needs_tools
def test_archs_recipe_lays_out_the_debian_package(
    manifests: dict[str, str], parts: Path, tmp_path: Path
) -> None:
    (tmp_path / "PKGBUILD").write_text(manifests["aur/PKGBUILD"])
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / "bsdtar").write_text('#!/bin/sh\nmkdir -p "$4"; exec tar "$@"\n')
    (tools / "bsdtar").chmod(0o755)
    (deb,) = parts.rglob("*_amd64.deb")
    with (tmp_path / "data.tar").open("wb") as data:
        subprocess.run(["dpkg-deb", "--fsys-tarfile", deb], stdout=data, check=True)
    (tmp_path / "data.tar").rename(tmp_path / "data.tar.xz")
    run(
        "bash", "-euc", f'pkgdir="{tmp_path}/to"; . ./PKGBUILD; package',
        cwd=tmp_path, env={"PATH": f"{tools}{os.pathsep}{os.environ['PATH']}"},
    )  # fmt: skip
    laid = {p.relative_to(tmp_path / "to").as_posix() for p in (tmp_path / "to").rglob("*")}
    assert {"usr/bin/mjstudio", "usr/share/licenses/mjstudio-bin/LICENSE"} <= laid
    assert "usr/share/lintian" not in laid


# Flathub


def test_flathub_builds_the_commit_of_the_release(
    module: Import, manifests: dict[str, str]
) -> None:
    name = f"{module('identity').ID}.yml"
    kept = yaml.safe_load((ROOT / "packaging" / "flatpak" / name).read_text(encoding="utf-8"))
    told = yaml.safe_load(manifests[f"flathub/{name}"])
    assert told["modules"][1].pop("sources") == [
        {
            "type": "git",
            "url": f"{module('identity').HOMEPAGE}.git",
            "tag": f"v{VERSION}",
            "commit": COMMIT,
        }
    ]
    del kept["modules"][1]["sources"]
    assert told == kept
    assert told["modules"][0] == "python.json"
    assert json.loads(manifests["flathub/python.json"])["name"] == "python-parts"
