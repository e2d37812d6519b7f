// The form of a request: every rule is shown while somebody types, by the judge who will decide.
import { h, said } from '../dom.js';
import { get, post, query } from '../api.js';
import { empty } from '../parts.js';
import { localTime, milliseconds, span, systemNow, when } from '../words.js';

const WAIT = 350;
const LATER = [
  'Whether the directory knows the owner as a person, and the identity as one that may be excluded',
  'Whether it has been watched long enough to know what is normal',
  'Who demanded the challenge, and whether other policies would still challenge (What-If)',
  'Whether a second person, who is neither requester nor owner, approves',
];

const list = text => text.split(/[\s,]+/).filter(Boolean);

const field = (member, label, hint, input) => h('div', { class: 'field' },
  h('label', { for: 'f-' + member }, label), input, hint ? h('p', { class: 'hint', id: 'h-' + member }, hint) : null, h('p', { class: 'bad', id: 'e-' + member, 'data-member': member }));

const described = member => ({ id: 'f-' + member, name: member, 'aria-describedby': `h-${member} e-${member}` });

const bodyOf = form => ({
  identityId: form.elements.identityId.value,
  kind: form.elements.kind.value,
  policyIds: Array.from(form.querySelectorAll('input[name=policyIds]:checked'), box => box.value),
  networks: list(form.elements.networks.value),
  ...(form.elements.end.value ? { end: new Date(form.elements.end.value).toISOString() } : {}),
  ownerId: form.elements.ownerId.value,
  reason: form.elements.reason.value,
  ticket: form.elements.ticket.value,
  usedById: form.elements.usedById.value,
});

const showFaults = (form, faults, touched, all) => {
  const shown = new Map();
  for (const fault of faults) {
    shown.set(fault.member, [...(shown.get(fault.member) ?? []), fault.text]);
  }

  for (const place of form.querySelectorAll('[data-member]')) {
    const texts = shown.get(place.dataset.member) ?? [];
    const visible = all || touched.has(place.dataset.member);
    place.textContent = visible ? texts.join(' ') : '';
    form.elements[place.dataset.member]?.toggleAttribute?.('aria-invalid', visible && texts.length > 0);
  }
};

