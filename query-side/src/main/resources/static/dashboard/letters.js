'use strict';

const $ = id => document.getElementById(id);

const LETTERS = '/api/v1/dead-letters';

function element(tag, text) {
  const made = document.createElement(tag);
  made.textContent = text ?? '–';
  return made;
}

const when = instant => instant ? new Date(instant).toLocaleString() : '–';

const shortly = name => name.slice(name.lastIndexOf('.') + 1);

async function call(path, method = 'GET', body) {
  const headers = {Authorization: `Bearer ${$('token').value.trim()}`};
  if (body) headers['Content-Type'] = 'application/json';
  const response = await fetch(path, {method, headers, body: body && JSON.stringify(body)});
  const reply = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(`${response.status} ${reply.code ?? ''}: ${reply.detail ?? response.statusText}`);
  return reply;
}

function row(letter) {
  const {trouble, discard} = letter;
  const tr = document.createElement('tr');
  const cause = discard ? `${discard.by}: ${discard.reason}` : trouble && `${shortly(trouble.cause)} ${trouble.sqlState ?? ''}`;
  tr.append(...[letter.position, letter.type, letter.person, letter.status.toLowerCase(), letter.attempts || null,
    letter.nextTryAt && when(letter.nextTryAt), cause].map(cell => element('td', cell)));
  const open = element('button', 'Open');
  open.type = 'button';
  open.className = 'quiet';
  open.setAttribute('aria-label', `Open the letter at position ${letter.position}`);
  open.addEventListener('click', () => attempt('problem', () => show(letter.id)));
  const td = document.createElement('td');
  td.append(open);
  tr.append(td);
  return tr;
}

/** What goes wrong is said in the place named. */
async function attempt(place, work) {
  $(place).textContent = '';
  try {
    await work();
  } catch (problem) {
    $(place).textContent = problem.message;
  }
}

async function list(cursor) {
  const query = new URLSearchParams({limit: 30});
  if ($('status').value) query.set('status', $('status').value);
  if (cursor) query.set('cursor', cursor);
  const page = await call(`${LETTERS}?${query}`);
  if (!cursor) $('rows').replaceChildren();
  $('rows').append(...page.letters.map(row));
  $('more').hidden = !page.next;
  $('more').onclick = () => attempt('problem', () => list(page.next));
  const shown = $('rows').childElementCount;
  $('count').textContent = shown ? `${shown}${page.next ? ' and more' : ''}` : 'none';
  $('letters').hidden = shown === 0;
  sessionStorage.setItem('token', $('token').value.trim());
}

async function show(id) {
  const {letter, telegramId, content} = await call(`${LETTERS}/${id}`);
  const {trouble, discard} = letter;
  $('title').textContent = `${letter.type} at position ${letter.position}`;
  const facts = {
    'Telegram user id': telegramId, 'number in their stream': letter.sequence, status: letter.status.toLowerCase(),
    'letter since': when(letter.queuedAt), failed: letter.attempts ? `${letter.attempts} ×, last ${when(letter.lastFailedAt)}` : 'not tried',
    'next try': when(letter.nextTryAt), cause: trouble?.cause, said: trouble?.message, at: trouble?.place, SQLState: trouble?.sqlState,
    discarded: discard && `${when(discard.at)} by ${discard.by}: ${discard.reason}`};
  $('facts').replaceChildren(...Object.entries(facts).filter(([, value]) => value !== undefined && value !== null)
    .flatMap(([name, value]) => [element('dt', name), element('dd', value)]));
  $('content').textContent = content ? JSON.stringify(content, null, 2) : 'It cannot be shown.';
  $('decide').hidden = Boolean(discard);
  $('refused').textContent = '';
  $('reason').value = '';
  $('retry').onclick = () => attempt('refused', async () => {
    const {delivered, left} = await call(`${LETTERS}/${id}/retry`, 'POST');
    await finish(`${delivered} delivered, ${left} left`);
  });
  $('discard').onclick = () => attempt('refused', async () => {
    await call(`${LETTERS}/${id}/discard`, 'POST', {reason: $('reason').value});
    await finish('Discarded; what waited behind it is tried next');
  });
  $('one').showModal();
}

async function finish(outcome) {
  $('one').close();
  await list();
  $('done').textContent = outcome;
}

$('token').value = sessionStorage.getItem('token') ?? '';
$('close').addEventListener('click', () => $('one').close());
$('decide').addEventListener('submit', submit => submit.preventDefault());
$('ask').addEventListener('submit', submit => {
  submit.preventDefault();
  $('done').textContent = '';
  attempt('problem', () => list());
});
document.body.dataset.ready = 'true';
