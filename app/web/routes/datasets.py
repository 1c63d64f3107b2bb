"""The data sets and their images."""

from typing import Annotated, Any

from fastapi import Path, Response

from app.datasets.model import DatasetInfo, SplitName
from app.images.encode import encode_png
from app.web.queries import Whole
from app.web.routes.router import api_router
from app.web.services import Given

router = api_router("/datasets", "data sets")

PNG: dict[int | str, dict[str, Any]] = {
    200: {"content": {"image/png": {}}, "description": "The image; its class in the header X-Label."}
}


@router.get("")
def get_datasets(services: Given) -> list[DatasetInfo]:
    """Every data set, with whether it is ready to use."""
    return services.library.list()


@router.get("/{dataset_id}")
def get_dataset(dataset_id: str, services: Given) -> DatasetInfo:
    """One data set."""
    return services.library.info(dataset_id)


@router.post("/{dataset_id}/download", status_code=202)
def download_dataset(dataset_id: str, services: Given) -> DatasetInfo:
    """Begin to fetch a data set from its fixed addresses; poll it for its progress."""
    return services.library.start(dataset_id)


@router.get("/{dataset_id}/images/{split}/{index}", response_class=Response, responses=PNG)
def get_image(
    dataset_id: str, split: SplitName, index: Annotated[Whole, Path(ge=0, lt=2**31)], services: Given
) -> Response:
    """One image as PNG, and the index of its class in the header `X-Label`."""
    image, label = services.library.open(dataset_id).image(split, index)
    headers = {"X-Label": str(label), "Cache-Control": "private, max-age=86400"}
    return Response(encode_png(image), media_type="image/png", headers=headers)


@router.get("/{dataset_id}/labels/{split}")
def get_labels(dataset_id: str, split: SplitName, services: Given) -> list[int]:
    """The class of every image of a split, as an index into the data set's classes."""
    labels: list[int] = services.library.open(dataset_id).splits[split].labels.tolist()
    return labels
