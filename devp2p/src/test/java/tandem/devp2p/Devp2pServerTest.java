package tandem.devp2p;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tandem.rim.Deadline;

@Timeout(60)
class Devp2pServerTest {
  @Test
  void bothEndsLearnWhoTheOtherIs() throws Exception {
    try (TestNode b = TestNode.start();
        TestNode a = TestNode.dialing(b)) {
      PeerHandle atA = a.next(TestNode.Connected.class).peer();
      PeerHandle atB = b.next(TestNode.Connected.class).peer();
      assertThat(atA.id()).isEqualTo(b.id());
      assertThat(atA.inbound()).isFalse();
      assertThat(atA.hello().name()).isEqualTo("tandem-test/1");
      assertThat(atB.id()).isEqualTo(a.id());
      assertThat(atB.inbound()).isTrue();
      assertThat(atB.remote().getAddress().isLoopbackAddress()).isTrue();
      assertThat(a.server.peers()).hasSize(1);
    }
  }

  @Test
  void carriesMessagesOfAllSizesInTheirOrder() throws Exception {
    Random random = new Random(11);
    try (TestNode b = TestNode.start();
        TestNode a = TestNode.dialing(b)) {
      PeerHandle peer = a.next(TestNode.Connected.class).peer();
      List<byte[]> sent = new ArrayList<>();
      for (int size : new int[] {0, 1, 15, 16, 17, 1_000, 65_536, 1 << 20}) {
        byte[] payload = new byte[size];
        random.nextBytes(payload);
        sent.add(payload);
        assertThat(peer.send(0, payload)).isTrue();
      }
      for (byte[] payload : sent) {
        assertThat(b.next(TestNode.Message.class).payload()).isEqualTo(payload);
        TestNode.Message echo = a.next(TestNode.Message.class);
        assertThat(echo.code()).isEqualTo(1);
        assertThat(echo.payload()).isEqualTo(payload);
      }
    }
  }

