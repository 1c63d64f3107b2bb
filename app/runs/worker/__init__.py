"""What runs inside a training worker. Torch-free at import: the engine is loaded by the functions that need it."""
