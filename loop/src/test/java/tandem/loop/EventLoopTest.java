package tandem.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventLoopTest {
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final EventLoop.Settings NO_TICKS = new EventLoop.Settings(4, 4, 1_000_000_000);

  /// Remembers what it handled; events may hold it up or make it fail.
  private static final class Recorder implements Machine<String, String> {
    final List<String> handled = new ArrayList<>();
    final CountDownLatch entered = new CountDownLatch(1);
    final CountDownLatch release = new CountDownLatch(1);

    @Override
    public void handle(long nowMs, String event, Consumer<? super String> effects) {
      if (event.equals("wait")) {
        entered.countDown();
        await(release);
      }
      if (event.equals("fail")) {
        throw new IllegalArgumentException("broken");
      }
      if (!event.equals("tick")) {
        handled.add(event);
        effects.accept(event + "@" + nowMs);
      }
    }
  }

  private final Recorder machine = new Recorder();
  private final BlockingQueue<String> effects = new LinkedBlockingQueue<>();
  private final CompletableFuture<Throwable> failure = new CompletableFuture<>();
  private final EventLoop<String, String, Recorder> loop = start(NO_TICKS);

  private EventLoop<String, String, Recorder> start(EventLoop.Settings settings) {
    return EventLoop.start(
        "test", machine, () -> "tick", effects::add, failure::complete, () -> 7, settings);
  }

  @AfterEach
  void close() {
    machine.release.countDown();
    loop.close();
  }

  @Test
  void handlesEventsInOrderAndHandsOutTheirEffects() throws Exception {
    loop.post("a");
    loop.post("b");
    assertThat(effects.poll(20, TimeUnit.SECONDS)).isEqualTo("a@7");
    assertThat(effects.poll(20, TimeUnit.SECONDS)).isEqualTo("b@7");
  }

  @Test
  void ourOwnEventsOvertakeThoseOfPeersAndPeersAreRefusedWhenTheirLaneIsFull() throws Exception {
    loop.post("wait");
    await(machine.entered);
    for (int i = 0; i < 4; i++) {
      assertThat(loop.offer("peer" + i)).isTrue();
    }
    assertThat(loop.offer("peer4")).isFalse();
    assertThat(loop.hasRoomForPeers()).isFalse();
    loop.post("own");
    assertThat(loop.load().peers()).isEqualTo(4);
    machine.release.countDown();
    // Asked twice: the own lane overtakes, so only the empty peers' lane lets all be seen.
    while (loop.load().peers() > 0) {
      loop.ask(recorder -> recorder.handled.size(), LONG);
    }
    List<String> handled = loop.ask(recorder -> List.copyOf(recorder.handled), LONG);
    assertThat(handled).containsExactly("wait", "own", "peer0", "peer1", "peer2", "peer3");
  }

  @Test
  void anOwnLaneThatIsFullIsAFaultAndNotAWait() {
    loop.post("wait");
    await(machine.entered);
    for (int i = 0; i < 4; i++) {
      loop.post("own" + i);
    }
    assertThatThrownBy(() -> loop.post("own4"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("4 events of our own are waiting");
  }

  @Test
  void aQuestionThatIsNotAnsweredInTimeIsGivenUp() {
    loop.post("wait");
    await(machine.entered);
    assertThatThrownBy(() -> loop.ask(recorder -> 1, Duration.ofMillis(1)))
        .isInstanceOf(TimeoutException.class);
  }

  @Test
  void aQuestionThatFailsFailsForItsAskerAlone() throws Exception {
    assertThatThrownBy(() ->
            loop.ask(
                recorder -> {
                  throw new IllegalArgumentException("bad question");
                },
                LONG))
        .hasMessage("bad question");
    int answer = loop.ask(recorder -> 5, LONG);
    assertThat(answer).isEqualTo(5);
  }

  @Test
  void aMachineThatThrowsEndsTheLoopAndIsReportedOnce() throws Exception {
    loop.post("fail");
    assertThat(failure.get(20, TimeUnit.SECONDS)).hasMessage("broken");
    loop.post("a");
    assertThat(loop.offer("b")).isFalse();
    assertThat(loop.hasEnded()).isTrue();
    assertThatThrownBy(() -> loop.ask(recorder -> 1, Duration.ofMillis(1)))
        .hasMessage("the node has stopped");
  }

  @Test
  void ticksComeByThemselves() throws Exception {
    CountDownLatch ticks = new CountDownLatch(3);
    Machine<String, String> counting = (nowMs, event, out) -> ticks.countDown();
    try (var ticking =
        EventLoop.start(
            "ticking",
            counting,
            () -> "tick",
            effects::add,
            failure::complete,
            () -> 7,
            new EventLoop.Settings(4, 4, 1))) {
      assertThat(ticks.await(20, TimeUnit.SECONDS)).isTrue();
      assertThat(ticking.hasEnded()).isFalse();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void tellsWhenAnEventOfAPeerIsHandledAndWhatItTook() throws Exception {
    loop.post("wait");
    machine.entered.await();
    CompletableFuture<String> last = new CompletableFuture<>();
    CompletableFuture<Long> took = new CompletableFuture<>();
    boolean offered =
        loop.offer(
            "hello",
            nanos -> {
              last.complete(machine.handled.getLast());
              took.complete(nanos);
            });
    assertThat(offered).isTrue();
    assertThat(last).isNotDone();
    machine.release.countDown();
    assertThat(last.get(LONG.toSeconds(), TimeUnit.SECONDS)).isEqualTo("hello");
    assertThat(took.get(LONG.toSeconds(), TimeUnit.SECONDS)).isPositive();
  }

  @Test
  void tellsOfTheEventsOfPeersThatItsEndDrops() throws Exception {
    loop.post("wait");
    machine.entered.await();
    CompletableFuture<Long> took = new CompletableFuture<>();
    loop.post("fail");
    assertThat(loop.offer("hello", took::complete)).isTrue();
    machine.release.countDown();
    assertThat(took.get(LONG.toSeconds(), TimeUnit.SECONDS)).isZero();
    assertThat(machine.handled).doesNotContain("hello");
  }
}
