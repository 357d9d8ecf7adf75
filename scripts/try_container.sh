#!/bin/bash
# Builds docs/deployment/Containerfile and tries what came of it: it answers, makes a label, stops in order, and has
# everything again when it is started with the same volume.
#
#   scripts/try_container.sh
#
# Needs root, debootstrap and buildah, and fetches no image: Debian's is made here. All of it lies in a folder that is
# removed. RETURKOLL_PORT says where it answers meanwhile (8766).
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/lend_registries.sh

port=${RETURKOLL_PORT:-8766}
folder=$(mktemp -d "${TMPDIR:-/tmp}/returkoll-container.XXXXXX")
root=$folder/root
data=$folder/data
running=

main() {
    trap clean_up EXIT
    make_base
    SECONDS=0
    BUILDAH_ISOLATION=chroot engine build --network host --build-arg BASE=localhost/debian --file docs/deployment/Containerfile --tag returkoll . \
        >"$folder/build.log" 2>&1 || { tail -40 "$folder/build.log" >&2; exit 1; }
    echo "It was built in $SECONDS s."
    container=$(engine from localhost/returkoll)
    install --directory --owner=10001 --mode=700 "$data"

    start
    inside .venv/bin/flask --app app demo >"$folder/demo.log"
    python3 -m scripts.first_label "http://127.0.0.1:$port" "$data/returkoll.sqlite"
    stop
    before=$(events)
    start
    [ "$(events)" = "$before" ] || { echo "expected $before events after the second start, got $(events)" >&2; exit 1; }
    stop
    if grep --ignore-case --fixed-strings "error" "$folder/run.log"; then exit 1; fi
    echo "$before events were kept over a stop and a start."
}

engine() {
    buildah --root "$folder/storage" --runroot "$folder/runroot" --storage-driver vfs "$@"
}

make_base() {
    debootstrap --variant=minbase bookworm "$root" >"$folder/debootstrap.log"
    lend_registries "$root"
    local base
    base=$(engine from scratch)
    engine add --quiet "$base" "$root" / >"$folder/base.log"
    local setting
    for setting in "${lent_environment[@]}"; do engine config --env "$setting" "$base"; done
    engine commit --quiet "$base" localhost/debian >>"$folder/base.log"
    engine rm "$base" >>"$folder/base.log"
    rm --recursive --force --one-file-system "$root"
}

# What the image's own CMD says, with another port. Without HTTPS before it, as nobody encrypts here.
start() {
    local command
    command=$(engine inspect --type image --format '{{index .OCIv1.Config.Cmd 2}}' localhost/returkoll)
    SECONDS=0
    inside env RETURKOLL_HTTPS=false RETURKOLL_PROXIES=0 sh -c "${command/8000/$port}" >>"$folder/run.log" 2>&1 &
    running=$!
    until python3 -c "import urllib.request as u; u.urlopen('http://127.0.0.1:$port/readyz', timeout=5)" 2>/dev/null; do
        kill -0 "$running" || { cat "$folder/run.log" >&2; exit 1; }
        [ "$SECONDS" -lt 120 ] || { echo "it did not answer within 120 s" >&2; exit 1; }
        sleep 0.5
    done
    echo "It answered after $SECONDS s, as $(ps -o uid= -p "$(server)" | tr --delete ' ')."
}

stop() {
    SECONDS=0
    kill -TERM "$(server)"
    wait "$running" || true
    running=
    echo "It stopped within $SECONDS s."
}

server() {
    pgrep --full --newest "^.venv/bin/python -m scripts.serving --bind 0.0.0.0:$port"
}

inside() {
    engine run --isolation chroot --volume "$data:/var/lib/returkoll:rw" "$container" -- "$@"
}

events() {
    python3 -c "import sqlite3, sys; print(sqlite3.connect(sys.argv[1]).execute('SELECT count(*) FROM event').fetchone()[0])" \
        "$data/returkoll.sqlite"
}

clean_up() {
    if [ -n "$running" ]; then kill -KILL "$(server)" 2>/dev/null || true; fi
    engine rm --all >/dev/null 2>&1 || true
    umount --recursive "$folder/storage" 2>/dev/null || true
    rm --recursive --force "$folder"
}

main
