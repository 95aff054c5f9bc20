"""The command line: the window, the tour, or the sandbox alone.

What a command does not need is not imported for it.
"""

import argparse
import sys
from collections.abc import Sequence

from mjstudio import __version__
from mjstudio.paths import find_paths

LEVELS = ("debug", "info", "warning", "error")


def main(argv: Sequence[str] | None = None) -> int:
    """Do what the arguments say; return the exit code."""
    arguments = _parser().parse_args(argv)
    command = arguments.command or "window"
    if command == "sandbox":
        from mjstudio.sandbox.serving import serve

        return serve(
            arguments.port,
            speed=arguments.speed,
            public_url=arguments.public_url,
            until_stdin_closes=arguments.until_stdin_closes,
        )
    if command == "tour":
        from mjstudio.tour import run_tour

        return run_tour(arguments.out, level=arguments.log_level)
    from mjstudio.start import Options, run

    options = Options(
        find_paths(arguments.data_dir),
        force_sandbox=arguments.sandbox,
        api_base=arguments.api_base or "",
    )
    return run(options, arguments.log_level)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="mjstudio", description="A desktop studio for pictures made with Midjourney."
    )
    parser.add_argument("--version", action="version", version=f"mjstudio {__version__}")
    parser.add_argument(
        "--sandbox", action="store_true", help="work on the embedded service, without an account"
    )
    parser.add_argument("--data-dir", metavar="DIR", help="where pictures and settings are kept")
    parser.add_argument("--api-base", metavar="URL", help="the service's address for this run")
    parser.add_argument("--log-level", choices=LEVELS, help="log to stderr from this level on")
    commands = parser.add_subparsers(dest="command", metavar="")
    tour = commands.add_parser("tour", help="do the whole main job by itself, with screenshots")
    tour.add_argument("--out", required=True, metavar="DIR", help="folder for the screenshots")
    sandbox = commands.add_parser("sandbox", help="the embedded service alone")
    sandbox.add_argument("--port", type=int, required=True, help="0 takes a free one")
    sandbox.add_argument("--speed", type=float, default=1.0, help="0 finishes at once")
    sandbox.add_argument("--public-url", default="", help="the address that pictures are given")
    sandbox.add_argument("--until-stdin-closes", action="store_true", help=argparse.SUPPRESS)
    return parser


if __name__ == "__main__":
    sys.exit(main())
