"""The story a document tells: headlines that follow their label, figures worked out, recommendations on findings."""

import re

import pandas as pd
import pytest
from tests_of_findings import change_table, chapter, composed

from pipeline.findings import client_copy, composing, glossary, quotation_edits, recommendations, report
from pipeline.study import Study, StudyError


def refusal(study, text):
    chapter(study, text)
    with pytest.raises(StudyError) as error:
        composing.compose_all(study)
    return str(error.value)


def standing(study, finding, **values):
    def change(matrix):
        for name, value in values.items():
            matrix.loc[matrix["finding_id"] == finding, name] = value
        return matrix

    change_table(study, "triangulation/matrix", change)


# -- headlines


def test_a_bold_line_that_states_what_is_not_supported_stops_the_report(study):
    standing(study, "K1", standing="not supported", form="none (text only)", confidence=None)
    text = refusal(study, "**{{ finding('K1') }}** {{ raised('K1') }} say so.")
    assert "02-use.en.md" in text and "K1" in text and "not supported" in text


def test_a_bold_line_against_its_own_tally_stops_the_report(study):
    standing(study, "K2", n_notes_for=2, n_notes_against=9)
    assert "9 notes are against it and 2 for it" in refusal(study, "**The orchards unite us all.** {{ raised('K2') }}.")


def test_notes_that_speak_of_a_finding_and_take_no_side_are_not_said_to_be_silent(study):
    standing(study, "K1", n_notes=0, n_notes_for=0, n_notes_between=0, n_notes_against=0)
    chapter(study, "In the interviews {{ raised('K1') }} speak of it.")
    assert "notes (without taking a side)](" in composed(study).markdown
    standing(study, "K1", codes=None)
    assert re.search(r"\b0 of \d+ notes\]", composed(study).markdown)


def test_the_label_may_stand_in_the_line_of_grounds_under_the_bold_one(study):
    standing(study, "K1", standing="contradicted", form="contrary", confidence="high")
    wrong = "**Most neighbours pick fruit, they really do.**\n\n{{ grounds('K1') }}"
    assert "contradicted asks for words such as 'fewer'" in refusal(study, wrong)
    chapter(study, "**Fewer than half of the neighbours pick fruit.**\n\n{{ grounds('K1') }}")
    text = (study.reports / "chapters/02-use.fr.md").read_text(encoding="utf-8")
    french = text.replace("Fewer than half of the neighbours pick fruit", "Moins de la moitié cueillent des fruits")
    (study.reports / "chapters/02-use.fr.md").write_text(french, encoding="utf-8")
    said = report.plain(composed(study).markdown)
    assert "K1: “Most neighbours pick fruit” is contradicted, high confidence" in said  # not the bold line above it


def test_the_contrary_of_one_source_names_the_source_in_bold(study):
    standing(study, "K1", standing="contradicted", form="contrary, according to", confidence="moderate")
    said = refusal(study, "**Fewer than half of the neighbours pick fruit.**\n\n{{ grounds('K1') }}")
    assert "contradicted asks for words such as 'according to'" in said
    chapter(study, "**According to the survey, fewer than half pick fruit.**\n\n{{ grounds('K1') }}")
    path = study.reports / "chapters/02-use.fr.md"
    text = path.read_text(encoding="utf-8")
    french = text.replace("According to the survey, fewer than half", "Selon le sondage, moins de la moitié")
    path.write_text(french, encoding="utf-8")
    composing.compose_all(study)


def test_a_question_or_a_short_lead_in_bold_states_nothing(study):
    standing(study, "K1", standing="not supported", form="none (text only)", confidence=None)
    chapter(study, "**Do most neighbours pick fruit?** {{ raised('K1') }}.\n\n**Use.** {{ raised('K1') }}.")
    composing.compose_all(study)


def test_an_authors_headline_is_printed_for_its_form_only_and_the_rules_own_comes_back_when_the_form_changes(study):
    for language, own in (("en", "Neighbours pick fruit."), ("fr", "On cueille.")):
        path = study.reports / f"chapters/02-use.{language}.md"
        path.write_text(f"# Use {{#use}}\n\n**{{{{ headline('K1', asserted='{own}') }}}}**\n", encoding="utf-8")
    assert "Neighbours pick fruit." in composed(study).markdown
    standing(study, "K1", form="according to", confidence="moderate")
    text = composed(study).markdown
    assert "Neighbours pick fruit." not in text and "It holds." in text


