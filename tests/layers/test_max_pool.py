import pytest
import torch
from torch import nn
from torch.nn import functional

from app.layers.modules.max_pool import MaxPool2d


def images(channels, height, width, dtype, layout):
    torch.manual_seed(1)
    values = torch.randint(-3, 4, (5, channels, height, width)).to(dtype)  # with many equal ones
    return values.contiguous(memory_format=layout)


@pytest.mark.parametrize("layout", [torch.contiguous_format, torch.channels_last])
@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
@pytest.mark.parametrize(
    ("kernel", "stride", "padding", "ceil"),
    [
        ((2, 2), (2, 2), (0, 0), False),
        ((3, 3), (3, 3), (0, 0), False),
        ((2, 1), (2, 1), (0, 0), False),
        ((1, 3), (1, 3), (0, 0), False),
        ((1, 1), (1, 1), (0, 0), False),
        ((4, 4), (4, 4), (0, 0), False),
        ((3, 3), (2, 2), (0, 0), False),
        ((2, 2), (2, 2), (1, 1), False),
        ((2, 2), (2, 2), (0, 0), True),
    ],
)
@pytest.mark.parametrize(("height", "width"), [(8, 8), (9, 7), (28, 12)])
def test_it_gives_torchs_very_numbers(kernel, stride, padding, ceil, height, width, dtype, layout):
    pool = MaxPool2d(kernel, stride, padding, ceil_mode=ceil)
    x = images(6, height, width, dtype, layout)
    expected = functional.max_pool2d(x, kernel, stride, padding, ceil_mode=ceil)
    with torch.no_grad():
        found = pool(x)
    assert torch.equal(found, expected)
    assert found.is_contiguous(memory_format=layout) == expected.is_contiguous(memory_format=layout)
    led = x.clone().requires_grad_()
    slopes = torch.autograd.grad(pool(led).sum(), led)[0]
    by_torch = torch.autograd.grad(
        functional.max_pool2d(led, kernel, stride, padding, ceil_mode=ceil).sum(), led
    )
    assert torch.equal(slopes, by_torch[0])


def test_no_number_stays_none():
    x = torch.tensor([[[[1.0, float("nan")], [0.0, 2.0]]]])
    with torch.no_grad():
        assert MaxPool2d((2, 2), (2, 2), (0, 0))(x).isnan().all()


def test_an_image_that_is_too_small_is_refused_as_by_torch():
    with torch.no_grad(), pytest.raises(RuntimeError):
        MaxPool2d((3, 3), (3, 3), (0, 0))(torch.zeros(1, 2, 2, 2))
    assert isinstance(MaxPool2d((2, 2)), nn.MaxPool2d)
