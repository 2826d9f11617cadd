"""An HTTP API that needs the cache and, where DB_HOST is set, the database."""
import logging
import os

import redis
from flask import Flask, jsonify

import tasks

logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
app = Flask(__name__)
cache = redis.Redis.from_url(os.environ["REDIS_URL"], socket_connect_timeout=2)


@app.get("/health")
def health():
    try:
        cache.ping()
        if os.environ.get("DB_HOST"):
            tasks.connect().close()
        return jsonify(ok=True)
    except Exception as error:
        logging.getLogger("api").exception("health check failed: %s", error)
        return jsonify(ok=False), 502
