package tandem.devp2p;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.primitives.Bytes;

/// Bytes and texts from outside: what is right is read, everything else is refused in words.
class FormatsTest {
  private static final NodeId ID = NodeKey.of(Bytes.fromHex("11".repeat(32))).id();

  @Test
  void readsAndWritesEnodeUrls() {
    for (String rest : List.of("127.0.0.1:30303", "[::1]:1", "boot3.example.org:65535")) {
      String text = "enode://" + ID.toHex() + "@" + rest;
      assertThat(EnodeUrl.parse(text).toString()).isEqualTo(text);
      assertThat(EnodeUrl.parse(text + "?discport=0")).isEqualTo(EnodeUrl.parse(text));
    }
    assertThat(EnodeUrl.parse("enode://" + ID.toHex() + "@[::1]:1").host()).isEqualTo("::1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "enode://",
        "http://ID@127.0.0.1:1",
        "enode://ID@127.0.0.1",
        "enode://ID@127.0.0.1:0",
        "enode://ID@127.0.0.1:65536",
        "enode://ID@127.0.0.1:999999999",
        "enode://ID@:1",
        "enode://IDab@127.0.0.1:1",
        "enode://xy@127.0.0.1:1",
        "enode://ID@127.0.0.1:1 and more",
        "enode://ID@[::1:1"
      })
  void refusesWhatIsNoEnodeUrl(String text) {
    String whole = text.replace("ID", ID.toHex());
    assertThatThrownBy(() -> EnodeUrl.parse(whole))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("enode URL");
  }

  @Test
  void writesTheHelloOfTheDocument() {
    // gwat-net.md A.1: the capabilities of a node that offers wfdag/1 alone.
    Hello hello = new Hello(5, "x", List.of(new Capability("wfdag", 1)), 0, ID);
    assertThat(HexFormat.of().formatHex(hello.encode()))
        .startsWith("f84e0578" + "c8c785776664616701" + "80" + "b840");
  }

  @Test
  void readsWhatItWritesAndIgnoresMoreElements() throws Exception {
    Hello hello =
        new Hello(7, "a name", List.of(new Capability("a", 1), new Capability("b", 9)), 30303, ID);
    assertThat(Hello.decode(hello.encode())).isEqualTo(hello);
    byte[] plain = hello.encode();
    byte[] longer = new byte[plain.length + 2];
    System.arraycopy(plain, 0, longer, 0, plain.length);
    longer[1] += 2;
    longer[plain.length] = 5;
    longer[plain.length + 1] = 6;
    assertThat(Hello.decode(longer)).isEqualTo(hello);
  }

  @Test
  void aNameCannotControlATerminal() throws Exception {
    Hello hello = new Hello(5, "red \u001b[31m\n", List.of(), 0, ID);
    assertThat(Hello.decode(hello.encode()).name()).isEqualTo("red ?[31m?");
  }

  @Test
  void everyChangeOfAHelloIsReadOrRefusedAndNothingElse() {
    Random random = new Random(21);
    byte[] hello = new Hello(5, "name", List.of(new Capability("a", 1)), 1, ID).encode();
    for (int i = 0; i < 20_000; i++) {
      byte[] changed = mutate(hello, random);
      try {
        Hello.decode(changed);
      } catch (RlpxException e) {
        assertThat(e).hasMessageContaining("hello");
      }
    }
  }

  @Test
  void everyPayloadOfADisconnectIsSomeReason() {
    Random random = new Random(22);
    for (int i = 0; i < 20_000; i++) {
      byte[] payload = new byte[random.nextInt(6)];
      random.nextBytes(payload);
      assertThat(DisconnectReason.decode(payload)).isNotNull();
    }
    for (DisconnectReason reason : DisconnectReason.values()) {
      assertThat(DisconnectReason.decode(reason.encode())).isEqualTo(reason);
    }
    assertThat(DisconnectReason.decode(new byte[] {4})).isEqualTo(DisconnectReason.TOO_MANY_PEERS);
  }

  @Test
  void unpacksWhatItPacksAndNothingThatClaimsToBeMore() throws Exception {
    byte[] plain = new byte[100_000];
    assertThat(Compression.decompress(Compression.compress(plain), plain.length)).isEqualTo(plain);
    assertThatThrownBy(() -> Compression.decompress(Compression.compress(plain), 99_999))
        .isInstanceOf(RlpxException.class)
        .hasMessageContaining("of which 99999 are allowed");
    // Says 2 MiB, is 9 bytes.
    byte[] bomb = {(byte) 0x80, (byte) 0x80, (byte) 0x80, 0x01, 0x0c, 1, 2, 3, 4};
    assertThatThrownBy(() -> Compression.decompress(bomb, 10 << 20))
        .isInstanceOf(RlpxException.class)
        .hasMessageContaining("are not");
  }

