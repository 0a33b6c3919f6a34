using System.Net;
using AuditOps.Engines.Normalize.Text;

namespace AuditOps.Engines.Sigma.Plan;

/// <summary>A value is an address in the network. Addresses may carry a port or brackets; an IPv4 address in IPv6 form is an IPv4 address.</summary>
internal sealed class NetworkPredicate(int id, int[] slots, IPNetwork network) : Predicate(id, slots)
{
    public override bool Fits(ReadOnlySpan<char> text) =>
        ClientAddress.Parse(text).Ip is { } ip && IPAddress.TryParse(ip, out var address) && network.Contains(address);
}
