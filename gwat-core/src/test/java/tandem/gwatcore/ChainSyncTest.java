package tandem.gwatcore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.gwatcore.ChainSync.Ask;
import tandem.gwatcore.ChainSync.Limits;
import tandem.gwatcore.ChainSync.Ready;
import tandem.gwattypes.Block;
import tandem.gwattypes.Bloom;
import tandem.gwattypes.Header;
import tandem.gwattypes.StateFields;
import tandem.gwattypes.Transaction;
import tandem.gwattypes.TransactionBody;
import tandem.primitives.Address;
import tandem.primitives.Bytes;
import tandem.primitives.Hash32;
import tandem.primitives.U256;

class ChainSyncTest {
  private static final Limits LIMITS = new Limits(8, 3, 100, 1_000, 500);
  private static final PeerKey A = new PeerKey("a");
  private static final PeerKey B = new PeerKey("b");
  private static final long NO_TARGET = Long.MAX_VALUE;

  /// Finalised blocks 0 to 100; every third is merged, every fourth empty.
  private static final List<Block> CHAIN = chain(101);

  private final ChainSync sync = new ChainSync(LIMITS, 0);

  private static List<Block> chain(int length) {
    Bytes secret = Bytes.fromHex("%064x".formatted(5));
    List<Block> chain = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      List<Transaction> body = new ArrayList<>();
      if (i % 4 != 0) {
        body.add(
            TransactionBody.legacy(7, i, U256.ONE, 21_000, Address.ZERO, U256.ONE, Bytes.EMPTY)
                .sign(secret));
      }
      StateFields state = new StateFields(U256.ONE, i, Hash32.ZERO, Hash32.ZERO, 0, Bloom.EMPTY);
      Header header =
          Header.builder().slot(i).height(i).txRoot(Transaction.root(body)).state(state).build();
      chain.add(new Block(header, body));
    }
    return chain;
  }

  private static boolean isMain(long number) {
    return number % 3 != 2;
  }

  private static List<Header> headers(Ask.Headers ask, long peersLast) {
    long end = Math.min(ask.from() + ask.count(), peersLast + 1);
    List<Header> headers = new ArrayList<>();
    for (long number = ask.from(); number < end; number++) {
      headers.add(CHAIN.get((int) number).header());
    }
    return headers;
  }

  private static List<List<Transaction>> bodies(Ask.Bodies ask) {
    return ask.hashes().stream()
        .map(hash ->
            CHAIN.stream()
                .filter(block -> block.hash().equals(hash))
                .findFirst()
                .orElseThrow()
                .transactions())
        .toList();
  }

  /// Takes what is ready as the ledger would: up to the last main-chain block.
  private static void importReady(ChainSync sync) {
    for (Ready ready = sync.ready(); ready != null; ready = sync.ready()) {
      long end = ready.from() + ready.blocks().size() - 1;
      for (int i = 0; i < ready.blocks().size(); i++) {
        assertThat(ready.blocks().get(i)).isEqualTo(CHAIN.get((int) ready.from() + i));
      }
      while (end >= ready.from() && !isMain(end)) {
        end--;
      }
      sync.imported(Math.max(end, sync.last()));
    }
  }

  @Test
  void asksSeveralRangesOfSeveralPeersAndNoMoreThanTheWindow() {
    sync.peerCame(A, 100);
    sync.peerCame(B, 100);
    List<Ask> asks = sync.plan(0, NO_TARGET);
    assertThat(asks)
        .containsExactly(
            new Ask.Headers(0, A, 1, 8), new Ask.Headers(1, B, 9, 8), new Ask.Headers(2, A, 17, 8));
    assertThat(sync.plan(1, NO_TARGET)).isEmpty();
  }

  @Test
  void stopsAtTheCheckpointOnceItIsKnown() {
    sync.peerCame(A, 100);
    assertThat(sync.plan(0, 10))
        .containsExactly(new Ask.Headers(0, A, 1, 8), new Ask.Headers(1, A, 9, 2));
  }

  @Test
  void isNotSettledWithoutPeersNorBeforeTheyHaveAnswered() {
    assertThat(sync.isSettled()).isFalse();
    sync.peerCame(A, 0);
    assertThat(sync.isSettled()).isFalse();
    Ask ask = sync.plan(0, NO_TARGET).getFirst();
    assertThat(sync.isSettled()).isFalse();
    sync.headers(ask.id(), A, List.of(), 1);
    assertThat(sync.isSettled()).isTrue();
  }

  @Test
  void aPeerThatIsSilentKeepsNobodyWaiting() {
    sync.peerCame(A, 0);
    sync.peerCame(B, 50);
    Ask first = sync.plan(0, NO_TARGET).getFirst();
    assertThat(first.peer()).isEqualTo(B);
    Ask second = sync.plan(1_000, NO_TARGET).getFirst();
    assertThat(second.peer()).isEqualTo(A);
    sync.headers(second.id(), A, List.of(), 1_001);
    assertThat(sync.isSettled()).isTrue();
    assertThat(sync.bestNumber()).as("what B claimed is not believed").isZero();
  }

  /// A pair that waited for its coordinator for minutes must not believe what peers said before.
  @Test
  void asksAgainWhenAnotherSyncBegins() {
    sync.peerCame(A, 0);
    sync.headers(sync.plan(0, NO_TARGET).getFirst().id(), A, List.of(), 1);
    assertThat(sync.isSettled()).isTrue();

    sync.begin(0);

    assertThat(sync.isSettled()).isFalse();
    assertThat(sync.plan(2, NO_TARGET)).containsExactly(new Ask.Headers(1, A, 1, 8));
  }

  @Test
  void aNewPeerIsAskedToo() {
    sync.peerCame(A, 0);
    sync.headers(sync.plan(0, NO_TARGET).getFirst().id(), A, List.of(), 1);
    assertThat(sync.isSettled()).isTrue();
    sync.peerCame(B, 0);
    assertThat(sync.isSettled()).isFalse();
    assertThat(sync.plan(2, NO_TARGET).getFirst().peer()).isEqualTo(B);
  }

  @Test
  void headersWithOtherNumbersAreThePeersFault() {
    sync.peerCame(A, 100);
    Ask ask = sync.plan(0, NO_TARGET).getFirst();
    assertThat(sync.headers(ask.id(), A, List.of(CHAIN.get(2).header()), 1)).isFalse();
  }

  @Test
  void bodiesOfOtherBlocksAreThePeersFault() {
    sync.peerCame(A, 8);
    Ask.Headers ask = (Ask.Headers) sync.plan(0, NO_TARGET).getFirst();
    sync.headers(ask.id(), A, headers(ask, 8), 1);
    Ask bodies = sync.plan(1, NO_TARGET).getFirst();
    List<Transaction> wrong = CHAIN.get(50).transactions();
    assertThat(sync.bodies(bodies.id(), A, List.of(wrong), 2)).isFalse();
  }

  /// gwat-net.md W14d: the height came from the header of a block that it passed on.
  @Test
  void aPeerIsNotHeldToAHeightThatItOnlyRelayed() {
    sync.peerCame(A, 0);
    sync.hint(A, Long.MAX_VALUE);
    List<Ask> asks = sync.plan(0, NO_TARGET);
    assertThat(asks).isNotEmpty();
    for (Ask ask : asks) {
      assertThat(sync.headers(ask.id(), A, List.of(), 1)).isTrue();
    }
    assertThat(sync.isSettled()).isTrue();
    assertThat(sync.plan(2, NO_TARGET)).isEmpty();
  }

  @Test
  void bodiesThatWereLeftOutAreAskedAgain() {
    sync.peerCame(A, 8);
    Ask.Headers ask = (Ask.Headers) sync.plan(0, NO_TARGET).getFirst();
    sync.headers(ask.id(), A, headers(ask, 8), 1);
    Ask.Bodies bodies = (Ask.Bodies) sync.plan(1, NO_TARGET).getFirst();
    List<List<Transaction>> all = bodies(bodies);
    assertThat(sync.bodies(bodies.id(), A, all.subList(0, 2), 2)).isTrue();
    Ask.Bodies rest = (Ask.Bodies) sync.plan(2, NO_TARGET).getFirst();
    assertThat(rest.hashes()).isEqualTo(bodies.hashes().subList(2, bodies.hashes().size()));
    assertThat(sync.bodies(rest.id(), A, bodies(rest), 3)).isTrue();
    importReady(sync);
    assertThat(sync.last()).isEqualTo(7);
  }

  @Test
  void answersThatNobodyWaitsForChangeNothing() {
    sync.peerCame(A, 100);
    Ask.Headers ask = (Ask.Headers) sync.plan(0, NO_TARGET).getFirst();
    assertThat(sync.headers(ask.id(), B, headers(ask, 100), 1)).isTrue();
    assertThat(sync.headers(99, A, headers(ask, 100), 1)).isTrue();
    assertThat(sync.plan(2, NO_TARGET)).isEmpty();
  }

  @Test
  void aPeerOnAnotherChainIsLeftAlone() {
    sync.peerCame(A, 100);
    sync.peerCame(B, 100);
    sync.notOurs(A);
    assertThat(sync.otherChains()).containsExactly(A);
    assertThat(sync.plan(0, NO_TARGET)).extracting(Ask::peer).containsOnly(B);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void getsTheWholeChainDespitePeersThatAreSilentShortOrLieAboutTheirHeight(long seed) {
    Random random = new Random(seed);
    sync.peerCame(new PeerKey("honest"), 40);
    sync.peerCame(new PeerKey("lying"), 1_000_000);
    sync.peerCame(new PeerKey("short"), 100);
    sync.peerCame(new PeerKey("silent"), 100);
    long nowMs = 0;
    for (; nowMs < 300_000 && !(sync.isSettled() && sync.last() >= 97); nowMs += 100) {
      for (Ask ask : sync.plan(nowMs, NO_TARGET)) {
        String peer = ask.peer().id();
        if (peer.equals("silent")) {
          continue;
        }
        switch (ask) {
          case Ask.Headers headers -> {
            long has = peer.equals("honest") ? 100 : peer.equals("lying") ? 0 : random.nextInt(100);
            assertThat(sync.headers(ask.id(), ask.peer(), headers(headers, has), nowMs)).isTrue();
          }
          case Ask.Bodies bodies -> {
            List<List<Transaction>> all = bodies(bodies);
            int kept = peer.equals("honest") ? all.size() : random.nextInt(all.size() + 1);
            assertThat(sync.bodies(ask.id(), ask.peer(), all.subList(0, kept), nowMs)).isTrue();
          }
        }
      }
      importReady(sync);
    }
    assertThat(sync.last()).as("seed %d", seed).isEqualTo(100);
    assertThat(nowMs).isLessThan(60_000);
  }
}
