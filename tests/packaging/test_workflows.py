"""What the workflows say: machines, actions, rights and order. They run on GitHub alone."""

import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
WORKFLOWS = ROOT / ".github" / "workflows"
NAMES = ("ci", "release")
RUNNERS = {"ubuntu-24.04", "ubuntu-24.04-arm", "windows-2025", "macos-15"}
# The first major version of each action that runs on Node 24; the last one runs in a container.
OLDEST = {
    "actions/checkout": 5,
    "actions/setup-python": 6,
    "actions/upload-artifact": 6,
    "actions/download-artifact": 7,
    "actions/attest-build-provenance": 3,
    "pypa/gh-action-pypi-publish": 1,
}
USE = re.compile(
    r"uses: (?P<action>[\w-]+/[\w-]+)@(?P<hash>[0-9a-f]{40}) # v(?P<major>\d+)\.\d+\.\d+"
)

Job = dict[str, Any]


def workflow(name: str) -> Job:
    made: Job = yaml.safe_load((WORKFLOWS / f"{name}.yml").read_text(encoding="utf-8"))
    return made


def jobs(name: str) -> dict[str, Job]:
    found: dict[str, Job] = workflow(name)["jobs"]
    return found


def combinations(job: Job) -> list[Job]:
    """The entries of a job's matrix that are written out."""
    matrix = job.get("strategy", {}).get("matrix", {})
    return matrix.get("include", [])


def runners(job: Job) -> set[str]:
    runner = job["runs-on"]
    if runner != "${{ matrix.runner }}":
        return {runner}
    listed = job["strategy"]["matrix"].get("runner", [])
    return {*listed, *(entry["runner"] for entry in combinations(job))}


def steps() -> Iterator[tuple[str, Job]]:
    for name in NAMES:
        for job in jobs(name).values():
            for step in job["steps"]:
                yield name, step


@pytest.mark.parametrize("name", NAMES)
def test_every_job_does_something_on_a_machine_that_there_is(name: str) -> None:
    for job in jobs(name).values():
        assert runners(job) <= RUNNERS
        assert all(step.keys() & {"run", "uses"} for step in job["steps"])
        assert job["timeout-minutes"] <= 90
        needs = job.get("needs", [])
        assert set([needs] if isinstance(needs, str) else needs) <= jobs(name).keys()


def test_every_action_is_pinned_by_hash_and_runs_on_node_24() -> None:
    seen: dict[str, set[str]] = {}
    for name in NAMES:
        text = (WORKFLOWS / f"{name}.yml").read_text(encoding="utf-8")
        lines = [line.strip(" -") for line in text.splitlines() if "uses:" in line]
        for line in lines:
            use = USE.fullmatch(line)
            assert use is not None, line
            assert int(use["major"]) >= OLDEST[use["action"]]
            seen.setdefault(use["action"], set()).add(use["hash"])
    assert seen.keys() == OLDEST.keys()
    assert all(len(hashes) == 1 for hashes in seen.values())


def test_nothing_may_be_written_but_by_the_job_that_must() -> None:
    may_write = {}
    for name in NAMES:
        assert workflow(name)["permissions"] == {}
        for title, job in jobs(name).items():
            rights = job["permissions"]
            assert rights.get("contents", "read") == "read" or title == "release"
            if "write" in rights.values():
                may_write[title] = rights
    assert may_write.keys() == {"release", "pypi"}
    assert may_write["pypi"] == {"id-token": "write"}


def test_no_checkout_leaves_the_token_behind() -> None:
    found = [step for _, step in steps() if "actions/checkout@" in step.get("uses", "")]
    assert found
    assert all(step["with"]["persist-credentials"] is False for step in found)


def test_no_script_is_put_together_from_what_others_write() -> None:
    for _, step in steps():
        assert "${{" not in step.get("run", "")


def test_secrets_are_seen_by_the_one_step_that_needs_them_in_an_environment() -> None:
    for name in NAMES:
        for job in jobs(name).values():
            assert "secrets." not in str({key: job[key] for key in job if key != "steps"})
            if "secrets." in str(job["steps"]):
                assert job["environment"] in ("signing", "release")


