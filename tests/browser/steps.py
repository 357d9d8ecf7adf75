"""What every browser test does on its way, in one place."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

PASSWORD = "returkoll-demo"
EMAILS = {
    "clinic": "klinik@returkoll.demo",
    "warehouse": "lager@returkoll.demo",
    "admin": "admin@returkoll.demo",
}
WCAG_2_1_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]


def sign_in(page: Page, who: str) -> None:
    """Sign in as `clinic`, `warehouse` or `admin` by the sign-in page's own form."""
    page.goto("/logga-in")
    page.locator("input[name=email]").fill(EMAILS[who])
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=password]").press("Enter")
    expect(page).not_to_have_url("**/logga-in**")


def assert_accessible(page: Page) -> None:
    """axe finds nothing against WCAG 2.1 AA, nor against its own best practices."""
    found = Axe().run(page, options={"runOnly": WCAG_2_1_AA, "resultTypes": ["violations"]})
    sentences = [
        f"  {violation['help']} ({violation['id']}, {violation['impact']}):\n"
        + "\n".join(f"    {node['html']}\n      {node['failureSummary']}" for node in violation["nodes"])
        for violation in found.response["violations"]
    ]
    assert not sentences, f"axe on {page.url}:\n" + "\n".join(sentences)
