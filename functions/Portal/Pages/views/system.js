import { h, said } from '../dom.js';
import { get, post } from '../api.js';
import { empty, table } from '../parts.js';
import { ago, number, setClock, when } from '../words.js';

const asked = one => one.stop === undefined ? h('p', {}, 'Nobody asked here for writes to stop.')
  : h('p', {}, h('strong', {}, one.stop ? 'A stop was asked for ' : 'Writes were let go on '), ago(one.at), ' by ', said(one.by), ' (', when(one.at), ').', one.reason ? [' Reason: ', said(one.reason)] : null);

/** Asks, and says what came of it beside the button. */
const send = async (path, body, outcome, context) => {
  try {
    await post(path, body);
    context.say('Asked');
    await context.refresh();
  } catch (fault) {
    outcome.textContent = fault.message;
  }
};

const stopForm = (tenantId, context) => {
  const outcome = h('p', { class: 'bad', role: 'alert' });
  const form = h('form', {
    class: 'command-form',
    onsubmit: event => { event.preventDefault(); send('system/stop', { tenantId, reason: form.elements.reason.value }, outcome, context); },
  }, h('label', { class: 'field' }, h('span', {}, 'Why'), h('textarea', { name: 'reason', rows: 2, maxlength: 500, required: true, 'data-key': 'reason ' + tenantId })),
  h('button', { type: 'submit', class: 'danger' }, 'Stop all writes now'), outcome);
  return h('details', { class: 'remedy', 'data-key': 'stop ' + tenantId }, h('summary', {}, 'Stop all writes'), h('p', {}, 'No exception is given or taken away, and nothing else is written in Entra, until somebody lets writes go on. What is due stays due.'), form);
};

const resumeButton = (tenantId, context) => {
  const outcome = h('p', { class: 'bad', role: 'alert' });
  return [h('button', { type: 'button', onclick: () => send('system/resume', { tenantId }, outcome, context) }, 'Let writes go on'), outcome];
};

export default async context => {
  const lists = h('div', {});
  const writes = h('div', {});
  let drawn = '';
  context.show('System', h('h1', {}, 'System'),
    h('section', { 'aria-labelledby': 'lists' }, h('h2', { id: 'lists' }, 'What the portal knows'), lists),
    h('section', { 'aria-labelledby': 'writes' }, h('h2', { id: 'writes' }, 'Writes'), writes));
  const load = async () => {
    const system = await get('system', {}, context.signal);
    setClock(system.at);
    context.replace(lists, table('Lists', [
      { name: 'List', cell: one => one.name },
      { name: 'Entries', class: 'number', cell: one => number(one.entries) },
      { name: 'Told by', cell: one => one.from },
      { name: 'Last told', cell: one => one.changedAt ? ago(one.changedAt) : 'Never' },
    ], system.lists));

    // Somebody may be typing: the forms are drawn again only when what they are about has changed.
    const now = JSON.stringify(system.writes);
    if (now !== drawn) {
      drawn = now;
      context.replace(writes, system.writes.length === 0 ? empty('No tenant yet', 'A tenant appears with its first identity.')
        : system.writes.map(one => h('div', { class: 'item' }, system.writes.length > 1 ? h('h3', {}, 'Tenant ', said(one.tenantId)) : null, asked(one),
          context.may('StopWrites') && !one.stop ? stopForm(one.tenantId, context) : null,
          context.may('ResumeWrites') && one.stop ? resumeButton(one.tenantId, context) : null)));
    }
  };

  await load();
  return load;
};
