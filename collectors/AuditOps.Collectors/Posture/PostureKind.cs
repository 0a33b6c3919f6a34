namespace AuditOps.Collectors.Posture;

/// <summary>One kind of object of a tenant's configuration.</summary>
/// <param name="Name">In keys and manifests.</param>
/// <param name="Path">Collection below the version, with its query.</param>
/// <param name="Delta">Graph offers changes since the last read; deletions come as tombstones.</param>
/// <param name="Members">Each object's transitive members are read too.</param>
internal sealed record PostureKind(string Name, string Path, string Permission, bool Delta = false, bool Members = false);
