/// libp2p over TCP (coordinator-net.md 1): noise with secp256k1 identities, multistream-select, the
/// muxers yamux and mplex, identify and ping. Begin with [tandem.libp2p.Host].
///
/// All code blocks, on virtual threads. A connection has a thread that reads and one that writes,
/// and each stream that the peer opens has one, bounded by [tandem.libp2p.Limits]. Between them are
/// the bounded buffers of the streams and the connection's bounded outbox; the reader never waits
/// for the writer. One clock thread a host closes what takes too long.
@NullMarked
package tandem.libp2p;

import org.jspecify.annotations.NullMarked;
