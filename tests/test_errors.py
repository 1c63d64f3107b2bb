"""Errors carry what a translation needs."""

from app.errors import NotFound, TooLarge, problem_of


def test_an_error_about_one_thing_has_one_entry_with_its_numbers() -> None:
    error = TooLarge.of("image_too_large", "At most 25 million pixels.", megapixels=25)
    assert isinstance(error, TooLarge)
    assert (error.code, error.params) == ("image_too_large", {"megapixels": 25})
    (entry,) = problem_of(error).errors
    assert (entry.code, entry.detail, entry.params) == (error.code, error.detail, error.params)


def test_an_error_without_entries_has_no_numbers() -> None:
    assert NotFound("There is no such thing.").params == {}
