// The link to the region's sign-in service takes along what is ticked on the sign-in page. It is a link because no form
// may lead to another host.

const TOLD_AS = { shared: "delad", remember: "minns" }

export function start(link) {
  link.addEventListener("click", () => {
    const address = new URL(link.href)
    for (const [name, told] of Object.entries(TOLD_AS)) {
      if (document.querySelector(`input[name=${name}]`).checked) address.searchParams.set(told, "1")
      else address.searchParams.delete(told)
    }
    link.href = address.href
  })
}
