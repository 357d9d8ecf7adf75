// How many deeds went out unseen: from another page's return, or from the page that stands in without contact, which
// gives way to the one that was asked for. The next page tells.

const SENT = "returkoll-sent"

export function noteSent() {
  sessionStorage.setItem(SENT, Number(sessionStorage.getItem(SENT) ?? 0) + 1)
}

export function takeSent() {
  const sent = Number(sessionStorage.getItem(SENT) ?? 0)
  sessionStorage.removeItem(SENT)
  return sent
}
