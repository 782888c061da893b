import {$, attempt, call, element, row, whenAsked} from './page.js';

const LETTERS = '/api/v1/dead-letters';

const when = instant => instant ? new Date(instant).toLocaleString() : '–';

const shortly = name => name.slice(name.lastIndexOf('.') + 1);

function line(letter) {
  const {trouble, discard} = letter;
  const cause = discard ? `${discard.by}: ${discard.reason}` : trouble && `${shortly(trouble.cause)} ${trouble.sqlState ?? ''}`;
  const tr = row(letter.position, letter.type, letter.person, letter.status.toLowerCase(), letter.attempts || null,
    letter.nextTryAt && when(letter.nextTryAt), cause);
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

async function list(cursor) {
  const query = new URLSearchParams({limit: 30});
  if ($('status').value) query.set('status', $('status').value);
  if (cursor) query.set('cursor', cursor);
  const page = await call(`${LETTERS}?${query}`);
  if (!cursor) $('rows').replaceChildren();
  $('rows').append(...page.letters.map(line));
  $('more').hidden = !page.next;
  $('more').onclick = () => attempt('problem', () => list(page.next));
  const shown = $('rows').childElementCount;
  $('count').textContent = shown ? `${shown}${page.next ? ' and more' : ''}` : 'none';
  $('letters').hidden = shown === 0;
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

$('close').addEventListener('click', () => $('one').close());
$('decide').addEventListener('submit', submit => submit.preventDefault());
whenAsked(() => {
  $('done').textContent = '';
  return list();
});
