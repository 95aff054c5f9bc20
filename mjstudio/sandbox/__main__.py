"""The sandbox as a program: `python -m mjstudio.sandbox --port 8900`."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    parser = argparse.ArgumentParser(
        prog="mjstudio sandbox", description="The Midjourney API on loopback, painted by itself."
    )
    parser.add_argument(
        "--port", type=_port, default=0, help="of 127.0.0.1; 0: that of DIR, or any free one"
    )
    parser.add_argument(
        "--speed", type=_speed, default=1.0, help="how many times faster; 0: at once"
    )
    parser.add_argument(
        "--keep",
        metavar="DIR",
        type=Path,
        help="keep what is made in this folder (the newest 200 pictures), and act on it again",
    )
    parser.add_argument("--public-url", help="stands in front of every address of a picture")
    parser.add_argument(
        "--until-stdin-closes", action="store_true", help="end when standard input does"
    )
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Serve until stopped; returns the exit status."""
    asked = parser().parse_args(argv)
    from mjstudio.sandbox.http.serving import serve

    return serve(
        asked.port,
        speed=asked.speed,
        public_url=asked.public_url,
        until_stdin_closes=asked.until_stdin_closes,
        folder=asked.keep,
    )


def _port(text: str) -> int:
    port = int(text)
    if not 0 <= port <= 65535:
        raise ValueError(text)
    return port


def _speed(text: str) -> float:
    speed = float(text)
    if not 0 <= speed < float("inf"):
        raise ValueError(text)
    return speed


if __name__ == "__main__":
    sys.exit(main())
