// A form whose file is all there is to say: it is sent as soon as one is chosen.

export function start(form) {
  form.addEventListener("change", ({ target }) => { if (target.files?.length) form.requestSubmit() })
}
