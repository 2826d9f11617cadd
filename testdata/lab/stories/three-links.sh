#!/usr/bin/env bash
# Three links: the database is over its memory limit, so the worker's and the
# API's requests fail, so the proxy before the API answers 502.
. "$(dirname "$0")/../lib.sh"
up cache -- redis-server --save '' --protected-mode no
up db --memory 40m --memory-swap 40m --restart always -e POSTGRES_PASSWORD=lab -- sh /app/postgres.sh -c work_mem=512MB -c shared_buffers=16MB
until_true 30 logs_have db 'ready to accept connections'
up api --restart always -e REDIS_URL=redis://cache:6379/0 -e DB_HOST=db -e DB_PASSWORD=lab --health-cmd 'curl -fsS http://127.0.0.1:8000/health' --health-interval 1s --health-retries 2 \
  -- gunicorn -b 0.0.0.0:8000 --access-logfile - api:app
for _ in 1 2 3 4; do
  docker exec -e PGPASSWORD=lab shop-db-1 psql -h 127.0.0.1 -U shop -c "select count(*) from (select md5(i::text) a from generate_series(1, 3000000) i order by 1) t" shop >/dev/null 2>&1 || true
done
until_true 30 logs_have api 'health check failed'
capture
