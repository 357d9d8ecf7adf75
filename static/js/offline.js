// The offline page stands in for the page that was asked for; when the server answers again, show that one.

const PATIENCE = 5000

async function tryAgain() {
  try {
    const answer = await fetch("/healthz", { cache: "no-store" })
    if (answer.ok) location.reload()
  } catch {
    // Still no contact: the next try comes by itself.
  }
}

window.addEventListener("online", tryAgain)
setInterval(tryAgain, PATIENCE)