def test_an_unknown_form_is_told_with_the_nearest(study):
    assert "one of asserted" in refusal(study, "{{ headline('K1', assertd='x') }}")


def test_how_many_groups_and_notes_say_so_is_worked_out_in_words_and_refused_where_it_would_mislead(study):
    standing(study, "K1", n_groups=1, n_notes=9, n_notes_for=8, n_notes_against=1, n_notes_between=0)
    chapter(study, "{{ groups('K1') }}; {{ all_but('K1') }}; {{ fraction('picked_fruit') }}")
    assert "one of the two groups; all but one; two in three" in report.plain(composed(study).markdown)
    assert "un des deux groupes; à une exception près; deux sur trois" in report.plain(composed(study, "fr").markdown)
    standing(study, "K1", n_notes_for=4, n_notes_against=5)
    assert "5 of the 9 notes on K1 do not bear it out" in refusal(study, "{{ all_but('K1') }}")
    change_table(study, "survey/indicators", lambda frame: frame.assign(percent=4.0))
    assert "picked_fruit is 4%" in refusal(study, "{{ fraction('picked_fruit') }}")


# -- numbers


DERIVED = """
derived:
  rest:
    label: {en: Did not pick, fr: N’ont pas cueilli}
    parts: {asked: method.respondents, picked: survey.picked_fruit}
    formula: 100 - picked + 0 * asked
    unit: percent
"""


def test_a_figure_worked_out_from_others_is_printed_and_leads_to_its_parts(study):
    (study.reports / "chapters/derived.yaml").write_text(DERIVED, encoding="utf-8")
    chapter(study, "{{ derived('rest') }} did not.")
    one = composed(study)
    assert "33%" in report.plain(one.markdown)
    assert one.used["derived.rest"].findings == ("method.respondents", "survey.picked_fruit")
    assert "raw/survey/answers.csv" in one.used["derived.rest"].raw
    assert one.used["derived.rest"].steps == ("clean", "deidentify", "measure", "report")  # its parts' own


@pytest.mark.parametrize("formula", ["100 - fruit", "__import__('os')", "100 -", "picked ** asked"])
def test_a_formula_that_is_no_formula_is_told_with_its_file(study, formula):
    text = DERIVED.replace("100 - picked + 0 * asked", f'"{formula}"')
    (study.reports / "chapters/derived.yaml").write_text(text, encoding="utf-8")
    assert "derived.yaml" in refusal(study, "{{ derived('rest') }}")


def compared(study, adjusted):
    row = {"indicator": "picked_fruit", "breakdown": "side", "difference": 30.0, "ci_low": 5.0, "ci_high": 50.0,
           "highest_group": "1", "highest_percent": 80.0, "lowest_group": "2", "lowest_percent": 50.0, "cramers_v": 0.3,
           "base": 36, "groups": 2, "test": "Fisher exact", "p_value": adjusted / 2, "p_adjusted": adjusted,
           "comparisons": 2, "proposed": adjusted < 0.05}  # fmt: skip
    with study.writing() as out:
        out.table("survey/comparisons", pd.DataFrame([row]))


def test_a_difference_that_does_not_pass_the_corrected_test_is_refused_in_prose(study):
    compared(study, 0.2)
    text = refusal(study, "{{ difference('picked_fruit', 'side') }}")
    assert "does not pass the test corrected for 2 comparisons" in text and "0.200" in text


def test_a_difference_that_passes_is_told_with_interval_p_and_number_of_tests(study):
    compared(study, 0.04)
    chapter(study, "{{ difference('picked_fruit', 'side') }}.")
    text = report.plain(composed(study).markdown)
    assert "30 points apart, 95% interval 5 to 50, adjusted p 0.040 over 2 comparisons" in text


def test_a_quantity_word_is_the_strongest_that_clearly_holds_else_the_share(study):
    chapter(study, "{{ quantity('picked_fruit') }} picked, {{ quantity('met_neighbours') }} met.")
    text = report.plain(composed(study).markdown)
    assert "most picked" in text
    assert "{{" not in text


