import asyncio
import subprocess
import sys
import textwrap

import pytest
from keyring.backends import fail

from mjstudio.library.secrets import TokenVault
from mjstudio.model.account import VaultResult
from tests.library.keyrings import HOST, TOKEN, AlternativeFile, Locked, Working


def test_the_vault_keeps_finds_and_forgets(use):
    use(Working())

    async def story():
        vault = TokenVault()
        assert await vault.read(HOST) == VaultResult(HOST)
        assert await vault.write(HOST, TOKEN) == VaultResult(HOST, TOKEN, stored=True)
        assert await TokenVault().read(HOST) == VaultResult(HOST, TOKEN, stored=True)
        assert await vault.forget(HOST) == VaultResult(HOST)
        assert await vault.read(HOST) == VaultResult(HOST)

    asyncio.run(story())


@pytest.mark.parametrize(
    ("backend", "words"),
    [(fail.Keyring, "no keyring"), (AlternativeFile, "plain files"), (Locked, "is locked")],
)
def test_without_a_keyring_the_token_lives_for_the_session(use, backend, words):
    use(backend())

    async def story():
        vault = TokenVault()
        nothing = await vault.read(HOST)
        assert (nothing.token, nothing.stored) == ("", False)
        assert words in nothing.words
        kept = await vault.write(HOST, TOKEN)
        assert (kept.token, kept.stored) == (TOKEN, False)
        assert words in kept.words
        assert kept.words.endswith("until mjstudio closes.")
        assert await vault.read(HOST) == kept
        assert (await TokenVault().read(HOST)).token == ""
        gone = await vault.forget(HOST)
        assert gone.token == ""
        assert (await vault.read(HOST)).token == ""

    asyncio.run(story())


def test_a_locked_keyring_is_waited_for_no_longer_than_the_limit(locked):
    async def story():
        vault = TokenVault(time_limit=0.05)
        read = await vault.read(HOST)
        assert read.token == ""
        assert read.words == "The keyring did not answer within 0.05 seconds; it may be locked."
        kept = await vault.write(HOST, TOKEN)
        assert (kept.token, kept.stored) == (TOKEN, False)
        assert await vault.read(HOST) == kept

    asyncio.run(story())
    assert len(locked.asked_in) == 1
    assert all(thread.daemon for thread in locked.asked_in)


def test_a_keyring_unlocked_later_gives_its_token(locked):
    locked.kept["mjstudio", HOST] = TOKEN

    async def story():
        came = asyncio.get_running_loop().create_future()
        vault = TokenVault(0.05, late=came.set_result)
        assert (await vault.read(HOST)).token == ""
        locked.opened.set()
        assert await came == VaultResult(HOST, TOKEN, stored=True)

    asyncio.run(story())


def test_a_keyring_unlocked_later_holds_what_was_asked_for_last(locked):
    async def story():
        told = []
        came = asyncio.Event()
        vault = TokenVault(0.05, late=lambda result: (told.append(result), came.set()))
        await vault.write(HOST, "first0")
        await vault.write(HOST, TOKEN)
        locked.opened.set()
        await came.wait()
        assert told == [VaultResult(HOST, TOKEN, stored=True)]
        assert locked.kept == {("mjstudio", HOST): TOKEN}
        assert await vault.read(HOST) == told[0]

    asyncio.run(story())


def test_a_token_forgotten_meanwhile_does_not_come_back(locked):
    async def story():
        told = []
        came = asyncio.Event()
        vault = TokenVault(0.05, late=lambda result: (told.append(result), came.set()))
        await vault.write(HOST, TOKEN)
        gone = await vault.forget(HOST)
        assert gone.reason
        locked.opened.set()
        await came.wait()
        assert told == [VaultResult(HOST)]
        assert locked.kept == {}
        assert (await vault.read(HOST)).token == ""

    asyncio.run(story())


def test_a_token_forgotten_while_it_is_being_kept_does_not_come_back(locked):
    async def story():
        vault = TokenVault(0.2)
        writing = asyncio.create_task(vault.write(HOST, TOKEN))
        await asyncio.sleep(0)
        assert (await vault.read(HOST)).token == TOKEN
        forgetting = asyncio.create_task(vault.forget(HOST))
        await asyncio.gather(writing, forgetting)
        assert (await vault.read(HOST)).token == ""

    asyncio.run(story())


def test_an_answer_after_the_loop_has_closed_harms_nothing(locked):
    asyncio.run(TokenVault(0.05).read(HOST))
    locked.opened.set()
    (thread,) = locked.asked_in
    thread.join()
    assert not thread.is_alive()


def test_the_program_ends_while_the_keyring_hangs():
    script = """
        import asyncio, sys, threading
        import keyring
        from keyring.backend import KeyringBackend
        from mjstudio.library.secrets import TokenVault

        class Hanging(KeyringBackend):
            priority = 5
            def get_password(self, service, username):
                threading.Event().wait()
            set_password = delete_password = get_password

        keyring.set_keyring(Hanging())
        print(asyncio.run(TokenVault(0.05).read("host")).reason)
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)],
        capture_output=True,
        text=True,
        check=True,
        timeout=30,
    )
    assert "did not answer" in done.stdout
    assert done.stderr == ""
