// The box at the top of the warehouse's pages opens whatever a hand scanner reads. A page with a panel for scanning has
// its own use for a scan: there only what is typed into the box counts.

import { listenForWedge } from "../scan/hand_scanner.js"

export function start(box) {
  if (document.querySelector("[data-scan-url]")) return
  listenForWedge(box, (text) => {
    box.elements.text.value = text
    box.requestSubmit()
  })
}
