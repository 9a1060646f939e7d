#!/usr/bin/env python3
"""languages_test.py notices each way in which a page in Chinese can say something else."""

import pathlib
import tempfile
import unittest

import languages_test

ENGLISH = """# Bridge

[中文](page.zh-CN.md)

Listens on `address`, 127.0.0.1:50051, and ends after four tries or 30 s. See [more](other.md#ports).

| port | for |
|---|---|
| `listener` | `ReplyAdminService`, 64 calls |

## Try it

```sh
bridge --port 50051   # in the shell
```
"""
CHINESE = """# 投诉回复桥

[English](page.md)

监听 `address`，即 127.0.0.1:50051，尝试 4 次或 30 秒后结束。见[更多](other.zh-CN.md#端口)。

| 端口 | 用途 |
|---|---|
| `listener` | `ReplyAdminService`，64 次调用 |

## 试一试

```sh
bridge --port 50051   # 在 shell 里
```
"""
OTHER = {"other.md": "# Other\n\n## Ports\n\n## Paths\n", "other.zh-CN.md": "# 其他\n\n## 端口\n\n## 路径\n"}


class Languages(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        for name, text in (OTHER | {"page.md": ENGLISH}).items():
            (self.folder / name).write_text(text)

    def faults(self, chinese):
        page = self.folder / "page.zh-CN.md"
        page.write_text(chinese)
        return [f"{line}: {fault}" for line, fault in languages_test.faults_of_page(page)]

    def expect(self, replaced, by, fault):
        self.assertIn(replaced, CHINESE)
        self.assertIn(fault, " ".join(self.faults(CHINESE.replace(replaced, by))))

    def test_takes_other_words_and_comments_and_numbers_for_number_words(self):
        self.assertEqual(self.faults(CHINESE), [])

    def test_notices_a_name_that_is_left_out(self):
        self.expect("`ReplyAdminService`，", "", "lacks in code ['ReplyAdminService']")

    def test_notices_a_name_that_is_there_besides(self):
        self.expect("`address`", "`address`、`path`", "has in code ['path']")

    def test_notices_another_number_in_words_and_in_a_table(self):
        self.expect("30 秒", "40 秒", "lacks the number ['30']")
        self.expect("64 次", "65 次", "the row `listener`: lacks the number ['64']")

    def test_notices_a_row_that_is_left_out(self):
        self.expect("| `listener` | `ReplyAdminService`，64 次调用 |\n", "", "rows of tables")

    def test_notices_another_command(self):
        self.expect("--port 50051", "--port 50052", "has the line of code 'bridge --port 50052'")

    def test_notices_a_block_that_is_left_out(self):
        self.expect(CHINESE[CHINESE.index("```sh"):], "", "has 0 blocks of code, not 1")

    def test_notices_a_section_that_is_left_out(self):
        self.expect("## 试一试", "试一试", "the end")

    def test_notices_a_link_to_another_section_or_to_none(self):
        self.expect("#端口", "#路径", "lacks a link to")
        self.expect("#端口", "#端口号", "where no such heading is")

    def test_notices_a_link_to_english_where_there_is_chinese(self):
        self.expect("other.zh-CN.md#端口", "other.md#ports", "which there is in Chinese")

    def test_notices_a_chinese_page_that_is_called_english(self):
        self.expect("#端口)", "#端口)（英文）", "is in English")


if __name__ == "__main__":
    unittest.main()
