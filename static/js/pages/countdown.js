// Counts down the seconds that the server said are left. The page's own clock is not asked: a tablet's may be wrong.

const SECOND = 1000 // ms

export function start(element) {
  const end = performance.now() + Number(element.dataset.left) * SECOND
  const timer = setInterval(() => {
    if (!element.isConnected) return clearInterval(timer)
    const left = Math.max(0, Math.ceil((end - performance.now()) / SECOND))
    element.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`
  }, SECOND)
}
