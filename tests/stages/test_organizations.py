"""organizations: the key under which forms of a name agree across releases."""

from __future__ import annotations

import pytest

from nutgraf.stages.organizations import key

SAME = (
    ("The U.S. Department of Justice", "Department of Justice", "Justice Department", "United States Department of Justice"),
    ("Marlow Foods, Inc.", "MARLOW FOODS", "Marlow Foods LLC", "The Marlow Foods Company"),
    ("O’Dowd & Co.", "O'Dowd", "O'DOWD"),
    ("Société Rochère S.A.", "Societe Rochere"),
    ("U.S. Senate", "the Senate", "United States Senate"),
)


@pytest.mark.parametrize("forms", SAME)
def test_forms_of_one_name_share_a_key(forms: tuple[str, ...]) -> None:
    assert len({key(form) for form in forms}) == 1


DIFFERENT = (
    ("U.S. Granite", "Granite"),  # a company's own name
    ("Truro Fire Department", "Department of Fire"),
    ("Senate", "Senate Finance Committee"),
    ("Bank of Marlow", "Marlow"),
    ("The", "Company"),
    ("東京銀行", "大阪銀行"),
)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_other_names_have_other_keys(one: str, other: str) -> None:
    assert key(one) != key(other)


@pytest.mark.parametrize("name", ["!!", "&", "Inc.", "the", "US", "\N{COMBINING ACUTE ACCENT}"])
def test_no_key_is_empty(name: str) -> None:
    assert key(name)
