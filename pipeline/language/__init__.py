"""What is said, in any language: numbers, lists, quotation marks, dates, and fixed words, which are data (`words/`).

A third language is a folder of words beside `en`, or in a study's own `codebooks/words/`; nothing here names one.
How a language writes numbers and plurals is CLDR's, by Babel; its quotation marks and the spaces before its high marks
stand among its words, in `language.yaml`.
"""

from pipeline.language.grammar import grammar, speak_for
from pipeline.language.localised import BlankLabel, ByLanguage, Label, OptionalLabel, Text, by_language
from pipeline.language.numbers import counted, interval, number, of, p_value, percent, percent_sign, span
from pipeline.language.rounding import rounded
from pipeline.language.text import (
    clauses,
    colon,
    day,
    language_name,
    listed,
    locale_of,
    month,
    quoted,
    sentence,
    spaced,
    tag,
    typeset,
)
from pipeline.language.words import Words, missing_words, phrase
