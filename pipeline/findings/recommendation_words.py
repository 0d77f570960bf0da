"""What a chapter may call of the recommendations: the list, and how they answer what the client printed."""

from dataclasses import dataclass
from typing import ClassVar

import jinja2

from pipeline import language as write
from pipeline.findings import recommendations
from pipeline.findings.blocks import Blocks
from pipeline.findings.chapter_mistakes import ChapterMistake, unknown
from pipeline.findings.evidence_ids import id_of
from pipeline.findings.vocabulary import FromVocabulary


@dataclass
class RecommendationWords(FromVocabulary):
    SAID: ClassVar = ("recommendations", "recommendation", "recommendations_in_short", "recommendations_beside_print")
    blocks: Blocks

    @property
    def found(self) -> recommendations.Recommendations:
        return self.sources.recommendations

    def recommendation(self, name: str) -> str:
        """What one recommendation asks for."""
        for one in self.found.recommendations:
            if one.id == name:
                return one.what[self.words.language]
        raise unknown("recommendation", name, [one.id for one in self.found.recommendations])

    def recommendations_in_short(self) -> str:
        """A numbered line for each: what, who, by when."""
        language, lines = self.words.language, []
        for at, one in enumerate(self.found.recommendations, start=1):
            by = one.by[language] if one.by else self.words("recommendation.no_date")
            lines.append(f"{at}. **{one.what[language].rstrip('.')}.** {one.who[language]}, {by}.")
        return "\n".join(lines) + "\n"

    def _why(self, one: recommendations.Recommendation, chapter: jinja2.runtime.Context) -> str:
        try:
            return chapter.environment.from_string(one.rationale[self.words.language]).render()
        except jinja2.TemplateError as error:
            raise ChapterMistake(f"{recommendations.FILE}, {one.id}: {error}", todo="Mend the call there.") from error
        except ChapterMistake as mistake:
            mistake.found = f"{recommendations.FILE}, {one.id}: {mistake.found}"
            raise

    @jinja2.pass_context
    def recommendations(self, chapter: jinja2.runtime.Context) -> str:
        """All of them: what, who, by when, priority, why, what each rests on and what was left aside.

        The reason may hold calls, as a chapter does.
        """
        language, say = self.words.language, self.words
        colon, lines = write.colon(language), []
        weak = {one.about for one in recommendations.problems(self.found, self.sources.matrix)
                if one.kind == "weak"}  # fmt: skip
        for at, one in enumerate(self.found.recommendations, start=1):
            by = one.by[language] if one.by else say("recommendation.no_date")
            lines += [f"## {at}. {one.what[language].rstrip('.')} {{#{one.id.lower()}}}", ""]
            lines += [f"*{one.who[language]}*; {by}; {say(f'priority.{one.priority}')}. {self._why(one, chapter)}", ""]
            rests = [self._finding(finding) for finding in one.findings]
            text = f"*{say('recommendation.rests')}*{colon}{write.listed(rests, language)}"
            text += f" ({say('recommendation.weak')})." if one.id in weak else "."
            if one.left:
                text += f" *{say('recommendation.left')}*{colon}{one.left[language]}"
            lines += ["::: {.grounds}", text, ":::", ""]
        return "\n".join(lines)

    def _finding(self, finding: str) -> str:
        row = self.vocabulary.row(finding)
        contrary = row["standing"] == "contradicted"
        standing = self.words("recommendation.contradicted" if contrary else f"standing.{row['standing']}")
        return f"{self.vocabulary.link(id_of('finding', finding), finding)} ({standing})"

    def recommendations_beside_print(self) -> str:
        """What the client printed, and the numbers of the recommendations that answer it; a dash where none does."""
        language, printed = self.words.language, self.sources.printed_recommendations
        rows = []
        for line in printed[printed["kind"] != "principle"].itertuples():
            answers = [
                f"[{at}](#{one.id.lower()})"
                for at, one in enumerate(self.found.recommendations, start=1)
                if line.id in one.considers
            ]
            rows.append([str(getattr(line, f"statement_{language}")), write.listed(answers, language) or "–"])
        return self.blocks.numbered_table("beside_print", self.blocks.heads("printed", "ours"), rows, [76, 24])