def test_a_quantity_word_that_the_share_beside_it_does_not_bear_out_is_told(study):
    chapter(
        study,
        "Nearly all pick ({{ share('picked_fruit') }}), and {{ percent('met_neighbours') }} met. "
        "Most pick: {{ share('picked_fruit') }}.\n\n"
        "::: {.answer}\n**Answer.** Few picked ({{ percent('picked_fruit') }}), a few say.\n:::\n\n"
        "Whether nearly all pick is not settled ({{ share('picked_fruit') }}): a minority picked "
        "({{ percent('picked_fruit') }}). Do nearly all pick ({{ share('picked_fruit') }})?",
    )
    one = composed(study)
    told = [line.partition(" does not")[0] for line in one.beyond["02-use.en"]]
    assert told == ["“Nearly all”", "“Few”", "“a minority”"]
    assert "67% (24 of 36), survey.picked_fruit" in one.beyond["02-use.en"][0]
    assert any("“Nearly all” does not" in line for line in client_copy.left_to_do(study, [one]))


def test_half_itself_is_neither_most_nor_a_minority_on_the_printed_scale(study):
    chapter(study, "{{ scale() }}.")
    assert "*most*: more than 50%" in composed(study).markdown
    assert "*une minorité* : moins de 50 %" in composed(study, "fr").markdown.replace("\u00a0", " ")


def test_how_many_were_asked_is_said_to_be_unknown_where_nobody_wrote_it(study):
    chapter(study, "{{ response() }}.")
    assert "the response rate is not known" in composed(study).markdown
    nobody_knows = {"rate": ["RR1"], "numerator": [70.0], "denominator": [None], "percent": [None]}
    rates = pd.DataFrame(nobody_knows | {"meaning_en": ["complete"], "meaning_fr": ["complets"]}, dtype=object)
    with study.writing() as out:
        out.table("survey/response_rates", rates)
    assert "the response rate is not known" in composed(study).markdown
    with study.writing() as out:
        out.table("survey/response_rates", rates.assign(denominator=[140.0], percent=[50.0]))
    assert "Response rates by AAPOR’s definitions: RR1: 50%." in composed(study).markdown


# -- recommendations


FILE = """
recommendations:
  - id: R1
    what: {en: Plant more trees, fr: Planter plus d’arbres}
    who: {en: The city, fr: La ville}
    by: {en: by spring, fr: d’ici le printemps}
    rationale: {en: People pick., fr: On cueille.}
    findings: [K1]
  - id: R2
    what: {en: Paint the gates, fr: Peindre les barrières}
    who: {en: The city, fr: La ville}
    rationale: {en: They are grey., fr: Elles sont grises.}
"""


def test_recommendations_that_rest_on_nothing_and_findings_that_lead_nowhere_are_told(study):
    (study.reports / "chapters/recommendations.yaml").write_text(FILE, encoding="utf-8")
    matrix = study.table("triangulation/matrix").set_index("finding_id", drop=False)
    found = {(one.about, one.kind) for one in recommendations.problems(recommendations.load(study), matrix)}
    assert found == {("R2", "rests_on_nothing"), ("R2", "no_date"), ("K2", "leads_nowhere")}
    chapter(study, "{{ recommendations() }}")
    text = composed(study).markdown
    assert "## 1. Plant more trees" in text and "by when: to be settled" in text and "well supported" in text


def test_the_reason_of_a_recommendation_may_hold_calls_and_a_wrong_one_is_told_with_its_file(study):
    path = study.reports / "chapters/recommendations.yaml"
    path.write_text(FILE.replace("en: People pick.", "en: \"{{ share('picked_fruit') }} pick.\""), encoding="utf-8")
    chapter(study, "{{ recommendations() }}")
    assert "67% (24 of 36) pick." in report.plain(composed(study).markdown)
    path.write_text(FILE.replace("en: People pick.", "en: \"{{ share('pickd') }} pick.\""), encoding="utf-8")
    assert "recommendations.yaml, R1: there is no indicator 'pickd'" in refusal(study, "{{ recommendations() }}")


# -- a copy for the client


