// The reader's eyes: what is changed in the form is drawn anew by the server, a moment after the last change.
// Without JavaScript the buttons of the form do the same.

const form = document.querySelector("form[data-builder]");
const preview = document.getElementById("preview");
const reader = document.querySelector("select[name=reader]");
const PAUSE = 400;
let waiting = 0;
let asked = 0;

const draw = async () => {
  const number = ++asked;
  const body = new FormData(form);
  body.set("action", "preview");
  preview.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(form.getAttribute("action"), { method: "POST", body: new URLSearchParams(body), redirect: "error" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const drawn = page.getElementById("preview");
    if (number === asked && drawn) preview.replaceChildren(...drawn.childNodes);
  } catch {
    // The old picture stays; the next change asks again.
  } finally {
    if (number === asked) preview.removeAttribute("aria-busy");
  }
};

const soon = () => {
  clearTimeout(waiting);
  waiting = setTimeout(draw, PAUSE);
};

const follow = () => {
  for (const entry of form.querySelectorAll("fieldset.entry")) {
    const kind = entry.querySelector("input[type=radio]:checked");
    entry.querySelector("[data-chosen]").classList.toggle("picks--off", kind?.value === "whole");
  }
};

form.addEventListener("input", () => { follow(); soon(); });
reader.addEventListener("change", soon);
