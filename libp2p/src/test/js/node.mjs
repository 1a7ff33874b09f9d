// A js-libp2p node for the tests. Arguments: yamux | mplex.
//
// It listens on loopback, serves /echo/1, identify and ping, and says where with the line
// {"listening": <multiaddr>}. Then it takes commands, a line each, and answers with a JSON line:
//   dial <multiaddr> <bytes>   connects, pings, sends <bytes> through /echo/1 of the peer
//   exit
import { createInterface } from 'node:readline'
import { randomBytes } from 'node:crypto'
import { noise } from '@chainsafe/libp2p-noise'
import { yamux } from '@chainsafe/libp2p-yamux'
import { generateKeyPair } from '@libp2p/crypto/keys'
import { identify } from '@libp2p/identify'
import { mplex } from '@libp2p/mplex'
import { ping } from '@libp2p/ping'
import { tcp } from '@libp2p/tcp'
import { multiaddr } from '@multiformats/multiaddr'
import { createLibp2p } from 'libp2p'

const say = (value) => process.stdout.write(JSON.stringify(value) + '\n')

const node = await createLibp2p({
  privateKey: await generateKeyPair('secp256k1'),
  addresses: { listen: ['/ip4/127.0.0.1/tcp/0'] },
  transports: [tcp()],
  connectionEncrypters: [noise()],
  streamMuxers: [process.argv[2] === 'mplex' ? mplex() : yamux()],
  services: { identify: identify(), ping: ping() }
})

async function send (stream, data) {
  const view = data.subarray()
  for (let at = 0; at < view.length; at += 16384) {
    if (!stream.send(view.subarray(at, at + 16384))) {
      await stream.onDrain()
    }
  }
}

await node.handle('/echo/1', async (stream) => {
  try {
    for await (const chunk of stream) {
      await send(stream, chunk)
    }
    await stream.close()
  } catch (e) {
    stream.abort(e)
  }
})

node.addEventListener('peer:identify', (event) => {
  const { peerId, agentVersion, protocolVersion, protocols } = event.detail
  say({ identified: peerId.toString(), agentVersion, protocolVersion, protocols })
})

async function dial (address, size) {
  const connection = await node.dial(multiaddr(address))
  const roundTripMs = await node.services.ping.ping(connection.remotePeer)
  const stream = await connection.newStream('/echo/1')
  const data = randomBytes(size)
  const chunks = []
  const reading = (async () => {
    for await (const chunk of stream) {
      chunks.push(Buffer.from(chunk.subarray()))
    }
  })()
  await send(stream, data)
  await stream.close()
  await reading
  const echoed = Buffer.concat(chunks).equals(data)
  return { dialed: connection.remotePeer.toString(), multiplexer: connection.multiplexer, roundTripMs, echoed }
}

for (const address of node.getMultiaddrs()) {
  say({ listening: address.toString() })
}

for await (const line of createInterface({ input: process.stdin })) {
  const [command, ...args] = line.trim().split(' ')
  try {
    if (command === 'dial') {
      say(await dial(args[0], Number(args[1])))
    } else if (command === 'exit') {
      break
    }
  } catch (e) {
    say({ failed: String(e) })
  }
}
await node.stop()
process.exit(0)
