import { h, said } from '../dom.js';
import { get } from '../api.js';
import { hoursChart, sparkline, withGaps } from '../charts.js';
import { choice, empty, facts, findingRow, identityLink, listPage, owner, search, status, table } from '../parts.js';
import { STATUS, ago, number, reason, relative, systemNow, title, when } from '../words.js';
import { startForm } from './rotate.js';

const KINDS = ['serviceAccount', 'servicePrincipal', 'managedIdentity', 'resourceAccount', 'sharedMailbox', 'syncAccount', 'enrolmentAccount', 'robot', 'agentIdentity', 'guestAutomation', 'onPremises', 'vendorApplication', 'firstPartyApplication'];

const READINESS = { breaks: 'Breaks already', willBreak: 'Will break', noSign: 'No sign that it breaks', notConcerned: 'Not asked for it' };

export const list = listPage({
  heading: 'Identities',
  path: 'identities',
  names: ['q', 'status', 'readiness', 'kind', 'sort', 'owner', 'tag', 'criticality'],
  filters: given => [
    search('Name, id or owner', given.q),
    choice('Status', 'status', given.status, [['', 'Any'], ...Object.entries(STATUS)]),
    choice('When MFA is demanded', 'readiness', given.readiness, [['', 'Any'], ...Object.entries(READINESS)]),
    choice('Kind', 'kind', given.kind, [['', 'Any'], ...KINDS.map(kind => [kind, title(kind)])]),
    choice('Order', 'sort', given.sort, [['', 'Worst first'], ['name', 'Name'], ['lastSeen', 'Last seen']]),
  ],
  nothing: filtered => filtered ? empty('No identity is like this', 'Change or clear the filter.') : empty('No identity yet', 'Identities appear with their first sign-in. Send logs in, and look again.'),
  show: items => table('Identities', [
    { name: 'Identity', cell: view => [identityLink(view.entry.identity), h('span', { class: 'sub' }, title(view.entry.identity.kind), view.entry.protected ? ' · protected' : '')] },
    { name: 'Status', cell: view => [status(view.status), view.brokenSince ? h('span', { class: 'sub' }, 'since ', ago(view.brokenSince)) : null] },
    { name: 'Open', class: 'number', cell: view => number(view.open) },
    { name: 'Owner', cell: view => owner(view.entry.owner) },
    { name: 'Last seen', cell: view => ago(view.entry.lastSeen) },
    { name: 'Its last day', class: 'wide', cell: view => sparkline(view.entry.recent) },
  ], items),
});

const ANSWERS = { asked: 'Has not answered yet', confirmed: 'Confirmed', disowned: 'Disowned', missed: 'Has not answered in time' };

/** Until its habits are known nothing that it does is called unusual. */
const habits = learning => !learning ? null : learning.learnedAt
  ? ['Its habits', ['Known since ', when(learning.learnedAt)], h('span', { class: 'sub' }, 'what is new since then is reported')]
  : ['Its habits', ['Still being learned', learning.until ? Date.parse(learning.until) > systemNow() ? [' until ', when(learning.until), ' at least'] : ': too few sign-ins are known' : null], h('span', { class: 'sub' }, 'since ', when(learning.since), '; until then nothing is called unusual')];

const credentials = all => table('Credentials that the directory lists', [
  { name: 'Credential', cell: one => [said(one.displayName ?? 'Without a name'), h('span', { class: 'sub id' }, said(one.keyId))] },
  { name: 'Type', cell: one => title(one.type) },
  { name: 'Ends', cell: one => one.endsAt ? [when(one.endsAt), h('span', { class: Date.parse(one.endsAt) < systemNow() ? 'sub bad' : 'sub' }, relative(one.endsAt))] : 'Unknown' },
], all);

/** Resources of Microsoft that nearly every tenant uses, by application id. */
const RESOURCES = {
  '00000003-0000-0000-c000-000000000000': 'Microsoft Graph', '797f4846-ba00-4fd7-ba43-dac1f8f63013': 'Azure Resource Manager', 'cfa8b339-82a2-471a-a3c9-0fc0be7a4093': 'Azure Key Vault',
  '00000002-0000-0ff1-ce00-000000000000': 'Exchange Online', '00000003-0000-0ff1-ce00-000000000000': 'SharePoint Online', '00000002-0000-0000-c000-000000000000': 'Azure AD Graph',
  'e406a681-f3d4-42a8-90b6-c2b029497af1': 'Azure Storage', '022907d3-0f1b-48f7-badc-1ba6abab6d66': 'Azure SQL Database',
};

