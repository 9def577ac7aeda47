"""Requirements of the browser tests: windows start without state, and their errors are reported."""

import pytest

STORED = """
async () => [
  localStorage.getItem("mark"), sessionStorage.getItem("mark"), document.cookie,
  (await navigator.permissions.query({ name: "clipboard-read" })).state === "granted",
]
"""
STORE = "() => { localStorage.mark = 1; sessionStorage.mark = 1; document.cookie = 'mark=1; max-age=600'; }"


def test_windows_share_no_state(reading, site) -> None:
    for allowed in (["clipboard-read"], []):
        with reading() as window:
            page = window(allowed=allowed)
            page.goto(f"{site}/index.html")
            assert page.evaluate(STORED) == [None, None, "", bool(allowed)]
            page.evaluate(STORE)
            page.context.new_page().goto(f"{site}/index.html")


@pytest.mark.parametrize(
    ("script", "message"),
    [
        ("setTimeout(() => { throw new Error('broken') })", "broken"),
        ("console.error('broken')", "broken"),
        (
            "new Image().src = 'http://elsewhere.invalid/x.png'",
            "request to another host: http://elsewhere.invalid/x.png",
        ),
        ("new Image().src = '/_images/nowhere.png'", "404"),
    ],
)
def test_errors_in_a_window_fail_the_test(reading, site, script, message) -> None:
    def open_page() -> None:
        with reading() as window:
            page = window()
            page.goto(f"{site}/index.html")
            page.evaluate(f"() => {{ {script} }}")
            page.wait_for_load_state("networkidle")
            page.wait_for_timeout(100)

    with pytest.raises(AssertionError, match=message):
        open_page()


def test_reports_accessibility_violations(show, barriers) -> None:
    page = show("index.html")
    page.evaluate("document.querySelector('h1').append(Object.assign(new Image(), { src: '/_static/favicon.svg' }))")
    assert barriers(page, "h2") == []
    (barrier,) = barriers(page)
    assert barrier.startswith("image-alt: <img")
