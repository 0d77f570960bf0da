"""What a draft makes of exports as tools and programs write them: guesses are told, and nothing else is changed."""

import re
import struct

import pandas as pd
import pyreadstat
import pytest
from ruamel.yaml import YAML
from test_survey_kinds_of_exports import cleaned, drafted, study_of

from pipeline.scaffold.drafts import indicators
from pipeline.survey import clean
from pipeline.survey.codes import raw_codes
from pipeline.survey.draft import draft
from pipeline.survey.drops import answered_items, drop_reasons
from pipeline.survey.exports import read_export
from pipeline.survey.survey_codebook import SurveyCodebook


def with_sets(path, text: str) -> None:
    """Puts multiple-response sets (extension record 7 of subtype 7) into a .sav file, before its records."""
    data, end = path.read_bytes(), struct.pack("<ii", 999, 0)
    record = struct.pack("<iiii", 7, 7, 1, len(text)) + text.encode()
    path.write_bytes(data.replace(end, record + end, 1))


@pytest.mark.parametrize(("counted", "counts"), [(2, [2]), (1, [1])])
def test_a_multiple_response_set_counts_what_the_file_counts(counted, counts, tmp_path):
    frame = pd.DataFrame({"id": [1, 2, 3, 4], "cost": [2, 1, 2, 1], "time": [1, 2, 2, 1]})
    labels = {name: {1: "No", 2: "Yes"} for name in ("cost", "time")}
    pyreadstat.write_sav(frame, str(tmp_path / "wave.sav"), variable_value_labels=labels)
    with_sets(tmp_path / "wave.sav", f"$why=D1 {counted} 7 Why not cost time\n")
    indicators = YAML(typ="safe").load(draft(tmp_path / "wave.sav", tmp_path / "survey.yaml"))["indicators"]
    assert [(one["label"]["en"], one["variables"], one["counts"]) for one in indicators] == [
        ("Why not", ["cost", "time"], counts)
    ]


def test_boxes_without_labels_become_ticks_and_a_set_of_categories_is_told(tmp_path):
    frame = pd.DataFrame({"id": ["a", "b", "c"], "x": ["X", "", "X"], "y": ["", "X", "X"], "first": [1, 2, 1]})
    pyreadstat.write_sav(frame, str(tmp_path / "wave.sav"))
    with_sets(tmp_path / "wave.sav", "$used=D1 X 4 Used x y\n$all=C 3 All first\n")
    path = draft(tmp_path / "wave.sav", tmp_path / "survey.yaml")
    book = YAML(typ="safe").load(path)
    answers = book["answers"][next(v["answers"] for v in book["variables"] if v["name"] == "x")]
    assert [(one["raw"], one["clean"]) for one in answers] == [("X", 1)]
    assert len(book["indicators"]) == 1 and "all holds one answer in each of first" in path.read_text(encoding="utf-8")


def test_a_code_below_zero_among_words_stands_for_no_answer_and_the_words_are_the_scale(tmp_path):
    cells = ["Agree", "-99", "Strongly agree", "Disagree", "-99", "Agree"]
    study, book = drafted(tmp_path, "id;q\n" + "".join(f"p{n};{cell}\n" for n, cell in enumerate(cells)))
    variable = next(one for one in book["variables"] if one["name"] == "q")
    assert (variable["kind"], variable["missing"]) == ("category", [-99])
    assert cleaned(study) == ["4", "", "5", "2", "", "4"]


def test_a_grade_below_zero_among_words_and_numbers_is_kept(tmp_path):
    _, book = drafted(tmp_path, "id;q\n" + "".join(f"p{n};{cell}\n" for n, cell in enumerate(["a", "-9", "b", "3"])))
    assert "missing" not in next(one for one in book["variables"] if one["name"] == "q")


def test_limesurvey_writes_n_a_for_a_question_that_was_not_put(tmp_path):
    rows = ["id;submitdate;lastpage;q", "1;2024-03-05;2;Agree", "2;2024-03-05;2;N/A", "3;2024-03-06;2;Disagree"]
    study, book = drafted(tmp_path, "\n".join(rows))
    assert cleaned(study) == ["4", "", "2"]
    _, book = drafted(tmp_path / "other", "\n".join(rows).replace("submitdate;lastpage", "day;page"))
    assert "missing" not in next(one for one in book["variables"] if one["name"] == "q")  # an answer that was offered


