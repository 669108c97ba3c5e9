"""The pages in a browser: they run, they filter, they light up, and nothing hostile happens."""

import os
import shutil
from dataclasses import replace

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select

from solieu import comparison, page, report
from solieu.data.article import Article, Entity, Relation
from solieu.data.corpus import FOLDER
from solieu.data.reading import read_articles
from solieu.eval.baseline import extract_by_rules
from solieu.eval.comparison import compare_systems
from solieu.eval.report import report as build
from solieu.model.facts import with_facts

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
DRIVER = shutil.which("chromedriver")
if not (CHROMIUM and DRIVER):
    if os.environ.get("SOLIEU_BROWSER") == "required":
        raise RuntimeError("chromium and chromedriver are required here; install them")
    pytest.skip("chromium and chromedriver are not installed", allow_module_level=True)

HANDLERS = (
    "document.title='hacked'",
    "fetch('https://example.org')",
    "location='https://example.org'",
    "new Image().src='https://example.org'",
    "document.write('hacked')",
    "eval('document.title=String(6)')",
    "import('https://example.org/a.js')",
    "window.open('https://example.org')",
    "navigator.sendBeacon('https://example.org')",
    "document.body.remove()",
)
PATTERNS = (
    "<script>{0}</script>",
    "</script><script>{0}</script>",
    '"><img src=x onerror="{0}">',
    "'><svg/onload={0}>",
    "<iframe srcdoc='<script>parent.{0}</script>'>",
    "javascript:{0}",
    "{{{{ {0} }}}}",
    "{{% raw %}}<script>{0}</script>",
    "]]><script>{0}</script>",
    "</style><script>{0}</script>",
    "</title><script>{0}</script>",
    "<base href=//example.org><script>{0}</script>",
    "<math><mtext></mtext><script>{0}</script></math>",
    "<a href=javascript:{0} autofocus onfocus={0}>x</a>",
    "<details open ontoggle={0}>",
    "<body onload={0}>",
    "\u202e<script>{0}</script>\u2066",
    "&lt;script&gt;{0}&lt;/script&gt;",
    "<meta http-equiv=refresh content='0;url=javascript:{0}'>",
    "<link rel=stylesheet href=//example.org/a.css onload={0}>",
)
PAYLOADS = [[pattern.format(handler) for pattern in PATTERNS] for handler in HANDLERS]
"""Two hundred of them; a page holds those of one handler."""


@pytest.fixture(scope="module")
def browser():
    options = Options()
    options.binary_location = CHROMIUM
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=1300,1000"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    found = webdriver.Chrome(options=options, service=Service(DRIVER))
    yield found
    found.quit()


@pytest.fixture
def view(browser, tmp_path):
    """Opens a page; what the browser says of errors and requests is empty afterwards."""

    def call(html):
        path = tmp_path / "page.html"
        path.write_text(html, encoding="utf-8")
        for kind in ("browser", "performance"):
            browser.get_log(kind)
        browser.get(path.as_uri())
        return browser

    yield call
    assert browser.get_log("browser") == []
    asked = [entry for entry in browser.get_log("performance") if "https:" in entry["message"]]
    assert asked == []


@pytest.fixture(scope="module")
def gold():
    return read_articles(FOLDER / "test")[:3]


@pytest.fixture(scope="module")
def evaluation(gold):
    found = [extract_by_rules(Article(one.text, one.id, one.date)) for one in gold]
    return build(gold, [with_facts(one) for one in found], system="rules", data="test")


def shown(browser):
    passages = browser.find_elements(By.CSS_SELECTOR, "#passages .passage")
    return [passage for passage in passages if passage.is_displayed()]


def test_errors_are_filtered(view, evaluation):
    browser = view(report.page(evaluation))
    everything = shown(browser)
    assert len(everything) == len(evaluation.passages)
    Select(browser.find_element(By.NAME, "labels")).select_by_visible_text("FIGURE")
    figures = shown(browser)
    assert 0 < len(figures) < len(everything)
    assert all("FIGURE" in one.get_attribute("data-labels").split() for one in figures)
    assert browser.find_element(By.TAG_NAME, "output").text == str(len(figures))
    Select(browser.find_element(By.NAME, "kinds")).select_by_value("missed")
    assert all("missed" in one.get_attribute("data-kinds").split() for one in shown(browser))
    Select(browser.find_element(By.NAME, "labels")).select_by_index(0)
    Select(browser.find_element(By.NAME, "kinds")).select_by_index(0)
    name = evaluation.passages[0].article
    Select(browser.find_element(By.NAME, "article")).select_by_visible_text(name)
    assert {one.get_attribute("data-article") for one in shown(browser)} == {name}


