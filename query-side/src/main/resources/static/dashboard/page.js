/* What the pages of the dashboard have in common: asking the API with the token of the form, which stays in this tab. */

export const $ = id => document.getElementById(id);

export function element(tag, text) {
  const made = document.createElement(tag);
  made.textContent = text ?? '–';
  return made;
}

export function row(...cells) {
  const tr = document.createElement('tr');
  tr.append(...cells.map(cell => element('td', cell)));
  return tr;
}

const token = () => $('token').value.trim();

export async function call(path, method = 'GET', body) {
  const headers = {Authorization: `Bearer ${token()}`};
  if (body) headers['Content-Type'] = 'application/json';
  const response = await fetch(path, {method, headers, body: body && JSON.stringify(body)});
  const reply = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(`${response.status} ${reply.code ?? ''}: ${reply.detail ?? response.statusText}`);
  return reply;
}

/** What goes wrong is said in the place named. */
export async function attempt(place, work) {
  $(place).textContent = '';
  try {
    await work();
  } catch (problem) {
    $(place).textContent = problem.message;
  }
}

/** Has the form asked with; a token is remembered once it was good. */
export function whenAsked(ask) {
  $('token').value = sessionStorage.getItem('token') ?? '';
  $('ask').addEventListener('submit', submit => {
    submit.preventDefault();
    attempt('problem', async () => {
      document.querySelector('main').hidden = true;
      await ask();
      sessionStorage.setItem('token', token());
    });
  });
  document.body.dataset.ready = 'true';
}
