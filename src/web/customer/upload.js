// Says what is wrong before a picture is sent, and that it is being sent. Without it the server says the same afterwards.
const LARGEST_BYTES = 10000000;
for (const form of document.querySelectorAll('form[data-upload]')) {
  const file = form.querySelector('input[type=file]');
  const button = form.querySelector('button');
  const status = document.createElement('p');
  status.setAttribute('role', 'status');
  form.append(status);
  form.addEventListener('submit', (event) => {
    const [picture] = file.files;
    if (picture === undefined || picture.size > LARGEST_BYTES) {
      event.preventDefault();
      status.textContent =
        picture === undefined
          ? 'Choose a picture first.'
          : 'This picture is larger than 10 MB: choose a smaller copy of it, or a screenshot.';
      file.focus();
      return;
    }
    // Not disabled: a disabled button would keep the form from being sent.
    button.setAttribute('aria-busy', 'true');
    status.textContent = 'Your picture is being sent. This can take a minute.';
  });
}
// A page that comes back from the browser's memory is not sending any more.
window.addEventListener('pageshow', () => {
  for (const busy of document.querySelectorAll('[aria-busy]')) busy.removeAttribute('aria-busy');
});
