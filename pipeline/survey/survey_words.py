"""Words and number formats of the survey's documents, in both languages."""

from babel.numbers import format_decimal

LOCALES = {"en": "en_CA", "fr": "fr_CA"}
BLANK = "\u00a0"

WORDS = {
    "codebook": ("Codebook", "Guide de codification"),
    "quality": ("Data quality", "Qualité des données"),
    "variable": ("Variable", "Variable"),
    "variables": ("Variables", "Variables"),
    "question": ("Question", "Question"),
    "column": ("Column of the export", "Colonne de l'exportation"),
    "derived": ("derived", "dérivée"),
    "valid": ("valid", "valides"),
    "missing": ("missing", "manquantes"),
    "value": ("Value", "Valeur"),
    "label": ("Label", "Étiquette"),
    "count": ("n", "n"),
    "percent": ("%", "%"),
    "mean": ("mean", "moyenne"),
    "deviation": ("standard deviation", "écart-type"),
    "quartiles": ("quartiles", "quartiles"),
    "hidden": ("not shown (small number)", "non affiché (petit nombre)"),
    "text": ("Text; not tabulated.", "Texte, non compilé."),
    "reversed": ("Reversed: the highest code is the favourable end.", "Inversé : le code le plus élevé est favorable."),
    "only_if": ("Counts only if", "Compte seulement si"),
    "population": ("Population", "Population"),
    "records": ("Records in the export", "Enregistrements dans l'exportation"),
    "kept": ("Kept", "Conservés"),
    "dropped": ("Dropped, by reason", "Retirés, par motif"),
    "reason": ("Reason", "Motif"),
    "by_day": ("Records by day of the start", "Enregistrements par jour de début"),
    "day": ("Day", "Jour"),
    "unknown_day": ("unknown", "inconnu"),
    "flags": ("Flags (nothing is dropped for them)", "Signalements (rien n'est retiré pour cette raison)"),
    "flag": ("Flag", "Signalement"),
    "item_nonresponse": ("Item non-response, records kept", "Non-réponse partielle, enregistrements conservés"),
    "declared_missing": ("No answer, don't know", "Sans réponse, ne sait pas"),
    "no_value": ("Missing of those asked", "Manquantes parmi les personnes interrogées"),
    "not_applicable": ("Not asked", "Non posée"),
    "blank": ("Blank", "Vide"),
    "undeclared": ("Undeclared code", "Code non déclaré"),
    "unread": ("Could not be read", "Illisible"),
    "skip": ("Ruled out by routing", "Exclu par le filtre"),
    "look_at": ("For a person to look at", "À vérifier par une personne"),
    "record": ("Record", "Enregistrement"),
    "raw": ("In the export", "Dans l'exportation"),
    "clean": ("Clean", "Après nettoyage"),
    "rule": ("Rule", "Règle"),
    "near": ("Records much like each other", "Enregistrements très semblables"),
    "near_why": ("Why", "Pourquoi"),
    "similarity": ("Similarity (%)", "Ressemblance (%)"),
    "same": ("same", "même"),
    "same_text": ("same open answer", "même réponse ouverte"),
    "none": ("None.", "Aucun."),
    "weighting": ("Weighting", "Pondération"),
    "design_effect": ("Design effect (Kish)", "Effet de plan (Kish)"),
    "effective_base": ("Effective base", "Base effective"),
    "largest_weight": ("Largest weight", "Poids le plus élevé"),
    "smallest_weight": ("Smallest weight", "Poids le plus faible"),
    "efficiency_percent": ("Efficiency (%)", "Efficacité (%)"),
    "iterations": ("Iterations", "Itérations"),
    "converged": ("Converged", "Convergence"),
    "furthest_from_margin_points": (
        "Furthest from a margin (percentage points)",
        "Plus grand écart à une marge (points de pourcentage)",
    ),
    "largest_to_mean": ("Largest weight to the mean", "Poids le plus élevé par rapport à la moyenne"),
    "yes": ("yes", "oui"),
    "no": ("no", "non"),
    "response": ("Response (% of the population)", "Réponse (% de la population)"),
}


def words(language: str) -> dict[str, str]:
    """The words in one language; French has non-breaking blanks before colon and percent sign."""
    number = list(LOCALES).index(language)
    texts = {name: pair[number] for name, pair in WORDS.items()}
    if language == "fr":
        texts = {name: text.replace(" :", f"{BLANK}:").replace(" %", f"{BLANK}%") for name, text in texts.items()}
    return texts


def number(value: float | None, language: str, decimals: int = 1) -> str:
    """A number with the language's decimal sign; "" for none."""
    if value is None or value != value:
        return ""
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    return format_decimal(value, pattern, locale=LOCALES[language])
