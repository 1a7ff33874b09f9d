package tandem.libp2p;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ByteQueueTest {
  @Test
  void givesBackEveryByteInItsOrder() {
    long seed = 4711;
    Random random = new Random(seed);
    for (int capacity : new int[] {1, 700, 1024, 100_000}) {
      ByteQueue queue = new ByteQueue(capacity);
      ArrayDeque<Byte> expected = new ArrayDeque<>();
      for (int i = 0; i < 2_000; i++) {
        byte[] in = new byte[random.nextInt(Math.min(queue.room(), 5_000) + 1) + 2];
        random.nextBytes(in);
        queue.put(in, 1, in.length - 2);
        for (int k = 1; k < in.length - 1; k++) {
          expected.add(in[k]);
        }
        byte[] out = new byte[random.nextInt(6_000)];
        int count = queue.take(out, 0, out.length);
        assertThat(count).isEqualTo(Math.min(out.length, expected.size()));
        for (int k = 0; k < count; k++) {
          assertThat(out[k]).as("seed " + seed).isEqualTo(expected.remove());
        }
        assertThat(queue.size()).isEqualTo(expected.size());
      }
    }
  }

  @Test
  void takesNoMoreThanItHasRoomFor() {
    ByteQueue queue = new ByteQueue(10);
    queue.put(new byte[8], 0, 8);
    assertThat(queue.room()).isEqualTo(2);
    assertThatThrownBy(() -> queue.put(new byte[3], 0, 3))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(queue.clear()).isEqualTo(8);
    assertThat(queue.room()).isEqualTo(10);
  }
}
