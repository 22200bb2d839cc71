"""Every error message names the value it has found."""

import pytest

from tests.messages import messages_of, without_value


def test_error_messages_name_the_value_found():
    assert [str(one) for one in without_value()] == []


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("raise ValueError(f'not {value}')", [True]),
        ("raise ValueError('this is not it')", [False]),
        ("raise ValueError('not ' + value)", [True]),
        ("raise ValueError('null is not it')", [True]),
        ("raise Refused(cell, 'this is not it')", [False]),
        ("raise ScenarioError([Problem(file, 1, 1, key, 'this is not it')])", [False]),
        ("problems.append(Problem(file, 1, 1, key, f'not {value}'))", [True]),
        ("def f():\n    text = 'one thing'\n    raise ValueError(text if a else 'this is not it')", [False]),
        ("def f():\n    text = 'one ' + name(a)\n    raise ValueError(text)", [True]),
        ("raise KeyError(name) from None", [True]),
        ("raise SystemExit(2)", []),
    ],
)
def test_a_message_has_a_value_where_its_text_has_a_gap(source, expected):
    assert [one.has_value for one in messages_of(source)] == expected
