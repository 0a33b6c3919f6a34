namespace AuditOps.Collectors.Notifications;

/// <summary>What of one item of a Management notification is looked at. Its contentUri is never followed: the feed's own listing names the blob again.</summary>
internal readonly record struct ManagementNotice(string? TenantId, string? ClientId, string? ContentType);