def test_the_order_in_which_qualtrics_showed_items_is_no_question_with_several_answers(tmp_path):
    rows = ["ResponseId,Progress,Finished,Q1_DO", "R_1,100,1,1|2", "R_2,100,1,2|1", "R_3,100,1,1|2", "R_4,100,1,2|1"]
    _, book = drafted(tmp_path, "\n".join(rows))
    assert not book["indicators"] and all(variable["kind"] != "ticked" for variable in book["variables"])


@pytest.mark.parametrize(
    ("cells", "missing"),
    [
        (["4", "-99", "12", "0", "-98"], ["-98", "-99"]),
        (["4", "-1", "12", "-9"], []),  # other numbers are below 0 too
        (["4", "n/a", "12.5", "NaN", "3", "s.o."], ["n/a", "NaN", "s.o."]),
        (["4", "none", "12", "3"], None),  # may be 0: the column stays text
    ],
)
def test_what_stands_for_no_answer_among_numbers_is_guessed_and_told(cells, missing, tmp_path):
    study, book = drafted(tmp_path, "id;q\n" + "".join(f"p{n};{cell}\n" for n, cell in enumerate(cells)))
    variable = next(one for one in book["variables"] if one["name"] == "q")
    assert variable["kind"] == ("text" if missing is None else "number")
    assert sorted(map(str, variable.get("missing", []))) == sorted(missing or [])
    assert ("taken for no answer" in (study.codebooks / "survey.yaml").read_text(encoding="utf-8")) == bool(missing)


@pytest.mark.parametrize(
    ("cells", "kind"), [(["1,3", "2", "1,2", "3"], "text"), (["2,5", "3", "12,25", "0"], "number")]
)
def test_codes_parted_by_commas_are_no_decimals(cells, kind, tmp_path):
    study, book = drafted(tmp_path, "id;q\n" + "".join(f"p{n};{cell}\n" for n, cell in enumerate(cells)))
    assert next(one["kind"] for one in book["variables"] if one["name"] == "q") == kind
    assert ("may be several answers" in (study.codebooks / "survey.yaml").read_text(encoding="utf-8")) == (
        kind == "text"
    )


def test_times_of_google_forms_with_their_distance_are_dates_and_a_scale_is_not_personal(tmp_path):
    rows = (
        "2024/03/05 10:02:11 AM GMT-5,Often\n2024/03/12 9:00:00 PM GMT-4,Never\n2024/03/13 9:00:00 AM UTC+05:30,Often\n"
    )
    study, book = drafted(tmp_path, "Timestamp,How often? [Phone]\n" + rows)
    by_name = {one["raw"]: one for one in book["variables"] if one.get("raw")}
    assert by_name["Timestamp"]["kind"] == "date" and by_name["How often? [Phone]"]["kind"] == "category"
    assert cleaned(study, "timestamp") == ["2024-03-05 15:02:11", "2024-03-13 01:00:00", "2024-03-13 03:30:00"]


def test_times_of_several_clocks_stay_text_and_are_told(tmp_path):
    study, book = drafted(tmp_path, "id,at\na,2024-03-05T10:00:00-05:00\nb,2024-03-05T10:00:00\n")
    assert next(one["kind"] for one in book["variables"] if one["name"] == "at") == "text"
    assert "stands beside times" in (study.codebooks / "survey.yaml").read_text(encoding="utf-8")


def test_all_columns_of_redcaps_events_are_keys(tmp_path):
    header = "record_id,redcap_event_name,redcap_repeat_instrument,redcap_repeat_instance,score\n"
    _, book = drafted(tmp_path, header + "1,start,,,4\n1,visit,visits,1,5\n1,visit,visits,2,6\n2,start,,,3\n")
    columns = ["record_id", "redcap_event_name", "redcap_repeat_instrument", "redcap_repeat_instance"]
    assert book["variables"][0]["columns"] == columns


@pytest.mark.parametrize("status", ["Aperçu de l'enquête", "Test d'enquête", "Survey Preview"])
def test_previews_of_qualtrics_are_told_in_both_languages(status, tmp_path):
    header = "StartDate,ResponseId,Status,Q1\nDate de début,ID de réponse,Statut,Âge\n"
    study, _ = drafted(tmp_path, f"{header}2024-03-05,R_1,{status},30\n2024-03-05,R_2,Adresse IP,41\n")
    assert "1 records are previews or tests" in (study.codebooks / "survey.yaml").read_text(encoding="utf-8")


