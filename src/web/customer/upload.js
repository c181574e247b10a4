// Says what is wrong before a picture is sent, and that it is being sent. Without it the server says the same afterwards.
// Its words are those of the form.
const LARGEST_BYTES = 10000000;
for (const form of document.querySelectorAll('form[data-upload]')) {
  const { none, tooLarge, sending } = form.dataset;
  const file = form.querySelector('input[type=file]');
  const button = form.querySelector('button');
  const status = document.createElement('p');
  status.setAttribute('role', 'status');
  form.append(status);
  // Once a picture is chosen, what is wanted next is to upload it, and not to go on without it.
  const goOn = document.querySelector('.go-on button:not(.secondary)');
  file.addEventListener('change', () => {
    if (goOn === null) return;
    const isChosen = file.files.length > 0;
    for (const second of ['secondary', 'outline']) {
      button.classList.toggle(second, !isChosen);
      goOn.classList.toggle(second, isChosen);
    }
  });
  form.addEventListener('submit', (event) => {
    const [picture] = file.files;
    if (picture === undefined || picture.size > LARGEST_BYTES) {
      event.preventDefault();
      status.textContent = picture === undefined ? none : tooLarge;
      file.focus();
      return;
    }
    // Not disabled: a disabled button would keep the form from being sent.
    button.setAttribute('aria-busy', 'true');
    status.textContent = sending;
  });
}
// A page that comes back from the browser's memory is not sending any more.
window.addEventListener('pageshow', () => {
  for (const busy of document.querySelectorAll('[aria-busy]')) busy.removeAttribute('aria-busy');
});
