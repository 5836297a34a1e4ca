// The signed list of a date's tickets, as ticketing/checkin/lists.py makes it, and what a scan finds by it without a
// network, as ticketing/checkin/scan_outcomes.py. A module; `ed` and `codes` are ed25519.js and ticket_codes.js.

const PREFIX = "JL1:";
const MAX_FOUND_TICKETS = 20;
const text = new TextEncoder();

export const fromHex = (hex) => Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));

export class ListRefused extends Error {} // its message is "changedList" or "otherList", names of texts

// `signed` is {document, signature}, `gate` is {publicKey, event, date}.
export async function openList({ ed, codes }, signed, gate) {
  const isGenuine = await ed.verifyAsync(codes.bytesOf(signed.signature), text.encode(PREFIX + signed.document), gate.publicKey).catch(() => false);
  if (!isGenuine) throw new ListRefused("changedList");
  const list = JSON.parse(signed.document);
  if (list.event !== gate.event || list.date !== gate.date) throw new ListRefused("otherList");
  return { ...list, byCode: new Map(list.tickets.map((ticket) => [ticket.code, ticket])) };
}

const isHere = (list, ticket) =>
  (!list.types.length || list.types.includes(ticket.typeId)) && (!list.sections.length || list.sections.includes(ticket.section));

// `moves` are this phone's own scans, which the list may not contain yet: {code: {direction, at}}.
function finding(list, ticket, direction, moves) {
  if (ticket.status === "void") return { outcome: "void" };
  if (list.isCancelled) return { outcome: "cancelled" };
  if (!isHere(list, ticket)) return { outcome: "other_gate" };
  const mine = moves.get(ticket.code);
  const isIn = mine ? mine.direction === "in" : ticket.status === "used";
  if (direction === "out") return { outcome: isIn ? "left" : "not_in" };
  return isIn ? { outcome: "already_in", since: mine?.at } : { outcome: "admitted" };
}

async function verified({ ed, codes }, list, read, gate, now) {
  const code = codes.readCode(read);
  if (!code) return { outcome: "unknown" };
  if (code.event !== gate.event) return { outcome: "other_event" };
  const ticket = list.byCode.get(code.ticket);
  // Without its key the code of a screen cannot be verified; on paper it is the event's.
  const keys = { eventKey: gate.publicKey, ticketKey: ticket ? codes.bytesOf(ticket.key) : gate.publicKey };
  const verdict = await codes.verdictOn(ed, code, keys, now);
  if (!ticket) return { outcome: verdict === "forged" && code.step === null ? "forged" : "other_date", isMissing: true };
  if (verdict === "forged") return { outcome: "forged" };
  if (verdict === "old") return { outcome: "old", ticket };
  if (code.step === null && list.movingOnly) return { outcome: "printed", ticket };
  return { ticket };
}

// {outcome, ticket, since, isMissing}; `scan` is {text, isChosen, direction}, `now` in milliseconds.
export async function decide(modules, list, scan, gate, moves, now) {
  const read = scan.isChosen ? { ticket: list.byCode.get(scan.text) } : await verified(modules, list, scan.text, gate, now);
  if (read.outcome) return read;
  if (!read.ticket) return { outcome: "unknown" };
  return { ticket: read.ticket, ...finding(list, read.ticket, scan.direction, moves) };
}

// By name, code or seat: the list contains no more.
export function search(list, words) {
  const plain = (text) => text.toLowerCase().replace(/[\s·]+/g, " ").trim(), wanted = plain(words);
  if (wanted.length < 2) return [];
  const isSeat = (name = "") => ` ${plain(name)}`.endsWith(` ${wanted}`); // with its section or without
  const matches = ({ name, code, seat, typedSeat }) =>
    plain(name).includes(wanted) || plain(code) === wanted || isSeat(seat) || isSeat(typedSeat);
  return list.tickets.filter(matches).slice(0, MAX_FOUND_TICKETS);
}