def test_lines_of_remarks_above_a_table_are_left_out_and_told(tmp_path):
    (tmp_path / "a.csv").write_text("# exported 2024-03-05\nid,A\n1,x\n2,y\n", encoding="utf-8")
    export = read_export(tmp_path / "a.csv")
    assert list(export.frame) == ["id", "A"] and "# exported 2024-03-05" in export.remarks[0]


@pytest.mark.parametrize(
    ("words", "order"),
    [
        (["Low", "High", "Medium"], ["Low", "Medium", "High"]),
        (["Très élevé", "Faible", "Moyen"], ["Très faible", "Faible", "Moyen", "Élevé", "Très élevé"]),
        (
            ["Much better", "Worse", "About the same"],
            ["Much worse", "Worse", "About the same", "Better", "Much better"],
        ),
        (
            ["Facile", "Très difficile", "Facile"],
            ["Très difficile", "Difficile", "Ni facile ni difficile", "Facile", "Très facile"],
        ),
    ],
)
def test_levels_ease_and_change_are_in_order(words, order, tmp_path):
    _, book = drafted(tmp_path, "id,q\n" + "".join(f"p{n},{word}\n" for n, word in enumerate(words)))
    labels = [one["label"] for one in next(iter(book["answers"].values()))]
    assert order in ([label["en"] for label in labels], [label["fr"] for label in labels])


def test_a_question_to_tick_has_its_own_wording(tmp_path):
    header = "StartDate,ResponseId,Q1_1,Q1_2\nStart Date,Response ID,Which? - Radio,Which? - TV\n"
    _, book = drafted(tmp_path, header + "2024-03-05,R_1,1,\n2024-03-05,R_2,,1\n2024-03-06,R_3,1,1\n")
    assert [one["label"]["en"] for one in book["indicators"]] == ["Which?"]


def test_a_guess_beside_what_a_program_declares_gives_a_codebook_that_runs(tmp_path):
    frame = pd.DataFrame({"id": ["a", "b", "c", "d", "e"], "h": [4.0, -99, 0, 12, 7], "g": [1.0, -9, 2, 3, 5]})
    pyreadstat.write_sav(frame, str(tmp_path / "wave.sav"), missing_ranges={"g": [{"lo": -9, "hi": -1}]})
    book = YAML(typ="safe").load(draft(tmp_path / "wave.sav", tmp_path / "survey.yaml"))
    assert [one["code"] for one in book["missing_codes"]] == [-99, -9]
    assert {one["name"]: one.get("missing") for one in book["variables"][1:3]} == {"h": [-99], "g": [-9]}


def test_boxes_of_a_statistics_file_with_one_label_each_are_one_question(tmp_path):
    frame = pd.DataFrame({"id": [1.0, 2, 3], "q5a": [1.0, None, 1], "q5b": [None, 1.0, 1], "q6": [1.0, None, 1]})
    labels = {"q5a": {1: "Mentoring"}, "q5b": {1: "Bursary"}, "q6": {1: "Yes"}}
    study = study_of(tmp_path, "export.sav", b"")
    pyreadstat.write_sav(frame, str(study.raw / "survey/export.sav"), variable_value_labels=labels)
    path = draft(study.raw / "survey/export.sav", study.codebooks / "survey.yaml")
    book = YAML(typ="safe").load(path)
    assert [(one["variables"], one["counts"]) for one in book["indicators"]] == [(["q5a", "q5b"], [1])]
    words = {one["name"]: one["label"]["en"] for one in book["variables"]}
    assert (words["q5a"], words["q5b"]) == ("Mentoring", "Bursary")
    assert cleaned(study, "q5a") == ["1", "", "1"] and cleaned(study, "q6") == ["1", "", "1"]


def test_items_of_a_grid_share_one_scale_whatever_each_was_answered(tmp_path):
    """Twenty answers of all four points leave the middle of a scale out, where one item alone is looked at."""
    four = ["Très satisfait", "Plutôt satisfait", "Plutôt insatisfait", "Très insatisfait"]
    rows = [[str(n), four[n % 4], four[n % 3], four[n % 4], four[n % 2]] for n in range(24)]
    lines = [";".join(row) for row in [["id", "q1_a", "q1_b", "L'accueil", "La salle"], *rows]]
    _, book = drafted(tmp_path, "\n".join(lines))
    lists = {one["raw"]: one["answers"] for one in book["variables"] if one["kind"] == "category"}
    assert lists["q1_a"] == lists["q1_b"] and lists["L'accueil"] == lists["La salle"]
    codes = [one["clean"] for one in book["answers"][lists["La salle"]]]
    assert codes == [1, 2, 3, 4]


