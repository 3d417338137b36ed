#!/bin/sh
# Rebuilds static/vendor/ from exact upstream releases. For maintainers only: the result is committed,
# and neither `make run` nor `make test` needs npm, Node or the network for it.
# After a change of version, review the diff and commit VERSION and SHA256SUMS with the files.
set -eu

HDS_CORE_VERSION=5.2.2
HANKEN_GROTESK_VERSION=5.3.0
# Only what our pages use. fonts.css is never among it: it would fetch a font from another server.
HDS_COMPONENTS="container button card link status-label notification table fieldset radio-button checkbox text-input"

here=$(cd "$(dirname "$0")/.." && pwd)
vendor="$here/static/vendor"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cd "$work"
npm pack --silent "hds-core@$HDS_CORE_VERSION" "@fontsource-variable/hanken-grotesk@$HANKEN_GROTESK_VERSION" >/dev/null
mkdir hds hanken
tar xzf "hds-core-$HDS_CORE_VERSION.tgz" -C hds
tar xzf "fontsource-variable-hanken-grotesk-$HANKEN_GROTESK_VERSION.tgz" -C hanken

rm -rf "$vendor"
mkdir -p "$vendor/hds" "$vendor/hanken-grotesk"

# A font is reached through @font-face in our own tokens.css; source maps are dropped, since they are not shipped.
{
    printf '/*! hds-core %s, MIT, (c) City of Helsinki. Subset: base %s */\n' "$HDS_CORE_VERSION" "$HDS_COMPONENTS"
    for part in base $HDS_COMPONENTS; do
        case $part in
            base) file=hds/package/lib/base.min.css ;;
            *) file=hds/package/lib/components/$part/$part.min.css ;;
        esac
        sed -e 's#/\*\# sourceMappingURL=.*\*/##' "$file"
        printf '\n'
    done
} >"$vendor/hds/hds-core.css"
cp hds/package/LICENSE "$vendor/hds/LICENSE"
cp hanken/package/LICENSE "$vendor/hanken-grotesk/LICENSE"
cp hanken/package/files/hanken-grotesk-latin-wght-normal.woff2 "$vendor/hanken-grotesk/"

if grep -nE '@import|https?://' "$vendor/hds/hds-core.css" | grep -v 'http://www.w3.org/2000/svg'; then
    echo "the subset reaches out to another server: refused" >&2
    exit 1
fi

{
    printf 'hds-core %s MIT\n' "$HDS_CORE_VERSION"
    printf '@fontsource-variable/hanken-grotesk %s OFL-1.1\n' "$HANKEN_GROTESK_VERSION"
} >"$vendor/VERSION"
cd "$vendor"
sha256sum VERSION hds/LICENSE hds/hds-core.css hanken-grotesk/LICENSE \
    hanken-grotesk/hanken-grotesk-latin-wght-normal.woff2 >SHA256SUMS
ls -l "$vendor"/*
