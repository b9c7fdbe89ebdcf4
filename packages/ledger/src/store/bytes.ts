/** The same bytes as what they are everywhere: no Buffer, whose equality and slices are its own. */
export const plain = (buffer: Buffer): Uint8Array => new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length)

/** One after the other. */
export const joinBytes = (parts: readonly Uint8Array[]): Uint8Array => plain(Buffer.concat(parts))
