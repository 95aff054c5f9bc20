"""The OpenPGP key that signs a release: `gpg` with a keyring of its own, which goes afterwards."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Self

from dev_process import Refusal

# What today's apt accepts: Debian 13's refuses SHA-1.
_COMMAND = ["gpg", "--batch", "--no-tty", "--pinentry-mode", "loopback", "--digest-algo", "SHA512"]


class Key:
    """A secret key without password, in a keyring of its own: a folder that the caller removes.

    Raises Refusal without gpg, or if it is no such key. As a context manager it ends the helper of
    gpg that holds the key.
    """

    def __init__(self, home: Path, armoured: str) -> None:
        if not shutil.which("gpg"):
            raise Refusal("gpg is not here: sudo apt-get install -y gnupg")
        self._home = home
        home.chmod(0o700)
        self._run(["--import"], armoured.encode())
        listed = self._run(["--list-secret-keys", "--with-colons"]).decode()
        found = [line.split(":")[9] for line in listed.splitlines() if line.startswith("fpr:")]
        if not found:
            raise Refusal("RELEASE_KEY has no secret key in it")
        self.fingerprint = found[0]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        subprocess.run(["gpgconf", "--homedir", str(self._home), "--kill", "all"], check=True)

    def public(self) -> str:
        """Return the public key, armoured."""
        options = ["--export-options", "export-minimal"]
        return self._run([*options, "--armor", "--export", self.fingerprint]).decode()

    def sign(self, path: Path, signature: Path) -> None:
        """Write a detached, armoured signature of a file."""
        signature.write_bytes(
            self._run([*self._as, "--armor", "--output", "-", "--detach-sign", str(path)])
        )

    def clear_sign(self, path: Path, signed: Path) -> None:
        """Write a copy of a text with the signature around it."""
        signed.write_bytes(self._run([*self._as, "--output", "-", "--clear-sign", str(path)]))

    @property
    def _as(self) -> list[str]:
        return ["--local-user", self.fingerprint]

    def _run(self, arguments: list[str], given: bytes = b"") -> bytes:
        command = [*_COMMAND, "--homedir", str(self._home), *arguments]
        done = subprocess.run(command, input=given, capture_output=True, check=False)
        if done.returncode:
            raise Refusal(f"gpg could not: {done.stderr.decode(errors='replace').strip()}")
        return done.stdout