def test_a_clients_copy_is_refused_with_everything_that_is_left_to_do(study):
    (study.reports / "chapters/recommendations.yaml").write_text(FILE, encoding="utf-8")
    chapter(
        study, "The programme began. [To come: costs]\n\n## Costs\n\n## Ends\n\nRun `dvc repro` and python -m pipeline."
    )
    with pytest.raises(StudyError) as error:
        report.run(study, client=True)
    text = str(error.value)
    for line in ("[To come: costs]", "'programme': write 'program'", "the section 'Costs' is empty", "python -m",
                 "not signed off", "R2 does not say by when", "rests on no finding"):  # fmt: skip
        assert line in text, line
    assert not list(study.reports.glob("findings.*"))  # nothing is half-written


def test_a_clients_copy_is_refused_for_voices_translations_signatures_and_findings_that_are_not_there(study):
    wrong = FILE.replace("findings: [K1]", "findings: [K1, K9]")
    (study.reports / "chapters/recommendations.yaml").write_text(wrong, encoding="utf-8")
    chapter(study, "{{ share('picked_fruit') }} pick.\n\n{{ quote('NB-01#2') }}\n\n{{ quote('NB-02#2') }}")
    report.sign(study, ["02-use.en"], "Ana")

    def fewer(indicators):
        indicators.loc[indicators["indicator"] == "picked_fruit", "percent"] = 50.0
        return indicators

    change_table(study, "survey/indicators", fewer)
    left = "\n".join(client_copy.left_to_do(study, composing.compose_all(study)[0]))
    for line in ("findings.en: nobody of the group “Gardeners” is quoted",
                 "findings.fr: placeholder: 2 quotations without translation",
                 "02-use.en: 67% (24 of 36) was signed and is now 50%",
                 "02-use.fr: 1 of 1 sentences with evidence are not",
                 "names the finding K9, which is not there", "no recommendation rests on finding K2"):  # fmt: skip
        assert line in left, left
    assert "02-use.en: 1 of" not in left  # what Ana signed is signed, though its number is told to have changed


def test_what_the_client_printed_keeps_its_own_spelling_in_a_clients_copy(study):
    (study.raw / "published/recommendations.csv").write_text(
        "id,kind,statement_en,statement_fr\nS1,consideration,Grow the programme,Croître\n", encoding="utf-8"
    )
    (study.reports / "chapters/recommendations.yaml").write_text(FILE, encoding="utf-8")
    chapter(study, "{{ recommendations_beside_print() }}\n\nOur organisation.")
    left = "\n".join(client_copy.left_to_do(study, composing.compose_all(study)[0]))
    assert "'organisation'" in left and "'programme'" not in left


def test_questions_are_printed_as_asked_and_what_a_draft_left_open_is_no_clients(study):
    for file, said, instead in [
        (study.codebooks / "survey.yaml", "fr: Oui}", "fr: 'Très satisfait(e) ?'}"),
        (study.reports / "chapters/document.yaml", "  neighbour: {en: A neighbour, fr: Un voisin}\n", ""),
    ]:
        file.write_text(file.read_text(encoding="utf-8").replace(said, instead), encoding="utf-8")
    chapter(
        study, "«\u00a0Très satisfait(e)\u00a0?\u00a0» Reached what was planned (to be set).\n\n{{ quote('NB-01#2') }}"
    )
    left = "\n".join(client_copy.left_to_do(study, composing.compose_all(study)[0]))
    assert "placeholder: (to be set)" in left and "under its id" in left and "satisfait(e)" not in left
    study = Study(study.root)
    chapter(study, "Les gens sont satisfait(e)s.")
    assert "satisfait(e)s" in "\n".join(client_copy.left_to_do(study, composing.compose_all(study)[0]))


def test_sections_with_text_or_with_sections_of_their_own_are_not_empty():
    text = "# A\n\n## B\n\nText.\n\n## C {#c}\n\n### D\n\nText.\n\n# E\n"
    assert client_copy.empty_sections(text) == ["E"]


def test_words_of_a_quotation_are_the_speakers_own(study):
    assert glossary.misused(study, "Le codebook et les livres de codes.", "fr") == [
        ("livres de codes", "grille de codage"), ("codebook", "grille de codage"),
    ]  # fmt: skip
    assert glossary.misused(study, "A program.", "en") == []


