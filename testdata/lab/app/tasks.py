"""A Celery worker that stores what it counts in PostgreSQL."""
import os

import psycopg2
from celery import Celery

app = Celery("shop", broker=os.environ["REDIS_URL"], backend=os.environ["REDIS_URL"])
app.conf.broker_connection_max_retries = int(os.environ.get("BROKER_RETRIES", "100"))
app.conf.beat_schedule = {"count-every-second": {"task": "tasks.count", "schedule": 1.0}}


def secret(name):
    with open(os.path.join("/run/secrets", name)) as f:
        return f.read().strip()


def connect():
    password = secret("db_password") if os.environ.get("DB_PASSWORD_FILE") else os.environ.get("DB_PASSWORD", "")
    return psycopg2.connect(host=os.environ["DB_HOST"], user="shop", password=password, dbname="shop", connect_timeout=3)


@app.task(name="tasks.count")
def count():
    if not os.environ.get("DB_HOST"):
        return 0
    with connect() as db, db.cursor() as cursor:
        cursor.execute("create table if not exists visit (page text)")
        cursor.execute("insert into visit select repeat('x', 1000) from generate_series(1, %s)", (int(os.environ.get("ROWS", "1")),))
        cursor.execute("select count(*) from visit")
        return cursor.fetchone()[0]


@app.task(name="tasks.report")
def report(megabytes):
    pages = [bytearray(os.urandom(1024) * 1024) for _ in range(megabytes)]
    return len(pages)
