// Scanning QR codes with the camera: <div data-camera> inside a form with the fields `text` and `link`.
// The camera is asked for when the button is pressed, and let go as soon as a code was read, the reader stops it, leaves
// the page or hides it. Pictures are looked at here and go nowhere; only what a code says goes into the form, which is
// sent. A link to a share of this very site is opened in place of being checked.
// A credential in several codes is put together in the order in which they are shown. Without JavaScript nothing of
// this is to be seen, and files and pasted text do the same.

const PAUSE = 120; // milliseconds between two looks
const EFFORT = 80; // milliseconds that one look may try again
const WIDEST = 1280; // pixels of a picture that is looked at
const MOST_CODES = 20;

const place = document.querySelector("[data-camera]");
const form = place.closest("form");
const scan = place.querySelector("[data-scan]");
const view = place.querySelector("[data-view]");
const said = place.querySelector("[data-said]");
const video = place.querySelector("video");
const utf8 = new TextDecoder();
const canvas = document.createElement("canvas");
const brush = canvas.getContext("2d", { willReadFrequently: true });

let round = 0; // each press begins a new one; whatever belongs to an older one is over
let stream = null;
let parts = new Set();

const say = (what) => { said.textContent = place.dataset[what] ?? ""; };

function letGo() {
  round += 1;
  for (const track of stream?.getTracks() ?? []) track.stop();
  stream = null;
  video.srcObject = null;
  canvas.width = canvas.height = 0; // the last picture goes, too
  view.hidden = true;
  scan.hidden = false;
}

const reasonOf = (error) => {
  if (error.name === "NotAllowedError") return "refused";
  return ["NotFoundError", "OverconstrainedError"].includes(error.name) ? "none" : "failed";
};

async function begin() {
  letGo();
  const own = round;
  parts = new Set();
  if (!navigator.mediaDevices?.getUserMedia) { say(isSecureContext ? "none" : "insecure"); return; }
  say("asking");
  try {
    const wanted = { video: { facingMode: { ideal: "environment" }, width: { ideal: WIDEST } }, audio: false };
    const [opened, { decodeQRBatch }] = await Promise.all([
      navigator.mediaDevices.getUserMedia(wanted).then((given) => {
        if (own !== round) for (const track of given.getTracks()) track.stop(); // came when nobody waited any more
        else stream = given;
        return given;
      }),
      import("./vendor/qr/decode.js"),
    ]);
    if (own !== round) return;
    if (document.hidden) { letGo(); say(""); return; }
    opened.getVideoTracks()[0].addEventListener("ended", () => { if (own === round) { letGo(); say("failed"); } });
    video.srcObject = opened;
    view.hidden = false;
    scan.hidden = true;
    place.querySelector("[data-stop]").focus();
    say("looking");
    await video.play();
    look(own, decodeQRBatch);
  } catch (error) {
    if (own !== round) return;
    letGo();
    say(reasonOf(error));
  }
}

async function look(own, decode) {
  while (own === round) {
    const codes = video.videoWidth ? await read(decode) : [];
    if (own === round) take(codes);
    await new Promise((resolve) => { setTimeout(resolve, PAUSE); });
  }
}

// What the codes in the present picture say, as one reads: from the top, and from the left.
async function read(decode) {
  const factor = Math.min(1, WIDEST / video.videoWidth);
  canvas.width = Math.round(video.videoWidth * factor);
  canvas.height = Math.round(video.videoHeight * factor);
  brush.drawImage(video, 0, 0, canvas.width, canvas.height);
  const picture = brush.getImageData(0, 0, canvas.width, canvas.height);
  const found = [];
  await decode([picture], {
    maxSize: { width: picture.width, height: picture.height },
    timeLimit: EFFORT,
    textDecoder: (bytes) => utf8.decode(bytes),
    pointsOnDetect: (points, text) => { if (typeof text === "string") found.push({ text, box: points.boundingBox }); },
  });
  const row = ({ box }) => Math.round(box.y / (box.height || 1));
  return found.sort((a, b) => row(a) - row(b) || a.box.x - b.box.x).map(({ text }) => text.trim());
}

const isLink = (text) => /^https?:\/\/\S+$/i.test(text);
const isToken = (text) => /^eyJ[\w-]+\.[\w-]*\.[\w~.-]*$/.test(text);
const isJson = (text) => {
  if (!/^[{[]/.test(text)) return false;
  try { JSON.parse(text); return true; } catch { return false; }
};
const isWhole = (text) => isLink(text) || isToken(text) || isJson(text) || /^(data:|VP1-)/.test(text);

function take(codes) {
  const whole = codes.find((text) => isWhole(text) && !isLink(text)) ?? codes.find(isLink);
  if (whole !== undefined) { hand(whole); return; }
  for (const each of codes) if (each !== "" && parts.size < MOST_CODES) parts.add(each);
  if (parts.size === 0) return;
  // The part with the beginning comes first, whenever it was shown.
  const begins = (text) => /^([{[]|eyJ)/.test(text);
  const joined = [...parts].sort((a, b) => begins(b) - begins(a)).join("");
  if (isWhole(joined)) hand(joined);
  else say("alone");
}

function hand(text) {
  letGo();
  say("found");
  if (isLink(text)) {
    const address = new URL(text);
    if (address.origin === location.origin && address.pathname.startsWith("/s/")) { location.assign(address); return; }
  }
  form.elements.namedItem(isLink(text) ? "link" : "text").value = text;
  form.requestSubmit();
}

place.hidden = false;
scan.addEventListener("click", begin);
place.querySelector("[data-stop]").addEventListener("click", () => { letGo(); say(""); scan.focus(); });
addEventListener("pagehide", letGo);
document.addEventListener("visibilitychange", () => { if (document.hidden && stream) { letGo(); say(""); } });
