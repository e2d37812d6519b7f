import { h, said } from '../dom.js';
import { choice, empty, link, listPage, search, table, ticketLink, ticketState } from '../parts.js';
import { ago, number, plural } from '../words.js';

const SHOWN = 3;

const about = ticket => ticket.identityIds.length === 0 ? h('span', { class: 'soft' }, 'Nobody by name')
  : [ticket.identityIds.slice(0, SHOWN).map(id => h('span', { class: ticket.names?.[id] ? 'sub' : 'sub id' }, link('identities/' + encodeURIComponent(id), said(ticket.names?.[id] ?? id)))),
    ticket.identityIds.length > SHOWN ? h('span', { class: 'sub' }, `and ${plural(ticket.identityIds.length - SHOWN, 'other', 'others')}`) : null];

export default listPage({
  heading: 'Tickets',
  path: 'tickets',
  names: ['q', 'state', 'identity', 'finding'],
  filters: given => [
    search('Number or title', given.q),
    choice('State', 'state', given.state, [['', 'Any'], ['waiting', 'Waiting'], ['open', 'Open'], ['closed', 'Closed']]),
  ],
  nothing: filtered => filtered ? empty('No ticket is like this', 'Change or clear the filter.') : empty('No ticket yet', 'A ticket is written when a playbook wants one for a finding: one per cause and owner.'),
  show: items => table('Tickets', [
    { name: 'Ticket', cell: one => [ticketLink(one), h('span', { class: 'sub' }, said(one.title ?? ''))] },
    { name: 'State', cell: one => ticketState(one.state) },
    { name: 'Findings', cell: one => one.findingTypes.length > 0 ? one.findingTypes.map(type => link('findings?finding=' + encodeURIComponent(type), type)).flatMap((node, i) => i > 0 ? [', ', node] : [node]) : number(0) },
    { name: 'About', cell: about },
    { name: 'Changed', cell: one => ago(one.at) },
  ], items),
});
