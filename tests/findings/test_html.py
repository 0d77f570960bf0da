"""The HTML as a person with a browser meets it: every number leads to its source, and everybody can read it."""

import shutil
from pathlib import Path

import pytest
from findings_browser import CHROMIUM, DRIVER, chromium

from pipeline.findings import trace
from pipeline.study import Study, read_csv

pytestmark = pytest.mark.skipif(not (CHROMIUM.exists() and DRIVER.exists()), reason="Chromium is not installed")


@pytest.fixture(scope="module")
def pages(reported, tmp_path_factory):
    """The study reported, with its pages open in Chromium one after the other: a function from language to driver."""
    root = tmp_path_factory.mktemp("html") / "study"
    shutil.copytree(reported.root, root)
    (root / "raw/coding").mkdir()
    with chromium() as driver:

        def opened(language: str):
            driver.get((root / f"reports/findings.{language}.html").as_uri())
            return driver

        yield Study(root), opened


FOLLOW = """
const seen = [];
for (const link of document.querySelectorAll('a.ev')) {
  link.click();
  const entry = document.querySelector(':target');
  const shown = entry && entry.getClientRects().length > 0;
  const there = location.hash === link.hash && shown;
  seen.push([link.textContent, link.hash, there ? entry.querySelector('code').textContent : null,
             shown ? entry.textContent : '', entry && '#' + entry.id === link.hash]);
}
return seen;
"""


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_number_and_quotation_leads_to_an_entry_that_reaches_raw(pages, language):
    study, opened = pages
    followed = opened(language).execute_script(FOLLOW)
    assert len(followed) >= 15
    printed = dict(zip(read_csv(study.reports / "findings.evidence.csv")["reference"], range(10**6), strict=False))
    reached = {}
    for text, place, evidence, entry, arrived in followed:
        assert arrived and evidence, f"{text} leads nowhere ({place})"
        assert int(place.removeprefix("#e")) in printed
        if evidence not in reached:
            reached[evidence] = trace.trace(study, evidence)
        assert reached[evidence].reaches_raw, evidence
        for path in reached[evidence].entry.raw[:1]:
            assert path in entry


def test_every_digit_of_the_prose_stands_in_a_link(pages):
    """Numbers the pipeline prints in chapters are links; what is left are captions, years and labels."""
    _, opened = pages
    script = """
    const main = document.querySelector('main').cloneNode(true);
    for (const drop of main.querySelectorAll('a.ev, figcaption, caption, .entry, thead, .note')) drop.remove();
    return [...main.querySelectorAll('p, td')].map(e => e.textContent).filter(t => /\\d/.test(t));
    """
    assert opened("en").execute_script(script) == []


def test_going_back_returns_to_the_sentence(pages):
    _, opened = pages
    driver = opened("fr")
    driver.execute_script("document.querySelector('a.ev').click()")
    button = driver.find_element("css selector", "button.back")
    assert button.text == "Retour au texte"
    button.click()
    assert driver.execute_script("return document.activeElement.textContent").startswith("67")


@pytest.mark.parametrize("language", ["en", "fr"])
def test_no_serious_accessibility_violation_on_desktop_or_phone(pages, language):
    import axe_core_python

    axe = Path(axe_core_python.__file__).with_name("axe.min.js").read_text(encoding="utf-8")
    driver = pages[1](language)
    driver.set_script_timeout(90)
    for width in (1280, 390):
        size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500}
        driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        driver.execute_script(axe)
        found = driver.execute_async_script(
            "axe.run({resultTypes: ['violations']}).then(r => arguments[arguments.length - 1](r.violations))"
        )
        assert [one["id"] for one in found if one["impact"] in ("serious", "critical")] == []
        assert driver.execute_script("return document.documentElement.scrollWidth <= innerWidth")
    driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