def test_scales_side_by_side_that_are_not_one_stay_two(tmp_path):
    rows = ["id;Often?;Happy?", "1;Always;Very satisfied", "2;Never;Dissatisfied", "3;Often;Satisfied"]
    _, book = drafted(tmp_path, "\n".join(rows))
    lists = [one["answers"] for one in book["variables"] if one["kind"] == "category"]
    assert len(set(lists)) == 2


@pytest.mark.parametrize("error", ["#NULL!", "#N/A", "#DIV/0!", "#VALEUR!", "#NOM?"])
def test_an_error_of_a_spreadsheet_that_stands_in_a_text_file_is_no_answer(error, tmp_path):
    study, _ = drafted(tmp_path, f"id;q\n1;4\n2;{error}\n3;12\n")
    assert cleaned(study) == ["4", "", "12"]
    study, _ = drafted(tmp_path / "words", f"id;q\n1;Alma\n2;{error}\n3;Gaspé\n")
    assert cleaned(study) == ["Alma", "", "Gaspé"]


def test_a_day_number_of_a_spreadsheet_among_dates_is_read_as_a_day_and_told(tmp_path):
    study, book = drafted(tmp_path, "id;q\n1;2024-03-05\n2;45379\n3;2024-03-25\n")
    assert cleaned(study) == ["2024-03-05 00:00:00", "2024-03-28 00:00:00", "2024-03-25 00:00:00"]
    assert "day number" in (study.codebooks / "survey.yaml").read_text(encoding="utf-8")
    _, book = drafted(tmp_path / "more", "id;q\n1;2024-03-05\n2;45379\n3;25000\n")  # more numbers than dates
    assert next(one for one in book["variables"] if one["name"] == "q")["kind"] == "text"


def test_the_answers_of_a_scale_with_one_label_stand_in_the_order_of_their_codes(tmp_path):
    frame = pd.DataFrame({"id": [1.0, 2, 3], "kids": [0.0, 6, 2]})
    pyreadstat.write_sav(frame, str(tmp_path / "wave.sav"), variable_value_labels={"kids": {6: "6 or more"}})
    book = YAML(typ="safe").load(draft(tmp_path / "wave.sav", tmp_path / "survey.yaml"))
    assert [one["raw"] for one in book["answers"]["kids_answers"]] == [0, 2, 6]


def of(book, name: str) -> dict:
    return next(one for one in book["variables"] if one["name"] == name)


@pytest.mark.parametrize(
    ("cells", "missing", "answers"),
    [
        (["Agree", "Disagree", "Strongly agree", "Prefer not to answer"] * 3, ["Prefer not to answer"], 5),
        (
            ["Plutôt d’accord", "Tout à fait d’accord", "Je préfère ne pas répondre"] * 3,
            ["Je préfère ne pas répondre"],
            5,
        ),
        (["Yes", "No", "Not sure"] * 3, [], 3),
        (["Yes", "No", "Don't know"] * 3, ["Don't know"], 2),
        (["Woman", "Man", "I'd rather not say"] * 3, ["I'd rather not say"], 2),
        (["Too far", "Refused entry", "Other"] * 3, [], 3),
    ],
)
def test_a_refusal_in_words_is_no_answer_and_is_told(cells, missing, answers, tmp_path):
    study, book = drafted(tmp_path, "id;q\n" + "".join(f"p{n};{cell}\n" for n, cell in enumerate(cells)))
    variable = of(book, "q")
    assert variable["kind"] == "category" and variable.get("missing", []) == missing
    assert len(book["answers"][variable["answers"]]) == answers
    assert ("q: taken for no answer" in (study.codebooks / "survey.yaml").read_text(encoding="utf-8")) == bool(missing)
    assert cleaned(study).count("") == cells.count(missing[0] if missing else "")


