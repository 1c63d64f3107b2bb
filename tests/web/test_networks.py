"""The analysis over REST."""

from typing import Any

import httpx

ANALYZE = "/api/v1/networks/analyze"


def test_analysis_of_lenet(http: httpx.Client, lenet: dict[str, Any]):
    summary = http.post(ANALYZE + "?batch_size=64&optimizer=sgd", json=lenet).json()
    assert summary["total"]["params"] == 61_706
    assert summary["output_shape"] == [10]
    assert summary["nodes"][0]["count"] == "(5·5·1 + 1)·6 = 156"


def test_a_network_with_a_problem_comes_with_what_precedes_it(http: httpx.Client, lenet: dict[str, Any]):
    lenet["layers"][3]["kernel_size"] = 50
    answer = http.post(ANALYZE, json=lenet)
    assert answer.status_code == 422
    problem = answer.json()
    assert problem["errors"][0]["pointer"] == "/layers/3"
    assert [node["kind"] for node in problem["partial"]["nodes"]] == [
        layer["kind"] for layer in lenet["layers"][:3]
    ]
    assert problem["errors"][0]["repairs"]
