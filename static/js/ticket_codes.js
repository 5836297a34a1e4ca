// Codes of tickets, as ticketing/codes.py: made on a ticket's page, verified on a phone at the gate, without a network.
// A module. `ed` is static/vendor/noble-ed25519/ed25519.js; keys are Uint8Arrays of 32 bytes, times milliseconds.

export const STEP = 30000;
const TOLERANCE = 1; // steps that a phone's clock may be off
const MAX_LENGTH = 300;
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"; // RFC 4648
const FORMAT = /^(JT1|JM1):([0-9A-Z]{1,16}):([0-9A-Z]{1,24}):([0-9]{0,12}):([A-Z2-7]{103})$/;

export const bytesOf = (base64) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
export const stepOf = (now) => Math.floor(now / STEP);

function toBase32(bytes) {
  let text = "", bits = 0, value = 0;
  for (const byte of bytes) {
    value = (value << 8) | byte;
    bits += 8;
    while (bits >= 5) { bits -= 5; text += LETTERS[(value >> bits) & 31]; }
    value &= (1 << bits) - 1;
  }
  return bits ? text + LETTERS[(value << (5 - bits)) & 31] : text;
}

function fromBase32(text) {
  const bytes = [];
  let bits = 0, value = 0;
  for (const letter of text) {
    value = (value << 5) | LETTERS.indexOf(letter);
    bits += 5;
    if (bits >= 8) { bits -= 8; bytes.push(value >> bits); }
    value &= (1 << bits) - 1;
  }
  return Uint8Array.from(bytes);
}

const signedBytes = (text) => new TextEncoder().encode(text);

// What the ticket's page shows now; `key` is the ticket's private key.
export async function movingCode(ed, { event, ticket, key }, now) {
  const signed = `JM1:${event}:${ticket}:${stepOf(now)}`;
  return `${signed}:${toBase32(await ed.signAsync(signedBytes(signed), key))}`;
}

// What was read, as far as it can be a code. The site refuses a whole request for a NUL, or for its size, so that other
// scans in it would never arrive.
export const readable = (text) => text.slice(0, MAX_LENGTH + 1).replaceAll("\0", "");

// {event, ticket, step (null on paper), signature, signed}; null for what is no code of a ticket.
export function readCode(text) {
  const match = text.length <= MAX_LENGTH && FORMAT.exec(text.trim().toUpperCase());
  if (!match || (match[1] === "JM1") !== Boolean(match[4])) return null;
  const [, kind, event, ticket, step, signature] = match;
  return {
    event, ticket, step: step ? Number(step) : null,
    signature: fromBase32(signature), signed: `${kind}:${event}:${ticket}:${step}`,
  };
}

// "genuine", "forged", or "old": a photo of a screen. The keys are public ones, of the ticket that the code names.
export async function verdictOn(ed, code, { eventKey, ticketKey }, now) {
  const key = code.step === null ? eventKey : ticketKey;
  if (!await ed.verifyAsync(code.signature, signedBytes(code.signed), key)) return "forged";
  if (code.step !== null && Math.abs(stepOf(now) - code.step) > TOLERANCE) return "old";
  return "genuine";
}