def test_somewhat_agree_and_agree_have_words_of_their_own_in_the_other_language(tmp_path):
    _, book = drafted(tmp_path, "id;q\n1;Somewhat agree\n2;Strongly agree\n3;Disagree\n")
    labels = {one["label"]["en"]: one["label"]["fr"] for one in book["answers"][of(book, "q")["answers"]]}
    assert labels["Somewhat agree"] == "Plutôt d'accord" and labels["Disagree"] == "En désaccord"


def test_headings_with_code_and_text_give_names_labels_and_boxes(tmp_path):
    head = 'id;"q1[a]. What was missing? [A room]";"q1[b]. What was missing? [Time]";"q2. Why?"\n'
    rows = "".join(
        f"{n};{'Yes' if n % 2 else 'No'};{'No' if n % 3 else 'Yes'};Since {n} of us were late.\n" for n in range(9)
    )
    study, book = drafted(tmp_path, head + rows)
    assert [one["name"] for one in book["variables"]][1:4] == ["q1_a", "q1_b", "q2"]
    assert of(book, "q1_a")["label"]["en"] == "A room" and of(book, "q2")["label"]["en"] == "Why?"
    (boxes,) = book["indicators"]
    assert (boxes["kind"], boxes["variables"], boxes["counts"]) == ("multiple_response", ["q1_a", "q1_b"], [1])
    assert boxes["label"]["en"] == "What was missing?"
    assert cleaned(study, "q1_a").count("1") == 4


def test_a_question_that_asks_for_all_that_apply_is_boxes_however_long_its_choices(tmp_path):
    choices = [
        "Talked about a close call at home or work",
        "Locked out equipment before repair",
        "Put the shields back on",
    ]
    cells = [",".join(choices[:2]), ",".join(choices[1:]), choices[0], ",".join(choices), choices[2], choices[1]] * 2
    rows = "".join(f'{n};"{cell}"\n' for n, cell in enumerate(cells))
    _, book = drafted(tmp_path, 'id;"Which did you do? (select all that apply)"\n' + rows)
    assert [one["kind"] for one in book["variables"]].count("ticked") == 3


QUALTRICS = ["StartDate", "EndDate", "Finished", "ResponseId", "ExternalReference", *(f"Q{n}" for n in range(1, 6))]


def test_who_did_not_finish_and_who_answered_twice_is_told_with_the_rule_that_drops_them(tmp_path):
    rows = [QUALTRICS]
    for n in range(30):
        said = [str(n + k) for k in range(1, 6)]
        rows.append(["2025-01-01", "2025-01-02", "True", f"R_{n}", f"SF-{n}", *said])
    rows.append([*rows[4][:3], "R_30", *rows[4][4:]])
    rows.append(["2025-01-01", "2025-01-02", "False", "R_31", "SF-31", "1", "", "", "", ""])
    study, _ = drafted(tmp_path, "".join(";".join(row) + "\n" for row in rows))
    told = (study.codebooks / "survey.yaml").read_text(encoding="utf-8")
    assert "1 records are of people who did not come to the end" in told
    assert "1 records hold the very answers of another one" in told
    rules = [line.split("drop: ", 1)[1] for line in told.splitlines() if line.startswith("#") and "drop: [" in line]
    assert len(rules) == 2
    path = study.codebooks / "survey.yaml"
    path.write_text(told + "drop: [" + ", ".join(rule.strip()[1:-1] for rule in rules) + "]\n", encoding="utf-8")
    book = study.codebook("survey", SurveyCodebook)
    raw = raw_codes(read_export(study.raw / "survey/export.csv"), book)
    reasons = drop_reasons(raw, clean.clean_values(raw, book)[0], answered_items(raw, book), book)["reason"]
    assert reasons.value_counts().to_dict() == {"": 30, "twice": 1, "unfinished": 1}


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["1 = Never", "2", "5 = Always", "99 = Don't know", "2"], ["1", "2", "5", "", "2"]),
        (["1 - Never", "2", "3 - Always", "4 - Don't know", "2"], ["1", "2", "3", "4", "2"]),  # in the row: an answer
    ],
)
def test_a_point_far_from_a_scale_that_says_no_answer_is_none(cells, expected, tmp_path):
    study, book = drafted(tmp_path, "id;q\n" + "".join(f"p{n};{cell}\n" for n, cell in enumerate(cells)))
    assert next(one for one in book["variables"] if one["name"] == "q")["kind"] == "category"
    assert cleaned(study) == expected


