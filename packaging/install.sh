#!/bin/sh
# Installs eve-sidecar below /usr/local and in /etc/eve-sidecar, as root; or removes it again.
# Usage: ./install.sh [--remove]      DESTDIR in the environment: below that folder, and nothing else is done
# A configuration that is there already stays as it is, also when the rest is removed.
set -eu
# For everybody, whatever root keeps to itself elsewhere: the user of the service runs it.
umask 022
here=$(cd "$(dirname "$0")" && pwd)
root=${DESTDIR:-}

manager() { if [ -z "$root" ] && [ -d /run/systemd/system ]; then systemctl "$@"; fi; }

case "${1:-}" in
  '')
    (cd "$here/files" && find . -type d) | while read -r folder; do
      [ -d "$root/$folder" ] || install -d -m 755 "$root/$folder"
    done
    (cd "$here/files" && find . -type f -o -type l) | while read -r file; do
      case "$file" in
        ./etc/*) [ -e "$root/$file" ] || cp -P "$here/files/$file" "$root/$file" ;;
        # By another name first: a program that runs cannot be written over.
        *) cp -P "$here/files/$file" "$root/$file.new" && mv -f "$root/$file.new" "$root/$file" ;;
      esac
    done
    [ -z "$root" ] || exit 0
    if command -v systemd-sysusers >/dev/null; then
      systemd-sysusers /usr/local/lib/sysusers.d/eve-sidecar.conf
    elif ! id eve-sidecar >/dev/null 2>&1; then
      useradd --system --user-group --home-dir /var/lib/eve-sidecar --no-create-home --shell /usr/sbin/nologin eve-sidecar
    fi
    manager daemon-reload
    echo 'Installed. /usr/local/share/eve-sidecar/README.md goes on from here: the sysctl, Suricata, then'
    echo '  systemctl enable --now eve-sidecar.socket eve-sidecar.service'
    ;;
  --remove)
    manager disable --now eve-sidecar.service eve-sidecar.socket
    (cd "$here/files" && find ./usr -type f -o -type l) | while read -r file; do rm -f "$root/$file"; done
    rm -rf "$root/usr/local/lib/eve-sidecar" "$root/usr/local/share/eve-sidecar" "$root/usr/local/share/doc/eve-sidecar"
    manager daemon-reload
    echo "Removed. Left: $root/etc/eve-sidecar, $root/var/lib/eve-sidecar and the user eve-sidecar."
    ;;
  *) sed -n '2,4s/^# //p' "$0" >&2; exit 2 ;;
esac
