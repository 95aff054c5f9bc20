#!/bin/sh
# A keychain with the signing certificate, which codesign finds and which goes after the build.
#
#   sh packaging/macos/keychain.sh make      sh packaging/macos/keychain.sh remove
#
#   MACOS_CERTIFICATE             the Developer ID certificate with its key, a .p12 in base64
#   MACOS_CERTIFICATE_PASSWORD    its password
#
# Without a certificate there is nothing to make, and nothing to remove.
set -eu
keychain=${RUNNER_TEMP:-/tmp}/mjstudio-signing.keychain-db

make() {
    if [ -z "${MACOS_CERTIFICATE:-}" ]; then
        echo "No MACOS_CERTIFICATE, so no keychain."
        return
    fi
    certificate=$(mktemp "${RUNNER_TEMP:-/tmp}/mjstudio-certificate.XXXXXX")
    trap 'rm -f "$certificate"' EXIT
    printf %s "$MACOS_CERTIFICATE" | base64 --decode >"$certificate"
    password=$(openssl rand -hex 20)
    security create-keychain -p "$password" "$keychain"
    # It must not lock itself while Apple takes its time with the note.
    security set-keychain-settings -l -u -t 21600 "$keychain"
    security unlock-keychain -p "$password" "$keychain"
    security import "$certificate" -k "$keychain" -f pkcs12 \
        -P "${MACOS_CERTIFICATE_PASSWORD:-}" -T /usr/bin/codesign
    # Else codesign asks in a window whether it may use the key, and waits for an answer forever.
    security set-key-partition-list -S apple-tool:,apple:,codesign: -s -k "$password" "$keychain" \
        >/dev/null
    # codesign looks into the keychains of this list; those already in it stay.
    others=$(security list-keychains -d user | sed 's/^ *"//; s/"$//')
    # shellcheck disable=SC2086 # one word a keychain: the paths of a build machine have no blanks
    security list-keychains -d user -s "$keychain" $others
    security find-identity -v -p codesigning "$keychain"
}

case ${1:-} in
make) make ;;
remove)
    if [ -e "$keychain" ]; then security delete-keychain "$keychain"; fi
    ;;
*)
    echo "usage: sh packaging/macos/keychain.sh make|remove" >&2
    exit 2
    ;;
esac
