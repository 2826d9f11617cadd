#!/usr/bin/env bash
# The database's password file is not mounted: it never starts, and its clients
# can't find it.
. "$(dirname "$0")/../lib.sh"
up cache -- redis-server --save '' --protected-mode no
up db --restart always -e POSTGRES_PASSWORD_FILE=/run/secrets/db_password -- sh /app/postgres.sh
up worker --restart always -e REDIS_URL=redis://cache:6379/0 -e DB_HOST=db -e DB_PASSWORD=lab -- python3 -m celery -A tasks worker -B -c 1 -l info
until_true 30 restarted db 4
until_true 60 times_in_log worker 'OperationalError' 2
capture
