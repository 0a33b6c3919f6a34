using System.Net;
using System.Net.Sockets;

namespace AuditOps.Processors.Notify;

/// <summary>
/// Decides whether an address may be connected to, so that nobody who can set a target reaches what only this machine can reach. It judges addresses, never names: a name
/// can lead elsewhere each time it is asked for. Ranges: <see href="https://www.iana.org/assignments/iana-ipv4-special-registry"/> and
/// <see href="https://www.iana.org/assignments/iana-ipv6-special-registry"/>.
/// </summary>
internal sealed class AddressGuard(AddressAllowance allow)
{
    /// <summary>Where cloud platforms answer with credentials, besides the link-local one.</summary>
    private static readonly IPAddress[] Metadata = [IPAddress.Parse("168.63.129.16"), IPAddress.Parse("100.100.100.200"), IPAddress.Parse("192.0.0.192"), IPAddress.Parse("fd00:ec2::254"), IPAddress.Parse("fd20:ce::254")];

    private static readonly (IPNetwork Network, string What)[] Never =
    [
        (IPNetwork.Parse("0.0.0.0/8"), "this network"),
        (IPNetwork.Parse("169.254.0.0/16"), "link-local, where cloud platforms keep credentials"),
        (IPNetwork.Parse("192.0.0.0/24"), "reserved"),
        (IPNetwork.Parse("192.0.2.0/24"), "documentation"),
        (IPNetwork.Parse("192.88.99.0/24"), "6to4 relays"),
        (IPNetwork.Parse("198.18.0.0/15"), "benchmarks"),
        (IPNetwork.Parse("198.51.100.0/24"), "documentation"),
        (IPNetwork.Parse("203.0.113.0/24"), "documentation"),
        (IPNetwork.Parse("224.0.0.0/4"), "multicast"),
        (IPNetwork.Parse("240.0.0.0/4"), "reserved"),
        (IPNetwork.Parse("::/128"), "unspecified"),
        (IPNetwork.Parse("100::/64"), "discard"),
        (IPNetwork.Parse("2001::/23"), "protocol assignments"),
        (IPNetwork.Parse("2001:db8::/32"), "documentation"),
        (IPNetwork.Parse("3fff::/20"), "documentation"),
        (IPNetwork.Parse("5f00::/16"), "segment routing"),
        (IPNetwork.Parse("fe80::/10"), "link-local"),
        (IPNetwork.Parse("fec0::/10"), "site-local"),
        (IPNetwork.Parse("ff00::/8"), "multicast"),
    ];

    private static readonly (IPNetwork Network, string What)[] Private =
    [
        (IPNetwork.Parse("10.0.0.0/8"), "private"),
        (IPNetwork.Parse("100.64.0.0/10"), "shared by carriers"),
        (IPNetwork.Parse("127.0.0.0/8"), "this machine"),
        (IPNetwork.Parse("172.16.0.0/12"), "private"),
        (IPNetwork.Parse("192.168.0.0/16"), "private"),
        (IPNetwork.Parse("::1/128"), "this machine"),
        (IPNetwork.Parse("fc00::/7"), "private"),
    ];

    private static readonly IPNetwork Global = IPNetwork.Parse("2000::/3");
    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");
    private static readonly IPNetwork Nat64Local = IPNetwork.Parse("64:ff9b:1::/48");
    private static readonly IPNetwork SixToFour = IPNetwork.Parse("2002::/16");

    /// <summary>Why the address must not be connected to; null when it may.</summary>
    /// <param name="host">The host as the target writes it.</param>
    /// <param name="address">What it stands for now.</param>
    public string? FaultOf(string host, IPAddress address)
    {
        address = Canonical(address);
        foreach (var network in allow.Networks)
        {
            if (network.Contains(address))
                return null;
        }

        if (Array.Exists(Metadata, one => one.Equals(address)))
            return Refuse("where cloud platforms keep credentials");
        foreach (var (network, what) in Never)
        {
            if (network.Contains(address))
                return Refuse(what);
        }

        foreach (var (network, what) in Private)
        {
            if (network.Contains(address))
                return IsAllowed(host) ? null : Refuse(what);
        }

        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return null;
        if (Embedded(address) is { } inner)
            return FaultOf(host, inner);
        return Nat64Local.Contains(address) || !Global.Contains(address) ? Refuse("not public") : null;

        string Refuse(string what) => $"{address} is not to be reached ({what}); allow.networks or allow.hosts can permit it";
    }

    private bool IsAllowed(string host) => allow.Hosts.Contains(host.Trim('[', ']').TrimEnd('.'), StringComparer.OrdinalIgnoreCase);

    /// <summary>IPv4 inside IPv6 is IPv4, and the scope of an address does not make it another one.</summary>
    private static IPAddress Canonical(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            return address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetworkV6 && address.ScopeId != 0 ? new IPAddress(address.GetAddressBytes()) : address;
    }

    /// <summary>The IPv4 address that a translator would connect to; null when the address is one of its own.</summary>
    private static IPAddress? Embedded(IPAddress address)
    {
        var bytes = address.GetAddressBytes();
        if (Nat64.Contains(address))
            return new IPAddress(bytes.AsSpan(12));
        if (SixToFour.Contains(address))
            return new IPAddress(bytes.AsSpan(2, 4));
        // Deprecated, but some systems still connect to what stands in the last four bytes.
        return bytes.AsSpan(0, 12).IndexOfAnyExcept((byte)0) < 0 ? new IPAddress(bytes.AsSpan(12)) : null;
    }
}
