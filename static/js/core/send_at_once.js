// A form with nothing but a file in it: it is sent as soon as a file is chosen.

export function start(form) {
  form.addEventListener("change", ({ target }) => { if (target.files?.length) form.requestSubmit() })
}
