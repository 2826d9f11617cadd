#!/usr/bin/env bash
# The worker starts before the cache, retries, and connects: nothing is wrong.
. "$(dirname "$0")/../lib.sh"
up worker --restart always -e REDIS_URL=redis://cache:6379/0 -- python3 -m celery -A tasks worker -B -c 1 -l info
until_true 20 times_in_log worker 'Cannot connect' 2
up cache -- redis-server --save '' --protected-mode no
until_true 40 logs_have worker ready
until_true 20 times_in_log worker 'succeeded in' 3
capture
