"""Completions for bash, zsh and fish, made from the program's own argument parser.

    python packaging/completions.py FOLDER      by a Python that has what mjstudio requires

The first word is a command or a picture; what stands before it are options of the window, and what
follows a command its own. shtab was weighed (1.13; Apache, kept well): it completes a command in
that place or a file, never both, so no picture, which is what people have completed.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import identity

NAMES = {
    "bash": "bash-completion/completions/mjstudio",
    "zsh": "zsh/vendor-completions/_mjstudio",
    "fish": "fish/vendor_completions.d/mjstudio.fish",
}
"""Where Debian's shells look for them, below share/."""

PICTURES = ("png", "jpg", "jpeg", "jfif", "webp")
"""The usual endings of what the program opens, in lower case."""

_BASH = """\
# Completions of mjstudio for bash, from 4 on.
_mjstudio() {
    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
    local command='' options='' i line
    COMPREPLY=()
    # "--option=value" comes as three words.
    if [[ $word == = ]]; then
        word=''
    elif [[ $before == = ]] && ((COMP_CWORD > 2)); then
        before=${COMP_WORDS[COMP_CWORD - 2]}
    fi
    for ((i = 1; i < COMP_CWORD; i++)); do
        case ${COMP_WORDS[i]} in
        @TAKING@)
            i=$((i + 1))
            if [[ ${COMP_WORDS[i]} == = ]]; then i=$((i + 1)); fi
            ;;
        -*) ;;
        *) command=${command:-${COMP_WORDS[i]}} ;;
        esac
    done
    case $before in
    @FOLDERS@)
        compopt -o filenames 2>/dev/null
        mapfile -t COMPREPLY < <(compgen -d -- "$word")
        return
        ;;
@CHOICES@
    @TAKING@) return ;;
    esac
    case $command in
@OPTIONS@
    esac
    if [[ $word == -* ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$options" -- "$word")
        return
    fi
    case $command in
    @COMMANDS@) return ;;
    esac
    compopt -o filenames 2>/dev/null
    while IFS= read -r line; do
        case ${line,,} in
        @PICTURES@) COMPREPLY+=("$line") ;;
        *) if [[ -d $line ]]; then COMPREPLY+=("$line"); fi ;;
        esac
    done < <(compgen -f -- "$word")
    if [[ -z $command ]]; then
        while IFS= read -r line; do
            COMPREPLY+=("$line")
        done < <(compgen -W '@WORDS@' -- "$word")
    fi
}
complete -F _mjstudio mjstudio
"""

_ZSH = """\
#compdef mjstudio
# Completions of mjstudio for zsh.
local curcontext=$curcontext state line
local -a commands
commands=(
@DESCRIBED@
)
_arguments -C -A '-*' \\
    @WINDOW@ \\
    '1: :->first' \\
    '*:: :->rest' && return
case $state in
first)
    _describe -t commands command commands
    _files -g '*.(#i)(@PICTURES@)'
    ;;
rest)
    case $line[1] in
@INNER@
    *) _files -g '*.(#i)(@PICTURES@)' ;;
    esac
    ;;
esac
"""

_FISH = """\
# Completions of mjstudio for fish.
function __mjstudio_command
    set -l words (commandline -opc)
    set -e words[1]
    set -l skip 0
    for word in $words
        if test $skip = 1
            set skip 0
            continue
        end
        switch $word
            case @TAKING@
                set skip 1
            case '-*'
            case '*'
                echo $word
                return
        end
    end
end

function __mjstudio_in
    set -l command (__mjstudio_command)
    contains -- "$command" $argv
end

complete -c mjstudio -n '__mjstudio_in @WORDS@' -f
@LINES@
"""


@dataclass(frozen=True)
class Option:
    """An option as a shell needs it: whether it takes a value, and which ones, or a folder."""

    names: tuple[str, ...]
    text: str
    takes_value: bool
    is_folder: bool
    values: tuple[str, ...]


@dataclass(frozen=True)
class Command:
    """A command with its options; the window's has no name."""

    name: str
    text: str
    options: tuple[Option, ...]


def commands(parser: argparse.ArgumentParser) -> list[Command]:
    """Return the window and the commands of a parser, without what its help does not tell."""
    found = [Command("", "", tuple(_options(parser)))]
    # argparse has no other way to look inside; it is that of every tool that does.
    for action in parser._actions:  # noqa: SLF001
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001
            texts = {one.dest: one.help or "" for one in action._choices_actions}  # noqa: SLF001
            for name, inner in action.choices.items():
                found.append(Command(name, texts.get(name, ""), tuple(_options(inner))))
    return found


