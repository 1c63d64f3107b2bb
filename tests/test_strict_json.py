import json

import pytest

from app.errors import PlaygroundError
from app.strict_json import loads


def refusal(raw: bytes, **limits: int) -> str:
    with pytest.raises(PlaygroundError) as caught:
        loads(raw, **limits)
    return caught.value.code


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "bad_json"),
        (b"{", "bad_json"),
        (b"[1,]", "bad_json"),
        (b"\xff", "bad_json"),
        (b"[" * 100_000, "bad_json"),
        (b"[" * 101 + b"]" * 101, "bad_json"),
        (b'{"a":' * 101 + b"1" + b"}" * 101, "bad_json"),
        (b"[NaN]", "not_finite"),
        (b"[-Infinity]", "not_finite"),
        (b"[1e999]", "not_finite"),
        (b"[" + b"9" * 5000 + b"]", "out_of_range"),
        (b'{"a": 1, "b": {"c": 1, "c": 2}}', "duplicate"),
        (b'{"a": 1, "\\u0061": 2}', "duplicate"),
        (b'["\\ud800"]', "bad_text"),
        (b'{"\\udfff": 1}', "bad_text"),
    ],
)
def test_refused_with_its_code(raw: bytes, code: str):
    assert refusal(raw) == code


def test_limits_are_inclusive():
    assert loads(b"[]", max_bytes=2, max_depth=1) == []
    assert refusal(b"[] ", max_bytes=2) == "body_too_large"
    assert refusal(b"[[]]", max_depth=1) == "bad_json"


def test_brackets_in_texts_do_not_count():
    text = '[[[{"\\"[[['
    assert loads(json.dumps([text, text]).encode(), max_depth=1) == [text, text]


def test_surrogate_pairs_are_characters():
    assert loads(b'["\\ud83d\\ude00"]') == ["\U0001f600"]


def test_a_duplicate_is_not_echoed():
    with pytest.raises(PlaygroundError) as caught:
        loads(b'{"<secret>": 1, "<secret>": 2}')
    assert "secret" not in caught.value.detail
