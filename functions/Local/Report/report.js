// Buttons that copy a command, a filter, and everything open on paper. The page says the same without any of it.
(() => {
  'use strict';
  const all = selector => Array.from(document.querySelectorAll(selector));
  const said = document.getElementById('said');

  const select = node => {
    const range = document.createRange();
    range.selectNodeContents(node);
    const selection = window.getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
  };

  const copy = async button => {
    const command = button.closest('.command').querySelector('code');
    let done = true;
    try {
      await navigator.clipboard.writeText(command.textContent);
    } catch {
      select(command);
      done = document.execCommand('copy');
    }

    button.textContent = done ? 'Copied' : 'Press Ctrl+C';
    said.textContent = done ? 'Command copied' : 'Command selected';
    setTimeout(() => { button.textContent = 'Copy'; said.textContent = ''; }, 2000);
  };

  for (const button of all('button.copy')) {
    button.hidden = false;
    button.addEventListener('click', () => copy(button));
  }

  const filter = document.getElementById('filter');
  if (filter) {
    filter.parentElement.hidden = false;
    const rows = all('.filtered').map(row => [row, row.textContent.toLowerCase()]);
    const cards = rows.filter(([row]) => row.matches('article'));
    filter.addEventListener('input', () => {
      const wanted = filter.value.trim().toLowerCase();
      rows.forEach(([row, text]) => { row.hidden = !text.includes(wanted); });
      said.textContent = cards.filter(([row]) => !row.hidden).length + ' of ' + cards.length + ' broken identities shown';
    });
  }

  let opened = [];
  window.addEventListener('beforeprint', () => {
    opened = all('details:not([open])');
    opened.forEach(details => { details.open = true; });
  });
  window.addEventListener('afterprint', () => {
    opened.forEach(details => { details.open = false; });
    opened = [];
  });
})();
