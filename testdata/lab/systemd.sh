#!/usr/bin/env bash
# Runs culprit as its unit says under a real systemd with a real journald: PID 1
# of a container of Debian. Checks that it starts, that what hardens it lets it
# read logs, states, the kernel and the journal, that a failing service is
# reported by its unit, and that all entries come, or a gap is told, while the
# journal is rotated, vacuumed and restarted. Needs root, Docker, debootstrap, Go.
set -euo pipefail
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
box=culprit-systemd-$$ image=culprit-systemd:latest
cleanup() { docker rm -fv "$box" "$box-hungry" >/dev/null 2>&1 || true; rm -rf "$work"; }
trap cleanup EXIT

if ! docker image inspect "$image" >/dev/null 2>&1; then
  debootstrap --variant=minbase --include=systemd,systemd-sysv,dbus,libnss-systemd,procps,python3-minimal bookworm "$work/root" >&2
  tar -C "$work/root" -c . | docker import - "$image" >/dev/null
fi
CGO_ENABLED=0 go build -o "$work/culprit" ./cmd/culprit

# All powers but one that is not everywhere to be had (CAP_SYS_RESOURCE), and the
# container's own control groups, writable.
docker run -d --name "$box" --cap-add ALL --cap-drop SYS_RESOURCE \
  --security-opt seccomp=unconfined --security-opt apparmor=unconfined --security-opt systempaths=unconfined \
  --device /dev/kmsg --cgroupns=private --tmpfs /run:exec --tmpfs /run/lock -e container=docker \
  -v /var/run/docker.sock:/host/docker.sock -v /var/lib/docker/containers:/var/lib/docker/containers \
  "$image" sh -c 'for c in /sys/fs/cgroup/* /sys/fs/cgroup; do mount -o remount,rw $c; done; exec /sbin/init' >/dev/null
inside() { docker exec -i "$box" "$@"; }
until inside systemctl is-system-running >/dev/null 2>&1; do sleep 0.5; done
docker cp -q "$work/culprit" "$box:/usr/local/bin/culprit" 2>/dev/null || docker cp "$work/culprit" "$box:/usr/local/bin/culprit" >/dev/null
inside groupadd -f -g "$(stat -c %g /var/run/docker.sock)" docker
inside bash -es <<'INSIDE'
ln -s /host/docker.sock /run/docker.sock
culprit watch --print systemd >/etc/systemd/system/culprit.service
printf '[Service]\nExecStart=/usr/bin/python3 -c "import nosuchmodule"\n' >/etc/systemd/system/shop.service
cat >/etc/systemd/system/numbers.service <<'UNIT'
[Service]
ExecStart=/bin/bash -c 'for i in $(seq 20000); do echo number $i; done'
UNIT
mkdir -p /etc/systemd/journald.conf.d
printf '[Journal]\nRateLimitIntervalSec=0\n' >/etc/systemd/journald.conf.d/rate.conf
systemctl restart systemd-journald
systemctl daemon-reload
systemd-analyze verify culprit.service
systemctl start culprit
systemctl status --no-pager --lines=0 culprit
INSIDE

said() { # PATTERN WHAT
  for _ in $(seq 40); do
    if inside journalctl -u culprit --no-pager | grep -Eq "$1"; then echo "ok: $2"; return; fi
    sleep 0.5
  done
  inside journalctl -u culprit --no-pager | tail -20 >&2
  echo "not said: $2" >&2
  exit 1
}
said 'watching the Docker engine .*, the kernel.s log, .* its journal' "it reads all there is"
inside systemctl start shop
said 'shop.service: The Python module nosuchmodule' "a service's error, by its unit"
docker run -d --name "$box-hungry" --memory 16m --memory-swap 16m culprit-lab python3 -c 'x = bytearray(200 << 20)' >/dev/null
said "opened +critical +$box-hungry" "a container at its limit"
if inside journalctl -u culprit --no-pager | grep -E 'opened.*disk.read-only'; then echo "the sandbox is taken for a fault" >&2; exit 1; fi

for vacuum in "" yes; do
  inside bash -s "$vacuum" <<'INSIDE'
rm -rf /tmp/rec
culprit watch --record /tmp/rec --format jsonl >/tmp/events 2>/dev/null &
sleep 3
systemctl start numbers
for _ in 1 2 3 4; do
  journalctl --rotate
  [ -z "$1" ] || journalctl --vacuum-files=1 2>/dev/null
  sleep 0.15
done
systemctl restart systemd-journald
while systemctl is-active -q numbers; do sleep 0.2; done
sleep 4
kill -INT %1
wait %1
got=$(grep -o '"MESSAGE":"number [0-9]*"' /tmp/rec/host/journal_docker.jsonl | sort -u | wc -l)
gaps=$(grep -c '"event":"gap".*journal' /tmp/events)
echo "vacuum ${1:-no}: $got of 20000 entries came, $gaps gaps were told"
[ "$got" = 20000 ] || [ "$gaps" -gt 0 ]
INSIDE
done
inside systemctl stop culprit
echo "all is well"
