"""The REST calls, one file a resource. A route turns HTTP into a call of a service, and no more."""

from app.web.routes import (
    catalogue,
    datasets,
    findings,
    health,
    looking,
    maximising,
    models,
    networks,
    presets,
    runs,
)

ROUTERS = (
    health.router,
    catalogue.router,
    presets.router,
    networks.router,
    datasets.router,
    models.router,
    looking.router,
    maximising.router,
    findings.router,
    runs.router,
)
