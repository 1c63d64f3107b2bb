"""A Mermaid diagram has every node, the shapes on its edges, and boxes around combinators."""

import re

from app.network.export.mermaid import mermaid
from app.network.parse import parse_network
from app.network.presets import load_preset


def edges(text: str) -> list[tuple[str, str, str]]:
    """Source, shape and target of each arrow, by what the nodes say."""
    says = dict(re.findall(r'^\s*(\w+)[\[(]+"([^"]*)"', text, re.M))
    return [
        (says[one], shape, says[other])
        for one, shape, other in re.findall(r'^\s*(\w+) -->\|"([^"]*)"\| (\w+)$', text, re.M)
    ]


def test_a_chain_is_drawn_with_its_shapes() -> None:
    spec = load_preset("lenet5").spec
    assert spec is not None
    text = mermaid(spec)
    assert text.startswith('---\ntitle: "LeNet-5"\n---\nflowchart TD\n')
    drawn = edges(text)
    assert drawn[0] == ("input", "1×28×28", "c1: conv2d 6, 5, padding=2")
    assert drawn[-1] == ("output: linear 10", "10", "output")
    assert len(drawn) == len(spec.layers) + 1


def test_branches_meet_in_a_merge() -> None:
    body = [{"kind": "conv2d", "out_channels": 1, "padding": 1}]
    layers = [
        {"kind": "residual", "name": "block", "body": body},
        {"kind": "parallel", "branches": [[], [{"kind": "relu"}]]},
        {"kind": "auxiliary", "head": [{"kind": "flatten"}]},
        {"kind": "tanh"},
    ]
    text = mermaid(parse_network({"layers": layers}))
    drawn = edges(text)
    assert ("input", "1×28×28", "+") in drawn
    assert ("conv2d 1, 3, padding=1", "1×28×28", "+") in drawn
    assert ("+", "1×28×28", "concat") in drawn
    assert ("relu", "1×28×28", "concat") in drawn
    assert ("concat", "2×28×28", "flatten") in drawn
    assert ("concat", "2×28×28", "tanh") in drawn
    assert re.findall(r"subgraph \w+\[(.*)\]", text) == ['"block"', '"parallel"', '"auxiliary"']
    assert text.count("\n  end") == 3


def test_a_node_stands_in_its_box_alone() -> None:
    """Mermaid puts every node that is named inside a box into it: arrows come after all boxes."""
    text = mermaid(parse_network({"layers": [{"kind": "residual", "body": [{"kind": "relu"}]}]}))
    assert text.index("-->") > text.rindex("  end")


def test_a_title_cannot_leave_its_quotes() -> None:
    assert (
        mermaid(parse_network({"name": 'a"b', "layers": [{"kind": "relu"}]})).splitlines()[1]
        == 'title: "a\\"b"'
    )
