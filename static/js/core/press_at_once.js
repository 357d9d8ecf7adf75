// A form that a scan has brought to the page and that needs nobody's press: it is sent as soon as it is there.

export function start(form) {
  form.requestSubmit()
}