def test_a_group_that_nobody_speaks_for_and_a_note_quoted_twice_are_told(study):
    chapter(study, "{{ quote('NB-01#2') }}\n\n## More {#more}\n\n{{ quote('NB-01#4') }}")
    one = composed(study)
    quoted = sorted(key.removeprefix("quote.") for key in one.printed)
    from pipeline.findings.who_speaks import voices

    lines = "\n".join(voices(one.words.sources, quoted, one.words))
    assert "“Gardeners”" in lines and "NB-01 is quoted 2 times" in lines


def test_nothing_is_quoted_from_a_transcript_that_nobody_has_listened_to(study):
    change_table(study, "notes/status", lambda frame: frame.assign(
        origin=frame["origin"].mask(frame["note_id"].str.startswith("NB"), "drafted")))  # fmt: skip
    chapter(study, "{{ quotes('K2', 2) }}")
    assert {key.partition("#")[0] for key in composed(study).printed} <= {"quote.GA-01", "quote.GA-02", "quote.GA-03",
                                                                        "quote.GA-04", "quote.GA-05"}  # fmt: skip


def negative_case(unit):
    """A passage against K2, a row of triangulation/negative_cases; `unit` is a row of notes/segments."""
    own = {name: unit[name] for name in ("note_id", "stakeholder", "region", "language")}
    return own | {"finding_id": "K2", "rank": 1, "evidence_id": "E1", "source": unit["segment_id"],
                  "detail": "A2_company", "stance": "mixed", "direction": "mixed", "origin": "machine", "score": 0.9,
                  "value_or_quote": unit["text"]}  # fmt: skip


def exception(study, unit, language):
    """How a chapter prints the exception to K2 that `unit` (a row of notes/segments) states."""
    chapter(study, "{{ counter('K2') }}")
    with study.writing() as out:
        out.table("triangulation/negative_cases", pd.DataFrame([negative_case(unit)]))
    place = f"#quote.{unit['segment_id'].replace('#', '.')})"
    return next(line for line in composed(study, language).markdown.splitlines() if place in line)


