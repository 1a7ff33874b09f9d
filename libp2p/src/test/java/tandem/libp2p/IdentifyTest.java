package tandem.libp2p;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tandem.libp2p.Hexes.hex;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class IdentifyTest {
  private static final PeerId PEER = Identity.generate().peerId();
  private static final Multiaddr ADDRESS = Multiaddr.parse("/ip4/10.0.0.1/tcp/13000");

  @Test
  void readsWhatItWrote() throws IOException {
    Identify said = new Identify("agent/1.0", List.of("/a/1", "/b/1"), List.of(ADDRESS), ADDRESS);
    assertThat(read(said.encode(PEER))).isEqualTo(said);
  }

  @Test
  void addsLaterMessagesToEarlierOnes() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(new Identify("one", List.of("/a/1"), List.of(), null).encode(PEER));
    byte[] record = new ProtoWriter().bytes(8, new byte[300]).done();
    bytes.writeBytes(hex("af02"));
    bytes.writeBytes(record);
    assertThat(record).hasSize(0x12f);
    assertThat(read(bytes.toByteArray()).protocols()).containsExactly("/a/1");
  }

  @Test
  void leavesOutAddressesOfOtherTransports() throws IOException {
    byte[] message =
        new ProtoWriter().bytes(2, hex("04 01020304 91020fa1 cc03")).string(6, "agent").done();
    Identify said = read(frame(message));
    assertThat(said.listenAddresses()).isEmpty();
    assertThat(said.agent()).isEqualTo("agent");
  }

  @Test
  void makesTheAgentShortAndPrintable() throws IOException {
    byte[] message = new ProtoWriter().string(6, "a\n\u001b[31m" + "b".repeat(1000)).done();
    assertThat(read(frame(message)).agent()).startsWith("a??[31mbb").hasSize(256);
  }

  @Test
  void refusesTheKeyOfSomebodyElse() {
    byte[] message =
        new Identify("x", List.of(), List.of(), null).encode(Identity.generate().peerId());
    assertThatThrownBy(() -> read(message))
        .isInstanceOf(Libp2pException.class)
        .hasMessageContaining("public key");
  }

  @Test
  void refusesMessagesThatAreTooLongOrCutShort() {
    assertThatThrownBy(() -> read(hex("8140"))).hasMessageContaining("above 8192");
    assertThatThrownBy(() -> read(hex("05 0102"))).isInstanceOf(EOFException.class);
    assertThatThrownBy(() -> read(new byte[0])).isInstanceOf(EOFException.class);
  }

  @Test
  void readsABoundedNumberOfMessages() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < 50; i++) {
      bytes.writeBytes(frame(new ProtoWriter().string(3, "/p/" + i).done()));
    }
    assertThat(read(bytes.toByteArray()).protocols()).hasSize(10);
  }

  private static Identify read(byte[] bytes) throws IOException {
    return Identify.read(new ByteArrayInputStream(bytes), PEER, Limits.DEFAULTS.messages());
  }

  private static byte[] frame(byte[] message) {
    byte[] framed = new byte[Varint.size(message.length) + message.length];
    int at = Varint.put(framed, 0, message.length);
    System.arraycopy(message, 0, framed, at, message.length);
    return framed;
  }
}
