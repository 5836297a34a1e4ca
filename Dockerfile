# The site and its worker; the database is external (DATABASE_URL).
#   docker build -t jumun .
#   docker run --env-file .env jumun python manage.py migrate
#   docker run --env-file .env -p 127.0.0.1:8000:8000 -v jumun-media:/media jumun
#   docker run --env-file .env -v jumun-media:/media jumun python manage.py worker

FROM python:3.12-slim AS build
WORKDIR /app
COPY requirements.txt .
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir -r requirements.txt
COPY . .
RUN for po in locale*/*/LC_MESSAGES/*.po; do /venv/bin/pybabel compile --input-file $po --output-file ${po%.po}.mo; done
RUN DATABASE_URL=postgres://nowhere/none SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(50))')" \
    /venv/bin/python manage.py collectstatic --no-input

FROM python:3.12-slim
RUN useradd --system --user-group jumun && install -d -o jumun -g jumun /media /app/.local
COPY --from=build /venv /venv
COPY --from=build /app /app
WORKDIR /app
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 BIND=0.0.0.0:8000 MEDIA_ROOT=/media
USER jumun
VOLUME /media
EXPOSE 8000
ENTRYPOINT ["bin/in-container"]
CMD ["gunicorn", "config.wsgi", "-c", "config/gunicorn.py"]