def test_an_exception_inside_a_sentence_says_whose_interest_it_is_and_that_it_is_translated_or_to_be(study):
    path = study.root / "codebooks/evaluation.yaml"
    path.write_text("interested: [gardener]\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    unit = study.table("notes/segments").set_index("segment_id", drop=False).loc["GA-01#4"]
    assert "A gardener, interested party; [in French, to be translated by a person]{.to-translate}" in exception(
        study, unit, "en"
    )
    edit = quotation_edits.new_edit(unit["text"], "", {"en": "I met my neighbours."}, "Ana")
    quotation_edits.save(study, "GA-01#4", edit, unit["text"], "fr")
    assert "“I met my neighbours.”" in exception(study, unit, "en")
    assert "A gardener, interested party; translated from French; coded by" in exception(study, unit, "en")
    assert "; codé par" in exception(study, unit, "fr") and "traduit" not in exception(study, unit, "fr")


def test_an_exception_that_is_cut_keeps_its_link_and_the_mark_of_its_language(study):
    longer = "We met under the pear tree, all of us. " + "And it rained all night. " * 9
    change_table(study, "notes/segments", lambda frame: frame.assign(
        text=frame["text"].mask(frame["segment_id"] == "NB-01#4", longer)))  # fmt: skip
    unit = study.table("notes/segments").set_index("segment_id", drop=False).loc["NB-01#4"]
    line = exception(study, unit, "en")
    assert " …”](annex.en.html#quote.NB-01.4)" in line and "(#e" not in line


def test_the_exception_is_called_what_it_is_and_a_transcript_nobody_heard_is_not_passed_over(study):
    chapter(study, "{{ counter('K2') }}")
    assert "No passage" in composed(study).markdown
    unit = study.table("notes/segments").set_index("segment_id", drop=False).loc["NB-01#2"]
    case = negative_case(unit)
    with study.writing() as out:
        out.table("triangulation/negative_cases", pd.DataFrame([case]))
    assert "With a reservation: " in composed(study).markdown
    with study.writing() as out:
        out.table("triangulation/negative_cases", pd.DataFrame([case | {"direction": "contradicts"}]))
    assert "Against it: " in composed(study).markdown
    change_table(study, "notes/status", lambda frame: frame.assign(
        origin=frame["origin"].mask(frame["note_id"] == "NB-01", "drafted")))  # fmt: skip
    text = composed(study).markdown
    assert "No passage" not in text and "1 note is counted against it or with reservations, in a transcript" in text


def test_where_people_differ_on_the_side_of_what_is_counted_for_it_the_exception_says_so(study):
    chapter(study, "{{ counter('K2') }} {{ number('sides_differ') }} differ.")
    open_one = {"segment_id": "NB-01#4", "note_id": "NB-01", "turn": 4, "code": "A2_company", "in_favour": "Ana",
                "against": "Ben", "settled": None, "about": "stance"}  # fmt: skip

    def text_with(**values):
        with study.writing() as out:
            out.table("coding/disagreements", pd.DataFrame([open_one | values]))
        return report.plain(composed(study).markdown)

    text = text_with()
    assert "on the side of 1 that is counted for it, the people who coded it differ. 1 differ." in text
    for other in ({"settled": "yes"}, {"about": "code"}):
        assert "No passage of the notes that was found speaks against it. 0 differ." in text_with(**other)
    assert "speaks against it. 1 differ." in text_with(code="A1_fruit")  # another finding's


# -- names and counts


def test_findings_of_one_standing_are_counted_and_lead_to_their_rows(study):
    chapter(study, "{{ number('findings.well supported') }} of {{ number('findings') }}.")
    one = composed(study)
    assert "2 of 2." in report.plain(one.markdown)
    assert one.used["method.findings.well supported"].row == "standing=well supported"
    assert "there is no count 'findings.divided'" in refusal(study, "{{ number('findings.divided') }}")


def test_labels_are_printed_with_the_apostrophes_of_print(study):
    path = study.codebooks / "survey.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("fr: Ont rencontré", "fr: N'ont pas évité"), encoding="utf-8"
    )
    chapter(study, "{{ indicator_table() }}\n\n{{ figure('indicators') }}")
    one = composed(study, "fr")
    assert "N’ont pas évité" in one.markdown and "N'ont" not in one.markdown + str(one.figures["indicators"].spec)


# -- groups too small to print


def test_small_groups_stand_together_in_the_table_of_notes_by_group(study):
    def renamed(*notes):
        def change(frame):
            frame.loc[frame["note_id"].isin(notes), "stakeholder"] = "planner"
            return frame

        for name in ("notes/status", "notes/segments"):
            change_table(study, name, change)
        chapter(study, "{{ finding_group_table() }}\n\n{{ figure('stance_by_group', 'K2') }}")
        return composed(study)

    def heads(one):
        line = next(line for line in one.markdown.splitlines() if line.startswith("| No."))
        return [head.strip() for head in line.split("|")[3:-1]]

    one = renamed("GA-01", "GA-02")
    assert heads(one) == ["Neighbours", "Other groups together"]
    assert "Other groups together" in one.figures["stance_by_group_K2"].alt
    neighbours = [f"NB-0{at}" for at in range(1, 4)]
    assert heads(renamed("GA-03", "GA-04", "GA-05", *neighbours)) == ["planner"]  # a small group alone is not told


def test_notes_that_are_context_are_counted_nowhere_and_marked_where_they_stand_beside_a_finding(study):
    path = study.root / "codebooks/evaluation.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("bearing: part", "bearing: context"), encoding="utf-8")
    counts = [f"n_{whose}_{side}" for whose in ("notes", "people") for side in ("for", "between", "against")]
    standing(study, "K1", n_notes=0, **dict.fromkeys(counts, 0))
    chapter(study, "{{ finding_table() }}\n\n{{ finding_group_table() }}\n\n{{ joint_display() }}")
    text = composed(study).markdown
    assert "Fruit to eat (context, not counted)" in text and "Company (context" not in text
    rows = [line for line in text.splitlines() if line.startswith("| [K1]")]
    assert len(rows) == 1 and rows[0].count("| – |") == 2  # no 0–0–0, and no row by group


