using System.Net;
using AuditOps.Collectors.Configuration;

namespace AuditOps.Collectors.Notifications;

/// <summary>Being told of news by Microsoft's services in place of only asking for them. Off unless the configuration has a section <c>Notifications</c>.</summary>
public sealed record NotificationOptions
{
    /// <summary>Where the services reach the listener from outside, https, path allowed: <c>https://audit.example.com/hooks</c>. Http is for this machine only.</summary>
    public string PublicUrl { get; init; } = "";

    /// <summary>IP address that the listener binds. Default 127.0.0.1: a reverse proxy on this machine takes the TLS connections of <see cref="PublicUrl"/>.</summary>
    public string Listen { get; init; } = "127.0.0.1";

    /// <summary>TCP port of the listener, 0 = any free one. Default 8445.</summary>
    public int Port { get; init; } = 8445;

    /// <summary>Names of the tenants that are subscribed to; null = all.</summary>
    public IReadOnlyList<string>? Tenants { get; init; }

    /// <summary>Feeds that are hurried, of those that a tenant collects; null = all that a service has notifications for.</summary>
    public IReadOnlyList<string>? Feeds { get; init; }

    /// <summary>How long a Graph subscription is made for; it is renewed after 60 to 75 % of that. Default 2 days, 1 h to 28 days (Graph: 41,760 minutes for users and groups).</summary>
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromDays(2);

    /// <summary>How often a service is asked whether it still has the subscription. Default 1 h.</summary>
    public TimeSpan CheckEvery { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Pause after a poll that no notification cuts short. Default 5 s.</summary>
    public TimeSpan LeastPause { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The same for the posture snapshot, which is many requests. Default 2 min.</summary>
    public TimeSpan LeastPosturePause { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Hints that wait to be passed on; more are dropped and counted, and the next ordinary poll finds what they spoke of. Default 1,000.</summary>
    public int Queue { get; init; } = 1_000;

    /// <summary>Largest notification in bytes. Default 1 MiB.</summary>
    public int BodyBytes { get; init; } = 1 << 20;

    /// <summary>Items of one notification that are looked at. Default 1,000.</summary>
    public int Items { get; init; } = 1_000;

    /// <summary>Connections to the listener at once. Default 200.</summary>
    public int Connections { get; init; } = 200;

    internal Uri Base => new(PublicUrl.TrimEnd('/') + "/");

    internal bool Covers(TenantOptions tenant, FeedSpec feed) =>
        NotificationFeeds.ResourcesOf(feed).Count > 0
        && (Tenants is null || Tenants.Contains(tenant.Name, StringComparer.Ordinal))
        && (Feeds is null || Feeds.Contains(feed.Name, StringComparer.Ordinal) || Feeds.Contains(feed.Source, StringComparer.Ordinal));

    internal IEnumerable<string> Validate(IReadOnlyList<string> tenants)
    {
        if (!Uri.TryCreate(PublicUrl, UriKind.Absolute, out var address) || address.Query.Length + address.Fragment.Length + address.UserInfo.Length > 0
            || !(address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback)) || PublicUrl.Length > 400)
            yield return "Notifications: PublicUrl must be an https address without query, at most 400 characters";
        if (!IPAddress.TryParse(Listen, out _)) yield return "Notifications: Listen must be an IP address";
        if (Port is < 0 or > 65_535) yield return "Notifications: Port must lie between 0 and 65535";
        foreach (var name in Tenants ?? [])
        {
            if (!tenants.Contains(name, StringComparer.Ordinal)) yield return $"Notifications: '{name}' is not among the Tenants";
        }

        foreach (var name in Feeds ?? [])
        {
            if (!FeedCatalog.Find(name).Any(feed => NotificationFeeds.ResourcesOf(feed).Count > 0)) yield return $"Notifications: there are no notifications for '{name}', only for {string.Join(", ", NotificationFeeds.Names)}";
        }

        if (Lifetime < TimeSpan.FromHours(1) || Lifetime > TimeSpan.FromDays(28)) yield return "Notifications: Lifetime must lie between 1 h and 28 days";
        if (CheckEvery < TimeSpan.FromSeconds(1) || CheckEvery > TimeSpan.FromDays(1)) yield return "Notifications: CheckEvery must lie between 1 s and 1 day";
        if (LeastPause < TimeSpan.Zero || LeastPause > TimeSpan.FromHours(1) || LeastPosturePause < TimeSpan.Zero || LeastPosturePause > TimeSpan.FromDays(1)) yield return "Notifications: LeastPause must lie between 0 and 1 h, LeastPosturePause between 0 and 1 day";
        if (Queue is < 1 or > 1_000_000) yield return "Notifications: Queue must lie between 1 and 1000000";
        if (BodyBytes is < 4 << 10 or > 16 << 20) yield return "Notifications: BodyBytes must lie between 4 KiB and 16 MiB";
        if (Items is < 1 or > 100_000) yield return "Notifications: Items must lie between 1 and 100000";
        if (Connections is < 1 or > 10_000) yield return "Notifications: Connections must lie between 1 and 10000";
    }
}
