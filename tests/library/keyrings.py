"""Keyrings as they occur in practice: real backends of the keyring library."""

import threading

from keyring.backend import KeyringBackend
from keyring.backends import null
from keyring.errors import KeyringLocked, PasswordDeleteError

HOST = "api.acedata.cloud"
TOKEN = "s3cret0123456789"


class Working(KeyringBackend):
    """Keeps secrets in memory, as a system's keyring would."""

    priority = 5

    def __init__(self):
        super().__init__()
        self.kept = {}

    def get_password(self, service, username):
        return self.kept.get((service, username))

    def set_password(self, service, username, password):
        self.kept[service, username] = password

    def delete_password(self, service, username):
        if (service, username) not in self.kept:
            raise PasswordDeleteError("not there")
        del self.kept[service, username]


class Hanging(Working):
    """Locked: blocks callers until it is opened."""

    def __init__(self):
        super().__init__()
        self.opened = threading.Event()
        self.asked_in = set()

    def get_password(self, service, username):
        self.asked_in.add(threading.current_thread())
        self.opened.wait()
        return super().get_password(service, username)

    def set_password(self, service, username, password):
        self.asked_in.add(threading.current_thread())
        self.opened.wait()
        super().set_password(service, username, password)


class Locked(Working):
    def get_password(self, *_):
        raise KeyringLocked("dismissed")

    set_password = get_password


class Talkative(Working):
    """Repeats the token in its errors, as UnicodeEncodeError does."""

    def set_password(self, *arguments):
        raise ValueError(f"cannot keep {arguments!r}")

    def get_password(self, *_):
        raise UnicodeEncodeError("ascii", TOKEN, 0, 1, TOKEN)


class Forgetful(Working):
    """Accepts everything and stores nothing."""

    def set_password(self, service, username, password):
        pass


class ReadOnly(Working):
    priority = 9.9

    def set_password(self, service, username, password):
        raise NotImplementedError

    def delete_password(self, service, username):
        raise NotImplementedError


class AlternativeFile(Working):
    """Like keyrings.alt's, whose priority the user may raise."""

    __module__ = "keyrings.alt.file"


class OwnPlaintextKeyring(Working):
    pass


class Humble(Working):
    priority = 0.5


class Unfit(Working):
    @property
    def priority(self):
        raise RuntimeError("not on this system")


class DerivedNull(null.Keyring):
    priority = 8
