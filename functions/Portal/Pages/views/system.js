import { h, said } from '../dom.js';
import { get, post } from '../api.js';
import { choice, empty, logName, logState, table } from '../parts.js';
import { ago, clock, milliseconds, number, setClock, span, systemNow, title, when } from '../words.js';

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

const scopeOf = mode => mode.policyId ? ['policy ', h('span', { class: 'id' }, said(mode.policyId))] : 'policies without a mode of their own';

const sourcesTable = told => table('Logs', [
  { name: 'Log', cell: one => logName(one.source) },
  { name: 'State', cell: one => [logState(one), one.silentSince ? h('span', { class: 'sub bad' }, one.came === undefined ? ['Nothing since ', when(one.silentSince)] : [`About ${number(one.came)} rows in six hours, usually ${number(one.least)} or more, since `, when(one.silentSince)]) : null] },
  { name: 'Last row', cell: one => [ago(one.lastRow), h('span', { class: 'sub' }, when(one.lastRow))] },
  { name: 'Longest rest in two weeks', cell: one => one.longestRest ? span(milliseconds(one.longestRest)) : 'Not known yet' },
], told.sources);

const sourcesOf = all => all.length === 0 ? empty('No log was looked at yet', 'Detection looks every ten minutes at what each log has brought.')
  : all.map(told => [all.length > 1 ? h('h3', {}, 'Tenant ', said(told.tenantId)) : null, sourcesTable(told), h('p', { class: 'soft source' }, 'Told by Detection ', ago(told.at), '. Rows come minutes to hours after what they tell of: how late differs by log.')]);

const brakesTable = all => table('Brakes', [
  { name: 'App', cell: one => one.app },
  { name: 'Writes', cell: one => one.stopped === undefined ? h('span', { class: 'soft' }, 'Has told nothing yet') : [h('span', { class: 'badge ' + (one.stopped ? 'high' : 'good') }, one.stopped ? 'Stopped' : 'Not stopped'), h('span', { class: 'sub' }, ago(one.stoppedAt))] },
  { name: 'Mode', cell: one => one.modes ? [one.modes.map(mode => h('span', { class: 'sub' }, `${title(mode.mode)}: `, scopeOf(mode))), one.pending ? h('span', { class: 'sub bad' }, `Waits for a second person: ${title(one.pending.mode)} for `, scopeOf(one.pending)) : null] : h('span', { class: 'soft' }, 'Has none') },
  { name: 'Limits, as last used', class: 'wide', cell: one => one.budgets.length === 0 ? h('span', { class: 'soft' }, 'Nothing was used') : one.budgets.map(use => h('span', { class: 'sub' + (use.used >= use.limit ? ' bad' : '') }, `${use.name}: ${number(use.used)} of ${number(use.limit)} in the hour of `, clock(use.hour))) },
], all);

const modeForm = context => {
  const outcome = h('p', { role: 'status' });
  const form = h('form', {
    class: 'command-form',
    onsubmit: async event => {
      event.preventDefault();
      try {
        const policyId = form.elements.policyId.value.trim();
        await post('system/mode', { mode: form.elements.mode.value, ...(policyId ? { policyId } : {}) });
        outcome.textContent = 'Asked. It changes when a second person asks for the same within a day.';
        await context.refresh();
      } catch (fault) {
        outcome.textContent = fault.message;
      }
    },
  }, choice('Mode', 'mode', 'observe', [['observe', 'Observe: on record only'], ['propose', 'Propose: a person does it'], ['enforce', 'Enforce: it is written']]),
  h('label', { class: 'field' }, h('span', {}, 'Policy id (empty: all policies)'), h('input', { name: 'policyId', maxlength: 200, autocomplete: 'off', spellcheck: 'false' })),
  h('button', { type: 'submit' }, 'Ask for this mode'), outcome);
  return h('details', { class: 'remedy', 'data-key': 'mode' }, h('summary', {}, 'Change the mode of exceptions'), h('p', {}, 'Two persons have to ask for the same. Both stand in the ledger.'), form);
};

