#!/usr/bin/env bash
# Two containers publish one host port: the second is created and never starts.
. "$(dirname "$0")/../lib.sh"
up cache -- redis-server --save '' --protected-mode no
up api -p 127.0.0.1:18000:8000 -e REDIS_URL=redis://cache:6379/0 -- gunicorn -b 0.0.0.0:8000 api:app
docker create --name shop-web-1 -p 127.0.0.1:18000:8000 --network shop_default \
  --label com.docker.compose.project=shop --label com.docker.compose.service=web culprit-lab:latest sleep 100 >/dev/null
docker start shop-web-1 2>/dev/null || true
capture
