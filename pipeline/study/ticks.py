"""Yes and no as people and programs write them in the cells of a sheet, in small letters."""

GIVEN = {"1", "1.0", "x", "✓", "✔", "•", "yes", "y", "true", "oui", "o", "vrai", "si", "sí", "s", "verdadero"}
GIVEN |= {"ja", "wahr"}
NOT_GIVEN = {"", "0", "0.0", "no", "n", "false", "non", "faux", "falso", "nein", "falsch", "-", "–"}
