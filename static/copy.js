// A button that copies the text of another element: <button data-copy="id of it" data-done="Copied" hidden>.
// Without JavaScript the button stays hidden and the text can be selected.

for (const button of document.querySelectorAll("button[data-copy]")) {
  const label = button.querySelector("[data-label]") ?? button;
  const before = label.textContent;
  if (!navigator.clipboard) continue; // an address without TLS
  button.hidden = false;
  button.addEventListener("click", async () => {
    const from = document.getElementById(button.dataset.copy);
    try {
      await navigator.clipboard.writeText(from.textContent.trim());
      label.textContent = button.dataset.done;
      setTimeout(() => { label.textContent = before; }, 3000);
    } catch {
      getSelection().selectAllChildren(from);
    }
  });
}
