// <button data-send="id of the link" data-title data-text hidden>: the system's own share sheet, shown only where there
// is one.

for (const button of document.querySelectorAll("button[data-send]")) {
  const { title, text, send } = button.dataset;
  const what = { title, text, url: document.getElementById(send).textContent.trim() };
  if (!navigator.canShare?.(what)) continue;
  button.hidden = false;
  button.addEventListener("click", () => navigator.share(what).catch(() => {})); // closed again, nothing was sent
}
