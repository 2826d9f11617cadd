#!/bin/sh
# Initialises and runs PostgreSQL the way the official image does.
set -e
PGDATA=${PGDATA:-/var/lib/postgresql/data}
export PGDATA
PATH=/usr/lib/postgresql/15/bin:$PATH
if [ -n "$POSTGRES_PASSWORD_FILE" ]; then
  POSTGRES_PASSWORD=$(cat "$POSTGRES_PASSWORD_FILE")
fi
mkdir -p "$PGDATA" /var/run/postgresql
chown -R postgres "$PGDATA" /var/run/postgresql
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  if [ -z "$POSTGRES_PASSWORD" ]; then
    echo "Error: Database is uninitialized and superuser password is not specified." >&2
    exit 1
  fi
  echo "$POSTGRES_PASSWORD" > /tmp/pw
  chown postgres /tmp/pw
  runuser -u postgres -- initdb -A scram-sha-256 --pwfile=/tmp/pw -U shop >/dev/null
  echo "host all all all scram-sha-256" >> "$PGDATA/pg_hba.conf"
  runuser -u postgres -- postgres --single -D "$PGDATA" postgres <<SQL >/dev/null
create database shop;
SQL
fi
exec runuser -u postgres -- postgres -D "$PGDATA" -c listen_addresses='*' "$@"
