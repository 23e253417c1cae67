// Copies texts: <button data-copy="ID of the element" data-copied="Copied" hidden>. data-copy-text wins over the element's own text.
const status = document.createElement("p");
status.className = "visually-hidden";
status.setAttribute("role", "status");
document.body.append(status);

export async function copy(text) {
  if (navigator.clipboard) {
    await navigator.clipboard.writeText(text);
    return;
  }

  // Over plain http, off localhost, browsers have no clipboard object.
  const area = document.createElement("textarea");
  area.value = text;
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}

export function confirmOn(button) {
  const label = button.lastChild;
  const before = label.textContent;
  if (before === button.dataset.copied) return;

  label.textContent = button.dataset.copied;
  status.textContent = button.dataset.copied;
  setTimeout(() => {
    label.textContent = before;
    status.textContent = "";
  }, 2000);
}

for (const button of document.querySelectorAll("[data-copy]")) {
  const source = document.getElementById(button.dataset.copy);
  button.hidden = false;
  button.addEventListener("click", async () => {
    await copy(source.dataset.copyText ?? source.textContent.trim());
    confirmOn(button);
  });
}
