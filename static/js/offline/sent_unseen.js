// How many deeds were sent without anybody seeing it: those of another return than the page's, and those sent from the page
// that stands in without contact, which is replaced by the page that was asked for. The next page says it.

const SENT = "returkoll-sent"

export function noteSent() {
  sessionStorage.setItem(SENT, Number(sessionStorage.getItem(SENT) ?? 0) + 1)
}

export function takeSent() {
  const sent = Number(sessionStorage.getItem(SENT) ?? 0)
  sessionStorage.removeItem(SENT)
  return sent
}
