#!/bin/sh
# Starts a program on a virtual display with a window manager, closes its window as the button in
# the title bar does, waits for its end, and does all of it a second time.
#
#     smoke_window.sh TIMES PROGRAM [ARGUMENTS...]
#
# Prints one line a time, "closed after its window WINDOW: exit code CODE", and besides only what the
# program itself prints. Exit code 1 if the program ended by itself or with another code than 0.
# Needs Xvfb, openbox and wmctrl.
set -eu
times=$1
shift
work=$(mktemp -d)
mkfifo "$work/display"
# The server takes the first display that is free, and names it.
Xvfb -displayfd 3 -screen 0 1440x900x24 -nolisten tcp 3<>"$work/display" >"$work/server" 2>&1 &
server=$!
manager=
trap 'kill $manager $server 2>/dev/null || true; rm -rf "$work"' EXIT
read -r number <"$work/display"
export DISPLAY=":$number"
openbox >"$work/manager" 2>&1 &
manager=$!

while [ "$times" -gt 0 ]; do
    times=$((times - 1))
    "$@" &
    program=$!
    window=
    while [ -z "$window" ]; do
        if ! kill -0 "$program" 2>/dev/null; then
            code=0
            wait "$program" || code=$?
            echo "ended before it had a window: exit code $code"
            exit 1
        fi
        sleep 0.2
        # Fails until the window manager has a list of windows.
        window=$(wmctrl -l -p 2>/dev/null | awk -v "own=$program" '$3 == own {print $1; exit}') || true
    done
    wmctrl -i -c "$window"
    code=0
    wait "$program" || code=$?
    echo "closed after its window $window: exit code $code"
    [ "$code" = 0 ] || exit 1
done