def test_zizmor_finds_nothing() -> None:
    tool = shutil.which("zizmor", path=str(Path(sys.executable).parent)) or shutil.which("zizmor")
    if tool is None:
        pytest.skip("zizmor is not here")
    done = subprocess.run(
        [tool, "--offline", "--no-progress", str(WORKFLOWS)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_ci_runs_on_every_python_and_both_kinds_of_machine() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["requires-python"] == ">=3.11,<3.14"
    test = jobs("ci")["test"]
    assert test["strategy"]["matrix"]["python"] == ["3.11", "3.12", "3.13"]
    assert runners(test) == {"ubuntu-24.04", "ubuntu-24.04-arm"}
    assert {"run": "bash .ci/run"} in test["steps"]


def test_every_lock_file_is_audited() -> None:
    locks = {
        path.relative_to(ROOT).as_posix()
        for path in (*ROOT.glob("*.lock"), *ROOT.glob("packaging/*.lock"))
    }
    assert len(locks) == 3
    (script,) = [s["run"] for s in jobs("ci")["audit"]["steps"] if "pip-audit" in s.get("run", "")]
    (audited,) = re.findall(r"for lock in (.+); do", script)
    assert set(audited.split()) == locks


def test_the_release_waits_for_the_tour_on_every_system() -> None:
    found = jobs("release")
    systems = ("linux", "windows", "macos", "python")
    assert set(found["release"]["needs"]) == {f"tour-{system}" for system in systems}
    for system in systems:
        assert found[f"tour-{system}"]["needs"] == f"build-{system}"
    assert found["release"]["if"] == "github.ref_type == 'tag'"
    assert found["pypi"]["needs"] == "release"


def test_linux_is_built_and_toured_on_both_kinds_of_machine() -> None:
    found = jobs("release")
    built = {e["machine"]: (e["runner"], e["image"]) for e in combinations(found["build-linux"])}
    assert built == {
        "x86_64": ("ubuntu-24.04", "debian:bookworm"),
        "aarch64": ("ubuntu-24.04-arm", "debian:trixie"),
    }
    toured = {entry["machine"]: entry for entry in combinations(found["tour-linux"])}
    assert toured.keys() == built.keys()
    for machine, entry in toured.items():
        assert entry["runner"] == built[machine][0]
    assert "bookworm" not in toured["aarch64"]["releases"]


def test_macos_is_toured_signed_and_unsigned() -> None:
    found = jobs("release")
    built = {entry["build"]: entry["artifact"] for entry in combinations(found["build-macos"])}
    assert built == {"signed": "package-macos", "unsigned": "unsigned-macos"}
    assert set(found["tour-macos"]["strategy"]["matrix"]["artifact"]) == set(built.values())


def test_the_certificate_has_a_keychain_before_anything_is_signed_and_it_goes_after() -> None:
    scripts = [step.get("run", "") for step in jobs("release")["build-macos"]["steps"]]
    made, signed, removed = (
        scripts.index(f"sh packaging/macos/{script}")
        for script in ("keychain.sh make", "finish.sh --hardened", "keychain.sh remove")
    )
    assert made < signed < removed
    assert "always()" in jobs("release")["build-macos"]["steps"][removed]["if"]


def test_what_is_released_was_built_toured_and_is_attested() -> None:
    found = jobs("release")
    uploaded = {
        step["with"]["name"]
        for job in found.values()
        for step in job["steps"]
        if "upload-artifact" in step.get("uses", "")
    }
    assert {"package-windows", "package-linux-${{ matrix.machine }}", "python"} <= uploaded
    release = found["release"]["steps"]
    (parts,) = [step["with"] for step in release if "download-artifact" in step.get("uses", "")]
    assert parts["pattern"] == "package-*"  # unsigned-macos is not among them
    (attested,) = [step["with"] for step in release if "attest" in step.get("uses", "")]
    assert attested["subject-path"] == "all/*"
    assert release[-1]["run"].endswith("all/*")
