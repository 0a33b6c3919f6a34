using System.Security.Cryptography.X509Certificates;
using AuditOps.Schemas.Contracts;

namespace AuditOps.Processors.Notify;

/// <summary>One receiver of notifications.</summary>
public sealed record TargetOptions
{
    private static readonly string[] Triggers =
        [DeliveryTriggers.Opened, DeliveryTriggers.Reopened, DeliveryTriggers.Raised, DeliveryTriggers.Closed, DeliveryTriggers.Updated];

    /// <summary>1 to 63 lower-case letters, digits and hyphens; part of every delivery id, so a new name is a new target.</summary>
    public required string Name { get; init; }

    public required TargetKind Kind { get; init; }

    /// <summary>Off: nothing is planned for it, and what was planned is given up, to be asked for again. Default on.</summary>
    public bool IsEnabled { get; init; } = true;

    /// <summary>Where to, of all but syslog. Often a secret in itself, so never shown beyond its host.</summary>
    public SecretText? Url { get; init; }

    /// <summary>Key of the signature; without one nothing is signed.</summary>
    public SecretText? Secret { get; init; }

    /// <summary>The key before, while receivers change over: signatures by both are sent.</summary>
    public SecretText? PreviousSecret { get; init; }

    /// <summary>Further headers, for example Authorization.</summary>
    public IReadOnlyDictionary<string, SecretText> Headers { get; init; } = new Dictionary<string, SecretText>(StringComparer.OrdinalIgnoreCase);

    public BodyFormat Format { get; init; } = BodyFormat.Ocsf;

    /// <summary>Which alerts, or of which tenants the events.</summary>
    public AlertRoute Route { get; init; } = new();

    /// <summary>Certificates that the receiver's must lead to, instead of the system's; null for the system's.</summary>
    public X509Certificate2Collection? Authorities { get; init; }

