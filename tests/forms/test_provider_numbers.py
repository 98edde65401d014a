"""The check digit of provider numbers, against the standard's own example and by law."""

from hypothesis import given
from hypothesis import strategies as st

from gaitbelt.facts.provider_numbers import is_npi

NINE = st.text("0123456789", min_size=9, max_size=9)


def test_the_standards_example_is_an_npi() -> None:
    assert is_npi("1234567893")


@given(NINE)
def test_nine_digits_have_one_check_digit(nine: str) -> None:
    assert [is_npi(nine + digit) for digit in "0123456789"].count(True) == 1


@given(NINE, st.integers(0, 9), st.integers(1, 9))
def test_one_digit_changed_is_found(nine: str, place: int, more: int) -> None:
    number = next(nine + digit for digit in "0123456789" if is_npi(nine + digit))
    other = str((int(number[place]) + more) % 10)
    assert not is_npi(number[:place] + other + number[place + 1 :])


@given(st.text(max_size=12))
def test_text_that_is_not_ten_digits_is_no_npi(text: str) -> None:
    assert is_npi(text) is (len(text) == 10 and text.isascii() and text.isdigit() and is_npi(text))
