#!/bin/sh
# Updates a program while it runs on a virtual display, and goes on using it.
#
#     smoke_upgrade.sh PROGRAM LOG UPDATE UPDATED
#
# PROGRAM is the command, LOG its log file. When the program has loaded everything, the file UPDATE
# is made, and somebody else updates it and makes the file UPDATED. Then a prompt is typed, its grid
# is awaited, and one quarter upscaled, on the sandbox; the update must have been noticed. At last
# the window is closed. Prints "updated, used and closed: exit code CODE", and besides only what the
# program prints. Needs Xvfb, openbox, wmctrl and xdotool.
set -eu
program=$1 log=$2 update=$3 updated=$4
work=$(mktemp -d)
mkfifo "$work/display"
Xvfb -displayfd 3 -screen 0 1440x900x24 -nolisten tcp 3<>"$work/display" >"$work/server" 2>&1 &
server=$!
manager=
trap 'kill $manager $server 2>/dev/null || true; rm -rf "$work"' EXIT
read -r number <"$work/display"
export DISPLAY=":$number"
openbox >"$work/manager" 2>&1 &
manager=$!

"$program" --sandbox &
own=$!

# Waits until the log has a line as often as is wanted; the program must not end meanwhile.
logged() {
    while [ "$(grep -c "$1" "$log" 2>/dev/null || true)" -lt "$2" ] 2>/dev/null || [ ! -e "$log" ]; do
        if ! kill -0 "$own" 2>/dev/null; then
            echo "ended before it logged: $1"
            exit 1
        fi
        sleep 0.3
    done
}

logged "everything is loaded" 1
: >"$update"
while [ ! -e "$updated" ]; do sleep 0.3; done
window=$(wmctrl -l -p | awk -v "own=$own" '$3 == own {print $1; exit}')
wmctrl -i -a "$window"
xdotool key --clearmodifiers ctrl+l
xdotool type --clearmodifiers --delay 20 "a mountain lake"
xdotool key --clearmodifiers Return
logged "finished 100 %" 1
xdotool key --clearmodifiers Escape
xdotool key --clearmodifiers 2
logged "finished 100 %" 2
# The settings are a part of the window that is imported when they are first opened.
xdotool key --clearmodifiers ctrl+comma
while [ "$(wmctrl -l -p | awk -v "own=$own" '$3 == own' | wc -l)" -lt 2 ]; do
    kill -0 "$own" || exit 1
    sleep 0.3
done
xdotool key --clearmodifiers Escape
logged "was installed" 1
wmctrl -i -c "$window"
code=0
wait "$own" || code=$?
echo "updated, used and closed: exit code $code"
exit "$code"
