// A js-libp2p node with gossipsub for the tests. Arguments: yamux | mplex, 84 bytes of Status (hex).
//
// It listens on loopback, answers status and ping, and says where with {"listening": <multiaddr>}.
// Then it takes commands, a line each, and answers with JSON lines:
//   dial <multiaddr>
//   subscribe <topic>                  and from then on {"message": <topic>, "ssz": <hex>}
//   publish <topic> <hex>              SSZ, sent in snappy's block format
//   ask <peer id> <protocol> <context bytes> [<hex>]
//   exit
import { createHash } from 'node:crypto'
import { createInterface } from 'node:readline'
import { noise } from '@chainsafe/libp2p-noise'
import { yamux } from '@chainsafe/libp2p-yamux'
import { generateKeyPair } from '@libp2p/crypto/keys'
import { gossipsub } from '@libp2p/gossipsub'
import { identify } from '@libp2p/identify'
import { mplex } from '@libp2p/mplex'
import { peerIdFromString } from '@libp2p/peer-id'
import { tcp } from '@libp2p/tcp'
import { multiaddr } from '@multiformats/multiaddr'
import { createLibp2p } from 'libp2p'
import snappy from 'snappyjs'
import { decode, encode } from './frames.mjs'

const say = (value) => process.stdout.write(JSON.stringify(value) + '\n')
const [muxer, status] = process.argv.slice(2)
const request = (name) => `/eth2/beacon_chain/req/${name}/ssz_snappy`

function messageId (message) {
  const topic = Buffer.from(message.topic)
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(topic.length))
  const hash = createHash('sha256')
  try {
    const ssz = snappy.uncompress(new Uint8Array(message.data))
    hash.update(Buffer.from('01000000', 'hex')).update(length).update(topic).update(ssz)
  } catch {
    hash.update(Buffer.from('00000000', 'hex')).update(length).update(topic).update(message.data)
  }
  return new Uint8Array(hash.digest().subarray(0, 20))
}

const node = await createLibp2p({
  privateKey: await generateKeyPair('secp256k1'),
  addresses: { listen: ['/ip4/127.0.0.1/tcp/0'] },
  transports: [tcp()],
  connectionEncrypters: [noise()],
  streamMuxers: [muxer === 'mplex' ? mplex() : yamux()],
  services: {
    identify: identify(),
    pubsub: gossipsub({
      globalSignaturePolicy: 'StrictNoSign',
      msgIdFn: messageId,
      allowPublishToZeroTopicPeers: true,
      emitSelf: false
    })
  }
})

async function readAll (stream) {
  const chunks = []
  for await (const chunk of stream) {
    chunks.push(Buffer.from(chunk.subarray()))
  }
  return Buffer.concat(chunks)
}

const answers = { 'status/1': () => Buffer.from(status, 'hex'), 'ping/1': (ssz) => ssz }
for (const [name, answer] of Object.entries(answers)) {
  await node.handle(request(name), async (stream, connection) => {
    try {
      const { ssz } = decode(await readAll(stream), 0)
      say({ asked: name, by: connection.remotePeer.toString(), ssz: ssz.toString('hex') })
      stream.send(Buffer.concat([Buffer.from([0]), encode(answer(ssz))]))
      await stream.close()
    } catch (e) {
      stream.abort(e)
    }
  })
}
await node.handle(request('goodbye/1'), async (stream) => {
  const { ssz } = decode(await readAll(stream), 0)
  say({ goodbye: Number(ssz.readBigUInt64LE()) })
  await stream.close()
})

async function ask (peer, protocol, context, hex) {
  const stream = await node.dialProtocol(peerIdFromString(peer), request(protocol))
  if (hex !== undefined) {
    stream.send(encode(Buffer.from(hex, 'hex')))
  }
  await stream.close()
  const bytes = await readAll(stream)
  const chunks = []
  for (let at = 0; at < bytes.length;) {
    const result = bytes[at++]
    const digest = result === 0 ? bytes.subarray(at, at + context).toString('hex') : ''
    const { ssz, at: end } = decode(bytes, result === 0 ? at + context : at)
    chunks.push({ result, digest, ssz: ssz.toString('hex') })
    at = end
  }
  return chunks
}

node.services.pubsub.addEventListener('message', (event) => {
  const { topic, data } = event.detail
  say({ message: topic, ssz: Buffer.from(snappy.uncompress(new Uint8Array(data))).toString('hex') })
})
node.services.pubsub.addEventListener('gossipsub:graft', (event) => {
  say({ graft: event.detail.topic, peer: event.detail.peerId })
})
node.services.pubsub.addEventListener('subscription-change', (event) => {
  const { peerId, subscriptions } = event.detail
  say({ subscriptions: subscriptions.map((it) => it.topic), of: peerId.toString() })
})

for (const address of node.getMultiaddrs()) {
  say({ listening: address.toString() })
}

for await (const line of createInterface({ input: process.stdin })) {
  const [command, ...args] = line.trim().split(' ')
  try {
    if (command === 'dial') {
      const connection = await node.dial(multiaddr(args[0]))
      say({ dialed: connection.remotePeer.toString(), multiplexer: connection.multiplexer })
    } else if (command === 'subscribe') {
      node.services.pubsub.subscribe(args[0])
      say({ subscribed: args[0] })
    } else if (command === 'publish') {
      const data = snappy.compress(new Uint8Array(Buffer.from(args[1], 'hex')))
      const { recipients } = await node.services.pubsub.publish(args[0], data)
      say({ published: recipients.length })
    } else if (command === 'ask') {
      say({ answered: await ask(args[0], args[1], Number(args[2]), args[3]) })
    } else if (command === 'exit') {
      break
    }
  } catch (e) {
    say({ failed: String(e) })
  }
}
await node.stop()
process.exit(0)
