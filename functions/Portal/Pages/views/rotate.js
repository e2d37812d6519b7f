// Asking for a rotation: of one identity, by a person who may.
import { flat, h } from '../dom.js';
import { post } from '../api.js';

const FIELDS = [
  { name: 'identityId', label: 'Application', help: 'Object id of the application or service principal, or application id.', required: true, maxlength: 200 },
  { name: 'keyId', label: 'Credential', help: 'Key id of the one to replace. Left empty: the one that consumers read from the vault.', maxlength: 200 },
  { name: 'reason', label: 'Why', help: 'A few words for the history.', maxlength: 500 },
  { name: 'ticket', label: 'Ticket', help: 'Its number, if there is one.', maxlength: 200 },
];

/** @param identity What is known to be meant; null: it is asked for. @param keys Credentials to choose from. */
export const startForm = (context, identity = null, keys = []) => {
  if (!context.may('StartRotation')) {
    return null;
  }

  const outcome = h('p', { role: 'status' });
  const button = h('button', { type: 'submit' }, 'Ask for the rotation');
  const input = field => field.name === 'keyId' && keys.length > 0
    ? h('select', { name: field.name, 'data-key': 'start keyId' }, h('option', { value: '' }, 'The one in the vault'), keys.map(key => h('option', { value: key.keyId }, flat(`${key.displayName ?? 'Without a name'} (${key.keyId})`))))
    : h('input', { name: field.name, required: field.required, maxlength: field.maxlength, autocomplete: 'off', spellcheck: 'false', 'data-key': 'start ' + field.name });
  const form = h('form', {
    class: 'command-form',
    onsubmit: async event => {
      event.preventDefault();
      button.disabled = true;
      const given = name => form.elements[name]?.value.trim() || null;
      try {
        await post('rotations', { identityId: identity ?? given('identityId'), keyId: given('keyId'), reason: given('reason'), ticket: given('ticket') });
        context.say('Asked');
        outcome.replaceChildren('Asked. It appears under ', h('a', { href: '/portal/rotations' }, 'Rotations'), ' when it is planned; one that is open already is joined. An application that no policy names is not rotated.');
        form.reset();
      } catch (fault) {
        outcome.textContent = fault.message;
      }

      button.disabled = false;
    },
  }, FIELDS.filter(field => identity === null || field.name !== 'identityId').map(field =>
    h('label', { class: 'field' }, h('span', {}, field.label), input(field), h('span', { class: 'soft' }, field.help))), button, outcome);
  return h('details', { class: 'remedy', 'data-key': 'start rotation' }, h('summary', {}, 'Start a rotation'),
    h('p', {}, 'A new credential is made beside the old one, tested, and stored where its policy says. The old one goes on working until nobody uses it, or until it ends.'), form);
};
