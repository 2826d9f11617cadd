"""Fills the cache until it is full or gone."""
import os
import time

import redis

cache = redis.Redis.from_url(os.environ["REDIS_URL"])
n = 0
while True:
    try:
        cache.set(f"session:{n}", os.urandom(64 << 10))
        n += 1
    except redis.exceptions.RedisError as error:
        print(f"session store: {error}", flush=True)
        time.sleep(1)
    time.sleep(float(os.environ.get("PAUSE", "0.02")))