  @Test
  void refusesToSendWhatIsTooLargeOrOfNoCode() throws Exception {
    try (TestNode b = TestNode.start();
        TestNode a = TestNode.dialing(b)) {
      PeerHandle peer = a.next(TestNode.Connected.class).peer();
      assertThatThrownBy(() -> peer.send(0, new byte[(1 << 20) + 1]))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> peer.send(4, new byte[1]))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void tellsThePeerWhyItEndsAConnection() throws Exception {
    try (TestNode b = TestNode.start();
        TestNode a = TestNode.dialing(b)) {
      PeerHandle peer = a.next(TestNode.Connected.class).peer();
      b.next(TestNode.Connected.class);
      peer.send(2, new byte[] {7});
      peer.disconnect(DisconnectReason.USELESS_PEER, "a test");
      assertThat(peer.send(2, new byte[] {8})).isFalse();
      assertThat(b.next(TestNode.Message.class).payload()).containsExactly(7);
      Ending atB = b.next(TestNode.Closed.class).ending();
      assertThat(atB.reason()).isEqualTo(DisconnectReason.USELESS_PEER);
      assertThat(atB.byPeer()).isTrue();
      Ending atA = a.next(TestNode.Closed.class).ending();
      assertThat(atA).isEqualTo(new Ending(DisconnectReason.USELESS_PEER, false, "a test"));
    }
  }

  @Test
  void dialsAStaticPeerAgainWhenItComesBack() throws Exception {
    NodeKey key = NodeKey.generate();
    TestNode first = TestNode.start(key, config -> config);
    int port = first.server.port();
    try (TestNode a = TestNode.dialing(first)) {
      a.next(TestNode.Connected.class);
      first.next(TestNode.Connected.class);
      first.close();
      assertThat(a.next(TestNode.Closed.class).ending().reason())
          .isEqualTo(DisconnectReason.QUITTING);
      try (TestNode second = TestNode.start(key, config -> config.withAddress("127.0.0.1", port))) {
        assertThat(a.next(TestNode.Connected.class).peer().id()).isEqualTo(second.id());
      }
    }
  }

  @Test
  void keepsOneConnectionWhenBothDialAtTheSameTime() throws Exception {
    for (int round = 0; round < 10; round++) {
      try (TestNode a = TestNode.start();
          TestNode b = TestNode.start()) {
        a.server.addStaticPeer(b.server.enode());
        b.server.addStaticPeer(a.server.enode());
        awaitAgreement(a, b);
        assertAlternating(a);
        assertAlternating(b);
      }
    }
  }

  /// Waits until both ends hold the same connection, a message has gone round on it, and it is one
  /// that may stay. A connection may still be replaced by another before that.
  private static void awaitAgreement(TestNode a, TestNode b) {
    Deadline deadline = Deadline.in(TestNode.SOON);
    byte round = 0;
    while (!deadline.passed()) {
      List<PeerHandle> atA = a.server.peers();
      List<PeerHandle> atB = b.server.peers();
      if (atA.size() == 1
          && atB.size() == 1
          && mayStay(a, b, atA.getFirst(), atB.getFirst())
          && goesRound(a, atA.getFirst(), ++round)
          && a.server.peers().equals(atA)
          && b.server.peers().equals(atB)) {
        return;
      }
      LockSupport.parkNanos(1_000_000);
    }
    throw new AssertionError("the two ends agree on no connection");
  }

  /// Whichever came first, if both came it is the one of the smaller id.
  private static boolean mayStay(TestNode a, TestNode b, PeerHandle atA, PeerHandle atB) {
    boolean aDials = a.id().compareTo(b.id()) < 0;
    boolean bothCame = closedAtLeastOnce(a) || closedAtLeastOnce(b);
    return atA.inbound() != atB.inbound() && (!bothCame || atA.inbound() != aDials);
  }

  private static boolean goesRound(TestNode node, PeerHandle peer, byte round) {
    if (!peer.send(0, new byte[] {round})) {
      return false;
    }
    for (int i = 0; i < 50; i++) {
      boolean back =
          node.events.stream()
              .anyMatch(event ->
                  event instanceof TestNode.Message(NodeId sender, int code, byte[] payload)
                      && code == 1
                      && payload[0] == round);
      if (back) {
        return true;
      }
      LockSupport.parkNanos(2_000_000);
    }
    return false;
  }

  private static boolean closedAtLeastOnce(TestNode node) {
    return node.events.stream().anyMatch(TestNode.Closed.class::isInstance);
  }

  private static void assertAlternating(TestNode node) {
    boolean connected = false;
    for (TestNode.Event event : node.events) {
      switch (event) {
        case TestNode.Connected(PeerHandle peer) -> {
          assertThat(connected).isFalse();
          connected = true;
        }
        case TestNode.Closed(NodeId peer, Ending ending) -> {
          assertThat(connected).isTrue();
          connected = false;
        }
        case TestNode.Message message -> assertThat(connected).isTrue();
      }
    }
  }

  @Test
  void doesNotConnectToItself() throws Exception {
    try (TestNode a = TestNode.start()) {
      assertThat(a.server.addStaticPeer(a.server.enode())).isFalse();
      // Under a wrong id, as an attacker could put it into a list of peers.
      try (RawPeer same = RawPeer.dial(a, a.key)) {
        assertThat(same.readDisconnect()).isEqualTo(DisconnectReason.SELF);
      }
      assertThat(a.server.peers()).isEmpty();
    }
  }

  @Test
  void refusesPeersAboveItsLimitAndTakesThemWhenThereIsRoom() throws Exception {
    try (TestNode a = TestNode.start(config -> config.withLimits(Limits.DEFAULT.withPeers(1)));
        RawPeer first = RawPeer.connect(a)) {
      a.next(TestNode.Connected.class);
      try (RawPeer second = RawPeer.connect(a)) {
        assertThat(second.readDisconnect()).isEqualTo(DisconnectReason.TOO_MANY_PEERS);
      }
      first.close();
      a.next(TestNode.Closed.class);
      try (TestNode third = TestNode.dialing(a)) {
        assertThat(a.next(TestNode.Connected.class).peer().id()).isEqualTo(third.id());
      }
    }
  }

  @Test
  void keepsTheNewConnectionOfAPeerThatHasLostItsOldOne() throws Exception {
    NodeKey key = NodeKey.generate();
    try (TestNode a = TestNode.start();
        RawPeer old = RawPeer.connect(a, key)) {
      a.next(TestNode.Connected.class);
      try (RawPeer fresh = RawPeer.connect(a, key)) {
        assertThat(a.next(TestNode.Closed.class).ending().reason())
            .isEqualTo(DisconnectReason.ALREADY_CONNECTED);
        a.next(TestNode.Connected.class);
        assertThat(old.readDisconnect()).isEqualTo(DisconnectReason.ALREADY_CONNECTED);
        fresh.send(Protocol.OFFSET, new byte[] {5});
        assertThat(a.next(TestNode.Message.class).payload()).containsExactly(5);
      }
    }
  }

  @Test
  void readsNoMoreFromAPeerWhileItsMessagesAreNotTakenIn() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    try (TestNode b = TestNode.start();
        TestNode a = TestNode.dialing(b)) {
      b.gate = gate;
      PeerHandle peer = a.next(TestNode.Connected.class).peer();
      for (int i = 0; i < 20; i++) {
        peer.send(2, new byte[] {(byte) i});
      }
      b.next(TestNode.Connected.class);
      assertThat(b.events).noneMatch(TestNode.Message.class::isInstance);
      gate.countDown();
      for (int i = 0; i < 20; i++) {
        assertThat(b.next(TestNode.Message.class).payload()).containsExactly(i);
      }
    }
  }

