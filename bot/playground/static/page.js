// The phone: whose it is, what it shows, what its owner does.

import { drawMessage, element, unfoldShort } from "./drawing.js";
import { act, base64, get, listen } from "./wire.js";
import { speak, word } from "./words.js";

const LANGUAGE_NAMES = { kk: "Қазақша", ru: "Русский", en: "English" };
const TOAST = 3000; // milliseconds, as long as in Telegram
const TYPING = 5000;
const OLD_NEWS = 300; // until whoever reads the page aloud has looked at it
const WIDE = matchMedia("(min-width: 56rem)"); // as in page.css

const byId = (id) => document.getElementById(id);
const { people, languages } = await get("/page/people");
const messages = new Map();

let who = remembered();
let stop = () => {};
let profile = {};
let editing = null;
let tapped = null; // the button that the bot has not answered yet, by its data
let typingEnds = 0;
let toastEnds = 0;

const hands = {
  say: (text) => attempt("say", { text }),
  edit: startEditing,
  copy,
  tap(message, button, made) {
    made.setAttribute("aria-busy", "true");
    tapped = { message: message.id, data: button.callback_data };
    attempt("tap", { message: message.id, data: button.callback_data }).catch(() => settle(message.id));
  },
  startOf(url) {
    const found = url.match(/^(?:https?:\/\/)?t\.me\/(\w+)\?start=([\w-]*)$/);
    return found && found[1] === profile.username ? `/start ${found[2]}`.trim() : null;
  },
};

// Listening

const heard = {
  chat(event) {
    // What was said before is not read out as news.
    byId("log").setAttribute("aria-busy", "true");
    setTimeout(() => byId("log").removeAttribute("aria-busy"), OLD_NEWS);
    messages.clear();
    byId("messages").replaceChildren();
    takeProfile(event);
    for (const message of event.messages) put(message, false);
    Object.assign(byId("messages").dataset, { who, turn: event.turn }); // whose chat, how far
    showKeyboard(event.keyboard);
    showComposer();
    toNewest();
  },
  message(event) {
    put(event.message, true);
    showKeyboard(event.keyboard);
    showComposer();
    byId("messages").dataset.turn = event.turn;
  },
  profile(event) {
    const spoke = profile.language;
    takeProfile(event);
    if (spoke !== event.language) redraw();
  },
  answer(event) {
    settle(event.message);
    if (tapped?.data === event.data) tapped = null;
    if (!event.text) return;
    if (event.alert) showAlert(event.text);
    else toast(event.text);
  },
  typing() {
    status("typing");
    clearTimeout(typingEnds);
    typingEnds = setTimeout(() => status("bot"), TYPING);
  },
  over: () => play(who),
};

function play(place) {
  who = place;
  sessionStorage.setItem("who", String(place));
  cancelEditing();
  stop();
  stop = listen(who, (event) => heard[event.event]?.(event), lost);
}

function lost() {
  if (byId("status").className !== "offline") toast(word("offline"));
  status("offline");
}

function remembered() {
  const place = Number(sessionStorage.getItem("who"));
  return place < people.length ? place : 0;
}

async function attempt(name, details) {
  try {
    await act(who, name, details);
  } catch (fault) {
    toast(`${word("failed")}: ${fault.message}`);
    throw fault;
  }
}

// The chat

function put(message, isNew) {
  const old = byId(`message-${message.id}`);
  if (message.deleted) {
    messages.delete(message.id);
    if (old?.contains(document.activeElement)) byId("chat").focus({ preventScroll: true });
    old?.remove();
    return;
  }
  messages.set(message.id, message);
  const drawn = drawMessage(message, hands, messages.get(message.reply_to)?.text);
  if (old) replace(old, drawn, message.id);
  else {
    byId("messages").append(drawn);
    unfoldShort(drawn);
  }
  if (!isNew) return;
  if (!message.own) status("bot");
  if (!old) toNewest();
}

/**
 * Put the new drawing in place of the old one. A button that is still there stays under the
 * finger and keeps the focus; another screen is read from its first line.
 */
function replace(old, drawn, id) {
  const focused = old.contains(document.activeElement);
  const data = tapped?.message === id ? tapped.data : document.activeElement.dataset.data;
  const before = buttonOf(old, data)?.getBoundingClientRect().top;
  old.replaceWith(drawn);
  unfoldShort(drawn);
  const same = buttonOf(drawn, data);
  if (same && before !== undefined) byId("chat").scrollTop += same.getBoundingClientRect().top - before;
  else if (tapped?.message === id) show(drawn);
  const whole = drawn.offsetHeight <= byId("chat").clientHeight && drawn.querySelector(".inline");
  if (focused) (same ?? (whole || drawn)).focus({ preventScroll: true });
}

