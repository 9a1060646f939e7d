"""What the page shows, and what it lets nobody do."""

import http.server
import itertools
import re
import threading
import unittest

import world
from playwright.sync_api import Page, expect
from world import COMPLAINT, KEY, SAMPLE, signed

HTML = "<script>window.pwned = 1</script><img src=x onerror='window.pwned = 1'>"
# complaintctl's, of what the page says of a fault.
EXIT_CODES = {"delivered": 0, "refused": 1, "unknown": 3, "notSent": 4}
NUMBERS = itertools.count(1)


class PageTest(unittest.TestCase):
    def setUp(self) -> None:
        world.THE.ask("POST", "/reset")
        self.errors: list[str] = []
        self.page = self.open("zh-CN")

    def open(self, locale: str, **options: object) -> Page:
        page = world.THE.open(locale, **options)
        self.addCleanup(page.context.close)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda said: said.type == "error" and self.errors.append(said.text))
        return page

    def tearDown(self) -> None:
        self.assertEqual(self.errors, [])

    def send(self, **changes: str) -> None:
        world.THE.send(signed({**SAMPLE, **changes}))

    def reply(self) -> int:
        return world.THE.reply(f"page{next(NUMBERS)}")

    def count(self, name: str) -> str:
        return self.page.locator(f"[data-count={name}] dd").inner_text()

    def texts(self, selector: str) -> list[str]:
        return self.page.locator(selector).all_inner_texts()


class ConversationTest(PageTest):
    def test_moves_to_processing_without_a_reload(self) -> None:
        steps = self.page.locator(".steps")
        expect(steps).to_have_attribute("data-state", "待处理")
        expect(self.page.locator(".consumer .bubble")).to_have_text(
            "买的杯子收到时已经碎了，商家一直不处理。"
        )
        self.send()
        expect(steps).to_have_attribute("data-state", "处理中")
        expect(steps.locator("[aria-current]")).to_have_text("处理中")

    def test_shows_text_pictures_and_link(self) -> None:
        self.send()
        expect(self.page.locator(".merchant .bubble")).to_have_text("已与用户沟通解决")
        self.assertEqual(
            self.texts(".pictures figcaption"), SAMPLE["response_images"].split("|")
        )
        card = self.page.locator("a.card")
        expect(card.locator("strong")).to_have_text("查看订单详情")
        expect(card).to_have_attribute("href", "https://www.xxx.com/aaaa")

    def test_shows_a_repeated_reply_twice_and_says_so(self) -> None:
        self.send()
        self.send()
        expect(self.page.locator(".merchant .bubble")).to_have_count(2)
        expect(self.page.locator(".twice")).to_have_count(1)
        self.assertEqual(self.count("duplicates"), "1")
        self.assertEqual(self.count("applied"), "2")

    def test_shows_nothing_that_was_refused(self) -> None:
        self.send(response_content="好" * 201)
        expect(self.page.locator("#messages .badge.rejected")).to_have_count(1)
        expect(self.page.locator(".merchant")).to_have_count(0)
        self.assertEqual(self.count("rejected"), "1")

    def test_shows_the_complaint_that_is_chosen(self) -> None:
        self.send()
        self.page.locator(".complaint", has_text="76610001").click()
        expect(self.page.locator(".merchant")).to_have_count(0)
        self.page.locator(".complaint", has_text=COMPLAINT).click()
        expect(self.page.locator(".merchant")).to_have_count(1)

    def test_forgets_all_at_reset(self) -> None:
        self.send()
        expect(self.page.locator(".merchant")).to_have_count(1)
        self.page.locator("#reset").click()
        expect(self.page.locator(".merchant")).to_have_count(0)
        expect(self.page.locator("#messages .row")).to_have_count(0)
        self.send()
        expect(self.page.locator(".merchant")).to_have_count(1)

    def test_says_when_the_emulator_is_away(self) -> None:
        up = world.THE.start_up()
        page = world.THE.browser.new_page(locale="en-US")
        self.addCleanup(page.close)
        page.goto(up.address("What the consumer sees"))
        expect(page.locator("#live .on")).to_be_visible()
        up.end()
        expect(page.locator("#live .off")).to_have_text("the emulator is away")
        # What is pressed now does nothing, and nothing is left that goes wrong unseen.
        failures: list[str] = []
        page.on("pageerror", lambda error: failures.append(str(error)))
        page.locator(".fault").first.click()
        page.locator("#reset").click()
        page.locator("#own summary").click()
        page.locator("#own textarea").fill("{}")
        page.locator("#own form button").click()
        expect(page.locator("#own .refused")).to_have_text("the emulator is away")
        self.assertEqual(failures, [])

    def test_begins_anew_with_an_emulator_that_was_started_anew(self) -> None:
        up = world.THE.start_up()
        page = world.THE.browser.new_page(locale="en-US")
        self.addCleanup(page.close)
        address = up.address("What the consumer sees")
        page.goto(address)
        first = page.locator("#messages .row time").first
        expect(page.locator("#messages .row")).to_have_count(3)
        arrived = first.inner_text()
        up.end()
        expect(page.locator("#live .off")).to_be_visible()
        world.THE.start_up(page_port=int(address.rstrip("/").rpartition(":")[2]))
        expect(page.locator("#live .on")).to_be_visible()
        expect(first).not_to_have_text(arrived)
        expect(page.locator("#messages .row")).to_have_count(3)

    def test_scrolls_to_the_reply_that_is_looked_at(self) -> None:
        for number in range(1, 10):
            self.send(transaction_id=f"scroll{number}")
        expect(self.page.locator(".merchant")).to_have_count(9)
        expect(self.page.locator("[data-number='9'] .bubble")).to_be_in_viewport()
        expect(self.page.locator("[data-number='2'] .bubble")).not_to_be_in_viewport()
        self.page.locator("#messages .row", has_text="#2").click()
        expect(self.page.locator("[data-number='2'] .bubble")).to_be_in_viewport()

    def test_says_what_is_left_out_of_many_replies(self) -> None:
        # What the emulator shows of many is what a page of 200 messages is given.
        shown = """async () => {
          const { showPhone } = await import("./phone.js");
          const fields = { transaction_id: "x", response_content: "x" };
          const replies = [{ number: 7, arrival_ms: 1, fields }];
          showPhone({ replies: 7, state: "处理中" }, replies, 7, "zh");
          return [...document.querySelectorAll(".talk > :not(.consumer)")].map((e) => e.className);
        }"""
        self.assertEqual(self.page.evaluate(shown), ["note", "note", "turn merchant"])
        self.assertEqual(
            self.texts(".talk .note"), ["更早的 6 条回复未在此显示", "商家已回复，投诉单进入处理中"]
        )


