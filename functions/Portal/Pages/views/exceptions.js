import { h, said } from '../dom.js';
import { get, getTagged, post } from '../api.js';
import { choice, empty, facts, link, listPage, owner, search, table } from '../parts.js';
import { ago, localTime, plural, relative, systemNow, title, when, words } from '../words.js';
import { fillOverview } from './exceptionsOverview.js';
import { requestPage } from './request.js';

const STATES = ['asked', 'refused', 'requested', 'approved', 'scheduled', 'activating', 'active', 'expiring', 'suspended', 'endedUnproven', 'ended', 'denied'];
const GOOD = new Set(['active', 'ended']);
const BAD = new Set(['expiring', 'suspended', 'refused']);
const OVER = new Set(['ended', 'endedUnproven', 'denied', 'refused']);
const PROOFS = { neverActive: 'It never was active', signIn: 'A later sign-in met the policies', documentedBound: 'The longest documented life of a token is over' };
const MECHANISMS = { group: 'member of the exclusion group', attributeTag: 'security attribute that the policy’s filter excludes', policyList: 'named in the policy', recordOnly: 'not made by us' };

const stateBadge = state => h('span', { class: 'badge ' + (BAD.has(state) ? 'high' : GOOD.has(state) ? 'good' : '') }, title(state));

const waits = one => one.waits ? h('span', { class: 'badge medium' }, 'Waits for a person') : null;

/** The nearer the end, the louder. */
const end = (at, state) => at ? [when(at), h('span', { class: !OVER.has(state) && Date.parse(at) - systemNow() < 3 * 24 * 3600000 ? 'sub bad' : 'sub' }, relative(at))] : h('span', { class: 'soft' }, 'None');

const name = identity => said(identity.displayName ?? identity.id);

const show = items => table('Exceptions', [
  { name: 'Of', cell: one => [link('exceptions/' + encodeURIComponent(one.exception.id), 'Exception of ', name(one.identity)), h('span', { class: 'sub' }, one.identity.kind ? title(one.identity.kind) : 'Not in the list of identities')] },
  { name: 'State', cell: one => [stateBadge(one.exception.state), waits(one.exception)] },
  { name: 'Ends', cell: one => end(one.exception.end, one.exception.state) },
  { name: 'Owner', cell: one => owner(one.owner) },
  { name: 'What to know', class: 'wide', cell: one => said(one.exception.text ?? '') },
  { name: 'Changed', cell: one => ago(one.exception.at) },
], items);

const askButton = context => context.may('RequestException') ? h('p', { class: 'lead' }, h('a', { class: 'button', href: '/portal/exceptions/new', 'data-key': 'new' }, 'Ask for an exception')) : null;

const listBelow = over => listPage({
  heading: 'Exceptions',
  path: 'exceptions',
  action: context => [askButton(context), over, h('h2', { class: 'all' }, 'All exceptions')],
  names: ['q', 'state', 'waits', 'sort', 'identity'],
  filters: given => [
    search('Name, id or owner', given.q),
    choice('State', 'state', given.state, [['', 'Any'], ...STATES.map(one => [one, title(one)])]),
    choice('Waits for a person', 'waits', given.waits, [['', 'Any'], ['true', 'Yes'], ['false', 'No']]),
    choice('Order', 'sort', given.sort, [['', 'Waiting first'], ['end', 'Next to end'], ['changed', 'Last changed']]),
  ],
  nothing: filtered => filtered ? empty('No exception is like this', 'Change or clear the filter.') : empty('No exception yet', 'Exceptions appear here when somebody asks for one.'),
  show,
});

/** How all of them stand, and each. */
export const list = async context => {
  const over = h('div', {});
  const [load] = await Promise.all([listBelow(over)(context), fillOverview(context, over)]);
  return () => Promise.all([load(), fillOverview(context, over)]);
};

const reviewIsOpen = (state, details) => state === 'active' && details?.reviewBy && Date.parse(details.reviewBy) - systemNow() < 30 * 24 * 3600000;

