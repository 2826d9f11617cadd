#!/usr/bin/env bash
# The shell as PID 1 swallows SIGTERM; docker stop kills it after its grace
# period: 137 without any lack of memory.
. "$(dirname "$0")/../lib.sh"
up cache -- redis-server --save '' --protected-mode no
up api -e REDIS_URL=redis://cache:6379/0 -- sh -c 'gunicorn -b 0.0.0.0:8000 api:app; echo stopped'
until_true 20 logs_have api Listening
docker stop -t 3 shop-api-1 >/dev/null
capture
