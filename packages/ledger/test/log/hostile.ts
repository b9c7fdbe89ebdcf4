import fc from 'fast-check'

/** Throws when any named property is read; fast-check itself reads symbols. */
const trap = new Proxy(
  {},
  {
    get: (_, name) => {
      if (typeof name === 'string') throw new Error('trap')
    },
  },
)

/** What no caller should give: other types, objects that throw when they are read, sizes beyond all bounds. */
export const hostile: fc.Arbitrary<unknown> = fc.oneof(
  fc.anything({ withBigInt: true, withTypedArray: true, withNullPrototype: true, withSparseArray: true }),
  fc.constantFrom<unknown>(
    trap,
    [trap],
    undefined,
    null,
    Number.NaN,
    -0.5,
    Infinity,
    -1,
    -1n,
    2 ** 53,
    2n ** 64n,
    2n ** 4000n,
    Symbol('x'),
    () => 1,
    new Array(1e6),
    new Array(2 ** 32 - 1),
    '\ud800',
    'a'.repeat(2_000_000),
    new Uint8Array(31),
    new Uint8Array(33),
    new DataView(new ArrayBuffer(32)),
    new Uint16Array(32),
    { length: 32 },
  ),
)
