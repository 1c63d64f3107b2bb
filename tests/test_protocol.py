import numpy as np

from app.protocol import Tensor, decode_frame, decode_header, encode_frame, quantise
from app.protocol.maps import FRAME_BYTES, map_tensors


def test_a_frame_comes_back_as_it_was():
    maps = np.random.default_rng(0).normal(size=(3, 5, 7)).astype(np.float32)
    frame = encode_frame({"type": "result", "seq": 4}, [Tensor("input", maps), quantise("c1", maps)])
    header, tensors = decode_frame(frame)
    assert (header["type"], header["seq"]) == ("result", 4)
    np.testing.assert_array_equal(tensors["input"].data, maps)
    step = (maps.max((1, 2)) - maps.min((1, 2))) / 255
    assert (np.abs(tensors["c1"].value() - maps) <= step[:, None, None] * 0.51).all()


def test_data_begins_at_a_multiple_of_eight():
    for name in ("a", "ab", "abc", "abcdefgh"):
        frame = encode_frame({"type": "t"}, [Tensor(name, np.zeros(3, np.uint8)), Tensor("z", np.ones(2))])
        header, start = decode_header(frame)
        assert start % 8 == 0
        assert [entry["offset"] % 8 for entry in header["tensors"]] == [0, 0]
        assert len(frame) == start + 8 + 16


def test_a_constant_map_keeps_its_value():
    assert quantise("v", np.full(4, 2.5, np.float32)).value().tolist() == [2.5] * 4


def test_a_frame_of_a_deep_network_keeps_to_its_size():
    random = np.random.default_rng(0)
    outputs = {
        f"stage{layer}": random.normal(size=(64, 112 >> layer // 8, 112 >> layer // 8)).astype(np.float32)
        for layer in range(36)
    }
    image = Tensor("input", np.zeros((3, 224, 224), np.uint8), [0.0] * 3, [255.0] * 3)
    frame = encode_frame({"type": "result"}, [image, *map_tensors(outputs, image.data.nbytes)])
    assert 256_000 < len(frame) <= FRAME_BYTES
