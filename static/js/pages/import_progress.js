// Follows an import that goes on beside the request, and shows its result when it is done.

const EVERY = 700 // milliseconds

export function start(element) {
  const bar = element.querySelector("progress")
  const words = element.querySelector("[data-said]")
  const timer = setInterval(async () => {
    const status = await ask(element.dataset.url)
    if (!status) return
    if (status.state !== "running") {
      clearInterval(timer)
      location.reload()
      return
    }
    if (words.textContent !== status.said) words.textContent = status.said
    bar.max = status.size || 1
    if (status.done < status.size) bar.value = status.done
    else bar.removeAttribute("value") // nobody knows how long the comparison takes
  }, EVERY)
}

async function ask(url) {
  try {
    const answer = await fetch(url, { headers: { Accept: "application/json" } })
    return answer.ok ? await answer.json() : null
  } catch {
    return null // there is no contact just now; the next tick asks again
  }
}
