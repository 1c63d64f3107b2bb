"""Data sets as uint8 arrays: what exists, where it is found, how it is fetched, converted once, and opened.

Start reading at `registry.Library`.
"""
