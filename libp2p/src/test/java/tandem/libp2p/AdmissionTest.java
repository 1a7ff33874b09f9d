package tandem.libp2p;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

class AdmissionTest {
  private static final long SECOND = 1_000_000_000L;

  private final Admission admission = new Admission(new Limits.Connections(10, 2, 3, 4, 5));

  @Test
  void boundsTheConnectionsInAll() throws Exception {
    for (int i = 0; i < 10; i++) {
      assertThat(admission.enter(ip("10.0.0." + i), 0)).isTrue();
    }
    assertThat(admission.enter(ip("10.0.0.99"), 0)).isFalse();
    admission.leave(ip("10.0.0.1"));
    assertThat(admission.enter(ip("10.0.0.99"), 0)).isTrue();
  }

  @Test
  void boundsTheConnectionsOfOneAddress() throws Exception {
    for (int i = 0; i < 3; i++) {
      assertThat(admission.enter(ip("10.0.0.1"), i * SECOND)).isTrue();
    }
    assertThat(admission.enter(ip("10.0.0.1"), 100 * SECOND)).isFalse();
    assertThat(admission.enter(ip("10.0.0.2"), 100 * SECOND)).isTrue();
    admission.leave(ip("10.0.0.1"));
    assertThat(admission.enter(ip("10.0.0.1"), 100 * SECOND)).isTrue();
  }

  @Test
  void boundsHowOftenOneAddressConnects() throws Exception {
    int admitted = 0;
    for (int i = 0; i < 100; i++) {
      if (admission.enter(ip("10.0.0.1"), 0)) {
        admitted++;
        admission.leave(ip("10.0.0.1"));
      }
    }
    assertThat(admitted).isEqualTo(5);
    assertThat(admission.enter(ip("10.0.0.1"), SECOND / 5)).isFalse();
    assertThat(admission.enter(ip("10.0.0.1"), SECOND / 4)).isTrue();
  }

  @Test
  void takesHalfAnAddressOfVersionSixForOne() throws Exception {
    for (int i = 0; i < 3; i++) {
      assertThat(admission.enter(ip("2001:db8::" + i), 0)).isTrue();
    }
    assertThat(admission.enter(ip("2001:db8::77"), 0)).isFalse();
    assertThat(admission.enter(ip("2001:db8:0:1::1"), 0)).isTrue();
  }

  @Test
  void exemptsLoopbackFromTheBoundsOfOneAddress() throws Exception {
    for (int i = 0; i < 10; i++) {
      assertThat(admission.enter(ip("127.0.0.1"), 0)).isTrue();
    }
    assertThat(admission.enter(ip("127.0.0.1"), 0)).isFalse();
  }

  @Test
  void remembersABoundedNumberOfAddressesAndForgetsThoseThatAreQuiet() throws Exception {
    for (int i = 0; i < 4096; i++) {
      InetAddress address = ip("10.1." + (i >> 8) + "." + (i & 255));
      assertThat(admission.enter(address, 0)).isTrue();
      admission.leave(address);
    }
    assertThat(admission.enter(ip("10.2.0.0"), 0)).isFalse();
    assertThat(admission.enter(ip("10.2.0.0"), 2 * SECOND)).isTrue();
  }

  @Test
  void boundsTheConnectionsWeDial() {
    assertThat(admission.enterOutbound()).isTrue();
    assertThat(admission.enterOutbound()).isTrue();
    assertThat(admission.enterOutbound()).isFalse();
    admission.leaveOutbound();
    assertThat(admission.enterOutbound()).isTrue();
  }

  private static InetAddress ip(String text) throws UnknownHostException {
    return InetAddress.getByName(text);
  }
}
