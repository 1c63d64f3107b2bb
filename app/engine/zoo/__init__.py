"""How the trained models of `models/` are made."""
