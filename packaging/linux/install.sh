#!/bin/sh
# mjstudio @VERSION@ for Linux (@MACHINE@): installs the program for this user, without root.
# What follows the last line of this script is an archive; everything above it can be read.
set -eu

id=@ID@
sum=@SUM@
skip=@LINES@
mark=.mjstudio-package
place=.mjstudio-place

usage() {
    cat <<END
mjstudio @VERSION@, for this user, without root.

    sh $(basename "$0") [--prefix DIR]               install or update
    sh $(basename "$0") [--prefix DIR] --uninstall   remove the program again

The program goes to DIR (~/.local/opt/mjstudio), a link to ~/.local/bin, its entry and its icons to
~/.local/share. DIR/uninstall removes it without this file. Pictures and settings are not touched,
whether it comes or goes.
END
}

fail() {
    echo "mjstudio: $*" >&2
    exit 1
}

prefix=$HOME/.local/opt/mjstudio
uninstall=
if [ "$(basename "$0")" = uninstall ]; then
    uninstall=yes
    prefix=$(cat "$(dirname "$0")/$place")
fi
while [ $# -gt 0 ]; do
    case $1 in
    --prefix)
        [ $# -ge 2 ] || fail "--prefix needs a folder"
        prefix=$2
        shift
        ;;
    --prefix=*) prefix=${1#--prefix=} ;;
    --uninstall) uninstall=yes ;;
    -h | --help)
        usage
        exit 0
        ;;
    *)
        usage >&2
        exit 2
        ;;
    esac
    shift
done

case $prefix in
/*) ;;
*) prefix=$(pwd)/$prefix ;;
esac
while [ "$prefix" != "${prefix%/}" ]; do prefix=${prefix%/}; done
# A desktop entry and sed have their own meaning for these.
case $prefix in
'' | *[\"\`\$\\\|\&%]* | *'
'*) fail "the folder $prefix has a character that a desktop entry cannot hold" ;;
esac

share=${XDG_DATA_HOME:-$HOME/.local/share}
link=$HOME/.local/bin/mjstudio
entry=$share/applications/$id.desktop
hicolor=$share/icons/hicolor

refresh() {
    if command -v update-desktop-database >/dev/null 2>&1; then
        update-desktop-database -q "$share/applications" 2>/dev/null || true
        # An index of nothing but itself.
        if [ "$(ls -A "$share/applications" 2>/dev/null)" = mimeinfo.cache ]; then
            rm -f "$share/applications/mimeinfo.cache"
        fi
    fi
    # Desktops look at the time of the folder to see that icons have come or gone.
    if [ -d "$hicolor" ]; then touch "$hicolor"; fi
}

# Manual pages, and what shells complete: those of bash and fish look there.
documents() {
    (cd "$prefix/share" && find bash-completion fish man zsh -type f)
}

is_ours() {
    [ -e "$1/$mark" ]
}

if [ -n "$uninstall" ]; then
    is_ours "$prefix" || fail "there is no mjstudio in $prefix"
    if [ "$(readlink "$link" 2>/dev/null || true)" = "$prefix/mjstudio" ]; then rm -f "$link"; fi
    if grep -qF "Exec=\"$prefix/mjstudio\"" "$entry" 2>/dev/null; then
        rm -f "$entry" "$hicolor"/*/apps/"$id".png "$hicolor"/scalable/apps/"$id".svg
    fi
    if [ -d "$prefix/share" ]; then
        documents | while read -r file; do
            if cmp -s "$prefix/share/$file" "$share/$file"; then rm -f "$share/$file"; fi
        done
    fi
    rm -rf "$prefix"
    refresh
    echo "mjstudio was removed from $prefix; your pictures and settings are where they were."
    exit 0
fi

if [ -n "${SUDO_USER:-}" ] && [ "$(id -u)" = 0 ]; then
    cat >&2 <<END
mjstudio: this needs no sudo. Run by it, the program goes to $prefix
mjstudio: and belongs to root, and so does its entry in the menu, which $SUDO_USER may not see.
mjstudio: To have it as $SUDO_USER: remove it with sudo, and run this again without.
END
fi
command -v xz >/dev/null 2>&1 || fail "xz is needed to unpack this; the system has it as xz or xz-utils"
if [ -e "$prefix" ] && ! is_ours "$prefix"; then
    if [ ! -d "$prefix" ] || [ -n "$(ls -A "$prefix")" ]; then
        fail "$prefix is there already and is no mjstudio; name another folder with --prefix"
    fi
fi
if command -v sha256sum >/dev/null 2>&1; then
    found=$(tail -n "+$skip" "$0" | sha256sum | cut -d ' ' -f 1)
    [ "$found" = "$sum" ] || fail "this file is damaged; fetch it again"
fi

# Unpacked beside its place first, so that a full disk leaves the old program as it was.
mkdir -p "$(dirname "$prefix")"
new=$prefix.new.$$
trap 'rm -rf "$new"' EXIT
trap 'exit 1' HUP INT TERM
mkdir "$new"
tail -n "+$skip" "$0" | xz -dc | tar -xf - -C "$new" || fail "it could not be unpacked into $new"
# Nothing is installed that cannot work here, and an old program stays until then.
if ! told=$("$new/mjstudio" --version 2>&1); then
    fail "it does not start on this system, so nothing was installed: $told"
fi
if ! lacking=$("$new/mjstudio" --check-libraries 2>&1); then
    fail "nothing was installed: $lacking"
fi
# What is above the archive also removes the program, when it is started by this name.
head -n "$((skip - 1))" "$0" >"$new/uninstall"
chmod 755 "$new/uninstall"
echo "$prefix" >"$new/$place"
# Renamed, so that there is a program at any time.
old=$prefix.old.$$
if [ -e "$prefix" ]; then mv "$prefix" "$old"; fi
mv "$new" "$prefix"
rm -rf "$old"

mkdir -p "$(dirname "$link")" "$share/applications"
if [ ! -e "$link" ] || [ -L "$link" ]; then
    ln -sf "$prefix/mjstudio" "$link"
else
    echo "mjstudio: $link is a file of yours and was left alone" >&2
fi
sed "s|^Exec=mjstudio|Exec=\"$prefix/mjstudio\"|" "$prefix/share/applications/$id.desktop" >"$entry"
(cd "$prefix/share/icons/hicolor" && find . -type f) | while read -r icon; do
    mkdir -p "$hicolor/$(dirname "$icon")"
    cp "$prefix/share/icons/hicolor/$icon" "$hicolor/$icon"
done
documents | while read -r file; do
    mkdir -p "$(dirname "$share/$file")"
    cp "$prefix/share/$file" "$share/$file"
done
refresh

echo "mjstudio @VERSION@ is in $prefix; start it as mjstudio, or from the menu of the desktop."
echo "To remove it: sh \"$prefix/uninstall\""
case :$PATH: in
*:"$HOME/.local/bin":*) ;;
*) echo "$HOME/.local/bin is not on the PATH: start it as $link, or from the menu." ;;
esac
exit 0