const freezes = all => all.length === 0 ? empty('No freeze', 'Nothing is planned during which nothing may change (setting Exemptions:Freezes).')
  : table('Freezes', [
    { name: 'From', cell: one => when(one.from) },
    { name: 'Before', cell: one => when(one.to) },
    { name: 'State', cell: one => Date.parse(one.to) <= systemNow() ? 'Over' : Date.parse(one.from) <= systemNow() ? h('span', { class: 'badge medium' }, 'Nothing may change now') : ['Begins ', ago(one.from)] },
  ], all);

/** Read when the page opens and after each replay: every queue has to be asked. */
const letters = context => {
  const body = h('div', {});
  const load = async () => {
    try {
      const page = await get('dead-letters', {}, context.signal);
      context.replace(body, page.items.length === 0 ? empty('Nothing was given up', 'A message that cannot be handled, or was tried too often, appears here with the reason.')
        : [table('Dead letters', [
          { name: 'Where', cell: one => [said(one.entity), h('span', { class: 'sub' }, `number ${one.sequence}`)] },
          { name: 'What', cell: one => [said(one.kind), h('span', { class: 'sub id' }, said(one.messageId))] },
          { name: 'Why', class: 'wide', cell: one => [said(one.reason), one.description ? h('span', { class: 'sub' }, said(one.description)) : null] },
          { name: 'Since', cell: one => ago(one.deadLetteredAt ?? one.enqueuedAt) },
          { name: 'Do', cell: one => replay(one) },
        ], page.items), page.more ? h('p', { class: 'soft' }, 'Some queues have more than is shown; nhi deadletters lists them all.') : null]);
    } catch (fault) {
      if (fault.name !== 'AbortError') {
        context.replace(body, h('p', { class: 'bad' }, fault.message));
      }
    }
  };
  const replay = one => h('button', {
    type: 'button', 'data-key': `replay ${one.entity} ${one.sequence}`,
    onclick: async event => {
      event.currentTarget.disabled = true;
      try {
        await post('dead-letters/replay', { entity: one.entity, sequence: one.sequence });
        context.say('Sent again');
      } catch (fault) {
        context.say(fault.message);
      }

      await load();
    },
  }, 'Send again', h('span', { class: 'sr-only' }, ` number ${one.sequence} of ${one.entity}`));
  return { section: h('section', { 'aria-labelledby': 'letters' }, h('h2', { id: 'letters' }, 'Dead letters'), h('p', { class: 'soft source' }, 'Mend the cause first. Who sends one again stands in the ledger.'), body), load };
};

export default async context => {
  const [sources, lists, writes, brakes, calendar] = Array.from({ length: 5 }, () => h('div', {}));
  const dead = context.may('ListDeadLetters') ? letters(context) : null;
  let drawn = '';
  context.show('System', h('h1', {}, 'System'),
    h('section', { 'aria-labelledby': 'sources' }, h('h2', { id: 'sources' }, 'Logs'), sources),
    h('section', { 'aria-labelledby': 'lists' }, h('h2', { id: 'lists' }, 'What the portal knows'), lists),
    h('section', { 'aria-labelledby': 'writes' }, h('h2', { id: 'writes' }, 'Writes'), writes),
    h('section', { 'aria-labelledby': 'brakes' }, h('h2', { id: 'brakes' }, 'Brakes, modes and limits'), brakes, context.may('ChangeMode') ? modeForm(context) : null),
    h('section', { 'aria-labelledby': 'freezes' }, h('h2', { id: 'freezes' }, 'Freeze calendar'), calendar), dead?.section);
  await dead?.load();
  const load = async () => {
    const system = await get('system', {}, context.signal);
    setClock(system.at);
    context.replace(sources, sourcesOf(system.sources));
    context.replace(lists, table('Lists', [
      { name: 'List', cell: one => title(one.name) },
      { name: 'Entries', class: 'number', cell: one => number(one.entries) },
      { name: 'Told by', cell: one => one.from },
      { name: 'Last told', cell: one => one.changedAt ? ago(one.changedAt) : 'Never' },
    ], system.lists));

    context.replace(brakes, system.brakes.length === 0 ? empty('No app has told yet', 'An app tells of its brakes when one changes: a stop, a mode, a limit that is used.') : brakesTable(system.brakes));
    context.replace(calendar, freezes(system.freezes));

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
