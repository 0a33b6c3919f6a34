namespace AuditOps.Collectors.Configuration;

/// <summary>What trying one feed of one tenant has shown.</summary>
/// <param name="State"><c>granted</c>, <c>missing</c> (the permission or licence) or <c>failed</c> (nobody knows).</param>
public sealed record CheckRow(string Tenant, string Feed, string Permission, string State, string Detail)
{
    public const string Granted = "granted";
    public const string Missing = "missing";
    public const string Failed = "failed";
}
