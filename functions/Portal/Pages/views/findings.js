import { h, said } from '../dom.js';
import { get, post } from '../api.js';
import { choice, empty, facts, findingRow, identityLink, listPage, owner, search, severity, table, ticketLink, ticketState } from '../parts.js';
import { countOf, localTime, number, plural, reason, relative, systemNow, title, when } from '../words.js';

export const list = listPage({
  heading: 'Findings',
  path: 'findings',
  names: ['q', 'state', 'severity', 'muted', 'sort', 'finding', 'identity', 'owner', 'policy'],
  filters: given => [
    search('Name, cause, owner or number', given.q),
    choice('State', 'state', given.state, [['', 'Open'], ['withdrawn', 'Over'], ['any', 'Any']]),
    choice('Severity', 'severity', given.severity, [['', 'Any'], ['critical', 'Critical'], ['high', 'High'], ['medium', 'Medium'], ['low', 'Low']]),
    choice('Muted', 'muted', given.muted, [['', 'Any'], ['no', 'No'], ['yes', 'Yes']]),
    choice('Order', 'sort', given.sort, [['', 'Worst first'], ['lastSeen', 'Last seen'], ['firstSeen', 'First seen']]),
  ],
  nothing: filtered => filtered ? empty('No finding is like this', 'Change or clear the filter.') : empty('Nothing is open', 'As far as the logs tell, nothing is wrong.'),
  show: items => h('ul', { class: 'items' }, items.map(item => findingRow(item, 'h2'))),
});

const copyButton = (text, context) => h('button', {
  type: 'button', class: 'copy',
  onclick: async event => {
    const button = event.currentTarget;
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = 'Copied';
      context.say('Command copied');
    } catch {
      getSelection().selectAllChildren(button.parentElement.nextElementSibling);
      button.textContent = 'Press Ctrl+C';
      context.say('Command selected');
    }

    setTimeout(() => { button.textContent = 'Copy'; }, 2000);
  },
}, 'Copy');

const command = (name, text, context) => text ? h('div', { class: 'command' }, h('div', { class: 'command-bar' }, h('span', {}, name), copyButton(text, context)), h('pre', { tabindex: '0', 'aria-label': name }, h('code', {}, text))) : null;

const remedy = (one, index, context) => h('details', { class: 'remedy', open: index === 0, 'data-key': 'remedy ' + index },
  h('summary', {}, `${index + 1}. ${one.title}`),
  h('ol', {}, one.steps.map(step => h('li', {}, said(step)))),
  command('Azure CLI', one.az, context), command('Microsoft Graph PowerShell', one.powerShell, context));

const evidence = events => table('Events', [
  { name: 'When', cell: one => when(one.at) },
  { name: 'Code', class: 'number', cell: one => String(one.code) },
  { name: 'Application', cell: one => said(one.app ?? one.computer ?? 'Not named') },
  { name: 'Resource', cell: one => said(one.resource ?? 'Not named') },
  { name: 'From', cell: one => [said(one.ipAddress ?? 'Not named'), one.userAgent ? h('span', { class: 'sub agent' }, said(one.userAgent)) : null] },
  { name: 'Event id', cell: one => h('span', { class: 'id' }, said(one.id)) },
], events);

const WEEK = 7 * 24 * 3600000;

const holds = mute => mute?.until && Date.parse(mute.until) > systemNow();

/** Opened first, then sent: nothing happens by one press alone. */
const muteForm = (findingId, mute, context) => {
  const isMuted = holds(mute);
  const may = isMuted ? 'UnmuteFinding' : 'MuteFinding';
  if (!context.may(may)) {
    return null;
  }

  const outcome = h('p', { class: 'bad', role: 'alert' });
  const send = async form => {
    outcome.textContent = '';
    try {
      await post(`findings/${encodeURIComponent(findingId)}/${isMuted ? 'unmute' : 'mute'}`, isMuted ? {} : { reason: form.elements.reason.value, until: new Date(form.elements.until.value).toISOString() });
      context.say('Asked');
      await context.refresh();
    } catch (fault) {
      outcome.textContent = fault.message;
    }
  };
  return h('details', { class: 'remedy', 'data-key': may }, h('summary', {}, isMuted ? 'Hear of it again' : 'Mute it'),
    h('p', {}, isMuted ? 'Tickets and notices about it go on as before.' : 'No ticket and no notice about it until the end that you name, or until it worsens. It is in the ledger, with you and the end.'),
    h('form', { class: 'command-form', 'aria-label': isMuted ? 'Hear of it again' : 'Mute', onsubmit: event => { event.preventDefault(); send(event.target); } },
      isMuted ? null : h('label', { class: 'field' }, h('span', {}, 'Until (your time)'), h('input', { type: 'datetime-local', name: 'until', required: true, value: localTime(systemNow() + WEEK), 'data-key': 'mute until' })),
      isMuted ? null : h('label', { class: 'field' }, h('span', {}, 'Why nobody has to hear of it'), h('textarea', { name: 'reason', rows: 2, maxlength: 500, required: true, 'data-key': 'mute reason' })),
      h('button', { type: 'submit' }, isMuted ? 'Hear of it again now' : 'Mute it now'), outcome));
};

