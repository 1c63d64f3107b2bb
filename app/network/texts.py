"""Names for people: any Unicode, but nothing that hides, reorders or cannot be written."""

import unicodedata

from app.errors import InvalidInput

_FORBIDDEN = {"Cc", "Cs", "Co", "Cn", "Zl", "Zp"}
_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")


def clean_text(text: str) -> str:
    """A name in NFC; raises InvalidInput (`bad_text`)."""
    if fault := text_fault(text):
        raise InvalidInput(fault, code="bad_text")
    return unicodedata.normalize("NFC", text)


def text_fault(text: str) -> str | None:
    """What is wrong with a name, if anything: control, direction, unassigned characters, lone surrogates."""
    for character in text:
        if character in _BIDI or unicodedata.category(character) in _FORBIDDEN:
            return f"names and notes must not hold control or direction characters (U+{ord(character):04X})"
    return None
