#!/usr/bin/env bash
# The worker's broker address is not in its environment.
. "$(dirname "$0")/../lib.sh"
up cache -- redis-server --save '' --protected-mode no
up worker --restart always -- python3 -m celery -A tasks worker -c 1 -l info
until_true 15 restarted worker 3
capture
