"""One conversation as transcription programs and typists write it: every answer arrives with the one who gave it."""

import re

import pytest
from notes_helpers import study_with

from pipeline.notes import note_reading
from pipeline.notes.manifest import Note
from pipeline.study import Study

TALK = [
    ("q", "Can you tell me what the workshop does?"),
    ("a", "We mend looms for the whole valley. Two people and a dog."),
    ("q", "How did you hear about the apprenticeships?"),
    ("a", "My cousin said: read this. I nearly threw it away."),
    ("q", "What was hard?"),
    ("a", "Time. Nobody had planned for that, so Fridays went to it."),
    ("q", "Would you do it again?"),
    ("a", "Yes."),
    ("q", "And what should change?"),
    ("a", "The dates. The money comes in June, the looms break in March."),
]
GROUP = [
    ("m", "Welcome. Why did you come?"),
    ("a", "For the pay, I admit it."),
    ("b", "To learn something new."),
    ("m", "And what did you learn?"),
    ("c", "To speak on the telephone. I was afraid before."),
    ("a", "Same here."),
    ("m", "What should stay?"),
    ("b", "The mentor."),
    ("c", "The small groups."),
]
ASKS, ANSWERS = "Priya Nair", "Tom Okafor"


def clock(n: int, hours: bool = True) -> str:
    return f"{'00:' if hours else ''}{n * 11 // 60:02d}:{n * 11 % 60:02d}"


def lines(form: str, asks: str = ASKS, answers: str = ANSWERS, end: str = "\n") -> str:
    """The talk in one form: `{who}`, `{said}`, `{at}` (00:00:11), `{short}` (00:11), `{to}` (its end), `{n}`."""
    return "".join(
        form.format(
            who=asks if side == "q" else answers,
            said=said,
            at=clock(n),
            short=clock(n, False),
            to=clock(n + 1),
            n=n + 1,
        )
        + end
        for n, (side, said) in enumerate(TALK)
    )


FORMS = {
    "columns parted by tabs": lines("{who}\t{at}.000\t{to}.500\t{said}"),
    "a table of tabs with a head": "Start\tEnd\tSpeaker\tText\n" + lines("{at}\t{to}\t{who}\t{said}"),
    "columns parted by bars": lines("{at} | {who} | {said}"),
    "columns parted by semicolons": "Time;Speaker;Text\n" + lines("{short};{who};{said}"),
    "capitals and a full stop": lines("{who}. {said}\n", "INTERVIEWER", "TOM OKAFOR"),
    "a stroke after a letter": lines("{who}/ {said}\n", "Q", "A"),
    "name, time and talk on one line": lines("{who} {at} {said}\n"),
    "time and number of the voice, no blank lines": "Audio file\nlooms.m4a\nTranscript\n"
    + lines("{at} {who}\n{said}", "Speaker 1", "Speaker 2"),
    "time at the end of the talk": lines("{who}: {said} #{at}-4#", "I", "B"),
    "span, name below": lines("({short} - {to})\n[{who}]\n{said}\n", "Speaker 1", "Speaker 2"),
    "unknown voices": lines("[{at}] {who} : {said}", "?", "TO"),
    "nobody's stops": lines("{who}: {said}", "interviewer", "okafor").lower().replace("?", "").replace(".", ""),
    "misspelt labels": lines("{who}: {said}", "Interviewer", "Participant").replace(
        "Interviewer: What", "Interviewr: What"
    ),
    "facts that name the asking side": "Interview 4\nInterviewer: Priya Nair\nPlace: Elora\nDuration: 38 minutes\n\n"
    + lines("{who}: {said}\n", "Interviewer", "Weaver"),
    "parts of the guide": "Section 1: Background\n\n"
    + lines("{who}: {said}\n", "Interviewer", "Weaver").replace(
        "Interviewer: What", "Section 2: Costs\n\nInterviewer: What"
    ),
    "a remark on its own line": lines("{who}: {said}\n", "Interviewer", "Weaver").replace(
        "Interviewer: And", "[Somebody comes in and leaves]\n\nInterviewer: And"
    ),
    "two words for who is asked": lines("{who} : {said}", "Personne interviewant", "Personne interviewée"),
    "subtitles of one line of times": (
        "".join(
            f"0:{clock(n, False)}.000,0:{clock(n + 1, False)}.000\n{who}: {said}\n\n"
            for n, (who, said) in enumerate(TALK)
        )
    )
    .replace("\nq: ", f"\n{ASKS}: ")
    .replace("\na: ", f"\n{ANSWERS}: "),
    "a chat, who answers by number": "2024-05-02, 09:00 - Messages and calls are end-to-end encrypted.\n"
    + lines("2024-05-02, 09:{n} - {who}: {said}", answers="+1 418 555-0177")
    + "2024-05-02, 09:59 - +1 418 555-0177: <Media omitted>\n",
    "a chat with seconds": lines("[2/5/24, 9:{n}:11 a. m.] {who}: {said}"),
    "a chat in French": lines("02/05/2024 à 09:{n} - {who} : {said}")
    + f"02/05/2024 à 09:59 - {ASKS} : Ce message a été supprimé\n",
}


@pytest.fixture(scope="module")
def study(tmp_path_factory) -> Study:
    return study_with(tmp_path_factory.mktemp("programs"), {})


def answers_of(study: Study, content: str, name: str) -> list[tuple[str | None, str]]:
    path = study.raw / "interviews" / name
    path.write_text(content, encoding="utf-8")
    found = note_reading.read_note(Note("N", name, path, "employer", "North", "", [], [], False), name, study)
    return [(turn.speaker, " ".join(turn.text.split())) for turn in found.turns if turn.role == "participant"]


def letters(text: str) -> str:
    return re.sub(r"\W+", " ", text.lower()).strip()


@pytest.mark.parametrize("form", FORMS)
def test_all_that_was_answered_and_nothing_else_is_the_participants(study, form):
    name = "N.sbv" if form.startswith("subtitles") else "N.txt"
    found = answers_of(study, FORMS[form], name)
    assert letters(" ".join(said for _, said in found)) == letters(" ".join(said for side, said in TALK if side == "a"))
    assert len({who for who, _ in found}) == 1


@pytest.mark.parametrize(
    ("asks", "label", "head"),
    [
        ("Modératrice", "Part. {} : ", ""),
        ("Anim.", "Pers. {} – ", ""),
        ("MOD", "R{}\t", "Group 3\nFacilitators: J. Roy, K. Singh\nParticipants: 3 (2 women, 1 man)\n\n"),
        ("Moderator", "Speaker {} (0:12)\n", ""),
    ],
)
def test_everybody_in_a_group_keeps_their_own_words(study, asks, label, head):
    sign = label[label.index("}") + 1 :]
    text = "".join(
        (asks + sign if who == "m" else label.format("abc".index(who) + 1)) + said + "\n\n" for who, said in GROUP
    )
    found = answers_of(study, head + text, "N.txt")
    assert [said for _, said in found] == [said for who, said in GROUP if who != "m"]
    assert len({who for who, _ in found}) == 3


def test_a_participant_numbered_as_parts_are_is_no_title(study):
    """`Part. 1 : ...` is somebody, however much it looks like `Part 1: Background`."""
    found = answers_of(
        study, "Interviewer: Why?\nPart. 1 : Because the loom broke\nInterviewer: And?\nPart. 1 : We wept", "N.txt"
    )
    assert [said for _, said in found] == ["Because the loom broke", "We wept"]
