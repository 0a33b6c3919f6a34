namespace AuditOps.Simulator.Directory;

/// <summary>One of Graph's collections that is no log.</summary>
/// <param name="Path">Below <c>/v1.0/</c>; <c>{id}</c> stands for the owner's id.</param>
/// <param name="Read">The objects; null when there is no owner of this id.</param>
/// <param name="Standard">The properties that come unasked; null = all.</param>
internal sealed record DirectoryCollection(string Path, string Permission, Func<DirectoryState, string, IEnumerable<DirectoryObject>?> Read, IReadOnlySet<string>? Standard = null);