def test_groups_and_regions_are_two_lists(study):
    standing(study, "K1", carried_by="gardener;Hill;neighbour")
    chapter(study, "{{ findings_table() }}")
    assert "gardeners and neighbours; regions: the Hill" in composed(study).markdown


def test_the_interval_of_an_administrative_ratio_is_printed_and_traced(study):
    row = {"indicator": "cost", "breakdown": "overall", "group": "all", "value": 458.2, "unit": "CAD", "base": 26,
           "base_unit": "partners", "low": 324.5, "high": 647.6, "suppressed": False, "label_en": "Paid for each tree",
           "label_fr": "Payé par arbre", "group_en": "All", "group_fr": "Ensemble"}  # fmt: skip
    total = row | {"indicator": "trees", "unit": "trees", "value": 40.0, "low": None, "high": None}
    with study.writing() as out:
        out.table("admin/indicators", pd.DataFrame([row, total]))
    chapter(study, "{{ admin('cost') }} ({{ admin_interval('cost') }}).\n\n{{ admin_table() }}")
    one = composed(study)
    assert "$458 ($325 to $648)" in report.plain(one.markdown) and "| $325 to $648 |" in one.markdown
    assert "$458, base 26, 95% interval $325 to $648" in composed(study, kind="annex").markdown
    assert "has no interval" in refusal(study, "{{ admin_interval('trees') }}")


def test_the_review_of_documents_says_who_coded_a_passage_and_counts_in_the_plural_of_the_language(study):
    row = {"document": "D1", "title": "Plan", "speaks_for": "gardener", "question": "Q1", "n_passages": 3,
           "n_by_people": 2, "supportive": 2, "critical": 0, "mixed": 1, "neutral": 0, "codes": "A1_fruit",
           "passages": "D1#1;D1#2;D1#4", "quoted": "D1#1", "quote": "Trees.", "language": "en"}  # fmt: skip
    alone = row | {"document": "D2", "n_by_people": 0, "speaks_for": "the council"}
    with study.writing() as out:
        out.table("triangulation/document_review", pd.DataFrame([row, alone]))
    chapter(study, "{{ document_table() }}")
    english, french = composed(study).markdown, composed(study, "fr").markdown
    assert "| D1 (Gardeners) | Q1 | 3 (2 supportive, 1 mixed); 2 coded by a person | D1#1, D1#2, D1#4 |" in english
    assert "| 3 (2 favorables, 1 mitigé); 2 codés par une personne |" in french
    assert "| D2 (the council) | Q1 | 3 (2 favorables, 1 mitigé); par la machine seule |" in french


def test_a_table_of_administrative_groups_says_what_they_are_groups_of_in_the_marks_of_print(study):
    row = {"indicator": "trees", "breakdown": "shade", "group": "1", "value": 40.0, "unit": "trees", "base": 26,
           "base_unit": "partners", "low": None, "high": None, "suppressed": False, "label_en": "Trees",
           "label_fr": "Arbres d'ombre", "group_en": "Yes", "group_fr": "Oui"}  # fmt: skip
    with study.writing() as out:
        out.table("admin/indicators", pd.DataFrame([row, row | {"breakdown": "overall", "group": "all"}]))
    chapter(study, "{{ admin_table('shade') }}")
    lines = composed(study, "fr").markdown.splitlines()
    assert any(" ".join(line.split()).startswith("| Chiffre | shade |") for line in lines)
    assert any("| Arbres d’ombre | Oui |" in line for line in lines)
    assert any("par groupe\u00a0: shade" in line for line in lines)


# -- how far the machine can be relied on


def test_how_the_machine_agrees_on_a_part_of_the_material_is_said_with_its_row(study):
    chapter(study, "Documents: {{ agreement_on('stance', 'documents') }}.\n\n{{ agreement_parts_table() }}")
    one = composed(study)
    text = report.plain(one.markdown)
    assert "Documents: 0.07." in text and "Stance, documents" in text and "0.70 (0.50 to 0.90)" in text
    entry = one.used["agreement_on.stance.documents.machine and people"]
    assert (entry.table, entry.base) == ("processed/coding/agreement.csv", 12)
    assert "stance, documents, machine and people" in refusal(study, "{{ agreement_on('stance', 'letters') }}")
