// The one way to the system: what the API answers, or a fault with words for a person.
export class Fault extends Error {
  constructor(status, title, detail) {
    super(detail);
    this.status = status;
    this.title = title;
  }
}

const answer = async response => {
  if (response.ok) {
    return response.status === 200 ? response.json() : null;
  }

  let problem = {};
  try {
    problem = await response.json();
  } catch {
    // Not ours: a proxy's own page.
  }

  throw new Fault(response.status, problem.title ?? 'It did not work', problem.detail ?? `The portal answered ${response.status}. Try again in a minute.`);
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

export const post = async (path, body, headers = {}) => answer(await call('/api/' + path, {
  method: 'POST', headers: { 'X-Nhi-Request': '1', 'Content-Type': 'application/json', ...headers }, body: JSON.stringify(body),
}));
