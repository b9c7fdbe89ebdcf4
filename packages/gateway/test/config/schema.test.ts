import { join } from 'node:path'
import { expect, it } from 'vitest'
import { configSchema } from '../../src/index.ts'

it('the published JSON Schema describes the configuration that is read', async () => {
  const file = join(import.meta.dirname, '../../../../specs/bylaw.schema.json')
  await expect(`${JSON.stringify(configSchema, null, 2)}\n`).toMatchFileSnapshot(file)
})
