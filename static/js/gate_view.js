// What the page of a gate shows of a scan: colour, icon, word, sentence, sound and vibration; and its lists. A module.

const ICONS = { go: "check-circle", mind: "exclamation-triangle", stop: "slash-circle" };
const TONES = { go: [[0, 880], [0.12, 1318.5]], mind: [[0, 587.3], [0.3, 587.3]], stop: [[0, 196], [0.2, 185], [0.4, 174.6]] };
const VIBRATIONS = { go: [80], mind: [80, 80, 80], stop: [400] }; // milliseconds

// The text with the values in place of {names}.
export const filled = (text, values) => text.replace(/\{(\w+)\}/g, (gap, name) => values[name] ?? gap);

export function clockIn(timeZone) {
  const format = new Intl.DateTimeFormat(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone });
  return (at) => format.format(at);
}

export const element = (name, text, style = "") => Object.assign(document.createElement(name), { textContent: text, className: style });

export function button(text, style, press) {
  const made = Object.assign(element("button", text, style), { type: "button" });
  made.addEventListener("click", press);
  return made;
}

function icon(sprite, name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "icon answer-icon");
  svg.setAttribute("aria-hidden", "true");
  svg.append(document.createElementNS("http://www.w3.org/2000/svg", "use"));
  svg.firstChild.setAttribute("href", `${sprite}#${name}`);
  return svg;
}

const ticketLines = ({ name, type, seat, answers }) => [
  name && element("p", name, "answer-name"),
  element("p", [type, seat].filter(Boolean).join(" · "), "answer-place"),
  ...answers.map(([question, text]) => element("p", `${question}: ${text}`, "answer-more")),
];

// `undo` is a button, if it can be undone; `chime` as of sound.js.
export function showAnswer(box, sprite, chime, { tone, word, sentence, ticket }, undo) {
  const part = (name) => box.querySelector(`[data-${name}]`);
  box.dataset.tone = tone;
  part("icon").replaceChildren(icon(sprite, ICONS[tone]));
  part("word").textContent = word;
  part("sentence").textContent = sentence;
  part("ticket").replaceChildren(...[...ticket ? ticketLines(ticket) : [], undo].filter(Boolean));
  if (chime?.isOn()) chime.play({ loop: false, tones: TONES[tone] });
  navigator.vibrate?.(VIBRATIONS[tone]);
  box.scrollIntoView({ block: "nearest", behavior: "instant" });
}

// Of a search: the answer to the ticket before it must not be read as that of the next visitor.
export function showFound(box, found, texts, items) {
  const part = (name) => box.querySelector(`[data-${name}]`);
  box.dataset.tone = "";
  for (const name of ["icon", "ticket"]) part(name).replaceChildren();
  part("word").textContent = items.length ? texts.ready : texts.nothing;
  part("sentence").textContent = items.length ? texts.choose : texts.toScan;
  found.replaceChildren(...items.length ? [rows(items)] : []);
  box.scrollIntoView({ block: "nearest", behavior: "instant" });
}

export function row(title, more, action) {
  const item = element("li", "", "gate-row"), words = element("div", "");
  words.append(element("p", title), element("p", more, "quiet"));
  item.append(words, action);
  return item;
}

export function rows(items) {
  const list = element("ul", "", "gate-rows");
  list.append(...items);
  return list;
}
