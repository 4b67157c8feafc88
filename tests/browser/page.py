"""Drives the page in headless Chromium over the W3C WebDriver protocol, with Python's standard
library only. Pictures go to the folder $SCREENSHOTS, where it is set."""

import base64
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

PHONE = "13900000000"
NEED = "我妈瘫床上半个月没擦过身了，电话" + PHONE
NOBODY = "小区门口路灯坏了一个月没人修"
LONG = "我妈瘫床上，资料在 http://example.org/" + "a" * 200
AREA = "官渡区/太和街道"
FLAGS = [
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]
SCRIPTED = "data:text/html,<title>off</title><script>document.title='on'</script>"
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"


# a proxy of the surroundings has no business with this machine's own ports
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def call(method, url, body=None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"}, method=method)
    with OPENER.open(request, timeout=60) as response:
        return json.load(response)["value"]


class Browser:
    """One session of one browser."""

    def __init__(self, driver, profile, scripts=True, width=900, height=1300):
        options = {"args": FLAGS + [f"--user-data-dir={profile}", f"--window-size={width},{height}"]}
        if not scripts:
            options["prefs"] = {"profile.managed_default_content_settings.javascript": 2}
        wanted = {"goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "ALL"}}
        body = {"capabilities": {"alwaysMatch": wanted}}
        self.session = f"{driver}/session/" + call("POST", f"{driver}/session", body)["sessionId"]

    def do(self, method, path, body=None):
        return call(method, self.session + path, body)

    def open(self, url):
        self.do("POST", "/url", {"url": url})

    def find(self, selector):
        found = self.do("POST", "/elements", {"using": "css selector", "value": selector})
        return [element[ELEMENT] for element in found]

    def text(self, selector):
        return "\n".join(self.do("GET", f"/element/{e}/text") for e in self.find(selector))

    def type(self, selector, text):
        element = self.find(selector)[0]
        self.do("POST", f"/element/{element}/clear", {})
        self.do("POST", f"/element/{element}/value", {"text": text})

    def click(self, selector):
        self.do("POST", f"/element/{self.find(selector)[0]}/click", {})

    def source(self):
        return self.do("GET", "/source")

    def run(self, script):
        return self.do("POST", "/execute/sync", {"script": script, "args": []})

    def size(self, width, height=1300):
        # a window has a least width; the emulated screen has none
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        command = {"cmd": "Emulation.setDeviceMetricsOverride", "params": metrics}
        self.do("POST", "/goog/cdp/execute", command)

    def dark(self):
        features = [{"name": "prefers-color-scheme", "value": "dark"}]
        command = {"cmd": "Emulation.setEmulatedMedia", "params": {"features": features}}
        self.do("POST", "/goog/cdp/execute", command)

    def complaints(self):
        log = self.do("POST", "/se/log", {"type": "browser"})
        return [entry["message"] for entry in log if entry["level"] == "SEVERE"]

    def picture(self, name):
        folder = os.environ.get("SCREENSHOTS")
        if folder:
            with open(os.path.join(folder, name + ".png"), "wb") as file:
                file.write(base64.b64decode(self.do("GET", "/screenshot")))

    def ask(self, address, text):
        self.open(address)
        self.type("textarea#text", text)
        self.click(f'select#area option[value="{AREA}"]')
        self.click("button.main")
        # the blank page has no such element: once it is there, the answer is
        for _ in range(100):
            if self.find(".need"):
                return
            time.sleep(0.1)
        raise AssertionError("no answer within ten seconds")

    def quit(self):
        self.do("DELETE", "")


def finds_organizations(browser, address):
    browser.size(900)
    browser.ask(address, NEED)
    assert "对接" in browser.do("GET", "/title")
    assert browser.find(".matches > li"), "no organization"
    first = browser.text(".matches > li:first-child li:first-child")
    assert "“" in first, f"the first reason quotes no words: {first}"
    source = browser.source()
    assert PHONE not in source and "〔电话〕" in source, "the phone is masked"
    browser.picture("answer")


def has_a_dark_scheme(browser, address):
    browser.dark()
    browser.ask(address, NEED)
    paper = browser.run("return getComputedStyle(document.body).backgroundColor")
    channels = [int(n) for n in re.findall(r"\d+", paper)[:3]]
    assert max(channels) < 64, f"{paper} is not dark"
    browser.picture("answer-dark")


def says_nobody(browser, address):
    browser.ask(address, NOBODY)
    assert "没有合适的组织" in browser.text(".nobody"), "a street light has nobody"
    assert not browser.find(".matches")
    browser.picture("nobody")


def fits_a_phone_and_large_letters(browser, address):
    for width in (360, 450):
        browser.size(width)
        for text in (LONG, NEED):
            browser.ask(address, text)
            # clientWidth, unlike innerWidth, is without the scroll bar
            root = "document.documentElement"
            wide = browser.run(f"return {root}.scrollWidth - {root}.clientWidth")
            assert wide <= 0, f"{wide} pixels too wide at {width}"
        browser.picture(f"answer-{width}")


def can_be_used_by_keyboard(browser, address):
    browser.open(address)
    browser.do("POST", f"/element/{browser.find('textarea#text')[0]}/click", {})
    tab = {"type": "key", "id": "keyboard", "actions": [
        {"type": kind, "value": "\ue004"} for kind in ("keyDown", "keyUp")]}
    for expected in ("area", "main"):
        browser.do("POST", "/actions", {"actions": [tab]})
        active = browser.run("return document.activeElement.id || document.activeElement.className")
        assert active == expected, active


def works_without_scripts(browser, address):
    browser.open(SCRIPTED)
    assert browser.do("GET", "/title") == "off", "scripts still run"
    browser.ask(address, NEED)
    assert browser.find(".matches > li"), "no organization without scripts"


def main():
    program = sys.argv[1]
    server = subprocess.Popen(
        [program, "serve", "--listen", "127.0.0.1:0"],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    address = server.stdout.readline().strip()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    driver_process = subprocess.Popen(
        ["chromedriver", f"--port={port}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    driver = f"http://127.0.0.1:{port}"
    tests = [
        (finds_organizations, True), (says_nobody, True), (has_a_dark_scheme, True),
        (fits_a_phone_and_large_letters, True), (can_be_used_by_keyboard, True),
        (works_without_scripts, False),
    ]
    failed = 0
    try:
        for _ in range(100):
            try:
                call("GET", driver + "/status")
                break
            except OSError:
                time.sleep(0.1)
        for test, scripts in tests:
            with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
                browser = Browser(driver, profile, scripts)
                try:
                    test(browser, address)
                    complaints = browser.complaints()
                    assert not complaints, complaints
                    print("ok", test.__name__)
                except Exception as error:
                    failed += 1
                    print("FAILED", test.__name__, repr(error))
                finally:
                    browser.quit()
    finally:
        driver_process.terminate()
        server.terminate()
    print(f"{len(tests) - failed} passed, {failed} failed")
    sys.exit(failed > 0)


main()