    /// <summary>Longest time of one attempt. Default 15 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a delivery is tried after its first attempt. Default 24 h.</summary>
    public TimeSpan RetryFor { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Requests at a time. Default 4; Slack, Teams and syslog 1.</summary>
    public int Concurrency { get; init; } = 4;

    /// <summary>Most deliveries in a minute; 0 for any number. Default 0; Slack and Teams 60, which is what they bear.</summary>
    public int PerMinute { get; init; }

    /// <summary>Messages of one severity in a window that go alone; those beyond it are told together at its end. 0 for all alone. Default 0; Slack and Teams 10, the only ones that can.</summary>
    public int DigestAfter { get; init; }

    /// <summary>Length of such a window. Default 5 min.</summary>
    public TimeSpan DigestWindow { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Receiver of syslog.</summary>
    public string? Host { get; init; }

    /// <summary>Port of the receiver of syslog. Default 6514.</summary>
    public int Port { get; init; } = 6514;

    /// <summary>Syslog without TLS, for what stands in the same rack. Default no.</summary>
    public bool Plain { get; init; }

    /// <summary>Most events of a batch. Default 500.</summary>
    public int BatchEvents { get; init; } = 500;

    /// <summary>Most bytes of a batch before compression; one larger event goes alone. Default 1 MiB.</summary>
    public int BatchBytes { get; init; } = 1 << 20;

    /// <summary>Longest time that an event waits for others. Default 1 s.</summary>
    public TimeSpan BatchAge { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Compress batches. Default no.</summary>
    public bool Gzip { get; init; }

    /// <summary>Send the record of the source along with each event. Default no.</summary>
    public bool Raw { get; init; }

    /// <summary>Begin with the oldest event there is instead of with the next one. Counts once, at the target's first start. Default no.</summary>
    public bool FromBeginning { get; init; }

    /// <summary>Where it goes, fit to be shown.</summary>
    public string Shown => Kind == TargetKind.Syslog
        ? $"{(Plain ? "tcp" : "tls")}://{Host}:{Port}"
        : Uri.TryCreate(Url?.Reveal(), UriKind.Absolute, out var url) ? $"{url.Scheme}://{url.Authority}/…" : "";

    internal Uri? Address => Uri.TryCreate(Url?.Reveal(), UriKind.Absolute, out var url) ? url : null;

    /// <summary>Every fault of these options; empty when they are good. No fault holds a secret.</summary>
    public IReadOnlyList<string> Validate(AddressAllowance allow)
    {
        var faults = new List<string>();
        Require(Schemas.Topics.TenantKey.TryParse(Name, out _), "the name must be 1 to 63 lower-case letters, digits and hyphens");
        if (Kind == TargetKind.Syslog)
        {
            Require(!string.IsNullOrEmpty(Host) && Uri.CheckHostName(Host) != UriHostNameType.Unknown, "syslog needs a host");
            Require(Port is >= 1 and <= 65535, "the port must lie between 1 and 65535");
            Require(Url is null, "syslog takes host and port, not url");
            Require(Secret is null && Headers.Count == 0, "syslog cannot be signed and has no headers");
        }
        else
        {
            faults.AddRange(TargetAddress.FaultsOf(Url?.Reveal(), allow));
            Require(Host is null, "host is for syslog; use url");
        }

        Require(Format switch
        {
            BodyFormat.Ndjson => Kind == TargetKind.SiemEvents,
            BodyFormat.SplunkHec => Kind is TargetKind.Siem or TargetKind.SiemEvents,
            BodyFormat.Ocsf or BodyFormat.CloudEvents or BodyFormat.Ecs => Kind != TargetKind.SiemEvents,
            _ => false,
        }, $"format {Format} does not fit {Kind}");
        Require(Secret is null || Secret.Reveal().Length >= 16, "the secret must have 16 characters or more");
        Require(PreviousSecret is null || Secret is not null, "previousSecret needs a secret");
        Require(Timeout >= TimeSpan.FromMilliseconds(100) && Timeout <= TimeSpan.FromMinutes(2), "timeoutSeconds must lie between 0.1 and 120");
        Require(RetryFor >= TimeSpan.Zero && RetryFor <= TimeSpan.FromDays(7), "retryHours must lie between 0 and 168");
        Require(Concurrency is >= 1 and <= 64, "concurrency must lie between 1 and 64");
        Require(PerMinute is >= 0 and <= 100_000, "perMinute must lie between 0 and 100000");
        Require(DigestAfter is >= 0 and <= 10_000, "digestAfter must lie between 0 and 10000");
        Require(DigestAfter == 0 || Kind is TargetKind.Slack or TargetKind.Teams, "digestAfter is for slack and teams; machines are told of each");
        Require(DigestWindow > TimeSpan.Zero && DigestWindow <= TimeSpan.FromDays(1), "digestMinutes must lie between 0 and 1440");
        Require(BatchEvents is >= 1 and <= 10_000, "batchEvents must lie between 1 and 10000");
        Require(BatchBytes is >= 1024 and <= 32 << 20, "batchBytes must lie between 1024 and 33554432");
        Require(BatchAge > TimeSpan.Zero && BatchAge <= TimeSpan.FromMinutes(1), "batchSeconds must lie between 0 and 60");
        foreach (var trigger in Route.On.Where(trigger => !Triggers.Contains(trigger, StringComparer.Ordinal)))
            faults.Add($"when.on knows {string.Join(", ", Triggers)}, not '{trigger}'");
        foreach (var tenant in Route.Tenants.Where(tenant => !Schemas.Topics.TenantKey.TryParse(tenant, out _)))
            faults.Add($"when.tenants: '{tenant}' is not a tenant's name");
        foreach (var header in Headers.Keys.Where(header => !TargetAddress.IsHeaderAllowed(header)))
            faults.Add($"header {header} is set by AuditOps itself or is not a name of a header");
        foreach (var (header, _) in Headers.Where(header => header.Value.Reveal().Any(c => c is < ' ' or > '~')))
            faults.Add($"header {header} has characters that a header cannot have");
        return faults;

        void Require(bool holds, string fault)
        {
            if (!holds)
                faults.Add(fault);
        }
    }
}