const muteFacts = mute => mute ? [holds(mute) ? 'Muted until' : mute.state === 'refused' ? 'Mute refused' : 'Muted no more', holds(mute) ? when(mute.until) : null, h('span', { class: 'sub' }, said(mute.why))] : null;

const list0 = (name, values, shown = said) => values && values.length > 0 ? [name, h('ul', { class: 'plain' }, values.map(value => h('li', {}, shown(value))))] : null;

export const detail = id => async context => {
  const body = h('div', {});
  context.show('Finding', body);
  const load = async () => {
    const { finding, turnedAt, mute, tickets } = await get('findings/' + encodeURIComponent(id), {}, context.signal);
    context.title(`${finding.finding} ${title(finding.name)}`);
    const proof = finding.evidence;
    context.replace(body,
      h('p', { class: 'crumbs' }, h('a', { href: '/portal/findings', 'data-key': 'up' }, 'Findings')),
      h('h1', {}, `${finding.finding} ${title(finding.name)}`),
      h('p', { class: 'lead' }, severity(finding.severity), finding.state === 'open' ? null : h('span', { class: 'badge good' }, 'Over'), holds(mute) ? h('span', { class: 'badge' }, 'Muted') : null, h('span', {}, identityLink(finding.identity))),
      h('p', { class: 'cause' }, said(finding.cause)),
      h('div', { class: 'columns' },
        h('div', {},
          h('section', { 'aria-labelledby': 'todo' }, h('h2', { id: 'todo' }, 'What to do'), finding.remedies.map((one, i) => remedy(one, i, context)), finding.state === 'open' ? muteForm(finding.id, mute, context) : null),
          h('section', { 'aria-labelledby': 'events' }, h('h2', { id: 'events' }, 'Evidence'),
            h('p', { class: 'soft source' }, `${countOf(finding)} distinct events from the tenant’s logs; the earliest and the latest ${plural(proof.events.length, 'is', 'are')} here.`),
            proof.events.length === 0 ? empty('No single event', 'This finding rests on what is known of the identity, not on one event.') : evidence(proof.events))),
        h('div', {},
          h('section', { 'aria-labelledby': 'facts' }, h('h2', { id: 'facts' }, 'Facts'), facts(
            ['Owner', owner(finding.owner)],
            ['Kind', title(finding.identity.kind)],
            finding.criticality ? ['Criticality', title(finding.criticality)] : null,
            ['First seen', when(finding.firstSeen)],
            ['Last seen', when(finding.lastSeen), h('span', { class: 'sub' }, relative(finding.lastSeen))],
            turnedAt ? [finding.state === 'open' ? 'Found' : 'Over since', when(turnedAt)] : null,
            tickets.length > 0 ? [tickets.length === 1 ? 'Ticket' : 'Tickets', h('ul', { class: 'plain' }, tickets.map(one => h('li', {}, ticketLink(one), ' ', ticketState(one.state))))] : null,
            muteFacts(mute),
            ['Events', countOf(finding), finding.state === 'open' ? h('span', { class: 'sub' }, 'this and last seen are as last told: up to six hours old while it only goes on') : null],
            list0('Codes', proof.codes.map(String)),
            list0('Demanded by', proof.demandedBy),
            list0('Policies', proof.policies),
            list0('Applications', proof.apps),
            list0('Resources', proof.resources),
            list0('Computers', proof.computers),
            list0('Non-human because it', proof.classification, reason),
            list0('Standards', finding.standards))))));
  };

  await load();
  return load;
};