export const requestPage = async context => {
  if (!context.may('RequestException')) {
    context.show('Ask for an exception', h('h1', {}, 'Ask for an exception'), empty('You cannot ask', 'This needs the role Owner or Operator. Ask whoever assigns roles in this portal.'));
    return null;
  }

  const given = new URLSearchParams(location.search);
  const [me, terms, broken] = await Promise.all([get('me', {}, context.signal), get('exception-terms', {}, context.signal), get('identities', { status: 'broken', limit: 200 }, context.signal)]);
  const policies = terms.items.flatMap(one => one.policies);
  const guarded = [...new Set(policies.flatMap(policy => policy.guards.flat()))];
  const limits = terms.items[0]?.limits;
  const [summary, outcome] = [h('div', { role: 'status', class: 'judged' }), h('p', { class: 'bad', role: 'alert' })];
  const touched = new Set();
  let [key, sent, typing, turn] = [crypto.randomUUID(), '', 0, 0];

  const judge = async () => {
    const mine = ++turn;
    try {
      const preview = await post('exception-preview', bodyOf(form));
      if (mine === turn) {
        showFaults(form, preview.faults, touched, false);
        const open = preview.faults.length;
        summary.replaceChildren(
          h('p', { class: open === 0 ? 'good' : '' }, open === 0 ? 'Nothing is against it so far.' : `${open} ${open === 1 ? 'thing' : 'things'} to mend:`),
          open === 0 ? '' : h('ul', { class: 'plain' }, preview.faults.map(fault => h('li', {}, said(fault.text)))),
          h('ul', { class: 'plain soft' },
            preview.longest ? h('li', {}, `It may last ${span(milliseconds(preview.longest))} at the most.`) : '',
            preview.approvalsNeeded ? h('li', {}, preview.approvalsNeeded === 1 ? 'A guard policy keeps it to these networks: one approval is needed.' : 'No guard keeps it to these networks: two approvals are needed.') : '',
            preview.endsAt ? h('li', {}, 'It would end ', when(preview.endsAt), '.') : ''));
      }
    } catch (fault) {
      summary.replaceChildren(h('p', { class: 'bad' }, fault.message));
    }
  };

  const send = async () => {
    outcome.textContent = '';
    const body = bodyOf(form);
    key = JSON.stringify(body) === sent ? key : crypto.randomUUID();
    sent = JSON.stringify(body);
    try {
      const accepted = await post('exceptions', body, { 'Idempotency-Key': key });
      context.say('Asked');
      context.go('/portal/exceptions/' + encodeURIComponent(accepted.id));
    } catch (fault) {
      outcome.textContent = fault.errors ? 'Not sent. What is to be mended stands at the fields.' : fault.message;
      showFaults(form, fault.errors ?? [], touched, true);
      form.querySelector('[aria-invalid]')?.focus();
    }
  };

  const form = h('form', {
    class: 'command-form wide-form', 'aria-label': 'Ask for an exception', novalidate: true,
    onsubmit: event => { event.preventDefault(); send(); },
    oninput: event => { touched.add(event.target.name); clearTimeout(typing); typing = setTimeout(judge, WAIT); },
  },
  field('identityId', 'Identity (object id)', 'Those whose sign-ins fail now are offered while you type.', h('input', { ...described('identityId'), list: 'broken', value: given.get('identity') ?? '', autocomplete: 'off', spellcheck: 'false', maxlength: 200 })),
  h('datalist', { id: 'broken' }, broken.items.map(view => h('option', { value: view.entry.identity.id }, view.entry.identity.displayName))),
  field('kind', 'Kind', null, h('select', described('kind'), h('option', { value: 'standard' }, 'Standard: until it is moved'), h('option', { value: 'interactiveMaintenance' }, 'Interactive maintenance: a person uses it for some hours'), h('option', { value: 'standing' }, 'Standing: synchronisation, resource and break-glass accounts only'))),
  h('fieldset', { class: 'field' }, h('legend', {}, 'Policies'),
    policies.length === 0 ? h('p', { class: 'hint' }, 'No policy is set up for exceptions, or none was read yet.') : policies.map(policy => h('label', { class: 'check' },
      h('input', { type: 'checkbox', name: 'policyIds', value: policy.id, checked: policies.length === 1 && policy.enforced }), said(policy.name), policy.enforced ? null : ' (not enforced)')),
    h('p', { class: 'bad', 'data-member': 'policyIds' })),
  field('networks', 'Networks it signs in from', guarded.length > 0 ? `Guard policies leave open: ${guarded.join(', ')}. Elsewhere the limit is ${limits ? span(milliseconds(limits.unguarded)) : 'shorter'} and two persons approve.` : `Such as 192.0.2.0/28${limits ? `; /${limits.widestIpv4} is the widest` : ''}.`,
    h('textarea', { ...described('networks'), rows: 2, spellcheck: 'false' }, guarded.length === 1 ? guarded[0] : '')),
  field('end', 'Ends (your time)', limits ? `At most ${span(milliseconds(limits.standard))}; ${span(milliseconds(limits.privileged))} with privileges, ${span(milliseconds(limits.maintenance))} for use by a person. A standing exception has no end.` : null,
    h('input', { ...described('end'), type: 'datetime-local', value: localTime(systemNow() + 24 * 3600000) })),
  field('ownerId', 'Who answers for it (object id of their account)', 'It must not be the one who approves.', h('input', { ...described('ownerId'), value: me.id, maxlength: 200, autocomplete: 'off', spellcheck: 'false' })),
  field('reason', 'Reason', 'At least 10 characters: what breaks without it.', h('textarea', { ...described('reason'), rows: 3, maxlength: 1000 })),
  field('ticket', 'Ticket (if there is one)', null, h('input', { ...described('ticket'), maxlength: 200, autocomplete: 'off' })),
  field('usedById', 'Interactive maintenance: who will use it (object id)', null, h('input', { ...described('usedById'), maxlength: 200, autocomplete: 'off', spellcheck: 'false' })),
  h('button', { type: 'submit' }, 'Send the request'), outcome);

  context.show('Ask for an exception',
    h('p', { class: 'crumbs' }, h('a', { href: '/portal/exceptions' + query({}) }, 'Exceptions')),
    h('h1', {}, 'Ask for an exception'),
    h('div', { class: 'columns' },
      h('section', { 'aria-labelledby': 'form' }, h('h2', { id: 'form' }, 'Request'), form),
      h('div', {}, h('section', { 'aria-labelledby': 'judged' }, h('h2', { id: 'judged' }, 'As it stands'), summary),
        h('section', { 'aria-labelledby': 'later' }, h('h2', { id: 'later' }, 'Decided after it was sent'), h('ul', { class: 'plain soft' }, LATER.map(text => h('li', {}, text)))))));
  await judge();
  return null;
};
