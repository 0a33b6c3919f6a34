using AuditOps.Simulator.Acts;
using AuditOps.Simulator.Feeds;

namespace AuditOps.Simulator.Management;

/// <summary>One line of a content listing.</summary>
internal sealed record ContentEntry(string Id, DateTime Created)
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    public Dictionary<string, object?> ToJson(Tenant tenant, Feed feed, string baseAddress) => new(StringComparer.Ordinal)
    {
        ["contentUri"] = $"{baseAddress}/api/v1.0/{tenant.Org.TenantId}/activity/feed/audit/{Id}",
        ["contentId"] = Id,
        ["contentType"] = feed.ContentType(),
        ["contentCreated"] = JsonText.Content(Created),
        ["contentExpiration"] = JsonText.Content(Created + Kept),
    };

    /// <summary>As a webhook is told.</summary>
    public Dictionary<string, object?> ToNotification(Tenant tenant, Feed feed, string baseAddress)
    {
        var fields = ToJson(tenant, feed, baseAddress);
        fields["tenantId"] = tenant.Org.TenantId;
        fields["clientId"] = tenant.Org.ClientId;
        return fields;
    }
}
