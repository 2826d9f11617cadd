#!/usr/bin/env bash
# The cache is killed at its memory limit again and again; the worker loses its
# broker, and the API's health check answers 502.
. "$(dirname "$0")/../lib.sh"
up cache --memory 24m --memory-swap 24m --restart always -- redis-server --save '' --protected-mode no
until_true 20 logs_have cache 'Ready to accept'
up worker --restart always -e REDIS_URL=redis://cache:6379/0 -e BROKER_RETRIES=2 -- python3 -m celery -A tasks worker -B -c 1 -l info
up api --restart always -e REDIS_URL=redis://cache:6379/0 --health-cmd 'curl -fsS http://127.0.0.1:8000/health' --health-interval 1s --health-retries 2 \
  -- gunicorn -b 0.0.0.0:8000 --access-logfile - api:app
until_true 20 logs_have worker ready
up sessions -e REDIS_URL=redis://cache:6379/0 -e PAUSE=0.002 -- python3 -u filler.py
until_true 120 restarted cache 7
until_true 60 logs_have api 'health check failed'
until_true 60 logs_have worker 'Cannot connect'
capture
