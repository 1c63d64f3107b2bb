import httpx


def test_kinds_are_unique_and_described(http: httpx.Client):
    entries = http.get("/api/v1/catalogue").json()
    keys = [(entry["group"], entry["kind"]) for entry in entries]
    assert len(set(keys)) == len(keys)
    assert ("layer", "conv2d") in keys
    assert ("optimizer", "adam") in keys
    assert all(entry["title"] and entry["summary"] and "properties" in entry["schema"] for entry in entries)


def test_presets_are_listed_without_their_networks(http: httpx.Client):
    presets = http.get("/api/v1/presets").json()
    assert "lenet5" in [preset["id"] for preset in presets]
    assert all("spec" not in preset for preset in presets)


def test_every_preset_can_be_analysed(http: httpx.Client):
    for preset in http.get("/api/v1/presets").json():
        spec = http.get(f"/api/v1/presets/{preset['id']}").json()["spec"]
        assert http.post("/api/v1/networks/analyze", json=spec).status_code == 200


def test_an_unknown_preset_is_a_problem(http: httpx.Client):
    assert http.get("/api/v1/presets/nothing").json()["code"] == "not_found"
