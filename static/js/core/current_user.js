// Who is signed in on this tablet. Every page that the server made says it (nobody, on the sign-in page). The page that
// opens without contact does not know, and takes what the last page said.

const USER = "returkoll.user"

export function noteUser() {
  const { user } = document.body.dataset
  if (user === undefined) return
  if (user) localStorage.setItem(USER, user)
  else localStorage.removeItem(USER)
}

export function currentUser() {
  return Number(localStorage.getItem(USER)) || null
}
