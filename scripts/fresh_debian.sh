#!/bin/bash
# Tries `make run` or `make test` where nothing is installed: a new Debian with python3 and make, in a folder.
#
#   scripts/fresh_debian.sh [run|test] [bookworm|trixie|…]
#
# Needs root and debootstrap. What reaches the package registries on this machine (apt's sources, pip's settings,
# certificates, proxies) is lent to the new system. Its mounts and processes live in namespaces of their own, which
# end with this script; the folder is removed.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/lend_registries.sh

what=${1:-run}
suite=${2:-bookworm}
port=${RETURKOLL_PORT:-8765}
folder=$(mktemp -d "${TMPDIR:-/tmp}/returkoll-fresh.XXXXXX")
root=$folder/root
inside=

main() {
    trap clean_up EXIT
    echo "A new $suite in $root"
    debootstrap --variant=minbase --include=python3,make "$suite" "$root" >"$folder/debootstrap.log"
    lend_registries "$root"
    git clone --quiet . "$root/srv/returkoll"
    dpkg-query --admindir="$root/var/lib/dpkg" --show --showformat='${Package}\n' | sort >"$folder/packages-before"
    SECONDS=0
    "try_$what"
    echo "apt brought, with what these need in turn:"
    dpkg-query --admindir="$root/var/lib/dpkg" --show --showformat='${Package}\n' | sort |
        comm -13 "$folder/packages-before" - | paste --serial --delimiters=' ' | fold --spaces --width=100
}

try_run() {
    exec_in_new_system make run RETURKOLL_PORT="$port" </dev/null &
    inside=$!
    wait_until_it_answers
    echo "It answered after $SECONDS s."
    python3 -m scripts.first_label "http://127.0.0.1:$port" "$root/srv/returkoll/instance/returkoll.sqlite"
    echo "The first label was there after $SECONDS s."
}

try_test() {
    (exec_in_new_system make test </dev/null)
    echo "The tests took $SECONDS s, set-up included."
}

# Whoever ends this process ends the namespace, its mounts and all that runs in it.
exec_in_new_system() {
    exec unshare --mount --pid --fork --kill-child=SIGKILL bash -c '
        mount -t proc proc "$0/proc"
        mkdir -p "$0/dev/shm" "$0/dev/pts"
        mount -t tmpfs tmpfs "$0/dev/shm"
        mount -t devpts devpts "$0/dev/pts"
        exec chroot "$0" env --ignore-environment "${@:2}" sh -c "cd /srv/returkoll && exec $1"
    ' "$root" "$*" PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 \
        "${lent_environment[@]}"
}

wait_until_it_answers() {
    until python3 -c "import urllib.request as u; u.urlopen('http://127.0.0.1:$port/healthz', timeout=5)" 2>/dev/null; do
        kill -0 "$inside" || { echo "make run ended before it answered" >&2; exit 1; }
        [ "$SECONDS" -lt 900 ] || { echo "make run did not answer within 900 s" >&2; exit 1; }
        sleep 1
    done
}

clean_up() {
    if [ -n "$inside" ]; then
        kill -KILL "$inside" 2>/dev/null || true # unshare waits for its child whatever else it is told
        wait "$inside" 2>/dev/null || true
    fi
    rm --recursive --force --one-file-system "$folder"
}

main
