package tandem.beaconnet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tandem.beaconcore.PeerAnswer;
import tandem.beaconcore.PeerRequest;
import tandem.beaconnet.RequestServer.Answer;
import tandem.beaconspec.Metadata;
import tandem.libp2p.Identity;
import tandem.libp2p.PeerId;
import tandem.primitives.Hex;
import tandem.ssz.Bits;

/// What is asked of the machine, and what is refused before.
class PeerServerTest {
  private static final PeerId PEER = Identity.generate().peerId();

  private final List<PeerRequest> asked = new ArrayList<>();
  private final AtomicReference<PeerServer> running = new AtomicReference<>();
  private long nowMs = 1_000_000;
  private PeerServer server;

  @BeforeEach
  void start() {
    server =
        new PeerServer(
            NetworkNode.TYPES,
            new Metadata(1, Bits.zero(64), Bits.zero(4)),
            new PeerServer.Node() {
              @Override
              public boolean ask(long id, PeerId peer, PeerRequest request) {
                asked.add(request);
                running.get().respond(id, new PeerAnswer.Blocks(List.of()));
                return true;
              }

              @Override
              public void goodbye(PeerId peer, long code) {}
            },
            () -> nowMs);
    running.set(server);
  }

  private static byte[] range(long start, long count, long step) {
    return ByteBuffer.allocate(24)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(start)
        .putLong(count)
        .putLong(step)
        .array();
  }

  private Answer ask(RequestMethod method, byte[] request) throws InterruptedException {
    return server.answer(PEER, method, request);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, 1",
    "0, 1025, 1",
    "0, -1, 1",
    "0, 1, 0",
    "0, 1, 1025",
    "0, 600, 2",
    "-1, 1, 1",
    "0, 9223372036854775807, 9223372036854775807"
  })
  void rangesBeyondTheBoundsAreRefused(long start, long count, long step) throws Exception {
    assertThat(ask(RequestMethod.BLOCKS_BY_RANGE_2, range(start, count, step)))
        .isEqualTo(new Answer.Error(1, "invalid range, step or count"));
    assertThat(asked).isEmpty();
  }

  @Test
  void blocksAreCountedBeforeTheyAreLookedFor() throws Exception {
    for (int i = 0; i < 32; i++) {
      assertThat(ask(RequestMethod.BLOCKS_BY_RANGE_2, range(0, 64, 1)))
          .isEqualTo(new Answer.Chunks(List.of()));
    }
    assertThat(ask(RequestMethod.BLOCKS_BY_RANGE_2, range(0, 1, 1)))
        .isEqualTo(new Answer.Error(1, "rate limited"));
    assertThat(ask(RequestMethod.BLOCKS_BY_ROOT_2, new byte[32]))
        .isEqualTo(new Answer.Error(1, "rate limited"));
    assertThat(asked).hasSize(32);
    nowMs += 1_000;
    ask(RequestMethod.BLOCKS_BY_ROOT_2, new byte[32 * 256]);
    assertThat(asked).hasSize(33);
  }

  @Test
  void requestsOfTheWrongLengthAreRefused() throws Exception {
    for (RequestMethod method : RequestMethod.values()) {
      if (method.requestBytesMax() > 0 && method != RequestMethod.GOODBYE) {
        assertThat(ask(method, new byte[7])).as(method.name()).isInstanceOf(Answer.Error.class);
      }
    }
    assertThat(ask(RequestMethod.BLOCKS_BY_ROOT_1, new byte[0])).isInstanceOf(Answer.Error.class);
    assertThat(ask(RequestMethod.GOODBYE, Hex.decode("00"))).isInstanceOf(Answer.Chunks.class);
    assertThat(asked).isEmpty();
  }
}
