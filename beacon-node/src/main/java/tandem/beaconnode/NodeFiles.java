package tandem.beaconnode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tandem.beaconspec.BeaconConfig;
import tandem.beaconspec.BeaconState;
import tandem.beaconspec.InteropKeys;
import tandem.beaconspec.SigningRoots;
import tandem.beaconspec.Types;
import tandem.crypto.BlsSecretKey;
import tandem.jsonrpc.JwtSecret;
import tandem.libp2p.Identity;
import tandem.loop.ExitReason;
import tandem.loop.StartException;
import tandem.primitives.Bytes;
import tandem.ssz.SszException;

/// What a node reads once, at its start. Every file may hold anything; what cannot be used is
/// refused with a sentence that names the file and the fault.
///
/// @param forkDigest of the network's only fork (coordinator-net.md 0.3), 4 bytes
/// @param jwtSecret of the link over HTTP, if it has one
record NodeFiles(
    BeaconConfig beacon,
    Types types,
    BeaconState genesis,
    Bytes forkDigest,
    Identity identity,
    List<BlsSecretKey> validators,
    @Nullable JwtSecret jwtSecret) {
  private static final String CONFIG = "beacon.json";
  private static final String GENESIS = "genesis.ssz";
  private static final long CONFIG_BYTES_MAX = 1 << 16;
  private static final long GENESIS_BYTES_MAX = 1L << 30;

  static NodeFiles read(BeaconNodeConfig config) throws StartException {
    try {
      BeaconConfig beacon = beacon(config.networkDir().resolve(CONFIG));
      Types types = new Types(beacon);
      BeaconState genesis = genesis(config.networkDir().resolve(GENESIS), types);
      Files.createDirectories(config.dataDir());
      return new NodeFiles(
          beacon,
          types,
          genesis,
          SigningRoots.of(beacon, types, genesis).forkDigest(),
          NetworkKey.load(config.dataDir()),
          validators(config.validators()),
          jwtSecret(config.link()));
    } catch (IOException e) {
      throw new StartException(ExitReason.Code.CANNOT_START, TextFiles.why(e), e);
    }
  }

  private static BeaconConfig beacon(Path file) throws IOException {
    try {
      return BeaconConfig.parse(TextFiles.read(file, CONFIG_BYTES_MAX));
    } catch (IllegalArgumentException e) {
      throw new IOException(file + " cannot be used: " + e.getMessage(), e);
    }
  }

  private static BeaconState genesis(Path file, Types types) throws IOException {
    BeaconState genesis;
    try {
      genesis = types.beaconState().decode(TextFiles.read(file, GENESIS_BYTES_MAX));
    } catch (SszException e) {
      throw new IOException(file + " cannot be used: " + e.getMessage(), e);
    }
    if (genesis.slot() != 0) {
      throw new IOException(file + " is a state of slot " + genesis.slot() + ", not of slot 0");
    }
    return genesis;
  }

  private static List<BlsSecretKey> validators(BeaconNodeConfig.Validators validators)
      throws IOException {
    return switch (validators) {
      case BeaconNodeConfig.Validators.None() -> List.of();
      case BeaconNodeConfig.Validators.KeyFile(Path file) -> KeyFile.read(file);
      case BeaconNodeConfig.Validators.Interop(int from, int count) -> {
        List<BlsSecretKey> keys = new ArrayList<>();
        for (int index = from; index < from + count; index++) {
          keys.add(InteropKeys.secret(index));
        }
        yield keys;
      }
    };
  }

  private static @Nullable JwtSecret jwtSecret(BeaconNodeConfig.Link link) throws IOException {
    return switch (link) {
      case BeaconNodeConfig.Link.Http(_, @Nullable Path file) ->
          file == null ? null : JwtSecret.read(file);
      case BeaconNodeConfig.Link.InProcess(_) -> null;
    };
  }
}
