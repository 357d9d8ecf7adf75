// The number on the app's icon: what came back and has not been looked at. data-lines has the lines that wait;
// data-looked says that this page shows them.

import { badgeFor } from "../core/installed.js"

export function start(element) {
  const { lines, looked } = element.dataset
  badgeFor(lines.split(" ").filter(Boolean), { looked: looked !== undefined })
}
