// The reader's door. The link's key stands after the # and is never sent by a browser on its own: it goes into the
// form only when the reader presses "Open", and leaves the address bar and the browser's history at that moment.

const form = document.querySelector("form[data-door]");
const place = form.querySelector("[data-key-place]");
const key = form.elements.namedItem("key");
const inAddress = () => location.hash.slice(1);

const show = () => {
  place.hidden = inAddress() !== "" || key.dataset.taken !== undefined;
  key.required = !place.hidden;
};

show();
addEventListener("hashchange", show);

form.addEventListener("submit", () => {
  const fromAddress = inAddress();
  if (fromAddress !== "") {
    key.value = fromAddress;
    key.dataset.taken = "";
    history.replaceState(null, "", location.pathname);
  } else if (key.value.includes("#")) {
    key.value = key.value.slice(key.value.indexOf("#") + 1).trim();
  }
});