/** What a person may say about it, and what they have to say with it. */
const WORDS = [
  {
    word: 'approve', may: 'ApproveException', button: 'Approve', open: (state, details) => state === 'requested' || state === 'suspended' || details?.extension || reviewIsOpen(state, details),
    text: (details, state) => details?.extension ? 'The end becomes later.'
      : state === 'suspended' ? 'You say that its guard is mended. The guard is read again before anything is written.'
      : reviewIsOpen(state, details) ? `You have looked again at owner and reason. Two persons have to; ${details.reviews.length} of 2 so far.`
      : 'The exclusion is written when the guard was read back; it ends by itself.',
  },
  { word: 'deny', may: 'DenyException', button: 'Deny', reason: 'Why not', open: (state, details) => state === 'requested' || details?.extension, text: () => 'It is over; a new request is needed.' },
  { word: 'extend', may: 'ExtendException', button: 'Ask for a later end', reason: 'Why it takes longer', end: true, open: (state, details) => ['scheduled', 'active'].includes(state) && !details?.extension, text: () => 'The end stays as it is until somebody else has approved.' },
  { word: 'revoke', may: 'RevokeException', button: 'Revoke', reason: 'Why it ends now', danger: true, open: state => !OVER.has(state) && state !== 'asked' && state !== 'expiring', text: () => 'The exclusion is removed now. What depends on it stops working.' },
];

/** Each is opened first, then sent: nothing happens by one press alone. */
const wordForm = (one, found, details, context) => {
  const outcome = h('p', { class: 'bad', role: 'alert' });
  const key = crypto.randomUUID();
  const send = async form => {
    outcome.textContent = '';
    const body = {
      ...(one.reason ? { reason: form.elements.reason.value } : {}),
      ...(one.end ? { end: new Date(form.elements.end.value).toISOString(), emergency: form.elements.emergency.checked } : {}),
    };
    try {
      await post(`exceptions/${encodeURIComponent(found.body.exception.id)}/${one.word}`, body, { 'Idempotency-Key': key, 'If-Match': found.tag });
      context.say('Asked');
      await context.refresh();
    } catch (fault) {
      outcome.textContent = fault.message;
      if (fault.status === 412) {
        await context.refresh();
      }
    }
  };
  const id = `${one.word} of ${found.body.exception.id}`;
  return h('details', { class: 'remedy', 'data-key': 'word ' + one.word }, h('summary', {}, one.button), h('p', {}, one.text(details, found.body.state)), h('form', {
    class: 'command-form', 'aria-label': one.button, onsubmit: event => { event.preventDefault(); send(event.target); },
  },
  one.end ? h('label', { class: 'field' }, h('span', {}, 'New end (your time)'), h('input', { type: 'datetime-local', name: 'end', required: true, value: localTime((Date.parse(found.body.exception.last.end) || systemNow()) + 24 * 3600000), 'data-key': 'end ' + id })) : null,
  one.end ? h('label', { class: 'check' }, h('input', { type: 'checkbox', name: 'emergency', disabled: details?.emergencyUsed }), 'Emergency: once, 72 hours at the most, approved by somebody who has not approved before') : null,
  one.reason ? h('label', { class: 'field' }, h('span', {}, one.reason), h('textarea', { name: 'reason', rows: 2, minlength: 10, maxlength: 1000, required: true, 'data-key': 'reason ' + id })) : null,
  h('button', { type: 'submit', class: one.danger ? 'danger' : '' }, one.word === 'extend' ? 'Send' : `${one.button} now`), outcome));
};

const lines = values => h('ul', { class: 'plain' }, values.map(value => h('li', {}, said(value))));

const id = text => h('span', { class: 'id' }, said(text));

