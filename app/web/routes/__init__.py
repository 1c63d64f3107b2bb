"""The REST calls, one file a resource. A route turns HTTP into a call of a service, and no more."""

from app.web.routes import datasets, health

ROUTERS = (health.router, datasets.router)
