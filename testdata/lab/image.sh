#!/usr/bin/env bash
# Builds the image culprit-lab: Debian with Redis, PostgreSQL, Celery, gunicorn
# and the programs of app/. No registry is needed, only Debian's packages.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
debootstrap --variant=minbase \
  --include=redis-server,postgresql,python3-celery,python3-redis,python3-psycopg2,python3-flask,gunicorn,curl,procps \
  bookworm "$root" >&2
mkdir -p "$root/app"
cp "$here"/app/* "$root/app/"
tar -C "$root" -c . | docker import --change 'WORKDIR /app' --change 'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/usr/lib/postgresql/15/bin' - culprit-lab:latest
