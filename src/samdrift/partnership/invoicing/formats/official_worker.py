"""Checks e-invoices against the official rules, in a process of its own.

Started as a script by `official.py`, because it alone loads SaxonC (MPL-2.0, not to be combined with our licence in
one work) and libxml2. It imports nothing of ours. A line of JSON in, a line of JSON out:

    {"xml": "…", "format": "peppol" or "oioubl", "schema": true}
    {"failed": [[rule, flag, text], …], "rules": ["…", …]}
"""

import json
import sys
from pathlib import Path
from typing import Any

SVRL = "{http://purl.oclc.org/dsdl/svrl}"
MOST = 50


class Rules:
    """The compiled rules of a folder; each is compiled when it is first needed."""

    def __init__(self, folder: Path) -> None:
        from lxml import etree
        from saxonche import PySaxonProcessor

        self.folder, self.etree = folder, etree
        self.saxon = PySaxonProcessor(license=False)
        self.xslt: dict[str, Any] = {}
        self.xsd: dict[str, Any] = {}

    def of(self, kind: str, format_: str) -> list[Path]:
        """The newest rule files for a kind of document in a format, in the order they are run."""
        names = ["CEN-EN16931-UBL", "PEPPOL-EN16931-UBL"] if format_ == "peppol" else [f"OIOUBL_{kind}"]
        found = [sorted((self.folder / "rules").glob(f"{name}*.xslt"))[-1:] for name in names]
        if not all(found):
            raise FileNotFoundError(f"no rules for {names} in {self.folder / 'rules'}")
        return [one for files in found for one in files]

    def check(self, text: str, format_: str, *, schema: bool = True) -> dict[str, Any]:
        """What fails: the schema first; a document that does not fit it is not asked further."""
        parser = self.etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        tree = self.etree.fromstring(text.encode(), parser)
        kind = self.etree.QName(tree).localname
        if kind not in ("Invoice", "CreditNote"):
            return {"failed": [["XSD", "fatal", f"{kind} is no invoice and no credit note."]], "rules": []}
        xsd = self._schema(kind) if schema else None
        if xsd is not None and not xsd.validate(tree):
            wrong = [["XSD", "fatal", one.message] for one in xsd.error_log][:MOST]
            return {"failed": wrong, "rules": ["UBL-2.1"]}
        files, failed = self.of(kind, format_), []
        for file in files:
            failed += self._asked(file, text)
        return {"failed": failed[:MOST], "rules": ["UBL-2.1", *(file.stem for file in files)]}

    def _schema(self, kind: str) -> Any:
        if kind not in self.xsd:
            file = self.folder / "xsd" / "maindoc" / f"UBL-{kind}-2.1.xsd"
            self.xsd[kind] = self.etree.XMLSchema(self.etree.parse(str(file)))
        return self.xsd[kind]

    def _asked(self, file: Path, text: str) -> list[list[str]]:
        if file.stem not in self.xslt:
            compiler = self.saxon.new_xslt30_processor()
            self.xslt[file.stem] = compiler.compile_stylesheet(stylesheet_file=str(file))
        answer = self.xslt[file.stem].transform_to_string(xdm_node=self.saxon.parse_xml(xml_text=text))
        # Most of the OIOUBL rules are reports: what they say when they succeed is what is wrong.
        told = self.etree.fromstring(answer.encode()).iter(f"{SVRL}failed-assert", f"{SVRL}successful-report")
        return [_named(one) for one in told]


def _named(failed: Any) -> list[str]:
    """A failed assertion's rule; in OIOUBL the number stands in the text, "[F-INV133] …"."""
    text = " ".join("".join(failed.itertext()).split())
    rule = failed.get("id") or (text[1 : text.find("]")] if text.startswith("[") else "")
    return [rule, failed.get("flag") or ("warning" if rule.startswith("W-") else "fatal"), text[:400]]


def main() -> None:
    """Answer each line until there is none."""
    # The path of the folder is all we are told; the library may print to the terminal, which is not our answer.
    rules = Rules(Path(sys.argv[1]))
    print(json.dumps({"ready": True}), flush=True)  # noqa: T201
    for line in sys.stdin:
        asked = json.loads(line)
        try:
            answer = rules.check(asked["xml"], asked["format"], schema=asked.get("schema", True))
        except Exception as wrong:  # noqa: BLE001 (whatever a library raises about a foreign document is its answer)
            answer = {"failed": [["UNREADABLE", "fatal", str(wrong)[:400]]], "rules": []}
        print(json.dumps(answer), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
