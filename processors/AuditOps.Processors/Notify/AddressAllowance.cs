using System.Net;

namespace AuditOps.Processors.Notify;

/// <summary>What notifications may reach although it is not on the public internet.</summary>
public sealed record AddressAllowance
{
    /// <summary>Networks, for example 10.20.0.0/16. Default none.</summary>
    public IReadOnlyList<IPNetwork> Networks { get; init; } = [];

    /// <summary>Host names as targets write them; they may lead to private addresses and to this machine, never to link-local ones. Default none.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>Let targets use http. Default no.</summary>
    public bool Http { get; init; }
}
