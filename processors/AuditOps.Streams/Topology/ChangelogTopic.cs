namespace AuditOps.Streams;

/// <summary>A topic that a store needs: compacted, with the partitions of the source topics.</summary>
/// <param name="Store">The store.</param>
/// <param name="Name">The topic.</param>
/// <param name="Retention">Age at which records may be deleted as well; null for never.</param>
public sealed record ChangelogTopic(string Store, string Name, TimeSpan? Retention);
