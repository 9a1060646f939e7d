#!/usr/bin/env python3
"""What words.py finds, and that the repository has none of it."""

import contextlib
import io
import unittest

import words

RULES = list(words.read_rules(words.LIST.read_text()))


def wrong_in(text):
    return [(line, wrong) for line, wrong, _ in words.faults_of(text, RULES)]


class Words(unittest.TestCase):
    def test_no_advice_is_what_another_rule_refuses(self):
        for rule in RULES:
            self.assertEqual(list(words.faults_of(rule.right.split("；")[0], RULES)), [], rule)

    def test_names_line_word_and_advice(self):
        faults = list(words.faults_of("台账\n先看账本，再重启\n", RULES))
        self.assertEqual(faults, [(2, "账本", "台账")])

    def test_finds_the_product_by_other_names(self):
        self.assertEqual(wrong_in("启动回复桥"), [(1, "回复桥")])
        self.assertEqual(wrong_in("投诉回复网桥"), [(1, "网桥")])
        self.assertEqual(wrong_in("投诉回复桥"), [])

    def test_finds_the_stiff_passages(self):
        for text in ("一直问到有结果", "用同一流水号再问", "说明多久以后再来", "放长超时", "打印出吻合者的设置",
                     "在台账中落定结果", "跳过不在服务的", "并有说明了的默认值"):
            self.assertNotEqual(wrong_in(text), [], text)

    def test_passes_over_code_and_targets_of_links(self):
        self.assertEqual(wrong_in("存根是 `client.stub`，见[说明](stub.md#你)"), [])

    def test_passes_over_lines_without_chinese(self):
        self.assertEqual(wrong_in("a stub, mTLS"), [])

    def test_refuses_a_list_without_advice(self):
        with self.assertRaises(ValueError):
            list(words.read_rules("账本 =>"))

    def test_looks_at_pages_and_programs_and_not_at_tests(self):
        paths = {str(file.relative_to(words.ROOT)) for file in words.looked_at()}
        for path in ("README.zh-CN.md", "clients/complaintctl/sign/likely_cause.cc",
                     "helm/complaint-bridge/values.yaml", "tests/demo/demo.sh"):
            self.assertIn(path, paths)
        self.assertNotIn("tests/docs/words_test.py", paths)

    def test_the_repository_has_no_wrong_word(self):
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            words.main([])
        self.assertEqual(said.getvalue(), "")


if __name__ == "__main__":
    unittest.main()
