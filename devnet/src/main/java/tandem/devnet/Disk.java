package tandem.devnet;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Files and folders, with errors as sentences. Nothing that exists is overwritten; secrets are
/// readable by their owner only, from the moment they exist.
public final class Disk {
  private Disk() {}

  /// The bytes of a file.
  public static byte[] read(Path file, int max) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(max + 1);
      if (bytes.length > max) {
        throw Refusal.failed(file + " has more than " + max + " bytes");
      }
      return bytes;
    } catch (NoSuchFileException _) {
      throw Refusal.failed(file + " does not exist");
    } catch (IOException e) {
      throw cannot("read", file, e);
    }
  }

  /// Writes a file that did not exist.
  public static void write(Path file, byte[] bytes) {
    create(file, bytes, "rw-r--r--");
  }

  /// Writes a file that did not exist and that only its owner may read.
  public static void writeSecret(Path file, byte[] bytes) {
    create(file, bytes, "rw-------");
  }

  private static void create(Path file, byte[] bytes, String permissions) {
    Set<OpenOption> options = Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
    try (var channel = Files.newByteChannel(file, options, attributes(file, permissions))) {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
    } catch (FileAlreadyExistsException _) {
      throw Refusal.failed(file + " exists already");
    } catch (IOException e) {
      throw cannot("write", file, e);
    }
  }

  /// Makes a folder that others may look into, and those above it.
  public static void makeFolder(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw cannot("make", folder, e);
    }
  }

  /// Makes a folder for secrets.
  public static void makeSecretFolder(Path folder) {
    try {
      Files.createDirectory(folder, attributes(folder, "rwx------"));
    } catch (FileAlreadyExistsException _) {
      throw Refusal.failed(folder + " exists already");
    } catch (IOException e) {
      throw cannot("make", folder, e);
    }
  }

  /// Whether there is nothing at this place, or an empty folder.
  public static boolean isFree(Path folder) {
    if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      return true;
    }
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.findAny().isEmpty();
    } catch (IOException e) {
      throw cannot("look into", folder, e);
    }
  }

  /// Removes a folder with all that is in it; links are removed, not followed.
  public static void remove(Path folder) {
    if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try {
      Files.walkFileTree(folder, new Removal());
    } catch (IOException e) {
      throw cannot("remove", folder, e);
    }
  }

  public static Path temporaryFolder() {
    try {
      return Files.createTempDirectory("tandem-devnet-");
    } catch (IOException e) {
      throw cannot("make", Path.of("a temporary folder"), e);
    }
  }

  private static FileAttribute<?>[] attributes(Path path, String permissions) {
    if (!path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return new FileAttribute<?>[0];
    }
    return new FileAttribute<?>[] {
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
    };
  }

  private static Refusal cannot(String verb, Path path, IOException e) {
    String why = e.getMessage();
    String reason = why == null || why.equals(path.toString()) ? e.getClass().getSimpleName() : why;
    return Refusal.failed("cannot " + verb + " " + path + ": " + reason);
  }

  private static final class Removal extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.delete(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException fault)
        throws IOException {
      if (fault != null) {
        throw fault;
      }
      Files.delete(folder);
      return FileVisitResult.CONTINUE;
    }
  }
}
