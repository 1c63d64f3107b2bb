# One image: the server with the page built in. GPU wheels of torch come with the default index of pip.
FROM python:3.12-slim AS build
WORKDIR /src
COPY . .
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir .

FROM python:3.12-slim
RUN useradd --create-home --uid 10001 playground && install -d -o playground /data
COPY --from=build /venv /venv
ENV PATH=/venv/bin:$PATH PLAYGROUND_DATA_DIR=/data PYTHONUNBUFFERED=1
USER playground
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
  CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/healthz', timeout=2)"]
CMD ["cnn-playground", "serve", "--host", "0.0.0.0", "--port", "8000", "--make-token"]
