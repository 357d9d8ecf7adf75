// "Allt är som det ska": every question that has no answer gets a yes before the form is sent, so that the answers are in
// it too when the device has to store them (static/js/offline/form_without_contact.js).

export function start(button) {
  button.addEventListener("click", () => {
    for (const question of button.form.querySelectorAll(".question")) {
      if (!question.querySelector("input:checked")) question.querySelector(".yes input").checked = true
    }
  })
}
