"""A request written down for other tools: exact whatever the prompt holds, and never the token."""

import base64
import io
import json
import os
import shlex
import shutil
import subprocess
import sys
import urllib.request
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mjstudio.api.recipe import MASK_FILE, TOKEN, as_curl, as_python
from mjstudio.api.wire import encode_imagine
from mjstudio.model.request import ImagineRequest

BASE = "https://api.example"
HOSTILE = (
    "a 'quoted' \"prompt\"",
    "$(touch owned) `touch owned` ${HOME} $ACEDATACLOUD_API_TOKEN !! \\",
    "'; touch owned; echo '",
    "line\nbreak\r\n\ttab \u2028 \u0085 \x1b[31m",
    "{braces} %s %d @mask@ \"\"\" ''' \\n \\",
    "静かな湖 🦊👩\u200d🎨 بحيرة \u202e",
    "a --data-raw @file",
)
prompts = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1),
).map("a {0}".format)


def generate(prompt: str) -> ImagineRequest:
    return ImagineRequest(prompt=prompt, mode="fast", asynchronous=True, timeout=90)


def redraw(prompt: str, mask: bytes) -> ImagineRequest:
    return ImagineRequest(
        prompt=prompt,
        action="variation_region",
        image_id="12345678901234567890",
        mask=base64.b64encode(mask).decode(),
    )


def run_python(text: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Run a script; what it would have sent."""
    sent: dict[str, Any] = {}

    def opened(request: urllib.request.Request) -> io.BytesIO:
        sent.update(url=request.full_url, headers=dict(request.header_items()))
        assert isinstance(request.data, bytes)
        sent["body"] = json.loads(request.data)
        return io.BytesIO(b'{"progress": 100}\n')

    monkeypatch.setattr(urllib.request, "urlopen", opened)
    monkeypatch.setenv(TOKEN, "the-token")
    monkeypatch.chdir(folder)
    exec(compile(text, "recipe", "exec"), {"print": lambda *_: None})  # noqa: S102
    return sent


@given(prompts)
@example("@mask@")
def test_a_shell_reads_the_body_out_of_the_command(prompt: str) -> None:
    request = generate(prompt)
    words = shlex.split(as_curl(request, BASE))
    assert words[:2] == ["curl", "--no-buffer"]
    assert f"{BASE}/midjourney/imagine" in words
    assert f"authorization: Bearer ${TOKEN}" in words
    body = words[words.index("--data-raw") + 1]
    assert json.loads(body) == json.loads(encode_imagine(request))


@given(prompts)
def test_python_compiles_whatever_the_prompt(prompt: str) -> None:
    for request in (generate(prompt), redraw(prompt, b"mask")):
        compile(as_python(request, BASE), "recipe", "exec")


@pytest.mark.parametrize("prompt", HOSTILE)
def test_python_sends_the_same(
    prompt: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / MASK_FILE).write_bytes(b"\xff\xd8 a mask")
    for request in (generate(prompt), redraw(prompt, b"\xff\xd8 a mask")):
        sent = run_python(as_python(request, BASE), tmp_path, monkeypatch)
        assert sent["url"] == f"{BASE}/midjourney/imagine"
        assert sent["headers"]["Authorization"] == "Bearer the-token"
        assert sent["headers"]["Accept"] == "application/x-ndjson"
        assert sent["body"] == json.loads(encode_imagine(request))


FAKE_CURL = f"""#!{sys.executable}
import json, sys
body = sys.stdin.buffer.read().decode() if "--data-binary" in sys.argv else ""
json.dump([sys.argv[1:], body], open("sent.json", "w"))
"""


@pytest.mark.skipif(os.name == "nt" or not shutil.which("base64"), reason="needs a POSIX shell")
@pytest.mark.parametrize("prompt", HOSTILE)
def test_a_real_shell_runs_nothing_of_the_prompt(prompt: str, tmp_path: Path) -> None:
    tools = tmp_path / "bin"
    tools.mkdir()
    (tools / "curl").write_text(FAKE_CURL)
    (tools / "curl").chmod(0o755)
    mask = bytes(range(256)) * 800
    (tmp_path / MASK_FILE).write_bytes(mask)
    environ = {"PATH": f"{tools}:{os.environ['PATH']}", TOKEN: "the-token"}
    for request in (generate(prompt), redraw(prompt, mask)):
        script = as_curl(request, BASE)
        subprocess.run(["sh", "-c", script], cwd=tmp_path, env=environ, check=True)
        arguments, piped = json.loads((tmp_path / "sent.json").read_text())
        assert "authorization: Bearer the-token" in arguments
        body = piped or arguments[arguments.index("--data-raw") + 1]
        assert json.loads(body) == json.loads(encode_imagine(request))
    assert not (tmp_path / "owned").exists()


def test_a_mask_is_a_file_and_no_line_of_a_megabyte() -> None:
    request = redraw("a boat", bytes(300_000))
    for text in (as_curl(request, BASE), as_python(request, BASE)):
        assert MASK_FILE in text
        assert len(text) < 1500


def test_the_secret_address_of_a_callback_is_left_out() -> None:
    request = replace(generate("a lake"), callback_url="https://me.example/cb/secret-path")
    for text in (as_curl(request, BASE), as_python(request, BASE)):
        assert "secret-path" not in text
        assert "callback" not in text


def test_without_a_stream_one_answer_is_asked_for() -> None:
    request = generate("a lake")
    for text in (as_curl(request, BASE, stream=False), as_python(request, BASE, stream=False)):
        assert "application/json" in text
        assert "ndjson" not in text
