"""Tests of schema.json: what it must reject. Skipped without the Python package `fastjsonschema`."""

import importlib.machinery
import importlib.util
import pathlib
import unittest

VALIDATE = pathlib.Path(__file__).resolve().parent.parent / "validate"


@unittest.skipUnless(importlib.util.find_spec("fastjsonschema"), "needs fastjsonschema")
class Schema(unittest.TestCase):
    def setUp(self):
        loader = importlib.machinery.SourceFileLoader("validate", str(VALIDATE))
        self.validate = importlib.util.module_from_spec(importlib.util.spec_from_loader("validate", loader))
        loader.exec_module(self.validate)

    def rejects(self, definition, valid, changes):
        validator = self.validate.validator(definition)
        validator(valid)
        for change in changes:
            with self.subTest(change=change), self.assertRaises(self.validate.fastjsonschema.JsonSchemaException):
                validator({name: value for name, value in (valid | change).items() if value != "removed"})

    def test_line_of_the_full_set(self):
        valid = {"input": "a=", "pairs": [["a", None]], "flags": ["unset-value"]}
        wrong_pairs = [{"pairs": wrong} for wrong in [[["a"]], [["a", 1]], [["", "1"]], [["A", "1"]], "removed"]]
        self.rejects("read-line", valid, [*wrong_pairs, {"flags": ["other"]}, {"flags": []}, {"error": True}, {"other": 1}])

    def test_theme(self):
        case = {"id": "quoting/a", "description": "One.", "input": "a=1", "pairs": [["a", "1"]], "map": {"a": "1"}}
        theme = {"$schema": "../schema.json", "theme": "quoting", "description": "Two.", "cases": [case]}
        without = lambda member: {name: value for name, value in case.items() if name != member}
        wrong_maps = [without("map"), case | {"map": {"A": "1"}}, case | {"map": {"a": None}}, without("pairs") | {"error": True}]
        cases = [case | {"id": "a"}, case | {"description": "no sentence"}, *wrong_maps]
        self.rejects("theme", theme, [{"cases": [wrong]} for wrong in cases] + [{"cases": []}, {"theme": "removed"}])

    def test_pair_to_write(self):
        valid = {"keyword": "a", "value": "b c", "text": "a=\"b c\"", "equivalent": ["a='b c'"]}
        self.rejects("write-line", valid, [{"text": ""}, {"text": "removed"}, {"error": True}, {"error": True, "text": "removed"}])

    def test_smtp_case(self):
        valid = {"id": "a/b", "description": "One.", "input": "", "valid": False, "errors": ["a"], "warnings": [], "notes": []}
        self.rejects("smtp-case", valid, [{"valid": True}, {"errors": "removed"}, {"errors": []}, {"canonical": ""}, {"notes": "removed"}])


if __name__ == "__main__":
    unittest.main()
