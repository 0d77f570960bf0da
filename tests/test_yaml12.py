"""YAML read by libyaml says what ruamel.yaml, which writes our files, says; mistakes name their line."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from pipeline.study import StudyError, read_yaml, yaml12

ROOT = Path(__file__).parents[1]
ODD = "yes no on off y N true False TRUE 010 08 0o17 0x1F 0b11 -0x1f +3 1_000 12:30 1:20:30 1e3 1e+3 1.5 .5 1. -.inf "
ODD += ".nan ~ null Null 2022-01-01 1.2.3 0o9 0x - -5 00 <3 '010' \"no\""


@pytest.mark.parametrize("word", ODD.split())
def test_odd_words_are_read_as_in_yaml_1_2(word):
    text = f"key: {word}\n{word}: value\n" if word != "-" else "key: '-'"
    assert repr(yaml12.load(text)) == repr(YAML(typ="safe", pure=True).load(text))


@pytest.mark.parametrize("path", sorted(ROOT.glob("codebooks/*.yaml")), ids=lambda path: path.name)
def test_codebooks_are_read_as_they_were_written(path):
    text = path.read_text(encoding="utf-8")
    assert yaml12.load(text) == YAML(typ="safe", pure=True).load(text)


@given(st.text("0123456789_.+-eExobaf", min_size=1, max_size=8))
def test_numbers_are_read_as_in_yaml_1_2(word):
    def read(load):
        try:
            return repr(load(f"[{word}]"))
        except ValueError:
            return "not a number"
        except Exception as error:
            return f"not YAML: {'YAMLError' in [kind.__name__ for kind in type(error).__mro__]}"

    assert read(yaml12.load) == read(YAML(typ="safe", pure=True).load)


def test_merged_keys_may_be_said_anew():
    text = "base: &base {a: 1, b: 2}\nown: {<<: *base, b: 3}\nagain: {<<: *base, b: 4}\n"
    assert yaml12.load(text)["own"] == {"a": 1, "b": 3}
    assert yaml12.load(text)["again"] == {"a": 1, "b": 4}


def test_a_key_that_stands_twice_is_a_mistake_on_its_line(tmp_path):
    path = tmp_path / "params.yaml"
    path.write_text("study:\n  seed: 1\n  other: 2\n  seed: 3\n")
    with pytest.raises(StudyError, match=r"params\.yaml, line 4: .*`seed` stands twice"):
        read_yaml(path)


def test_the_line_is_the_one_of_the_deepest_part_that_stands():
    text = "codes:\n- id: a\n- id: b\n  label:\n    en: B\n"
    assert yaml12.line_of(text, ("codes", 1, "label", "fr")) == 4
    assert yaml12.line_of(text, ("codes", 1, "label", "en")) == 5
    assert yaml12.line_of(text, ("codes", 7)) == 1
    assert yaml12.line_of("", ("codes",)) == 1


@pytest.mark.parametrize("digits", ["9" * 19, "9" * 400, "-" + "9" * 30])
def test_a_whole_number_that_no_table_holds_is_told_with_its_line(digits):
    with pytest.raises(yaml12.YAMLError) as told:
        yaml12.load(f"a: 1\nb: {digits}\n")
    assert told.value.problem_mark.line == 1 and "digits" in told.value.problem
    assert yaml12.load(f"a: {2**63 - 1}\nb: '{digits}'\n") == {"a": 2**63 - 1, "b": digits}
