using System.Text;

namespace AuditOps.Collectors.Configuration;

/// <summary>One tenant to collect from, checked and complete.</summary>
public sealed record TenantOptions
{
    /// <summary>The tenant's immutable slug in AuditOps.</summary>
    public required string Name { get; init; }

    /// <summary>The tenant's id in Entra.</summary>
    public required Guid TenantId { get; init; }

    public required Guid ClientId { get; init; }

    public required TenantCredential Credential { get; init; }

    public required Cloud Cloud { get; init; }

    public required CloudEndpoints Endpoints { get; init; }

    /// <summary>Names of the feeds to collect, see <see cref="FeedCatalog"/>.</summary>
    public required IReadOnlyList<FeedSpec> Feeds { get; init; }

    public required WindowOptions Windows { get; init; }

    private bool PrintMembers(StringBuilder text)
    {
        text.Append("Name = ").Append(Name).Append(", TenantId = ").Append(TenantId).Append(", Cloud = ").Append(Cloud).Append(", Credential = ").Append(Credential);
        return true;
    }
}
