"""What every browser test does on its way, in one place."""

from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

PASSWORD = "returkoll-demo"
EMAILS = {
    "clinic": "klinik@returkoll.demo",
    "warehouse": "lager@returkoll.demo",
    "admin": "admin@returkoll.demo",
}
ALL_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
"""axe's names of WCAG 2.1 A and AA, and of its own best practices."""
COLOUR_RULES = ["color-contrast", "link-in-text-block"]
"""axe's rules that look at colours: no other one depends on the colour scheme."""


# The layout is that of the new size, and the colours have faded over to the other scheme's.
SETTLED = """async () => {
  const frame = () => new Promise(requestAnimationFrame)
  await frame()
  await frame()
  const fading = () => document.getAnimations().filter((a) => a.effect.getComputedTiming().endTime !== Infinity)
  // One that ends can begin the next: a colour that is inherited fades in the parent first, then in the child.
  while (fading().length) {
    await Promise.all(fading().map((a) => a.finished.catch(() => null)))
    await frame()
  }
}"""


def sign_in(page: Page, who: str, password: str = PASSWORD) -> None:
    """Sign in as `clinic`, `warehouse`, `admin` or an address by the sign-in page's own form."""
    page.goto("/logga-in")
    page.locator("input[name=email]").fill(EMAILS.get(who, who))
    page.locator("input[name=password]").fill(password)
    page.locator("input[name=password]").press("Enter")
    expect(page).not_to_have_url("**/logga-in")


def axe_findings(page: Page, rules: list[str] = ALL_RULES) -> list[str]:
    """What axe says against these rules: one text a finding."""
    page.evaluate(SETTLED)
    axe = Axe("") if page.evaluate("'axe' in window") else Axe()  # half a megabyte of script, once a page
    found = axe.run(page, options={"runOnly": rules, "resultTypes": ["violations"]})
    path = urlsplit(page.url).path
    return [
        f"{path}: {violation['help']} ({violation['id']}, {violation['impact']})\n    {node['html']}\n"
        f"    {' '.join(node['failureSummary'].split())}"
        for violation in found.response["violations"]
        for node in violation["nodes"]
    ]
