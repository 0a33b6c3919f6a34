using System.Net;
using AuditOps.Embedded.Kafka.Security;

namespace AuditOps.Embedded.Kafka.Net;

/// <summary>Who is at the other end of a connection. Changed by its reading loop only, before anything that counts is read.</summary>
internal sealed class ClientSession(Listener listener, string host)
{
    private const string Anonymous = "User:ANONYMOUS";

    public Listener Listener { get; } = listener;

    /// <summary>The peer's address, as access control lists name it.</summary>
    public string Host { get; } = host;

    public string Principal { get; private set; } = Anonymous;

    /// <summary>True until the client has proven who it is, where that is asked for.</summary>
    public bool AwaitsLogin { get; private set; } = listener.NeedsLogin;

    /// <summary>True when the login has failed: nothing more is read.</summary>
    public bool IsRefused { get; private set; }

    /// <summary>The login under way.</summary>
    public ScramExchange? Exchange { get; set; }

    /// <summary>The address of a peer; one of IPv4 that came in over IPv6 is named as IPv4.</summary>
    public static string HostOf(EndPoint? peer) =>
        peer is IPEndPoint { Address: var address } ? (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString() : "";

    public void LogIn(string user)
    {
        Principal = "User:" + user;
        AwaitsLogin = false;
        Exchange = null;
    }

    public void Refuse()
    {
        IsRefused = true;
        Exchange = null;
    }
}
