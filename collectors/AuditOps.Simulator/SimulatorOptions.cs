namespace AuditOps.Simulator;

/// <summary>What the simulated tenants are and how the server listens.</summary>
public sealed record SimulatorOptions
{
    /// <summary>Address to listen on. Default 127.0.0.1.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>TCP port; 0 = any free one. Default 0.</summary>
    public int Port { get; init; }

    /// <summary>PEM or PFX file with certificate and private key; with it the server speaks HTTPS. Default: none, HTTP.</summary>
    public string? TlsCertificateFile { get; init; }

    /// <summary>Password of a PFX file. Default: none.</summary>
    public string? TlsCertificatePassword { get; init; }

    /// <summary>Everything that is generated follows from it and from the time. Default 1.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Number of simulated tenants, 1 to 1,000. Default 1.</summary>
    public int Tenants { get; init; } = 1;

    /// <summary>Records of the Management Activity API per tenant and average day; the Graph logs add about a quarter of that. 1 to 50 million, default 20,000.</summary>
    public int EventsPerDay { get; init; } = 20_000;

    /// <summary>People per tenant, 20 to 20,000; 0 = one per 40 daily events, at least 40. Default 0.</summary>
    public int People { get; init; }

    /// <summary>How far back activity reaches when the server starts, at most 30 days. Default 1 day.</summary>
    public TimeSpan Backlog { get; init; } = TimeSpan.FromDays(1);

    /// <summary>
    /// 1 = real time: the whole backlog is there at once and new activity follows the clock. Above 1 the backlog is replayed that many times faster until it
    /// meets the clock, which it never passes. Default 1.
    /// </summary>
    public double Speed { get; init; } = 1;

    /// <summary>Faults that happen by themselves, decided by the seed. Default none.</summary>
    public FaultProfile Faults { get; init; }

    /// <summary>Longest Retry-After of faults that happen by themselves, in whole seconds, 1 to 3,600. Default 3.</summary>
    public int LongestRetryAfter { get; init; } = 3;

    /// <summary>Longest time that a body made slow by itself takes. Default 1.6 s.</summary>
    public TimeSpan LongestSlowBody { get; init; } = TimeSpan.FromSeconds(1.6);

    /// <summary>Attack scenarios per tenant and day, on average; 0 = none. Default 3.</summary>
    public double AttacksPerDay { get; init; } = 3;

    /// <summary>How long an access token lives; at least a second. Default 3,599 s, as the real service says.</summary>
    public TimeSpan TokenLifetime { get; init; } = TimeSpan.FromSeconds(3599);

    /// <exception cref="SimulatorException">With all problems at once.</exception>
    internal void Validate()
    {
        var problems = new List<string>();
        if (!System.Net.IPAddress.TryParse(Host, out _)) problems.Add($"host '{Host}' is not an IP address");
        if (Port is < 0 or > 65_535) problems.Add($"port {Port} is not between 0 and 65535");
        if (Tenants is < 1 or > 1_000) problems.Add($"{Tenants} tenants are not between 1 and 1000");
        if (EventsPerDay is < 1 or > 50_000_000) problems.Add($"{EventsPerDay} events a day are not between 1 and 50000000");
        if (People != 0 && People is < 20 or > 20_000) problems.Add($"{People} people are not between 20 and 20000");
        if (Backlog < TimeSpan.Zero || Backlog > TimeSpan.FromDays(30)) problems.Add("the backlog is not between 0 and 30 days");
        if (!(Speed is >= 1 and <= 1_000_000)) problems.Add($"speed {Speed} is not between 1 and 1000000");
        if (LongestRetryAfter is < 1 or > 3_600) problems.Add($"a Retry-After of {LongestRetryAfter} s is not between 1 and 3600 s");
        if (LongestSlowBody < TimeSpan.FromMilliseconds(100) || LongestSlowBody > TimeSpan.FromMinutes(10)) problems.Add("the time of a slow body is not between 100 ms and 10 minutes");
        if (!(AttacksPerDay is >= 0 and <= 1_000)) problems.Add($"{AttacksPerDay} attacks a day are not between 0 and 1000");
        if (TokenLifetime < TimeSpan.FromSeconds(1)) problems.Add("an access token must live at least one second");
        if (problems.Count > 0) throw new SimulatorException(SimulatorErrorCode.InvalidOptions, $"The simulator cannot start: {string.Join("; ", problems)}.");
    }
}
