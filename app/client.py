"""A small client of the REST API, for notebooks and scripts.

from app.client import Client

with Client() as playground:
    run = playground.create_run({"preset": "lenet5"}, "mnist-5k", epochs=2)
    run = playground.wait(run["id"])
    print(run["metrics"]["test_accuracy"])
    print(playground.predict(f"run:{run['id']}", "digit.png", preprocess="digit")["top"])
"""

import io
import json
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx
import numpy as np
from numpy.typing import NDArray

Json = dict[str, Any]
ModelRef = str | Mapping[str, Any]
ImageLike = str | Path | bytes | NDArray[np.uint8] | Sequence[Sequence[Any]]

URL = "http://127.0.0.1:8000"
OVER = ("finished", "failed", "cancelled")


class ApiError(Exception):
    """An answer other than 2xx; `problem` is its problem+json body."""

    def __init__(self, problem: Json) -> None:
        super().__init__(f"{problem.get('status')} {problem.get('code')}: {problem.get('detail')}")
        self.problem = problem
        self.status: int = problem.get("status", 0)
        self.code: str = problem.get("code", "")


class Client:
    """Calls a running playground; raises `ApiError` for what it refuses and `httpx.HTTPError` where it is silent."""

    def __init__(self, url: str = URL, timeout: float = 60.0, token: str | None = None) -> None:
        """`token` opens a server that asks for one (its PLAYGROUND_TOKEN)."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._http = httpx.Client(base_url=f"{url.rstrip('/')}/api/v1", timeout=timeout, headers=headers)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the connection."""
        self._http.close()

    def datasets(self) -> list[Json]:
        """Every data set, with whether it is ready."""
        return self._list("GET", "/datasets")

    def dataset(self, dataset_id: str) -> Json:
        """One data set as it stands."""
        return self._json("GET", f"/datasets/{dataset_id}")

    def upload_dataset(
        self,
        file: str | Path,
        title: str | None = None,
        size: tuple[int, int] | None = None,
        test_share: float | None = None,
    ) -> Json:
        """Make a data set from a zip of class folders; the answer comes once its images are decoded.

        `size` is the height and width that every image is brought to. Raises `ApiError` for a zip that is refused.
        """
        path, given = Path(file), {"title": title, "size": size, "test_share": test_share}
        fields = {name: _field(value) for name, value in given.items() if value is not None}
        with path.open("rb") as opened:
            body = {"files": {"file": (path.name, opened)}, "data": fields}
            dataset = self._json("POST", "/datasets", **body)
        while not dataset["ready"] and not dataset["error"]:
            time.sleep(0.25)
            dataset = self.dataset(dataset["id"])
        if dataset["error"]:
            raise ApiError({"status": 422, **dataset["error"]})
        return dataset

    def delete_dataset(self, dataset_id: str) -> None:
        """Remove a data set that was uploaded."""
        self._call("DELETE", f"/datasets/{dataset_id}")

    def presets(self) -> list[Json]:
        """Every preset, without its network."""
        return self._list("GET", "/presets")

    def preset(self, preset_id: str) -> Json:
        """One preset with its network, as `spec`."""
        return self._json("GET", f"/presets/{preset_id}")

    def models(self) -> list[Json]:
        """Every network that can be looked into."""
        return self._list("GET", "/models")

    def analyze(self, network: Mapping[str, Any], batch_size: int = 1, optimizer: str = "adam") -> Json:
        """Shapes, parameters and receptive fields of a network."""
        params = {"batch_size": batch_size, "optimizer": optimizer}
        return self._json("POST", "/networks/analyze", json=network, params=params)

    def export(self, network: Mapping[str, Any], form: str = "pytorch") -> bytes:
        """The network as a file: `pytorch` source, `onnx`, or a `mermaid` diagram."""
        return self._call("POST", "/networks/export", json=network, params={"format": form}).content

    def import_network(self, file: str | bytes, **size: int) -> Json:
        """The network in PyTorch source, or in the bytes of an ONNX file; `size`: channels, height, width."""
        content = file.encode() if isinstance(file, str) else file
        headers = {"Content-Type": "text/x-python" if isinstance(file, str) else "application/octet-stream"}
        return self._json("POST", "/networks/import", content=content, params=size, headers=headers)

    def export_run(self, run_id: str, form: str = "pytorch", step: int | None = None) -> bytes:
        """A run's newest checkpoint, or that of a step, as a file.

        `form` is `pytorch`, `onnx`, `notebook` or `safetensors`.
        """
        params = {"format": form} | ({} if step is None else {"step": step})
        return self._call("GET", f"/runs/{run_id}/export", params=params).content

    def export_model(self, ref: str, form: str = "pytorch") -> bytes:
        """A trained model as a file, of the same kinds."""
        return self._call("GET", f"/models/{ref}/export", params={"format": form}).content

    def create_run(
        self,
        network: Mapping[str, Any],
        dataset: str,
        name: str | None = None,
        weights_from: str | None = None,
        **training: Any,
    ) -> Json:
        """Train a network (or `{"preset": id}`) on a data set; `training` are the settings that differ.

        `weights_from` is a model to begin with: where path and shapes are equal its parameters are copied.
        """
        body = {"network": network, "dataset": dataset, "training": training, "name": name}
        body["weights_from"] = weights_from
        return self._json(
            "POST", "/runs", json={key: value for key, value in body.items() if value is not None}
        )

    def run(self, run_id: str) -> Json:
        """One run as it stands."""
        return self._json("GET", f"/runs/{run_id}")

    def wait(self, run_id: str, seconds: float | None = None, poll: float = 0.25) -> Json:
        """The run once it is over; raises `TimeoutError` after `seconds`."""
        end = None if seconds is None else time.monotonic() + seconds
        while (run := self.run(run_id))["state"] not in OVER:
            if end is not None and time.monotonic() > end:
                raise TimeoutError(f"run {run_id} is still {run['state']}")
            time.sleep(poll)
        return run

    def events(self, run_id: str, after: int = -1) -> Iterator[Json]:
        """The run's event log so far, from the event after `after` on."""
        while page := self._list("GET", f"/runs/{run_id}/events", params={"after": after}):
            yield from page
            after = page[-1]["seq"]

    def predict(self, model: ModelRef, image: ImageLike, preprocess: str = "none") -> Json:
        """What a network makes of an image: a file, its bytes, or pixels [H, W] or [H, W, 3] from 0 to 255."""
        return self._json("POST", "/predict", **_image_body(image, model=model, preprocess=preprocess))

    def predict_text(self, model: ModelRef, text: str) -> Json:
        """What a network that reads texts makes of one."""
        return self._json("POST", "/predict", json={"model": model, "text": text})

    def vote(self, models: Sequence[str], image: ImageLike, preprocess: str = "none") -> Json:
        """What several networks make of one image: `votes`, `tally` and `winner`."""
        return self._json("POST", "/vote", **_image_body(image, models=list(models), preprocess=preprocess))

    def activations(
        self,
        model: ModelRef,
        image: ImageLike,
        layers: Sequence[str] | None = None,
        preprocess: str = "none",
        input_size: str = "network",
    ) -> dict[str, NDArray[Any]]:
        """The feature maps by path as float32 arrays, and `input` as the network saw it."""
        fields = {"model": model, "preprocess": preprocess, "input_size": input_size}
        body = _image_body(image, **fields, **({} if layers is None else {"layers": list(layers)}))
        answer = self._call("POST", "/activations", headers={"Accept": "application/x-npz"}, **body)
        with np.load(io.BytesIO(answer.content), allow_pickle=False) as arrays:
            return dict(arrays)

    def attributions(
        self,
        model: ModelRef,
        image: ImageLike,
        method: str | Mapping[str, Any],
        target: int | str | None = None,
        layer: str | None = None,
        preprocess: str = "none",
    ) -> dict[str, NDArray[Any]]:
        """Which pixels a class's score rests on: `map` [H, W], `attribution` [C, H, W], `input`, `target`, `score`."""
        fields = {
            "model": model,
            "preprocess": preprocess,
            "method": method,
            "target": target,
            "layer": layer,
        }
        body = _image_body(image, **{name: value for name, value in fields.items() if value is not None})
        answer = self._call("POST", "/attributions", headers={"Accept": "application/x-npz"}, **body)
        with np.load(io.BytesIO(answer.content), allow_pickle=False) as arrays:
            return dict(arrays)

    def _call(self, method: str, path: str, **options: Any) -> httpx.Response:
        response = self._http.request(method, path, **options)
        if response.is_error:
            raise ApiError(_problem(response))
        return response

    def _json(self, method: str, path: str, **options: Any) -> Json:
        answer: Json = self._call(method, path, **options).json()
        return answer

    def _list(self, method: str, path: str, **options: Any) -> list[Json]:
        answer: list[Json] = self._call(method, path, **options).json()
        return answer


def _problem(response: httpx.Response) -> Json:
    if "json" in response.headers.get("content-type", ""):
        problem: Json = response.json()
        return problem
    return {"status": response.status_code, "code": "", "detail": response.reason_phrase}


def _image_body(image: ImageLike, **fields: Any) -> dict[str, Any]:
    """The options of a request: a form for files, JSON for pixels."""
    if isinstance(image, (str, Path, bytes)):
        raw = image if isinstance(image, bytes) else Path(image).read_bytes()
        return {
            "files": {"image": ("image", raw)},
            "data": {key: _field(value) for key, value in fields.items()},
        }
    pixels = image.tolist() if isinstance(image, np.ndarray) else image
    return {"json": {**fields, "pixels": pixels}}


def _field(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
