package tandem.devnet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskTest {
  @TempDir private Path dir = Path.of("");

  @Test
  void keepsSecretsForTheirOwner() throws Exception {
    Path folder = dir.resolve("secret");
    Disk.makeSecretFolder(folder);
    Path file = folder.resolve("key");
    Disk.writeSecret(file, new byte[] {1, 2});

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
        .isEqualTo("rwx------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(Disk.read(file, 10)).containsExactly(1, 2);
  }

  @Test
  void overwritesNothing() throws Exception {
    Path file = dir.resolve("file");
    Files.writeString(file, "old");

    assertThatThrownBy(() -> Disk.write(file, new byte[1]))
        .isInstanceOf(Refusal.class)
        .hasMessage(file + " exists already");
    assertThatThrownBy(() -> Disk.writeSecret(file, new byte[1])).isInstanceOf(Refusal.class);
    assertThat(file).hasContent("old");
    assertThat(Disk.isFree(dir)).isFalse();
    assertThat(Disk.isFree(file)).isFalse();
    assertThat(Disk.isFree(dir.resolve("new"))).isTrue();
  }

  @Test
  void readsNoFileThatIsTooLong() throws Exception {
    Path file = dir.resolve("file");
    Files.write(file, new byte[11]);

    assertThatThrownBy(() -> Disk.read(file, 10)).hasMessage(file + " has more than 10 bytes");
  }

  @Test
  void removesLinksWithoutFollowingThem() throws Exception {
    Path other = Files.createDirectory(dir.resolve("other"));
    Path kept = Files.writeString(other.resolve("kept"), "x");
    Path folder = Files.createDirectories(dir.resolve("folder/inner"));
    Files.createSymbolicLink(folder.resolve("link"), other);

    Disk.remove(dir.resolve("folder"));

    assertThat(dir.resolve("folder")).doesNotExist();
    assertThat(kept).exists();
  }
}