  @Test
  void connectsToThePeersOfAFileThatComesLater(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("peers.txt");
    try (TestNode b = TestNode.start();
        TestNode a = TestNode.start(config -> config.withPeersFile(file))) {
      Files.writeString(file, "# peers\n\nnonsense\n" + b.server.enode() + "\n");
      assertThat(a.next(TestNode.Connected.class).peer().id()).isEqualTo(b.id());
    }
  }

  @Test
  void takesARefusedPeerAgainWhenItsTimeIsOver() throws Exception {
    NodeKey key = NodeKey.generate();
    try (TestNode a = TestNode.start()) {
      a.server.refuse(key.id(), Duration.ofMinutes(5));
      try (RawPeer refused = RawPeer.connect(a, key)) {
        assertThat(refused.readDisconnect()).isEqualTo(DisconnectReason.USELESS_PEER);
      }
      a.server.refuse(key.id(), Duration.ZERO);
      try (RawPeer welcome = RawPeer.connect(a, key)) {
        assertThat(a.next(TestNode.Connected.class).peer().remote().getPort())
            .isEqualTo(welcome.socket.getLocalPort());
      }
    }
  }

  @Test
  void leavesAStaticPeerThatIsNotWantedAnyMore() throws Exception {
    try (TestNode b = TestNode.start();
        TestNode a = TestNode.dialing(b)) {
      a.next(TestNode.Connected.class);
      assertThat(a.server.removeStaticPeer(b.id())).isTrue();
      a.next(TestNode.Closed.class);
      assertThat(a.server.removeStaticPeer(b.id())).isFalse();
      assertThat(a.server.addStaticPeer(b.server.enode())).isTrue();
      a.next(TestNode.Connected.class);
    }
  }

  @Test
  void saysWhereItCannotListen() throws Exception {
    try (TestNode a = TestNode.start()) {
      int port = a.server.port();
      assertThatThrownBy(
              () -> TestNode.start(config -> config.withAddress("127.0.0.1", port)).close())
          .isInstanceOf(IOException.class)
          .hasMessageContaining("cannot listen for peers at 127.0.0.1:" + port);
    }
  }

  @Test
  void pingsAndGivesUpAPeerThatIsSilent() throws Exception {
    Limits.Times times = Limits.DEFAULT.times();
    Limits quick =
        Limits.DEFAULT.withTimes(
            new Limits.Times(
                times.connect(),
                times.handshake(),
                Duration.ofMillis(600),
                Duration.ofMillis(200),
                times.write(),
                times.farewell(),
                times.redialMin(),
                times.redialMax()));
    try (TestNode a = TestNode.start(config -> config.withLimits(quick));
        RawPeer silent = RawPeer.connect(a)) {
      a.next(TestNode.Connected.class);
      assertThat(silent.read().code()).isEqualTo(0x02);
      Ending ending = a.next(TestNode.Closed.class).ending();
      assertThat(ending.reason()).isEqualTo(DisconnectReason.TIMEOUT);
      assertThat(ending.byPeer()).isFalse();
    }
  }

  @Test
  void closesWithinSecondsAlsoWhenMessagesAreNotTakenIn() throws Exception {
    try (TestNode b = TestNode.start();
        TestNode a = TestNode.dialing(b)) {
      b.gate = new CountDownLatch(1);
      PeerHandle peer = a.next(TestNode.Connected.class).peer();
      b.next(TestNode.Connected.class);
      peer.send(0, new byte[10]);
      long from = System.nanoTime();
      b.close();
      assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(Duration.ofSeconds(8));
      b.next(TestNode.Closed.class);
      assertThat(b.server.threads()).isZero();
    }
  }
}
