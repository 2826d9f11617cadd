#!/usr/bin/env bash
# A pool process of the worker is killed at the container's limit while the
# container lives on: OOMKilled stays false.
. "$(dirname "$0")/../lib.sh"
up cache -- redis-server --save '' --protected-mode no
up worker --memory 160m --memory-swap 160m --restart always -e REDIS_URL=redis://cache:6379/0 -- python3 -m celery -A tasks worker -c 1 -l info
until_true 20 logs_have worker ready
docker exec shop-worker-1 python3 -m celery -A tasks call tasks.report --args '[400]' >/dev/null 2>&1 || true
until_true 20 logs_have worker WorkerLost
capture
