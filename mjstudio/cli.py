"""The command line: the window, the tour, or the sandbox alone.

What a command does not need is not imported for it.
"""

import argparse
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

from mjstudio import __version__, texts
from mjstudio.paths import find_paths
from mjstudio.texts import N_, _
from mjstudio.texts.languages import best
from mjstudio.texts.phrases import listed

LEVELS = ("debug", "info", "warning", "error")
COMMANDS = ("tour", "sandbox")
PICTURES = (".png", ".jpg", ".jpeg", ".jfif", ".jpe", ".webp")

_FILE_URL = "file:"


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command given by the arguments; returns the exit code."""
    texts.use(_language(os.environ))
    given = sys.argv[1:] if argv is None else argv
    arguments = _parse(given)
    if arguments.check_libraries:
        return _check_libraries()
    try:
        return _run(arguments, given)
    except ImportError:
        # Qt itself cannot be loaded without some of the system's libraries.
        if _check_libraries():
            return 1
        raise


def _check_libraries() -> int:
    """Tell what the system lacks for a window; 0 if it lacks nothing. Installers ask for this."""
    from mjstudio.desktop.libraries import lacks, missing

    if lacking := missing():
        sys.stderr.write(f"{lacks(lacking)}\n")
        return 1
    return 0


def _end_running(folder: Path) -> int:
    """End the window on a data folder in order; 0 once there is none."""
    from mjstudio.desktop.instance import end_running

    if end_running(folder):
        return 0
    sys.stderr.write(_("mjstudio is running and does not end. Close its window.") + "\n")
    return 1


def _run(arguments: argparse.Namespace, given: Sequence[str]) -> int:
    if arguments.quit:
        return _end_running(find_paths(arguments.data_dir).data)
    command = arguments.command or "window"
    if command == "sandbox":
        from mjstudio.sandbox.http.serving import serve

        return serve(
            arguments.port,
            speed=arguments.speed,
            public_url=arguments.public_url,
            until_stdin_closes=arguments.until_stdin_closes,
            folder=Path(arguments.keep) if arguments.keep else None,
        )
    if command == "tour":
        from mjstudio.tour import run_tour

        return run_tour(arguments.out, reads=arguments.read, level=arguments.log_level)
    once = {*arguments.files, "--new-prompt"}
    words = [word for word in given if word not in once]
    return _open_window(arguments, tuple(words))


def _language(environ: Mapping[str, str]) -> str:
    """The language of a terminal: the settings are not read yet, and Qt is not there to ask.

    The variables win over each other as POSIX has it (Base Definitions, 8.2).
    """
    named = (environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return best(filter(None, (next(filter(None, named), ""),)))


def _open_window(arguments: argparse.Namespace, again: tuple[str, ...]) -> int:
    """Open a window on this data folder, or bring an existing one to the front."""
    from mjstudio.desktop.instance import NoAnswer, OpenRequest, begin

    paths = find_paths(arguments.data_dir)
    files = tuple(_local(word) for word in arguments.files)
    ignored = ("--sandbox",) * arguments.sandbox + ("--api-base",) * bool(arguments.api_base)
    activation = os.environ.get("XDG_ACTIVATION_TOKEN", "")
    try:
        names = tuple(map(str, files))
        call = OpenRequest(names, ignored, activation, new_prompt=arguments.new_prompt)
        instance = begin(paths.data, call)
    except NoAnswer as silence:
        from mjstudio import texts
        from mjstudio.desktop.glance import glance
        from mjstudio.desktop.language import language_of

        texts.use(language_of(glance(paths.settings).get("language")))
        sys.stderr.write(f"{silence}\n")
        return 1
    if instance is None:
        return 0
    try:
        from mjstudio.options import Options
        from mjstudio.start import run

        options = Options(
            paths,
            force_sandbox=arguments.sandbox,
            api_base=arguments.api_base or "",
            new_prompt=arguments.new_prompt,
            files=files,
            again=again,
        )
        return run(options, arguments.log_level, instance)
    finally:
        instance.release()


def _parse(argv: Sequence[str]) -> argparse.Namespace:
    """Commands and pictures take the same place: the first word decides which they are."""
    options = _options(_Parser(prog="mjstudio", usage=_(_USAGE)))
    options.add_argument("words", nargs="*")
    helped = {"-h", "--help"} & set(argv)
    known, _others = options.parse_known_args(
        [word for word in argv if word not in ("-h", "--help")]
    )
    if not known.words or known.words[0] in COMMANDS or helped:
        return argument_parser().parse_args(argv, argparse.Namespace(files=[]))
    parser = _options(_Parser(prog="mjstudio", usage=_(_USAGE)))
    parser.add_argument("files", nargs="*")
    arguments = parser.parse_args(argv, argparse.Namespace(command=None))
    for word in arguments.files:
        if not _names_a_file(word):
            words = _("“{word}” is neither a command ({commands}) nor a picture")
            parser.error(words.format(word=word, commands=listed(COMMANDS)))
    return arguments


def _names_a_file(word: str) -> bool:
    """Whether a word is no mistyped command; the window judges what is in the file.

    File managers give whole paths, whose endings say nothing.
    """
    is_address = word.lower().startswith(_FILE_URL)
    is_path = os.sep in word or (os.altsep is not None and os.altsep in word)
    return is_address or is_path or word.lower().endswith(PICTURES) or Path(word).exists()


def _local(word: str) -> Path:
    """The file that a word names, by its path or as a `file:` URL."""
    if word.lower().startswith(_FILE_URL):
        from PySide6.QtCore import QUrl

        address = QUrl(word)
        if address.host() == "localhost":  # RFC 8089: the same as none
            address.setHost("")
        word = address.toLocalFile()
    return Path(word).absolute()


def _address(word: str) -> str:
    """A base URL in its usual form; the error for an invalid one does not repeat it."""
    from mjstudio.model.account import check_base_url
    from mjstudio.model.errors import InvalidRequest

    try:
        return check_base_url(word)
    except InvalidRequest as error:
        raise argparse.ArgumentTypeError(error.message) from None


_USAGE = N_("mjstudio [options] [tour | sandbox | picture …]")


class _Formatter(argparse.HelpFormatter):
    """Translates argparse's English texts into the terminal's language."""

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[Any],
        prefix: str | None = None,
    ) -> None:
        # The parsers of commands ask for a beginning of their own.
        super().add_usage(usage, actions, groups, _("usage: ") if prefix is None else prefix)


class _Parser(argparse.ArgumentParser):
    """A parser whose help is in the language of the terminal; `options` is where options go."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given, add_help=False, formatter_class=_Formatter)
        self.options = self.add_argument_group(_("options"))
        self.options.add_argument("-h", "--help", action="help", help=_("show this help and end"))

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        # Translators: {message} says what is wrong; argparse's own messages are English.
        words = _("{program}: error: {message}")
        self.exit(2, words.format(program=self.prog, message=message) + "\n")


