// Security keys and passkeys: a form whose hidden field "answer" a key fills, and which is then sent like any other.
//   <form data-key="create|get" data-options="{…}" data-life="300000" data-touch="…" data-cancelled="…" …>
// with hidden fields "answer" and "script" and one element [data-key-message]. A button with data-key-skip sends the form as it is.
// Every sentence comes from the page. What is exported serves other scripts, such as the autofill of the sign-in page.

export const knowsKeys = () => typeof window.PublicKeyCredential?.parseCreationOptionsFromJSON === "function";

/** Asks a key to become one of this person's; the answer is text for the server. */
export async function create(options) {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(JSON.parse(options));
  return JSON.stringify((await navigator.credentials.create({ publicKey })).toJSON());
}

/** Asks a key to prove itself; `more` is passed on (`mediation`, `signal`). */
export async function get(options, more = {}) {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(JSON.parse(options));
  return JSON.stringify((await navigator.credentials.get({ ...more, publicKey })).toJSON());
}

/** Which of the page's sentences says what went wrong. Browsers do not tell "cancelled" from "timed out": the time that went by does. */
export function reason(error, startedAt, timeout) {
  switch (error.name) {
    case "NotAllowedError":
      return performance.now() - startedAt >= timeout - 1000 ? "late" : "cancelled";
    case "AbortError":
      return "cancelled";
    case "TimeoutError":
      return "late";
    case "InvalidStateError":
      return "known";
    case "SecurityError":
      return "elsewhere";
    case "ConstraintError":
    case "NotSupportedError":
      return "unfit";
    default:
      return "failed";
  }
}

function wire(form) {
  const openedAt = performance.now();
  const message = form.querySelector("[data-key-message]");
  const { answer, script } = form.elements;
  let isRunning = false;

  const say = (word) => {
    message.textContent = form.dataset[word];
    message.classList.toggle("error", word !== "touch");
  };

  const ask = async () => {
    const startedAt = performance.now();
    const { timeout } = JSON.parse(form.dataset.options);
    isRunning = true;
    say("touch");
    try {
      answer.value = await (form.dataset.key === "create" ? create : get)(form.dataset.options);
      message.textContent = "";
      form.submit();
    } catch (error) {
      say(reason(error, startedAt, timeout));
      isRunning = false;
    }
  };

  // A page that one comes back to has an answer that was sent before.
  answer.value = "";
  script.value = "yes";
  form.addEventListener("submit", (event) => {
    // The server's question has run out: the form is sent without an answer, and the page comes back with a new one.
    if (event.submitter?.hasAttribute("data-key-skip") || performance.now() - openedAt > form.dataset.life) return;
    event.preventDefault();
    if (isRunning) return;
    if (knowsKeys()) ask();
    else say("old");
  });
}

for (const form of document.querySelectorAll("form[data-key]")) wire(form);
