// Whose tablet this is just now. Every page that the server made says who is signed in (nobody, on the sign-in page);
// the page that opens without contact asks what the last one said.

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
