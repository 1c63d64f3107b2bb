"""A network taken home: as PyTorch source, as a Mermaid diagram, as a notebook. Texts only, no torch."""
