"""A language model as one more coder: asked through a stand-in server, kept, and never taken for a person."""

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pandas as pd
import pytest
import yaml

from pipeline.agreement import reliability
from pipeline.coding import assistant
from pipeline.coding.assistant_server import Server
from pipeline.decisions import assistants, decide
from pipeline.decisions.assistant_answers import read_reply
from pipeline.study import Study, StudyError, write_csv
from tests.coding.small import SAID, coder_rows, small_study
from tests.study_runs import share_caches


class StandIn(ThreadingHTTPServer):
    """Answers as `answer` says (a status with headers and a body), and remembers what it was asked."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[dict] = []
        self.answer = right
        Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append(request)
        status, headers, body = self.server.answer(request, len(self.server.asked))
        data = body.encode()
        self.send_response(status)
        for name, value in ({"Content-Length": str(len(data))} | headers).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_):
        pass


def reply(content: str, finish: str = "stop") -> str:
    choice = {"message": {"role": "assistant", "content": content}, "finish_reason": finish}
    return json.dumps({"model": "small-model-q4", "choices": [choice]})


def saying(*codes: str, score: float = 0.9) -> str:
    return reply(json.dumps({"codes": [{"code": one, "stance": "critical", "score": score} for one in codes]}))


def right(request: dict, _: int) -> tuple[int, dict, str]:
    text = request["messages"][1]["content"]
    return 200, {}, saying(*(code for code, *said in SAID if code and any(one in text for one in said)))


@pytest.fixture
def server():
    stand_in = StandIn()
    yield stand_in
    stand_in.shutdown()
    stand_in.server_close()


@pytest.fixture
def study(tmp_path, server):
    small_study(tmp_path)
    coder_rows(["BOR-01", "BOR-02"], T5_less_waste="T1_saving").to_csv(tmp_path / "raw/coding/ben.csv", index=False)
    (tmp_path / "private").mkdir(exist_ok=True)
    share_caches(tmp_path)
    key = [("Odile Marchetti", "person", "[Person 1]")]
    write_csv(pd.DataFrame(key, columns=["name", "kind", "pseudonym"]), tmp_path / "private" / "key.csv")
    return with_settings(tmp_path, address=server.address, model="small-model")


def with_settings(root, **more) -> Study:
    path = root / "params.yaml"
    params = yaml.safe_load(path.read_text(encoding="utf-8"))
    params["assistant"] = params.get("assistant", {}) | more
    path.write_text(yaml.safe_dump(params), encoding="utf-8")
    return Study(root)


def run(study, sources=(), coded=False, most=0, again=False):
    return assistant.run(study, list(sources), coded, most, again)


def stages(study):
    decide.run(study)
    reliability.run(study)


def test_it_is_off_until_an_address_and_a_model_are_given(study, server):
    del study.params["assistant"]["address"]
    with pytest.raises(StudyError, match="no address or no model"):
        run(study)
    assert server.asked == []


def test_a_run_is_kept_and_repeated_without_the_server(study, server):
    stages(study)
    before = {name: study.table(f"coding/{name}") for name in ("decisions", "standing", "disagreements", "reliability")}
    run(study, ["BOR-01", "MUN-01"])
    assert len(server.asked) == 12
    system, user = server.asked[0]["messages"]
    assert "T1_saving" in system["content"] and "five dollars" in user["content"]
    assert server.asked[0]["temperature"] == 0 and server.asked[0]["seed"] == study.params["study"]["seed"]
    assert (
        "Livre" in server.asked[-1]["messages"][0]["content"] or "livre" in server.asked[-1]["messages"][0]["content"]
    )
    server.shutdown()
    server.server_close()
    told = run(study, ["BOR-01", "MUN-01"])
    assert told[0] == "12 units, 12 of them answered before; 0 asked now."
    stages(study)
    codings = study.table("coding/assistant_codings")
    given = codings[codings["assigned"]]
    assert given["unit_id"].nunique() == 10 and (given["score"] == 0.9).all() and (given["stance"] == "critical").all()
    for name, table in before.items():  # nothing that people said, or that stands, has moved
        pd.testing.assert_frame_equal(study.table(f"coding/{name}"), table)


def test_agreement_and_the_alternative_annotator_test_treat_it_as_a_coder(study):
    run(study)
    stages(study)
    agreement = study.table("coding/assistant_agreement")
    with_ana = agreement[(agreement["coder_b"] == "ana") & (agreement["code"] == "T1_saving")]
    assert with_ana["coder_a"].item() == "assistant" and with_ana["kappa"].item() == 1 and with_ana["n"].item() == 18
    parts = study.table("coding/agreement").set_index(["between", "part"])
    assert parts.loc[("assistant and people", "all"), "pairs"].item() == 2
    assert parts.loc[("people and people", "all"), "pairs"].item() == 1
    assert set(study.table("coding/alternative_annotator")["annotator"]) == {"assistant"}
    bands = study.table("coding/assistant_calibration")
    assert bands["mean_score"].tolist() == [pytest.approx(0.9)] and bands["codings"].item() == 15
    assert 0.5 < bands["given_by_people"].item() < 1  # ben gave another code to two of them
    metrics = json.loads((study.processed / "metrics/reliability.json").read_text())
    assert metrics["assistant and ana"]["kappa"] == 1


def test_only_units_that_people_coded_where_asked_for(study, server):
    stages(study)
    run(study, coded=True, most=7)
    assert len(server.asked) == 7
    run(study, coded=True)
    assert len(server.asked) == 18  # the other eleven; nothing twice


def test_nothing_is_sent_while_a_name_of_the_key_would_be(study, server):
    units = study.table("coding/units")
    units.loc[3, "text"] = "It was Odile Marchetti who showed me."
    with study.writing() as out:
        out.table("coding/units", units)
    with pytest.raises(StudyError, match="would be sent") as error:
        run(study)
    assert "Marchetti" not in str(error.value) and units.loc[3, "unit_id"] in str(error.value)
    (study.private / "key.csv").unlink()
    with pytest.raises(StudyError, match="the key is not there"):
        run(study)
    assert server.asked == [] and not assistants.folder(study).exists()


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({"address": "https://models.example.org/v1"}, "is not this machine"),
        ({"address": "ftp://127.0.0.1/v1"}, "expected http"),
        ({"name": "ana"}, "somebody else's"),
        ({"name": "machine"}, "somebody else's"),
        ({"key_from": "NO_SUCH_VARIABLE_HERE"}, "is empty"),
    ],
)
def test_what_params_say_is_checked_before_anything_is_sent(study, server, more, found):
    with pytest.raises(StudyError, match=found):
        run(with_settings(study.root, **more))
    assert server.asked == []


def test_another_model_is_another_coder(study):
    run(study, ["BOR-01"])
    with pytest.raises(StudyError, match="another coder"):
        run(with_settings(study.root, model="big-model"), ["BOR-01"])
    run(with_settings(study.root, name="big"), ["BOR-01"])
    stages(study)
    assert set(study.table("coding/assistant_codings")["coder"]) == {"assistant", "big"}


@pytest.mark.parametrize(
    ("body", "problem", "codes"),
    [
        (saying("T1_saving"), "", ["T1_saving"]),
        (saying(), "", []),
        (reply('<think>{"codes": []} or not?</think>Here: ```json\n{"codes": ["T1_saving"]}\n```'), "", ["T1_saving"]),
        (reply('{"codes": [{"code": "T1_sav'), "no JSON object", []),
        (reply('{"codes": ["T1_saving"]}', "length"), "cut off", []),
        (reply('{"labels": ["T1_saving"]}'), "no list of codes", []),
        (reply('{"codes": [{"stance": "critical"}]}'), "an entry without a code", []),
        ('{"choices": []}', "no chat completion", []),
        ("<html>Bad gateway</html>", "no chat completion", []),
        ("", "no chat completion", []),
        ("[]", "no chat completion", []),
    ],
)
def test_a_reply_is_read_or_says_why_not(body, problem, codes):
    found = read_reply(body)
    assert (found.problem, [one.code for one in found.codes]) == (problem, codes)


@pytest.mark.parametrize("score", ["high", 90, -1, True, None])
def test_a_score_that_is_no_probability_is_none(score):
    found = read_reply(reply(json.dumps({"codes": [{"code": "T1_saving", "stance": "angry", "score": score}]})))
    assert found.codes == [("T1_saving", "", None)]


def test_what_cannot_be_read_decides_nothing_and_is_told(study, server):
    answers = [saying("T1_saving", "T9_invented"), reply("I am sorry."), saying()]
    server.answer = lambda _, number: (200, {}, answers[number - 1])
    told = run(study, ["BOR-01"], most=3)
    assert told[1] == "1 replies could not be read and decide nothing: BOR-01#4."
    stages(study)
    replies = study.table("coding/assistant_replies").set_index("unit_id")["set_aside"]
    assert replies["BOR-01#2"] == "unknown code" and replies["BOR-01#4"] == "no JSON object"
    decided = study.table("coding/assistant_codings").groupby("unit_id")["assigned"].agg(["size", "sum"])
    assert decided.loc["BOR-01#2"].tolist() == [1, 1]  # of the codes it did not name nothing is known
    assert "BOR-01#4" not in decided.index and decided.loc["BOR-01#6"].tolist() == [6, 0]
    server.answer = right
    run(study, ["BOR-01"], most=3)
    assert len(server.asked) == 3 + 3  # the rest of the note: what was answered is not asked again
    run(study, ["BOR-01"], again=True)
    stages(study)
    assert len(server.asked) == 7
    assert study.table("coding/assistant_codings").query("unit_id == 'BOR-01#4' and assigned")["code"].tolist() == [
        "T2_repair_skills"
    ]


def test_a_busy_server_is_asked_again_after_the_time_it_names(server):
    waited = []
    answers = [(429, {"Retry-After": "7"}, "busy"), (500, {}, "no"), (200, {}, saying())]
    server.answer = lambda _, number: answers[number - 1]
    found = Server(server.address, timeout_s=5, attempts=3, wait=waited.append).reply("m", {}, "p", "q")
    assert found == saying() and waited == [7, 5]


@pytest.mark.parametrize(
    ("answer", "attempts", "told"),
    [
        ((503, {}, "starting"), 3, "status 503: starting"),
        ((401, {}, "no key"), 1, "status 401: no key"),  # that does not pass by itself
        ((200, {"Content-Length": "5000"}, "{"), 3, "no whole answer"),
        ((307, {"Location": "http://elsewhere.example/v1"}, ""), 1, "status 307"),  # goes nowhere else
    ],
)
def test_a_server_that_fails_is_told_in_a_sentence(server, answer, attempts, told):
    server.answer = lambda *_: answer
    with pytest.raises(StudyError, match=told):
        Server(server.address, timeout_s=0.3, wait=lambda _: None).reply("m", {}, "p", "q")
    assert len(server.asked) == attempts


def test_a_server_that_dies_loses_nothing_and_is_not_asked_for_ever(study, server, monkeypatch):
    monkeypatch.setattr("pipeline.coding.assistant_server.WAITS_S", (0.0,))
    server.answer = lambda request, number: right(request, number) if number <= 4 else (500, {}, "out of memory")
    with pytest.raises(StudyError, match="out of memory") as error:
        run(study, ["BOR-01", "BOR-02"])
    assert "Run it again to go on" in str(error.value)
    assert len(server.asked) == 4 + 3 * assistant.FAILURES
    server.answer = right
    assert run(study, ["BOR-01", "BOR-02"])[0] == "12 units, 4 of them answered before; 8 asked now."


def test_codes_and_words_that_have_changed_since_are_followed(study, server):
    run(study, ["BOR-01"])
    units = study.table("coding/units")
    corrections = pd.DataFrame(
        [("BOR-01", 2, 2.0, "changed"), ("BOR-01", 4, 4.0, "unchanged")],
        columns=["note_id", "turn_old", "turn_new", "state"],
    )
    codebook = study.codebooks / "themes.yaml"
    text = codebook.read_text(encoding="utf-8").replace("id: T2_repair_skills", "id: T2_mend")
    text = text.replace("T2_repair_skills", "T2_mend").replace(
        "id: T2_mend", "id: T2_mend\n    renamed_from: [T2_repair_skills]"
    )
    codebook.write_text(text, encoding="utf-8")
    follow = assistants.Follower(
        decide.follower(study).codebook,
        dict(zip(units["unit_id"], units["fingerprint"] + "x", strict=True)),
        {
            f"{row.note_id}#{row.turn_old}": (row.state, f"{row.note_id}#{row.turn_old}")
            for row in corrections.itertuples()
        },
    )
    table = assistants.codings_table(assistants.read(study, follow), follow.codebook)
    assert "BOR-01#2" not in set(table["unit_id"])  # its words are others now
    assert table.query("unit_id == 'BOR-01#4' and assigned")["code"].tolist() == ["T2_mend"]


def test_codings_that_a_model_made_elsewhere_are_an_assistants(study):
    folder = assistants.folder(study)
    folder.mkdir(parents=True)
    coder_rows(["BOR-01"]).to_csv(folder / "elsewhere.csv", index=False)
    stages(study)
    assert "elsewhere" not in set(study.table("coding/decisions")["coder"])
    assert "elsewhere" in set(study.table("coding/assistant_agreement")["coder_a"])
    coder_rows(["BOR-01"]).to_csv(folder / "ben.csv", index=False)
    with pytest.raises(StudyError, match="a person who codes is called ben too"):
        decide.run(study)


def test_a_setup_that_was_changed_by_hand_is_refused(study):
    run(study, ["BOR-01"])
    path = next(assistants.folder(study).rglob("setup-*.json"))
    path.write_text(path.read_text(encoding="utf-8").replace("small-model", "other-model"), encoding="utf-8")
    with pytest.raises(StudyError, match="changed since"):
        decide.run(study)


def test_what_people_said_of_a_unit_is_not_in_the_prompt(study, server):
    text = study.table("coding/units")["text"].iloc[0]
    codebook = study.codebooks / "themes.yaml"
    before = codebook.read_text(encoding="utf-8")
    example = "I paid five dollars to borrow it and a new one is three hundred."
    assert example in before
    run(study, ["BOR-03"], most=1)
    codebook.write_text(before.replace(example, text), encoding="utf-8")
    run(study, ["BOR-03"], most=1)
    first, then = (asked["messages"][0]["content"] for asked in server.asked)
    assert example in first and text not in then