def _options(parser: argparse.ArgumentParser) -> Iterator[Option]:
    for action in parser._actions:  # noqa: SLF001
        if action.option_strings and action.help != argparse.SUPPRESS:
            yield Option(
                tuple(action.option_strings),
                action.help or "",
                action.nargs != 0,
                action.metavar == "DIR",
                tuple(map(str, action.choices or ())),
            )


def bash(found: Sequence[Command]) -> str:
    """Return the script for bash."""
    window, *others = found
    every = list(dict.fromkeys(option for command in found for option in command.options))
    lines = [f"    {one.name}) options='{_names(one)}' ;;" for one in others]
    lines.append(f"    *) options='{_names(window)}' ;;")
    choices = [
        f"    {'|'.join(option.names)})\n"
        f"        mapfile -t COMPREPLY < <(compgen -W '{' '.join(option.values)}' -- \"$word\")\n"
        "        return\n"
        "        ;;"
        for option in every
        if option.values
    ]
    return _filled(
        _BASH,
        TAKING=_either(name for one in every if one.takes_value for name in one.names),
        FOLDERS=_either(name for one in every if one.is_folder for name in one.names),
        CHOICES="\n".join(choices),
        OPTIONS="\n".join(lines),
        COMMANDS=_either(one.name for one in others),
        WORDS=" ".join(one.name for one in others),
        PICTURES=_either(f"*.{ending}" for ending in PICTURES),
    )


def zsh(found: Sequence[Command]) -> str:
    """Return the script for zsh."""
    window, *others = found

    def specs(command: Command, indent: str) -> str:
        return f" \\\n{indent}".join(_spec(option) for option in command.options)

    inner = [
        f"    {one.name})\n        _arguments \\\n            {specs(one, ' ' * 12)}\n        ;;"
        for one in others
    ]
    return _filled(
        _ZSH,
        DESCRIBED="\n".join(f"    {_quoted(f'{one.name}:{one.text}')}" for one in others),
        WINDOW=specs(window, " " * 4),
        INNER="\n".join(inner),
        PICTURES="|".join(PICTURES),
    )


def _spec(option: Option) -> str:
    text = option.text.replace("[", r"\[").replace("]", r"\]")
    value = ""
    if option.values:
        value = f": :({' '.join(option.values)})"
    elif option.is_folder:
        value = ": :_files -/"
    elif option.takes_value:
        value = ": : "
    if len(option.names) == 1:
        return _quoted(f"{option.names[0]}[{text}]{value}")
    names = ",".join(option.names)
    return f"'({' '.join(option.names)})'{{{names}}}{_quoted(f'[{text}]{value}')}"


def fish(found: Sequence[Command]) -> str:
    """Return the script for fish."""
    _window, *others = found
    words = " ".join(one.name for one in others)
    lines = []
    for command in found:
        condition = f"__mjstudio_in {command.name or words}"
        begun = f"complete -c mjstudio -n '{'' if command.name else 'not '}{condition}'"
        for option in command.options:
            parts = [
                f"-l {name[2:]}" if name.startswith("--") else f"-s {name[1:]}"
                for name in option.names
            ]
            if option.values:
                parts.append(f"-xa '{' '.join(option.values)}'")
            elif option.is_folder:
                parts.append("-xa '(__fish_complete_directories)'")
            elif option.takes_value:
                parts.append("-x")
            text = option.text.replace("\\", "\\\\").replace("'", "\\'")
            lines.append(f"{begun} {' '.join(parts)} -d '{text}'")
        if command.name:
            first = "test (count (__mjstudio_command)) -eq 0"
            lines.append(f"complete -c mjstudio -n '{first}' -a {command.name} -d '{command.text}'")
    every = dict.fromkeys(option for command in found for option in command.options)
    taking = " ".join(name for one in every if one.takes_value for name in one.names)
    return _filled(_FISH, TAKING=taking, WORDS=words, LINES="\n".join(lines))


def _names(command: Command) -> str:
    return " ".join(name for option in command.options for name in option.names)


def _either(names: Iterator[str] | Sequence[str]) -> str:
    return "|".join(names)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"


def _filled(template: str, **values: str) -> str:
    for name, value in values.items():
        template = template.replace(f"@{name}@", value)
    return template


def main(arguments: list[str]) -> int:
    """Write the three scripts into a folder, each under the name of its shell."""
    folder = Path(arguments[0])
    folder.mkdir(parents=True, exist_ok=True)
    sys.path.insert(0, str(identity.ROOT))
    from mjstudio import cli

    found = commands(cli.argument_parser())
    scripts = {"bash": bash(found), "zsh": zsh(found), "fish": fish(found)}
    for name, script in scripts.items():
        (folder / name).write_text(script, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
