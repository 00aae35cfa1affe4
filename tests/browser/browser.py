"""A headless Chromium, driven by chromedriver over WebDriver's HTTP: no more than the test needs."""

import base64
import json
import socket
import subprocess
import time
import urllib.error
import urllib.request

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
KEYS = {"Enter": "\ue007", "Escape": "\ue00c", "Up": "\ue013", "Down": "\ue015", "Tab": "\ue004",
        "Home": "\ue011", "End": "\ue010", "Left": "\ue012", "Right": "\ue014"}


class Browser:
    def __init__(self, driver, chromium, profile):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.base = f"http://127.0.0.1:{port}"
        self.process = subprocess.Popen([driver, f"--port={port}"], stdout=subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL)
        self.session = ""
        self._wait_for_driver()
        options = {
            "binary": chromium,
            # Tests may run as root, and in containers with little shared memory.
            "args": ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                     "--force-color-profile=srgb", "--window-size=1280,900", "--no-first-run",
                     "--disable-background-networking", "--disable-component-update",
                     f"--user-data-dir={profile}"],
        }
        capabilities = {"browserName": "chrome", "goog:chromeOptions": options,
                        "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"}}
        answer = self._call("POST", "/session", {"capabilities": {"alwaysMatch": capabilities}})
        self.session = "/session/" + answer["sessionId"]

    def _wait_for_driver(self):
        for _ in range(600):
            try:
                if self._call("GET", "/status")["ready"]:
                    return
            except OSError:
                pass
            time.sleep(0.05)
        raise RuntimeError("chromedriver does not answer")

    def _call(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.base + path, data, method=method,
                                         headers={"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise RuntimeError(f"{path}: {error.read().decode()}") from None

    def do(self, path, body=None, method="POST"):
        return self._call(method, self.session + path, None if method == "GET" else body or {})

    def close(self):
        try:
            if self.session:
                self._call("DELETE", self.session)
        finally:
            self.process.terminate()
            self.process.wait()

    def open(self, url):
        self.do("/url", {"url": url})

    def run(self, script, *arguments):
        """What a function body of JavaScript returns."""
        return self.do("/execute/sync", {"script": script, "args": list(arguments)})

    def find(self, selector):
        return self.do("/element", {"using": "css selector", "value": selector})[ELEMENT]

    def click(self, selector):
        self.do(f"/element/{self.find(selector)}/click")

    def text(self, selector):
        """As a person sees it: nothing of what is hidden."""
        return self.run("const e = document.querySelector(arguments[0]); return e ? e.innerText : null",
                        selector)

    def press(self, *keys):
        """Keys or text, to what has the focus."""
        actions = []
        for key in keys:
            for each in [KEYS[key]] if key in KEYS else key:
                actions += [{"type": "keyDown", "value": each}, {"type": "keyUp", "value": each}]
        self.do("/actions", {"actions": [{"type": "key", "id": "keyboard", "actions": actions}]})

    def command(self, name, **parameters):
        return self.do("/goog/cdp/execute", {"cmd": name, "params": parameters})

    def emulate(self, scheme="light", media="", width=1280, height=900):
        self.command("Emulation.setEmulatedMedia", media=media,
                     features=[{"name": "prefers-color-scheme", "value": scheme}])
        self.command("Emulation.setDeviceMetricsOverride", width=width, height=height,
                     deviceScaleFactor=1, mobile=False)

    def screenshot(self, file):
        with open(file, "wb") as out:
            out.write(base64.b64decode(self.do("/screenshot", method="GET")))

    def pdf(self, file):
        data = self.command("Page.printToPDF", printBackground=True, preferCSSPageSize=True)["data"]
        with open(file, "wb") as out:
            out.write(base64.b64decode(data))

    def console(self):
        """What was said there since the last call."""
        return [entry["message"] for entry in self.do("/se/log", {"type": "browser"})]

    def requests(self, page):
        """The URLs that a page asked for. The browser's own first one may still be at it."""
        urls = []
        for entry in self.do("/se/log", {"type": "performance"}):
            message = json.loads(entry["message"])["message"]
            if message["method"] != "Network.requestWillBeSent":
                continue
            if message["params"]["documentURL"].startswith(page):
                urls.append(message["params"]["request"]["url"])
        return urls