const uses = all => table('Resources', [
  { name: 'Resource', cell: one => [RESOURCES[one.resourceId] ?? (one.resourceId ? 'Resource' : 'Not named'), one.resourceId ? h('span', { class: 'sub id' }, said(one.resourceId)) : null] },
  { name: 'Through application', cell: one => one.appId ? h('span', { class: 'id' }, said(one.appId)) : 'Not named' },
  { name: 'Last', cell: one => ago(one.hour) },
], all);

export const detail = id => async context => {
  const body = h('div', {});
  const actions = h('div', {});
  let drawn = '';
  context.show('Identity', body, actions);
  const load = async () => {
    const found = await get('identities/' + encodeURIComponent(id), {}, context.signal);
    const { summary, hours, lastSuccess } = found.identity;
    const identity = summary.identity;
    context.title(identity.displayName);
    const shown = withGaps(hours);
    context.replace(body,
      h('p', { class: 'crumbs' }, h('a', { href: '/portal/identities', 'data-key': 'up' }, 'Identities')),
      h('h1', {}, said(identity.displayName)),
      h('p', { class: 'lead' }, status(found.status), summary.protected ? h('span', { class: 'badge' }, 'Protected: nothing writes to it') : null, summary.accountEnabled === false ? h('span', { class: 'badge medium' }, 'Disabled in the directory') : null),
      context.may('RequestException') && !summary.protected ? h('p', { class: 'lead' }, h('a', { class: 'button', href: '/portal/exceptions/new?identity=' + encodeURIComponent(identity.id), 'data-key': 'ask' }, 'Ask for an exception')) : null,
      facts(
        ['Kind', title(identity.kind)],
        ['Owner', owner(summary.owner)],
        ['Object id', h('span', { class: 'id' }, said(identity.id))],
        identity.userPrincipalName ? ['User principal name', said(identity.userPrincipalName)] : null,
        identity.appId ? ['Application id', h('span', { class: 'id' }, said(identity.appId))] : null,
        summary.criticality ? ['Criticality', title(summary.criticality)] : null,
        summary.tags ? ['Tags', summary.tags.map(tag => h('span', { class: 'badge' }, said(tag)))] : null,
        found.attestation ? ['Its owner was asked', ANSWERS[found.attestation.state] ?? title(found.attestation.state), h('span', { class: 'sub' }, said(found.attestation.owner), ', ', relative(found.attestation.at))] : null,
        ['When MFA is demanded', READINESS[found.readiness], h('span', { class: 'sub' }, found.readiness === 'noSign' ? 'nothing open says so; that is no proof' : 'by its kind and its open findings')],
        habits(summary.learning),
        ['First seen', when(summary.firstSeen)],
        ['Last seen', when(summary.lastSeen), h('span', { class: 'sub' }, relative(summary.lastSeen))],
        ['Last success', lastSuccess ? [when(lastSuccess), h('span', { class: 'sub' }, relative(lastSuccess))] : 'Never seen'],
        ['Sign-ins', `${number(summary.successes)} succeeded, ${number(summary.failures)} failed`, h('span', { class: 'sub' }, 'as of the last announcement')],
        ['Taken for non-human because it', h('ul', { class: 'plain' }, summary.evidence.map(slug => h('li', {}, reason(slug))))]),
      h('section', { 'aria-labelledby': 'open' }, h('h2', { id: 'open' }, 'Open findings'),
        found.open.length === 0 ? empty('Nothing is open', 'No finding about this identity is open.') : h('ul', { class: 'items' }, found.open.map(item => findingRow(item)))),
      shown.length === 0 ? null : h('section', { 'aria-labelledby': 'time' }, h('h2', { id: 'time' }, 'Sign-ins by hour'),
        h('p', { class: 'soft source' }, 'Up to three days before its last sign-in.'), hoursChart(shown, 'Sign-ins')),
      found.identity.uses.length === 0 ? null : h('section', { 'aria-labelledby': 'uses' }, h('h2', { id: 'uses' }, 'What it needs'),
        h('p', { class: 'soft source' }, 'Resources that it signed in to, by the logs; told once an hour.'), uses(found.identity.uses)),
      found.identity.credentials.length === 0 ? null : h('section', { 'aria-labelledby': 'keys' }, h('h2', { id: 'keys' }, 'Credentials'), credentials(found.identity.credentials)));

    // Somebody may be typing: the form is drawn again only when there is something else to choose from.
    const keys = found.identity.credentials;
    if (drawn !== identity.kind + keys.map(key => key.keyId).join()) {
      drawn = identity.kind + keys.map(key => key.keyId).join();
      context.replace(actions, identity.kind === 'servicePrincipal' && !summary.protected ? startForm(context, identity.id, keys) : null);
    }
  };

  await load();
  return load;
};
