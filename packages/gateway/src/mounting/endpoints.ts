import { readBody } from '@bylaw/providers'
import { z } from 'zod'
import { type Answer, type Endpoint, json, type Passage, plainError, type Route } from '../choke.ts'
import { serviceOf } from '../deployment.ts'
import { Refusal } from '../refusal.ts'
import { withLayer } from './policy.ts'
import type { Preferences } from './preferences.ts'

/** The most characters of a person's preferences. */
const longest = 65_536

const body = z.strictObject({ text: z.string().max(longest) })

/** `GET /v1/preferences`: the layer that the end user keeps. */
const reading: Endpoint = {
  name: 'preferences.read',
  async serve(passage) {
    const found = await passage.house.mounting.preferences.read(passage.deployment.name, userOf(passage))
    if (found === null) throw new Refusal(404, 'no_preferences', 'this user keeps no preferences')
    return json(shown(found))
  },
}

/**
 * `PUT /v1/preferences`: keeps a layer for the end user, as Markdown in `{"text": …}`. It speaks at user, for this user
 * alone. One with an error is refused, and what was kept stays.
 */
const writing: Endpoint = {
  name: 'preferences.write',
  async serve(passage) {
    const { deployment, incoming, recording } = passage
    const { preferences } = passage.house.mounting
    const user = userOf(passage)
    const text = textIn(await incoming.text())
    const own = withLayer(deployment.mounted, preferences.layerOf(deployment.name, user, text))
    const found = own.diagnostics.filter(({ file }) => file === own.layers.at(-1)!.file)
    const errors = own.diagnostics.some(({ severity }) => severity === 'error')
    if (own.state === 'refused' || errors) return refused(passage, own.diagnostics)
    const kept = await preferences.put(deployment.name, user, text)
    await recording.close('complete')
    return json({ ...shown(kept), diagnostics: found })
  },
}

/** `DELETE /v1/preferences`: forgets the layer, and every policy that was made with it. */
const forgetting: Endpoint = {
  name: 'preferences.delete',
  async serve(passage) {
    const { house, deployment, recording } = passage
    const deleted = await house.mounting.preferences.forget(deployment.name, userOf(passage))
    await recording.close('complete')
    return json({ object: 'bylaw.preferences', deleted })
  },
}

export const preferenceRoutes: readonly Route[] = [
  { method: 'GET', path: '/v1/preferences', endpoint: reading, scope: 'generate' },
  { method: 'PUT', path: '/v1/preferences', endpoint: writing, scope: 'generate' },
  { method: 'DELETE', path: '/v1/preferences', endpoint: forgetting, scope: 'generate' },
]

const shown = ({ text, version, updated }: Preferences) => ({ object: 'bylaw.preferences', text, version, updated })

/**
 * The user whose preferences these are.
 * @throws Refusal where nobody keeps any here, nobody is named, or the key speaks at a level below the user
 */
function userOf({ deployment, principal }: Passage): string {
  if (!deployment.config.preferences) {
    throw new Refusal(404, 'preferences_off', 'users of this deployment keep no preferences')
  }
  const { levels } = serviceOf(deployment, principal.level).policy
  if (levels.indexOf(principal.level) > levels.indexOf('user')) {
    throw new Refusal(403, 'level_too_weak', `a key at \`${principal.level}\` can't speak for a user`)
  }
  if (principal.user !== null) return principal.user
  throw new Refusal(400, 'missing_user', 'say whose preferences these are: `bylaw-user: …`', 'bylaw-user')
}

function textIn(text: string): string {
  const read = readBody(text)
  if ('failure' in read) throw new Refusal(400, read.failure.code ?? 'invalid_json', read.failure.message)
  const checked = body.safeParse(read.body)
  if (checked.success) return checked.data.text
  throw new Refusal(400, 'invalid_preferences', `the body is {"text": …}, of at most ${longest} characters`, 'text')
}

async function refused({ recording }: Passage, diagnostics: unknown): Promise<Answer> {
  const { failure } = new Refusal(
    422,
    'preferences_refused',
    'the preferences are refused: nothing was changed',
    'text',
  )
  await recording.close('refused', failure)
  return json({ ...plainError(failure), diagnostics }, 422)
}
