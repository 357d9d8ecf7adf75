// What the server says about passkeys is JSON with bytes in base64url (WebAuthn Level 3, section 5.1.8 and 5.1.9). Browsers
// that do not change it to and from buffers by themselves are still in use.

export function fromJson(options) {
  const key = { ...options, challenge: bytes(options.challenge) }
  if (options.user) key.user = { ...options.user, id: bytes(options.user.id) }
  for (const list of [ "allowCredentials", "excludeCredentials" ]) {
    if (options[list]) key[list] = options[list].map((one) => ({ ...one, id: bytes(one.id) }))
  }
  return key
}

export function toJson({ id, rawId, type, response, authenticatorAttachment }) {
  const said = {}
  for (const name of [ "clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle" ]) {
    if (response[name]) said[name] = text(response[name])
  }
  return { id, rawId: text(rawId), type, response: said, authenticatorAttachment, clientExtensionResults: {} }
}

function bytes(base64url) {
  const binary = atob(base64url.replace(/-/g, "+").replace(/_/g, "/"))
  return Uint8Array.from(binary, (one) => one.charCodeAt(0))
}

function text(buffer) {
  const binary = String.fromCharCode(...new Uint8Array(buffer))
  return btoa(binary).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "")
}
