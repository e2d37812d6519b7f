// The one way to the system: what the API answers, or a fault with words for a person.
export class Fault extends Error {
  constructor(status, title, detail, errors = undefined) {
    super(detail);
    this.status = status;
    this.title = title;
    this.errors = errors;
  }
}

const answer = async response => {
  if (response.ok) {
    const isJson = response.headers.get('Content-Type')?.includes('json');
    return isJson ? response.json() : null;
  }

  let problem = {};
  try {
    problem = await response.json();
  } catch {
    // Not ours: a proxy's own page.
  }

  throw new Fault(response.status, problem.title ?? 'It did not work', problem.detail ?? `The portal answered ${response.status}. Try again in a minute.`, problem.errors);
};

const call = async (path, options) => {
  try {
    return await fetch(path, { credentials: 'same-origin', ...options });
  } catch (fault) {
    if (fault.name === 'AbortError') {
      throw fault;
    }

    throw new Fault(0, 'No answer', 'The portal does not answer. It may have stopped, or the network is down; this page goes on trying.');
  }
};

export const query = parameters => {
  const given = Object.entries(parameters).filter(([, value]) => value !== '' && value !== null && value !== undefined);
  return given.length === 0 ? '' : '?' + new URLSearchParams(given);
};

export const get = async (path, parameters = {}, signal = undefined) => answer(await call('/api/' + path + query(parameters), { signal }));

/** With the ETag, for those who want to change what they have seen. */
export const getTagged = async (path, signal = undefined) => {
  const response = await call('/api/' + path, { signal });
  return { body: await answer(response), tag: response.headers.get('ETag') };
};

export const post = async (path, body, headers = {}) => answer(await call('/api/' + path, {
  method: 'POST', headers: { 'X-Nhi-Request': '1', 'Content-Type': 'application/json', ...headers }, body: JSON.stringify(body),
}));
