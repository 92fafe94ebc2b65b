// The page's own words, in the language of the person's Telegram.

import { get } from "./wire.js";

const all = await get("/static/words.json");
let language = "kk";

export function word(key) {
  return all[language][key] ?? key;
}

/** Switch the language of everything that the page itself says. */
export function speak(code) {
  language = code in all ? code : "en";
  document.documentElement.lang = language;
  for (const element of document.querySelectorAll("[data-word]")) {
    element.textContent = word(element.dataset.word);
  }
  for (const element of document.querySelectorAll("[data-label]")) {
    element.setAttribute("aria-label", word(element.dataset.label));
    if (element.matches("button")) element.title = word(element.dataset.label);
    if (element.matches("textarea")) element.placeholder = word(element.dataset.label);
  }
}

export function time(seconds) {
  return new Date(seconds * 1000).toLocaleTimeString(language, {
    hour: "2-digit",
    minute: "2-digit",
    hour12: false,
  });
}

export function size(bytes) {
  return bytes < 1024 ? `${bytes} B` : `${Math.round(bytes / 1024).toLocaleString(language)} KB`;
}
