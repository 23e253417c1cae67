// "Sign in with a passkey": a button, and the browser's own list in the field for the name (conditional mediation).
//   <form data-passkey="/sign-in?handler=ask" data-touch="…" data-cancelled="…" … hidden>
// with hidden fields "ceremony" and "answer" and one element [data-key-message]. It shows itself where the browser knows passkeys.
// The server is asked for its question only now: whoever merely looks at the page costs it nothing.

import { get, knowsKeys, reason } from "./security-keys.js";

// The server's question lives for five minutes; the list in the field may wait for longer.
const renewal = 4 * 60 * 1000;

function wire(form) {
  const message = form.querySelector("[data-key-message]");
  let list = null;

  const say = (word) => {
    message.textContent = form.dataset[word] ?? form.dataset.failed;
    message.classList.toggle("error", word !== "touch");
  };

  const ask = async () => {
    const answer = await fetch(form.dataset.passkey, { method: "POST", body: new URLSearchParams(new FormData(form)) });
    if (!answer.ok) throw new Error(`The server answered ${answer.status}.`);
    return answer.json();
  };

  const send = (question, answer) => {
    form.elements.ceremony.value = question.ceremony;
    form.elements.answer.value = answer;
    form.submit();
  };

  const offer = async () => {
    if (!(await PublicKeyCredential.isConditionalMediationAvailable?.())) return;
    const mine = (list = new AbortController());
    const timer = setTimeout(() => mine.abort(), renewal);
    try {
      const question = await ask();
      send(question, await get(question.options, { mediation: "conditional", signal: mine.signal }));
    } catch {
      // Nobody asked for the list: what goes wrong with it is not told. It is offered anew when its question has run out.
      clearTimeout(timer);
      if (list === mine && mine.signal.aborted) offer();
    }
  };

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const former = list;
    list = null;
    former?.abort();
    const startedAt = performance.now();
    let question;
    try {
      say("touch");
      question = await ask();
      send(question, await get(question.options));
    } catch (error) {
      say(reason(error, startedAt, question ? JSON.parse(question.options).timeout : Infinity));
      offer();
    }
  });

  form.hidden = false;
  offer();
}

if (knowsKeys()) for (const form of document.querySelectorAll("form[data-passkey]")) wire(form);
