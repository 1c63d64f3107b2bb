"""The cells of a notebook about a network that gives its input back: no labels, no classes."""

PREDICTION = '''IMAGE = """
{image}
"""


def error(outputs: Tensor, images: Tensor) -> Tensor:
    """Mean squared error of what comes back."""
    return nn.functional.mse_loss(outputs, images)


pixels = torch.frombuffer(bytearray(decompress(b64decode(IMAGE))), dtype=torch.uint8)
picture = normalize(pixels.view(1, *INPUT_SHAPE))
with torch.no_grad():
    print(f"comes back with a mean squared error of {{error(network(picture), picture):.4f}}")'''

TRAINING = '''def images_of(pixels: str) -> Tensor:
    """Normalised images (N, C, H, W)."""
    values = torch.frombuffer(bytearray(decompress(b64decode(pixels))), dtype=torch.uint8)
    return normalize(values.view(-1, *INPUT_SHAPE))


def tested(learner: nn.Module) -> float:
    """Mean squared error over the test images."""
    learner.eval()
    with torch.no_grad():
        back = [learner(part) for part in test_images.split(100)]
    return float(error(torch.cat(back), test_images))


train_images, test_images = images_of(TRAIN_PIXELS), images_of(TEST_PIXELS)
torch.manual_seed(0)
learner = {network}()
optimizer = torch.optim.{optimizer}
print(f"before: {{tested(learner):.4f}}")
learner.train()
for batch in torch.randperm(len(train_images)).split({batch_size}):
    images = train_images[batch]
    loss = error(learner(images), images){heads}
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print(f"after one epoch: {{tested(learner):.4f}}")'''

HEADS = """
    for head in learner.modules():
        if hasattr(head, "head"):
            loss = loss + head.weight * error(head.output, images)"""


def prediction(image: str) -> str:
    """A test image, packed in base64, and how it comes back."""
    return PREDICTION.format(image=image)


def training(network: str, optimizer: str, batch_size: int, has_heads: bool) -> str:
    """One epoch of a new network of this class."""
    return TRAINING.format(
        network=network, optimizer=optimizer, batch_size=batch_size, heads=HEADS if has_heads else ""
    )
