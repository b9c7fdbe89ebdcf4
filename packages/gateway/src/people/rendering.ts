import type { About } from './about.ts'
import type { Hold, Holds, Option } from './holds.ts'
import { type Html, html, page } from './html.ts'
import { longestNote } from './incident.ts'

/** The page of an assistant, in plain words. */
export function aboutPage(about: About): string {
  const { title, policy } = about
  const body = html`<h1>What ${title} may do</h1>
<p class="soft">It works under written rules. This page is made from these rules: it says what holds while nobody says anything else.</p>
${policy === null ? html`<p><strong>Its rules are not in force at present, so it does not answer.</strong></p>` : held(about, policy.holds)}
${untold(about)}
${flagging(about)}
${evidence(about)}`
  return page(`What ${title} may do`, body)
}

function held(about: About, { never, always, careful, does, yours, assumed }: Holds): Html {
  return html`
${part('What it will never do', 'Nobody can change these, however good the reason sounds.', never, line)}
${part('What it will always do', 'Nobody can change these either.', always, line)}
${part('What it does', 'Decided like this at present.', does, line)}
${part('Where it keeps to the most careful rule there is', null, careful, line)}
${part('What you can change', change(about), yours, ({ title, says, options }) => html`<strong>${title}</strong>. Now: ${says}. ${options.map(offer)}`)}
${part(
  'What it assumes',
  'Until somebody who can vouch for it says otherwise. Your word alone is enough to make it more careful.',
  assumed.map((each) => ({ ...each, group: '' })),
  ({ title, value }) => html`<strong>${title}</strong>: ${value}`,
)}`
}

/** What holds, grouped by the section of the spec it stands in. */
function part<T extends { readonly group: string }>(
  title: string,
  lead: string | null,
  items: readonly T[],
  write: (item: T) => Html,
): Html | null {
  if (items.length === 0) return null
  const groups = Map.groupBy(items, ({ group }) => group)
  const lists = [...groups].map(
    ([group, each]) => html`${groups.size > 1 && group !== '' && html`<h3>${group}</h3>`}<ul>
${each.map((item) => html`<li>${write(item)}</li>\n`)}</ul>
`,
  )
  return html`<section><h2>${title}</h2>
${lead && html`<p class="soft">${lead}</p>`}
${lists}</section>`
}

function line({ title, says, value }: Hold): Html {
  return value === 'never' && says === value
    ? html`<strong>${title}</strong>`
    : html`<strong>${title}</strong>: ${says}`
}

function change({ preferences }: About): string {
  const kept = preferences === null ? '' : ' Where your account offers preferences, it is kept there for the next time.'
  return `Say so in your own words, in the conversation.${kept}`
}

function offer({ direction, says }: Option): Html {
  const kind = {
    tighter: 'You can ask it to be stricter',
    looser: 'You can ask it to go further',
    other: 'You can ask for',
  }[direction]
  return html`${kind}: ${says}. `
}

function untold({ untold, policy }: About): Html {
  const telling = policy?.holds.telling ?? []
  return html`<section><h2>What it tells you of itself, and what it cannot</h2>
${
  telling.length > 0 &&
  html`<ul>
${telling.map((hold) => html`<li>${line(hold)}</li>\n`)}</ul>`
}
<p class="soft">It cannot tell you:</p>
<ul>
${untold.map((each) => html`<li>${each}</li>\n`)}</ul></section>`
}

function flagging({ flag, contact }: About): Html {
  return html`<section class="screen"><h2>If an answer was wrong</h2>
<p class="soft">Every answer has an id that begins with <code>dec_</code>. With it, whoever runs the assistant can see what was decided, and why.</p>
<form method="post" action="${flag.address}">
<label for="decision">Id of the answer</label>
<input id="decision" name="decision" required pattern="dec_[0-9a-f]{32,64}" autocomplete="off" spellcheck="false" aria-describedby="decision-help">
<p class="soft" id="decision-help">dec_ and 32 more characters.</p>
<label for="reason">What is wrong</label>
<select id="reason" name="reason" required>
${Object.entries(flag.reasons).map(([reason, words]) => html`<option value="${reason}">${words}</option>\n`)}</select>
<label for="note">In your words (optional)</label>
<textarea id="note" name="note" rows="4" maxlength="${longestNote}"></textarea>
<button type="submit">Send</button>
</form>
${contact && html`<p>Or write to ${linked(contact)}.</p>`}</section>`
}

/** Only what certainly is an address of mail or of the web becomes a link. */
function linked(contact: string): Html {
  if (/^[\w.+-]+@[\w-]+(?:\.[\w-]+)+$/.test(contact)) return html`<a href="mailto:${contact}">${contact}</a>`
  if (/^https:\/\/[\w.-]+(?:\/[\w./~-]*)?$/.test(contact))
    return html`<a href="${contact}" rel="noreferrer">${contact}</a>`
  return html`${contact}`
}

function evidence({ policy, ledger, deployment }: About): Html {
  const specs = policy?.specs.map(
    ({ title, version, level }) =>
      html`<li>${title ?? 'Untitled'}${version !== null && ` ${version}`} <span class="soft">(${level})</span></li>\n`,
  )
  return html`<section><h2>What this rests on</h2>
<dl>
${policy && html`<dt>Rules in force</dt><dd><ul>${specs ?? null}</ul></dd><dt>Their digest</dt><dd><code>${policy.digest}</code></dd>`}
<dt>The log that every decision is in, as last signed</dt><dd>${ledger.checkpoint === null ? 'not signed yet' : html`<pre>${ledger.checkpoint}</pre>`}</dd>
<dt>The key to check it with</dt><dd><code>${ledger.vkey}</code></dd>
</dl>
<p class="screen"><a href="/about/${deployment}.json">The same for machines</a></p></section>`
}

/** What a person sees who sent the form. */
export function sentPage(title: string, told: string, back: string): string {
  return page(
    title,
    html`<h1>${title}</h1>
<p>${told}</p>
<p><a href="${back}">Back</a></p>`,
  )
}
