"""Nothing under the GPL is linked in, every package says its licence, and the bill of materials names them all."""

import importlib.util
import subprocess

import pytest

from tests.test_house import ROOT


@pytest.fixture(scope="module")
def chain():
    spec = importlib.util.spec_from_file_location("supply_chain", ROOT / ".ci/supply_chain.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_package_says_its_licence(chain):
    assert [name for name, _, _ in chain.locked() if chain.licence(name) == "unknown"] == []


def test_every_package_under_a_gpl_was_judged_and_no_other(chain):
    assert {name for name, _, _ in chain.locked() if chain.copyleft(name)} <= set(chain.JUDGED)


def test_every_package_of_the_lock_has_hashes_and_stands_in_the_bill(chain):
    locked = chain.locked()
    assert len(locked) > 100 and all(hashes for _, _, hashes in locked)
    made = chain.bill()
    assert [(part["name"], part["version"]) for part in made["components"]] == [one[:2] for one in locked]
    assert made == chain.bill()


def test_an_audit_that_reaches_nobody_says_so(chain, monkeypatch, capsys):
    monkeypatch.setattr(chain, "AUDIT", ["false"])
    assert chain.audit() == 0 and "NOT AUDITED" in capsys.readouterr().out


def test_a_known_weakness_is_told(chain, monkeypatch, capsys):
    asked = '{"dependencies": [{"name": "a", "version": "1", "vulns": [{"id": "PYSEC-1"}]}]}'
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: subprocess.CompletedProcess([], 1, asked, ""))
    assert chain.audit() == 1 and "PYSEC-1" in capsys.readouterr().out