function buttonOf(item, data) {
  return data === undefined ? null : item.querySelector(`[data-data="${CSS.escape(data)}"]`);
}

function redraw() {
  for (const message of [...messages.values()]) put(message, false);
}

/** The whole message, or its beginning where it is longer than the window. */
function show(item) {
  const chat = byId("chat");
  const room = parseFloat(getComputedStyle(chat).paddingTop);
  const top = item.offsetTop - room;
  const end = item.offsetTop + item.offsetHeight + room - chat.clientHeight;
  chat.scrollTop = Math.min(top, Math.max(end, chat.scrollTop));
}

function toNewest() {
  const newest = byId("messages").lastElementChild;
  if (newest) show(newest);
}

function settle(messageId) {
  const busy = byId(`message-${messageId}`)?.querySelectorAll("[aria-busy]") ?? [];
  for (const button of busy) button.removeAttribute("aria-busy");
}

function takeProfile(event) {
  profile = event;
  speak(event.language);
  byId("bot-name").textContent = event.bot;
  byId("avatar").textContent = [...event.bot][0] ?? "";
  document.title = event.bot;
  byId("description").textContent = event.description || event.about;
  status("bot");
  drawSettings();
  drawCommands();
}

function status(key) {
  const line = byId("status");
  if (line.textContent !== word(key)) line.textContent = word(key);
  line.className = key;
}

function toast(text) {
  const line = byId("toast");
  line.textContent = text;
  clearTimeout(toastEnds);
  toastEnds = setTimeout(() => { line.textContent = ""; }, TOAST);
}

function showAlert(text) {
  byId("alert-text").textContent = text;
  byId("alert").showModal();
}

async function copy(text, button) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    copyBySelection(text);
  }
  toast(word("copied"));
  if (!button) return;
  const label = button.querySelector(".label");
  label.textContent = word("copied");
  setTimeout(() => { label.textContent = button.title; }, TOAST);
}

/** For pages that a browser gives no clipboard, such as plain HTTP from another computer. */
function copyBySelection(text) {
  const field = element("textarea", { class: "unseen" });
  field.value = text;
  document.body.append(field);
  field.select();
  document.execCommand("copy");
  field.remove();
}

// Writing

function showComposer() {
  const begun = messages.size > 0;
  if (begun && document.activeElement === byId("start")) byId("chat").focus({ preventScroll: true });
  byId("composer").hidden = !begun;
  byId("start").hidden = begun;
  byId("description").hidden = begun || !byId("description").textContent;
}

function grow() {
  const text = byId("text");
  text.style.height = "auto";
  text.style.height = `${text.scrollHeight}px`;
}

async function send() {
  const text = byId("text").value.trim();
  if (!text) return;
  const [name, details] = editing ? ["edit", { message: editing.id, text }] : ["say", { text }];
  await attempt(name, details);
  cancelEditing();
}

function startEditing(message) {
  editing = message;
  byId("text").value = message.text;
  byId("editing").hidden = false;
  grow();
  byId("text").focus();
}

function cancelEditing() {
  editing = null;
  byId("text").value = "";
  byId("editing").hidden = true;
  grow();
}

async function sendFile(kind) {
  const chosen = [...byId("file").files];
  if (!chosen.length) return;
  const files = await Promise.all(chosen.map(async (file) => ({ name: file.name, mime: file.type, content: await base64(file) })));
  await attempt("send", files.length > 1 ? { kind: "album", files } : { kind, ...files[0] });
  byId("file").value = "";
}

function attach(kind) {
  leaveSheets();
  if (kind === "contact") return attempt("contact");
  if (kind === "voice" || kind === "sticker") return attempt("send", { kind });
  const input = byId("file");
  input.accept = kind === "photo" ? "image/png,image/jpeg,image/gif,image/webp" : "";
  input.multiple = kind === "document";
  input.onchange = () => sendFile(kind);
  input.click();
  return null;
}

function showKeyboard(markup) {
  const board = byId("keyboard");
  const rows = markup?.keyboard ?? [];
  board.hidden = rows.length === 0;
  board.replaceChildren(...rows.map((row) => element("div", { class: "row" }, ...row.map((key) => drawKey(key, markup)))));
  byId("text").placeholder = markup?.input_field_placeholder ?? word("write");
}

