namespace AuditOps.Embedded.Kafka.Storage;

/// <summary>One topic of the catalogue. Immutable: a change makes a new instance. A topic deleted and made again has a new <see cref="Id"/>.</summary>
/// <param name="Name">Legal names: <c>[a-zA-Z0-9._-]{1,249}</c>, not "." and not "..".</param>
/// <param name="Configs">Only what was set explicitly; defaults are in <see cref="TopicConfig"/>.</param>
/// <param name="Config">The parsed effective configuration.</param>
internal sealed record TopicInfo(string Name, Guid Id, int PartitionCount, IReadOnlyDictionary<string, string> Configs, TopicConfig Config);

/// <summary>What happened to a topic.</summary>
internal enum TopicChange
{
    Created,
    Deleted,
    PartitionsAdded,
    ConfigChanged,
}
