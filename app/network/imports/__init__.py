"""A network brought in: from PyTorch source that is parsed and never run, and from the graph of an ONNX file."""