  @Test
  void everyChangeOfACompressedMessageIsUnpackedOrRefused() {
    Random random = new Random(23);
    byte[] plain = new byte[2_000];
    random.nextBytes(plain);
    System.arraycopy(plain, 0, plain, 1_000, 500);
    byte[] packed = Compression.compress(plain);
    for (int i = 0; i < 20_000; i++) {
      byte[] changed = mutate(packed, random);
      try {
        assertThat(Compression.decompress(changed, 4_000).length).isLessThanOrEqualTo(4_000);
      } catch (RlpxException e) {
        assertThat(e).hasMessageMatching("(?s).*(message|bytes).*");
      }
    }
  }

  @Test
  void aFrameThatIsChangedAnywhereIsFoundOut() throws Exception {
    Random random = new Random(24);
    byte[] payload = new byte[100];
    for (int i = 0; i < 2_000; i++) {
      FrameCipher[] ends = ends();
      byte[] frame = ends[0].seal(new byte[] {16}, payload);
      frame[random.nextInt(frame.length)] ^= (byte) (1 << random.nextInt(8));
      assertThatThrownBy(() -> open(ends[1], frame)).isInstanceOf(RlpxException.class);
    }
  }

  @Test
  void aFrameThatIsRepeatedIsFoundOut() throws Exception {
    FrameCipher[] ends = ends();
    byte[] frame = ends[0].seal(new byte[] {16}, new byte[20]);
    assertThat(open(ends[1], frame)).hasSize(21);
    assertThatThrownBy(() -> open(ends[1], frame)).isInstanceOf(RlpxException.class);
  }

  @Test
  void makesAKeyThatOnlyItsOwnerCanReadAndFindsItAgain(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("sub").resolve("nodekey");
    NodeKey key = NodeKey.loadOrCreate(file);
    assertThat(NodeKey.loadOrCreate(file).id()).isEqualTo(key.id());
    assertThat(Files.getPosixFilePermissions(file))
        .containsExactlyInAnyOrder(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    assertThat(key.toString()).doesNotContain(Files.readString(file).substring(0, 16));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "zz", "0000000000000000000000000000000000000000000000000000000000000000"})
  void refusesAKeyFileThatHoldsNoKey(String text, @TempDir Path directory) throws Exception {
    Path file = directory.resolve("nodekey");
    Files.writeString(file, text);
    assertThatThrownBy(() -> NodeKey.loadOrCreate(file)).hasMessageContaining(file.toString());
  }

  @Test
  void readsAPeersFileOnceForEveryChangeAndNamesBadLines(@TempDir Path directory) throws Exception {
    Path path = directory.resolve("peers");
    PeersFile file = new PeersFile(path);
    assertThat(file.readIfChanged()).isEqualTo(new PeersFile.Content(List.of(), List.of()));
    assertThat(file.readIfChanged()).isNull();
    EnodeUrl url = new EnodeUrl(ID, "127.0.0.1", 1);
    Files.writeString(path, "# x\n " + url + " \nrubbish\n");
    PeersFile.Content content = file.readIfChanged();
    assertThat(content).isNotNull();
    assertThat(content.peers()).containsExactly(url);
    assertThat(content.faults()).hasSize(1);
    assertThat(content.faults().getFirst()).contains(path + ", line 3: bad enode URL");
    assertThat(file.readIfChanged()).isNull();
    Files.write(path, new byte[PeersFile.BYTES_MAX + 1]);
    assertThatThrownBy(file::readIfChanged).hasMessageContaining("more than");
  }

  private static FrameCipher[] ends() throws RlpxException {
    NodeKey a = NodeKey.of(Bytes.fromHex("01".repeat(32)));
    NodeKey b = NodeKey.of(Bytes.fromHex("02".repeat(32)));
    Handshake atA = new Handshake(a, new Random(1));
    Handshake atB = new Handshake(b, new Random(2));
    byte[] auth = atA.auth(b.id());
    byte[] ack = atB.ack(atB.readAuth(auth));
    return new FrameCipher[] {
      new FrameCipher(atA.asInitiator(b.id(), auth, ack)),
      new FrameCipher(atB.asRecipient(atB.readAuth(auth), auth, ack))
    };
  }

  private static byte[] open(FrameCipher cipher, byte[] frame) throws RlpxException {
    Bytes bytes = Bytes.wrap(frame);
    int length = cipher.openHeader(bytes.slice(0, FrameCipher.HEADER_LENGTH).toArray());
    return cipher.openBody(bytes.slice(FrameCipher.HEADER_LENGTH, frame.length).toArray(), length);
  }

  private static byte[] mutate(byte[] bytes, Random random) {
    byte[] changed =
        random.nextInt(4) == 0
            ? Arrays.copyOf(bytes, random.nextInt(bytes.length + 8))
            : bytes.clone();
    for (int i = random.nextInt(4); i >= 0 && changed.length > 0; i--) {
      changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
    }
    return changed;
  }
}
