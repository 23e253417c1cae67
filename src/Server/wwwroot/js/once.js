// The answer to these forms carries a new session cookie. A second click would cancel the first answer, cookie and all, and the person would be signed out.
const ENOUGH = 3000;

for (const form of document.querySelectorAll("form[method=post]")) {
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "true";
    setTimeout(() => delete form.dataset.sent, ENOUGH);
  });
}
