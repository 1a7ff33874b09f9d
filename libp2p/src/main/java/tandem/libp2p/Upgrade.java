package tandem.libp2p;

import java.io.IOException;
import java.util.List;

/// Makes a TCP connection a secured one with a muxer: multistream, noise, multistream inside of
/// noise (coordinator-net.md 1.2).
final class Upgrade {
  private final HostConfig config;
  private final List<String> muxers;
  private final Multistream multistream;

  /// @param muxers those we speak, the preferred one first
  Upgrade(HostConfig config, List<String> muxers) {
    this.config = config;
    this.muxers = muxers;
    Limits.Messages messages = config.limits().messages();
    this.multistream = new Multistream(messages.lineBytes(), messages.lines());
  }

  /// @param channel the secured bytes
  /// @param peer who is at the other end
  /// @param muxer protocol id of the muxer
  record Upgraded(NoiseChannel channel, PeerId peer, String muxer) {}

  Multistream multistream() {
    return multistream;
  }

  /// @param remote the other end; if it names a peer, no other may answer
  Upgraded run(Wire wire, Direction direction, Multiaddr remote) throws IOException {
    return switch (direction) {
      case INBOUND -> listen(wire, remote);
      case OUTBOUND -> dial(wire, remote);
    };
  }

  private Upgraded dial(Wire wire, Multiaddr remote) throws IOException {
    multistream.propose(wire.input(), wire.output(), List.of(NoiseUpgrade.PROTOCOL));
    NoiseUpgrade.Secured secured = NoiseUpgrade.run(wire, config.identity(), true, remote.peer());
    NoiseChannel channel = secured.channel();
    String muxer = multistream.propose(channel, channel.output(), muxers);
    return new Upgraded(channel, secured.peer(), muxer);
  }

  private Upgraded listen(Wire wire, Multiaddr remote) throws IOException {
    if (!config.gate().allow(remote)) {
      throw new LocalRefusalException("the gate forbids " + remote);
    }
    multistream.answer(wire.input(), wire.output(), NoiseUpgrade.PROTOCOL::equals);
    NoiseUpgrade.Secured secured = NoiseUpgrade.run(wire, config.identity(), false, null);
    PeerId peer = secured.peer();
    if (peer.equals(config.identity().peerId())
        || !config.gate().allow(peer, remote, Direction.INBOUND)) {
      throw new LocalRefusalException(peer + " is not wanted");
    }
    NoiseChannel channel = secured.channel();
    String muxer = multistream.answer(channel, channel.output(), muxers::contains);
    return new Upgraded(channel, peer, muxer);
  }
}
