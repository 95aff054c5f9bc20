"""A request as text to run elsewhere: a curl command or a Python script.

Neither contains the token: both read it from the environment, under the name that all clients of
this service use. A mask is a megabyte of base64, so both read and encode the file `mask.jpg` beside
them. Addresses are complete, including queries, because the service needs them. The callback
address is left out: its secret is valid for one run only, and nobody would be listening.
"""

import json
import shlex
from dataclasses import replace

from mjstudio.api.wire import encode_imagine
from mjstudio.model.request import ImagineRequest

TOKEN = "ACEDATACLOUD_API_TOKEN"  # noqa: S105  (its name, not its value)
MASK_FILE = "mask.jpg"

_HOLE = "@mask@"


def as_curl(request: ImagineRequest, base_url: str, *, stream: bool = True) -> str:
    """Return a command for a POSIX shell, with or without the stream of previews."""
    url = shlex.quote(f"{base_url}/midjourney/imagine")
    lines = [
        f"curl --no-buffer {url}",
        f'-H "authorization: Bearer ${TOKEN}"',
        f"-H 'accept: {_accept(stream)}'",
        "-H 'content-type: application/json'",
    ]
    body = _json(request)
    if request.mask is None:
        return " \\\n  ".join([*lines, f"--data-raw {shlex.quote(body)}"])
    # Through a pipe, because a mask is longer than the system's limit for an argument.
    before, after = body.split(_HOLE)
    pieces = (
        f"printf %s {shlex.quote(before)}",
        f"base64 < {MASK_FILE} | tr -d '\\n'",
        f"printf %s {shlex.quote(after)}",
    )
    made = "{ " + ";\n  ".join(pieces) + "; }"
    return f"{made} |\n" + " \\\n  ".join([*lines, "--data-binary @-"])


def as_python(request: ImagineRequest, base_url: str, *, stream: bool = True) -> str:
    """Return a script that needs only Python, with or without the stream of previews."""
    fields = json.loads(_json(request))
    lines = [
        f"    {name!r}: {_MASK_CODE if name == 'mask' else _python_text(value)},"
        for name, value in fields.items()
    ]
    imports = ["import json", "import os", "import urllib.request"]
    if request.mask is not None:
        imports = ["import base64", *imports, "from pathlib import Path"]
    head = "\n".join(imports)
    body = "\n".join(lines)
    return f"""{head}

body = {{
{body}
}}
request = urllib.request.Request(
    {f"{base_url}/midjourney/imagine"!r},
    data=json.dumps(body).encode(),
    headers={{
        "authorization": "Bearer " + os.environ["{TOKEN}"],
        "accept": "{_accept(stream)}",
        "content-type": "application/json",
    }},
)
with urllib.request.urlopen(request) as answer:
    for line in answer:
        print(json.loads(line))
"""


_MASK_CODE = f'base64.b64encode(Path("{MASK_FILE}").read_bytes()).decode()'


def _python_text(value: object) -> str:
    """Return a literal on one line, even if the text has line breaks."""
    return ascii(value) if isinstance(value, str) and not value.isprintable() else repr(value)


def _accept(stream: bool) -> str:
    return "application/x-ndjson" if stream else "application/json"


def _json(request: ImagineRequest) -> str:
    """Return the request as JSON, with a placeholder for the mask."""
    request = replace(request, callback_url=None)
    # The placeholder replaces only the mask: a prompt with the same letters is in another field.
    holed = request if request.mask is None else replace(request, mask=_HOLE)
    text = encode_imagine(holed).decode()
    if request.mask is None:
        return text
    fields = json.loads(text)
    mask = fields.pop("mask")
    rest = json.dumps(fields, ensure_ascii=False).replace(_HOLE, r"\u0040mask@")
    return json.dumps({"mask": mask})[:-1] + ", " + rest[1:]
