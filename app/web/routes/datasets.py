"""The data sets and their images."""

import asyncio
from typing import Annotated, Any

from fastapi import Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict

from app.datasets.languages import decoded
from app.datasets.model import DatasetInfo, SplitName
from app.errors import Conflict
from app.images.encode import encode_png
from app.web.queries import Whole
from app.web.routes.router import api_router
from app.web.services import Given
from app.web.uploads import FORM_BODY, upload

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


@router.post("", status_code=202, openapi_extra=FORM_BODY)
async def upload_dataset(request: Request, services: Given) -> DatasetInfo:
    """Make a data set of one's own from a zip of class folders; poll it for its progress.

    Folders at the top of the zip, or under `train/` and `test/`, are the classes. What is wrong with the zip is
    answered at once; what only decoding all its images can tell, a large one tells later as `error`.
    """
    return await upload(request, services.library.own)


@router.delete("/{dataset_id}", status_code=204)
async def delete_dataset(dataset_id: str, services: Given) -> None:
    """Remove a data set that was uploaded; 409 while a run needs it, and for those that come with the playground."""
    services.library.check_own(dataset_id)
    await services.runs.check_unused(dataset_id)
    await asyncio.to_thread(services.library.delete, dataset_id)


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


class Text(BaseModel):
    """One text of a data set."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)

    index: int
    label: int
    """Index of its class."""
    text: str


@router.get("/{dataset_id}/texts/{split}")
def get_texts(
    dataset_id: str,
    split: SplitName,
    services: Given,
    start: Annotated[Whole, Query(ge=0, lt=2**31)] = 0,
    limit: Annotated[Whole, Query(ge=1, le=10_000)] = 100,
) -> list[Text]:
    """The texts of a split of a data set whose `content` is `text`, in order; 409 for images."""
    if services.library.info(dataset_id).content != "text":
        raise Conflict("The entries of this data set are images, not texts.", code="not_texts")
    part = services.library.open(dataset_id).splits[split]
    indices = range(start, min(start + limit, len(part)))
    return [
        Text(index=index, label=int(part.labels[index]), text=decoded(part.images[index].tobytes()))
        for index in indices
    ]


@router.get("/{dataset_id}/labels/{split}")
def get_labels(dataset_id: str, split: SplitName, services: Given) -> list[int]:
    """The class of every image of a split, as an index into the data set's classes."""
    labels: list[int] = services.library.open(dataset_id).splits[split].labels.tolist()
    return labels
