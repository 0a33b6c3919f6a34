using System.Net;
using AuditOps.Engines.Risk;
using AuditOps.Kafka;
using AuditOps.Warehouse;

namespace AuditOps.Api;

/// <summary>Where the API listens, who may call it and where its data is.</summary>
public sealed record ApiOptions
{
    /// <summary>IP address to listen on. Default 127.0.0.1; anything else is reachable by others.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>Port; 0 takes any free one. Default 8080.</summary>
    public int Port { get; init; } = 8080;

    /// <summary>Who may call. At least one.</summary>
    public IReadOnlyList<ApiKey> Keys { get; init; } = [];

    /// <summary>ClickHouse.</summary>
    public WarehouseOptions Warehouse { get; init; } = new();

    /// <summary>Kafka, for changes of alerts and rules; null for an API that only reads. Default null.</summary>
    public KafkaOptions? Kafka { get; init; }

    /// <summary>How alerts add up to the risk of an actor; as the stream is configured.</summary>
    public EntityRiskOptions Risk { get; init; } = new();

    /// <summary>How long a change waits for its verdict before the answer is 202. Default 2 s.</summary>
    public TimeSpan VerdictWait { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How far back verdicts are read at start, for who asks after a restart. Default 10 min.</summary>
    public TimeSpan VerdictsKept { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Requests served at once; more are answered 503 at once. Default 64.</summary>
    public int MaxConcurrentRequests { get; init; } = 64;

    /// <summary>Longest request body, bytes. Default 1 MiB.</summary>
    public long MaxBodyBytes { get; init; } = 1024 * 1024;

    /// <summary>Throws <see cref="ApiOptionsException"/> that names everything that is wrong.</summary>
    public void Validate()
    {
        List<string> errors = [];
        var loopback = true;
        if (!IPAddress.TryParse(Host, out var address)) errors.Add("Host must be an IP address.");
        else loopback = IPAddress.IsLoopback(address);
        if (Port is < 0 or > 65535) errors.Add("Port must be between 0 and 65535.");
        if (Keys.Count == 0) errors.Add("Keys must hold at least one API key.");
        foreach (var key in Keys) Check(key, loopback, errors);
        if (Keys.Select(k => k.Key).Distinct(StringComparer.Ordinal).Count() != Keys.Count) errors.Add("Two API keys have the same secret.");
        if (MaxConcurrentRequests < 1) errors.Add("MaxConcurrentRequests must be at least 1.");
        if (VerdictWait <= TimeSpan.Zero || VerdictWait > TimeSpan.FromMinutes(1)) errors.Add("VerdictWait must lie between 0 and 1 min.");
        if (VerdictsKept < TimeSpan.Zero || VerdictsKept > TimeSpan.FromDays(1)) errors.Add("VerdictsKept must lie between 0 and 1 d.");
        if (Kafka is not null) errors.AddRange(Kafka.Validate());
        errors.AddRange(Risk.Validate().Select(fault => $"Risk: {fault}."));
        if (MaxBodyBytes < 1) errors.Add("MaxBodyBytes must be at least 1.");
        try
        {
            Warehouse.Validate();
        }
        catch (WarehouseException e)
        {
            errors.Add(e.Message);
        }

        if (errors.Count > 0) throw new ApiOptionsException("API options: " + string.Join(" ", errors));
    }

    private static void Check(ApiKey key, bool loopback, List<string> errors)
    {
        if (key.Name.Length == 0) errors.Add("An API key has no name.");
        if (key.Key.Length is 0 or > 256 || key.Key.Any(c => c is <= ' ' or > '~')) errors.Add($"API key {key.Name} must be 1 to 256 printable ASCII characters without blanks.");
        else if (!loopback && key.Key.Length < 16) errors.Add($"API key {key.Name} must have at least 16 characters, because the API listens beyond loopback.");
        if (key.Tenants is { Count: 0 }) errors.Add($"API key {key.Name} names no tenant; leave the list out for all of them.");
    }
}
