"""What `/metrics` counts, in Prometheus's terms."""

from prometheus_client import Counter, Gauge, Histogram

REQUESTS = Counter("playground_requests", "HTTP requests answered.", ["method", "route", "status"])
REQUEST_SECONDS = Histogram("playground_request_seconds", "Time to answer an HTTP request.", ["route"])
SOCKETS = Gauge("playground_sockets", "WebSockets open now.", ["kind"])
LIVE_SECONDS = Histogram(
    "playground_live_seconds",
    "Time from a drawing's arrival to its answer.",
    buckets=(0.0005, 0.001, 0.002, 0.003, 0.005, 0.01, 0.03, 0.1, 0.3, 1, 3, 10),
)
