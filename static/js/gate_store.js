// What a gate's phone stores for when there is no network: the signed list, its scans until they are sent, and how far
// its clock is off. A module. Everything is in one IndexedDB for each event and gate.

const VERSION = 1;
const SHOWN_SCANS = 8;
export const SCANS_A_REQUEST = 50; // as ticketing/checkin/merging.py allows

const done = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

function open(name) {
  const opening = indexedDB.open(name, VERSION);
  opening.onupgradeneeded = () => {
    opening.result.createObjectStore("values");
    opening.result.createObjectStore("scans", { autoIncrement: true, keyPath: "order" }).createIndex("uuid", "uuid", { unique: true });
  };
  return done(opening);
}

// Rejects where the browser stores nothing, as in some private windows.
export async function openStore(event, gate) {
  const database = await open(`gate-${event}-${gate}`);
  const table = (name, mode = "readonly") => database.transaction(name, mode).objectStore(name);
  const scans = () => done(table("scans").getAll());

  async function change(uuid, fields) {
    const rows = table("scans", "readwrite");
    const row = await done(rows.index("uuid").get(uuid));
    if (row) await done(rows.put({ ...row, ...fields }));
  }

  return {
    value: (name) => done(table("values").get(name)),
    setValue: (name, value) => done(table("values", "readwrite").put(value, name)),

    // A scan: {uuid, text, isChosen, date, direction, at, letIn, code (of its ticket), undoes, isSent, label}.
    add: (scan) => done(table("scans", "readwrite").add(scan)),
    markSent: (uuid, refused = "") => change(uuid, { isSent: true, refused, sentAt: Date.now() }),
    unsent: async () => (await scans()).filter(({ isSent }) => !isSent),
    refused: async () => (await scans()).filter(({ refused }) => refused),

    // What this phone let in or out, {code: direction}, in the order of the scans; an undone one does not count.
    async moves() {
      const rows = await scans();
      const undone = new Set(rows.map(({ undoes }) => undoes).filter(Boolean));
      const moved = rows.filter(({ letIn, code, uuid, undoes }) => letIn && code && !undoes && !undone.has(uuid));
      return new Map(moved.map(({ code, direction, at }) => [code, { direction, at }]));
    },

    // The last ones that can be undone, latest first, of those that are not sent.
    async last() {
      const rows = (await scans()).filter(({ isSent }) => !isSent);
      const undone = new Set(rows.map(({ undoes }) => undoes).filter(Boolean));
      return rows.filter(({ letIn, undoes, uuid }) => letIn && !undoes && !undone.has(uuid)).reverse().slice(0, SHOWN_SCANS);
    },

    // Those that a list of this moment contains.
    async removeSentBefore(at) {
      const rows = table("scans", "readwrite");
      for (const row of await done(rows.getAll())) {
        if (row.isSent && !row.refused && row.sentAt < at) rows.delete(row.order);
      }
    },
  };
}
