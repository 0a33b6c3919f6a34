using AuditOps.Simulator.Feeds;

namespace AuditOps.Simulator.Tokens;

/// <summary>What an access token stands for.</summary>
internal sealed class IssuedToken(Tenant tenant, bool forGraph, bool forManagement, DateTimeOffset expires)
{
    private int _revoked;

    public Tenant Tenant => tenant;

    public bool ForGraph => forGraph;

    public bool ForManagement => forManagement;

    public DateTimeOffset Expires => expires;

    public bool IsRevoked => Volatile.Read(ref _revoked) != 0;

    public void Revoke() => Volatile.Write(ref _revoked, 1);
}
