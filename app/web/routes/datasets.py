"""The data sets and their images."""

from fastapi import APIRouter

from app.datasets.model import DatasetInfo
from app.web.services import Given

router = APIRouter(prefix="/api/v1/datasets", tags=["data sets"])


@router.get("")
def list_datasets(services: Given) -> list[DatasetInfo]:
    """Every data set, with whether it is ready to use."""
    return services.library.list()


@router.get("/{dataset_id}")
def get_dataset(dataset_id: str, services: Given) -> DatasetInfo:
    """One data set."""
    return services.library.info(dataset_id)
