// Files dropped anywhere on [data-drop] (or pasted on the page) go into its file field; the chosen names are listed.
// A form with [data-busy] says on its button that the work has begun, and is not sent twice.

const area = document.querySelector("[data-drop]");
if (area) {
  const field = area.querySelector("input[type=file]");
  const list = area.querySelector("[data-names]");
  const hasFiles = (event) => event.dataTransfer?.types.includes("Files");

  const take = (files) => {
    if (files.length === 0) return;
    const all = new DataTransfer();
    for (const file of files) all.items.add(file);
    field.files = all.files;
    field.dispatchEvent(new Event("change"));
  };

  field.addEventListener("change", () => {
    const names = [...field.files].map((file) => {
      const entry = document.createElement("li");
      entry.textContent = file.name;
      return entry;
    });
    list.replaceChildren(...names);
    list.hidden = names.length < 2; // the browser itself names a single one
  });

  // A file that lands beside the area must not replace the page.
  for (const kind of ["dragover", "drop"]) {
    addEventListener(kind, (event) => { if (hasFiles(event)) event.preventDefault(); });
  }
  area.addEventListener("dragover", (event) => { if (hasFiles(event)) area.dataset.over = ""; });
  area.addEventListener("dragleave", (event) => { if (!area.contains(event.relatedTarget)) delete area.dataset.over; });
  area.addEventListener("drop", (event) => { delete area.dataset.over; take(event.dataTransfer.files); });
  addEventListener("paste", (event) => take(event.clipboardData.files));
}

for (const form of document.querySelectorAll("form[data-busy]")) {
  const button = form.querySelector("button[data-main]");
  const label = button.querySelector("[data-label]");
  const before = label.textContent;
  form.addEventListener("submit", (event) => {
    if (button.ariaBusy === "true") { event.preventDefault(); return; }
    button.ariaBusy = "true";
    label.textContent = form.dataset.busy;
  });
  addEventListener("pageshow", () => { button.ariaBusy = null; label.textContent = before; }); // came back
}
