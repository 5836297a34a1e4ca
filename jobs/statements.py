"""A worker's SQL statements; PostgreSQL's clock is the only one. Each is a transaction of its own.

A statement about a try names the worker and the number of the try: a worker that was wrongly presumed
dead changes nothing.
"""

from jobs.queue import CHANNEL

MAX_TRIES = 5
BACKOFF = 5  # seconds, doubled with each try
NAMESPACE = 0x6A6F62  # "job": the first number of the advisory locks
TASKS = "jumun tasks of "  # and the worker's number: the application_name of its tasks' sessions
LEASE = "jumun worker "  # and its time limit in seconds: the application_name of its lease

CLAIM = """
UPDATE jobs_job SET tries = tries + 1, worker = %(worker)s, started = now()
WHERE id = (
    SELECT id FROM jobs_job WHERE finished IS NULL AND worker IS NULL AND due <= now()
    ORDER BY priority DESC, due, id LIMIT 1 FOR UPDATE SKIP LOCKED
)
RETURNING id, task, args, tries
"""

# Does not wait for the disk: a database crash that loses it makes the job run once more.
FINISH = """
SET LOCAL synchronous_commit TO off;
WITH done AS (
    UPDATE jobs_job SET worker = NULL, finished = now()
    WHERE id = %(id)s AND worker = %(worker)s AND tries = %(tries)s RETURNING schedule_id
)
UPDATE jobs_schedule SET succeeded = now() FROM done WHERE jobs_schedule.id = done.schedule_id
"""

_AFTER_FAILURE = f"""
    worker = NULL,
    failed = tries >= {MAX_TRIES},
    finished = CASE WHEN tries >= {MAX_TRIES} THEN now() END
"""
_DELAYED = f"now() + {BACKOFF} * 2 ^ tries * interval '1 second'"

RETRY = f"""
UPDATE jobs_job SET error = %(error)s, due = {_DELAYED}, {_AFTER_FAILURE}
WHERE id = %(id)s AND worker = %(worker)s AND tries = %(tries)s
"""

_LEASES = f"""
    SELECT objid::bigint AS holder, pid FROM pg_locks
    WHERE locktype = 'advisory' AND classid = {NAMESPACE} AND objsubid = 2 AND granted
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""

# The jobs of workers whose session is gone. The first time, the job is assumed not to be the cause. The
# database sessions of the try are ended too, or the next try would wait for their row locks: a stopped
# process stays in its transaction, and for one that was killed while waiting for a lock the server still
# waits.
FREE = f"""
WITH dead AS MATERIALIZED (
    SELECT id AS job, worker AS holder, tries AS attempt FROM jobs_job
    WHERE finished IS NULL AND worker IS NOT NULL
    AND worker NOT IN (SELECT holder FROM ({_LEASES}) AS alive)
), ended AS MATERIALIZED (
    SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
    WHERE datname = current_database() AND usename = current_user AND state <> 'idle'
    AND application_name IN (SELECT '{TASKS}' || holder FROM dead)
)
UPDATE jobs_job SET
    error = concat('The worker ended during try ', tries, ', after ',
        round(extract(epoch FROM now() - started)), ' seconds.'),
    due = CASE WHEN tries = 1 THEN now() ELSE {_DELAYED} END, {_AFTER_FAILURE}
FROM dead, ended WHERE id = job AND worker = holder AND tries = attempt
RETURNING id, task, tries
"""

# A worker that exceeds its time ends itself; one that cannot (it is stopped, or its machine is) loses
# its session here, and with it its job. Its own time counts: workers may have different ones. A pooler may
# have appended something to the name.
EXPEL = f"""
SELECT pg_terminate_backend(pid) FROM ({_LEASES}) AS alive
JOIN pg_stat_activity USING (pid) JOIN jobs_job ON worker = holder
WHERE finished IS NULL AND started
    < now() - 2 * substring(application_name FROM '^{LEASE}([0-9.e+-]+)')::float * interval '1 second'
"""

# A schedule whose last job is unfinished is only moved to its next time. That is read, not left to the
# conflict alone, which would wait for the end of a job that is being recorded (FINISH), as that for the row
# of the schedule.
TICK = f"""
WITH due AS (
    SELECT id, task FROM jobs_schedule WHERE next_run <= now() FOR UPDATE SKIP LOCKED
), moved AS (
    UPDATE jobs_schedule AS schedule SET next_run = next_run + minutes * interval '1 minute'
        * (floor(extract(epoch FROM now() - next_run) / 60 / minutes) + 1)
    FROM due WHERE schedule.id = due.id
), job AS (
    INSERT INTO jobs_job (task, schedule_id) SELECT task, id FROM due
    WHERE NOT EXISTS (SELECT FROM jobs_job WHERE schedule_id = due.id AND finished IS NULL)
    ON CONFLICT (schedule_id) WHERE finished IS NULL DO NOTHING RETURNING id
)
SELECT pg_notify('{CHANNEL}', '') FROM job LIMIT 1
"""
