#!/usr/bin/env bash
# The worker's broker address has a typo: no such name.
. "$(dirname "$0")/../lib.sh"
up cache -- redis-server --save '' --protected-mode no
up worker --restart always -e REDIS_URL=redis://cahce:6379/0 -- python3 -m celery -A tasks worker -c 1 -l info
until_true 40 times_in_log worker 'Cannot connect' 3
capture
