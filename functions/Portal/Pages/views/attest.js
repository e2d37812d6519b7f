// What a link to an owner opens: one question, two answers. The secret stands behind the # of the address, which no server sees, and is taken out of it at once.
import { h, said } from '../dom.js';
import { post } from '../api.js';
import { empty, facts } from '../parts.js';
import { relative, setClock, title, when } from '../words.js';

export default async context => {
  const link = location.hash.slice(1);
  const heading = h('h1', {}, 'Is it yours?');
  if (!link) {
    context.show('Is it yours?', heading, empty('The link is not complete', 'Open it again as it was sent to you. If you have just signed in, that is all it takes now.'));
    return;
  }

  history.replaceState(null, '', location.pathname);
  const done = (text, detail) => context.show('Thank you', h('h1', {}, 'Thank you'), empty(text, detail));
  const failed = fault => context.show(fault.title, h('h1', {}, fault.title), empty('', fault.message));

  const answer = async word => {
    try {
      await post('attestation/answer', { link, answer: word });
      done(word === 'confirm' ? 'You have confirmed it.' : 'You have said that it is not yours, or not needed.',
        word === 'confirm' ? 'You will be asked again in half a year.' : 'It is reported as an identity that nobody answers for. Nothing is switched off by your answer alone.');
    } catch (fault) {
      failed(fault);
    }
  };

  try {
    const asked = await post('attestation/look', { link });
    setClock(asked.at);
    context.show('Is it yours?', heading,
      h('p', { class: 'cause' }, 'You are entered as the owner of ', h('strong', {}, said(asked.displayName)), '. Is it yours, and is it still needed?'),
      facts(['Identity', said(asked.displayName)], ['Kind', title(asked.kind)], ['Object id', h('span', { class: 'id' }, said(asked.id))], ['Asked', said(asked.owner)], ['You can answer until', when(asked.until), h('span', { class: 'sub' }, relative(asked.until))]),
      h('div', { class: 'answers' },
        h('button', { type: 'button', class: 'primary', onclick: () => answer('confirm') }, 'Yes, it is mine and needed'),
        h('button', { type: 'button', onclick: () => answer('disown') }, 'No, it is not mine or not needed')),
      h('p', { class: 'soft' }, 'The first answer holds, and stands in the ledger.'));
  } catch (fault) {
    failed(fault);
  }
};
