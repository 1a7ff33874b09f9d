package tandem.beaconnode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tandem.libp2p.Identity;
import tandem.libp2p.Multiaddr;

/// The files of a node's directory and those that its operator writes.
class FilesTest {
  @TempDir private Path dir;

  private Path write(String name, String text) throws IOException {
    return Files.writeString(dir.resolve(name), text);
  }

  @Test
  void theIdentityIsMadeOnceAndBelongsToItsOwner() throws IOException {
    Identity first = NetworkKey.load(dir);
    assertThat(NetworkKey.load(dir).peerId()).isEqualTo(first.peerId());
    Path file = dir.resolve("network-key");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(Files.readString(file)).matches("[0-9a-f]{64}");
    assertThat(dir.resolve("network-key.new")).doesNotExist();
  }

  @Test
  void anIdentityOfTheOriginalIsRead() throws IOException {
    write("network-key", "00".repeat(31) + "01\n");
    assertThat(NetworkKey.load(dir).peerId())
        .hasToString("16Uiu2HAm3cuhhRL2msUuLF62KRSfneFDx94RsuouyW25Ho42cFMq");
  }

  @Test
  void aKeyFileThatHoldsSomethingElseIsNamedButNotShown() throws IOException {
    write("network-key", "secret nonsense");
    assertThatThrownBy(() -> NetworkKey.load(dir))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("network-key")
        .hasMessageNotContaining("nonsense");
  }

  @Test
  void validatorKeysAreReadALineEach() throws IOException {
    Path file =
        write("keys", "# two keys\n\n" + "01".repeat(32) + "\n  0x" + "02".repeat(32) + "\n");
    assertThat(KeyFile.read(file)).hasSize(2);
    Path bad = write("bad", "01".repeat(32) + "\n" + "ff".repeat(32));
    assertThatThrownBy(() -> KeyFile.read(bad))
        .hasMessageContaining("key 2 is not")
        .hasMessageNotContaining("ffff");
    assertThatThrownBy(() -> KeyFile.read(dir.resolve("none")))
        .isInstanceOfSatisfying(
            IOException.class,
            e -> assertThat(TextFiles.why(e)).isEqualTo("there is no file " + dir.resolve("none")));
  }

  @Test
  void aFileThatIsTooLongIsNotRead() throws IOException {
    Path file = write("long", "x".repeat(100));
    assertThatThrownBy(() -> TextFiles.read(file, 99))
        .hasMessageContaining("100 bytes, at most 99");
  }

  @Test
  void peersAreReadWhenTheirFileChangesAndMayComeLater() throws IOException {
    List<Multiaddr> found = new ArrayList<>();
    Path file = dir.resolve("peers");
    PeersFile peers = new PeersFile(file, found::add, new BeaconLog());
    peers.look();
    assertThat(found).isEmpty();
    Multiaddr one =
        Multiaddr.parse("/ip4/127.0.0.1/tcp/13000").withPeer(Identity.generate().peerId());
    Multiaddr two =
        Multiaddr.parse("/ip4/127.0.0.1/tcp/13001").withPeer(Identity.generate().peerId());
    write("peers", one + "\nnot a peer\n");
    peers.look();
    peers.look();
    assertThat(found).containsExactly(one);
    write("peers", one + "\n" + two + "\n");
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_000));
    peers.look();
    assertThat(found).containsExactly(one, one, two);
  }
}
