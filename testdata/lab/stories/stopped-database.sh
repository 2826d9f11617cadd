#!/usr/bin/env bash
# Someone stopped the database: its clients are refused, then can't find it, and
# the API's health check fails. A chain of three links.
. "$(dirname "$0")/../lib.sh"
up cache -- redis-server --save '' --protected-mode no
up db -e POSTGRES_PASSWORD=lab -- sh /app/postgres.sh
until_true 30 logs_have db 'ready to accept connections'
up api -e REDIS_URL=redis://cache:6379/0 -e DB_HOST=db -e DB_PASSWORD=lab --health-cmd 'curl -fsS http://127.0.0.1:8000/health' --health-interval 1s --health-retries 2 \
  -- gunicorn -b 0.0.0.0:8000 api:app
until_true 20 logs_have api Listening
docker stop shop-db-1 >/dev/null
until_true 20 times_in_log api 'health check failed' 3
capture
