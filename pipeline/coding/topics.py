"""The topic model set against the codebook: what the codes cover, what could refine them, what may be a new code."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from pipeline.coding import embed, topic_names
from pipeline.coding.materials import main_units
from pipeline.coding.topic_model import fit_topics, terms
from pipeline.coding.topic_verdicts import Verdict, judge
from pipeline.coding.vectors import centred, unit
from pipeline.decisions.themes import ThemesCodebook
from pipeline.study import Study
from pipeline.tables import DataFrame
from pipeline.tables.coding import Codings


def run(study: Study) -> None:
    # load
    settings = study.params["coding"]["topics"]
    codebook = study.codebook("themes", ThemesCodebook)
    segments = main_units(study)
    codings = study.table("coding/codings")
    encoder = embed.study_encoder(study)
    vectors, meaning, origin = segment_vectors(encoder, segments, settings["context"])
    code_vectors = codebook_vectors(encoder, codebook) - origin
    no_code = [example.text for _, example in codebook.no_code.pairs()]
    explained = explained_by_codes(codings, segments["segment_id"].tolist(), codebook.ids)
    # process
    topics = topics_of(segments, vectors, explained, settings)
    verdicts = judge(
        topics,
        vectors,
        meaning,
        explained,
        code_vectors,
        silent_vector=encoder.encode(no_code).mean(axis=0) - origin if no_code else None,
        covered=settings["covered"],
        candidate=settings["candidate"],
        silent_margin=settings["silent_margin"],
        n_exemplars=settings["exemplars"],
    )

    table = topics_table(verdicts, topics, segments, codebook.ids, settings["terms"], study.languages)
    table = with_names(table, topics, segments, meaning, origin, encoder.encode, study.languages)
    # save
    with study.writing() as out:
        out.table("coding/topics", table)
        out.table("coding/segment_topics", segment_topics(topics, segments))


def topics_of(segments: pd.DataFrame, vectors: np.ndarray, explained: np.ndarray, settings: dict) -> np.ndarray:
    """The topic of each segment, (N,), with the settings of params.yaml."""
    return fit_topics(
        segments["text"].tolist(),
        vectors,
        explained,
        n_topics=min(max(2, round(len(segments) / settings["segments_a_topic"])), settings["most_topics"]),
        components=settings["components"],
        weight=settings["code_weight"],
        languages=sorted(segments["language"].unique()),
    )


def segment_vectors(
    encoder: embed.Encoder, segments: pd.DataFrame, context: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The vectors of the segments, each as deviation from the mean segment.

    Returns three ndarrays: what the topic model sees, (N, 2 D): the segment's words and, times `context`, the question
    before it; the words alone, (N, D); and the mean segment (D,), to be taken from other texts before comparing.
    """
    meaning, origin = centred(encoder.encode(segments["text"].tolist()))
    questions = np.zeros_like(meaning)
    asked = segments["question"].fillna("").str.strip() != ""
    if asked.any():
        questions[asked], _ = centred(encoder.encode(segments.loc[asked, "question"].tolist()))
    return np.hstack([unit(meaning), context * unit(questions)]), meaning, origin


def codebook_vectors(encoder: embed.Encoder, codebook: ThemesCodebook) -> np.ndarray:
    """The mean vector of each code in use, (C, D): its examples and definition in both languages, else its labels."""
    texts = []
    for code in codebook.active:
        said = [example.text for _, example in code.examples.pairs()] + code.definition.values()
        texts.append([text for text in said if text] or code.label.values())
    vectors = encoder.encode([text for group in texts for text in group])
    ends = np.cumsum([len(group) for group in texts])
    return np.array([part.mean(axis=0) for part in np.split(vectors, ends[:-1])])


def explained_by_codes(codings: DataFrame[Codings], segment_ids: list[str], codes: list[str]) -> np.ndarray:
    """How far each code explains each segment, (N segments, C codes): the score of what is assigned or put to review.

    A person's decision is 1, a person's rejection 0. Codes that are no longer in the codebook explain nothing.
    """
    counted = codings[(codings["decision"] != "rejected") & codings["code"].isin(codes)]
    table = counted.pivot_table(index="segment_id", columns="code", values="score", aggfunc="max")
    return table.reindex(index=segment_ids, columns=codes).fillna(0.0).to_numpy()


def topics_table(
    verdicts: list[Verdict],
    topics: np.ndarray,
    segments: pd.DataFrame,
    codes: list[str],
    n_terms: int,
    languages: list[str],
) -> pd.DataFrame:
    """The verdicts as the table `coding/topics`, with each topic's terms in each language."""
    found = {}
    for language in languages:
        here = (segments["language"] == language).to_numpy()
        found[language] = terms(
            segments.loc[here, "text"].tolist(), topics[here], language, n_terms, sorted(segments["language"].unique())
        )
    ids = segments["segment_id"].to_numpy(dtype=str)
    return pd.DataFrame(
        {
            "topic": verdict.topic,
            "size": verdict.size,
            **{f"terms_{one}": ";".join(found[one].get(verdict.topic, [])) or None for one in languages},
            "nearest_code": None if verdict.nearest is None else codes[verdict.nearest],
            "similarity": verdict.similarity,
            "share": verdict.share,
            "verdict": verdict.verdict,
            "exemplars": ";".join(ids[verdict.exemplars]),
        }
        for verdict in verdicts
    )


def with_names(
    table: pd.DataFrame,
    topics: np.ndarray,
    segments: pd.DataFrame,
    meaning: np.ndarray,
    origin: np.ndarray,
    encode: Callable[[list[str]], np.ndarray],
    languages: list[str],
) -> pd.DataFrame:
    """`table` with what each topic that asks for a decision is about, in each language (about_en, ...)."""
    centres = np.array([meaning[topics == topic].mean(axis=0) for topic in table["topic"]])
    open_ones = np.flatnonzero(table["verdict"] != "covered").tolist() if len(table) else []
    for language in languages:
        here = (segments["language"] == language).to_numpy()
        texts = [segments.loc[here & (topics == topic), "text"].tolist() for topic in table["topic"]]
        listed = [terms.split(";") if isinstance(terms, str) else [] for terms in table[f"terms_{language}"]]
        named = topic_names.names(texts, listed, centres, open_ones, language, encode, origin)
        table[f"about_{language}"] = [named.get(at) for at in range(len(table))]
    return table


def segment_topics(topics: np.ndarray, segments: pd.DataFrame) -> pd.DataFrame:
    """Columns: segment_id, topic (empty where the segment has none)."""
    return pd.DataFrame({"segment_id": segments["segment_id"], "topic": np.where(topics < 0, np.nan, topics)})
