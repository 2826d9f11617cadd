#!/usr/bin/env bash
# Two faults that have nothing to do with each other: the worker's report is
# over its memory limit, and the API was given a wrong database password.
. "$(dirname "$0")/../lib.sh"
up cache -- redis-server --save '' --protected-mode no
up db -e POSTGRES_PASSWORD=lab -- sh /app/postgres.sh
until_true 30 logs_have db 'ready to accept connections'
up worker --memory 128m --memory-swap 128m --restart always -e REDIS_URL=redis://cache:6379/0 -- python3 -m celery -A tasks worker -c 1 -P solo -l info
up api --restart always -e REDIS_URL=redis://cache:6379/0 -e DB_HOST=db -e DB_PASSWORD=stale --health-cmd 'curl -fsS http://127.0.0.1:8000/health' --health-interval 2s --health-retries 2 \
  -- gunicorn -b 0.0.0.0:8000 --access-logfile - api:app
until_true 20 logs_have worker ready
for _ in 1 2 3; do
  docker exec shop-worker-1 python3 -m celery -A tasks call tasks.report --args '[400]' >/dev/null 2>&1 || true
done
until_true 60 restarted worker 1
until_true 30 times_in_log api 'health check failed' 3
capture
