"""The service's address on the command line."""

import pytest

from mjstudio import start
from mjstudio.cli import main


@pytest.mark.parametrize("address", ["nowhere", "http://x.example", "https://me:pw123@x.example"])
def test_an_address_that_cannot_be_used_is_said_at_once(tmp_path, monkeypatch, capsys, address):
    monkeypatch.setattr(start, "run", lambda *_: pytest.fail("a window was opened"))
    with pytest.raises(SystemExit) as ended:
        main(["--data-dir", str(tmp_path), "--api-base", address])
    assert ended.value.code == 2
    words = capsys.readouterr().err
    assert "--api-base" in words
    assert "pw123" not in words


def test_a_pasted_endpoint_is_understood(tmp_path, monkeypatch):
    given = []
    monkeypatch.setattr(start, "run", lambda options, *_: given.append(options.api_base) or 0)
    pasted = " https://API.example.com/midjourney/imagine/?x=1"
    assert main(["--data-dir", str(tmp_path), "--api-base", pasted]) == 0
    assert given == ["https://api.example.com"]
