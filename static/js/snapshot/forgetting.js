// Forgets the register when a page shows that its unit is not at work here any more: core/app.js calls it where something is
// kept. While colleagues of the same unit change on a shared tablet the file stays, and nobody can open it: the next one
// gets the key with their own sign-in.

import { forgetAll, forgetKey, stored } from "./device_store.js"

export async function forgetWhatIsNotTheirs({ user, unit, changingUser }) {
  const file = await stored("file")
  if (user && (!file || String(file.unit) === unit)) return
  if (!user && changingUser) await forgetKey()
  else await forgetAll()
}
