#!/usr/bin/env python3
"""screenshots.py BUILD_DIR FOLDER: the READMEs' pictures, FOLDER/page.png and page.zh-CN.png: one
reply shown, one that the gateway took under a fault, one refused for a rule that it breaks."""

import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "demo")]

from playwright.sync_api import expect  # noqa: E402
from world import SAMPLE, World, signed  # noqa: E402

SIZE = {"width": 1360, "height": 850}
LOCALES = {"page.png": "en-GB", "page.zh-CN.png": "zh-CN"}


def main() -> None:
    build, folder = map(pathlib.Path, sys.argv[1:])
    with World(build) as world:
        world.ask("POST", "/reset")
        world.send(signed({**SAMPLE, "jump_url": "http://www.xxx.com"}))
        world.ask("POST", "/faults", {"name": "reset", "connection": {"end": "reset"}})
        world.reply("resp202406170000000004", complaint="200201820200101080076610002")
        world.reply("resp202406170000000005")
        for name, locale in LOCALES.items():
            page = world.open(locale, SIZE)
            expect(page.locator("#messages .row")).to_have_count(3)
            page.screenshot(path=folder / name)
            page.context.close()
            options = ("--force", "--skip-if-larger", "--strip", "--ext", ".png", "128")
            subprocess.run(["pngquant", *options, folder / name], check=True)


main()
