namespace AuditOps.Processors.Notify;

/// <summary>Who is told of alerts, and how hard it is tried.</summary>
public sealed record NotifyOptions
{
    /// <summary>Default none: what happens to alerts is then only remembered.</summary>
    public IReadOnlyList<TargetOptions> Targets { get; init; } = [];

    /// <summary>Where people reach AuditOps; links to alerts begin with it. Default null: no links.</summary>
    public Uri? PublicUrl { get; init; }

    /// <summary>Addresses that may be connected to although they are not public.</summary>
    public AddressAllowance Allow { get; init; } = new();

    /// <summary>How long after its last change what was told of an alert is remembered. Default 30 d, as long as the alert can change.</summary>
    public TimeSpan ToldKept { get; init; } = TimeSpan.FromDays(30);

    /// <summary>First wait after a failed attempt, doubled with each further one. Default 2 s; the real wait lies between half of it and one and a half.</summary>
    public TimeSpan RetryFirst { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Longest wait between two attempts. Default 10 min.</summary>
    public TimeSpan RetryMax { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Longest wait that a receiver can ask for with Retry-After. Default 1 h.</summary>
    public TimeSpan RetryAfterMax { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Age of a plan at which it is given up, sent or not. Default 72 h: a weekend's outage is made up for.</summary>
    public TimeSpan ExpireAfter { get; init; } = TimeSpan.FromHours(72);

    /// <summary>Unfinished deliveries that are held in memory, for all targets together; beyond it reading pauses. Default 100,000.</summary>
    public int MaxUnfinished { get; init; } = 100_000;

    /// <summary>Bytes of alerts waiting to be sent that one target may hold in memory; what is beyond is read again when its turn comes. Default 16 MiB.</summary>
    public int MaxHeldBytes { get; init; } = 16 << 20;

    /// <summary>How long a stop or a rebalance waits for what is on its way. Default 3 s, below the session timeout; after that it is sent again under the same id.</summary>
    public TimeSpan Drain { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Every fault of these options; empty when they are good.</summary>
    public IReadOnlyList<string> Validate()
    {
        var faults = new List<string>();
        if (PublicUrl is not null && (!PublicUrl.IsAbsoluteUri || PublicUrl.Scheme is not ("https" or "http") || PublicUrl.UserInfo.Length > 0))
            faults.Add("PublicUrl must be an http or https address without user name");
        if (ToldKept < TimeSpan.FromHours(1))
            faults.Add("ToldKept must be 1 h or more");
        if (RetryFirst <= TimeSpan.Zero || RetryFirst > RetryMax)
            faults.Add("RetryFirst must lie between 0 and RetryMax");
        if (RetryAfterMax <= TimeSpan.Zero)
            faults.Add("RetryAfterMax must be above 0");
        if (ExpireAfter < TimeSpan.FromMinutes(1))
            faults.Add("ExpireAfter must be 1 min or more");
        if (MaxUnfinished < 1)
            faults.Add("MaxUnfinished must be 1 or more");
        if (MaxHeldBytes < 0)
            faults.Add("MaxHeldBytes must be 0 or more");
        if (Drain <= TimeSpan.Zero)
            faults.Add("Drain must be above 0");
        foreach (var target in Targets)
            faults.AddRange(target.Validate(Allow).Select(fault => $"target {target.Name}: {fault}"));
        foreach (var twice in Targets.GroupBy(target => target.Name, StringComparer.Ordinal).Where(group => group.Count() > 1))
            faults.Add($"target {twice.Key} is named {twice.Count()} times");
        return faults;
    }
}
