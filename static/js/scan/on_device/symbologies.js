// What the region has switched on (web/admin/region_settings.py), in the words of the two readers on the device.

// Ours → the browser's own reader's (BarcodeDetector) and zxing-cpp's.
const NAMES = {
  EAN: [ [ "ean_13", "ean_8", "upc_a", "upc_e" ], [ "EANUPC" ] ],
  Code128: [ [ "code_128" ], [ "Code128" ] ],
  DataMatrix: [ [ "data_matrix" ], [ "DataMatrix" ] ],
  QR: [ [ "qr_code" ], [ "QRCode", "MicroQRCode", "RMQRCode" ] ],
  Code39: [ [ "code_39" ], [ "Code39" ] ],
  ITF: [ [ "itf" ], [ "ITF" ] ],
  Codabar: [ [ "codabar" ], [ "Codabar" ] ],
  Code93: [ [ "code_93" ], [ "Code93" ] ],
  DataBar: [ [], [ "DataBar" ] ],
  PDF417: [ [ "pdf417" ], [ "PDF417" ] ],
  Aztec: [ [ "aztec" ], [ "Aztec" ] ],
  MaxiCode: [ [], [ "MaxiCode" ] ],
}

// The groups that the page names, with spaces between; a page that names none means all of them.
export function groupsIn(words) {
  const named = (words ?? "").split(" ").filter((name) => name in NAMES)
  return named.length ? named : Object.keys(NAMES)
}

export function namesForBrowser(groups) {
  return groups.flatMap((group) => NAMES[group][0])
}

export function namesForZxing(groups) {
  return groups.flatMap((group) => NAMES[group][1])
}
