"""Looking into networks: one warm worker that answers drawings, and what leads a client's requests to it."""
