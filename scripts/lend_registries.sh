# shellcheck shell=bash
# Sourced by fresh_debian.sh and try_container.sh: lends a new Debian what reaches the package registries on this machine
# (apt's sources, pip's settings, certificates, proxies).
#
#   lend_registries ROOT    into the Debian in that folder; what belongs in its environment comes in lent_environment

lend_registries() {
    local root=$1 file
    cp --dereference /etc/resolv.conf /etc/hosts "$root/etc/"
    rm --force "$root/etc/apt/sources.list"
    for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources \
        $(grep --files-with-matches --recursive 'Acquire::' /etc/apt/apt.conf.d) \
        /usr/local/share/ca-certificates/*; do
        if [ -e "$file" ]; then install -D --mode=644 "$file" "$root$file"; fi
    done
    install -D --mode=644 /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/ca-certificates.crt"
    # Folders of packages on this machine stay here: everything is to come from the registries.
    grep --invert-match --extended-regexp '^find-links|file:' /etc/pip.conf >"$root/etc/pip.conf" 2>/dev/null || true
    mapfile -t lent_environment < <(env | grep -iE '^(PIP_(INDEX|CERT|DEFAULT)|SSL_CERT_|REQUESTS_CA_BUNDLE|https?_proxy|no_proxy)')
}
