package tandem.cli;

import picocli.CommandLine;
import picocli.CommandLine.IFactory;
import tandem.devnet.Stop;

/// Makes the command objects; those that run until they are stopped are given [Stop].
final class Commands implements IFactory {
  private final Stop stop;
  private final IFactory others = CommandLine.defaultFactory();

  Commands(Stop stop) {
    this.stop = stop;
  }

  @Override
  public <K> K create(Class<K> type) throws Exception {
    if (type == GwatCommand.class) {
      return type.cast(new GwatCommand(stop));
    }
    if (type == CoordinatorCommand.class) {
      return type.cast(new CoordinatorCommand(stop));
    }
    if (type == PairCommand.class) {
      return type.cast(new PairCommand(stop));
    }
    if (type == DevnetCommand.class) {
      return type.cast(new DevnetCommand(stop));
    }
    if (type == ChaosCommand.class) {
      return type.cast(new ChaosCommand(stop));
    }
    return others.create(type);
  }
}
