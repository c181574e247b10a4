// Looks for news and changes only what is different. The page works without it.
const refreshMs = Number(document.body.dataset.refreshMs);
const offline = document.getElementById('offline');
const typedInto = new Set();
let leaving = false;

document.addEventListener('input', ({ target }) => typedInto.add(target.closest('form')));
document.addEventListener('submit', (event) => {
  if (leaving) event.preventDefault();
  leaving = true;
  // Should no page follow, the forms work again.
  setTimeout(() => (leaving = false), 15_000);
});
addEventListener('pageshow', () => (leaving = false));

/** Whether somebody is at work in there. */
const inUse = (node) =>
  node.nodeType === Node.ELEMENT_NODE &&
  (node.querySelector(':focus:is(input, select, textarea)') !== null ||
    [...typedInto].some((form) => form !== null && node.contains(form)));

function drop(node) {
  if (inUse(node)) node.setAttribute('data-stale', '');
  else node.remove();
}

function morph(old, fresh) {
  if (old.nodeType !== Node.ELEMENT_NODE) {
    if (old.data !== fresh.data) old.data = fresh.data;
    return;
  }
  const kept = old.nodeName === 'DETAILS' ? 'open' : '';
  for (const { name } of Array.from(old.attributes)) {
    if (name !== kept && !fresh.hasAttribute(name)) old.removeAttribute(name);
  }
  for (const { name, value } of fresh.attributes) {
    if (name !== kept && old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
  morphChildren(old, fresh);
}

/** Elements with an id are matched by it, all else in its order. Nothing that stays is moved. */
function morphChildren(old, fresh) {
  const wanted = new Set([...fresh.children].map(({ id }) => id).filter(Boolean));
  const byId = new Map([...old.children].filter(({ id }) => id).map((child) => [child.id, child]));
  let at = old.firstChild;
  for (const next of fresh.childNodes) {
    const known = next.id ? byId.get(next.id) : undefined;
    if (known) at = dropUntil(known, at, wanted);
    const same = known ?? (at && !at.id && !next.id && at.nodeName === next.nodeName ? at : undefined);
    if (same === undefined) old.insertBefore(document.importNode(next, true), at);
    else {
      if (same === at) at = at.nextSibling;
      else old.insertBefore(same, at);
      morph(same, next);
    }
  }
  dropUntil(null, at, new Set());
}

/** Drops what is not wanted any more, from `at` on. Returns what it came to. */
function dropUntil(end, at, wanted) {
  while (at && at !== end && !wanted.has(at.id)) {
    const gone = at;
    at = at.nextSibling;
    drop(gone);
  }
  return at;
}

let ticking;
function readClock() {
  const clock = document.querySelector('[data-ticks]');
  ticking = clock && { clock, from: Date.parse(clock.dateTime), at: performance.now() };
}
function tick() {
  if (!ticking) return;
  const now = new Date(ticking.from + performance.now() - ticking.at);
  ticking.clock.textContent = now.toISOString().slice(11, 19);
}

async function refresh() {
  if (document.hidden || leaving) return;
  try {
    const answer = await fetch(location.href);
    if (!answer.ok) throw new Error(String(answer.status));
    const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
    if (leaving) return;
    morph(document.getElementById('main'), fresh.getElementById('main'));
    readClock();
    offline.hidden = true;
  } catch {
    offline.hidden = false;
  }
}

async function keepUp() {
  await refresh();
  setTimeout(keepUp, refreshMs);
}

readClock();
setInterval(tick, 1000);
if (refreshMs > 0) setTimeout(keepUp, refreshMs);
