"""Images from outside: decoding untrusted bytes within limits, and preparing pixels for a network."""
