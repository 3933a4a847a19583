// Says before a session ends for want of a request, and lets it go on (WCAG 2.2.1); takes the page away when it has ended (ASVS 5.0, 14.3.1).
// Without scripts the page is taken away all the same, by base.html, and nothing is said before.
const ending = document.getElementById('ending');
const trouble = ending.querySelector('[aria-live]');
const [idle, left, warning] = [ending.dataset.idle, ending.dataset.left, ending.dataset.warning].map((seconds) => 1000 * seconds);
const { title } = document;
const last = Date.now() + left;
let asked = Date.now();
let knows = false;
const clock = setInterval(looks, 1000);
// A request from one page lets all of them go on that the browser has of the same person.
const pages = new BroadcastChannel(`session of ${ending.dataset.account}`);
pages.addEventListener('message', goesOn);
pages.postMessage('asked');
ending.querySelector('#stay').addEventListener('click', stays);
ending.querySelector('#close').addEventListener('click', closes);
// Esc: somebody is there.
ending.addEventListener('cancel', (event) => {
  event.preventDefault();
  if (atLast()) closes();
  else stays();
});

// The clock of the computer and no timer: those stand still while it sleeps.
function looks() {
  const rest = Math.min(asked + idle, last) - Date.now();
  if (rest <= 0) leaves();
  else if (rest <= warning && !ending.open && !knows) warns();
}

function atLast() {
  return asked + idle >= last;
}

function warns() {
  for (const own of ending.querySelectorAll('[data-when]')) own.hidden = (own.dataset.when === 'last') !== atLast();
  trouble.textContent = '';
  document.title = `${ending.querySelector('h2').textContent} – ${title}`;
  knows = atLast();
  ending.showModal();
}

function closes() {
  ending.close();
  document.title = title;
}

function goesOn() {
  asked = Date.now();
  if (ending.open && !knows) closes();
}

async function stays() {
  try {
    // Says when each session ends, and is a request.
    const answer = await fetch('/v1/sessions', { cache: 'no-store', signal: AbortSignal.timeout(10_000) });
    if (answer.status === 401) return leaves();
    if (!answer.ok) throw new Error(answer.statusText);
    pages.postMessage('asked');
    goesOn();
  } catch {
    trouble.textContent = trouble.dataset.words;
  }
}

function leaves() {
  clearInterval(clock);
  location.replace('/sign-in');
}
