namespace AuditOps.Collectors.Management;

/// <summary>What a listing holds.</summary>
/// <param name="Broken">Entries without an address or a time, by their id, or by a hash of their bytes.</param>
internal sealed record ContentListing(IReadOnlyList<ContentItem> Items, IReadOnlyList<string> Broken);
