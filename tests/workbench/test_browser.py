"""Each view in a real browser, with the keyboard alone, in both languages; and what axe-core says of it."""

import re
import shutil
import tempfile
import threading
from pathlib import Path

import axe_core_python
import pytest
from selenium import webdriver
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

from pipeline.decisions import decision_log
from pipeline.decisions.themes import ThemesCodebook
from pipeline.study import StudyError
from tests.workbench.conftest import standing

CHROMIUM, CHROMEDRIVER = shutil.which("chromium"), shutil.which("chromedriver")
pytestmark = pytest.mark.skipif(not (CHROMIUM and CHROMEDRIVER), reason="Chromium and its driver are not installed")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1400,1000",
]
WIDTHS = (1400, 480)  # a desk, and half a screen or a large phone
VIEWS = ["who", "review", "review?segment=N-01%234", "read?note=N-01", "read?q=workshop", "code?note=N-01", "codebook",
         "adjudicate", "findings", "search?q=workshop", "compare", "memos", "evidence", "quotations?unit=N-01%232",
         "chapters", "names", "progress"]  # fmt: skip
AXE = (Path(axe_core_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def chromium():
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    folder = tempfile.mkdtemp()
    for flag in [*FLAGS, f"--user-data-dir={folder}"]:
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(CHROMEDRIVER))
    yield driver
    driver.quit()
    shutil.rmtree(folder, ignore_errors=True)


class Person:
    """Somebody at the keyboard."""

    def __init__(self, driver, address: str):
        self.driver, self.address = driver, address

    def visit(self, path: str) -> None:
        self.driver.get(f"{self.address}/{path}")
        WebDriverWait(self.driver, 10, 0.02).until(lambda d: self.body("ready") == "true")

    def body(self, name: str) -> str | None:
        return self.driver.execute_script("return document.body.dataset[arguments[0]]", name)

    def press(self, *keys: str, answered: bool = False) -> None:
        """Presses keys one after the other; `answered`: waits until the server has said what became of it."""
        before = int(self.body("answered") or 0) if answered else 0
        ActionChains(self.driver).send_keys(*keys).perform()
        if answered:
            WebDriverWait(self.driver, 10, 0.02).until(lambda d: int(self.body("answered") or 0) > before)

    def hold(self, modifier: str, key: str, times: int = 1) -> None:
        ActionChains(self.driver).key_down(modifier).send_keys(key * times).key_up(modifier).perform()

    def tab_to(self, selector: str, most: int = 60) -> None:
        """Presses Tab until the element has the focus, as somebody without a mouse does."""
        for _ in range(most):
            if self.driver.execute_script("return document.activeElement.matches(arguments[0])", selector):
                return
            self.press(Keys.TAB)
        raise AssertionError(f"{selector} is not reached with Tab")

    def text(self, selector: str) -> str:
        return " ".join(self.driver.find_element(By.CSS_SELECTOR, selector).get_attribute("textContent").split())

    @property
    def focused(self) -> str:
        return self.driver.execute_script("return document.activeElement.id || document.activeElement.className")


@pytest.fixture
def ana(chromium, study, served):
    """Ana, who has said her name."""
    with served(study) as address:
        chromium.delete_all_cookies()
        person = Person(chromium, address)
        person.visit("en/who")
        person.tab_to("#name")
        person.press("ana", Keys.ENTER)
        WebDriverWait(chromium, 10, 0.02).until(lambda d: d.current_url.endswith("/en/review"))
        WebDriverWait(chromium, 10, 0.02).until(lambda d: person.body("ready") == "true")
        yield person
        severe = [entry for entry in chromium.get_log("browser") if entry["level"] == "SEVERE"]
        # A refusal (409: somebody was faster) is an answer, not a mistake of the page.
        assert [one["message"] for one in severe if "409" not in one["message"]] == []


def lines(study) -> list[tuple]:
    return [(one.unit_id, one.code, one.decision, one.stance) for one in decision_log.read_lines(study)]


def test_review_saves_each_key_and_brings_the_next_segment(ana, study):
    assert ana.text("#focus") == "N-01, turn 4"  # the highest priority
    assert "C’est fermé le lundi" in ana.text(".segment")
    ana.press("a", answered=True)
    assert lines(study) == [("N-01#4", "T4_hours", "assigned", "critical")]
    assert ana.text("#focus") == "N-02, turn 4" and ana.focused == "focus"
    assert "Saved. Hours and access: assigned." in ana.text("#said")
    assert "N-02, turn 4" in ana.text("#next")  # for a screen reader
    ana.press("r", answered=True)
    ana.press("n", answered=True)
    ana.press("d", answered=True)
    assert [line[2] for line in lines(study)] == ["assigned", "rejected", "none", "done"]
    ana.press("u", answered=True)
    assert lines(study)[-1][2] == "undo" and decision_log.undone(decision_log.read_lines(study))[-1].decision == "none"


def test_review_by_typing_a_code_with_stance_and_memo(ana, study):
    ana.press("c", "neigh")
    assert ana.driver.switch_to.active_element.get_attribute("aria-expanded") == "true"
    ana.press(Keys.ESCAPE, Keys.ESCAPE, "m", "voir « aussi »", Keys.ESCAPE)
    ana.press("s", "s", "c", "neigh", Keys.ENTER, answered=True)
    (one,) = decision_log.read_lines(study)
    assert (one.code, one.decision, one.memo) == ("T3_neighbours", "assigned", "voir « aussi »")
    assert one.stance == "critical"  # two steps on from no stance at all
    assert "Ties between neighbours" in ana.text(".own") and ana.text("#focus") == "N-01, turn 4"


def test_review_with_arrows_moves_between_suggestions_and_skip_leaves_all_as_it_is(ana, study):
    ana.press("j", answered=True)
    assert ana.text("#focus") == "N-02, turn 4" and lines(study) == []
    ana.press(Keys.ARROW_DOWN)
    assert "suggestion" in ana.focused


def test_single_letter_keys_can_be_switched_off(ana, study):
    ana.press("?")
    ana.tab_to("#single-keys")
    ana.press(Keys.SPACE, Keys.ESCAPE)
    ana.press("a")
    ana.press("?")  # the list stays within reach: through its button
    ana.tab_to("#help-button")
    ana.press(Keys.ENTER)
    ana.tab_to("#single-keys")
    ana.press(Keys.SPACE, Keys.ESCAPE)
    assert lines(study) == []
    ana.press("a", answered=True)
    assert len(lines(study)) == 1


def test_another_window_was_faster(ana, study, decide):
    decide("ana", "N-01#4", "T4_hours", "rejected")
    ana.press("a", answered=True)
    assert "Another window decided" in ana.text("#problem")
    assert len(lines(study)) == 1
    ana.press("a", answered=True)
    assert [line[2] for line in lines(study)] == ["rejected", "assigned"]


def until(person: Person, name: str, value: str) -> None:
    WebDriverWait(person.driver, 10, 0.02).until(lambda d: person.body(name) == value)


def test_the_next_segment_shows_before_the_disk_has_the_decision_and_goes_back_where_it_refuses(
    ana, study, monkeypatch
):
    until(ana, "ahead", "N-02#4")
    written, append = threading.Event(), decision_log.append

    def slow(*args):
        written.wait(10)
        append(*args)

    monkeypatch.setattr(decision_log, "append", slow)
    ana.press("a")
    assert ana.text("#focus") == "N-02, turn 4" and ana.text("#said") == "Saving…" and lines(study) == []
    ana.press("r")  # on what shows now: it waits until the first is on the disk
    before = int(ana.body("answered") or 0)
    written.set()
    WebDriverWait(ana.driver, 10, 0.02).until(lambda d: int(ana.body("answered") or 0) >= before + 2)
    assert [line[:3] for line in lines(study)] == [
        ("N-01#4", "T4_hours", "assigned"), ("N-02#4", lines(study)[1][1], "rejected"),
    ]  # fmt: skip
    shown = ana.text("#focus")
    WebDriverWait(ana.driver, 10, 0.02).until(lambda d: ana.body("ahead"))

    def full(*args):
        raise StudyError("raw/coding/decisions/ana.jsonl", "not saved (No space left on device)")

    monkeypatch.setattr(decision_log, "append", full)
    ana.press("m", "keep this", Keys.ESCAPE)
    ana.press("n", answered=True)
    assert ana.text("#focus") == shown and "No space left" in ana.text("#problem") and len(lines(study)) == 2
    assert ana.driver.find_element(By.ID, "memo").get_property("value") == "keep this"


def test_read_shows_people_and_machine_in_the_margin_and_finds_words_without_accents(ana, study, decide):
    decide("ben", "N-01#2", "T1_saving", stance="mixed", memo="cher?")
    decide("ben", "N-01#2", "T1_saving", stance="mixed", adjudicates=True)
    ana.hold(Keys.ALT, "2")
    WebDriverWait(ana.driver, 10, 0.02).until(lambda d: "/en/read" in d.current_url and ana.body("ready") == "true")
    beside = ana.text("#t2 .margin")
    assert "Saves money mixed ben cher?" in beside and "machine, 0.90" in beside
    ana.press("/")
    ana.press("a l'ATELIER", Keys.ENTER)
    WebDriverWait(ana.driver, 10, 0.02).until(lambda d: "q=" in d.current_url and ana.body("ready") == "true")
    assert ana.text("#focus") == "2 segments found"
    assert ana.text(".hits mark") in ("À", "à", "l’Atelier", "l’atelier")


def test_code_part_of_a_turn_with_the_keyboard(ana, study):
    ana.visit("en/code?note=N-02")
    ana.tab_to(".turn-text[data-segment='N-02#2']")
    ana.hold(Keys.CONTROL, Keys.END)
    ana.hold(Keys.CONTROL, Keys.HOME)
    ana.hold(Keys.SHIFT, Keys.ARROW_RIGHT, 19)
    ana.press(Keys.ENTER)
    assert ana.text("#picked") == "I borrowed a ladder"
    ana.press("saves", Keys.ENTER, answered=True)
    (one,) = decision_log.read_lines(study)
    assert (one.unit_id, one.code, one.start, one.end, one.quote) == (
        "N-02#2",
        "T1_saving",
        0,
        19,
        "I borrowed a ladder",
    )
    assert "turn-text" in ana.focused
    ana.press("x")  # the words themselves cannot be changed
    assert ana.driver.switch_to.active_element.get_property("value").startswith("I borrowed")
    ana.hold(Keys.CONTROL, Keys.END)
    ana.hold(Keys.SHIFT, Keys.ARROW_LEFT, 3)  # full stop, space and an emoji of two code points (one step)
    ana.press(Keys.ENTER)
    ana.press("repair", Keys.ENTER, answered=True)
    part = decision_log.read_lines(study)[-1]
    text = study.table("coding/units").set_index("unit_id").loc["N-02#2", "text"]
    assert part.quote == text[part.start : part.end] and part.quote.endswith("👍🏽")
    ana.press("u", answered=True)
    assert standing(study)["code"].tolist() == ["T1_saving"]


def test_a_note_is_coded_to_its_end_on_one_page(ana, study):
    """Nothing to code in one turn, a code and `that is all` in the next: each brings the next turn."""
    ana.visit("en/code?note=N-01")
    ana.tab_to(".turn-text[data-segment='N-01#2']")
    ana.press("n", answered=True)
    ana.press(Keys.ENTER, "hours", Keys.ENTER, answered=True)
    ana.press("d", answered=True)
    assert [(one[0], one[2]) for one in lines(study)] == [
        ("N-01#2", "none"),
        ("N-01#4", "assigned"),
        ("N-01#4", "done"),
    ]
    assert "2 of 5 done" in ana.text(".progress")


def test_codebook_previews_then_saves_and_refuses_when_the_file_changed(ana, study):
    ana.visit("en/codebook?code=T2_repair")
    ana.tab_to("textarea[name='label.fr']")
    ana.hold(Keys.CONTROL, "a")
    ana.press("Réparer soi-même")
    ana.tab_to("button[data-act=preview]")
    ana.press(Keys.ENTER, answered=True)
    assert ana.focused == "preview-title"
    assert "Savoir réparer" in ana.text(".diff del") and "Réparer soi-même" in ana.text(".diff ins")
    ana.tab_to("button[data-act=save]")
    ana.press(Keys.ENTER, answered=True)
    assert study.codebook("themes", ThemesCodebook)["T2_repair"].label.fr == "Réparer soi-même"
    path = study.codebooks / "themes.yaml"
    assert "# the oldest code" in path.read_text(encoding="utf-8")
    path.write_text(path.read_text(encoding="utf-8").replace("Saves money", "Saves much"), encoding="utf-8")
    ana.tab_to("textarea[name='label.en']")
    ana.press(" and more")
    ana.tab_to("button[data-act=save]")
    ana.press(Keys.ENTER, answered=True)
    assert "changed by somebody else" in ana.text("#problem")
    assert "and more" in ana.driver.find_element(By.NAME, "label.en").get_property("value")  # nothing typed is lost


def test_candidates_are_adopted_merged_and_dismissed_with_one_key(ana, study):
    ana.visit("fr/codebook?code=T2_repair")
    for key in ("a", "m", "x"):
        ana.tab_to(".candidate")
        ana.press(key, answered=True)
    codebook = study.codebook("themes", ThemesCodebook)
    adopted = codebook.codes[-1]
    assert (
        adopted.theme == "gain"
        and adopted.label["en"] == "lamp, solder, mend"
        and len(adopted.examples.root["en"]) == 1
    )
    assert len(list(codebook["T2_repair"].examples.pairs())) == 1
    assert ana.driver.find_elements(By.CSS_SELECTOR, ".candidate") == []
    ana.visit("fr/codebook")
    assert ana.driver.find_elements(By.CSS_SELECTOR, ".candidate") == []


def test_adjudication_is_blind_until_it_is_settled(ana, study, decide):
    for who, code, stance in (("ben", "T1_saving", "supportive"), ("cleo", "T2_repair", "mixed")):
        decide(who, "N-01#2", code, stance=stance)
        decide(who, "N-01#4", "T4_hours")
    decide("ben", "N-02#2", "T1_saving", stance="supportive")
    decide("cleo", "N-02#2", "", "none")
    ana.visit("en/adjudicate")
    assert ana.text("#focus") == "N-01, turn 2" and "2 disagreements left" in ana.text(".reading header")
    assert "ben" not in ana.text("main") and "cleo" not in ana.text("main")
    first = ana.text(".reading-of:nth-child(1) .chip")
    ana.press("1", answered=True)
    assert re.search("Coder 1 was (ben|cleo)", ana.text("#said"))
    settled = [one for one in decision_log.read_lines(study) if one.coder == "adjudicated"]
    assert {one.decision for one in settled} == {"assigned", "rejected", "done"}
    assert {"T1_saving": "Saves money", "T2_repair": "Repair skills"}[settled[0].code] == first
    assert ana.text("#focus") == "N-02, turn 2"
    ana.press("n", answered=True)
    assert ana.text("#focus") == "There is no disagreement to settle."
    ana.press("u", answered=True)
    assert ana.text("#focus") == "N-02, turn 2"


def test_findings_show_what_the_sessions_decisions_change(ana, study):
    ana.visit("en/findings")
    assert "No finding reads otherwise." in ana.text("main")
    before = ana.text("tbody tr:nth-child(2) td:nth-of-type(2)")
    ana.visit("en/review?code=T4_hours")
    for _ in range(4):
        ana.press("a", answered=True)
    ana.visit("fr/findings")
    assert "autrement avec elles : 1." in ana.text("main")
    changed = ana.text("tr.changed td:nth-of-type(2)")
    assert (
        "C’est ouvert" in ana.text("tr.changed th")
        and changed.startswith("0 pour, 0 avec réserves, 4 contre")
        and before.startswith("0 for, 0")
    )


def serious(person: Person, view: str) -> list[tuple[str, str, str]]:
    """What axe-core finds serious or critical on a view, and whether the page is wider than its window."""
    person.visit(view)
    person.driver.execute_script(AXE)
    run = "axe.run(document, {resultTypes: ['violations']}).then(found => arguments[0](found.violations))"
    found = [
        (view, one["id"], one["nodes"][0]["html"])
        for one in person.driver.execute_async_script(run)
        if one["impact"] in ("serious", "critical")
    ]
    across = person.driver.execute_script("return document.documentElement.scrollWidth - innerWidth")
    return [*found, (view, "wider than the window", f"{across} px")] if across > 1 else found


def of_two_people(decide) -> None:
    """Something on every view: two people who differ, and part of a segment with a memo."""
    decide("ben", "N-01#2", "T1_saving")
    decide("cleo", "N-01#2", "T2_repair")
    decide("ana", "N-01#4", "T4_hours", start=0, end=9, memo="x")


@pytest.mark.parametrize(("language", "width"), [("en", WIDTHS[0]), ("fr", WIDTHS[1])])
def test_no_view_has_a_serious_accessibility_violation(ana, decide, language, width):
    """The other two of languages by widths: `python bench/workbench.py axe`."""
    of_two_people(decide)
    ana.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride",
                               {"width": width, "height": 1000, "deviceScaleFactor": 1, "mobile": False})  # fmt: skip
    found = []
    for view in VIEWS:
        found += serious(ana, f"{language}/{view}")
        assert ana.driver.find_element(By.TAG_NAME, "html").get_attribute("lang") == language
    ana.driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    assert found == []