def test_typeform_numbers_its_records_itself_and_the_network_is_personal(tmp_path):
    rows = ["#,Sure?,Start Date (UTC),Submit Date (UTC),Network ID"]
    rows += [f"k{n},Yes,2024-03-05 10:0{n}:00,2024-03-05 10:1{n}:00,abc{n}" for n in range(4)]
    _, book = drafted(tmp_path, "\n".join(rows))
    assert next(one["raw"] for one in book["variables"] if one["name"] == "record_id") == "#"
    assert [one["raw"] for one in book["set_aside"]] == ["Network ID"]


def test_no_answer_in_the_words_of_two_languages_is_missing_in_either(tmp_path):
    cells = ["34", "Prefer not to say", "51", "Je préfère ne pas répondre", "22", "Ne sait pas", "Don't know"]
    study, _ = drafted(tmp_path, "id;q\n" + "".join(f"p{n};{cell}\n" for n, cell in enumerate(cells)))
    assert cleaned(study) == ["34", "", "51", "", "22", "", ""]


BOXES = {
    "names that begin alike": (
        "id,services_food,services_rent,services_law,smoker\n" + "a,1,0,0,1\nb,0,1,0,0\nc,1,1,0,1\nd,0,0,0,0\ne,,,,1\n",
        ["services_food", "services_rent", "services_law"],
    ),
    "a question before each choice": (
        "id,Which of these do you own? Car,Which of these do you own? Boat\na,Checked,Unchecked\nb,Unchecked,Checked\n",
        ["which_of_these_do_you_own_car", "which_of_these_do_you_own_boat"],
    ),
    "a code of its own before each": (
        "id,Q7r1: Langues - Anglais,Q7r2: Langues - Autre\na,Coché,Non coché\nb,Non coché,Coché\nc,Coché,Coché\n",
        ["q7r1_langues_anglais", "q7r2_langues_autre"],
    ),
    "one that nobody ticked, and a place to write": (
        "id,Q1[SQ001],Q1[SQ002],Q1[SQ003],Q1[other]\na,Y,,,\nb,Y,Y,,\nc,,Y,,\n",
        ["q1_sq001", "q1_sq002", "q1_sq003"],
    ),
}


@pytest.mark.parametrize("kind", BOXES)
def test_boxes_are_one_question_however_their_columns_say_so(kind, tmp_path):
    text, names = BOXES[kind]
    _, book = drafted(tmp_path, text)
    assert [(one["variables"], one["counts"]) for one in book["indicators"]] == [(names, [1])]


def test_two_columns_that_begin_alike_or_hold_more_than_marks_are_questions_of_their_own(tmp_path):
    text = "id,is_member,is_paid,visit_hours,visit_days,visit_ok\na,1,0,1,4,1\nb,0,1,0,2,0\nc,1,1,1,3,1\n"
    _, book = drafted(tmp_path, text)
    assert book["indicators"] == []


def test_a_mark_in_either_letter_is_a_tick(tmp_path):
    study, book = drafted(tmp_path, "id,Travel - Bus,Travel - Car\n1,x,\n2,X,x\n3,,X\n")
    assert [one["variables"] for one in book["indicators"]] == [["travel_bus", "travel_car"]]
    assert cleaned(study, "travel_bus") == ["1", "1", ""]


def test_columns_that_a_file_labels_yes_and_no_are_boxes_of_one_question(tmp_path):
    frame = pd.DataFrame({"id": [1, 2, 3, 4], "q2_1": [1, 0, 1, 0], "q2_2": [0, 0, 1, 1], "q3": [1, 0, 0, 1]})
    labels = {name: {0: "Non", 1: "Oui"} for name in ("q2_1", "q2_2", "q3")}
    pyreadstat.write_sav(frame, str(tmp_path / "wave.sav"), variable_value_labels=labels)
    book = YAML(typ="safe").load(draft(tmp_path / "wave.sav", tmp_path / "survey.yaml"))
    assert [(one["variables"], one["counts"]) for one in book["indicators"]] == [(["q2_1", "q2_2"], [1])]


def test_names_below_the_names_of_groups_are_a_header_of_two_rows(tmp_path):
    rows = [",Profil,,Satisfaction,,Remarques", "No,Âge,Quartier,Accueil,Horaires,"]
    rows += [f"{n},{20 + n},{'Nord' if n % 2 else 'Sud'},{1 + n % 5},{1 + n % 3}," for n in range(1, 13)]
    study, book = drafted(tmp_path, "\n".join(rows))
    raw = [one.get("raw") for one in book["variables"][:5]]
    assert raw == ["No", "Profil - Âge", "Profil - Quartier", "Satisfaction - Accueil", "Satisfaction - Horaires"]
    assert len(cleaned(study, "profil_age")) == 12


