namespace AuditOps.Collectors.Management;

/// <summary>One blob of a content listing.</summary>
internal sealed record ContentItem(string Id, string Uri, DateTimeOffset Created, DateTimeOffset? Expires);
