"""What the tests in a browser rely on: a window begins empty, and what goes wrong in it is told."""

import pytest

KEPT = """
async () => [
  localStorage.getItem("mark"), sessionStorage.getItem("mark"), document.cookie,
  (await navigator.permissions.query({ name: "clipboard-read" })).state === "granted",
]
"""
KEEP = "() => { localStorage.mark = 1; sessionStorage.mark = 1; document.cookie = 'mark=1; max-age=600'; }"


def test_a_reader_knows_nothing_of_the_one_before(reading, site) -> None:
    for allowed in (["clipboard-read"], []):
        with reading() as window:
            page = window(allowed=allowed)
            page.goto(f"{site}/index.html")
            assert page.evaluate(KEPT) == [None, None, "", bool(allowed)]
            page.evaluate(KEEP)
            page.context.new_page().goto(f"{site}/index.html")


@pytest.mark.parametrize(
    ("script", "told"),
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
def test_what_goes_wrong_in_a_window_is_told(reading, site, script, told) -> None:
    def wrong() -> None:
        with reading() as window:
            page = window()
            page.goto(f"{site}/index.html")
            page.evaluate(f"() => {{ {script} }}")
            page.wait_for_load_state("networkidle")
            page.wait_for_timeout(100)

    with pytest.raises(AssertionError, match=told):
        wrong()


def test_a_barrier_is_told_where_one_is(show, barriers) -> None:
    page = show("index.html")
    page.evaluate("document.querySelector('h1').append(Object.assign(new Image(), { src: '/_static/favicon.svg' }))")
    assert barriers(page, "h2") == []
    (barrier,) = barriers(page)
    assert barrier.startswith("image-alt: <img")
