// A password field may be read while it is typed. The button is there with script alone: the page keeps it hidden.
for (const button of document.querySelectorAll("[data-reveal]")) {
  const field = document.getElementById(button.dataset.reveal);
  const show = button.textContent;

  const set = (revealed) => {
    field.type = revealed ? "text" : "password";
    button.textContent = revealed ? button.dataset.hide : show;
    button.setAttribute("aria-pressed", String(revealed));
  };

  button.hidden = false;
  button.addEventListener("click", () => set(field.type === "password"));
  // A password manager and the browser's own store look for a password field at the moment of sending.
  field.form?.addEventListener("submit", () => set(false));
}
