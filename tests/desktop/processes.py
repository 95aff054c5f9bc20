"""The program as real processes in a folder of their own."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

# Starts the program as its command does, and tells on stdout what the window goes through.
TOLD = """
import sys, time
from PySide6.QtCore import QEvent
from mjstudio import app, cli
from mjstudio.desktop import desktop

def say(*words):
    print(time.monotonic(), *words, flush=True)

class Told(app.App):
    def __init__(self, *arguments, **named):
        super().__init__(*arguments, **named)
        self.connection.connected.connect(lambda _account: say("connected"))
        self.studio.recovery.restored.connect(lambda _restored: say("restored"))
        self.desktop.opening.opened.connect(lambda path: say("opened", path.name))
        self.desktop.callers.called.connect(lambda call: say("called", *call.ignored))
        self.studio.references.refused.connect(lambda problem: say("refused", problem.message))
        {extra}

desktop.bring_to_front = lambda window, activation="": say("front", activation)
app.App = Told
sys.exit(cli.main(sys.argv[1:]))
"""


class Program:
    """One process of the program."""

    def __init__(self, folder: Path, *arguments: str, extra: str = "pass", **variables: str):
        self.folder = folder
        self.process = subprocess.Popen(
            [sys.executable, "-c", TOLD.replace("{extra}", extra), "--sandbox", *arguments],
            env={**environment(folder), **variables},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def hear(self, word: str) -> tuple[float, str]:
        """Wait for a line with this word: when it was said (monotonic seconds), and the rest."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            moment, _, said = line.strip().partition(" ")
            if said.split(" ")[0] == word:
                return float(moment), said.partition(" ")[2]
        raise AssertionError(f"{word} was not said: {self.process.communicate()[1]}")

    def listening(self) -> "Program":
        """Wait until later starts can call."""
        self.hear("connected")
        address = self.folder / "data" / "instance.json"
        deadline = time.monotonic() + 30
        while not address.exists():
            assert time.monotonic() < deadline
            time.sleep(0.02)
        assert json.loads(address.read_bytes())["pid"] == self.process.pid
        return self

    def end(self) -> tuple[int, list[str]]:
        """Close it in order: its exit code, and what it said on stderr."""
        self.process.terminate()
        return self.ended()

    def ended(self) -> tuple[int, list[str]]:
        """Wait for its end."""
        _, err = self.process.communicate(timeout=30)
        words = [line for line in err.splitlines() if "propagateSizeHints" not in line]
        return self.process.returncode, words


def environment(home: Path) -> dict[str, str]:
    """Nothing of the user's own."""
    kept = {name: value for name, value in os.environ.items() if "ACEDATACLOUD" not in name}
    return {
        **kept,
        "QT_QPA_PLATFORM": "offscreen",
        "HOME": str(home),
        "MJSTUDIO_DATA_DIR": str(home / "data"),
        "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
    }


def start(folder: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """A start that is expected to end by itself."""
    return subprocess.run(
        [sys.executable, "-m", "mjstudio", *arguments],
        env={**environment(folder), **variables},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
