// Every text that is seen, with its contrast against the colour behind it (WCAG 2: 1 to 21).
(() => {
  const parse = (colour) => {
    const [red, green, blue, alpha = 1] = colour.match(/[\d.]+/g).map(Number);
    return { red, green, blue, alpha };
  };
  const over = (front, back) => {
    const mix = (name) => front[name] * front.alpha + back[name] * (1 - front.alpha);
    return { red: mix("red"), green: mix("green"), blue: mix("blue"), alpha: 1 };
  };
  const light = ({ red, green, blue }) => {
    const [r, g, b] = [red, green, blue].map((part) => {
      const share = part / 255;
      return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element) => {
    if (!element) return { red: 255, green: 255, blue: 255, alpha: 1 };
    const own = parse(getComputedStyle(element).backgroundColor);
    return own.alpha === 1 ? own : over(own, behind(element.parentElement));
  };
  const contrast = (one, other) => {
    const [dark, bright] = [light(one), light(other)].sort((a, b) => a - b);
    return (bright + 0.05) / (dark + 0.05);
  };
  window.focusContrast = () => {
    const at = document.activeElement;
    const style = getComputedStyle(at);
    const inside = parseFloat(style.outlineOffset) < 0;
    return contrast(parse(style.outlineColor), behind(inside ? at : at.parentElement));
  };
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    const text = walker.currentNode.textContent.trim();
    if (!text || !element.checkVisibility() || element.closest(".unseen, .sticker")) continue;
    const back = behind(element);
    const ink = over(parse(getComputedStyle(element).color), back);
    found.push({ what: text.slice(0, 60), contrast: contrast(ink, back) });
  }
  const text = document.getElementById("text");
  const hint = parse(getComputedStyle(text, "::placeholder").color);
  found.push({ what: "placeholder", contrast: contrast(hint, behind(text)) });
  return found;
})();
