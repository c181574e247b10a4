// Keeps the time that is left true while a page stays open. Without it the page shows what it was when it was opened.
// Its words are the page's own; units of time the browser knows in the page's language.
const opened = Date.now();
const language = document.documentElement.lang;
const together = new Intl.ListFormat(language, { type: 'conjunction' });
const count = (n, unit) =>
  n > 0 ? new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' }).format(n) : '';
const words = (ms) => {
  const minutes = Math.floor(ms / 60000);
  const parts = [
    count(Math.floor(minutes / 1440), 'day'),
    count(Math.floor(minutes / 60) % 24, 'hour'),
    count(minutes % 60, 'minute'),
  ];
  return together.format(parts.filter(Boolean).slice(0, 2));
};
const update = () => {
  for (const element of document.querySelectorAll('[data-left-ms]')) {
    const { leftMs, left, moment, over } = element.dataset;
    const ms = Number(leftMs) - (Date.now() - opened);
    element.textContent = ms > 0 ? left.replace('{time}', words(ms) || moment) : over;
  }
};
setInterval(update, 30000);
