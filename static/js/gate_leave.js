// The page of a gate that was ended: what its phone did without a network, and has not sent yet, is sent all the same,
// for the organiser to decide. A module; see templates/ticketing/gate/closed.html.

const { dataset } = document.getElementById("closed");

const { openStore, SCANS_A_REQUEST } = await import(dataset.storeModule);
const store = await openStore(dataset.event, dataset.gate);
const token = document.querySelector("[name=csrfmiddlewaretoken]").value;

for (let waiting = await store.unsent(); waiting.length; waiting = await store.unsent()) {
  const response = await fetch(dataset.merge, {
    method: "POST",
    headers: { Accept: "application/json", "Content-Type": "application/json", "X-CSRFToken": token },
    body: JSON.stringify({ scans: waiting.slice(0, SCANS_A_REQUEST) }),
  });
  if (!response.ok) break;
  for (const { uuid, refused } of (await response.json()).results) await store.markSent(uuid, refused);
}
dataset.sent = "";
