"""The postgresql.conf of an embedded PostgreSQL."""

from devtools.postgres.place import PORT, Place

ALWAYS = """\
listen_addresses = ''
port = {port}
unix_socket_directories = '{sockets}'
max_connections = 200
shared_buffers = 96MB
max_wal_size = 512MB
jit = off
log_min_messages = log
log_checkpoints = off
"""

# What a crash of the machine would corrupt; PostgreSQL manual, Non-Durable Settings.
NOTHING_LASTS = """\
fsync = off
full_page_writes = off
synchronous_commit = off
wal_level = minimal
max_wal_senders = 0
checkpoint_timeout = 30min
"""


def settings_of(place: Place, *, is_durable: bool) -> str:
    folder = '"' + str(place.sockets).replace("'", "''") + '"'
    settings = ALWAYS.format(port=PORT, sockets=folder)
    return settings if is_durable else settings + NOTHING_LASTS
