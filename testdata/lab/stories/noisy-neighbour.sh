#!/usr/bin/env bash
# Two containers share a parent cgroup with a limit. One takes all of it; the
# kernel kills the other: the killed one is not to blame.
. "$(dirname "$0")/../lib.sh"
parent=/culprit-lab
if [ -d /sys/fs/cgroup/memory ]; then
  mkdir -p /sys/fs/cgroup/memory$parent
  echo $((96 << 20)) >/sys/fs/cgroup/memory$parent/memory.limit_in_bytes
else
  mkdir -p /sys/fs/cgroup$parent
  echo $((96 << 20)) >/sys/fs/cgroup$parent/memory.max
fi
up cache --cgroup-parent $parent --oom-score-adj 1000 --restart always -- redis-server --save '' --protected-mode no
until_true 20 logs_have cache 'Ready to accept'
up worker -e REDIS_URL=redis://cache:6379/0 -- python3 -m celery -A tasks worker -B -c 1 -l info
until_true 20 logs_have worker ready
up batch --cgroup-parent $parent -- python3 -c '
import os, time
kept = []
while True:
    kept.append(bytearray(os.urandom(1024) * 1024)); time.sleep(0.03)
    print("batch: loaded", len(kept), "MiB", flush=True)
'
until_true 60 restarted cache 2
capture
rmdir /sys/fs/cgroup/memory$parent 2>/dev/null || true
