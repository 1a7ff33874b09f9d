package tandem.gwatnode;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tandem.crypto.KeystoreException;
import tandem.crypto.KeystoreV3;
import tandem.devp2p.NodeKey;
import tandem.gwattypes.BlockSigner;
import tandem.gwattypes.Genesis;
import tandem.gwattypes.GenesisException;
import tandem.jsonrpc.JwtSecret;
import tandem.loop.ExitReason;
import tandem.loop.StartException;
import tandem.primitives.Address;

/// What a node reads once, at its start. Every file may hold anything; what cannot be used is
/// refused with a sentence that names the file and the fault.
///
/// @param signers of the accounts for which blocks are made
record NodeFiles(
    Genesis genesis,
    NodeKey key,
    Map<Address, BlockSigner> signers,
    @Nullable JwtSecret jwtSecret) {
  private static final int GENESIS_BYTES_MAX = 64 << 20;
  private static final int PASSWORD_BYTES_MAX = 4_096;
  private static final int KEY_FILES_MAX = 1_024;

  static NodeFiles read(GwatNodeConfig config) throws StartException {
    Genesis genesis = genesis(config.genesisFile());
    makeDirectory(config.dataDir());
    return new NodeFiles(
        genesis,
        nodeKey(config.dataDir().resolve("nodekey")),
        signers(config.creators()),
        jwtSecret(config.rpc().jwtSecretFile()));
  }

  private static Genesis genesis(Path file) throws StartException {
    byte[] json = bytes(file, GENESIS_BYTES_MAX, "genesis file");
    try {
      return Genesis.parse(json);
    } catch (GenesisException | IllegalArgumentException e) {
      throw cannotStart("genesis file " + file + " cannot be used: " + e.getMessage(), e);
    }
  }

  private static void makeDirectory(Path directory) throws StartException {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw cannotStart("cannot make data directory " + directory + ": " + why(e), e);
    }
  }

  private static NodeKey nodeKey(Path file) throws StartException {
    try {
      return NodeKey.loadOrCreate(file);
    } catch (FileSystemException e) {
      throw cannotStart("cannot read or make node key file " + file + ": " + why(e), e);
    } catch (IOException e) {
      throw cannotStart(String.valueOf(e.getMessage()), e);
    }
  }

  private static @Nullable JwtSecret jwtSecret(@Nullable Path file) throws StartException {
    if (file == null) {
      return null;
    }
    try {
      return JwtSecret.read(file);
    } catch (FileSystemException e) {
      throw cannotStart("cannot read JWT secret file " + file + ": " + why(e), e);
    } catch (IOException e) {
      throw cannotStart(String.valueOf(e.getMessage()), e);
    }
  }

  private static Map<Address, BlockSigner> signers(GwatNodeConfig.Creators creators)
      throws StartException {
    Path directory = creators.keystoreDir();
    if (directory == null) {
      return Map.of();
    }
    Path passwordFile = creators.passwordFile();
    if (passwordFile == null) {
      throw cannotStart("key files in " + directory + " need a password file", null);
    }
    String password = password(passwordFile);
    Map<Address, BlockSigner> signers = new LinkedHashMap<>();
    for (Path file : keyFiles(directory)) {
      BlockSigner signer = signer(file, password, passwordFile);
      signers.put(signer.address(), signer);
    }
    return signers;
  }

  private static String password(Path file) throws StartException {
    String text = new String(bytes(file, PASSWORD_BYTES_MAX, "password file"), UTF_8);
    return text.lines().findFirst().orElse("");
  }

  private static List<Path> keyFiles(Path directory) throws StartException {
    try (Stream<Path> files = Files.list(directory)) {
      List<Path> found =
          files
              .filter(Files::isRegularFile)
              .filter(file -> !file.getFileName().toString().startsWith("."))
              .sorted()
              .limit(KEY_FILES_MAX + 1)
              .toList();
      if (found.size() > KEY_FILES_MAX) {
        throw cannotStart(directory + " holds more than " + KEY_FILES_MAX + " key files", null);
      }
      return found;
    } catch (IOException e) {
      throw cannotStart("cannot list key files in " + directory + ": " + why(e), e);
    }
  }

  private static BlockSigner signer(Path file, String password, Path passwordFile)
      throws StartException {
    byte[] json = bytes(file, KeystoreV3.SIZE_MAX, "key file");
    try {
      return BlockSigner.secp256k1(KeystoreV3.decrypt(json, password));
    } catch (KeystoreException e) {
      String hint = e.isWrongPassword() ? " (the password is that of " + passwordFile + ")" : "";
      throw cannotStart("key file " + file + ": " + e.getMessage() + hint, e);
    } catch (IllegalArgumentException e) {
      throw cannotStart("key file " + file + " holds no secret key of secp256k1", e);
    }
  }

  private static byte[] bytes(Path file, int max, String what) throws StartException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(max + 1);
      if (bytes.length > max) {
        throw cannotStart(
            "%s %s is too large: more than %d bytes".formatted(what, file, max), null);
      }
      return bytes;
    } catch (IOException e) {
      throw cannotStart("cannot read " + what + " " + file + ": " + why(e), e);
    }
  }

  /// Exceptions of the file system say the file's name alone for their most frequent cause.
  private static String why(IOException e) {
    if (e instanceof NoSuchFileException) {
      return "it does not exist";
    }
    if (e instanceof FileSystemException fault && fault.getReason() != null) {
      return fault.getReason();
    }
    return e.getClass().getSimpleName() + ", " + e.getMessage();
  }

  private static StartException cannotStart(String text, @Nullable Throwable cause) {
    return cause == null
        ? new StartException(ExitReason.Code.CANNOT_START, text)
        : new StartException(ExitReason.Code.CANNOT_START, text, cause);
  }
}
