/** What the exceptions of a channel say for one role. */
interface Overwrite {
  readonly allow?: readonly string[]
  readonly deny?: readonly string[]
}

/** A server as Discord knows it: permissions by role, and each channel's overwrites by role. */
export interface Server {
  readonly roles: Readonly<Record<string, readonly string[]>>
  readonly channels: Readonly<Record<string, Readonly<Record<string, Overwrite>>>>
}

/** May a member with these roles (besides `everyone`) do this in this channel? */
export interface Asked {
  readonly channel: string
  readonly roles: readonly string[]
  readonly permission: string
}

/**
 * Discord's answer (https://discord.com/developers/docs/topics/permissions, "Permission Overwrites"): the sum of the
 * roles' permissions, then the channel's overwrite for everyone, then those of all other roles together, denies before
 * allows. Administrators pass all of it. Overwrites for single members are left out, for no demo has any.
 */
export function allows({ roles, channels }: Server, { channel, roles: own, permission }: Asked): boolean {
  const granted = new Set(['everyone', ...own].flatMap((role) => roles[role]!))
  if (granted.has('administrator')) return true
  const overwrites = channels[channel]!
  const says = (role: string, side: 'allow' | 'deny'): boolean =>
    overwrites[role]?.[side]?.includes(permission) === true
  let allowed = granted.has(permission)
  for (const group of [['everyone'], own]) {
    if (group.some((role) => says(role, 'deny'))) allowed = false
    if (group.some((role) => says(role, 'allow'))) allowed = true
  }
  return allowed
}

/** Every situation of a server: each channel, each set of roles, each permission that anything says something of. */
export function every({ roles, channels }: Server): Asked[] {
  const permissions = ['send-messages', 'attach-files', 'mention-everyone', 'manage-messages']
  const names = Object.keys(roles).filter((role) => role !== 'everyone')
  const sets = Array.from({ length: 2 ** names.length }, (_, bits) => names.filter((_, bit) => (bits >> bit) & 1))
  return Object.keys(channels).flatMap((channel) =>
    sets.flatMap((own) => permissions.map((permission) => ({ channel, roles: own, permission }))),
  )
}
