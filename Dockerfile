# The site, its worker and its beat are one image; docker-compose.yml says which command each runs.
FROM python:3.11-slim AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/venv
COPY requirements/base.txt /tmp/base.txt
RUN /opt/venv/bin/pip install --require-hashes -r /tmp/base.txt

FROM python:3.11-slim
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    MEDIA_ROOT=/srv/villagegov/media STATIC_ROOT=/srv/villagegov/static HOST=0.0.0.0 PORT=8000
# For the picture of the red board; without a Chinese font the page says that there is none.
RUN apt-get update && apt-get install --yes --no-install-recommends fonts-wqy-microhei && rm -rf /var/lib/apt/lists/*
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin villagegov \
 && install -d -o villagegov -g villagegov /srv/villagegov/media /srv/villagegov/static
COPY --from=build /opt/venv /opt/venv
WORKDIR /app
COPY manage.py ./
COPY templates templates
COPY static static
COPY villagegov villagegov
COPY points points
COPY councils councils
COPY boards boards
USER villagegov
EXPOSE 8000
CMD ["gunicorn", "-c", "python:villagegov.serving"]
