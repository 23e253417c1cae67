// The recovery codes page: copy, download, print, and "Next" that waits until the codes are saved.
// Without script the box decides, and the server asks for it; with data-saved="copiedOrDownloaded" the three buttons tick it.
import { confirmOn, copy } from "./copy.js";

for (const form of document.querySelectorAll("[data-codes]")) {
  const list = document.getElementById(form.dataset.codes);
  const next = form.querySelector("[data-codes-next]");
  const tick = form.querySelector("[data-codes-box] input");
  const byButtons = form.dataset.saved === "copiedOrDownloaded";

  const text = () => [...list.querySelectorAll("code")].map((code) => code.textContent.trim()).join("\n") + "\n";
  const refresh = () => (next.disabled = !tick.checked);
  const saved = () => {
    if (byButtons) tick.checked = true;
    refresh();
  };

  const offer = (name, act) => {
    const button = form.querySelector(`[data-codes-${name}]`);
    if (!button) return;
    button.hidden = false;
    button.addEventListener("click", async () => {
      await act(button);
      saved();
    });
  };

  offer("copy", async (button) => {
    await copy(text());
    confirmOn(button);
  });

  offer("download", () => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([(form.dataset.heading ?? "") + "\n\n" + text()], { type: "text/plain" }));
    link.download = form.dataset.file;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  });

  offer("print", () => window.print());

  form.querySelector("[data-codes-box]").hidden = byButtons;
  tick.addEventListener("change", refresh);
  // A browser may restore the tick when one comes back.
  if (byButtons) tick.checked = false;
  refresh();
}
