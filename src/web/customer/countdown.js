// Keeps the time that is left true while a page stays open. Without it the page shows what it was when it was opened.
const opened = Date.now();
const unit = (n, word) => (n > 0 ? `${n} ${word}${n === 1 ? '' : 's'}` : '');
const words = (ms) => {
  const minutes = Math.floor(ms / 60000);
  const parts = [
    unit(Math.floor(minutes / 1440), 'day'),
    unit(Math.floor(minutes / 60) % 24, 'hour'),
    unit(minutes % 60, 'minute'),
  ];
  return parts.filter(Boolean).slice(0, 2).join(' and ') || 'less than a minute';
};
const update = () => {
  for (const element of document.querySelectorAll('[data-left-ms]')) {
    const left = Number(element.dataset.leftMs) - (Date.now() - opened);
    element.textContent = left > 0 ? `${words(left)} left.` : 'This time is over: load the page again.';
  }
};
setInterval(update, 30000);
