"""Sets everything up and runs, checks, tests, measures or packs mjstudio, from a bare clone.

    python3 packaging/dev.py run [ARGS...]                 start the studio
    python3 packaging/dev.py check                         style, types, contracts, the fast tests
    python3 packaging/dev.py test [PYTEST ARGS...]         every check, or pytest alone with ARGS
    python3 packaging/dev.py bench [NAME...] [--json FILE] the benchmarks, all or those named;
                             [--against FOLDER]            in turns with those of another checkout
    python3 packaging/dev.py package [--help]              the packages, into build/dist
    python3 packaging/dev.py texts [LANGUAGE...]           the catalogues, brought up to date with
                                                           the texts of the source; begins new ones

Each makes .venv from requirements.lock when that is needed (`package` makes build/environment from
packaging/build.lock), and installs what it needs of the system where it may (Debian and Ubuntu);
elsewhere it prints the line that installs what all of them need.

All but `texts` first compile the catalogues in resources/locale that have changed.

run: without a display it takes the tour offscreen instead; its screenshots are in build/tour.
check: what to run before each commit; `test` before handing a change in.
test: spread over the cores; with PYTEST ARGS in one process, unless they hold `-n` themselves.
Paths in PYTEST ARGS are seen from the root of the repository.

Standard library only. This file uses only syntax that every Python 3 can parse, because an old one
would otherwise answer with a SyntaxError instead of saying which Python is needed; the siblings
that do the work are imported after that check. They are:

    dev_process.py  starting programs, saying things
    dev_system.py   libraries and programs of the system
    dev_venv.py     virtual environments and their stamps
    dev_jobs.py     run, bench
    dev_checks.py   check, test
    dev_room.py     environments, the clean room of tests
    dev_texts.py    texts, with catalogues.py and catalogue_checks.py, which need Babel
    pack.py         package, with pack_*.py
    dev_house.py    the rule of the house that no linter knows
"""

import subprocess
import sys
from pathlib import Path

OLDEST = (3, 11)
NEWEST = (3, 13)
HERE = str(Path(__file__).resolve().parent)


def refusal(version: "tuple[int, ...]", executable: str) -> str:
    """Return why this Python is unsuitable; empty if it is suitable."""
    if OLDEST <= tuple(version[:2]) <= NEWEST:
        return ""
    found = ".".join(str(part) for part in version[:3])
    return "mjstudio needs Python 3.11, 3.12 or 3.13; this is " + found + " (" + executable + ")."


def another_python() -> str:
    """Return the name of a suitable Python on the PATH; empty if there is none."""
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        name = "python3." + str(minor)
        try:  # run it, because pyenv has a shim for every Python and refuses most
            subprocess.check_output([name, "-c", ""], stderr=subprocess.STDOUT)
        except (OSError, subprocess.CalledProcessError):
            continue
        return name
    return ""


def usage() -> str:
    """Return the list of commands: the first part of this module's docstring."""
    return (__doc__ or "").split("\nStandard library only")[0]


def main(arguments: "list[str]") -> int:
    """Run one command and return the exit code of the process."""
    if arguments and arguments[0] in ("-h", "--help", "help"):
        sys.stdout.write(usage())
        return 0
    if not arguments or arguments[0] not in ("run", "check", "test", "bench", "package", "texts"):
        sys.stderr.write(usage())
        return 2
    reason = refusal(tuple(sys.version_info[:3]), sys.executable)
    if reason:
        other = another_python()
        if other:
            reason += "\nTry: " + " ".join([other, sys.argv[0]] + arguments)  # noqa: RUF005
        sys.stderr.write(reason + "\n")
        return 1
    if HERE not in sys.path:  # python -P, PYTHONSAFEPATH
        sys.path.insert(0, HERE)
    import dev_jobs  # only once this Python is known to understand it

    return dev_jobs.main(arguments[0], arguments[1:])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
