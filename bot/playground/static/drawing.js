// From a message to what is seen. Text comes in only as text nodes, never as markup.

import { size, time, word } from "./words.js";

const PLAIN = { bold: "strong", italic: "em", underline: "u", strikethrough: "s", pre: "pre" };
const BLOCKS = new Set(["pre", "blockquote", "expandable_blockquote"]);

export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value !== false && value != null) made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child != null));
  return made;
}

/**
 * A list item for one message. `hands` does what its controls ask for: tap, copy, say, edit;
 * `replied` is the text of the message that this one answers.
 */
export function drawMessage(message, hands, replied) {
  const bubble = element(
    "div",
    { class: "bubble" },
    element("span", { class: "unseen" }, `${word(message.own ? "you" : "says-bot")}: `),
    replied && element("p", { class: "replied" }, element("span", { class: "unseen" }, word("answer-to")), replied),
    message.file && drawFile(message.file),
    message.contact && element("p", { class: "contact" }, element("span", {}, word("contact")), message.contact),
    message.text && element("div", { class: "text" }, ...drawText(message, hands)),
    drawFoot(message, hands),
  );
  return element(
    "li",
    { id: `message-${message.id}`, class: message.own ? "own" : "theirs", tabindex: "-1" },
    bubble,
    message.buttons.length > 0 && !message.own ? drawButtons(message, hands) : null,
  );
}

function drawFoot(message, hands) {
  const editable = message.own && message.text && !message.file;
  return element(
    "p",
    { class: "foot" },
    editable
      ? element("button", { type: "button", class: "edit", onclick: () => hands.edit(message) }, word("edit"))
      : null,
    message.edited ? `${word("edited")} ` : null,
    element("time", { datetime: new Date(message.date * 1000).toISOString() }, time(message.date)),
  );
}

function drawFile(file) {
  if (file.kind === "photo" && file.shown) {
    return element("img", { class: "photo", src: file.url, alt: word("photo") });
  }
  if (file.kind === "sticker") return element("p", { class: "sticker", role: "img", "aria-label": word("sticker") }, "👍");
  if (file.kind === "voice" || file.kind === "photo") {
    return element("p", { class: `attached ${file.kind}` }, word(file.kind));
  }
  return element(
    "a",
    { class: "attached document", href: file.url, download: file.name },
    element("span", { class: "file-name" }, file.name),
    element("span", { class: "file-size" }, size(file.size)),
  );
}

// Entities are sorted and nest; offsets count UTF-16 units, as JavaScript's strings do.
function drawText(message, hands) {
  const { text, entities } = message;
  return drawRange(text, entities, 0, text.length, hands);
}

function drawRange(text, entities, start, end, hands) {
  const nodes = [];
  let position = start;
  for (let index = 0; index < entities.length; index += 1) {
    const entity = entities[index];
    const stop = entity.offset + entity.length;
    if (entity.offset < position || stop > end) continue;
    const inner = entities.slice(index + 1).filter((other) => other.offset + other.length <= stop);
    const block = BLOCKS.has(entity.type);
    nodes.push(plain(text.slice(position, entity.offset), block));
    nodes.push(drawEntity(entity, text.slice(entity.offset, stop), drawRange(text, inner, entity.offset, stop, hands), hands));
    position = block && text[stop] === "\n" ? stop + 1 : stop;
  }
  nodes.push(text.slice(position, end));
  return nodes;
}

/** A block stands on lines of its own, so the line break before it would be one too many. */
function plain(text, beforeBlock) {
  return beforeBlock && text.endsWith("\n") ? text.slice(0, -1) : text;
}

function drawEntity(entity, text, children, hands) {
  const drawn = {
    code: () => element("button", { type: "button", class: "code", title: word("copy"), onclick: () => hands.copy(text) }, element("code", {}, text)),
    text_link: () => drawLink(entity.url, children, hands),
    url: () => drawLink(text.includes("://") ? text : `https://${text}`, children, hands),
    bot_command: () => element("button", { type: "button", class: "link", onclick: () => hands.say(text) }, text),
    spoiler: () => drawSpoiler(children),
    blockquote: () => element("blockquote", {}, ...children),
    expandable_blockquote: () => drawFolded(children),
  }[entity.type];
  if (drawn) return drawn();
  return element(PLAIN[entity.type] ?? "span", {}, ...children);
}

function drawLink(url, children, hands) {
  const start = hands.startOf(url);
  if (start) return element("button", { type: "button", class: "link", onclick: () => hands.say(start) }, ...children);
  const safe = /^(https?|tg):/i.test(url) ? url : `http://${url}`;
  return element("a", { href: safe, target: "_blank", rel: "noopener noreferrer" }, ...children);
}

function drawSpoiler(children) {
  const reveal = (event) => {
    event.currentTarget.replaceWith(...children);
  };
  return element("button", { type: "button", class: "spoiler", "aria-label": word("reveal"), onclick: reveal }, element("span", { "aria-hidden": "true" }, "• • • • •"));
}

function drawFolded(children) {
  const body = element("div", { class: "fold-body" }, ...children);
  const toggle = element("button", { type: "button", class: "fold", "aria-expanded": "false" }, word("more"));
  const quote = element("blockquote", { class: "folded" }, body, toggle);
  const fold = (folded) => {
    quote.classList.toggle("folded", folded);
    toggle.setAttribute("aria-expanded", String(!folded));
    toggle.textContent = word(folded ? "more" : "less");
    if (folded) toggle.scrollIntoView({ block: "nearest" });
  };
  toggle.addEventListener("click", () => fold(!quote.classList.contains("folded")));
  body.addEventListener("focusin", () => fold(false)); // what is focused is seen
  return quote;
}

/** Take the fold away from quotes that are short enough to be seen whole. */
export function unfoldShort(item) {
  for (const quote of item.querySelectorAll("blockquote.folded")) {
    const body = quote.querySelector(".fold-body");
    if (body.scrollHeight > body.clientHeight + 4) continue;
    quote.classList.remove("folded");
    quote.querySelector(".fold").remove();
  }
}

function drawButtons(message, hands) {
  const rows = message.buttons.map((row) =>
    element("div", { class: "row" }, ...row.map((button) => drawButton(message, button, hands))),
  );
  return element("div", { class: "buttons" }, ...rows);
}

function drawButton(message, button, hands) {
  const look = `inline ${button.style ?? ""}`;
  const label = element("span", { class: "label" }, button.text);
  if (button.url) {
    const link = drawLink(button.url, [label, hint("link")], hands);
    link.className = `${look} outward`;
    link.title = button.text;
    return link;
  }
  const made = element("button", { type: "button", class: look, title: button.text, disabled: Boolean(button.disabled) }, label);
  if (button.copy_text) {
    made.classList.add("copies");
    made.append(hint("copy"));
    made.addEventListener("click", () => hands.copy(button.copy_text.text, made));
  } else if (button.callback_data) {
    made.dataset.data = button.callback_data;
    made.addEventListener("click", () => hands.tap(message, button, made));
  }
  return made;
}

function hint(key) {
  return element("span", { class: "unseen" }, `, ${word(key)}`);
}