function drawKey(key, markup) {
  const press = () => {
    attempt(key.request_contact ? "contact" : "say", { text: key.text });
    if (markup.one_time_keyboard) byId("keyboard").hidden = true;
  };
  return element("button", { type: "button", class: `key ${key.style ?? ""}`, title: key.text, onclick: press }, key.text);
}

// Menus

function drawCommands() {
  byId("commands-open").hidden = profile.commands.length === 0;
  byId("commands").replaceChildren(...profile.commands.map((command) =>
    element(
      "button",
      { type: "button", onclick: () => { leaveSheets(); hands.say(`/${command.command}`); } },
      element("span", {}, command.description),
      element("span", { class: "command" }, `/${command.command}`),
    ),
  ));
}

function toggleSheet(button) {
  const sheet = byId(button.getAttribute("aria-controls"));
  const opens = sheet.hidden;
  closeSheets();
  sheet.hidden = !opens;
  button.setAttribute("aria-expanded", String(opens));
  if (opens) sheet.querySelector("button")?.focus();
}

function closeSheets() {
  for (const button of [byId("commands-open"), byId("attach")]) {
    byId(button.getAttribute("aria-controls")).hidden = true;
    button.setAttribute("aria-expanded", "false");
  }
}

/** Close them; a keyboard user comes back to the button that opened the sheet. */
function leaveSheets() {
  const sheet = document.activeElement.closest(".sheet");
  closeSheets();
  if (sheet) document.querySelector(`[aria-controls="${sheet.id}"]`).focus();
}

function drawSettings() {
  choices("people", people.map((person, place) => [String(place), word(person.role), person.name]), String(who), (place) => play(Number(place)));
  choices("languages", languages.map((code) => [code, LANGUAGE_NAMES[code]]), profile.language, (language) => attempt("language", { language }));
}

function choices(id, options, chosen, choose) {
  const field = byId(id);
  const focused = field.contains(document.activeElement) ? document.activeElement.value : null;
  field.replaceChildren(field.querySelector("legend"), ...options.map(([value, text, note]) => {
    const radio = element("input", { type: "radio", name: id, value, checked: value === chosen, onchange: () => choose(value) });
    return element("label", {}, radio, element("span", {}, text), note ? element("span", { class: "note" }, note) : null);
  }));
  if (focused !== null) field.querySelector(`[value="${chosen}"]`)?.focus();
}

/** Over a phone they are a sheet of their own: nothing behind it can be reached meanwhile. */
function showSettings(open) {
  document.body.classList.toggle("settings-open", open);
  byId("settings-open").setAttribute("aria-expanded", String(open));
  byId("phone").inert = open;
  byId(open ? "settings-close" : "settings-open").focus();
}

function closeSettings() {
  if (document.body.classList.contains("settings-open")) showSettings(false);
}

// Hands on the controls

byId("composer").addEventListener("submit", (event) => { event.preventDefault(); send(); });
byId("text").addEventListener("input", grow);
byId("text").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    send();
  }
});
byId("start").addEventListener("click", () => hands.say("/start"));
byId("skip").addEventListener("click", (event) => {
  event.preventDefault();
  byId(byId("composer").hidden ? "start" : "text").focus();
});
byId("attach").addEventListener("click", (event) => toggleSheet(event.currentTarget));
byId("commands-open").addEventListener("click", (event) => toggleSheet(event.currentTarget));
byId("editing-cancel").addEventListener("click", () => {
  cancelEditing();
  byId("text").focus();
});
byId("over").addEventListener("click", async () => {
  await attempt("over");
  closeSettings();
});
byId("settings-open").addEventListener("click", () => showSettings(true));
byId("settings-close").addEventListener("click", () => showSettings(false));
for (const button of document.querySelectorAll("[data-send]")) {
  button.addEventListener("click", () => attach(button.dataset.send));
}
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  leaveSheets();
  if (editing) cancelEditing();
  closeSettings();
});
// A picture has no height before it is here.
byId("messages").addEventListener("load", (event) => {
  if (event.target.closest("li") === byId("messages").lastElementChild) toNewest();
}, true);
WIDE.addEventListener("change", closeSettings);
for (const leaving of ["click", "focusin"]) {
  document.addEventListener(leaving, (event) => {
    if (!event.target.closest("footer")) closeSheets();
  });
}
window.addEventListener("unhandledrejection", (event) => event.preventDefault()); // told in the toast

speak("kk");
play(who);
