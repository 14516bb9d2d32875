"""List all components of comity and their licences (a software bill of materials).

``make sbom`` runs ``python tools/sbom.py PATH/TO/cyclonedx-py``. It writes ``licenses/sbom.cdx.json`` (in the
format CycloneDX) and ``THIRD_PARTY_NOTICES.md``. They list every installed package of ``locks/extras.txt``
with the licence in its metadata, and the items of ``bundled.yaml``. Packages of ``locks/core.txt`` are
``required``, other packages ``optional``. The same environment gives the same bytes.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent
#: Licences, from licence files, of packages whose metadata have no licence that CycloneDX knows.
UNSTATED = {"pyahocorasick": "BSD-3-Clause"}
CLASSIFIER = "License :: OSI Approved :: "

Component = dict[str, Any]


def normal(name: str) -> str:
    """Return the normalised name of a package (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def read_pinned(lock: str) -> set[tuple[str, str]]:
    """Return the name and version of every package in a lock file, except packages for Windows only."""
    text = (ROOT / "locks" / f"{lock}.txt").read_text("utf-8")
    return set(re.findall(r"^([a-z0-9.-]+)==(\S+) (?!; sys_platform == 'win32')", text, re.MULTILINE))


def packages(bill: Component) -> list[Component]:
    """Return the installed packages that comity or an extra requires, sorted by name."""
    core, wanted = {name for name, _ in read_pinned("core")}, read_pinned("extras")
    out = list[Component]()
    for component in bill["components"]:
        name = normal(component["name"])
        if (name, component["version"]) not in wanted:
            continue
        if name in UNSTATED and "licenses" not in component:
            component["licenses"] = [{"license": {"id": UNSTATED[name], "acknowledgement": "concluded"}}]
        if "licenses" not in component:
            raise SystemExit(f"{name} states no licence: read its files and add it to UNSTATED.")
        component["scope"] = "required" if name in core else "optional"
        out.append(component)
    return sorted(out, key=lambda c: normal(c["name"]))


def list_bundled() -> list[Component]:
    """Return the fonts and data files in the repository."""
    return [
        {
            "bom-ref": f"bundled:{part['name']}",
            "type": "file" if part["licence"] == "OFL-1.1" else "data",
            "name": part["name"],
            **({"version": part["version"]} if part["version"] else {}),
            "scope": "required",
            "copyright": part["copyright"],
            "licenses": [{"license": {"id": part["licence"]}}],
            "externalReferences": [{"type": "website", "url": part["url"]}],
            "properties": [{"name": "comity:file", "value": file} for file in part["files"]],
        }
        for part in yaml.safe_load((ROOT / "tools" / "bundled.yaml").read_text("utf-8"))
    ]


def licence(component: Component) -> str:
    """Return the licence of a component in a few words, as its SPDX name if there is one."""
    stated = [
        entry.get("expression") or entry["license"].get("id") or entry["license"]["name"]
        for entry in component["licenses"]
    ]
    spdx = [s for s in stated if not s.startswith("License :: ")]
    return "; ".join(spdx or [s.removeprefix(CLASSIFIER) for s in stated])


def notices(libraries: list[Component], parts: list[Component]) -> str:
    """Return the notices about libraries and other parts as a Markdown page."""
    lines = [
        "# Third-party notices",
        "",
        "Written by `make sbom`; not to be edited by hand. `licenses/sbom.cdx.json` says the same to "
        "programs.",
        "",
        "## In this repository",
        "",
        "Fonts are under the SIL Open Font License 1.1 (`licenses/OFL-1.1.txt`), the map under the terms in",
        "`licenses/BSD-3-Clause.txt`. What is not named here is comity's own (`LICENSE`).",
        "",
    ]
    for part in parts:
        files = ", ".join(f"`{p['value']}`" for p in part["properties"])
        name = " ".join([part["name"], part.get("version", "")]).strip()
        address = part["externalReferences"][0]["url"]
        lines.append(f"- **{name}** ({licence(part)}): {part['copyright']}. <{address}>. {files}")
    lines += [
        "",
        "## Installed beside it",
        "",
        "Packages that pip installs. None is copied into this repository; each brings its licence along.",
        "",
        "| package | version | licence | asked for by |",
        "| --- | --- | --- | --- |",
        *(
            f"| {c['name']} | {c['version']} | {licence(c)} | "
            f"{'comity' if c['scope'] == 'required' else 'an extra'} |"
            for c in libraries
        ),
    ]
    return "\n".join(lines) + "\n"


def main(program: str) -> None:
    """List the installed packages with the program cyclonedx-py, and write both files."""
    command = [program, "environment", sys.executable, "--pyproject", str(ROOT / "pyproject.toml")]
    run = subprocess.run([*command, "--output-reproducible"], check=True, capture_output=True)  # noqa: S603 - named by the caller
    bill = json.loads(run.stdout)
    libraries, parts = packages(bill), list_bundled()
    bill["components"] = [*libraries, *parts]
    refs = {c["bom-ref"] for c in bill["components"]} | {"root-component"}
    bill["dependencies"] = [
        {"ref": d["ref"], "dependsOn": sorted(refs & set(d.get("dependsOn", [])))}
        for d in bill["dependencies"]
        if d["ref"] in refs
    ]
    text = json.dumps(bill, indent=1, sort_keys=True, ensure_ascii=False)
    (ROOT / "licenses" / "sbom.cdx.json").write_text(text + "\n", "utf-8")
    (ROOT / "THIRD_PARTY_NOTICES.md").write_text(notices(libraries, parts), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
