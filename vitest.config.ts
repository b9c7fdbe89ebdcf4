import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

const packages = ['core', 'providers', 'ledger', 'judge', 'gateway', 'language-server', 'console', 'cli']

export default defineConfig({
  test: {
    testTimeout: 60_000,
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      ...packages.map((name) => ({
        extends: true as const,
        test: {
          name,
          include: [`packages/${name}/test/**/*.test.ts`],
          ...(name === 'console' && { globalSetup: ['packages/console/test/built.ts'] }),
        },
      })),
      {
        extends: true as const,
        test: { name: 'house', include: ['scripts/**/*.test.ts', 'specs/**/*.test.ts', 'bench/**/*.test.ts'] },
      },
    ],
  },
})