def test_a_record_below_columns_without_a_name_is_no_header(tmp_path):
    _, book = drafted(tmp_path, "id,age,,,town\n1,30,x,y,Laval\n2,n/a,z,x,Alma\n3,41,y,y,Laval\n")
    assert book["variables"][1]["raw"] == "age" and "rows_below_header" not in book


def test_a_code_with_its_text_is_the_tools_own_column_too(tmp_path):
    rows = ["id. Response ID;submitdate. Date submitted;lastpage. Last page;startlanguage. Start language;q. How?"]
    rows += [f"{n};{'2024-03-05' if n > 2 else ''};2;en;{'Yes' if n % 2 else 'No'}" for n in range(1, 9)]
    study, book = drafted(tmp_path, "\n".join(rows))
    told = (study.codebooks / "survey.yaml").read_text(encoding="utf-8")
    assert "an export of LimeSurvey" in told and "2 records are of people who did not come to the end" in told
    measured = indicators(SurveyCodebook.model_validate(book), ["en"])
    assert [one["name"] for one in measured] == ["q"]  # no page, no language


def test_the_remark_on_weights_names_the_variable(tmp_path):
    rows = ["id;Poids d'enquête;q", *(f"{n};1.{n};{n % 3}" for n in range(9))]
    study, book = drafted(tmp_path, "\n".join(rows))
    named = re.search(r"weighting: \{base: (\w+)\}", (study.codebooks / "survey.yaml").read_text(encoding="utf-8"))
    assert named and named[1] in {one["name"] for one in book["variables"]}


SAID = ["Coach Tim Ashdown", "Friends", "Coach Tim Ashdown", "Friends", "The field", "The field"] * 3
MONKEY = [
    "Respondent ID,Collector ID,What is best?,Which are you?,",
    ",,Open-Ended Response,Response,Other (please specify)",
]


def test_words_under_a_heading_that_says_so_are_peoples_own_however_few(tmp_path):
    rows = [*MONKEY, *(f"{n},4,{said},{'Old' if n % 2 else 'New'}," for n, said in enumerate(SAID))]
    study, book = drafted(tmp_path, "\n".join(rows))
    assert next(one["kind"] for one in book["variables"] if one["name"] == "what_is_best") == "open"
    assert "Ashdown" not in (study.codebooks / "survey.yaml").read_text(encoding="utf-8")


def test_another_answer_than_those_of_the_list_is_in_the_base_of_its_shares(tmp_path):
    found = ["", "", "", *["Old", "New"] * 3]
    rows = [*MONKEY, *(f"{n},4,x,{one},{'Both' if n < 2 else ''}" for n, one in enumerate(found))]
    study, book = drafted(tmp_path, "\n".join(rows))
    chosen = next(one for one in book["variables"] if one["name"] == "which_are_you")
    assert chosen["label"]["en"] == "Which are you?"  # not the tool's `Response`
    assert cleaned(study, "which_are_you") == ["Other (please specify)"] * 2 + ["", *["Old", "New"] * 3]
    chosen["beside"]["answer"] = "Others"
    with pytest.raises(ValueError, match="Others, which is not under `clean codes of its answers`"):
        SurveyCodebook.model_validate(book)


def test_yes_and_no_to_questions_that_others_were_not_asked_are_questions_of_their_own(tmp_path):
    frame = pd.DataFrame({"id": [1, 2, 3, 4], "q1": [1, 0, 1, 0], "q2": [None, 0, 1, None]})
    labels = {name: {0: "No", 1: "Yes"} for name in ("q1", "q2")}
    pyreadstat.write_sav(frame, str(tmp_path / "wave.sav"), variable_value_labels=labels)
    book = YAML(typ="safe").load(draft(tmp_path / "wave.sav", tmp_path / "survey.yaml"))
    assert book["indicators"] == []
    frame.to_csv(tmp_path / "wave.csv", index=False)
    book = YAML(typ="safe").load(draft(tmp_path / "wave.csv", tmp_path / "other.yaml"))
    assert book["indicators"] == []
