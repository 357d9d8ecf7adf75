// Opens the file that the server has encrypted and signed (returns/snapshot/sealed_file.py). A changed file, or one of
// another unit, does not open.

const BEGINS = "RKS1"
const HEAD_AT = 8     // after those four letters and four bytes for the head's length
const NONCE = 12      // bytes
const FORMAT = 1      // the only one that opened.js understands

export function headOf(bytes) {
  if (new TextDecoder().decode(bytes.slice(0, BEGINS.length)) !== BEGINS) throw new Error("expected a register's file")
  return JSON.parse(new TextDecoder().decode(bytes.slice(HEAD_AT, bodyAt(bytes))))
}

// Resolves to what is in it. Throws where the key is not its key.
export async function unseal(bytes, key) {
  const at = bodyAt(bytes)
  const how = { name: "AES-GCM", iv: bytes.slice(at, at + NONCE), additionalData: bytes.slice(0, at) }
  const squeezed = await crypto.subtle.decrypt(how, key, bytes.slice(at + NONCE))
  const contents = await new Response(new Blob([ squeezed ]).stream().pipeThrough(new DecompressionStream("gzip"))).json()
  if (contents.format !== FORMAT) throw new Error(`expected format ${FORMAT}, got ${contents.format}`)
  return contents
}

function bodyAt(bytes) {
  return HEAD_AT + new DataView(bytes).getUint32(BEGINS.length)
}
