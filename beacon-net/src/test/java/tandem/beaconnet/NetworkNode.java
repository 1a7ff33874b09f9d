package tandem.beaconnet;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tandem.beaconcore.BeaconNodeEvent;
import tandem.beaconcore.PeerKey;
import tandem.beaconspec.BeaconBlock;
import tandem.beaconspec.BeaconBlockBody;
import tandem.beaconspec.BeaconConfig;
import tandem.beaconspec.Eth1Data;
import tandem.beaconspec.SignedBeaconBlock;
import tandem.beaconspec.Status;
import tandem.beaconspec.SyncAggregate;
import tandem.beaconspec.Types;
import tandem.crypto.BlsSignature;
import tandem.libp2p.Identity;
import tandem.libp2p.Multiaddr;
import tandem.primitives.Address;
import tandem.primitives.Bytes;
import tandem.primitives.Hash32;
import tandem.ssz.Bits;

/// A [BeaconNetwork] whose node is the test: what it would tell the machine waits in a queue.
final class NetworkNode implements AutoCloseable {
  static final Bytes DIGEST = Bytes.fromHex("54a1b2c3");
  static final BeaconConfig CONFIG = BeaconConfig.ordered(1, Address.ZERO);
  static final Types TYPES = new Types(CONFIG);
  private static final Duration SOON = Duration.ofSeconds(30);

  final LinkedBlockingQueue<BeaconNodeEvent> events = new LinkedBlockingQueue<>();
  final BeaconNetwork network;
  volatile boolean hasRoom = true;

  NetworkNode(int maxPeers, Multiaddr... peers) throws IOException {
    this(Identity.generate(), maxPeers, peers);
  }

  NetworkNode(Identity identity, int maxPeers, Multiaddr... peers) throws IOException {
    BeaconNetworkConfig config =
        new BeaconNetworkConfig(
            identity,
            List.of(Multiaddr.parse("/ip4/127.0.0.1/tcp/0")),
            List.of(),
            List.of(peers),
            maxPeers,
            "tandem/test",
            DIGEST,
            TYPES,
            4_000,
            32,
            64,
            1,
            512,
            1);
    network =
        BeaconNetwork.open(
            config,
            new BeaconNetwork.Listener() {
              @Override
              public boolean offer(BeaconNodeEvent event) {
                return hasRoom && events.add(event);
              }

              @Override
              public void post(BeaconNodeEvent event) {
                events.add(event);
              }

              @Override
              public boolean hasRoom() {
                return hasRoom;
              }

              @Override
              public void failed(Throwable fault) {
                throw new AssertionError(fault);
              }
            });
    network.begin();
  }

  static Status status(long headSlot) {
    return new Status(DIGEST, Hash32.ZERO, 0, Hash32.fromHex("0x" + "ab".repeat(32)), headSlot);
  }

  static SignedBeaconBlock block(long slot) {
    SyncAggregate nobody =
        new SyncAggregate(Bits.zero(CONFIG.syncCommitteeSize()), BlsSignature.INFINITY);
    BeaconBlockBody body =
        new BeaconBlockBody(
            BlsSignature.INFINITY,
            new Eth1Data(Hash32.ZERO, 0, Hash32.ZERO),
            Hash32.ZERO,
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            nobody,
            List.of(Hash32.fromHex("0x" + "cd".repeat(32))));
    return new SignedBeaconBlock(
        new BeaconBlock(slot, 3, Hash32.ZERO, Hash32.ZERO, body), BlsSignature.INFINITY);
  }

  PeerKey key() {
    return new PeerKey(network.peerId().toString());
  }

  Multiaddr address() {
    return network.address();
  }

  /// The next event of this kind; others before it are dropped.
  <E extends BeaconNodeEvent> E next(Class<E> type) throws InterruptedException {
    return next(type, event -> true);
  }

  <E extends BeaconNodeEvent> E next(Class<E> type, Predicate<E> which)
      throws InterruptedException {
    long until = System.nanoTime() + SOON.toNanos();
    while (true) {
      @Nullable BeaconNodeEvent event =
          events.poll(until - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (event == null) {
        throw new AssertionError("no " + type.getSimpleName());
      }
      if (type.isInstance(event) && which.test(type.cast(event))) {
        return type.cast(event);
      }
    }
  }

  @Override
  public void close() {
    network.close();
  }
}
