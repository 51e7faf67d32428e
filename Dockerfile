# One image for all that runs: `serve`, `worker`, `dev`, `demo` (docs/operations.md, "The image").
# `make image` builds it and tries it; it needs nothing of BuildKit.
ARG PYTHON_IMAGE=docker.io/library/python:3.13-slim

# What is installed, all of it in one folder.
FROM ${PYTHON_IMAGE} AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore PYTHONDONTWRITEBYTECODE=1
WORKDIR /src
# strip, for what debuggers read in compiled packages: a quarter of their size.
# hadolint ignore=DL3008
RUN apt-get update -q && apt-get install -qy --no-install-recommends binutils \
    && rm -rf /var/lib/apt/lists/*
COPY requirements-build.lock requirements-run.lock ./
RUN python -m venv /build \
    && /build/bin/python -m pip install --quiet --no-deps --require-hashes \
        --requirement requirements-build.lock \
    && python -m venv --without-pip /opt/roundtable \
    && /build/bin/python -m pip --python /opt/roundtable/bin/python install --quiet --no-deps \
        --no-compile --only-binary :all: --require-hashes --requirement requirements-run.lock
# What is never loaded: examples for a document that is not Litestar's, other makes of Swagger UI.
RUN rm -r /opt/roundtable/lib/python3*/site-packages/faker* \
        /opt/roundtable/lib/python3*/site-packages/polyfactory* \
    && find /opt/roundtable/lib/python3*/site-packages/swagger_ui_bundle/vendor -type f \
        ! -name swagger-ui.css ! -name swagger-ui-bundle.js -delete \
    && find /opt/roundtable -name '*.so' -exec strip --strip-unneeded {} +
COPY pyproject.toml README.md LICENSE ./
COPY cli cli
COPY service service
COPY workers workers
COPY image image
ARG SOURCE_DATE_EPOCH=0
RUN /build/bin/python -m pip wheel --quiet --no-deps --no-build-isolation --wheel-dir dist . \
    && /build/bin/python -m pip --python /opt/roundtable/bin/python install --quiet --no-deps \
        --no-compile --no-index dist/*.whl \
    && find /opt/roundtable/bin -type f ! -name roundtable -delete \
    && cp image/health_check.py LICENSE /opt/roundtable/ \
    && /opt/roundtable/bin/python -I -B image/compile.py \
    && find /opt/roundtable -exec touch --no-dereference --date "@${SOURCE_DATE_EPOCH}" {} +

# The base without what only those need who install or read there.
FROM ${PYTHON_IMAGE} AS base
RUN find / -xdev -depth -path '*/python3*' \
        \( -name 'pip' -o -name 'pip-*' -o -name 'setuptools' -o -name 'setuptools-*' \
        -o -name 'wheel' -o -name 'wheel-*' -o -name 'pkg_resources' -o -name '_distutils_hack' \
        -o -name 'ensurepip' -o -name 'idlelib' -o -name 'lib2to3' -o -name 'turtledemo' \) \
        -exec rm -rf {} + \
    && rm -rf /usr/bin/pip* /usr/local/bin/pip* /usr/local/bin/idle* /usr/share/python-wheels \
        /usr/share/doc /usr/share/info /usr/share/man /usr/share/locale \
        /var/cache/* /var/lib/apt/lists/* /var/log/* /root/.cache /tmp/* \
    && install --directory --mode 0770 --owner 10001 --group 0 /data

# It begins empty: what was taken away is in no layer.
FROM scratch
# hadolint ignore=DL3067
COPY --from=base / /
COPY --from=build /opt/roundtable /opt/roundtable
ENV PATH=/opt/roundtable/bin:/usr/local/bin:/usr/bin:/bin \
    LANG=C.UTF-8 \
    HOME=/tmp \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    ROUNDTABLE_DATA_DIR=/data \
    ROUNDTABLE_LOG_FORMAT=json
# Any other user will do as well, as long as it is in group 0.
USER 10001:0
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-I", "-S", "/opt/roundtable/health_check.py"]
ENTRYPOINT ["roundtable"]
CMD ["--help"]

ARG PYTHON_IMAGE
ARG VERSION=unknown
ARG REVISION=unknown
ARG CREATED=1970-01-01T00:00:00Z
ARG SOURCE=unknown
LABEL org.opencontainers.image.title="Roundtable" \
      org.opencontainers.image.description="A debate service for backends" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.created="${CREATED}" \
      org.opencontainers.image.source="${SOURCE}" \
      org.opencontainers.image.base.name="${PYTHON_IMAGE}"
