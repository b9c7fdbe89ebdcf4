import { rules } from '@secretlint/secretlint-rule-preset-recommend'
import { type Detector, detector, type Found } from './detector.ts'
import { plain } from './normalised.ts'
import { windows } from './windows.ts'

/** What of secretlint's own types is used here: the package with them comes only with its runner. */
interface Rule {
  readonly meta: { readonly id: string }
  create(context: Context, options: object): { file?(source: Source): unknown }
}

interface Context {
  readonly sharedOptions: object
  createTranslator(): (messageId: string) => { readonly messageId: string; readonly message: string }
  report(found: { readonly range: readonly [number, number]; readonly message: unknown }): void
  ignore(): void
}

interface Source {
  readonly content: string
  readonly filePath: string
  readonly ext: string
  readonly contentType: 'text'
  readonly hasBOM: boolean
}

/** A key in PEM is up to 13 KB long (RSA of 16,384 bits): whatever is shorter than the overlap is seen whole. */
const SIZE = 65_536
const OVERLAP = 16_384

/**
 * Comments that switch a rule off (`secretlint-disable`) are for files that somebody reviews. Here the text is under
 * judgement, and must not be able to ask not to be looked at.
 */
const scanners = (rules as unknown as readonly Rule[]).filter(
  ({ meta }) => !meta.id.endsWith('/secretlint-rule-filter-comments'),
)

/**
 * Finds secrets by the rules of secretlint's recommended preset: keys and tokens of known services, private keys,
 * passwords in addresses. The rules are run by themselves, without secretlint's runner, which measures every pass and
 * keeps the measurements.
 */
export function secrets(name: string): Detector {
  return detector(
    name,
    'secrets/1',
    scanners.map(({ meta }) => meta.id),
    async (text) => {
      const { text: read, original } = plain(text)
      const found = await windows(read, SIZE, OVERLAP, scan)
      return { state: 'read', found: found.map(({ kind, start, end }) => ({ kind, ...original(start, end) })) }
    },
  )
}

async function scan(content: string): Promise<readonly Found[]> {
  const found: Found[] = []
  const source = sourceOf(content)
  for (const rule of scanners) {
    const handler = rule.create(contextOf(found, rule.meta.id), {})
    await handler.file?.(source)
  }
  return found
}

function contextOf(found: Found[], rule: string): Context {
  return {
    sharedOptions: {},
    createTranslator: () => (messageId) => ({ messageId, message: '' }),
    report: ({ range: [start, end], message }) => {
      found.push({ start, end, kind: (message as { messageId?: string }).messageId ?? rule })
    },
    ignore() {},
  }
}

/** As a file: under the name of one whose settings may hold tokens, which one rule asks for. */
const sourceOf = (content: string): Source => ({
  content,
  filePath: '.npmrc',
  ext: '',
  contentType: 'text',
  hasBOM: false,
})
