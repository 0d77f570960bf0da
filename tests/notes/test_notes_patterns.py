"""What identifies somebody by its shape: handles, profiles, birth dates and numbers in the ways people say them."""

import pytest

from pipeline.notes import patterns

GONE = [
    ("My insta is ada_bakes, follow me.", "handle", "ada_bakes"),
    ("Mon pseudo, c'est loup_gris88.", "handle", "loup_gris88"),
    ("I'm u/quiet_lathe on reddit.", "handle", "u/quiet_lathe"),
    ("She was born in 1967, same as me.", "birth date", "1967"),
    ("DOB 19870412 on the form.", "birth date", "19870412"),
    ("They have 3 June 2001 down as my birth date.", "birth date", "3 June 2001"),
    ("Elle a mis 12/03/1987 comme date de naissance.", "birth date", "12/03/1987"),
    ("Née en 1979, j'ai tout vu.", "birth date", "1979"),
    ("I turned 40 on May 3, 1984.", "birth date", "May 3, 1984"),
    ("My portfolio is at adamoss.design now.", "link", "adamoss.design"),
    ("See behance.net/ada_moss for more.", "link", "behance.net/ada_moss"),
    ("My tenant number is 44821.", "number", "44821"),
    ("I live at 7 Maple, upstairs.", "address", "7 Maple"),
    ("J'habite au 2, boulevard Laurier.", "address", "2, boulevard Laurier"),
    ("Locataire 77213, c'est moi.", "number", "77213"),
    ("My payroll number is 77120.", "number", "77120"),
    ("My locker card said K-20931 on the back.", "number", "K-20931"),
    ("La carte disait K-20931.", "number", "K-20931"),
    ("Le dossier RAP-1190-C traîne encore.", "number", "RAP-1190-C"),
    ("On twitch I'm quiet_lathe.", "handle", "quiet_lathe"),
    ("She'll be 25 on March 3, 2031.", "birth date", "March 3, 2031"),
    ("We're at 3380 Hwy 16 West, past the mill.", "address", "3380 Hwy 16 West"),
    ("12e Rang, Saint-Aubin", "address", "12e Rang, Saint-Aubin"),
    ("Elle a reçu ma carte : 130 692 544.", "social insurance", "130 692 544"),
    ("RAMQ : LAVJ 9251 0713.", "number", "LAVJ 9251 0713"),
    ("We're at 77 Bay St., 4th floor.", "address", "77 Bay St., 4th floor"),
    ("Write me at Omar.k-at-studio.com, or call.", "link", "Omar.k-at-studio.com"),  # as a recognizer hears an address
    ("Send it to 340 Portage Ave, Winnipeg, MB R3C 0C5.", "address", "340 Portage Ave, Winnipeg, MB R3C 0C5"),
]
STAYS = [
    "It was on Jobs.gc.ca and on Indeed.com for a month.",
    "The college was born in 1967.",
    "Node.js/Express is what they use.",
    "The file has 44 pages, the case 12 copies.",
    "We play live at 2 Fridays a month, near 2 boulevard cafes.",
    "The union was 1200 strong.",
    "Le dossier compte 300 pages et 12 demandes.",
    "On a eu 18 ans de chicane avant le 3 mai.",
    "Ils ont refait 12 rue par rue.",
    "In 2019 Highway 16 was closed for 20 days.",
    "Elle est au 12e rang, Marie au 13e rang.",
    "They paid 130 692 544 in tax credits.",
    "Ils ont versé plus de 130 692 544 aux collèges.",
]


@pytest.mark.parametrize(("text", "kind", "what"), GONE)
def test_what_stands_for_somebody_is_found_whole(text, kind, what):
    assert [(text[a:b], one) for a, b, one in patterns.found(text, set(patterns.KINDS))] == [(what, kind)]


@pytest.mark.parametrize("text", STAYS)
def test_what_stands_for_nobody_stays(text):
    assert not list(patterns.found(text, set(patterns.KINDS)))


@pytest.mark.parametrize("part", ["a", "9", "a.b", "a-", "+"])
def test_behind_a_word_without_end_a_handle_is_found(part):
    word = part * (60_000 // len(part))  # a picture pasted as letters
    found = list(patterns.found(f"{word} My insta is ada_bakes.", set(patterns.KINDS)))
    assert [(start - len(word), end - len(word), kind) for start, end, kind in found] == [(13, 22, "handle")]