def test_a_fact_lights_up_its_evidence(view, gold):
    article = with_facts(gold[0])
    browser = view(page.page([article]))
    row = browser.find_element(By.CSS_SELECTOR, "tr[data-evidence]")
    row.click()
    numbers = [int(n) for n in row.get_attribute("data-evidence").split()]
    lit = browser.find_elements(By.CSS_SELECTOR, "mark.lit")
    assert {mark.text for mark in lit} == {article.entities[n].text for n in numbers}
    assert len(browser.find_elements(By.CSS_SELECTOR, "svg.overlay path")) == len(numbers) - 1
    browser.find_element(By.TAG_NAME, "body").send_keys(Keys.ESCAPE)
    assert browser.find_elements(By.CSS_SELECTOR, ".lit, svg.overlay") == []


def test_the_keyboard_is_enough(view, gold):
    browser = view(page.page([with_facts(gold[0])]))
    row = browser.find_element(By.CSS_SELECTOR, "tr[data-evidence]")
    browser.execute_script("arguments[0].focus()", row)
    row.send_keys(Keys.ENTER)
    assert browser.find_elements(By.CSS_SELECTOR, "mark.lit")
    mark = browser.find_element(By.CSS_SELECTOR, "mark")
    browser.execute_script("arguments[0].focus()", mark)
    mark.send_keys(Keys.SPACE)
    assert browser.find_element(By.CSS_SELECTOR, ".lit").tag_name == "mark"


def test_a_hundred_articles_have_a_list(view, gold):
    many = [with_facts(replace(gold[n % len(gold)], id=f"bài {n}")) for n in range(100)]
    browser = view(page.page(many, "vi"))
    links = browser.find_elements(By.CSS_SELECTOR, "#index a")
    assert len(links) == 100
    links[50].click()
    assert browser.current_url.endswith("#a50")


def hostile(payload):
    text = f"{payload} GDP 5%"
    entities = (
        Entity(payload, 0, len(payload), payload),
        Entity("INDICATOR", len(payload) + 1, len(payload) + 4, "GDP"),
        Entity("FIGURE", len(payload) + 5, len(text), "5%"),
    )
    links = (Relation(2, "level", 1), Relation(2, payload, 0))
    return with_facts(Article(text, payload, None, entities, links))


def unharmed(browser):
    """The page still runs its own script, and nothing else has happened."""
    assert len(browser.find_elements(By.TAG_NAME, "script")) == 1
    assert browser.title not in ("hacked", "6")
    assert browser.current_url.startswith("file:")
    assert len(browser.window_handles) == 1
    assert browser.find_elements(By.TAG_NAME, "h1")


@pytest.mark.parametrize("payloads", PAYLOADS, ids=HANDLERS)
def test_nothing_hostile_runs_in_articles(view, payloads):
    browser = view(page.page([hostile(payload) for payload in payloads]))
    for row in browser.find_elements(By.CSS_SELECTOR, "tr[data-evidence], mark"):
        browser.execute_script("arguments[0].click()", row)
    unharmed(browser)
    assert len(browser.find_elements(By.CSS_SELECTOR, "div.text")) == len(payloads)


@pytest.mark.parametrize("payloads", PAYLOADS, ids=HANDLERS)
def test_nothing_hostile_runs_in_reports(view, payloads):
    gold = [hostile(payload) for payload in payloads]
    bare = [Article(one.text, one.id) for one in gold]
    name = " ".join(payloads)
    browser = view(report.page(build(gold, bare, system=name, data=name)))
    Select(browser.find_element(By.NAME, "kinds")).select_by_value("missed")
    unharmed(browser)
    compared = compare_systems(gold, gold, bare)
    unharmed(view(comparison.page(compared, name, name)))
