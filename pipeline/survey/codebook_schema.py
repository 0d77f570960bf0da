"""The JSON schema of `codebooks/survey.yaml`, for editors (`# yaml-language-server: $schema=survey.schema.json`)."""

import json
from pathlib import Path

from pipeline.survey.survey_codebook import SurveyCodebook


def schema() -> dict:
    """The schema as plain Python; its descriptions are those of the models."""
    return SurveyCodebook.model_json_schema()


def write_schema(target: Path) -> Path:
    """Write it to `target`."""
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(schema(), ensure_ascii=False, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    return target
