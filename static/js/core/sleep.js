// Waits for that many milliseconds.
export function sleep(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
