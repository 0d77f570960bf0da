"""The language of each turn: notes switch languages, and a short turn alone does not show its own."""

from functools import cache

LANGUAGES = ("en", "fr")
NEIGHBOUR = 0.15  # how much a turn's neighbours say about it, beside its own words
PRIOR = 1.0  # log odds that the manifest's language adds; a few words outweigh it


@cache
def _identifier():
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=False)
    identifier.set_languages(list(LANGUAGES))
    return identifier


def languages(texts: list[str], note_language: str = "") -> list[str]:
    """`en` or `fr` for each text of one note.

    A turn's own log odds (py3langid, the study's languages only) count in full, those of its neighbours a little, and
    the manifest's language (where it names one) breaks ties of very short turns.
    """
    odds = [french_odds(text) for text in texts]
    prior = {"fr": PRIOR, "en": -PRIOR}.get(note_language.lower()[:2], 0.0)
    smoothed = []
    for i, own in enumerate(odds):
        around = odds[max(0, i - 1) : i] + odds[i + 1 : i + 2]
        smoothed.append(own + prior + NEIGHBOUR * sum(max(-5.0, min(5.0, odd)) for odd in around))
    return ["fr" if odd > 0 else "en" for odd in smoothed]


def french_odds(text: str) -> float:
    """Log odds that `text` is French rather than English."""
    ranked = dict(_identifier().rank(text)) if text.strip() else {}
    return float(ranked.get("fr", 0.0) - ranked.get("en", 0.0))
