"""What the log may repeat of a free text: it has not passed the gate, so whatever could identify somebody is masked."""

from rapidfuzz import fuzz, process

from pipeline.cleaning.dates import month_names
from pipeline.cleaning.masked_cells import WORD, masked
from pipeline.study import bare, visible
from pipeline.survey.amounts import AmountReader
from pipeline.survey.survey_codebook import SurveyCodebook
from pipeline.survey.variables import Amount, Category, Date, Identifier, ShortText, Spelling, Ticked, Variable

ALIKE = 80  # a word this similar (0 to 100) to one of the codebook's is a spelling of it


class Mask:
    """Masks addresses, long numbers, and words with a capital that the codebook does not know."""

    def __init__(self, variable: Variable, codebook: SurveyCodebook):
        self.nothing = isinstance(variable, (Identifier, Category, ShortText, Ticked))  # these are kept as they are
        self.dates = isinstance(variable, Date)
        words = []
        if isinstance(variable, Spelling):
            table = codebook.spellings[variable.spellings]
            words = [*table.missing, *(text for value in table.values for text in value.spellings)]
            words += [str(value.clean) for value in table.values]
        elif isinstance(variable, Amount):
            words = list(AmountReader(codebook.amounts[variable.amount]).known)
        elif isinstance(variable, Date):
            reading = codebook.dates[variable.dates]
            words = [*month_names(tuple(reading.languages)), *reading.ignore, "am", "pm"]
        self.known = {bare(word) for text in words for word in WORD.findall(text)}

    def __call__(self, text: str) -> str:
        if self.nothing:
            return text
        # Visible, else a mark inside a name would leave the half of it.
        return masked(visible(text), self._knows, addresses=not self.dates)

    def _knows(self, word: str) -> bool:
        return process.extractOne(bare(word), self.known, scorer=fuzz.ratio, score_cutoff=ALIKE) is not None
