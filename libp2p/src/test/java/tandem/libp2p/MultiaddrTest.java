package tandem.libp2p;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tandem.libp2p.Hexes.hex;

import java.net.InetAddress;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.primitives.Bytes;

class MultiaddrTest {
  private static final String PEER = "16Uiu2HAm3cuhhRL2msUuLF62KRSfneFDx94RsuouyW25Ho42cFMq";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/ip4/127.0.0.1/tcp/13000",
        "/ip4/1.2.3.4/tcp/0/p2p/" + PEER,
        "/ip6/::/tcp/1",
        "/ip6/::1/tcp/65535/p2p/" + PEER,
        "/ip6/2001:db8::1:0:0:1/tcp/9000",
        "/ip6/2001:db8:1:1:1:1:0:1/tcp/9000",
        "/ip6/1:2:3:4:5:6:7:0/tcp/9000",
        "/ip6/fe80::/tcp/9000",
        "/ip6/::ffff:102:304/tcp/9000",
        "/dns4/node.example.org/tcp/13000/p2p/" + PEER,
        "/dns6/node/tcp/13000",
        "/dns/node-1.example.org/tcp/13000"
      })
  void printsAndEncodesWhatItParsed(String text) {
    Multiaddr address = Multiaddr.parse(text);
    assertThat(address.toString()).isEqualTo(text);
    assertThat(Multiaddr.decode(address.encode())).isEqualTo(address);
  }

  @Test
  void hasTheBytesOfMultiformats() {
    assertThat(Multiaddr.parse("/ip4/127.0.0.1/tcp/4001").encode())
        .isEqualTo(Bytes.wrap(hex("04 7f000001 06 0fa1")));
    assertThat(Multiaddr.parse("/dns4/a.b/tcp/1").encode())
        .isEqualTo(Bytes.wrap(hex("36 03 612e62 06 0001")));
    assertThat(hex(Multiaddr.parse("/ip6/::1/tcp/1/p2p/" + PEER).encode().unsafeArray()))
        .startsWith("29" + "00".repeat(15) + "01" + "060001" + "a503" + "27" + "0025");
  }

  @Test
  void bringsVersionSixIntoItsCanonicalForm() {
    assertThat(Multiaddr.parse("/ip6/2001:DB8:0:0:0:0:0:1/tcp/1").host()).isEqualTo("2001:db8::1");
    assertThat(Multiaddr.parse("/ip6/::ffff:1.2.3.4/tcp/1").host()).isEqualTo("::ffff:102:304");
    assertThat(Multiaddr.parse("/ip4/1.2.3.4/tcp/1/ipfs/" + PEER).toString())
        .isEqualTo("/ip4/1.2.3.4/tcp/1/p2p/" + PEER);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "ip4/1.2.3.4/tcp/1",
        "/ip4/1.2.3.4/udp/1",
        "/ip4/1.2.3.4/tcp/1/ws",
        "/ip4/1.2.3.4/tcp/1/p2p",
        "/ip4/1.2.3.4/tcp/1/p2p/" + PEER + "/p2p-circuit",
        "/ip4/1.2.3.4/tcp/1/p2p/Qm",
        "/ip4/1.2.3.4/tcp/65536",
        "/ip4/1.2.3.4/tcp/-1",
        "/ip4/1.2.3.4/tcp/01",
        "/ip4/1.2.3/tcp/1",
        "/ip4/1.2.3.256/tcp/1",
        "/ip4/host/tcp/1",
        "/ip6/1.2.3.4/tcp/1",
        "/ip6/:::1/tcp/1",
        "/ip6/fe80::1%eth0/tcp/1",
        "/ip6/[::1]/tcp/1",
        "/dns4/a b/tcp/1",
        "/dns4//tcp/1",
        "/unix/a/tcp/1"
      })
  void refusesTextsOfOtherForms(String text) {
    assertThatThrownBy(() -> Multiaddr.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "04",
        "04 7f0000",
        "04 7f000001",
        "04 7f000001 06 01",
        "04 7f000001 11 0fa1",
        "04 7f000001 06 0fa1 dd03",
        "04 7f000001 06 0fa1 a503 27 0025",
        "04 7f000001 06 0fa1 a503 02 0025",
        "36 05 612e62 06 0001",
        "36 ffff03 61",
        "36 01 20 06 0001",
        "ffffffffffffffffffff01"
      })
  void refusesBytesOfOtherForms(String bytes) {
    assertThatThrownBy(() -> Multiaddr.decode(Bytes.wrap(hex(bytes))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesWhatIsTooLong() {
    assertThatThrownBy(() -> Multiaddr.parse("/dns4/" + "a".repeat(600) + "/tcp/1"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Multiaddr.decode(Bytes.wrap(new byte[513])))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void keepsEveryAddressOfVersionSix() throws Exception {
    long seed = 66;
    Random random = new Random(seed);
    for (int i = 0; i < 2_000; i++) {
      byte[] octets = new byte[16];
      for (int k = 0; k < 16; k++) {
        octets[k] = random.nextInt(3) == 0 ? (byte) random.nextInt(256) : 0;
      }
      Multiaddr address = Multiaddr.parse("/ip6/" + IpText.print(octets) + "/tcp/1");
      assertThat(address.octets()).as("seed " + seed).isEqualTo(octets);
    }
    assertThat(Multiaddr.of(InetAddress.getByName("10.0.0.1"), 5).toString())
        .isEqualTo("/ip4/10.0.0.1/tcp/5");
  }
}
