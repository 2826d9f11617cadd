#!/usr/bin/env bash
# The database's volume is full: PANIC on its write-ahead log, then a restart
# loop; worker and API lose the database.
. "$(dirname "$0")/../lib.sh"
docker volume create --driver local --opt type=tmpfs --opt device=tmpfs --opt o=size=96m shop_pgdata >/dev/null
up cache -- redis-server --save '' --protected-mode no
up db --restart always -v shop_pgdata:/var/lib/postgresql/data -e POSTGRES_PASSWORD=lab -- sh /app/postgres.sh
until_true 30 logs_have db 'ready to accept connections'
up worker --restart always -e REDIS_URL=redis://cache:6379/0 -e DB_HOST=db -e DB_PASSWORD=lab -e ROWS=8000 -- python3 -m celery -A tasks worker -B -c 1 -l info
up api --restart always -e REDIS_URL=redis://cache:6379/0 -e DB_HOST=db -e DB_PASSWORD=lab --health-cmd 'curl -fsS http://127.0.0.1:8000/health' --health-interval 2s --health-retries 2 \
  -- gunicorn -b 0.0.0.0:8000 --access-logfile - api:app
until_true 90 logs_have db 'No space left on device'
until_true 60 restarted db 3
until_true 30 logs_have api 'health check failed'
capture
