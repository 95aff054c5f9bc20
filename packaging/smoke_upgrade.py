"""Upgrades a package while its program runs in a clean root, for smoke.py: .deb and .run.

The next version's program file is another one, a script that starts the real program from beside
it, so that whatever the running program still reads by its own path is not what it expects.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from smoke_root import HOME, Failed, Log, as_user, inside

TOOLS = ("xvfb", "openbox", "wmctrl", "xdotool", "xz-utils")
"""What is needed in the root; the .run unpacks itself with the last."""
SCRIPT = Path(__file__).with_name("smoke_upgrade.sh")
NEXT = "mjstudio-next"
STUB = f'#!/bin/sh\nexec "$(dirname "$(readlink -f "$0")")/{NEXT}" "$@"\n'
DONE = "updated, used and closed: exit code 0"
_UPDATE, _UPDATED = "/tmp/update", "/tmp/updated"  # noqa: S108 (in a root of our own)


def next_package(package: Path, to: Path) -> Path:
    """Make the next version of a Debian package in a folder. Raises Failed."""
    tree = to / "tree"
    _run(["dpkg-deb", "--raw-extract", str(package), str(tree)])
    replace_program(tree / "usr/lib/mjstudio")
    control = tree / "DEBIAN/control"
    lines = control.read_text("utf-8").splitlines()
    told = [f"{line}+next" if line.startswith("Version: ") else line for line in lines]
    control.write_text("\n".join(told) + "\n", encoding="utf-8")
    (tree / "DEBIAN/md5sums").unlink(missing_ok=True)
    made = to / "mjstudio-next.deb"
    command = ["dpkg-deb", "-Zgzip", "-z1", "--root-owner-group", "--build"]
    _run([*command, str(tree), str(made)])
    shutil.rmtree(tree)
    return made


def replace_program(folder: Path) -> None:
    """Put another program file in the folder, which starts the real one from beside it."""
    (folder / "mjstudio").rename(folder / NEXT)
    (folder / "mjstudio").write_text(STUB, encoding="utf-8")
    (folder / "mjstudio").chmod(0o755)


def upgrade_deb(root: Path, package: Path, apt: str, log: Log) -> None:
    """Upgrade an installed Debian package while its program runs. Raises Failed."""
    log.say("-- an upgrade of the .deb while the program runs")
    with tempfile.TemporaryDirectory() as folder:
        shutil.copyfile(next_package(package, Path(folder)), root / "tmp/mjstudio-next.deb")
    _while_it_runs(root, "mjstudio", "deb", f"{apt} install -y /tmp/mjstudio-next.deb")
    log.say("   noticed; pictures were made and the settings opened; closed in order")


def upgrade_run(root: Path, archive: Path, log: Log) -> None:
    """Install the .run, run it again while its program runs, and remove it. Raises Failed."""
    log.say("-- an update by the .run while the program runs")
    shutil.copyfile(archive, root / "tmp/mjstudio.run")
    inside(root, as_user("sh /tmp/mjstudio.run"))
    folder = f"/{HOME}/.local/opt/mjstudio"
    stub = "/tmp/mjstudio-stub"  # noqa: S108 (in a root of our own)
    (root / stub.lstrip("/")).write_text(STUB, encoding="utf-8")
    update = (
        f"sh /tmp/mjstudio.run && mv {folder}/mjstudio {folder}/{NEXT}"
        f" && cp {stub} {folder}/mjstudio && chmod 755 {folder}/mjstudio"
    )
    _while_it_runs(root, f"{folder}/mjstudio", "run", as_user(update))
    inside(root, as_user(f"sh {folder}/uninstall"))
    if (root / folder.lstrip("/")).exists():
        raise Failed(f"{folder} stays after its uninstaller")
    log.say("   noticed; pictures were made and the settings opened; closed in order; removed")


def _while_it_runs(root: Path, program: str, name: str, update: str) -> None:
    """Use a program on a display of its own, and run `update` when it is ready for that."""
    script = root / "tmp" / SCRIPT.name
    shutil.copyfile(SCRIPT, script)
    for path in (_UPDATE, _UPDATED):
        (root / path.lstrip("/")).unlink(missing_ok=True)
    data = f"/{HOME}/upgrade-{name}"
    words = ["sh", f"/{script.relative_to(root)}", program]
    words += [f"{data}/logs/mjstudio.log", _UPDATE, _UPDATED]
    used = as_user(f"export MJSTUDIO_DATA_DIR={data}; {' '.join(words)}")
    told = inside(
        root,
        f"{{ {used}; }} & used=$!;"
        f" while [ ! -e {_UPDATE} ]; do kill -0 $used || exit 1; sleep 0.3; done;"
        f" {{ {update}; }} >/tmp/upgrade.log 2>&1 || {{ cat /tmp/upgrade.log; exit 1; }};"
        f" touch {_UPDATED}; wait $used",
    )
    if told.split("\n") != [DONE, ""]:
        raise Failed(f"the program that was upgraded printed:\n{told}")


def _run(command: Sequence[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Failed(f"{command[0]}: {done.stdout}{done.stderr}")