class MessageTest(PageTest):
    def test_lists_every_rule_that_was_kept(self) -> None:
        self.send()
        expect(self.page.locator(".verdict.kept")).to_have_text("✓ 35 条规则全部符合")
        self.assertEqual(self.texts(".rules li.broken"), [])
        self.assertEqual(len(self.texts(".rules li.kept")), 21)
        self.assertIn("sign 与报文相符", self.texts(".rules li .text"))

    def test_names_the_rule_that_was_broken_and_how(self) -> None:
        self.send(response_content="好" * 201)
        expect(self.page.locator(".rules li.broken")).to_contain_text("至多 200 个字符")
        self.assertEqual(
            self.texts(".violation"), ["response_content：有 201 个字符，至多 200 个"]
        )

    def test_says_what_could_not_be_looked_at(self) -> None:
        world.THE.send(b"{")
        expect(self.page.locator(".rules .hint")).to_contain_text("其后的规则无法检查")
        self.assertNotIn("sign 与报文相符", self.texts(".rules li .text"))

    def test_shows_the_bytes_in_their_charset(self) -> None:
        world.THE.reply(f"page{next(NUMBERS)}", isspid="39493003")
        expect(self.page.locator("#request")).to_contain_text("POST /xml HTTP/1.1")
        text = self.page.locator("#request").inner_text()
        self.assertIn('<?xml version="1.0" encoding="GBK"?>', text)
        self.assertIn("<response_content>已与用户沟通解决</response_content>", text)
        self.assertIn("<id>0000</id>", self.page.locator("#answer").inner_text())

    def test_stays_with_the_message_that_was_chosen(self) -> None:
        self.send()
        expect(self.page.locator("#messages .row")).to_have_count(1)
        self.send(transaction_id="second")
        expect(self.page.locator("#request")).to_contain_text('"second"')
        self.page.locator("#messages .row", has_text="#1").click()
        self.send(transaction_id="third")
        expect(self.page.locator("#messages .row")).to_have_count(3)
        expect(self.page.locator("#request")).to_contain_text(SAMPLE["transaction_id"])