const about = (found, record, last, details, names) => {
  const asked = record.request;
  const policies = (details?.policies ?? asked?.policyIds ?? []).map(policy => names.get(policy) ?? policy);
  return facts(
    ['Identity', link('identities/' + encodeURIComponent(found.identity.id), name(found.identity))],
    ['Owner of the identity', owner(found.owner)],
    ['Ends', end(last ? last.end : asked?.end, found.state)],
    details?.wishedEnd ? ['End that was asked for', when(details.wishedEnd)] : null,
    ['Policies', lines(policies)],
    ['Agreed networks', lines(details?.networks ?? asked?.networks ?? [])],
    details ? ['Guard', found.state === 'suspended' ? h('span', { class: 'bad' }, 'Did not hold any more: nothing is excluded until an approver says that it is mended') : details.guarded ? 'A guard policy keeps it to the agreed networks' : h('span', { class: 'bad' }, 'None: any network can use it')] : null,
    details ? ['Made by', MECHANISMS[details.mechanism]] : null,
    ['Reason', said(details?.reason ?? asked?.reason ?? 'None')],
    ['Asked by', id(details?.requester ?? asked?.requesterId ?? 'Unknown')],
    ['Answers for it', id(details?.owner ?? asked?.ownerId ?? 'Unknown')],
    details ? ['Approvals', `${details.approvals.length} of ${details.approvalsNeeded}`, details.approvals.map(one => h('span', { class: 'sub id' }, said(one.personId)))] : null,
    details?.extension ? ['Asked for a later end', when(details.extension.end), h('span', { class: 'sub id' }, said(details.extension.requester))] : null,
    details?.activatedAt ? ['Active since', when(details.activatedAt)] : null,
    details?.reviewBy ? ['Two persons look again by', when(details.reviewBy), h('span', { class: 'sub' }, relative(details.reviewBy))] : null,
    details?.workedAt ? ['First used', when(details.workedAt)] : null,
    details?.uses?.length ? ['What passes only by it', details.uses.map(use => h('span', { class: 'sub' }, id(use.app), ' from ', id(use.source), `, ${plural(use.days, 'day', 'days')}, last ${use.last}`))] : null,
    details?.removedAt ? ['Exclusion read back as gone', when(details.removedAt)] : null,
    details?.proof ? ['Proof of the end', PROOFS[details.proof]] : details?.unprovenUntil ? ['Unproven until', when(details.unprovenUntil)] : null,
    last?.ticket ? ['Ticket', said(last.ticket)] : null,
    ['Id', id(record.id)]);
};

const NEXT = {
  asked: 'It is on its way to the app that decides.', requested: 'Somebody else than requester and owner has to approve it.', active: 'The exclusion was read back: its sign-ins pass.',
  endedUnproven: 'The exclusion is gone; tokens of before may still work.', ended: 'It is over, and how we know is below.',
};

const detail = exceptionId => async context => {
  const heading = h('div', {});
  const actions = h('div', {});
  const body = h('div', {});
  let drawn = '';
  context.show('Exception', heading, actions, body);
  const load = async () => {
    const [found, terms] = await Promise.all([getTagged('exceptions/' + encodeURIComponent(exceptionId), context.signal), get('exception-terms', {}, context.signal)]);
    const { exception: record, state, identity } = found.body;
    const { last } = record;
    const details = last?.details;
    const names = new Map(terms.items.flatMap(one => one.policies.map(policy => [policy.id, policy.name])));
    context.title(`Exception of ${identity.displayName ?? identity.id}`);
    context.replace(heading,
      h('p', { class: 'crumbs' }, h('a', { href: '/portal/exceptions', 'data-key': 'up' }, 'Exceptions')),
      h('h1', {}, 'Exception of ', name(identity)),
      h('p', { class: 'lead' }, stateBadge(state), last?.text ? null : h('span', {}, NEXT[state] ?? '')),
      last?.text ? h('p', { class: 'cause' }, said(last.text)) : null,
      details?.trouble ? h('p', { class: 'cause bad' }, said(details.trouble)) : null,
      record.refused ? h('section', { 'aria-labelledby': 'refused' }, h('h2', { id: 'refused' }, 'Why it was refused'), lines(record.refused.faults)) : null,
      record.asked.map(one => h('p', { class: 'soft' }, `Asked to ${words(one.what)} by `, said(one.by), ' ', ago(one.at), '; not decided yet.')));

    // Somebody may be typing: the forms are drawn again only when what they are about has changed.
    if (found.tag !== drawn) {
      drawn = found.tag;
      const open = WORDS.filter(one => context.may(one.may) && record.last && one.open(state, details));
      context.replace(actions, open.length === 0 ? null : h('section', { 'aria-labelledby': 'decide' }, h('h2', { id: 'decide' }, 'Decide'), open.map(one => wordForm(one, found, details, context))));
    }

    context.replace(body, about(found.body, record, last, details, names),
      h('section', { 'aria-labelledby': 'history' }, h('h2', { id: 'history' }, 'What has happened'), !details || details.history.length === 0 ? empty('Nothing yet', 'The app that decides has not answered.') : table('What has happened', [
        { name: 'When', cell: step => when(step.at) },
        { name: 'What', cell: step => said(step.what) },
        { name: 'By', cell: step => step.by ? id(step.by) : 'The system' },
      ], details.history.toReversed())));
  };

  await load();
  return load;
};

export const one = exceptionId => exceptionId === 'new' ? requestPage : detail(exceptionId);
