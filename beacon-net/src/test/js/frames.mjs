// The payload of a request or a chunk: uvarint(length) and a stream in snappy's framing format.
import snappy from 'snappyjs'

const IDENTIFIER = Buffer.from('ff060000734e61507059', 'hex')

const TABLE = Array.from({ length: 256 }, (_, n) => {
  let c = n
  for (let k = 0; k < 8; k++) {
    c = c & 1 ? (c >>> 1) ^ 0x82f63b78 : c >>> 1
  }
  return c >>> 0
})

function checksum (data) {
  let crc = 0xffffffff
  for (const byte of data) {
    crc = TABLE[(crc ^ byte) & 0xff] ^ (crc >>> 8)
  }
  crc = (crc ^ 0xffffffff) >>> 0
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0
}

function varint (value) {
  const bytes = []
  while (value > 0x7f) {
    bytes.push((value & 0x7f) | 0x80)
    value >>>= 7
  }
  bytes.push(value)
  return Buffer.from(bytes)
}

export function encode (ssz) {
  const parts = [varint(ssz.length), IDENTIFIER]
  for (let at = 0; at < ssz.length; at += 65536) {
    const plain = ssz.subarray(at, at + 65536)
    const packed = Buffer.from(snappy.compress(new Uint8Array(plain)))
    const head = Buffer.alloc(8)
    head.writeUInt32LE(((packed.length + 4) << 8) >>> 0, 0)
    head[0] = 0
    head.writeUInt32LE(checksum(plain), 4)
    parts.push(head, packed)
  }
  return Buffer.concat(parts)
}

/** Reads one payload at `at`; returns it and where it ends. */
export function decode (bytes, at) {
  let length = 0
  let shift = 0
  for (;;) {
    const byte = bytes[at++]
    length += (byte & 0x7f) * 2 ** shift
    shift += 7
    if (byte < 0x80) break
  }
  if (!bytes.subarray(at, at + 10).equals(IDENTIFIER)) {
    throw new Error('no identifier of a snappy stream')
  }
  at += 10
  const parts = []
  for (let got = 0; got < length;) {
    const type = bytes[at]
    const size = bytes.readUIntLE(at + 1, 3)
    const crc = bytes.readUInt32LE(at + 4)
    const data = bytes.subarray(at + 8, at + 4 + size)
    const plain = type === 0 ? Buffer.from(snappy.uncompress(new Uint8Array(data))) : data
    if (type > 1 || checksum(plain) !== crc) {
      throw new Error('a wrong snappy chunk')
    }
    parts.push(plain)
    got += plain.length
    at += 4 + size
  }
  return { ssz: Buffer.concat(parts), at }
}
