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