def _options(parser: _Parser) -> _Parser:
    add = parser.options.add_argument
    add(
        "--version",
        action="version",
        version=f"mjstudio {__version__}",
        help=_("print the version and end"),
    )
    add(
        "--sandbox", action="store_true", help=_("work on the embedded service, without an account")
    )
    add("--quit", action="store_true", help=_("end the window that is open, in order"))
    add("--new-prompt", action="store_true", help=_("begin a new prompt, in the open window, too"))
    add("--check-libraries", action="store_true", help=argparse.SUPPRESS)
    add("--data-dir", metavar="DIR", help=_("where pictures and settings are kept"))
    add("--api-base", metavar="URL", type=_address, help=_("the service's address for this run"))
    add("--log-level", choices=LEVELS, help=_("log to stderr from this level on"))
    return parser


def argument_parser() -> argparse.ArgumentParser:
    """Return the parser of everything that the help tells, in the terminal's language."""
    parser = _Parser(
        prog="mjstudio",
        usage=_(_USAGE),
        description=_("A desktop studio for pictures made with Midjourney."),
        epilog=_(
            "Pictures (png, jpeg, webp; paths or file: URLs) become references of the prompt. "
            "If mjstudio is running already, its window takes them."
        ),
    )
    _options(parser)
    commands = parser.add_subparsers(
        title=_("commands"), dest="command", metavar="", prog=parser.prog
    )
    tour = commands.add_parser("tour", help=_("do the whole main job by itself, with screenshots"))
    tour.options.add_argument(
        "--out", required=True, metavar="DIR", help=_("folder for the screenshots")
    )
    tour.options.add_argument(
        "--read", action="store_true", help=_("read every text, in smaller windows, too")
    )
    sandbox = commands.add_parser("sandbox", help=_("the embedded service alone"))
    sandbox.options.add_argument("--port", type=int, required=True, help=_("0 takes a free one"))
    sandbox.options.add_argument("--speed", type=float, default=1.0, help=_("0 finishes at once"))
    sandbox.options.add_argument(
        "--keep",
        metavar="DIR",
        help=_("keep what is made in this folder (the newest 200 pictures), and act on it again"),
    )
    sandbox.options.add_argument(
        "--public-url", default="", help=_("the address that pictures are given")
    )
    sandbox.options.add_argument(
        "--until-stdin-closes", action="store_true", help=argparse.SUPPRESS
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