class SafetyTest(PageTest):
    def test_shows_html_as_text(self) -> None:
        self.send(response_content=HTML, response_images=f"{HTML}|b", jump_url_text="<b>粗体</b>")
        expect(self.page.locator(".merchant .bubble")).to_have_text(HTML)
        self.assertEqual(self.texts(".pictures figcaption"), [HTML, "b"])
        expect(self.page.locator(".card strong")).to_have_text("<b>粗体</b>")
        # Everywhere else: a path, a header, what is wrong with a field, the name of a fault.
        world.THE.ask("POST", "/faults", {"name": HTML, "times": 0, "latency_ms": 1})
        world.THE.send(signed({**SAMPLE, "request_type": HTML}), Fine=HTML)
        expect(self.page.locator(".violation", has_text="<script>")).to_have_count(1)
        world.THE.send(b"{}", path="/<script>")
        expect(self.page.locator("#messages .row").first).to_contain_text("/<script>")
        self.page.locator("#language").click()
        expect(self.page.locator("h1")).to_have_text("Gateway emulator")
        self.assertIsNone(self.page.evaluate("window.pwned ?? null"))
        self.assertEqual(self.page.locator("main script, main img, main b").count(), 0)

    def test_makes_no_link_but_of_https(self) -> None:
        # The emulator takes no other one, so it is made in the page.
        card = """async (url) => {
          const { showPhone } = await import("./phone.js");
          const fields = { response_content: "x", jump_url: url, jump_url_text: "x" };
          showPhone({ replies: 1 }, [{ number: 1, arrival_ms: 1, fields }], 1, "zh");
          return document.querySelector(".card").outerHTML;
        }"""
        self.assertIn("<a ", self.page.evaluate(card, "https://a.example"))
        script = self.page.evaluate(card, "javascript:window.pwned=1")
        self.assertNotIn("href", script)

    def test_shows_no_key(self) -> None:
        self.send()
        world.THE.send(signed({**SAMPLE, "sign": "wrong"}))
        expect(self.page.locator("#messages .row")).to_have_count(2)
        self.assertNotIn(KEY, self.page.content())
        self.assertNotIn(KEY, str(world.THE.ask("GET", "/view?after=0")))

    def test_lets_no_other_site_switch_anything(self) -> None:
        class Site(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                self.send_header("Content-Type", "text/html")
                self.end_headers()
                self.wfile.write(b"another site")

            def log_message(self, *_: object) -> None:
                pass

        site = http.server.HTTPServer(("127.0.0.1", 0), Site)
        self.addCleanup(site.server_close)
        threading.Thread(target=site.serve_forever, daemon=True).start()
        self.addCleanup(site.shutdown)
        page = world.THE.browser.new_page()
        self.addCleanup(page.close)
        page.goto(f"http://127.0.0.1:{site.server_port}/")
        page.evaluate(
            "url => fetch(url, { method: 'POST', mode: 'no-cors', body: '{}' })",
            world.THE.url + "faults",
        )
        self.assertEqual(world.THE.ask("GET", "/faults"), [])


class FaultTest(PageTest):
    def switch(self, name: str):
        return self.page.locator(f".fault[data-key={name}]")

    def test_each_fault_ends_as_the_page_says(self) -> None:
        presets = self.page.evaluate("import('./faults.js').then(({ PRESETS }) => PRESETS)")
        self.assertGreater(len(presets), 8)
        for preset in presets:
            with self.subTest(preset["name"]):
                self.reply()  # so that the breaker stays closed
                if preset["outcome"] == "notSent":
                    # Of a merchant that has no connection open yet.
                    self.let_connections_go()
                switch = self.switch(preset["name"])
                switch.click()
                expect(switch).to_have_attribute("aria-checked", "true")
                self.assertEqual(self.reply(), EXIT_CODES[preset["outcome"]])
                expect(switch).to_have_attribute("aria-checked", "false")
                expect(switch.locator(".fired")).to_have_text("已触发 1 次")

    def let_connections_go(self) -> None:
        world.THE.ask("PUT", "/settings", {"idle_close_ms": 1})
        self.addCleanup(world.THE.ask, "PUT", "/settings", {"idle_close_ms": 0})
        self.reply()

    def test_a_message_tells_the_fault_that_it_met(self) -> None:
        self.switch("refused").click()
        expect(self.switch("refused")).to_have_attribute("aria-checked", "true")
        self.reply()
        expect(self.page.locator("#messages .badge.met")).to_have_text("拒绝：9999")
        expect(self.page.locator("#messages .badge.dropped")).to_have_count(1)
        expect(self.page.locator("#answer")).to_contain_text("投诉单已关闭")

    def test_a_fault_stays_until_it_is_switched_off(self) -> None:
        self.page.locator("#times [data-key='times 0']").click()
        self.switch("refused").click()
        expect(self.switch("refused")).to_have_attribute("aria-checked", "true")
        self.assertEqual([self.reply(), self.reply()], [1, 1])
        expect(self.switch("refused").locator(".fired")).to_have_text("已触发 2 次")
        self.switch("refused").click()
        expect(self.switch("refused")).to_have_attribute("aria-checked", "false")
        self.assertEqual(self.reply(), 0)

    def test_takes_a_fault_that_somebody_writes(self) -> None:
        self.page.locator("#own summary").click()
        plan = self.page.locator("#own textarea")
        plan.fill("{")
        self.page.locator("#own form button").click()
        expect(self.page.locator("#own .refused")).to_contain_text("不是 JSON：")
        plan.fill('{"result_id": 9}')
        self.page.locator("#own form button").click()
        expect(self.page.locator("#own .refused")).to_have_text("result_id: must be a string")
        self.assertIn("400 (Bad Request)", self.errors.pop())
        plan.fill('{"result_id": "8888", "apply": false}')
        self.page.locator("#own form button").click()
        expect(self.page.locator(".own code")).to_have_text('{"result_id":"8888","apply":false}')
        expect(self.page.locator("#own .refused")).to_be_empty()
        self.assertEqual(self.reply(), 1)
        self.page.locator(".own button").click()
        expect(self.page.locator(".own")).to_have_count(0)

    def test_works_by_the_keyboard(self) -> None:
        self.switch("slow").focus()
        self.page.keyboard.press("Space")
        expect(self.switch("slow")).to_have_attribute("aria-checked", "true")
        expect(self.switch("slow")).to_be_focused()


class LanguageTest(PageTest):
    def test_speaks_as_the_browser_does(self) -> None:
        for locale, title in {"zh-TW": "网关模拟器", "en-GB": "Gateway emulator"}.items():
            expect(self.open(locale).locator("h1")).to_have_text(title)

    def test_keeps_the_language_that_was_chosen(self) -> None:
        self.page.locator("#language").click()
        expect(self.page.locator("h1")).to_have_text("Gateway emulator")
        self.assertEqual(self.page.locator("html").get_attribute("lang"), "en")
        self.page.reload()
        expect(self.page.locator("h1")).to_have_text("Gateway emulator")

    def test_has_all_words_in_both(self) -> None:
        words = self.page.evaluate("import('./words.js').then(({ WORDS }) => WORDS)")
        self.assertEqual(words["en"].keys(), words["zh"].keys())
        for name, text in words["en"].items():
            wanted = re.findall(r"{\w+}", text)
            self.assertEqual(sorted(re.findall(r"{\w+}", words["zh"][name])), sorted(wanted), name)

    def test_has_words_for_every_rule_and_violation(self) -> None:
        bad = {name: value for name, value in SAMPLE.items() if name not in ("isspid", "jump_url")}
        bad |= {
            "request_type": "x",
            "system_id": "88888",
            "seller_account": "",
            "complaint_id": "unknown",
            "response_images": "a||b|c|d",
            "extra": "1",
        }
        world.THE.send(signed({**bad, "sign": "wrong"}))
        wrong_order = dict(reversed(SAMPLE.items()))
        world.THE.send(signed({**wrong_order, "jump_url": "http://a", "jump_url_text": ""}))
        world.THE.send(b'{"isspid": 1, "isspid": 2}', Expect="x", **{"Content-Type": "text/plain"})
        world.THE.send(b"\xff")
        world.THE.send("<a><jump_url>b</jump_url></a>".encode(), path="/xml")
        world.THE.send(b"", path="/other")
        expect(self.page.locator("#messages .row")).to_have_count(6)
        violations = set()
        for row in self.page.locator("#messages .row").all():
            row.click()
            violations |= set(self.texts(".violation"))
            self.assertNotIn("rule_", self.page.locator(".rules").inner_text())
        self.assertGreater(len(violations), 20)
        for violation in violations:
            if violation.startswith(("xml：", "json：")):
                continue  # the parser's own words
            self.assertRegex(violation, "：.*[\u4e00-\u9fff]", "not in Chinese")


class LayoutTest(PageTest):
    def test_fits_every_width(self) -> None:
        self.send(response_content="x" * 200, jump_url="https://a.example/" + "y" * 480)
        for width in (360, 800, 1280, 1920):
            page = self.open("en-US", viewport={"width": width, "height": 900})
            expect(page.locator(".merchant .bubble")).to_be_visible()
            wide = page.evaluate("document.documentElement.scrollWidth")
            self.assertLessEqual(wide, width)

    def test_what_is_said_stays_as_narrow_as_it_is(self) -> None:
        self.send(response_images="|".join(["file752398_7983424" * 3] * 4))
        said = self.page.locator(".merchant .said").bounding_box()
        pictures = self.page.locator(".pictures").bounding_box()
        self.assertLessEqual(pictures["width"], said["width"])
        for figure in self.page.locator(".pictures figure").all():
            box = figure.bounding_box()
            self.assertLessEqual(box["x"] + box["width"], said["x"] + said["width"] + 0.5)
