package tandem.faultproxy;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static tandem.faultproxy.Ends.expect;
import static tandem.faultproxy.Ends.expectEnd;
import static tandem.faultproxy.Ends.send;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FaultProxyTest {
  private Ends ends;
  private FaultProxy proxy;

  @BeforeEach
  void open() throws IOException {
    ends = new Ends();
    proxy = ends.proxy;
  }

  @AfterEach
  void close() throws IOException {
    ends.close();
  }

  @Test
  void leadsBytesBothWaysAndCountsThem() throws IOException {
    Socket client = ends.dial();
    Socket server = ends.accept();
    send(client, "question");
    expect(server, "question");
    send(server, "answers");
    expect(client, "answers");
    Ends.await(() -> proxy.traffic().toClient() == 7 && proxy.traffic().toServer() == 8);
    assertThat(proxy.traffic()).isEqualTo(new Traffic(1, 1, 8, 8, 7, 7));
  }

  @Test
  void handsOnTheEndOfEachDirectionByItself() throws IOException {
    Socket client = ends.dial();
    Socket server = ends.accept();
    send(client, "all");
    client.shutdownOutput();
    expect(server, "all");
    expectEnd(server);
    send(server, "late answer");
    server.close();
    expect(client, "late answer");
    expectEnd(client);
    client.close();
    Ends.await(() -> proxy.traffic().open() == 0);
  }

  @Test
  void handsOnAResetAsAReset() throws IOException {
    Socket client = ends.dial();
    Socket server = ends.accept();
    send(client, "x");
    expect(server, "x");
    Circuit.reset(client);
    expectReset(server);
  }

  @Test
  void resetsAClientWhoseServerDoesNotListen() throws IOException {
    int free;
    try (var socket = new java.net.ServerSocket(0)) {
      free = socket.getLocalPort();
    }
    try (FaultProxy other = FaultProxy.to("127.0.0.1", free);
        Socket client = new Socket("127.0.0.1", other.port())) {
      client.setSoTimeout(Ends.PATIENCE_MS);
      expectReset(client);
    }
  }

  @Test
  void delaysBytesUntilTheirTimeHasCome() throws IOException {
    proxy.set(Fault.late(Duration.ofMillis(500), Duration.ZERO));
    Socket client = ends.dial();
    Socket server = ends.accept();
    send(client, "soon");
    ends.awaitFromClient(4);
    ends.ticker.advanceMs(499);
    expectNothing(server);
    ends.ticker.advanceMs(1);
    expect(server, "soon");
  }

  @Test
  void addsAShareOfTheJitterAndKeepsTheOrder() throws IOException {
    proxy.set(Fault.late(Duration.ZERO, Duration.ofMillis(500)));
    Socket client = ends.dial();
    Socket server = ends.accept();
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < 50; i++) {
      send(client, "piece " + i);
      all.append("piece ").append(i);
      ends.awaitFromClient(all.length());
    }
    assertThat(proxy.traffic().toServer()).isLessThan(all.length());
    ends.ticker.advanceMs(500);
    expect(server, all.toString());
  }

  @Test
  void letsNoMoreBytesThroughThanTheRateAllows() throws IOException {
    proxy.set(Fault.slow(100));
    Socket client = ends.dial();
    Socket server = ends.accept();
    send(client, "x".repeat(100));
    ends.awaitFromClient(100);
    for (int step = 1; step <= 20; step++) {
      int bytes = 5 * step;
      Ends.await(() -> proxy.traffic().toServer() == bytes);
      ends.ticker.advanceMs(50);
    }
    expect(server, "x".repeat(100));
  }

  @Test
  void letsWaitingBytesGoAsSoonAsTheDelayEnds() throws IOException {
    proxy.set(Fault.late(Duration.ofDays(1), Duration.ZERO));
    Socket client = ends.dial();
    Socket server = ends.accept();
    send(client, "waiting");
    ends.awaitFromClient(7);
    proxy.heal();
    expect(server, "waiting");
  }

  @Test
  void cutsEstablishedConnectionsAndRefusesNewOnes() throws IOException {
    Socket client = ends.dial();
    Socket server = ends.accept();
    proxy.set(Fault.cut(Ending.RESET));
    expectReset(client);
    expectReset(server);
    expectReset(ends.dial());
    proxy.heal();
    Socket again = ends.dial();
    send(again, "back");
    expect(ends.accept(), "back");
  }

  @Test
  void cutsByTheEndOfTheStreamIfToldSo() throws IOException {
    Socket client = ends.dial();
    Socket server = ends.accept();
    proxy.cut(Ending.CLOSE);
    expectEnd(client);
    expectEnd(server);
    client.close();
    server.close();
    Ends.await(() -> proxy.traffic().open() == 0);
  }

  @Test
  void swallowsOneDirectionAndLeavesTheOther() throws IOException {
    Socket client = ends.dial();
    Socket server = ends.accept();
    proxy.set(Fault.halfOpen(Direction.TO_CLIENT));
    send(server, "lost");
    Ends.await(() -> proxy.traffic().fromServer() == 4);
    send(client, "heard");
    expect(server, "heard");
    proxy.heal();
    send(server, "again");
    String heard = new String(client.getInputStream().readNBytes(5), US_ASCII);
    assertThat(heard).isEqualTo("again");
  }

  @Test
  void swallowsEverythingInABlackHoleAndClosesNothing() throws IOException {
    Socket client = ends.dial();
    Socket server = ends.accept();
    proxy.set(Fault.blackHole());
    send(client, "one");
    send(server, "two");
    Socket other = ends.dial();
    send(other, "three");
    ends.awaitFromClient(8);
    expectNothing(server);
    expectNothing(client);
    expectNothing(other);
    assertThat(proxy.traffic().open()).isEqualTo(2);
  }

  @Test
  void neverLeadsAConnectionOnThatBeganInABlackHole() throws IOException {
    proxy.set(Fault.blackHole());
    Socket lost = ends.dial();
    send(lost, "lost");
    ends.awaitFromClient(4);
    proxy.heal();
    Socket found = ends.dial();
    send(found, "found");
    expect(ends.accept(), "found");
    lost.close();
    Ends.await(() -> proxy.traffic().open() == 1);
  }

  @Test
  void keepsWhatIsSentInASilenceAndDeliversItAfterwards() throws IOException {
    Socket client = ends.dial();
    Socket server = ends.accept();
    proxy.set(Fault.silence());
    send(client, "kept");
    Socket waiting = ends.dial();
    send(waiting, "too");
    ends.awaitFromClient(7);
    expectNothing(server);
    proxy.heal();
    expect(server, "kept");
    expect(ends.accept(), "too");
  }

  @Test
  void doesNotDialForAClientThatHasGoneMeanwhile() throws IOException {
    proxy.set(Fault.silence());
    ends.dial().close();
    Ends.await(() -> proxy.traffic().connections() == 1 && proxy.traffic().open() == 0);
    proxy.heal();
    Socket next = ends.dial();
    send(next, "next");
    expect(ends.accept(), "next");
  }

  @Test
  void cutsInTheMiddleOfARequest() throws IOException {
    proxy.set(Fault.cutWithin(Direction.TO_SERVER, 3, Ending.CLOSE));
    Socket client = ends.dial();
    Socket server = ends.accept();
    send(client, "request");
    expect(server, "req");
    expectEnd(server);
    expectEnd(client);
  }

  @Test
  void carriesARequestOutAndLosesItsAnswer() throws IOException {
    Socket client = ends.dial();
    Socket server = ends.accept();
    proxy.set(Fault.losingAnswers(Ending.RESET));
    send(client, "do");
    expect(server, "do");
    send(server, "done");
    expectReset(client);
    Ends.await(() -> proxy.traffic().open() == 0);
    assertThat(proxy.traffic().toClient()).isZero();
  }

  @Test
  void holdsBackASenderWhoseReceiverDoesNotRead() throws Exception {
    proxy.set(Fault.silence().withDoor(new Door.Open()));
    Socket client = ends.dial();
    ends.accept();
    AtomicLong sent = new AtomicLong();
    Thread sender =
        Thread.ofVirtual()
            .start(() -> {
              try {
                while (true) {
                  client.getOutputStream().write(new byte[1024]);
                  sent.addAndGet(1024);
                }
              } catch (IOException _) {
                // The test is over.
              }
            });
    // What is taken stands still at the bound, though the sender goes on as far as TCP lets it.
    Ends.await(() -> proxy.traffic().fromClient() >= Lane.WAITING_MAX);
    Ends.await(() -> sent.get() > Lane.WAITING_MAX);
    assertThat(proxy.traffic().fromClient()).isLessThanOrEqualTo(Lane.WAITING_MAX + 8 * 1024);
    proxy.close();
    assertThat(sender.join(Duration.ofMillis(Ends.PATIENCE_MS))).isTrue();
  }

  @Test
  void endsAllConnectionsWhenItIsClosed() throws IOException {
    Socket client = ends.dial();
    Socket server = ends.accept();
    proxy.close();
    expectReset(client);
    expectReset(server);
    assertThatExceptionOfType(IOException.class).isThrownBy(ends::dial);
    Ends.await(() -> proxy.traffic().open() == 0);
  }

  private static void expectReset(Socket socket) {
    assertThatExceptionOfType(SocketException.class)
        .isThrownBy(() -> socket.getInputStream().read())
        .withMessageContaining("reset");
  }

  /// Nothing has come so far; a moment is given to what would be wrong.
  private static void expectNothing(Socket socket) throws IOException {
    socket.setSoTimeout(20);
    assertThatExceptionOfType(SocketTimeoutException.class)
        .isThrownBy(() -> socket.getInputStream().read());
    socket.setSoTimeout(Ends.PATIENCE_MS);
  }
}
