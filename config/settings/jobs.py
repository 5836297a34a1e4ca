from config.settings.base import env

JOB_WORKERS = env.whole("JOB_WORKERS", default=2, least=1)  # processes of manage.py worker
JOB_TIMEOUT = env.whole("JOB_TIMEOUT", default=120, least=1)  # seconds a job may take
