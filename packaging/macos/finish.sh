#!/bin/sh
# Makes the disk image out of the bundle: signed, noted by Apple, with the note stapled to it.
#
#   sh packaging/macos/finish.sh [--hardened]
#
#   MACOS_IDENTITY     "Developer ID Application: NAME (TEAM)", its certificate in a keychain of the
#                      search list: keychain.sh
#   APPLE_ID, APPLE_TEAM, APPLE_PASSWORD     for notarytool; an app-specific password
#
# Without them the image is made all the same, and what was skipped is said: macOS will then ask
# before it opens the program. --hardened gives a bundle without a Developer ID the runtime and the
# entitlements of one that has it, so that the tour shows that they suffice.
set -eu
hardened=
case ${1:-} in
--hardened) hardened=yes ;;
?*)
    echo "usage: sh packaging/macos/finish.sh [--hardened]" >&2
    exit 2
    ;;
esac
if [ -n "${MACOS_CERTIFICATE:-}" ] && [ -z "${MACOS_IDENTITY:-}" ]; then
    echo "There is a MACOS_CERTIFICATE, but no MACOS_IDENTITY that says whose it is." >&2
    exit 1
fi
cd "$(dirname "$0")/../.."
version=$(sed -n 's/^__version__ = "\(.*\)"$/\1/p' mjstudio/__init__.py)
bundle=build/package/onedir/mjstudio.app
image=build/dist/mjstudio-$version-macos-$(uname -m).dmg

skipped() {
    echo "SKIPPED: $1"
    if [ -n "${GITHUB_STEP_SUMMARY:-}" ]; then echo "- **Skipped:** $1" >>"$GITHUB_STEP_SUMMARY"; fi
}

mkdir -p build/dist
rm -f "$bundle/Contents/MacOS/mjstudio-first-paint" # the benchmark's
if [ -n "${MACOS_IDENTITY:-}" ]; then
    codesign --force --deep --options runtime --timestamp \
        --entitlements packaging/macos/entitlements.plist --sign "$MACOS_IDENTITY" "$bundle"
else
    skipped "codesign with a Developer ID, for MACOS_IDENTITY is not set; signed ad hoc"
    if [ -n "$hardened" ]; then
        codesign --force --deep --options runtime \
            --entitlements packaging/macos/entitlements.plist --sign - "$bundle"
    else
        codesign --force --deep --sign - "$bundle"
    fi
fi
codesign --verify --deep --strict --verbose=2 "$bundle"

build/environment/bin/dmgbuild -s packaging/macos/dmg_settings.py mjstudio "$image"
if [ -n "${MACOS_IDENTITY:-}" ]; then codesign --timestamp --sign "$MACOS_IDENTITY" "$image"; fi

if [ -n "${MACOS_IDENTITY:-}" ] && [ -n "${APPLE_ID:-}" ] && [ -n "${APPLE_TEAM:-}" ] &&
    [ -n "${APPLE_PASSWORD:-}" ]; then
    xcrun notarytool submit "$image" --wait \
        --apple-id "$APPLE_ID" --team-id "$APPLE_TEAM" --password "$APPLE_PASSWORD"
    xcrun stapler staple "$image"
    spctl --assess --type open --context context:primary-signature --verbose "$image"
else
    skipped "notarytool and stapler, for the certificate or APPLE_ID, APPLE_TEAM, APPLE_PASSWORD are not set"
fi
(cd build/dist && rm -f SHA256SUMS && shasum -a 256 ./* | sed 's| \./| |' >/tmp/sums.$$ && mv /tmp/sums.$$ SHA256SUMS)
echo "$image"
