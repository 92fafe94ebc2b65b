# The bot as a container: slim, without root, its state in one volume.
FROM python:3.11-slim-bookworm AS packages
# requirements-servers.lock brings PostgreSQL and Redis along: compose.yaml asks for it.
ARG REQUIREMENTS=requirements.lock
COPY ${REQUIREMENTS} /tmp/requirements.lock
RUN python -m venv /venv \
    && /venv/bin/pip install --no-cache-dir --require-hashes -r /tmp/requirements.lock

FROM python:3.11-slim-bookworm
RUN useradd --create-home --uid 10001 bot
WORKDIR /app
COPY --from=packages /venv /venv
COPY bot bot
COPY handlers handlers
COPY locales locales
COPY data data
RUN mkdir -p data/state && chown bot:bot data/state
# Counts and health are served inside the container alone, unless METRICS_HOST says otherwise.
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 METRICS_PORT=9464
USER bot
VOLUME /app/data/state
# SIGTERM lets the bot finish the answers it has begun.
STOPSIGNAL SIGTERM
# Where an empty METRICS_PORT closes the pages, a running process is all that can be known.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s CMD python -c "import os, urllib.request as web; port = os.environ.get('METRICS_PORT'); port and web.urlopen(f'http://127.0.0.1:{port}/healthz', timeout=4)"
ENTRYPOINT ["python", "-m", "bot"]
CMD ["run"]
